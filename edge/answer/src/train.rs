//! Trains the model when knowledge is published: multinomial logistic regression over tf-idf features.
//!
//! A weight for a word exists only where it occurs in an entry's own words, so the model stays as small as the knowledge
//! and a message is scored by walking a few short lists. Beside them each entry has its place in the space of meanings
//! ([`crate::meaning`]). Weights start from what the entries say and are corrected where entries are mistaken for each
//! other. There is no randomness: the same knowledge gives the same model, bit by bit.

use std::collections::HashMap;

use crate::features::{Feature, Kind};
use crate::meaning::{DIMENSIONS, Meaning, dot};
use crate::sense::Sense;

/// One text of an entry.
#[derive(Debug, Clone)]
pub struct Example {
    pub sense: Sense,
    pub entry: u16,
    /// How much it counts beside an entry's questions, which count 1.
    pub weight: f32,
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

/// A message as the model sees it.
#[derive(Debug)]
pub struct Vector<'a> {
    /// The known features' places and their tf-idf values, of length 1; behind them the known needs'.
    pub known: Vec<(usize, f32)>,
    pub meaning: &'a Meaning,
}

/// Passes over the examples; more change nothing that can be measured. Large knowledge gets fewer, so that publishing
/// takes at most about as long as scoring so many entries; very large one keeps the weights that it starts from.
const PASSES: u64 = 12;
const SCORED: u64 = 24_000_000;
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
pub const MEANING: f32 = 1.7;
/// A step smaller than this isn't taken.
const NEGLIGIBLE: f32 = 2e-3;

impl Model {
    /// Trains on the examples of `entries` entries.
    pub fn train(examples: &[Example], entries: usize) -> Self {
        let mut model = Self::begin(examples, entries);
        let vectors: Vec<_> = examples.iter().map(|example| model.vector(example)).collect();
        model.start_from_centroids(examples, &vectors);
        let taught: Vec<usize> = (0..examples.len()).filter(|at| examples[*at].weight >= TAUGHT).collect();
        let mut scores = vec![0.0; entries];
        let mut errors = Vec::new();
        let scored = (taught.len() as u64 * entries as u64).max(1);
        for pass in 0..(SCORED / scored).min(PASSES) as usize {
            let step = STEP / ((pass + 1) as f32).sqrt();
            for at in order(taught.len(), pass).map(|place| taught[place]) {
                model.learn(&vectors[at], &examples[at], step, &mut scores, &mut errors);
            }
        }
        model
    }

    /// The features, their rarity, and a zero weight for each entry that has them.
    fn begin(examples: &[Example], entries: usize) -> Self {
        let common = (entries / 6).max(COMMON);
        let mut pairs: Vec<(u32, u16)> = examples
            .iter()
            .flat_map(|example| example.sense.features.iter().map(|feature| (feature.key, example.entry)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut model = Self::default();
        for run in pairs.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() <= common) {
            model.keys.push(run[0].0);
            model.idf.push((1.0 + entries as f32 / run.len() as f32).ln());
            model.starts.push(model.weights.len() as u32);
            model.weights.extend(run.iter().map(|(_, entry)| (*entry, 0.0)));
        }
        model.starts.push(model.weights.len() as u32);
        model.places = vec![[0.0; DIMENSIONS]; entries];
        model
    }

    fn vector<'a>(&self, example: &'a Example) -> Vector<'a> {
        let value = |feature: &Feature| {
            let at = self.keys.binary_search(&feature.key).ok()?;
            Some((at, feature.weight * if feature.kind == Kind::Need { NEEDS } else { self.idf[at] }))
        };
        let words = example.sense.features.iter().take_while(|feature| feature.kind != Kind::Need);
        let mut known: Vec<(usize, f32)> = words.filter_map(value).collect();
        let length = known.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(1e-6);
        known.iter_mut().for_each(|(_, value)| *value /= length);
        known.extend(
            example.sense.features.iter().filter(|feature| feature.kind == Kind::Need).filter_map(value),
        );
        Vector { known, meaning: &example.sense.meaning }
    }

    /// Adds up each entry's score.
    fn score(&self, vector: &Vector<'_>, scores: &mut [f32]) {
        scores.iter_mut().zip(&self.places).for_each(|(score, place)| *score = dot(place, vector.meaning));
        for (at, value) in &vector.known {
            for (entry, weight) in &self.weights[self.range(*at)] {
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

    fn start_from_centroids(&mut self, examples: &[Example], vectors: &[Vector<'_>]) {
        let mut totals: HashMap<u16, f32> = HashMap::new();
        for example in examples {
            *totals.entry(example.entry).or_default() += example.weight;
        }
        for (example, vector) in examples.iter().zip(vectors) {
            let share = SHARPNESS * example.weight / totals[&example.entry];
            for (at, value) in &vector.known {
                let range = self.range(*at);
                if let Some((_, weight)) = self.weights[range].iter_mut().find(|(e, _)| *e == example.entry) {
                    *weight += value * share;
                }
            }
            add(&mut self.places[usize::from(example.entry)], MEANING * share, vector.meaning);
        }
    }

    /// One step of gradient descent on one example. Only the entries that it is mistaken for are touched: `errors`.
    fn learn(
        &mut self,
        vector: &Vector<'_>,
        example: &Example,
        step: f32,
        scores: &mut [f32],
        errors: &mut Vec<(u16, f32)>,
    ) {
        self.score(vector, scores);
        softmax(scores, 1.0);
        scores[usize::from(example.entry)] -= 1.0;
        errors.clear();
        errors.extend((0u16..).zip(scores.iter().copied()).filter(|(_, error)| error.abs() > NEGLIGIBLE));
        for (entry, error) in errors.iter() {
            add(
                &mut self.places[usize::from(*entry)],
                -step * example.weight * MEANING * error,
                vector.meaning,
            );
        }
        for (at, value) in &vector.known {
            let range = self.range(*at);
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

fn add(to: &mut Meaning, weight: f32, meaning: &Meaning) {
    to.iter_mut().zip(meaning).for_each(|(to, value)| *to += weight * value);
}

/// Turns scores into shares that add up to 1.
pub fn softmax(scores: &mut [f32], sharpness: f32) {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = ((*score - top) * sharpness).exp();
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
