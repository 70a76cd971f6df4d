//! From a message to words in plain spelling, each with its stem: `kak brgku blm nyampe2` → `kak barangku belum
//! sampai sampai`.

use std::borrow::Cow;

use crate::clean::clean;
use crate::lexicon::{Origin, form, is_root, meaning};
use crate::stem::stem;

/// The most words that are read of a message; later ones don't change what it is about, and time stays bounded.
pub const READ_WORDS: usize = 160;
/// Longer than any word people write; the rest is cut off.
const WORD_CHARS: usize = 32;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In plain spelling.
    pub plain: Cow<'static, str>,
    /// Its root; for a word of another language the root of its Indonesian meaning. Empty: it means nothing.
    pub stem: Cow<'static, str>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Word {
    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.plain.bytes().all(|b| b.is_ascii_digit())
    }
}

/// A mark behind which something else may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How many words stand before it.
    pub at: usize,
    /// It is a question mark.
    pub asks: bool,
}

/// Reads a message's words.
pub fn normalise(text: &str) -> Vec<Word> {
    read(text).0
}

/// Reads a message's words, and the marks between and behind them.
pub fn read(text: &str) -> (Vec<Word>, Vec<Mark>) {
    let text = clean(text);
    let (mut words, mut marks) = (Vec::with_capacity(16), Vec::new());
    for (token, gap) in tokens(&text) {
        expand(token, &mut words);
        let asks = gap.contains('?');
        if asks || ends_sentence(token, gap) {
            marks.push(Mark { at: words.len(), asks });
        }
        if words.len() >= READ_WORDS {
            break;
        }
    }
    (words, marks)
}

/// Whether what stands behind a token ends a sentence or a part of one: `2,5` and `tokobatik.id` go on.
fn ends_sentence(token: &str, gap: &str) -> bool {
    let is_number = token.ends_with(|c: char| c.is_ascii_digit());
    let spaced = || gap.contains(char::is_whitespace);
    gap.contains(['\n', ';', '!'])
        || (gap.contains(',') && (!is_number || spaced()))
        || (gap.contains(['.', ':', '…']) && spaced())
}

/// The words as one text.
pub fn joined(words: &[Word]) -> String {
    let mut text = String::with_capacity(words.len() * 7);
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.plain);
    }
    text
}

/// Runs of letters, figures and inner apostrophes, each with what stands between it and the next; an emoji stands alone.
fn tokens(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let between = |c: char| !c.is_alphanumeric() && !is_emoji(c);
    let mut rest = text.trim_start_matches(between);
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if is_emoji(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !c.is_alphanumeric() && c != '\'').unwrap_or(rest.len())
        };
        let (token, after) = rest.split_at(end);
        rest = after.trim_start_matches(between);
        Some((token.trim_end_matches('\''), &after[..after.len() - rest.len()]))
    })
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
}

fn expand(token: &str, words: &mut Vec<Word>) {
    if token.contains('\'') {
        return expand(&token.replace('\'', ""), words);
    }
    let token = cut(token);
    if token.bytes().any(|b| b.is_ascii_digit()) {
        return with_figures(token, words);
    }
    if !token.is_ascii() || !simple(token, words) {
        push_unknown(token, words);
    }
}

fn cut(token: &str) -> &str {
    token.char_indices().nth(WORD_CHARS).map_or(token, |(end, _)| &token[..end])
}

/// `150rb` → `150 ribu`, `kira2` → `kira kira`, `s4ya` → `saya`.
fn with_figures(token: &str, words: &mut Vec<Word>) {
    let figures = token.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = token.split_at(figures);
    if figures > 0 {
        push(number.to_owned(), String::new(), Origin::Unknown, words);
        match unit {
            "" => {}
            "rb" | "k" | "rbu" | "ribuan" => push_plain("ribu", words),
            "jt" | "jutaan" => push_plain("juta", words),
            "x" => push_plain("kali", words),
            "an" | "nya" => {}
            _ => expand(unit, words),
        }
        return;
    }
    let letters = token.bytes().take_while(u8::is_ascii_lowercase).count();
    let (base, rest) = token.split_at(letters);
    let ending = rest.strip_prefix('2').filter(|rest| rest.bytes().all(|b| b.is_ascii_lowercase()));
    match ending {
        Some(ending) if letters >= 3 || (letters == 2 && ending.is_empty() && form(base).is_some()) => {
            expand(base, words);
            expand(&format!("{base}{ending}"), words);
        }
        _ => {
            let letters: String = token.chars().map(without_leet).collect();
            if letters.bytes().any(|b| b.is_ascii_digit()) || !simple(&letters, words) {
                push_unknown(token, words);
            }
        }
    }
}

fn without_leet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Adds the plain words of a token of letters, if it is known in some spelling.
fn simple(token: &str, words: &mut Vec<Word>) -> bool {
    known(token, words) || squeezed(token, words) || stemmed(token, words) || clitic(token, words)
}

/// A listed spelling, a word of another language, or a root.
fn known(token: &str, words: &mut Vec<Word>) -> bool {
    if let Some(plain) = form(token) {
        plain.split(' ').for_each(|word| push_plain(word, words));
    } else if let Some((origin, meaning)) = meaning(token) {
        push_meaning(token, origin, meaning, words);
    } else if is_root(token) {
        push(token.to_owned(), token.to_owned(), Origin::Indonesian, words);
    } else {
        return false;
    }
    true
}

/// `bangeeet`, `kakkk`: one letter of a run stays, or two where the word wants them.
fn squeezed(token: &str, words: &mut Vec<Word>) -> bool {
    // English doubles its l (tall, small); in Indonesian spelling a double letter is drawn out.
    if !has_run(token, 2) || (token.contains("ll") && !has_run(token, 3)) {
        return false;
    }
    let twice = shorten_runs(token, 2);
    let once = shorten_runs(token, 1);
    (twice != token && (known(&twice, words) || stemmed(&twice, words) || clitic(&twice, words)))
        || known(&once, words)
        || (has_run(token, 3) && (stemmed(&once, words) || clitic(&once, words)))
}

fn has_run(token: &str, length: usize) -> bool {
    token.as_bytes().windows(length).any(|run| run.iter().all(|b| *b == run[0]))
}

fn shorten_runs(token: &str, length: usize) -> String {
    let mut short = String::with_capacity(token.len());
    let mut run = 0;
    let mut last = None;
    for c in token.chars() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        if run <= length {
            short.push(c);
        }
    }
    short
}

/// `brgnya` → `barangnya`, `ongkire` → `ongkir`: an ending on a listed spelling or on a word of another language.
fn clitic(token: &str, words: &mut Vec<Word>) -> bool {
    const ENDINGS: [(&str, &str); 12] = [
        ("ana", "nya"),
        ("nya", "nya"),
        ("ny", "nya"),
        ("ku", "ku"),
        ("mu", "mu"),
        ("lah", "lah"),
        ("kah", "kah"),
        ("ne", "nya"),
        ("na", "nya"),
        ("e", "nya"),
        ("an", "an"),
        ("in", "kan"),
    ];
    for (ending, plain) in ENDINGS {
        let Some(base) = token.strip_suffix(ending).filter(|base| base.len() >= 2) else { continue };
        if let Some(form) = form(base).filter(|form| !form.contains(' ')) {
            let whole = format!("{form}{plain}");
            let stem = stem(form).into_owned();
            push(whole, stem, Origin::Indonesian, words);
            return true;
        }
        if let Some((origin, meaning)) = meaning(base).filter(|_| base.len() >= 3 && !is_stemmable(token)) {
            push_meaning(token, origin, meaning, words);
            return true;
        }
    }
    let passive = token.strip_prefix("di").filter(|base| base.len() >= 3).and_then(meaning);
    if let Some((origin, meaning)) = passive {
        push_meaning(token, origin, meaning, words);
    }
    passive.is_some()
}

fn is_stemmable(token: &str) -> bool {
    is_root(&stem(token))
}

/// An Indonesian word with affixes.
fn stemmed(token: &str, words: &mut Vec<Word>) -> bool {
    let stem = stem(token);
    let is_word = is_root(&stem);
    if is_word {
        let origin = origin_by_affix(token, &stem);
        push(token.to_owned(), stem.into_owned(), origin, words);
    }
    is_word
}

/// A regional ending on a root that the languages share tells the language: `barange`, `hargana`.
fn origin_by_affix(token: &str, stem: &str) -> Origin {
    match token.strip_prefix(stem) {
        Some("e" | "ne") => Origin::Javanese,
        Some("na" | "keun") => Origin::Sundanese,
        _ => Origin::Indonesian,
    }
}

fn push_unknown(token: &str, words: &mut Vec<Word>) {
    let short = has_run(token, 3).then(|| shorten_runs(token, 1));
    let token = short.as_deref().unwrap_or(token);
    let stem = stem(token).into_owned();
    push(token.to_owned(), stem, Origin::Unknown, words);
}

fn push_plain(word: &'static str, words: &mut Vec<Word>) {
    let stem = stem(word);
    words.push(Word { plain: Cow::Borrowed(word), stem, origin: Origin::Indonesian });
}

fn push_meaning(token: &str, origin: Origin, meaning: &'static str, words: &mut Vec<Word>) {
    let mut parts = meaning.split(' ');
    let first = parts.next().map(stem).unwrap_or_default();
    words.push(Word { plain: Cow::Owned(token.to_owned()), stem: first, origin });
    parts.for_each(|part| push_plain(part, words));
}

fn push(plain: String, stem: String, origin: Origin, words: &mut Vec<Word>) {
    words.push(Word { plain: Cow::Owned(plain), stem: Cow::Owned(stem), origin });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_spelling_becomes_plain() {
        for (written, plain) in [
            (
                "kak brg sy blm nyampe2 pdhl udh seminggu",
                "kak barang saya belum sampai sampai padahal sudah seminggu",
            ),
            ("BANGEEEET", "sekali"),
            ("gmn caranyaaa", "bagaimana caranya"),
            ("brgnya dmn", "barangnya di mana"),
            ("150rb", "150 ribu"),
            ("s4ya m4u", "saya mau"),
            ("kira2 brp hari", "kira kira berapa hari"),
            ("Jum'at", "jumat"),
            ("maksiiih", "maksih"),
            ("oke\u{200b}e", "oke"),
        ] {
            assert_eq!(joined(&normalise(written)), plain, "{written}");
        }
    }

    #[test]
    fn words_meet_in_their_stem() {
        let stems = |text| normalise(text).into_iter().map(|word| word.stem).collect::<Vec<_>>();
        assert_eq!(stems("pengirimannya"), stems("ngirim"));
        assert_eq!(stems("regane pira"), stems("harganya berapa"));
        assert_eq!(stems("sabaraha hargana"), stems("berapa harga"));
        assert_eq!(stems("exchange"), stems("ditukar"));
    }

    #[test]
    fn marks_are_where_something_ends() {
        for (text, expected) in [
            ("bisa cod?", vec![(2, true)]),
            ("kak, isinya brp?? trs bisa cod", vec![(1, false), (3, true)]),
            ("berat 2,5 kilo seharga Rp125.000 di tokobatik.id", vec![]),
            ("satu\ndua.. tiga;empat", vec![(1, false), (2, false), (3, false)]),
        ] {
            let marks: Vec<_> = read(text).1.into_iter().map(|mark| (mark.at, mark.asks)).collect();
            assert_eq!(marks, expected, "{text}");
        }
    }

    #[test]
    fn long_input_is_bounded() {
        assert!(normalise(&"a ".repeat(10_000)).len() <= READ_WORDS);
        assert!(normalise(&"a".repeat(10_000))[0].plain.len() <= WORD_CHARS);
    }
}
