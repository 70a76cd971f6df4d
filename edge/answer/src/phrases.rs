//! Many phrases, found in a message in one pass.
//!
//! A phrase is a path of words; each beginning of one is kept by its hash, so a search goes on from a place in the
//! message only as long as some phrase begins like it. A word of a phrase is met by the message's plain word or by its
//! stem. `…` in a phrase skips up to two words.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::hash;
use crate::normalise::{Word, normalise};

/// How many words `…` may stand for.
const GAP_WORDS: usize = 2;
/// What stands for them in a phrase.
const GAP: &str = "…";

/// Phrases, each with a value.
#[derive(Debug)]
pub struct Phrases<T> {
    paths: HashMap<u64, Vec<T>, BuildHasherDefault<Hashed>>,
}

/// A phrase found: its value and the words it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<T> {
    pub value: T,
    pub start: usize,
    /// After the last word.
    pub end: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { paths: HashMap::default() }
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds a phrase as it is written in a data file.
    pub fn insert(&mut self, phrase: &str, value: T) {
        let mut path = hash::START;
        for (n, part) in phrase.split(GAP).enumerate() {
            if n > 0 {
                path = step(path, GAP);
                self.paths.entry(path).or_default();
            }
            for word in normalise(part) {
                path = step(path, &word.plain);
                self.paths.entry(path).or_default();
            }
        }
        if let Some(values) = self.paths.get_mut(&path) {
            values.push(value);
        }
    }

    /// All phrases in the message, by place.
    pub fn find(&self, words: &[Word]) -> Vec<Found<T>> {
        let mut found = Vec::new();
        for start in 0..words.len() {
            self.follow(words, hash::START, start, start, &mut found);
        }
        found
    }

    fn follow(&self, words: &[Word], path: u64, start: usize, at: usize, found: &mut Vec<Found<T>>) {
        if at > start && self.paths.contains_key(&step(path, GAP)) {
            for skipped in 0..=GAP_WORDS {
                self.take(words, step(path, GAP), start, at + skipped, found);
            }
        }
        self.take(words, path, start, at, found);
    }

    fn take(&self, words: &[Word], path: u64, start: usize, at: usize, found: &mut Vec<Found<T>>) {
        let Some(word) = words.get(at) else { return };
        let other = (word.stem != word.plain).then_some(&word.stem);
        for form in std::iter::once(&word.plain).chain(other) {
            let path = step(path, form);
            if let Some(values) = self.paths.get(&path) {
                found.extend(values.iter().map(|value| Found { value: *value, start, end: at + 1 }));
                self.follow(words, path, start, at + 1, found);
            }
        }
    }
}

fn step(path: u64, word: &str) -> u64 {
    hash::more(hash::more(path, word.as_bytes()), b" ")
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash::more(self.0, bytes);
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<(usize, usize, usize)> {
        let mut table = Phrases::default();
        phrases.iter().enumerate().for_each(|(n, phrase)| table.insert(phrase, n));
        table.find(&normalise(text)).iter().map(|f| (f.value, f.start, f.end)).collect()
    }

    #[test]
    fn phrases_are_found_by_plain_word_or_stem() {
        assert_eq!(found(&["uang kembali"], "kapan uangku dikembalikan"), [(0, 1, 3)]);
        assert_eq!(found(&["lacak", "lacak paket"], "lacak paketnya"), [(0, 0, 1), (1, 0, 2)]);
        assert_eq!(found(&["kebesaran"], "yang lebih besar"), []);
    }

    #[test]
    fn a_gap_skips_at_most_two_words() {
        assert_eq!(found(&["bicara … orang"], "bicara sama orang"), [(0, 0, 3)]);
        assert_eq!(found(&["bicara … orang"], "bicara orang"), [(0, 0, 2)]);
        assert_eq!(found(&["bicara … orang"], "bicara satu dua tiga orang"), []);
    }
}
