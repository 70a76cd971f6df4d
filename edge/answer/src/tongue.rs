//! Which language a message is in, told by its words.

use protocol::decision::Tongue;

use crate::lexicon::Origin;
use crate::normalise::Word;

/// A language with less than this share of the words that tell counts as a few borrowed words.
const PRESENT: f32 = 0.3;

/// The language a message is mostly in; `Mixed` where two have a good share each. Loans and unknown words tell nothing;
/// a message without a telling word is taken for Indonesian.
pub fn tongue(words: &[Word]) -> Tongue {
    let count = |origin| words.iter().filter(|word| word.origin == origin).count() as f32;
    let counts = [
        (Tongue::Indonesian, count(Origin::Indonesian)),
        (Tongue::Javanese, count(Origin::Javanese)),
        (Tongue::Sundanese, count(Origin::Sundanese)),
        (Tongue::English, count(Origin::English)),
    ];
    let all: f32 = counts.iter().map(|(_, count)| count).sum();
    let mut present = counts.iter().filter(|(_, count)| *count > 0.0 && count / all >= PRESENT);
    match (present.next(), present.next()) {
        (Some((tongue, _)), None) => *tongue,
        // A regional language shares most of its words with Indonesian: beside it, it is told by fewer of its own.
        (Some((Tongue::Indonesian, _)), Some((regional, _))) if *regional != Tongue::English => *regional,
        (Some(_), Some(_)) => Tongue::Mixed,
        (None, _) => Tongue::Indonesian,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalise;

    #[test]
    fn languages_are_told_by_their_words() {
        use Tongue::{English, Indonesian, Javanese, Mixed, Sundanese};
        for (text, expected) in [
            ("kak brg sy blm nyampe2 pdhl udh seminggu", Indonesian),
            ("bisa cod ga kak", Indonesian),
            ("ongkir ke bandung berapa", Indonesian),
            ("mau cancel order dong, refund gimana", Indonesian),
            ("where is my order?", English),
            ("how long does shipping take", English),
            ("do you have a bigger size", English),
            ("regane piro mbak", Javanese),
            ("paketku durung teko kok suwe tenan", Javanese),
            ("iso bayar nang omah ora", Javanese),
            ("sabaraha hargana teh", Sundanese),
            ("pesenan abdi can datang wae kumaha ieu", Sundanese),
            ("tiasa kirim ka bandung teu", Sundanese),
            ("kak where is my paket, udah lama banget i wait", Mixed),
            ("", Indonesian),
            ("123 🙂", Indonesian),
        ] {
            assert_eq!(tongue(&normalise(text)), expected, "{text}");
        }
    }
}
