//! Words that are spelt right, to which an unknown word is corrected: `kmeja` and `kemja` are `kemeja` in a shop that
//! sells them.

use crate::bytes::{Reader, Writer};
use crate::hash;
use crate::lexicon::{Origin, is_root};
use crate::normalise::Word;
use crate::stem::stem;

/// Known words. A shop has its own, from its titles and questions, beside those that all share.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// By length, then by alphabet.
    words: Vec<Box<str>>,
    /// For each word, bit n: it has the nth letter.
    letters: Vec<u32>,
    /// Where the words of each length begin; one more at the end.
    lengths: Vec<usize>,
    /// The hash of each word's consonants and the word's place, sorted: shorter words first.
    skeletons: Vec<(u32, u32)>,
}

/// Shorter words have too many neighbours for a slip to tell which one was meant, unless two letters are only swapped.
const EDIT_LETTERS: usize = 5;
const SWAP_LETTERS: usize = 4;
/// Consonants that a word typed without some of its vowels needs to stand for one of the thousands that all share …
const SHARED_CONSONANTS: usize = 3;
/// … and for one of a shop's own; with fewer than the former, only if no other fits.
const SHOP_CONSONANTS: usize = 2;
/// Only so many unknown words of a message are corrected; time stays bounded.
pub const CORRECTIONS: usize = 12;

impl Vocabulary {
    /// Takes the words that it can hold; one twice is one.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: Vec<Box<str>> =
            words.into_iter().filter(|word| Self::takes(word)).map(Box::from).collect();
        words.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        words.dedup();
        let letters = words.iter().map(|word| letters(word)).collect();
        let longest = words.last().map_or(0, |word| word.len());
        let lengths =
            (0..=longest + 1).map(|length| words.partition_point(|word| word.len() < length)).collect();
        let mut skeletons: Vec<_> = words.iter().zip(0..).map(|(word, at)| (skeleton(word), at)).collect();
        skeletons.sort_unstable();
        Self { words, letters, lengths, skeletons }
    }

    /// Whether a word can be in a vocabulary.
    pub fn takes(word: &str) -> bool {
        word.len() >= 3 && word.bytes().all(|b| b.is_ascii_lowercase())
    }

    fn has(&self, word: &str) -> bool {
        self.words[self.of_length(word.len())].binary_search_by(|known| (**known).cmp(word)).is_ok()
    }

    /// The places of the words of this length.
    fn of_length(&self, length: usize) -> std::ops::Range<usize> {
        let begin = |length: usize| self.lengths.get(length).copied().unwrap_or(self.words.len());
        begin(length)..begin(length + 1)
    }

    /// The word that was meant by an unknown one.
    fn meant(&self, word: &str, consonants: usize) -> Option<&str> {
        self.by_skeleton(word, consonants).or_else(|| self.by_edit(word))
    }

    /// A word typed without some of its vowels: `kmja`. The letters must come in order, the consonants be the same.
    fn by_skeleton(&self, word: &str, least: usize) -> Option<&str> {
        let consonants = || word.bytes().filter(|b| !is_vowel(*b));
        let count = consonants().count();
        if count < least {
            return None;
        }
        let wanted = skeleton(word);
        let start = self.skeletons.partition_point(|(skeleton, _)| *skeleton < wanted);
        let alike = self.skeletons[start..].iter().take_while(|(skeleton, _)| *skeleton == wanted);
        let fits = |known: &&str| {
            // `brt` is `berat`, but `ktp` is an identity card and not `ketipu`.
            (word.len() + 1..2 * word.len()).contains(&known.len())
                && known.bytes().filter(|b| !is_vowel(*b)).eq(consonants())
                && is_subsequence(word, known)
        };
        let mut fitting = alike.map(|(_, at)| &*self.words[*at as usize]).filter(fits);
        let shortest = fitting.next()?;
        (count >= SHARED_CONSONANTS || fitting.next().is_none()).then_some(shortest)
    }

    /// A word one slip away: a letter wrong, missing, too many, or two swapped.
    fn by_edit(&self, word: &str) -> Option<&str> {
        if word.len() < SWAP_LETTERS {
            return None;
        }
        let letters = letters(word);
        let differing = if word.len() < EDIT_LETTERS { 0 } else { 2 };
        let mut nearest = None;
        for length in word.len() - differing / 2..=word.len() + differing / 2 {
            let range = self.of_length(length);
            for (known, word_letters) in self.words[range.clone()].iter().zip(&self.letters[range]) {
                let near = (word_letters ^ letters).count_ones() as usize <= differing
                    && one_slip(word.as_bytes(), known.as_bytes());
                if near && known.as_bytes()[0] == word.as_bytes()[0] {
                    return Some(known);
                }
                nearest = nearest.or(near.then_some(&**known));
            }
        }
        nearest
    }

    pub fn write(&self, out: &mut Writer) {
        out.text(&self.words.join("\n"));
    }

    pub fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new(reader.text()?.lines()))
    }
}

/// Corrects words that neither the language nor any of the vocabularies knows, in place; the shop's is asked first.
pub fn correct(words: &mut [Word], shop: &Vocabulary, shared: &Vocabulary) {
    let unknown = |word: &&mut Word| {
        word.origin == Origin::Unknown
            && Vocabulary::takes(&word.plain)
            && !shop.has(&word.plain)
            && !shared.has(&word.plain)
            && !is_root(&word.plain)
    };
    for word in words.iter_mut().filter(unknown).take(CORRECTIONS) {
        let meant =
            shop.meant(&word.plain, SHOP_CONSONANTS).or_else(|| shared.meant(&word.plain, SHARED_CONSONANTS));
        if let Some(meant) = meant.map(str::to_owned) {
            word.stem = stem(&meant).into_owned().into();
            word.plain = meant.into();
        }
    }
}

/// The hash of a word's consonants.
fn skeleton(word: &str) -> u32 {
    let consonants = word.bytes().filter(|b| !is_vowel(*b));
    hash::fold(consonants.fold(hash::START, |hash, letter| hash::more(hash, &[letter])))
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
        let shop = Vocabulary::new("kemeja sarimbit kebaya selendang cod kopi bola bela nota".split(' '));
        for (written, meant) in [
            ("kmja", "kemeja"),
            ("sarimbti", "sarimbit"),
            ("srmbit", "sarimbit"),
            ("slndang", "selendang"),
            ("kebayaa", "kebaya"),
            ("kpi", "kopi"),
            ("bla", "bla"),
            ("nita", "nita"),
            ("xyzabc", "xyzabc"),
            ("cob", "cob"),
        ] {
            let mut words = normalise(written);
            correct(&mut words, &shop, &Vocabulary::default());
            assert_eq!(joined(&words), meant, "{written}");
        }
    }
}
