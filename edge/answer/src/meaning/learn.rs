//! Learns the space of meanings from the bank of needs: `cargo xtask learn`.
//!
//! A message's vector is the sum of its features' directions, weighted by kind and rarity, of length 1; the needs are
//! told apart by a softmax over cosines. (Bag of features with a shared linear classifier, as in Joulin et al., "Bag of
//! tricks for efficient text classification", 2016; cosines and a fixed sharpness in place of free logits.) Steps are
//! Adam's (Kingma and Ba, 2015), applied only to the rows that a batch touches. Half of the features are dropped at each
//! look, so that no need hangs on one word. The same files give the same table on the same machine.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::bank::{self, Files, Need};
use super::{DIMENSIONS, Meaning, PIECES, RowKey, dot, row_key, table, unit};
use crate::features::{Kind, extract};
use crate::hash;
use crate::normalise::{Word, normalise};
use crate::vocabulary::{Vocabulary, correct};

/// What is learnt.
pub(super) struct Learnt {
    pub needs: Vec<Need>,
    pub places: Vec<Meaning>,
    /// Words used at least [`COMMON`] times, sorted.
    pub words: Vec<String>,
    /// Keys of the rows behind those of the pieces.
    pub keys: Vec<u32>,
    pub rarities: Vec<f32>,
    pub directions: Vec<Meaning>,
    pub source: u64,
}

/// A word that so many phrasings use is spelt right.
const COMMON: usize = 2;
/// A feature of fewer phrasings gets no direction of its own.
const LEAST_PHRASINGS: usize = 4;

/// Pieces of words count less than in messages, so that directions are learnt from whole words first: shops' questions come
/// out better by it.
const PIECE_SHARE: f32 = 0.75;

const EPOCHS: usize = 80;
const BATCH: usize = 128;
const KEPT: f32 = 0.5;
const STEP: f32 = 3e-3;
/// How much cosines are sharpened before the softmax.
const SHARPNESS: f32 = 8.0;
/// Adam's memory of slopes and of their squares.
const MEMORY: (f32, f32) = (0.9, 0.99);

/// Learns from the files of needs (name → text); answers with the bytes of `meaning.bin`.
///
/// # Errors
/// A file is malformed: the message names its line.
pub fn learn(files: &Files, progress: impl Fn(usize, usize)) -> Result<Vec<u8>, String> {
    let needs = bank::read(files)?;
    let source = source(files);
    let read: Vec<Vec<Vec<Word>>> =
        needs.iter().map(|need| need.phrasings.iter().map(|text| normalise(text)).collect()).collect();
    let words = common_words(read.iter().flatten());
    let vocabulary = Vocabulary::new(words.iter().map(String::as_str));
    let phrasings =
        (0..).zip(read).flat_map(|(need, texts)| texts.into_iter().map(move |words| (need, words)));
    let looks: Vec<Look> = phrasings.map(|(need, words)| look(need, words, &vocabulary)).collect();
    let (keys, rarities, examples) = index(&looks);
    let mut space = Space::new(rarities.len(), needs.len());
    space.fit(&examples, progress);
    let (directions, places) = (space.rows.values, space.places.values);
    let places = places
        .into_iter()
        .map(|mut place| {
            unit(&mut place);
            place
        })
        .collect();
    Ok(table::write(&Learnt { needs, places, words, keys, rarities, directions, source }))
}

/// The hash of everything the table is learnt from: it tells whether `meaning.bin` is older than its files.
#[must_use]
pub fn source(files: &Files) -> u64 {
    files.iter().fold(hash::START, |hash, (name, text)| {
        hash::more(hash::more(hash, name.as_bytes()), text.as_bytes())
    })
}

/// The hash of the files that the table in this build was learnt from.
#[must_use]
pub fn learnt_from() -> u64 {
    super::MEANINGS.table.source
}

fn common_words<'a>(texts: impl Iterator<Item = &'a Vec<Word>>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for words in texts {
        let each: BTreeSet<&str> = words.iter().map(|word| word.plain.as_ref()).collect();
        each.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    }
    let common = counts.into_iter().filter(|(word, count)| *count >= COMMON && Vocabulary::takes(word));
    common.map(|(word, _)| word.to_owned()).collect()
}

/// A phrasing's features, those of one row together.
struct Look {
    need: usize,
    features: BTreeMap<RowKey, f32>,
}

fn look(need: usize, mut words: Vec<Word>, vocabulary: &Vocabulary) -> Look {
    correct(&mut words, &Vocabulary::default(), vocabulary);
    let mut features = BTreeMap::new();
    for feature in extract(&words) {
        let share = if feature.kind == Kind::Piece { PIECE_SHARE } else { 1.0 };
        *features.entry(row_key(&feature)).or_default() += share * feature.weight;
    }
    Look { need, features }
}

/// A phrasing as rows and their weights, of length 1.
struct Example {
    need: usize,
    rows: Vec<(u32, f32)>,
}

/// The keys that get a row of their own, all rows' rarities, and the phrasings in terms of them.
fn index(looks: &[Look]) -> (Vec<u32>, Vec<f32>, Vec<Example>) {
    let mut counts: HashMap<RowKey, usize> = HashMap::new();
    looks.iter().flat_map(|look| look.features.keys()).for_each(|key| *counts.entry(*key).or_default() += 1);
    let own = |(key, count): (&RowKey, &usize)| match key {
        RowKey::Own(key) if *count >= LEAST_PHRASINGS => Some(*key),
        _ => None,
    };
    let mut keys: Vec<u32> = counts.iter().filter_map(own).collect();
    keys.sort_unstable();
    let rarity = |key: RowKey| {
        let count = counts.get(&key).copied().unwrap_or_default();
        if count == 0 { 0.0 } else { (1.0 + looks.len() as f32 / count as f32).ln() }
    };
    let shared = (0..PIECES).map(RowKey::Shared);
    let rarities: Vec<f32> = shared.chain(keys.iter().map(|key| RowKey::Own(*key))).map(rarity).collect();
    let row = |key: &RowKey| match key {
        RowKey::Shared(row) => Some(*row),
        RowKey::Own(key) => keys.binary_search(key).ok().map(|at| PIECES + at as u32),
    };
    let example = |look: &Look| {
        let weighted = look.features.iter().filter_map(|(key, weight)| Some((row(key)?, *weight)));
        let mut rows: Vec<(u32, f32)> =
            weighted.map(|(row, weight)| (row, weight * rarities[row as usize])).collect();
        let length = rows.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
        rows.iter_mut().for_each(|(_, weight)| *weight /= length);
        Example { need: look.need, rows }
    };
    let examples = looks.iter().map(example).collect();
    (keys, rarities, examples)
}

/// Vectors that are learnt, with Adam's memory of each.
struct Learning {
    values: Vec<Meaning>,
    slopes: Vec<Meaning>,
    first: Vec<Meaning>,
    second: Vec<Meaning>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Learning {
    fn new(count: usize, spread: f32, chance: &mut Chance) -> Self {
        let zero = || vec![[0.0; DIMENSIONS]; count];
        let values = (0..count).map(|_| std::array::from_fn(|_| spread * chance.bell())).collect();
        Self {
            values,
            slopes: zero(),
            first: zero(),
            second: zero(),
            touched: Vec::new(),
            is_touched: vec![false; count],
        }
    }

    /// Adds to the slope of one vector.
    fn slope(&mut self, at: usize, weight: f32, slope: &Meaning) {
        if !self.is_touched[at] {
            self.is_touched[at] = true;
            self.touched.push(at as u32);
        }
        self.slopes[at].iter_mut().zip(slope).for_each(|(sum, slope)| *sum += weight * slope);
    }

    /// Moves the vectors that have a slope; `time` counts steps from 1.
    fn step(&mut self, size: f32, time: i32) {
        let (fade, fade_squares) = (1.0 - MEMORY.0.powi(time), 1.0 - MEMORY.1.powi(time));
        for at in self.touched.drain(..).map(|at| at as usize) {
            self.is_touched[at] = false;
            for d in 0..DIMENSIONS {
                let slope = std::mem::take(&mut self.slopes[at][d]);
                let first = &mut self.first[at][d];
                *first += (1.0 - MEMORY.0) * (slope - *first);
                let second = &mut self.second[at][d];
                *second += (1.0 - MEMORY.1) * (slope * slope - *second);
                self.values[at][d] -= size * (*first / fade) / ((*second / fade_squares).sqrt() + 1e-8);
            }
        }
    }
}

/// The space while it is learnt.
struct Space {
    rows: Learning,
    places: Learning,
    chance: Chance,
}

impl Space {
    fn new(rows: usize, needs: usize) -> Self {
        let mut chance = Chance(0x5a9a);
        let spread = 1.0 / (DIMENSIONS as f32).sqrt();
        let rows = Learning::new(rows, 2.0 * spread, &mut chance);
        let places = Learning::new(needs, spread, &mut chance);
        Self { rows, places, chance }
    }

    fn fit(&mut self, examples: &[Example], progress: impl Fn(usize, usize)) {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let steps = EPOCHS * examples.len().div_ceil(BATCH);
        let mut time = 0;
        for epoch in 0..EPOCHS {
            progress(epoch, EPOCHS);
            self.chance.shuffle(&mut order);
            for batch in order.chunks(BATCH) {
                let places: Vec<(Meaning, f32)> = self.places.values.iter().map(scaled).collect();
                batch.iter().for_each(|at| self.look_at(&examples[*at], &places, 1.0 / batch.len() as f32));
                time += 1;
                let size = STEP * (1.0 - time as f32 / (steps + 1) as f32);
                self.rows.step(size, time);
                self.places.step(size, time);
            }
        }
    }

    /// Adds one phrasing's slopes, with half of its features.
    fn look_at(&mut self, example: &Example, places: &[(Meaning, f32)], share: f32) {
        let kept: Vec<(u32, f32)> =
            example.rows.iter().copied().filter(|_| self.chance.unit() < KEPT).collect();
        let mut sum = [0.0; DIMENSIONS];
        for (row, weight) in &kept {
            let direction = &self.rows.values[*row as usize];
            sum.iter_mut().zip(direction).for_each(|(sum, value)| *sum += weight / KEPT * value);
        }
        let (message, length) = scaled(&sum);
        let mut errors: Vec<f32> = places.iter().map(|(place, _)| dot(place, &message)).collect();
        crate::train::softmax(&mut errors, SHARPNESS);
        errors[example.need] -= 1.0;
        let mut slope = [0.0; DIMENSIONS];
        for (need, error) in errors.iter().enumerate().filter(|(_, error)| error.abs() > 1e-4) {
            let (place, place_length) = &places[need];
            let cosine = dot(place, &message);
            let weight = share * SHARPNESS * error;
            slope.iter_mut().zip(place).for_each(|(sum, value)| *sum += weight * value);
            let across = std::array::from_fn(|d| message[d] - cosine * place[d]);
            self.places.slope(need, weight / place_length, &across);
        }
        // Only the part across the message turns it: its length is always 1.
        let along = dot(&slope, &message);
        let across: Meaning = std::array::from_fn(|d| (slope[d] - along * message[d]) / length);
        for (row, weight) in kept {
            self.rows.slope(row as usize, weight / KEPT, &across);
        }
    }
}

/// A vector brought to length 1, and the length it had.
fn scaled(vector: &Meaning) -> (Meaning, f32) {
    let length = (dot(vector, vector) + 1e-6).sqrt();
    (vector.map(|value| value / length), length)
}

/// Chance that is the same at every run: SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Spread as a bell, nearly: the sum of twelve, less six.
    fn bell(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f32>() - 6.0
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for last in (1..items.len()).rev() {
            items.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}
