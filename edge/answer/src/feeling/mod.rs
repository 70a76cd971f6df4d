//! How a shopper feels, and whether they want a person: learnt from labelled messages ([`learn`]).
//!
//! Each word, pair of words and piece of a word has five small weights, one for each [`Feeling`]; a feeling is heard where
//! they add up to more than nothing.

pub mod learn;

use std::sync::LazyLock;

use crate::bytes::Reader;
use crate::features::Feature;
use crate::keys::Keys;

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feeling {
    /// Displeasure of any kind.
    Negative,
    /// None.
    Neutral,
    /// Pleasure.
    Positive,
    /// Fury, insult, threat.
    Angry,
    /// The wish that a person takes over.
    WantsPerson,
}

/// How many feelings there are.
const FEELINGS: usize = 5;

/// How strongly each is heard; above 0 it is there.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Strengths([f32; FEELINGS]);

impl Strengths {
    /// How strongly a feeling is heard.
    pub fn of(&self, feeling: Feeling) -> f32 {
        self.0[feeling as usize]
    }
}

/// The weights, read in place.
#[derive(Debug, Default)]
pub struct Feelings {
    keys: Keys,
    rarities: &'static [u8],
    /// [`FEELINGS`] bytes a key.
    weights: &'static [u8],
    scales: [f32; FEELINGS],
    biases: [f32; FEELINGS],
    /// The hash of what it was learnt from.
    source: u64,
}

/// The one table of feelings.
pub static FEELINGS_TABLE: LazyLock<Feelings> = LazyLock::new(|| Feelings::read(FILE).unwrap_or_default());

/// Written by `cargo xtask learn`.
static FILE: &[u8] = include_bytes!("../../language/feeling.bin");

const MAGIC: &[u8; 4] = b"SAPF";
const FORMAT: u16 = 2;
const RARITY_STEP: f32 = 1.0 / 20.0;

impl Feelings {
    /// Reads the file: `SAPF`, the format's version (u16), the hash of what it was learnt from (u64), the keys (count u32;
    /// u32 each, sorted), their rarities (u8, in steps of [`RARITY_STEP`]), the feelings' scales and biases (f32), and the
    /// weights (a signed byte for each key and feeling, in steps of the scale).
    fn read(file: &'static [u8]) -> Option<Self> {
        let mut reader = Reader::new(file);
        let sound = reader.raw(MAGIC.len())? == MAGIC && reader.u16()? == FORMAT;
        if !sound {
            return None;
        }
        let source = reader.u64()?;
        let count = reader.u32()? as usize;
        let keys = Keys::new(reader.u32s(count)?)?;
        let rarities = reader.raw(count)?;
        let mut numbers = || {
            let mut numbers = [0.0; FEELINGS];
            for number in &mut numbers {
                *number = reader.f32()?;
            }
            Some(numbers)
        };
        let (scales, biases) = (numbers()?, numbers()?);
        let weights = reader.raw(count * FEELINGS)?;
        Some(Self { keys, rarities, weights, scales, biases, source })
    }

    /// What is heard in a message with these features.
    pub fn hear(&self, features: &[Feature]) -> Strengths {
        let mut sums = [0.0; FEELINGS];
        let mut squares = 0.0;
        for (at, value) in features.iter().filter_map(|feature| self.value(feature)) {
            squares += value * value;
            for (sum, weight) in sums.iter_mut().zip(&self.weights[FEELINGS * at..]) {
                *sum += value * f32::from(weight.cast_signed());
            }
        }
        let length = f32::max(squares, 1e-6).sqrt();
        Strengths(std::array::from_fn(|at| sums[at] * self.scales[at] / length + self.biases[at]))
    }

    /// How much a feature adds to a feeling; only to be compared with what others of the same message add.
    pub fn share(&self, feature: &Feature, feeling: Feeling) -> f32 {
        let weight = |at: usize| f32::from(self.weights[FEELINGS * at + feeling as usize].cast_signed());
        self.value(feature).map_or(0.0, |(at, value)| value * weight(at))
    }

    /// A feature's place in the table, and how much it counts: by its kind and its rarity.
    fn value(&self, feature: &Feature) -> Option<(usize, f32)> {
        let at = self.keys.find(feature.key)?;
        Some((at, feature.weight * f32::from(self.rarities[at]) * RARITY_STEP))
    }
}
