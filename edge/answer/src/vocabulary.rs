//! The knowledge's own words, to which an unknown word is corrected: `kmeja` and `kemja` are `kemeja` in a shop that
//! sells them.

use crate::bytes::{Reader, Writer};
use crate::lexicon::{Origin, is_root};
use crate::normalise::Word;
use crate::stem::stem;

/// A shop's words, from its titles and questions.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    word: String,
    /// Bit n: the word has the nth letter.
    letters: u32,
}

/// Shorter words have too many neighbours for a slip to tell which one was meant, unless two letters are only swapped.
const EDIT_LETTERS: usize = 5;
const SWAP_LETTERS: usize = 4;
/// Consonants a skeleton needs to stand for one word only.
const SKELETON_CONSONANTS: usize = 3;
/// Only so many unknown words of a message are corrected; time stays bounded.
pub const CORRECTIONS: usize = 12;

impl Vocabulary {
    /// Collects the words of an entry's texts.
    pub fn from_words<'a>(words: impl Iterator<Item = &'a Word>) -> Self {
        let fits = |word: &&Word| word.plain.len() >= 3 && word.plain.bytes().all(|b| b.is_ascii_lowercase());
        let mut words: Vec<String> = words.filter(fits).map(|word| word.plain.to_string()).collect();
        words.sort_unstable();
        words.dedup();
        Self { words: words.into_iter().map(Known::new).collect() }
    }

    /// Corrects words that neither the language nor the shop knows, in place.
    pub fn correct(&self, words: &mut [Word]) {
        let unknown = |word: &&mut Word| word.origin == Origin::Unknown && word.plain.len() >= 3;
        for word in words.iter_mut().filter(unknown).take(CORRECTIONS) {
            if let Some(meant) = self.meant(&word.plain) {
                word.stem = stem(meant).into_owned().into();
                word.plain = meant.to_owned().into();
            }
        }
    }

    /// The shop's word that an unknown word probably stands for; `None` also where it is the shop's own.
    fn meant(&self, word: &str) -> Option<&str> {
        if !word.bytes().all(|b| b.is_ascii_lowercase()) || self.has(word) || is_root(word) {
            return None;
        }
        self.by_skeleton(word).or_else(|| self.by_edit(word))
    }

    fn has(&self, word: &str) -> bool {
        self.words.binary_search_by(|known| known.word.as_str().cmp(word)).is_ok()
    }

    /// A word typed without some of its vowels: `kmja`. The letters must come in order, the consonants be the same.
    fn by_skeleton(&self, word: &str) -> Option<&str> {
        let consonants = || word.bytes().filter(|b| !is_vowel(*b));
        if consonants().count() < SKELETON_CONSONANTS {
            return None;
        }
        let letters = letters(word);
        let fits = |known: &&Known| {
            known.letters & letters == letters
                // `brt` is `berat`, but `ktp` is an identity card and not `ketipu`.
                && (word.len() + 1..2 * word.len()).contains(&known.word.len())
                && known.word.bytes().filter(|b| !is_vowel(*b)).eq(consonants())
                && is_subsequence(word, &known.word)
        };
        self.words.iter().filter(fits).map(|known| known.word.as_str()).min_by_key(|known| known.len())
    }

    /// A word one slip away: a letter wrong, missing, too many, or two swapped.
    fn by_edit(&self, word: &str) -> Option<&str> {
        if word.len() < SWAP_LETTERS {
            return None;
        }
        let letters = letters(word);
        let differing = if word.len() < EDIT_LETTERS { 0 } else { 2 };
        let near = |known: &&Known| {
            known.word.len().abs_diff(word.len()) <= differing / 2
                && (known.letters ^ letters).count_ones() as usize <= differing
                && one_slip(word.as_bytes(), known.word.as_bytes())
        };
        let same_start = |known: &str| known.as_bytes()[0] == word.as_bytes()[0];
        self.words.iter().filter(near).map(|known| known.word.as_str()).max_by_key(|known| same_start(known))
    }

    pub fn write(&self, out: &mut Writer) {
        out.u32(self.words.len() as u32);
        self.words.iter().for_each(|known| out.text(&known.word));
    }

    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let count = reader.u32()?;
        let word = |_| reader.text().filter(|word| !word.is_empty()).map(|word| Known::new(word.to_owned()));
        Some(Self { words: (0..count).map(word).collect::<Option<_>>()? })
    }
}

impl Known {
    fn new(word: String) -> Self {
        Self { letters: letters(&word), word }
    }
}

fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |letters, b| letters | 1 << (b - b'a'))
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn is_subsequence(short: &str, long: &str) -> bool {
    let mut long = long.bytes();
    short.bytes().all(|letter| long.any(|other| other == letter))
}

/// Whether two words of about one length differ by one slip of the finger.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([], _) => long.len() <= 1,
        _ if short.len() < long.len() => *short == long[1..],
        _ => short[1..] == long[1..] || swapped(short, long),
    }
}

fn swapped(a: &[u8], b: &[u8]) -> bool {
    a.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{joined, normalise};

    #[test]
    fn slips_are_corrected_to_the_shops_own_words() {
        let shop = Vocabulary::from_words(normalise("kemeja sarimbit kebaya selendang cod").iter());
        for (written, meant) in [
            ("kmja", "kemeja"),
            ("sarimbti", "sarimbit"),
            ("srmbit", "sarimbit"),
            ("slndang", "selendang"),
            ("kebayaa", "kebaya"),
            ("xyzabc", "xyzabc"),
            ("cob", "cob"),
        ] {
            let mut words = normalise(written);
            shop.correct(&mut words);
            assert_eq!(joined(&words), meant, "{written}");
        }
    }
}
