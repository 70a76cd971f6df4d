//! Searching what was said: what of a log can be found, how a query is read, and the part of a text that shows the hit.
//!
//! What people write is found, not what the bot says: its answers stand in every other conversation. A word is found by
//! its beginning (`barang` finds `barangnya`) and by its plain spelling (`barang` finds `brg`, and the other way round).
//! A query is data: it becomes quoted words for the index, and none of the index's own operators gets through.

use protocol::event::{Author, Body, Event};
use protocol::limits::QUERY_CHARS;
use protocol::problem::{Kind, Problem};
use protocol::search::{Piece, Said, SaidBy};

use crate::text::may_stand_in_a_number;

/// The longest excerpt, in characters, …
const EXCERPT_CHARS: usize = 140;

/// … and how many of them stand before the first hit.
const BEFORE_CHARS: usize = 40;

/// What of an event can be found, if anything.
#[must_use]
pub fn said(event: &Event) -> Option<Said> {
    let (by, name, text) = match (&event.author, &event.body) {
        (Author::Shopper, Body::Message(message)) => (SaidBy::Shopper, "", message.text.as_str()),
        (Author::Agent { name, .. }, Body::Message(message)) => {
            (SaidBy::Agent, name.as_str(), message.text.as_str())
        }
        (Author::Agent { name, .. }, Body::Note { text, .. }) => (SaidBy::Note, name.as_str(), text.as_str()),
        (_, Body::Contact(contact)) => (SaidBy::Contact, "", contact.address.as_str()),
        _ => return None,
    };
    let plain = match by {
        // A number is found however it was grouped.
        SaidBy::Contact => text.chars().filter(char::is_ascii_digit).collect(),
        _ => answer::understand(text).normalized,
    };
    Some(Said { seq: event.seq, at: event.at, by, name: name.to_owned(), text: text.to_owned(), plain })
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
    /// The digits, where it is a number and nothing else: however it is grouped, here or where it was said.
    number: Option<String>,
}

/// A word that must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// In lower case.
    written: String,
    /// In plain spelling; may be several words.
    plain: String,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Without any letter or figure, or too long.
    pub fn read(text: &str) -> Result<Self, Problem> {
        if text.chars().nth(QUERY_CHARS).is_some() {
            let detail = format!("Search for at most {QUERY_CHARS} characters.");
            return Err(Problem::new(Kind::TooLarge, detail));
        }
        let words: Vec<Word> = tokens(text).map(|(_, word)| Word::read(word)).collect();
        if words.is_empty() {
            return Err(Problem::new(Kind::Invalid, "`q` must hold a letter or a figure."));
        }
        let is_number = text.chars().all(may_stand_in_a_number);
        let number = is_number.then(|| text.chars().filter(char::is_ascii_digit).collect());
        Ok(Self { words, number })
    }

    /// The query in the language of SQLite's full-text index (FTS5): every word, each by its beginning.
    #[must_use]
    pub fn expression(&self) -> String {
        let word = |word: &Word| {
            if word.plain.is_empty() || word.plain == word.written {
                quoted(&word.written)
            } else {
                format!("({} OR {})", quoted(&word.written), quoted(&word.plain))
            }
        };
        let words = self.words.iter().map(word).collect::<Vec<_>>().join(" AND ");
        match &self.number {
            Some(number) => format!("({words}) OR {}", quoted(number)),
            None => words,
        }
    }

    /// The part of a text around the first hit, with all hits in it marked.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Vec<Piece> {
        let hits: Vec<(usize, &str)> = tokens(text).filter(|(_, token)| self.hits(token)).collect();
        let first = hits.first().map_or(0, |(start, _)| *start);
        let begin = back(text, first, BEFORE_CHARS);
        let end = text[begin..].char_indices().nth(EXCERPT_CHARS).map_or(text.len(), |(at, _)| begin + at);
        let mut pieces = Pieces::default();
        let mut from = begin;
        if begin > 0 {
            pieces.add("…", false);
        }
        for (start, token) in hits.into_iter().filter(|(start, token)| start + token.len() <= end) {
            pieces.add(&text[from..start], false);
            pieces.add(token, true);
            from = start + token.len();
        }
        pieces.add(&text[from..end], false);
        if end < text.len() {
            pieces.add("…", false);
        }
        pieces.0
    }

    fn hits(&self, token: &str) -> bool {
        let token = token.to_lowercase();
        let begins = |text: &str, start: &str| !start.is_empty() && text.starts_with(start);
        let written = |word: &Word| begins(&token, &word.written) || begins(&token, &word.plain);
        let number = self.number.as_ref().is_some_and(|number| begins(&token, number));
        number || self.words.iter().any(written) || {
            let plain = answer::understand(&token).normalized;
            self.words.iter().any(|word| begins(&plain, &word.plain))
        }
    }
}

impl Word {
    fn read(word: &str) -> Self {
        let plain = answer::understand(word).normalized;
        // What isn't spelt by letters and figures has no plain spelling.
        let is_plain = plain.chars().all(|c| c.is_alphanumeric() || c == ' ');
        Self { written: word.to_lowercase(), plain: if is_plain { plain } else { String::new() } }
    }
}

/// Words have neither quotes nor operators: they are runs of letters and figures.
fn quoted(word: &str) -> String {
    format!("\"{word}\"*")
}

/// Runs of letters and figures, each with its place in bytes.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let places = text.match_indices(|c: char| !c.is_alphanumeric()).map(|(at, gap)| (at, at + gap.len()));
    let mut from = 0;
    let ends = places.chain([(text.len(), text.len())]);
    let runs = ends.map(move |(at, next)| {
        let run = (from, &text[from..at]);
        from = next;
        run
    });
    runs.filter(|(_, run)| !run.is_empty())
}

/// The place so many characters before another, at the begin of a word if one is there.
fn back(text: &str, place: usize, chars: usize) -> usize {
    let Some((far, _)) = text[..place].char_indices().rev().nth(chars.saturating_sub(1)) else { return 0 };
    let gap = text[far..place].find(char::is_whitespace);
    gap.map_or(far, |gap| far + gap + text[far + gap..].chars().next().map_or(0, char::len_utf8))
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn add(&mut self, text: &str, hit: bool) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.hit == hit => last.text.push_str(text),
            _ => self.0.push(Piece { text: text.to_owned(), hit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(query: &str, text: &str) -> String {
        let pieces = Query::read(query).unwrap().excerpt(text);
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn words_are_found_by_their_beginning_and_in_either_spelling() {
        assert_eq!(marked("barang", "mana barangnya kak"), "mana [barangnya] kak");
        assert_eq!(marked("barang", "brg saya mana"), "[brg] saya mana");
        assert_eq!(marked("brg", "Barang saya mana"), "[Barang] saya mana");
        assert_eq!(marked("BELUM barang", "brg blm sampai"), "[brg] [blm] sampai");
        assert_eq!(marked("skr-20418", "pesanan SKR-20418 ya"), "pesanan [SKR]-[20418] ya");
    }

    #[test]
    fn a_query_is_nothing_but_quoted_words() {
        for (query, expression) in [
            ("resi", r#""resi"*"#),
            ("brg", r#"("brg"* OR "barang"*)"#),
            (r#""resi" OR NEAR(x) text:y -z*"#, r#""resi"* AND"#),
        ] {
            let found = Query::read(query).unwrap().expression();
            assert!(found.starts_with(expression), "{found}");
        }
        for empty in ["", "  ", "\"*()-:^"] {
            assert!(Query::read(empty).unwrap_err().is(Kind::Invalid));
        }
        assert!(Query::read(&"a".repeat(QUERY_CHARS + 1)).unwrap_err().is(Kind::TooLarge));
    }

    #[test]
    fn an_excerpt_shows_the_hit_of_a_long_text() {
        let long = format!("{}resi {}", "kata ".repeat(300), "lagi ".repeat(300));
        let shown = marked("resi", &long);
        assert!(
            shown.starts_with("…kata") && shown.contains("[resi] lagi") && shown.ends_with('…'),
            "{shown}"
        );
        assert!(shown.chars().count() <= EXCERPT_CHARS + 4, "{}", shown.chars().count());
    }

    proptest! {
        #[test]
        fn any_query_can_be_asked_of_any_text(query in ".{0,60}", text in ".{0,300}") {
            if let Ok(query) = Query::read(&query) {
                let shown: String = query.excerpt(&text).into_iter().map(|piece| piece.text).collect();
                prop_assert!(text.contains(shown.trim_matches('…')));
                let outside: String = query.expression().split('"').step_by(2).collect();
                prop_assert!(outside.chars().all(|c| "*() ANDOR".contains(c)), "{}", outside);
            }
        }
    }
}
