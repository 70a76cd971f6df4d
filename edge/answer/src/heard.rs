//! Where something was heard between the lines of a message: what a decision by feeling leaves on the record.
//!
//! A phrase that tells it by itself is named whole. What was learnt is told by many small weights: the words are named
//! that weigh most.

use protocol::Mood;
use protocol::decision::{Act, Heard, Sound};

use crate::features::{CONCEPT, Kind};
use crate::feeling::{FEELINGS_TABLE, Feeling};
use crate::lexicon::{LEXICON, Sign};
use crate::mood::fury;
use crate::normalise::joined;
use crate::reading::Reading;

/// At most so many words are named …
const WORDS: usize = 4;
/// … each with at least this share of what the heaviest one weighs.
const LEAST: f32 = 0.3;

/// What was heard in a message, if anything was; most have nothing of it, and cost nothing.
pub fn heard(reading: &Reading) -> Vec<Heard> {
    let person = reading.acts.contains(&Act::WantsPerson);
    let table = [
        (Sound::Person, person.then(|| person_words(reading))),
        (Sound::Discretion, reading.discretion.map(|found| phrase(reading, found.start, found.end))),
        (Sound::Mood, mood_words(reading)),
    ];
    let named = table.into_iter().filter_map(|(what, words)| Some(Heard { what, words: words? }));
    named.filter(|heard| !heard.words.is_empty()).collect()
}

fn person_words(reading: &Reading) -> String {
    let said = reading.signs.iter().filter(|found| found.value == Sign::Person);
    match said.max_by_key(|found| found.end - found.start) {
        Some(found) => phrase(reading, found.start, found.end),
        None => heaviest(reading, &[Feeling::WantsPerson]),
    }
}

fn mood_words(reading: &Reading) -> Option<String> {
    let learnt = |feelings| Some(heaviest(reading, feelings));
    match reading.mood {
        Mood::Neutral => None,
        Mood::Happy => learnt(&[Feeling::Positive]),
        Mood::Unhappy => learnt(&[Feeling::Negative]),
        Mood::Angry => match fury(&LEXICON.moods.find(&reading.words)) {
            Some(found) => Some(phrase(reading, found.start, found.end)),
            None => learnt(&[Feeling::Negative, Feeling::Angry]),
        },
    }
}

fn phrase(reading: &Reading, start: usize, end: usize) -> String {
    joined(&reading.words[start..end])
}

/// The words that weigh most for these feelings, in the message's order.
fn heaviest(reading: &Reading, feelings: &[Feeling]) -> String {
    let mut shares: Vec<(usize, f32)> = weights(reading, feelings).into_iter().enumerate().collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let least = shares.first().map_or(0.0, |(_, most)| most * LEAST).max(f32::MIN_POSITIVE);
    let mut named: Vec<usize> =
        shares.iter().take(WORDS).filter(|(_, share)| *share >= least).map(|(word, _)| *word).collect();
    named.sort_unstable();
    quoted(reading, &named)
}

/// Words of a message, with `…` for what stands between them.
fn quoted(reading: &Reading, places: &[usize]) -> String {
    let mut text = String::new();
    for (n, place) in places.iter().enumerate() {
        match n.checked_sub(1).map(|before| places[before] + 1 == *place) {
            None => {}
            Some(true) => text.push(' '),
            Some(false) => text.push_str(" … "),
        }
        text.push_str(&reading.words[*place].plain);
    }
    text
}

/// How much each word weighs; what a pair or a concept weighs is shared by the words it was found in.
fn weights(reading: &Reading, feelings: &[Feeling]) -> Vec<f32> {
    let mut weights = vec![0.0; reading.words.len()];
    let concepts = LEXICON.concepts.find(&reading.words);
    for feature in &reading.features {
        let share: f32 = feelings.iter().map(|feeling| FEELINGS_TABLE.share(feature, *feeling)).sum();
        let place = usize::from(feature.source);
        let words = match feature.kind {
            Kind::Pair => place.saturating_sub(1)..place + 1,
            _ if feature.source < CONCEPT => place..place + 1,
            _ => {
                let found = concepts.iter().find(|found| CONCEPT + found.value == feature.source);
                found.map_or(0..0, |found| found.start..found.end)
            }
        };
        let each = share / words.len() as f32;
        weights[words].iter_mut().for_each(|weight| *weight += each);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_is_on_the_record() {
        for (text, expected) in [
            ("bisa cod kak?", &[][..]),
            ("mau ngomong sama orang beneran dong", &[(Sound::Person, "bicara sama orang")]),
            ("refund saya ditolak terus", &[(Sound::Discretion, "refund saya ditolak")]),
            ("dasar penipu, ga becus semua", &[(Sound::Mood, "dasar penipu")]),
            ("kecewa banget sama jahitannya", &[(Sound::Mood, "kecewa")]),
            ("pelayanannya tidak bagus", &[(Sound::Mood, "pelayanannya tidak bagus")]),
            ("mantap, cepat sekali sampainya", &[(Sound::Mood, "mantap cepat")]),
            ("tolong dipanggilin mbak yg jaga", &[(Sound::Person, "tolong dipanggilin … jaga")]),
            (
                "paket dari minggu lalu ga jelas, kecewa banget sumpah, mau ngomong sama orang aja",
                &[(Sound::Person, "sama orang saja"), (Sound::Mood, "kecewa")],
            ),
        ] {
            let heard = Reading::alone(text).understood().heard;
            let heard: Vec<_> = heard.iter().map(|heard| (heard.what, heard.words.as_str())).collect();
            assert_eq!(heard, expected, "{text}");
        }
    }
}
