//! What the model sees of a message: words, stems, pairs of stems, concepts and pieces of words, each as a hash.

use crate::hash;
use crate::lexicon::LEXICON;
use crate::normalise::Word;
use crate::phrases::Found;

/// One feature of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    pub key: u32,
    /// How much its kind counts.
    pub weight: f32,
    /// Which word it comes from, for telling why; a concept counts from [`CONCEPT`] on.
    pub source: u16,
    /// Whether it stands for a whole word or concept (and not for a piece or a pair).
    pub whole: bool,
}

/// `source` of the first concept.
pub const CONCEPT: u16 = 0x8000;

// How much a kind of feature counts, found by trying on development data (MASSIVE id.dev at ten examples an intent):
// whole words and their stems carry the meaning, pieces of words carry spelling slips and endings.
const WORD: f32 = 0.8;
const STEM: f32 = 1.0;
const PAIR: f32 = 0.6;
const CONCEPT_WEIGHT: f32 = 1.0;
const PIECE: f32 = 0.35;
/// Words that carry a conversation, not its subject.
const FILLER: f32 = 0.5;
/// Lengths of pieces of words, in characters, the word's ends included.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// A message's features, by key, each once.
pub fn extract(words: &[Word], concepts: &[Found<u16>]) -> Vec<Feature> {
    let mut features = Vec::with_capacity(words.len() * 20);
    let mut before: Option<&Word> = None;
    for (at, word) in words.iter().enumerate() {
        let source = at as u16;
        let share = if LEXICON.is_filler(&word.plain) { FILLER } else { 1.0 };
        let mut add = |kind: u8, text: &str, weight: f32, whole: bool| {
            features.push(Feature { key: key(kind, text), weight: weight * share, source, whole });
        };
        add(b'w', &word.plain, WORD, true);
        if !word.stem.is_empty() {
            add(b's', &word.stem, STEM, true);
            if let Some(before) = before {
                add(b'p', &format!("{} {}", before.stem, word.stem), PAIR, false);
            }
            before = Some(word);
        }
        pieces(&word.plain, |piece| add(b'c', piece, PIECE, false));
    }
    for found in concepts {
        let concept = found.value.to_le_bytes();
        let key = hash::fold(hash::more(hash::more(hash::START, b"k"), &concept));
        features.push(Feature { key, weight: CONCEPT_WEIGHT, source: CONCEPT + found.value, whole: true });
    }
    features.sort_unstable_by(|a, b| a.key.cmp(&b.key).then(b.weight.total_cmp(&a.weight)));
    features.dedup_by_key(|feature| feature.key);
    features
}

fn key(kind: u8, text: &str) -> u32 {
    hash::fold(hash::more(hash::more(hash::START, &[kind]), text.as_bytes()))
}

/// The pieces of `_word_`.
fn pieces(word: &str, mut each: impl FnMut(&str)) {
    let padded = format!("_{word}_");
    let ends: Vec<usize> = padded.char_indices().map(|(at, _)| at).chain([padded.len()]).collect();
    for length in PIECES {
        for window in ends.windows(length + 1) {
            each(&padded[window[0]..window[length]]);
        }
    }
}
