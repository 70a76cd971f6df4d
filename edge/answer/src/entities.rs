//! Facts in a message: order and tracking numbers, phone, e-mail, money, dates, sizes.

use protocol::event::{Fact, FactKind};

use crate::clean::visible;
use crate::lexicon::{Courier, LEXICON};
use crate::normalise::Word;

/// At most so many are kept.
const FACTS: usize = 12;
const MONTHS: [&str; 24] = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "agu",
    "agt",
    "sep",
    "okt",
    "nov",
    "des",
];
const SIZES: [&str; 12] = ["xs", "s", "m", "l", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl", "5xl", "all"];

/// The facts of a message, in order, each once.
pub fn facts(text: &str, words: &[Word]) -> Vec<Fact> {
    let text: String = visible(text).collect();
    let tokens: Vec<&str> = text.split_whitespace().map(bare).filter(|token| !token.is_empty()).collect();
    let mut facts = Vec::new();
    let mut at = 0;
    while at < tokens.len() && facts.len() < FACTS {
        let (fact, used) = fact_at(&tokens, at);
        at += used;
        add(&mut facts, fact);
    }
    let courier = courier(words, &facts);
    add(&mut facts, courier);
    facts
}

fn add(facts: &mut Vec<Fact>, fact: Option<Fact>) {
    facts.extend(fact.filter(|fact| !facts.contains(fact)));
}

/// A token without the punctuation around it.
fn bare(token: &str) -> &str {
    token.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '@'))
}

/// The fact that begins at a token, if one does, and how many tokens were read.
fn fact_at(tokens: &[&str], at: usize) -> (Option<Fact>, usize) {
    let token = tokens[at];
    let next = tokens.get(at + 1).copied().unwrap_or_default();
    let before = at.checked_sub(1).map_or("", |before| tokens[before]);
    if !token.contains(|c: char| c.is_ascii_digit() || c == '@') {
        return named(tokens, at, before);
    }
    if is_email(token) {
        return (fact(FactKind::Email, token), 1);
    }
    if let Some((number, used)) = phone(tokens, at) {
        return (fact(FactKind::Phone, number), used);
    }
    if let Some((money, used)) = money(token, next) {
        return (fact(FactKind::Money, money), used);
    }
    if let Some((date, used)) = date_at(tokens, at) {
        return (fact(FactKind::Date, date), used);
    }
    if let Some(size) = size(token, before) {
        return (fact(FactKind::Size, size), 1);
    }
    (number(token, before), 1)
}

/// The facts that begin with a word: `Rp 150.000`, `tgl 12`, `XL`.
fn named(tokens: &[&str], at: usize, before: &str) -> (Option<Fact>, usize) {
    let (token, next) = (tokens[at], tokens.get(at + 1).copied().unwrap_or_default());
    if token.eq_ignore_ascii_case("rp") {
        let money = amount(next, 1.0).and_then(|amount| fact(FactKind::Money, rupiah(amount)));
        return (money, 1);
    }
    let date = token.eq_ignore_ascii_case("tgl") || token.eq_ignore_ascii_case("tanggal");
    if date && is_day(next) && date_at(tokens, at + 1).is_none() {
        return (fact(FactKind::Date, format!("tanggal {next}")), 2);
    }
    (size(token, before).and_then(|size| fact(FactKind::Size, size)), 1)
}

fn fact(kind: FactKind, value: impl Into<String>) -> Option<Fact> {
    Some(Fact { kind, value: value.into() })
}

fn is_email(token: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._%+-".contains(c))
    };
    token.split_once('@').is_some_and(|(name, host)| {
        plain(name) && plain(host) && host.rsplit_once('.').is_some_and(|(_, top)| top.len() >= 2)
    })
}

/// An Indonesian mobile number, perhaps in groups: `0812-3456-7890`, `+62 812 3456 7890`.
fn phone(tokens: &[&str], at: usize) -> Option<(String, usize)> {
    let mut digits = String::new();
    for (used, token) in tokens[at..].iter().take(5).enumerate() {
        let grouped =
            token.chars().enumerate().all(|(n, c)| c.is_ascii_digit() || c == '-' || (n == 0 && c == '+'));
        if !grouped {
            break;
        }
        digits.extend(token.chars().filter(char::is_ascii_digit));
        let local = digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).unwrap_or(&digits);
        let ends =
            tokens.get(at + used + 1).is_none_or(|next| !next.starts_with(|c: char| c.is_ascii_digit()));
        if local.len() < digits.len() && local.starts_with('8') && (9..=12).contains(&local.len()) && ends {
            return Some((format!("0{local}"), used + 1));
        }
    }
    None
}

/// `Rp150.000`, `150rb`, `150 ribu`, `1,5 juta`.
fn money(token: &str, next: &str) -> Option<(String, usize)> {
    let lower = token.to_lowercase();
    if let Some(rest) = lower.strip_prefix("rp") {
        return amount(rest.trim_start_matches('.'), 1.0).map(|amount| (rupiah(amount), 1));
    }
    let split = lower.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(lower.len());
    let (figures, unit) = lower.split_at(split);
    let joined = !unit.is_empty();
    let unit = if joined { unit.to_owned() } else { next.to_lowercase() };
    let times = match unit.as_str() {
        "rb" | "ribu" | "rbu" | "ribuan" => 1e3,
        "k" if joined => 1e3,
        "jt" | "juta" | "jutaan" => 1e6,
        "rupiah" | "perak" => 1.0,
        _ => return None,
    };
    amount(figures, times).map(|amount| (rupiah(amount), if joined { 1 } else { 2 }))
}

/// A number as Indonesians write it: `.` between thousands, `,` before decimals.
fn amount(figures: &str, times: f64) -> Option<u64> {
    let thousands = figures.split('.').skip(1).all(|group| group.starts_with(|c: char| c.is_ascii_digit()));
    let plain = match figures.rsplit_once('.') {
        // `1.5 juta`: a point before one or two figures is a decimal one.
        Some((whole, part)) if times > 1.0 && part.len() < 3 => format!("{whole}.{part}"),
        _ => figures.replace('.', "").replace(',', "."),
    };
    let number: f64 =
        plain.parse().ok().filter(|_| thousands && figures.starts_with(|c: char| c.is_ascii_digit()))?;
    let amount = number * times;
    (1.0..1e12).contains(&amount).then_some(amount as u64)
}

fn rupiah(amount: u64) -> String {
    let digits = amount.to_string();
    let mut text = String::from("Rp");
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// `12/11/2026`, `2026-11-12`, `12 November 2026`.
fn date_at(tokens: &[&str], at: usize) -> Option<(String, usize)> {
    let token = tokens[at];
    let parts: Vec<&str> = token.split(['/', '-']).collect();
    let figures = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if figures && is_date(&parts) {
        return Some((token.to_owned(), 1));
    }
    let month = tokens.get(at + 1).filter(|next| MONTHS.contains(&next.to_lowercase().as_str()));
    if is_day(token) && month.is_some() {
        let year =
            tokens.get(at + 2).filter(|next| next.len() == 4 && next.bytes().all(|b| b.is_ascii_digit()));
        let used = 2 + usize::from(year.is_some());
        return Some((tokens[at..at + used].join(" "), used));
    }
    None
}

/// Day and month, or these with a year at either end.
fn is_date(parts: &[&str]) -> bool {
    let month = |part: &str| part.parse().is_ok_and(|month: u8| (1..=12).contains(&month)) && part.len() <= 2;
    let year = |part: &str| matches!(part.len(), 2 | 4);
    match parts {
        [day, m, y] => (is_day(day) && month(m) && year(y)) || (day.len() == 4 && month(m) && is_day(y)),
        [day, m] => is_day(day) && month(m) && day.len() + m.len() >= 3,
        _ => false,
    }
}

fn is_day(token: &str) -> bool {
    token.len() <= 2 && token.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

/// `ukuran XL`, `size 42`, and what can't be anything else: `XXL`.
fn size(token: &str, before: &str) -> Option<String> {
    if token.len() > 4 {
        return None;
    }
    let lower = token.to_lowercase();
    let named =
        matches!(before.to_lowercase().as_str(), "ukuran" | "size" | "sz" | "uk" | "ukrn" | "nomor" | "no");
    let letters = SIZES.contains(&lower.as_str());
    let figures = token.parse().is_ok_and(|size: u8| (20..=60).contains(&size));
    let plain = letters && (token.len() >= 2 && lower != "all" || token.chars().all(char::is_uppercase));
    (plain || named && (letters || figures)).then(|| token.to_uppercase())
}

/// An order number or a tracking number: letters and figures, or many figures.
fn number(token: &str, before: &str) -> Option<Fact> {
    let plain: String = token.chars().filter(|c| *c != '-' && *c != '/').collect();
    let figures = plain.bytes().filter(u8::is_ascii_digit).count();
    let fits = plain.bytes().all(|b| b.is_ascii_alphanumeric()) && plain.len() <= 30;
    let before = before.to_lowercase();
    let names_tracking = matches!(before.as_str(), "resi" | "awb" | "resinya" | "tracking");
    let names_order =
        matches!(before.as_str(), "order" | "pesanan" | "invoice" | "inv" | "orderan" | "pesenan");
    if !fits || figures < 4 {
        return None;
    }
    let value = token.to_uppercase();
    let lettered = plain.len() > figures && plain.starts_with(|c: char| c.is_ascii_alphabetic());
    let tracked = names_tracking || (by_shape(&value).is_some() && plain.len() >= 10) || figures >= 12;
    if tracked && !names_order {
        return fact(FactKind::Tracking, value);
    }
    (names_order || lettered || token.starts_with('#')).then_some(Fact { kind: FactKind::Order, value })
}

/// The courier a message names, or the one whose tracking numbers look like the message's.
fn courier(words: &[Word], facts: &[Fact]) -> Option<Fact> {
    let named = LEXICON.courier_names.find(words);
    let longest = named.iter().max_by_key(|found| found.end - found.start);
    let courier = longest.map(|found| &LEXICON.couriers[usize::from(found.value)]).or_else(|| {
        let tracking = facts.iter().find(|fact| fact.kind == FactKind::Tracking)?;
        by_shape(&tracking.value)
    })?;
    fact(FactKind::Courier, courier.name)
}

fn by_shape(number: &str) -> Option<&'static Courier> {
    LEXICON.couriers.iter().find(|courier| courier.shapes.iter().any(|shape| has_shape(number, shape)))
}

/// Whether a number has a shape of `couriers.tsv`.
fn has_shape(number: &str, shape: &str) -> bool {
    let mut rest = number.chars();
    for sign in shape.chars() {
        let fits = match sign {
            '*' => return rest.as_str().len() >= 6 && rest.all(|c| c.is_ascii_alphanumeric() || c == '-'),
            '#' => rest.next().is_some_and(|c| c.is_ascii_digit()),
            '@' => rest.next().is_some_and(|c| c.is_ascii_alphanumeric()),
            other => rest.next() == Some(other),
        };
        if !fits {
            return false;
        }
    }
    rest.as_str().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reading;

    #[test]
    fn facts_are_found() {
        use FactKind::{Courier, Date, Email, Money, Order, Phone, Size, Tracking};
        for (text, expected) in [
            ("resi JP1234567890 kok ga gerak", vec![(Tracking, "JP1234567890"), (Courier, "J&T Express")]),
            ("no resi saya 000123456789", vec![(Tracking, "000123456789"), (Courier, "SiCepat")]),
            ("paket jne resi CGK12345678901234x", vec![(Tracking, "CGK12345678901234X"), (Courier, "JNE")]),
            ("pesanan SKR-240115 mana?", vec![(Order, "SKR-240115")]),
            ("order #12345 batal", vec![(Order, "12345")]),
            ("wa saya 0812-3456-7890 ya", vec![(Phone, "081234567890")]),
            ("+62 812 3456 7890", vec![(Phone, "081234567890")]),
            ("email ke budi.s@contoh.co.id,", vec![(Email, "budi.s@contoh.co.id")]),
            ("budget 150rb", vec![(Money, "Rp150.000")]),
            ("Rp150.000 ya?", vec![(Money, "Rp150.000")]),
            ("rp 1.250.000", vec![(Money, "Rp1.250.000")]),
            ("1,5 juta", vec![(Money, "Rp1.500.000")]),
            ("pesan tgl 12 November 2026", vec![(Date, "12 November 2026")]),
            ("dipakai 12/12/2026", vec![(Date, "12/12/2026")]),
            ("ukuran xl ada?", vec![(Size, "XL")]),
            ("size 42", vec![(Size, "42")]),
            ("tukar M ke L", vec![(Size, "M"), (Size, "L")]),
            ("bisa cod ga m", vec![]),
        ] {
            let facts = Reading::alone(text).facts;
            let found: Vec<_> = facts.iter().map(|fact| (fact.kind, fact.value.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
