//! The model as a pack keeps it: weights of one byte, found by a feature's hash in a few steps.

use crate::bytes::{Reader, Writer};
use crate::features::Kind;
use crate::keys::Keys;
use crate::meaning::{DIMENSIONS, Meaning, STEPS, Steps, product, steps};
use crate::sense::Sense;
use crate::train::{self, NEEDS};

/// Which entries each feature speaks for.
#[derive(Debug, Clone)]
pub struct Model {
    /// Features' hashes.
    keys: Keys,
    /// A feature's rarity, in steps of [`IDF_STEP`].
    idf: Vec<u8>,
    /// Where each feature's weights begin; one more at the end.
    starts: Vec<u32>,
    entries: Vec<u16>,
    /// In steps of `scale`.
    weights: Vec<i8>,
    scale: f32,
    /// For each entry, the weights of a message's meaning, in steps of `place_scale`.
    places: Vec<Steps>,
    place_scale: f32,
}

/// A message as the model sees it.
#[derive(Debug)]
pub struct Vector {
    pub meaning: Meaning,
    /// The known features: their places in the model and in the message's features, and their values; those of words
    /// together of length 1, those of needs behind them.
    pub known: Vec<(u32, u32, f32)>,
    /// The share of its whole words and concepts, by weight and rarity, that the model knows: 0 to 1.
    pub coverage: f32,
}

const IDF_STEP: f32 = 1.0 / 24.0;
/// The pack's weights take at most this many bytes; the least telling ones are left out of a very large shop's pack.
const WEIGHT_BUDGET: usize = 640_000;

impl Model {
    /// Packs a trained model: one byte a weight, those that round to nothing left out.
    pub fn pack(trained: &train::Model) -> Self {
        let largest = trained.weights.iter().map(|(_, weight)| weight.abs()).fold(1e-6, f32::max);
        let scale = largest / 127.0;
        let least = least_weight(trained, scale);
        let mut model = Self::empty(scale);
        let mut keys = Vec::with_capacity(trained.keys.len());
        model.pack_places(&trained.places);
        for (at, key) in trained.keys.iter().enumerate() {
            let before = model.weights.len();
            for (entry, weight) in trained.weights_of(at).iter().filter(|(_, weight)| weight.abs() >= least) {
                model.entries.push(*entry);
                model.weights.push((weight / scale).round() as i8);
            }
            if model.weights.len() > before {
                keys.push(*key);
                model.idf.push((trained.idf[at] / IDF_STEP).round().clamp(1.0, 255.0) as u8);
                model.starts.push(before as u32);
            }
        }
        model.starts.push(model.weights.len() as u32);
        model.keys = Keys::new(keys).unwrap_or_default(); // sorted, as the trained ones are
        model
    }

    fn empty(scale: f32) -> Self {
        let (keys, idf, starts) = Default::default();
        let (entries, weights, places) = Default::default();
        Self { keys, idf, starts, entries, weights, scale, places, place_scale: 0.0 }
    }

    fn pack_places(&mut self, places: &[Meaning]) {
        let largest = places.iter().flatten().fold(1e-6_f32, |largest, weight| largest.max(weight.abs()));
        self.place_scale = largest / 127.0;
        self.places = places
            .iter()
            .map(|place| place.map(|weight| (weight / self.place_scale).round() as i16))
            .collect();
    }

    /// What the model knows of a message.
    pub fn vector(&self, sense: &Sense) -> Vector {
        let features = &sense.features;
        let mut vector =
            Vector { meaning: sense.meaning, known: Vec::with_capacity(features.len()), coverage: 0.0 };
        let (mut squares, mut met, mut all) = (0.0, 0.0, 0.0);
        let mut needs = Vec::new();
        for (from, feature) in features.iter().enumerate() {
            let found = self.keys.find(feature.key);
            if feature.kind == Kind::Need {
                needs.extend(found.map(|at| (at as u32, from as u32, NEEDS * feature.weight)));
                continue;
            }
            let idf = found.map_or(UNKNOWN_IDF, |at| f32::from(self.idf[at]) * IDF_STEP);
            let value = feature.weight * idf;
            if feature.kind == Kind::Whole {
                all += value;
                met += if found.is_some() { value } else { 0.0 };
            }
            if let Some(at) = found {
                squares += value * value;
                vector.known.push((at as u32, from as u32, value));
            }
        }
        let length = squares.sqrt().max(1e-6);
        vector.known.iter_mut().for_each(|(.., value)| *value /= length);
        vector.known.extend(needs);
        vector.coverage = if all > 0.0 { met / all } else { 0.0 };
        vector
    }

    /// Adds up the entries' scores.
    pub fn score(&self, vector: &Vector, scores: &mut [f32]) {
        let meaning = steps(&vector.meaning);
        let scale = self.place_scale / STEPS;
        for (score, place) in scores.iter_mut().zip(&self.places) {
            *score += scale * product(place, &meaning) as f32;
        }
        for (at, _, value) in &vector.known {
            let value = value * self.scale;
            let range = self.range(*at);
            for (entry, weight) in self.entries[range.clone()].iter().zip(&self.weights[range]) {
                scores[usize::from(*entry)] += value * f32::from(*weight);
            }
        }
    }

    /// What one known feature adds to an entry's score.
    pub fn share(&self, at: u32, value: f32, entry: u16) -> f32 {
        let range = self.range(at);
        let found = self.entries[range.clone()].binary_search(&entry).ok();
        found.map_or(0.0, |place| value * self.scale * f32::from(self.weights[range.start + place]))
    }

    /// What the meaning adds to an entry's score.
    pub fn meaning_share(&self, meaning: &Meaning, entry: u16) -> f32 {
        let place = &self.places[usize::from(entry)];
        self.place_scale / STEPS * product(place, &steps(meaning)) as f32
    }

    fn range(&self, at: u32) -> std::ops::Range<usize> {
        self.starts[at as usize] as usize..self.starts[at as usize + 1] as usize
    }

    pub fn write(&self, out: &mut Writer) {
        out.f32(self.scale);
        out.u32(self.keys.iter().len() as u32);
        out.u32(self.weights.len() as u32);
        out.raw(&self.idf);
        self.weights.iter().for_each(|weight| out.u8(weight.cast_unsigned()));
        let mut before = 0;
        for (key, at) in self.keys.iter().zip(0..) {
            out.varint(key - before);
            before = key;
            let entries = &self.entries[self.range(at)];
            out.varint(entries.len() as u32);
            let mut before = 0;
            for entry in entries {
                out.varint(u32::from(entry - before));
                before = *entry;
            }
        }
        out.f32(self.place_scale);
        self.places.iter().flatten().for_each(|weight| out.u8((*weight as i8).cast_unsigned()));
    }

    /// Reads a model over `entries` entries.
    pub fn read(reader: &mut Reader<'_>, entries: usize) -> Option<Self> {
        let mut model = Self::empty(reader.f32()?);
        let (features, weights) = (reader.u32()? as usize, reader.u32()? as usize);
        model.idf = reader.raw(features)?.to_vec();
        model.weights = reader.raw(weights)?.iter().map(|byte| byte.cast_signed()).collect();
        model.read_lists(reader, entries)?;
        model.place_scale = reader.f32()?;
        let place = |bytes: &[u8]| std::array::from_fn(|at| i16::from(bytes[at].cast_signed()));
        model.places = reader.items(entries, DIMENSIONS)?.map(place).collect();
        Some(model)
    }

    /// Reads each feature's key and the entries that it speaks for; how many there are of both is known.
    fn read_lists(&mut self, reader: &mut Reader<'_>, entries: usize) -> Option<()> {
        let (features, weights) = (self.idf.len(), self.weights.len());
        let mut keys = Vec::with_capacity(features);
        self.starts = Vec::with_capacity(features + 1);
        self.entries = Vec::with_capacity(weights);
        self.starts.push(0);
        let mut key = 0u32;
        for _ in 0..features {
            key = key.checked_add(reader.varint()?)?;
            keys.push(key);
            let mut entry = 0u32;
            for _ in 0..reader.varint()? {
                entry = entry.checked_add(reader.varint()?).filter(|entry| (*entry as usize) < entries)?;
                self.entries.push(u16::try_from(entry).ok()?);
            }
            self.starts.push(self.entries.len() as u32);
        }
        self.keys = Keys::new(keys)?;
        (self.entries.len() == weights).then_some(())
    }
}

/// The rarity of a word the knowledge doesn't have: that of one which a single entry of a small shop has.
const UNKNOWN_IDF: f32 = 4.0;

/// The smallest weight worth its bytes.
fn least_weight(trained: &train::Model, scale: f32) -> f32 {
    let mut sizes: Vec<f32> = trained.weights.iter().map(|(_, weight)| weight.abs()).collect();
    let left = WEIGHT_BUDGET.saturating_sub(trained.places.len() * DIMENSIONS);
    let kept = left.max(WEIGHT_BUDGET / 4) / 3;
    let over_budget =
        if sizes.len() > kept { *sizes.select_nth_unstable_by(kept, |a, b| b.total_cmp(a)).1 } else { 0.0 };
    over_budget.max(scale / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_read_back_as_it_was_written() {
        let weights = [(0, 1.0), (2, -0.5), (299, 0.25), (299, 0.75), (130, 0.5)];
        let trained = train::Model {
            keys: vec![7, 70_000, u32::MAX],
            idf: vec![2.0, 3.0, 4.0],
            starts: vec![0, 3, 4, 5],
            weights: weights.to_vec(),
            places: vec![[0.5; DIMENSIONS]; 300],
        };
        let model = Model::pack(&trained);
        assert_eq!(model.entries, [0, 2, 299, 299, 130]);
        let mut written = Writer::default();
        model.write(&mut written);
        let read = |entries| Model::read(&mut Reader::new(written.bytes()), entries);
        assert_eq!(format!("{:?}", read(300).unwrap()), format!("{model:?}"));
        assert!(read(299).is_none(), "it speaks for an entry that isn't there");
    }
}
