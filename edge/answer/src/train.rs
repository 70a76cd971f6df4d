//! Trains the model when knowledge is published: multinomial logistic regression over tf-idf features.
//!
//! A weight for a word exists only where it occurs in an entry's own words, so the model stays as small as the knowledge
//! and a message is scored by walking a few short lists. Beside them each entry has its place in the space of meanings
//! ([`crate::meaning`]). Weights start from what the entries say and are corrected where entries are mistaken for each
//! other. There is no randomness: the same knowledge gives the same model, bit by bit.

use std::collections::HashMap;

use crate::features::Kind;
use crate::meaning::{DIMENSIONS, Meaning, dot};
use crate::sense::Sense;

/// One text of an entry.
#[derive(Debug)]
pub struct Example {
    pub entry: u16,
    /// How much it counts beside an entry's questions, which count 1.
    weight: f32,
    /// Its features' keys and weights; while the model is trained, their places in it and their values.
    features: Vec<(u32, f32)>,
    /// How many of them are of words; those of needs stand behind them.
    words: usize,
    meaning: Meaning,
}

impl Example {
    /// What a text says for an entry.
    pub fn new(sense: &Sense, entry: u16, weight: f32) -> Self {
        let words = sense.features.iter().take_while(|feature| feature.kind != Kind::Need).count();
        let features = sense.features.iter().map(|feature| (feature.key, feature.weight)).collect();
        Self { entry, weight, features, words, meaning: sense.meaning }
    }

    /// Lets the shared space and needs count only so much beside the shop's own words: 0 to 1.
    pub fn trust(&mut self, trust: f32) {
        self.meaning.iter_mut().for_each(|value| *value *= trust);
        self.features[self.words..].iter_mut().for_each(|(_, weight)| *weight *= trust);
    }
}

/// A model: for each feature its rarity, and the entries it speaks for.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Sorted.
    pub keys: Vec<u32>,
    pub idf: Vec<f32>,
    /// Where each feature's weights begin; one more at the end.
    pub starts: Vec<u32>,
    pub weights: Vec<(u16, f32)>,
    /// For each entry, the weights of a message's meaning.
    pub places: Vec<Meaning>,
}

/// Passes over the examples; more change nothing that can be measured. Large knowledge gets fewer, so that publishing
/// takes at most about as long as scoring so many entries; very large one keeps the weights that it starts from.
const PASSES: u64 = 12;
const SCORED: u64 = 24_000_000;
/// By how much an example's entry has to be ahead of the others, in logits.
/// (K. Gimpel and N. Smith, "Softmax-margin CRFs", 2010, <https://aclanthology.org/N10-1112>)
const MARGIN: f32 = 2.0;
/// Step size of the first pass; it falls as 1/√pass.
const STEP: f32 = 2.0;
/// How strongly weights are drawn back to where they began, a step.
const DECAY: f32 = 1e-4;
/// How sure the starting weights make the model: logits are cosines times this.
const SHARPNESS: f32 = 8.0;
/// Examples that count less than this (answers, long and asked by nobody) only say where the weights start.
const TAUGHT: f32 = 0.5;
/// What at least so many entries and more than a sixth of them have in common tells none of them.
const COMMON: usize = 60;
/// How much the needs count beside the words, both of length 1.
pub const NEEDS: f32 = 0.7;
/// How much a meaning counts beside the words, both of length 1: its square.
pub const MEANING: f32 = 1.4;
/// A step smaller than this isn't taken.
const NEGLIGIBLE: f32 = 2e-3;

impl Model {
    /// Trains on the examples of `entries` entries, those of each entry in a row.
    pub fn train(mut examples: Vec<Example>, entries: usize) -> Self {
        let mut model = Self::begin(&examples, entries);
        examples.iter_mut().for_each(|example| model.place(example));
        model.start_from_centroids(&examples);
        let taught: Vec<usize> = (0..examples.len()).filter(|at| examples[*at].weight >= TAUGHT).collect();
        let mut scores = vec![0.0; entries];
        let mut errors = Vec::new();
        let scored = (taught.len() as u64 * entries as u64).max(1);
        for pass in 0..(SCORED / scored).min(PASSES) as usize {
            let step = STEP / ((pass + 1) as f32).sqrt();
            for at in order(taught.len(), pass).map(|place| taught[place]) {
                model.learn(&examples[at], step, &mut scores, &mut errors);
            }
        }
        model
    }

    /// The features, their rarity, and a zero weight for each entry that has them.
    fn begin(examples: &[Example], entries: usize) -> Self {
        let common = (entries / 6).max(COMMON);
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for_each_entry(examples, |_, keys| {
            keys.iter().for_each(|key| *counts.entry(*key).or_default() += 1);
        });
        counts.retain(|_, count| *count as usize <= common);
        let mut counts: Vec<(u32, u32)> = counts.into_iter().collect();
        counts.sort_unstable();
        let mut model = Self { places: vec![[0.0; DIMENSIONS]; entries], ..Self::default() };
        let mut total = 0;
        for (key, count) in counts {
            model.keys.push(key);
            model.idf.push((1.0 + entries as f32 / count as f32).ln());
            model.starts.push(total);
            total += count;
        }
        model.starts.push(total);
        model.list_entries(examples);
        model
    }

    /// Lists for each feature the entries that have it, in order.
    fn list_entries(&mut self, examples: &[Example]) {
        let mut next = self.starts.clone();
        self.weights = vec![(0, 0.0); *self.starts.last().unwrap_or(&0) as usize];
        for_each_entry(examples, |entry, keys| {
            for at in keys.iter().filter_map(|key| self.keys.binary_search(key).ok()) {
                self.weights[next[at] as usize].0 = entry;
                next[at] += 1;
            }
        });
    }

    /// Turns an example's keys into their places, and its weights into tf-idf values, those of words of length 1; what the
    /// model doesn't have is dropped.
    fn place(&self, example: &mut Example) {
        let (mut at, mut words, mut squares) = (0, 0, 0.0);
        example.features.retain_mut(|(key, weight)| {
            let is_word = at < example.words;
            at += 1;
            let Ok(place) = self.keys.binary_search(key) else { return false };
            *key = place as u32;
            *weight *= if is_word { self.idf[place] } else { NEEDS };
            if is_word {
                words += 1;
                squares += *weight * *weight;
            }
            true
        });
        let length = f32::max(f32::sqrt(squares), 1e-6);
        example.features[..words].iter_mut().for_each(|(_, value)| *value /= length);
        example.words = words;
    }

    /// Adds up each entry's score.
    fn score(&self, example: &Example, scores: &mut [f32]) {
        scores.iter_mut().zip(&self.places).for_each(|(score, place)| *score = dot(place, &example.meaning));
        for (at, value) in &example.features {
            for (entry, weight) in self.weights_of(*at as usize) {
                scores[usize::from(*entry)] += value * weight;
            }
        }
    }

    /// The entries a feature speaks for.
    pub fn weights_of(&self, at: usize) -> &[(u16, f32)] {
        &self.weights[self.range(at)]
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    fn start_from_centroids(&mut self, examples: &[Example]) {
        let mut totals: HashMap<u16, f32> = HashMap::new();
        for example in examples {
            *totals.entry(example.entry).or_default() += example.weight;
        }
        for example in examples {
            let share = SHARPNESS * example.weight / totals[&example.entry];
            for (at, value) in &example.features {
                let range = self.range(*at as usize);
                if let Some((_, weight)) = self.weights[range].iter_mut().find(|(e, _)| *e == example.entry) {
                    *weight += value * share;
                }
            }
            add(&mut self.places[usize::from(example.entry)], MEANING * share, &example.meaning);
        }
    }

    /// One step of gradient descent on one example. Only the entries that it is mistaken for are touched: `errors`.
    fn learn(&mut self, example: &Example, step: f32, scores: &mut [f32], errors: &mut Vec<(u16, f32)>) {
        self.score(example, scores);
        scores[usize::from(example.entry)] -= MARGIN;
        softmax(scores, 1.0);
        scores[usize::from(example.entry)] -= 1.0;
        errors.clear();
        errors.extend((0u16..).zip(scores.iter().copied()).filter(|(_, error)| error.abs() > NEGLIGIBLE));
        for (entry, error) in errors.iter() {
            add(
                &mut self.places[usize::from(*entry)],
                -step * example.weight * MEANING * error,
                &example.meaning,
            );
        }
        for (at, value) in &example.features {
            let range = self.range(*at as usize);
            let weights = &mut self.weights[range];
            for (entry, error) in errors.iter() {
                if let Ok(place) = weights.binary_search_by_key(entry, |(entry, _)| *entry) {
                    let weight = &mut weights[place].1;
                    *weight -= step * example.weight * (error * value + DECAY * *weight);
                }
            }
        }
    }
}

/// Calls with each entry and the keys that its examples have, each key once.
fn for_each_entry(examples: &[Example], mut call: impl FnMut(u16, &[u32])) {
    let mut keys: Vec<u32> = Vec::new();
    for of_entry in examples.chunk_by(|a, b| a.entry == b.entry) {
        keys.clear();
        keys.extend(of_entry.iter().flat_map(|example| &example.features).map(|(key, _)| *key));
        keys.sort_unstable();
        keys.dedup();
        call(of_entry[0].entry, &keys);
    }
}

fn add(to: &mut Meaning, weight: f32, meaning: &Meaning) {
    to.iter_mut().zip(meaning).for_each(|(to, value)| *to += weight * value);
}

/// Turns scores into shares that add up to 1. What is less than a ten-millionth of the largest share is 0: of many entries
/// most are, and need no exponential.
pub fn softmax(scores: &mut [f32], sharpness: f32) {
    const NOTHING: f32 = -16.0;
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        let behind = (*score - top) * sharpness;
        *score = if behind > NOTHING { behind.exp() } else { 0.0 };
        total += *score;
    }
    scores.iter_mut().for_each(|score| *score /= total);
}

/// A different order for each pass, the same every time: steps through `0..n` by a stride that shares no factor with it.
pub fn order(n: usize, pass: usize) -> impl Iterator<Item = usize> {
    const STRIDES: [usize; 4] = [7919, 104_729, 1_299_709, 611_953];
    let stride = STRIDES[pass % STRIDES.len()];
    let stride = if n.is_multiple_of(stride) { 1 } else { stride };
    // In 64 bits: a product of two 32-bit numbers would wrap on wasm32, and the model differ from the host's.
    (0..n as u64).map(move |i| ((i * stride as u64 + pass as u64) % n as u64) as usize)
}
