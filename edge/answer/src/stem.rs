//! Light stemming: from a word with Indonesian, Javanese or Sundanese affixes to its root.
//!
//! Affixes come off in the order in which they were put on (particle, possessive, suffix, prefix), and only if what stays
//! is a root that the lexicon knows; so `pengiriman` → `kirim`, while `ikan` keeps its `-kan`.
//! (After Nazief and Adriani's confix stripping; the everyday and regional affixes are ours.)

use std::borrow::Cow;

use crate::lexicon::is_root;

const PARTICLES: [&str; 4] = ["lah", "kah", "pun", "tah"];
/// `-ny` is `-nya` typed fast, `-e`, `-ne`, `-ipun` are Javanese, `-na` is Sundanese.
const POSSESSIVES: [&str; 8] = ["nya", "ny", "ku", "mu", "ipun", "ne", "na", "e"];
/// `-in` is everyday `-kan` or `-i`; `-ke`, `-no`, `-ake` are Javanese, `-keun` is Sundanese.
const SUFFIXES: [&str; 8] = ["kan", "an", "in", "i", "keun", "ake", "ke", "no"];

/// A prefix and the first letters of a root that it has swallowed (`menulis` → `tulis`).
const PREFIXES: [(&str, &[&str]); 34] = [
    ("memper", &[""]),
    ("diper", &[""]),
    ("menge", &[""]),
    ("meng", &["", "k"]),
    ("meny", &["s"]),
    ("mem", &["", "p"]),
    ("men", &["", "t"]),
    ("me", &[""]),
    ("penge", &[""]),
    ("peng", &["", "k"]),
    ("peny", &["s"]),
    ("pem", &["", "p"]),
    ("pen", &["", "t"]),
    ("per", &["", "r"]),
    ("pel", &[""]),
    ("pe", &[""]),
    ("ber", &["", "r"]),
    ("bel", &[""]),
    ("be", &[""]),
    ("ter", &["", "r"]),
    ("te", &[""]),
    ("di", &[""]),
    ("ke", &[""]),
    ("se", &[""]),
    ("nge", &[""]),
    ("ng", &["", "k"]),
    ("ny", &["s", "c"]),
    ("n", &["t", ""]),
    ("m", &["p", ""]),
    ("tak", &[""]),
    ("dak", &[""]),
    ("ku", &[""]),
    ("kau", &[""]),
    ("pada", &[""]),
];

/// The root of a word; the word without its possessive where no root is known.
pub fn stem(word: &str) -> Cow<'_, str> {
    let bases = bases(word);
    let within = |prefixes| bases.iter().flatten().find_map(|base| root(base, prefixes));
    let rooted = within(0).or_else(|| within(1)).or_else(|| within(2));
    rooted.unwrap_or_else(|| Cow::Borrowed(without_possessive(word)))
}

/// The word with fewer and fewer endings.
fn bases(word: &str) -> [Option<&str>; 7] {
    let bare = strip(word, &PARTICLES);
    let own = strip(bare.unwrap_or(word), &POSSESSIVES);
    let rest = own.or(bare).unwrap_or(word);
    let short = long(word.strip_suffix("i"));
    // Sundanese `-ana` after a consonant.
    let sundanese = long(word.strip_suffix("ana"));
    [Some(word), bare, own, strip(rest, &SUFFIXES), strip(word, &SUFFIXES), short, sundanese]
}

/// The first ending that fits, taken off; at least three letters stay.
fn strip<'a>(word: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| long(word.strip_suffix(ending)))
}

fn long(word: Option<&str>) -> Option<&str> {
    word.filter(|word| word.len() >= 3)
}

/// The root of a word without endings, at most `depth` prefixes away.
fn root(word: &str, depth: usize) -> Option<Cow<'_, str>> {
    if word.len() >= 3 && is_root(word) {
        return Some(Cow::Borrowed(word));
    }
    if depth == 0 || word.len() < 5 {
        return None;
    }
    for (prefix, swallowed) in PREFIXES {
        let Some(rest) = word.strip_prefix(prefix) else { continue };
        for first in swallowed {
            if first.is_empty() {
                if let Some(found) = root(rest, depth - 1) {
                    return Some(found);
                }
            } else {
                let whole = format!("{first}{rest}");
                if whole.len() >= 4 && is_root(&whole) {
                    return Some(Cow::Owned(whole));
                }
            }
        }
    }
    None
}

/// `shopeenya` → `shopee`: only endings that no root we don't know is likely to have.
fn without_possessive(word: &str) -> &str {
    strip(word, &["nya", "ny", "lah", "kah"]).filter(|base| base.len() >= 4).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affixes_come_off_down_to_a_root() {
        for (word, root) in [
            ("pengiriman", "kirim"),
            ("dikirimkan", "kirim"),
            ("mengirim", "kirim"),
            ("pesananku", "pesan"),
            ("dikembalikan", "kembali"),
            ("pembayaran", "bayar"),
            ("kebesaran", "besar"),
            ("menulis", "tulis"),
            ("ngirim", "kirim"),
            ("nyimpan", "simpan"),
            ("ukurannya", "ukuran"),
            ("bajunya", "baju"),
            ("bayarin", "bayar"),
            ("barange", "barang"),
            ("hargana", "harga"),
            ("ukuranana", "ukuran"),
            ("balikkeun", "balik"),
            ("bisakah", "bisa"),
            ("melunasi", "lunas"),
        ] {
            assert_eq!(stem(word), root, "{word}");
        }
    }

    #[test]
    fn roots_that_look_like_affixes_stay_whole() {
        for root in ["ikan", "makan", "beli", "di", "kemeja", "paket", "kain", "nya", "sate"] {
            assert_eq!(stem(root), root);
        }
    }
}
