//! From scores to probabilities.
//!
//! A probability is the product of two: that the message is about something the shop knows at all (a logistic function of
//! [`Signals`]), and, if so, that it is this entry (a softmax of the scores). Both are the same for every shop: they are
//! fitted ([`Calibration::fit`], `cargo xtask learn`) on labelled messages to shops of several trades, and kept in
//! `language/calibration.tsv`.

use std::fmt;
use std::sync::LazyLock;

use crate::meaning;
use crate::train::softmax;

/// What turns scores into probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// How much scores are sharpened before the softmax.
    sharpness: f32,
    /// Weights of [`Signals`], and at the end the bias.
    known: [f32; SIGNALS + 1],
    /// The hash of what the space was learnt from that it was fitted in.
    space: u64,
}

/// The one calibration.
pub static CALIBRATION: LazyLock<Calibration> = LazyLock::new(|| {
    Calibration::read(include_str!("../language/calibration.tsv")).unwrap_or(Calibration::NONE)
});

/// What tells whether the shop knows about a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals {
    /// The best entry's score.
    pub top: f32,
    /// How many words the message has: long ones carry more that speaks for some entry, but are seldom idle.
    pub words: usize,
    /// How probably it is no matter of a shop: 0 to 1. Less what the best entry's own questions are.
    pub elsewhere: f32,
    /// The probability of the likeliest shared need: a need well told that no entry scores high for is a near miss.
    pub need: f32,
    /// The share of the message's whole words and concepts, by weight and rarity, that the shop's knowledge has: 0 to 1.
    pub coverage: f32,
}

const SIGNALS: usize = 5;
const NAMES: [&str; SIGNALS + 1] = ["top", "words", "elsewhere", "need", "coverage", "bias"];

/// The share of shoppers' messages that a shop's knowledge doesn't answer: probabilities lean on it.
const OUT_OF_SCOPE: f32 = 0.3;

/// A message whose right entries are known.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The entries' scores.
    pub scores: Vec<f32>,
    /// What tells whether the shop knows about it.
    pub signals: Signals,
    /// The places of the entries that answer it; empty: out of scope.
    pub expected: Vec<usize>,
}

impl Signals {
    fn numbers(&self) -> [f32; SIGNALS] {
        [self.top, (1.0 + self.words as f32).ln(), self.elsewhere, self.need, self.coverage]
    }
}

impl Calibration {
    const NONE: Self = Self { sharpness: 1.0, known: [0.0; SIGNALS + 1], space: 0 };

    /// The hash of what the space was learnt from that it was fitted in.
    #[must_use]
    pub fn space(&self) -> u64 {
        self.space
    }

    /// Turns an entry's scores into probabilities, in place.
    pub fn apply(&self, scores: &mut [f32], signals: &Signals) {
        softmax(scores, self.sharpness);
        let known = self.known(&signals.numbers());
        scores.iter_mut().for_each(|score| *score *= known);
    }

    fn known(&self, signals: &[f32; SIGNALS]) -> f32 {
        let sum: f32 = signals.iter().zip(self.known).map(|(signal, weight)| signal * weight).sum();
        1.0 / (1.0 + (-(sum + self.known[SIGNALS])).exp())
    }

    /// Fits both parts. Messages out of scope count so that all of them together have their usual share.
    #[must_use]
    pub fn fit(messages: &[Labelled]) -> Self {
        let examples: Vec<([f32; SIGNALS], bool)> =
            messages.iter().map(|m| (m.signals.numbers(), !m.expected.is_empty())).collect();
        Self {
            sharpness: sharpness(messages),
            known: logistic(&examples),
            space: meaning::learn::learnt_from(),
        }
    }

    /// Reads the file that [`Self`] shows itself as.
    fn read(file: &str) -> Option<Self> {
        let rows =
            || file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let cell = |name| rows().find(|(key, _)| *key == name).map(|(_, cell)| cell.trim());
        let value = |name| cell(name)?.parse().ok();
        let mut known = [0.0; SIGNALS + 1];
        for (weight, name) in known.iter_mut().zip(NAMES) {
            *weight = value(name)?;
        }
        Some(Self { sharpness: value("sharpness")?, known, space: cell("space")?.parse().ok()? })
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# How scores become probabilities: see src/calibrate.rs. Written by `cargo xtask learn`."
        )?;
        writeln!(f, "space\t{}", self.space)?;
        writeln!(f, "sharpness\t{}", self.sharpness)?;
        NAMES.iter().zip(self.known).try_for_each(|(name, weight)| writeln!(f, "{name}\t{weight:.4}"))
    }
}

/// Logistic regression by gradient descent on standardised signals; a thousand examples and six weights.
fn logistic(examples: &[([f32; SIGNALS], bool)]) -> [f32; SIGNALS + 1] {
    const STEPS: usize = 4_000;
    const STEP: f32 = 0.5;
    let count = examples.len().max(1) as f32;
    let mean = |at: usize| examples.iter().map(|(signals, _)| signals[at]).sum::<f32>() / count;
    let means: [f32; SIGNALS] = std::array::from_fn(mean);
    let spread = |at: usize| {
        let squares: f32 = examples.iter().map(|(signals, _)| (signals[at] - means[at]).powi(2)).sum();
        (squares / count).sqrt().max(1e-6)
    };
    let spreads: [f32; SIGNALS] = std::array::from_fn(spread);
    let inside = examples.iter().filter(|(_, inside)| *inside).count() as f32;
    let outside = (count - inside).max(1.0);
    let weight_outside = inside / outside * OUT_OF_SCOPE / (1.0 - OUT_OF_SCOPE);
    let all = inside / (1.0 - OUT_OF_SCOPE);
    let mut fitted = Calibration::NONE;
    for _ in 0..STEPS {
        let mut slope = [0.0; SIGNALS + 1];
        for (signals, inside) in examples {
            let standard = std::array::from_fn(|at| (signals[at] - means[at]) / spreads[at]);
            let target = f32::from(u8::from(*inside));
            let error = (fitted.known(&standard) - target) * if *inside { 1.0 } else { weight_outside };
            slope.iter_mut().zip(standard.iter().chain([&1.0])).for_each(|(slope, s)| *slope += error * s);
        }
        fitted.known.iter_mut().zip(slope).for_each(|(weight, slope)| *weight -= STEP * slope / all.max(1.0));
    }
    let mut known = fitted.known;
    for at in 0..SIGNALS {
        known[at] /= spreads[at];
        known[SIGNALS] -= known[at] * means[at];
    }
    known
}

/// The sharpness under which the right entries are most likely, from a list: it needn't be exact.
fn sharpness(messages: &[Labelled]) -> f32 {
    const TRIED: [f32; 8] = [0.5, 0.65, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5];
    let surprise = |sharpness: f32| -> f32 {
        let own = |message: &Labelled| {
            let mut shares = message.scores.clone();
            softmax(&mut shares, sharpness);
            let right: f32 = message.expected.iter().map(|entry| shares[*entry]).sum();
            -right.max(1e-6).ln()
        };
        messages.iter().filter(|message| !message.expected.is_empty()).map(own).sum()
    };
    TRIED.into_iter().min_by(|a, b| surprise(*a).total_cmp(&surprise(*b))).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_as_it_was_written() {
        assert_ne!(*CALIBRATION, Calibration::NONE, "language/calibration.tsv can't be read");
        let again = Calibration::read(&CALIBRATION.to_string());
        assert_eq!(again.as_ref(), Some(&*CALIBRATION));
    }

    #[test]
    fn a_fit_tells_high_scores_from_low_ones() {
        let message = |top, expected| Labelled {
            scores: vec![top, 0.0],
            signals: Signals { top, words: 5, elsewhere: 0.0, need: 0.1, coverage: 0.5 },
            expected,
        };
        let messages: Vec<_> =
            (0..40).map(|n| message(n as f32 / 4.0, if n > 20 { vec![0] } else { vec![] })).collect();
        let fitted = Calibration::fit(&messages);
        let chance = |top| {
            let mut scores = vec![top, 0.0];
            fitted.apply(&mut scores, &message(top, vec![]).signals);
            scores[0]
        };
        assert!(chance(9.0) > 0.9 && chance(2.0) < 0.1, "{fitted:?}");
    }
}
