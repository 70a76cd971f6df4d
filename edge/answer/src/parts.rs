//! The questions that a message holds: `bs cod ga? trs ongkir ke bandung brp` are two.
//!
//! A message is cut where a mark or a joining word stands ("terus", "sama", "oiya"). What asks nothing by itself belongs
//! to the question after it: a story stays with what it is told for. Whether the parts are questions of their own is for
//! the shop's knowledge to say (`decide`).

use std::ops::Range;

use crate::lexicon::{LEXICON, Sign};
use crate::reading::Reading;

/// A message with more parts than this is a story; time stays bounded too.
const MOST_PARTS: usize = 5;
/// Without a question mark a question of at most so many words ends; longer ones are told, not asked.
const SHORT: usize = 8;
/// The stem of a no in any language.
const NO: &str = "tidak";

/// One of the questions in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its words' places.
    pub words: Range<usize>,
    /// How many of them only tell what the question is for.
    pub told: usize,
    /// A question mark stands behind it.
    pub marked: bool,
}

impl Part {
    /// What was told and the question alone, if anything was told.
    pub fn told_and_asked(&self) -> Option<(Self, Self)> {
        let Range { start, end } = self.words;
        let part = |words, marked| Self { words, told: 0, marked };
        let asked = start + self.told;
        (self.told > 0).then(|| (part(start..asked, false), part(asked..end, self.marked)))
    }
}

/// The questions in a message, in order: none, or two to five.
pub fn parts(reading: &Reading) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut told = None;
    for piece in pieces(reading) {
        let start = told.take().unwrap_or(piece.words.start);
        let words = start..piece.words.end;
        let is_parted = piece.marked || words.end == reading.words.len() || words.len() <= SHORT;
        if !is_parted || !asks(reading, &piece) {
            told = Some(start);
        } else if tells(reading, &words) {
            parts.push(Part { words, told: piece.words.start - start, marked: piece.marked });
        } else if let Some(before) = parts.last_mut() {
            // "Ongkir ke Bandung? Berapa ya?"
            before.words.end = words.end;
        } else {
            told = Some(start);
        }
    }
    // What follows the last question explains it.
    if let Some(last) = parts.last_mut() {
        last.words.end = reading.words.len();
    }
    if (2..=MOST_PARTS).contains(&parts.len()) { parts } else { Vec::new() }
}

/// The pieces between marks and joining words, without the joining words.
fn pieces(reading: &Reading) -> Vec<Part> {
    let length = reading.words.len();
    let marks = reading.marks.iter().map(|mark| (mark.at, mark.at, mark.asks));
    let joins = reading.signs.iter().filter(|found| found.value == Sign::Join);
    let mut borders: Vec<(usize, usize, bool)> =
        marks.chain(joins.map(|found| (found.start, found.end, false))).collect();
    borders.push((length, length, false));
    borders.sort_unstable_by_key(|(end, next, marked)| (*end, *next, !marked));
    let mut pieces: Vec<Part> = Vec::with_capacity(borders.len());
    let mut start = 0;
    for (end, next, marked) in borders {
        if end > start {
            pieces.push(Part { words: start..end, told: 0, marked });
        }
        start = start.max(next);
    }
    pieces
}

/// Whether a piece sounds like a question.
fn asks(reading: &Reading, piece: &Part) -> bool {
    let Range { start, end } = piece.words;
    let mut asking = reading.signs.iter().filter(|found| is_asking(found.value));
    piece.marked
        || asking.any(|found| start <= found.start && found.end <= end)
        || ends_with_no(reading, &piece.words)
}

fn is_asking(sign: Sign) -> bool {
    matches!(sign, Sign::Question | Sign::Asks)
}

/// "Bisa cod ga", "aya COD teu": a no at the end asks.
fn ends_with_no(reading: &Reading, words: &Range<usize>) -> bool {
    let words = &reading.words[words.clone()];
    let last = words.iter().rev().find(|word| word.stem == NO || !LEXICON.is_filler(&word.plain));
    last.is_some_and(|word| word.stem == NO)
}

/// Whether words name a matter: more than fillers, a no, and the words of asking.
fn tells(reading: &Reading, words: &Range<usize>) -> bool {
    let asks = |at: usize| {
        let mut asking = reading.signs.iter().filter(|found| is_asking(found.value));
        asking.any(|found| (found.start..found.end).contains(&at))
    };
    words.clone().any(|at| {
        let word = &reading.words[at];
        !LEXICON.is_filler(&word.plain) && word.stem != NO && !asks(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::joined;

    #[test]
    fn a_message_is_cut_where_another_question_begins() {
        for (text, expected) in [
            (
                "bs cod ga? trs ongkir ke bandung brp",
                &["bisa cod tidak", "ongkos kirim ke bandung berapa"][..],
            ),
            ("tokonya buka jam brp, sm bisa cod ga", &["tokonya buka jam berapa", "bisa cod tidak"]),
            (
                "baju saya sobek. bisa retur ga? siapa yg bayar ongkirnya? soalnya mahal",
                &["baju saya robek bisa retur tidak", "siapa yang bayar ongkos kirim nya karena mahal"],
            ),
            ("ongkir ke bandung? brp ya? bisa cod?", &["ongkos kirim ke bandung berapa ya", "bisa cod"]),
            ("minimal order brp\nbisa dropship ga", &["minimal order berapa", "bisa dropship tidak"]),
            ("kemeja parang, yang ukuran L, ada ga", &[]),
            ("bs cod ga, bs kan ya?", &[]),
            ("kak, mau tanya, ongkir ke bandung brp?", &[]),
            ("ongkir brp? cod? qris? dp? promo? retur?", &[]),
            ("paket saya belum sampai, padahal sudah seminggu", &[]),
            ("", &[]),
        ] {
            let reading = Reading::alone(text);
            let told: Vec<String> =
                parts(&reading).into_iter().map(|part| joined(&reading.words[part.words])).collect();
            assert_eq!(told, expected, "{text}");
        }
    }
}
