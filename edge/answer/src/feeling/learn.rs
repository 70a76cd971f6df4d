//! Learns to hear feelings: `cargo xtask learn`.
//!
//! Each feeling is told from the rest by a linear support vector machine over tf-idf features that are scaled by how
//! unevenly they fall on both sides (Wang and Manning, "Baselines and bigrams", 2012), trained by dual coordinate
//! descent (Hsieh et al., 2008). Teachers are `language/feelings/`, the bank of needs (asked without feeling and for
//! no person), and reviews with a polarity.

use std::collections::HashMap;

use super::{FEELINGS, FORMAT, Feeling, MAGIC, RARITY_STEP};
use crate::bytes::Writer;
use crate::features::{Feature, extract};
use crate::hash;
use crate::meaning::MEANINGS;
use crate::meaning::bank::{self, Files};
use crate::normalise::normalise;
use crate::train::order;
use crate::vocabulary::{Vocabulary, correct};

/// A message of a shopper counts as much as so many reviews, which are written to no one …
const SHOPPER: f32 = 6.0;
/// … and a phrasing of the bank as much as this.
const PHRASING: f32 = 1.0;
/// One phrasing in so many is taken.
const EVERY: usize = 4;
/// Needs in whose phrasings a person is asked for or feelings run high.
const NOT_NEUTRAL: [&str; 6] = [
    "chat-with-person",
    "reply-slow",
    "complaint-service",
    "contact-number",
    "complaint-channel",
    "insult-swearing",
];
/// A feature of fewer messages tells nothing.
const LEAST_MESSAGES: usize = 3;
/// Only the features that tell most are kept.
const MOST_FEATURES: usize = 32_000;
/// Passes of the descent.
const PASSES: usize = 25;

/// A message, how much it counts, and what is felt: `None` where it isn't known.
struct Message {
    features: Vec<Feature>,
    weight: f32,
    felt: [Option<bool>; FEELINGS],
}

/// Learns from the examples and the needs (name → text) and from reviews: text, tab, `positive`, `neutral` or `negative`, a
/// line each. Answers with the bytes of `feeling.bin`.
///
/// # Errors
/// A file has a row that isn't understood: the message names it.
pub fn learn(examples: &Files, needs: &Files, reviews: &str) -> Result<Vec<u8>, String> {
    let mut messages = Vec::new();
    for (name, text) in examples {
        messages.extend(shoppers(name, text)?);
    }
    messages.extend(phrasings(needs)?);
    messages.extend(self::reviews(reviews)?);
    let (keys, rarities) = index(&messages);
    let rows: Vec<Row> = messages.iter().map(|message| row(message, &keys, &rarities)).collect();
    let machines: Vec<Machine> =
        (0..FEELINGS).map(|feeling| Machine::train(&messages, &rows, feeling, keys.len())).collect();
    Ok(write(source(examples), &keys, &rarities, &machines))
}

/// The hash of the examples that the table is learnt from.
#[must_use]
pub fn source(examples: &Files) -> u64 {
    examples.values().fold(hash::START, |hash, text| hash::more(hash, text.as_bytes()))
}

/// The same hash of the files that the table in this build was learnt from.
#[must_use]
pub fn learnt_from() -> u64 {
    super::FEELINGS_TABLE.source
}

fn features(text: &str) -> Vec<Feature> {
    let mut words = normalise(text);
    correct(&mut words, &Vocabulary::default(), &MEANINGS.vocabulary);
    extract(&words)
}

fn shoppers(file: &str, text: &str) -> Result<Vec<Message>, String> {
    let message = |(n, line): (usize, &str)| {
        let wrong = || format!("{file}:{}: text, mood, wants_human are expected", n + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let [text, mood, person] = cells[..] else { return Err(wrong()) };
        let (polarity, angry) = match mood {
            "angry" => (Feeling::Negative, true),
            "unhappy" => (Feeling::Negative, false),
            "neutral" => (Feeling::Neutral, false),
            "happy" => (Feeling::Positive, false),
            _ => return Err(wrong()),
        };
        let mut felt = polar(polarity);
        felt[Feeling::Angry as usize] = Some(angry);
        felt[Feeling::WantsPerson as usize] = Some(person == "1");
        Ok(Message { features: features(text), weight: SHOPPER, felt })
    };
    text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()).map(message).collect()
}

fn phrasings(needs: &Files) -> Result<Vec<Message>, String> {
    let needs = bank::read(needs)?;
    let calm = needs.iter().filter(|need| !NOT_NEUTRAL.contains(&need.id.as_str()));
    let message = |text: &String| {
        let mut felt = polar(Feeling::Neutral);
        felt[Feeling::WantsPerson as usize] = Some(false);
        Message { features: features(text), weight: PHRASING, felt }
    };
    Ok(calm.flat_map(|need| &need.phrasings).step_by(EVERY).map(message).collect())
}

fn reviews(text: &str) -> Result<Vec<Message>, String> {
    let message = |(n, line): (usize, &str)| {
        let (text, polarity) = line.rsplit_once('\t').unwrap_or((line, ""));
        let polarity = match polarity.trim() {
            "negative" => Feeling::Negative,
            "neutral" => Feeling::Neutral,
            "positive" => Feeling::Positive,
            other => {
                let line = n + 1;
                return Err(format!(
                    "reviews, line {line}: positive, neutral or negative is expected, not `{other}`"
                ));
            }
        };
        Ok(Message { features: features(text), weight: 1.0, felt: polar(polarity) })
    };
    text.lines().enumerate().filter(|(_, line)| !line.is_empty()).map(message).collect()
}

fn polar(polarity: Feeling) -> [Option<bool>; FEELINGS] {
    let mut felt = [None; FEELINGS];
    for other in [Feeling::Negative, Feeling::Neutral, Feeling::Positive] {
        felt[other as usize] = Some(other == polarity);
    }
    felt
}

/// The features' keys, sorted, and their rarities.
fn index(messages: &[Message]) -> (Vec<u32>, Vec<f32>) {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    let all = messages.iter().flat_map(|message| &message.features);
    all.for_each(|feature| *counts.entry(feature.key).or_default() += 1);
    let mut kept: Vec<(u32, usize)> =
        counts.into_iter().filter(|(_, count)| *count >= LEAST_MESSAGES).collect();
    kept.sort_unstable();
    let rarity = |count: usize| {
        let rarity = (1.0 + messages.len() as f32 / count as f32).ln();
        (rarity / RARITY_STEP).round().min(255.0) * RARITY_STEP
    };
    kept.into_iter().map(|(key, count)| (key, rarity(count))).unzip()
}

/// A message's tf-idf values, of length 1.
fn row(message: &Message, keys: &[u32], rarities: &[f32]) -> Row {
    let value = |feature: &Feature| {
        let at = keys.binary_search(&feature.key).ok()?;
        Some((at as u32, feature.weight * rarities[at]))
    };
    let mut row: Row = message.features.iter().filter_map(value).collect();
    let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(1e-6);
    row.iter_mut().for_each(|(_, value)| *value /= length);
    row
}

/// A message's values by the place of their features.
type Row = Vec<(u32, f32)>;
/// Whether a feeling is there, how much the message counts, its values.
type Taught<'a> = (bool, f32, &'a Row);

/// What one feeling is told by.
struct Machine {
    weights: Vec<f32>,
    bias: f32,
}

impl Machine {
    fn train(messages: &[Message], rows: &[Row], feeling: usize, features: usize) -> Self {
        let known = messages
            .iter()
            .zip(rows)
            .filter_map(|(message, row)| Some((message.felt[feeling]?, message.weight, row)));
        let known: Vec<Taught<'_>> = known.collect();
        let unevenness = unevenness(&known, features);
        let side =
            |felt: bool| known.iter().filter(|(f, ..)| *f == felt).map(|(_, weight, _)| weight).sum::<f32>();
        let (with, without) = (side(true).max(1.0), side(false).max(1.0));
        let half = (with + without) / 2.0;
        let mut machine = Self { weights: vec![0.0; features], bias: 0.0 };
        let mut pulls = vec![0.0_f32; known.len()];
        for pass in 0..PASSES {
            for at in order(known.len(), pass) {
                let (felt, weight, row) = known[at];
                // Both sides count as much, whatever their numbers.
                let cost = weight * half / if felt { with } else { without };
                machine.step(&mut pulls[at], if felt { 1.0 } else { -1.0 }, cost, row, &unevenness);
            }
        }
        machine.weights.iter_mut().zip(unevenness).for_each(|(weight, uneven)| *weight *= uneven);
        machine
    }

    /// One coordinate of the dual: how much this message pulls at the weights.
    fn step(&mut self, pull: &mut f32, sign: f32, cost: f32, row: &[(u32, f32)], unevenness: &[f32]) {
        let scaled = || row.iter().map(|(at, value)| (*at as usize, value * unevenness[*at as usize]));
        let score = self.bias + scaled().map(|(at, value)| value * self.weights[at]).sum::<f32>();
        let soft = 1.0 / (2.0 * cost);
        let curve = 1.0 + scaled().map(|(_, value)| value * value).sum::<f32>() + soft;
        let next = (*pull - (sign * score - 1.0 + *pull * soft) / curve).max(0.0);
        let change = (next - *pull) * sign;
        *pull = next;
        self.bias += change;
        scaled().for_each(|(at, value)| self.weights[at] += change * value);
    }
}

/// The root of how much likelier each feature is on one side than on the other, as a logarithm.
fn unevenness(known: &[Taught<'_>], features: usize) -> Vec<f32> {
    const SMOOTH: f32 = 0.01;
    let mut sums = [vec![SMOOTH; features], vec![SMOOTH; features]];
    for (felt, weight, row) in known {
        let sums = &mut sums[usize::from(*felt)];
        row.iter().for_each(|(at, value)| sums[*at as usize] += weight * value);
    }
    let [without, with] = &sums;
    let (all_without, all_with) = (without.iter().sum::<f32>(), with.iter().sum::<f32>());
    with.iter().zip(without).map(|(a, b)| ((a / all_with) / (b / all_without)).ln().abs().sqrt()).collect()
}

fn write(source: u64, keys: &[u32], rarities: &[f32], machines: &[Machine]) -> Vec<u8> {
    let largest = |machine: &Machine| {
        machine.weights.iter().fold(1e-6_f32, |largest, weight| largest.max(weight.abs()))
    };
    let scales: Vec<f32> = machines.iter().map(|machine| largest(machine) / 127.0).collect();
    // What a feature can tell at most: its weight in the feeling it tells best, where it stands.
    let telling = |at: usize| {
        let each = machines.iter().zip(&scales).map(|(machine, scale)| (machine.weights[at] / scale).abs());
        each.fold(0.0, f32::max) * rarities[at]
    };
    let mut kept: Vec<usize> = (0..keys.len()).collect();
    kept.sort_unstable_by(|a, b| telling(*b).total_cmp(&telling(*a)));
    kept.truncate(MOST_FEATURES);
    kept.sort_unstable();
    let mut body = Writer::default();
    body.u64(source);
    body.u32(kept.len() as u32);
    kept.iter().for_each(|at| body.u32(keys[*at]));
    kept.iter().for_each(|at| body.u8((rarities[*at] / RARITY_STEP).round() as u8));
    scales.iter().for_each(|scale| body.f32(*scale));
    machines.iter().for_each(|machine| body.f32(machine.bias));
    for at in kept {
        let weights =
            machines.iter().zip(&scales).map(|(machine, scale)| (machine.weights[at] / scale).round() as i8);
        weights.for_each(|weight| body.u8(weight.cast_unsigned()));
    }
    let mut file = Writer::default();
    file.raw(MAGIC);
    file.u16(FORMAT);
    file.raw(body.bytes());
    file.into_bytes()
}
