//! How a shopper feels, and whether it can't wait.

use protocol::Mood;

use crate::feeling::{Feeling, Strengths};
use crate::lexicon::{LEXICON, MoodWord};
use crate::normalise::Word;
use crate::phrases::Found;

/// The mood of a message, and whether it is urgent.
pub fn mood(words: &[Word], heard: &Strengths) -> (Mood, bool) {
    let found = LEXICON.moods.find(words);
    let hurries = found.iter().any(|found| found.value == MoodWord::Hurry);
    let [negative, neutral, positive] =
        [Feeling::Negative, Feeling::Neutral, Feeling::Positive].map(|feeling| heard.of(feeling));
    let mood = if fury(&found).is_some() {
        Mood::Angry
    } else if negative > neutral && negative > positive {
        if heard.of(Feeling::Angry) > 0.0 { Mood::Angry } else { Mood::Unhappy }
    } else if positive > neutral {
        Mood::Happy
    } else {
        Mood::Neutral
    };
    (mood, hurries)
}

/// One word of fury is enough for anger, whatever else is heard; phrases win over the words they are made of.
pub fn fury(found: &[Found<MoodWord>]) -> Option<Found<MoodWord>> {
    let innocent = |word: &Found<MoodWord>| {
        let around = |other: &Found<MoodWord>| other.start <= word.start && word.end <= other.end;
        found.iter().any(|other| other.value == MoodWord::Innocent && around(other))
    };
    found.iter().copied().find(|word| word.value == MoodWord::Fury && !innocent(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reading;

    #[test]
    fn moods_are_told() {
        for (text, expected) in [
            ("bisa cod kak?", Mood::Neutral),
            ("barang saya belum sampai", Mood::Neutral),
            ("bahannya bagus ga kak", Mood::Neutral),
            ("kalau rusak gimana", Mood::Neutral),
            ("kecewa banget sama tokonya", Mood::Unhappy),
            ("pelayanannya tidak bagus", Mood::Unhappy),
            ("kok lama banget sih, belum sampai juga", Mood::Unhappy),
            ("ga kecewa kok", Mood::Happy),
            ("goblok lu", Mood::Angry),
            ("ANJ*NG", Mood::Angry),
            ("dasar penipu!!", Mood::Angry),
            ("bagus banget kak, suka!", Mood::Happy),
            ("mantap, cepat sekali sampainya", Mood::Happy),
            ("😡", Mood::Angry),
            ("ada boneka anjing laut ga kak", Mood::Neutral),
            ("terbaik 😍", Mood::Happy),
        ] {
            assert_eq!(Reading::alone(text).mood, expected, "{text}");
        }
    }

    #[test]
    fn hurry_is_noticed() {
        assert!(Reading::alone("urgent kak, dipakai besok").urgent);
        assert!(!Reading::alone("santai aja kak").urgent);
    }
}
