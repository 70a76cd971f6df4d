//! How a shopper feels, and whether it can't wait.

use protocol::Mood;

use crate::feeling::{Feeling, Heard};
use crate::lexicon::{LEXICON, MoodWord};
use crate::normalise::Word;

/// The weight of fury, insult and curse in `language/moods.tsv`: one such word is enough for anger, whatever else is heard.
const FURY: i8 = -3;

/// The mood of a message, and whether it is urgent.
pub fn mood(words: &[Word], heard: &Heard) -> (Mood, bool) {
    let found = LEXICON.moods.find(words);
    let has = |kind| found.iter().any(|found| found.value == kind);
    let [negative, neutral, positive] =
        [Feeling::Negative, Feeling::Neutral, Feeling::Positive].map(|feeling| heard.of(feeling));
    let mood = if has(MoodWord::Weight(FURY)) {
        Mood::Angry
    } else if negative > neutral && negative > positive {
        if heard.of(Feeling::Angry) > 0.0 { Mood::Angry } else { Mood::Unhappy }
    } else if positive > neutral {
        Mood::Happy
    } else {
        Mood::Neutral
    };
    (mood, has(MoodWord::Hurry))
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
