//! What a message is about, in a space where messages of one need lie together, whatever their words.
//!
//! The space is learnt ([`learn`]) from the phrasings under `language/needs/`: each word, pair of words and piece of a word
//! has a direction, and a message lies where the directions of its features lead. A shop's entry and a message meet there
//! though they share no word: `duitku nyangkut` lies beside "refund", `durung teko` beside "belum sampai".

pub mod bank;
pub mod learn;
mod table;

use std::sync::LazyLock;

use crate::features::{Feature, Kind};
use crate::train::softmax;
use crate::vocabulary::Vocabulary;
use table::Table;

/// How many numbers a meaning has.
pub const DIMENSIONS: usize = 128;

/// Where a message lies: a vector of length 1, or 0 if nothing of it is known.
pub type Meaning = [f32; DIMENSIONS];

/// The shared needs and the space they span.
#[derive(Debug)]
pub struct Meanings {
    table: Table,
    /// The needs' own places, and the length that each has.
    places: Vec<(Steps, f32)>,
    /// Words that shoppers use everywhere, to which a slip is corrected.
    pub vocabulary: Vocabulary,
}

/// The one space.
pub static MEANINGS: LazyLock<Meanings> = LazyLock::new(|| Meanings::read(FILE));

/// Written by `cargo xtask learn`.
static FILE: &[u8] = include_bytes!("../../language/meaning.bin");

/// Pieces of words share so many directions, by their hash: there are too many of them for one each.
const PIECES: u32 = 8192;
/// How much cosines to the needs are sharpened into probabilities; more than in learning, which wants to be told its doubts.
const SHARPNESS: f32 = 20.0;
/// A message is given at most so many needs …
const MOST_NEEDS: usize = 8;
/// … none less likely than this.
const LEAST_NEED: f32 = 0.02;

/// The needs that a message probably expresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    /// Places and probabilities, likeliest first.
    pub likely: Vec<(usize, f32)>,
    /// The probability that it is no matter of a shop at all: 0 to 1.
    pub elsewhere: f32,
}

impl Meanings {
    fn read(file: &'static [u8]) -> Self {
        let table = Table::read(file).unwrap_or_default();
        let places = table.places();
        let vocabulary = Vocabulary::new(table.words.lines());
        Self { table, places, vocabulary }
    }

    /// Where a message with these features lies.
    pub fn of(&self, features: &[Feature]) -> Meaning {
        let mut meaning = [0.0; DIMENSIONS];
        for feature in features {
            if let Some(row) = self.table.find(row_key(feature)) {
                self.table.add(row, feature.weight * self.table.rarity(row), &mut meaning);
            }
        }
        unit(&mut meaning);
        meaning
    }

    /// The needs behind a meaning.
    pub fn needs(&self, meaning: &Meaning) -> Needs {
        let steps = steps(meaning);
        let cosine = |(place, length): &(Steps, f32)| product(place, &steps) as f32 / (length * STEPS);
        let mut chances: Vec<f32> = self.places.iter().map(cosine).collect();
        softmax(&mut chances, SHARPNESS);
        let elsewhere = chances.iter().zip(&self.table.needs).filter(|(_, need)| need.is_elsewhere);
        let elsewhere = elsewhere.map(|(chance, _)| chance).sum();
        let mut likely: Vec<_> =
            chances.into_iter().enumerate().filter(|(_, chance)| *chance >= LEAST_NEED).collect();
        likely.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        likely.truncate(MOST_NEEDS);
        Needs { likely, elsewhere }
    }

    /// The title of a need, in Indonesian.
    pub fn title(&self, need: usize) -> &'static str {
        self.table.needs.get(need).map_or("", |need| need.title)
    }
}

/// The key of a feature's direction: its own, or for a piece of a word the one that it shares.
fn row_key(feature: &Feature) -> RowKey {
    match feature.kind {
        Kind::Piece => RowKey::Shared(feature.key % PIECES),
        Kind::Pair | Kind::Filler | Kind::Whole | Kind::Need => RowKey::Own(feature.key),
    }
}

/// See [`row_key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum RowKey {
    Shared(u32),
    Own(u32),
}

/// A vector in whole numbers: products with small weights are then exact, and quick.
pub type Steps = [i16; DIMENSIONS];

/// A meaning's numbers, which are at most 1, are counted in steps of one part of this.
pub const STEPS: f32 = 4096.0;

/// A meaning in steps.
pub fn steps(meaning: &Meaning) -> Steps {
    meaning.map(|value| (value * STEPS).round_ties_even() as i16)
}

/// The inner product of weights of at most 127 and a meaning.
#[cfg(not(target_arch = "wasm32"))]
pub fn product(weights: &Steps, meaning: &Steps) -> i32 {
    weights.iter().zip(meaning).map(|(weight, value)| i32::from(*weight) * i32::from(*value)).sum()
}

/// The same, eight at once: compilers don't find this instruction by themselves.
#[cfg(target_arch = "wasm32")]
#[target_feature(enable = "simd128")]
pub fn product(weights: &Steps, meaning: &Steps) -> i32 {
    use std::arch::wasm32::{i16x8, i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat};
    let lanes = |[a, b, c, d, e, f, g, h]: [i16; 8]| i16x8(a, b, c, d, e, f, g, h);
    let (weights, meaning) = (weights.as_chunks().0, meaning.as_chunks().0);
    let sums = weights.iter().zip(meaning).fold(i32x4_splat(0), |sums, (weights, values)| {
        i32x4_add(sums, i32x4_dot_i16x8(lanes(*weights), lanes(*values)))
    });
    i32x4_extract_lane::<0>(sums)
        + i32x4_extract_lane::<1>(sums)
        + i32x4_extract_lane::<2>(sums)
        + i32x4_extract_lane::<3>(sums)
}

/// The inner product; of two vectors of length 1 the cosine. Summed in lanes, as processors do it at once.
pub fn dot(a: &Meaning, b: &Meaning) -> f32 {
    const LANES: usize = 16;
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

fn unit(vector: &mut Meaning) {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
}
