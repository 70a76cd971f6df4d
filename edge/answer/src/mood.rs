//! How a shopper feels, told by words with negation and emphasis; and whether it can't wait.

use protocol::Mood;
use protocol::decision::Act;

use crate::lexicon::{LEXICON, MoodWord};
use crate::normalise::Word;
use crate::phrases::Found;

/// How many words after a negation it still turns.
const REACH: usize = 3;
/// Sums of weights (see `language/moods.tsv`) from which a mood is said. One word of fury is enough for anger; plain
/// displeasure becomes anger only when it piles up, because anger brings a person at once.
const ANGRY_SUM: i32 = -8;
const UNHAPPY_SUM: i32 = -2;
const HAPPY_SUM: i32 = 2;
/// Capitals count as shouting from this many letters on.
const SHOUT_LETTERS: usize = 12;

/// The mood of a message, and whether it is urgent.
pub fn mood(text: &str, words: &[Word], acts: &[Act]) -> (Mood, bool) {
    let found = longest(LEXICON.moods.find(words));
    let any = |kind| found.iter().any(|found| found.value == kind);
    let raise = i32::from(any(MoodWord::Intensifier)) + i32::from(is_shouted(text));
    let weights: Vec<i32> = found.iter().filter_map(|word| felt(word, &found)).collect();
    let bad: i32 = weights.iter().filter(|weight| **weight < 0).sum();
    let good: i32 = weights.iter().filter(|weight| **weight > 0).sum();
    let emphatic = |sum: i32, sign: i32| if sum.abs() >= 2 { sum + sign * raise } else { sum };
    let asks = acts.contains(&Act::Question);
    let mood = if weights.contains(&-3) || emphatic(bad, -1) <= ANGRY_SUM {
        Mood::Angry
    } else if emphatic(bad, -1) + good.min(1) <= UNHAPPY_SUM {
        Mood::Unhappy
    // "Bahannya bagus ga?" asks for what is good, and isn't glad of it.
    } else if emphatic(good, 1) + bad >= HAPPY_SUM + i32::from(asks) {
        Mood::Happy
    } else {
        Mood::Neutral
    };
    (mood, any(MoodWord::Hurry))
}

/// Phrases win over the words they are made of.
fn longest(mut found: Vec<Found<MoodWord>>) -> Vec<Found<MoodWord>> {
    let all = found.clone();
    let within = |a: &Found<MoodWord>, b: &Found<MoodWord>| {
        a.start >= b.start && a.end <= b.end && a.end - a.start < b.end - b.start
    };
    found.retain(|word| !all.iter().any(|other| within(word, other)));
    found.dedup_by_key(|word| (word.start, word.end, word.value == MoodWord::Negation));
    found
}

/// A word's weight where it stands: turned by a negation before it, nothing under a hedge.
fn felt(word: &Found<MoodWord>, all: &[Found<MoodWord>]) -> Option<i32> {
    let MoodWord::Weight(weight) = word.value else { return None };
    let before = |kind, reach: usize| {
        all.iter()
            .any(|other| other.value == kind && other.end <= word.start && word.start - other.end < reach)
    };
    if before(MoodWord::Hedge, usize::MAX) && weight > -3 {
        return None;
    }
    let weight = i32::from(weight);
    if !before(MoodWord::Negation, REACH) {
        return Some(weight);
    }
    // "Tidak bagus" is bad; "tidak kecewa" is not yet good.
    Some(if weight > 0 { -2 } else { 0 })
}

fn is_shouted(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic()).take(500);
    letters().count() >= SHOUT_LETTERS && letters().all(char::is_uppercase) || text.contains("!!!")
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
            ("ga kecewa kok", Mood::Neutral),
            ("goblok lu", Mood::Angry),
            ("ANJ*NG", Mood::Angry),
            ("dasar penipu!!", Mood::Angry),
            ("bagus banget kak, suka!", Mood::Happy),
            ("mantap, cepat sekali sampainya", Mood::Happy),
            ("😡", Mood::Angry),
            ("terbaik 😍", Mood::Happy),
        ] {
            assert_eq!(Reading::of(text).mood, expected, "{text}");
        }
    }

    #[test]
    fn hurry_is_noticed() {
        assert!(Reading::of("urgent kak, dipakai besok").urgent);
        assert!(!Reading::of("santai aja kak").urgent);
    }
}
