//! From scores to probabilities, and how that is learnt from the knowledge itself.
//!
//! A probability is the product of two: that the message is about something the shop knows at all (a logistic function
//! of how strongly the best entry speaks and how much of the message the knowledge covers), and, if so, that it is this
//! entry (a softmax). Both are fitted on questions that were held out of training: single questions as messages in
//! scope, all questions of held-out entries (near misses) and the language pack's background (far ones) as messages out
//! of scope.

use crate::bytes::{Reader, Writer};
use crate::train::softmax;

/// What turns scores into probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// How much scores are sharpened before the softmax.
    pub sharpness: f32,
    /// Weights of [`Signals`], and at the end the bias.
    pub known: [f32; SIGNALS + 1],
}

/// What tells whether the shop knows about a message: the best score and its share in the softmax, both as far as the
/// message's features are known at all, the coverage, and the best score with the coverage.
pub type Signals = [f32; SIGNALS];
const SIGNALS: usize = 4;

/// A shop with too few questions to learn from keeps close to these: what the demo shop's knowledge is fitted to.
const USUAL: Calibration = Calibration { sharpness: 1.5, known: [1.2, 2.7, 1.5, 0.6, -1.6] };
/// How strongly the fit is drawn to [`USUAL`], in examples.
const USUAL_WEIGHT: f32 = 2.0;

/// The share of shoppers' messages that a shop's knowledge doesn't answer, as a starting point: probabilities lean on it.
const OUT_OF_SCOPE: f32 = 0.3;

/// How much of a message the model knows: see [`crate::model::Vector`].
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub coverage: f32,
    pub met: f32,
}

/// A message that training hadn't seen.
#[derive(Debug, Clone)]
pub struct HeldOut {
    pub scores: Vec<f32>,
    pub seen: Seen,
    /// The entry it asks for; `None`: out of scope.
    pub entry: Option<u16>,
}

impl Calibration {
    /// Turns an entry's scores into probabilities, in place.
    pub fn apply(&self, scores: &mut [f32], seen: Seen) {
        let top = scores.iter().copied().fold(0.0, f32::max);
        softmax(scores, self.sharpness);
        let known = self.known(signals(top, scores, seen));
        scores.iter_mut().for_each(|score| *score *= known);
    }

    fn known(&self, signals: Signals) -> f32 {
        let bias = self.known[SIGNALS];
        let sum: f32 = signals.iter().zip(self.known).map(|(signal, weight)| signal * weight).sum();
        1.0 / (1.0 + (-(sum + bias)).exp())
    }

    /// Fits both parts.
    pub fn fit(messages: &[HeldOut]) -> Self {
        let mut fitted = Self { sharpness: sharpness(messages), ..USUAL };
        let examples: Vec<(Signals, f32)> = messages.iter().map(|m| fitted.example(m)).collect();
        fitted.fit_known(&examples);
        fitted
    }

    fn example(&self, message: &HeldOut) -> (Signals, f32) {
        let top = message.scores.iter().copied().fold(0.0, f32::max);
        let mut shares = message.scores.clone();
        softmax(&mut shares, self.sharpness);
        (signals(top, &shares, message.seen), f32::from(u8::from(message.entry.is_some())))
    }

    /// Logistic regression by gradient descent; a few hundred examples and five weights.
    fn fit_known(&mut self, examples: &[(Signals, f32)]) {
        const STEPS: usize = 400;
        let inside: f32 = examples.iter().map(|(_, target)| target).sum();
        let outside = (examples.len() as f32 - inside).max(1.0);
        // An example out of scope counts so that all of them together have their usual share.
        let weight = |target: f32| {
            if target > 0.5 { 1.0 } else { inside / outside * OUT_OF_SCOPE / (1.0 - OUT_OF_SCOPE) }
        };
        let count = inside / (1.0 - OUT_OF_SCOPE) + USUAL_WEIGHT;
        for _ in 0..STEPS {
            let mut slope = [0.0; SIGNALS + 1];
            for (signals, target) in examples {
                let error = weight(*target) * (self.known(*signals) - target);
                slope.iter_mut().zip(signals.iter().chain([&1.0])).for_each(|(slope, s)| *slope += error * s);
            }
            for (at, weight) in self.known.iter_mut().enumerate() {
                *weight -= (slope[at] + USUAL_WEIGHT * (*weight - USUAL.known[at])) / count;
            }
        }
    }

    pub fn write(&self, out: &mut Writer) {
        out.f32(self.sharpness);
        self.known.iter().for_each(|weight| out.f32(*weight));
    }

    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let sharpness = reader.f32().filter(|s| (0.0..=100.0).contains(s))?;
        let mut known = [0.0; SIGNALS + 1];
        for weight in &mut known {
            *weight = reader.f32()?;
        }
        Some(Self { sharpness, known })
    }
}

fn signals(top: f32, shares: &[f32], Seen { coverage, met }: Seen) -> Signals {
    let share = met * shares.iter().copied().fold(0.0, f32::max);
    // Scores are cosines times ten or so: brought near the others' range, so that one step size fits all.
    let top = met * (top / 8.0).clamp(0.0, 2.0);
    [top, share, coverage, top * coverage]
}

/// The sharpness under which the held-out questions' own entries are most likely, from a list: it needn't be exact.
fn sharpness(messages: &[HeldOut]) -> f32 {
    const TRIED: [f32; 10] = [0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0];
    let surprise = |sharpness: f32| -> f32 {
        let own = |message: &HeldOut| {
            let mut shares = message.scores.clone();
            softmax(&mut shares, sharpness);
            Some(-shares[usize::from(message.entry?)].max(1e-6).ln())
        };
        messages.iter().filter_map(own).sum()
    };
    let anything = messages.iter().any(|message| message.entry.is_some());
    let best = TRIED.into_iter().min_by(|a, b| surprise(*a).total_cmp(&surprise(*b)));
    best.filter(|_| anything).unwrap_or(USUAL.sharpness)
}
