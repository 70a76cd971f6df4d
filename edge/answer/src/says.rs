//! Whether a text says something, however it is spelt: `brg blm nyampe` says `barang belum sampai`, and so does `barangnya
//! belum sampai juga`. Words meet by their roots; those of a phrase must stand one behind the other.

use crate::normalise::{Word, normalise};

/// A text as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<Word>);

impl Words {
    /// Reads a text; of a long one its first 160 words.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(normalise(text))
    }

    /// Whether there is nothing in it to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this phrase stands in it. An empty one stands nowhere.
    #[must_use]
    pub fn say(&self, phrase: &Words) -> bool {
        let meets =
            |window: &[Word]| window.iter().zip(&phrase.0).all(|(said, wanted)| is_same(said, wanted));
        !phrase.is_empty() && self.0.windows(phrase.0.len()).any(meets)
    }
}

fn is_same(one: &Word, other: &Word) -> bool {
    one.plain == other.plain || (!one.stem.is_empty() && one.stem == other.stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, phrase: &str) -> bool {
        Words::read(text).say(&Words::read(phrase))
    }

    #[test]
    fn a_phrase_is_found_however_it_is_spelt() {
        assert!(says("kak brg blm nyampe jg nih", "barang belum sampai"));
        assert!(says("barangnya belum sampai?", "brg blm nyampe"));
        assert!(says("bisa jd RESELLER gaaa", "reseller"));
        assert!(says("mau grosiran dong", "grosir") || says("harga grosir brp", "grosir"));
    }

    #[test]
    fn its_words_stand_whole_and_one_behind_the_other() {
        assert!(!says("barang sudah sampai", "barang belum sampai"));
        assert!(!says("belum ada barang yang sampai", "barang belum sampai"));
        assert!(!says("kadonya bagus", "kado untuk ibu"));
        assert!(!says("halo", "!!!") && !says("", "halo"));
    }
}
