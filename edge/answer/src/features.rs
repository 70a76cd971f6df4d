//! What the model sees of a message: words, stems, pairs of stems, concepts and pieces of words, each as a hash.

use crate::hash;
use crate::lexicon::LEXICON;
use crate::normalise::Word;

/// One feature of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    pub key: u32,
    /// How much its kind counts.
    pub weight: f32,
    /// Which word it comes from, for telling why; a concept counts from [`CONCEPT`] on.
    pub source: u16,
    pub kind: Kind,
}

/// What a feature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A piece of a word.
    Piece,
    /// A pair of words, told by the second one.
    Pair,
    /// A word that carries no subject.
    Filler,
    /// A whole word that tells something, or a concept.
    Whole,
    /// A need that shops share; its weight is the root of its probability.
    Need,
}

/// `source` of the first concept.
pub const CONCEPT: u16 = 0x8000;
/// `source` of a need.
pub const NEED: u16 = u16::MAX;

// How much a kind of feature counts, found by trying on development data (MASSIVE id.dev at ten examples an intent):
// whole words and their stems carry the meaning, pieces of words carry spelling slips and endings.
const WORD: f32 = 0.6;
const STEM: f32 = 1.0;
const PAIR: f32 = 1.0;
const CONCEPT_WEIGHT: f32 = 1.0;
const PIECE: f32 = 0.4;
/// Words that carry a conversation, not its subject.
const FILLER: f32 = 0.8;
/// Lengths of pieces of words, in characters, the word's ends included.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// Only so many bytes of a word are cut into pieces.
const PIECE_WORD: usize = 40;

/// A message's features, by key, each once.
pub fn extract(words: &[Word]) -> Vec<Feature> {
    let mut features = Vec::with_capacity(words.len() * 20);
    let mut before: Option<&Word> = None;
    for (at, word) in words.iter().enumerate() {
        let source = at as u16;
        let telling = !LEXICON.is_filler(&word.plain);
        let share = if telling { 1.0 } else { FILLER };
        let mut add = |key: u32, weight: f32, kind: Kind| {
            features.push(Feature { key, weight: weight * share, source, kind });
        };
        let whole = if telling { Kind::Whole } else { Kind::Filler };
        add(key(b'w', word.plain.as_bytes()), WORD, whole);
        if !word.stem.is_empty() {
            add(key(b's', word.stem.as_bytes()), STEM, whole);
            if let Some(before) = before {
                add(pair(before, word), PAIR, Kind::Pair);
            }
            before = Some(word);
        }
        pieces(&word.plain, |piece| add(key(b'c', piece), PIECE, Kind::Piece));
    }
    for found in LEXICON.concepts.find(words) {
        let key = key(b'k', LEXICON.concept_names[usize::from(found.value)].as_bytes());
        features.push(Feature {
            key,
            weight: CONCEPT_WEIGHT,
            source: CONCEPT + found.value,
            kind: Kind::Whole,
        });
    }
    once(features)
}

/// The features of a message with the one before behind it, whose features count only so much.
pub fn together(words: usize, new: &[Feature], before: &[Feature], weight: f32) -> Vec<Feature> {
    let mut features = new.to_vec();
    features.extend(before.iter().map(|feature| {
        let source = if feature.source < CONCEPT { feature.source + words as u16 } else { feature.source };
        Feature { weight: feature.weight * weight, source, ..*feature }
    }));
    once(features)
}

/// By key, each once: where it weighs most.
fn once(mut features: Vec<Feature>) -> Vec<Feature> {
    features.sort_unstable_by(|a, b| {
        a.key.cmp(&b.key).then(b.weight.total_cmp(&a.weight)).then(a.source.cmp(&b.source))
    });
    features.dedup_by_key(|feature| feature.key);
    features
}

/// The feature of a need, given its probability.
pub fn need(place: usize, chance: f32) -> Feature {
    let key = key(b'n', &(place as u32).to_le_bytes());
    Feature { key, weight: chance.sqrt(), source: NEED, kind: Kind::Need }
}

fn key(kind: u8, text: &[u8]) -> u32 {
    hash::fold(hash::more(hash::more(hash::START, &[kind]), text))
}

fn pair(before: &Word, word: &Word) -> u32 {
    let first = hash::more(hash::more(hash::START, b"p"), before.stem.as_bytes());
    hash::fold(hash::more(hash::more(first, b" "), word.stem.as_bytes()))
}

/// The pieces of `_word_`, as bytes: nearly all words are ASCII, and the others' pieces only have to be the same ones
/// each time.
fn pieces(word: &str, mut each: impl FnMut(&[u8])) {
    let mut padded = [b'_'; PIECE_WORD + 2];
    let length = word.len().min(PIECE_WORD);
    padded[1..=length].copy_from_slice(&word.as_bytes()[..length]);
    for size in PIECES {
        padded[..length + 2].windows(size).for_each(&mut each);
    }
}
