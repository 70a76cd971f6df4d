//! Precision, recall and their harmonic mean, by class.

use std::collections::BTreeMap;

use crate::share;

/// Counts of one class.
#[derive(Debug, Default, Clone, Copy)]
pub struct Class {
    right: usize,
    said: usize,
    true_ones: usize,
}

impl Class {
    pub fn precision(&self) -> f64 {
        share(self.right, self.said)
    }
    pub fn recall(&self) -> f64 {
        share(self.right, self.true_ones)
    }
    pub fn f1(&self) -> f64 {
        share(2 * self.right, self.said + self.true_ones)
    }
    /// How many messages truly belong to it.
    pub fn support(&self) -> usize {
        self.true_ones
    }
}

/// Counts by class.
#[derive(Debug, Default)]
pub struct Classes(BTreeMap<String, Class>);

impl Classes {
    /// One message of class `truth` that was given to class `said`.
    pub fn count(&mut self, truth: &str, said: &str) {
        self.0.entry(truth.to_owned()).or_default().true_ones += 1;
        self.0.entry(said.to_owned()).or_default().said += 1;
        if truth == said {
            self.0.entry(truth.to_owned()).or_default().right += 1;
        }
    }

    pub fn get(&self, class: &str) -> Class {
        self.0.get(class).copied().unwrap_or_default()
    }

    /// The classes that some message truly belongs to.
    pub fn present(&self) -> impl Iterator<Item = (&str, Class)> {
        let named = self.0.iter().map(|(name, class)| (name.as_str(), *class));
        named.filter(|(_, class)| class.support() > 0)
    }

    /// The mean of the F1 of all classes that are present.
    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> = self.present().map(|(_, class)| class.f1()).collect();
        scores.iter().sum::<f64>() / scores.len().max(1) as f64
    }
}
