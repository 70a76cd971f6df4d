//! Finds the addresses in a text: the one rule for what can be clicked in a message, wherever it is shown. Only `http://`
//! and `https://` become links; everything else stays text.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is between addresses.
    Text(&'a str),
    /// An address, as written.
    Link(&'a str),
}

/// Cuts a text into addresses and what is between them; put together they are the text again.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(start) = next_scheme(after(rest, from)).map(|at| at + from) {
        let length = address_length(after(rest, start));
        let has_host = scheme_length(after(rest, start)).is_some_and(|scheme| length > scheme);
        let end = start + length;
        if !has_host {
            from = end;
            continue;
        }
        if start > 0 {
            pieces.push(Piece::Text(before(rest, start)));
        }
        pieces.push(Piece::Link(before(after(rest, start), length)));
        rest = after(rest, end);
        from = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// What stands before a place in a text. All places here are between letters; written as `[..]` the chat would carry the words
/// of a panic that never comes, which weigh more than this crate.
fn before(text: &str, place: usize) -> &str {
    text.get(..place).unwrap_or(text)
}

/// What stands after it.
fn after(text: &str, place: usize) -> &str {
    text.get(place..).unwrap_or_default()
}

fn next_scheme(text: &str) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|&at| scheme_length(after(text, at)).is_some())
}

fn scheme_length(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
        .map(str::len)
}

/// An address ends at a blank, a quote, an angle bracket or a control character; punctuation at its end belongs to the
/// sentence, and a closing bracket too unless the address opened it.
fn address_length(text: &str) -> usize {
    let stops = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\u{200b}'..='\u{206f}')
    };
    let mut address = before(text, text.find(stops).unwrap_or(text.len()));
    let least = scheme_length(text).unwrap_or_default();
    while address.len() > least {
        let sentence = match address.chars().next_back() {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '…') => true,
            Some(')') => address.matches('(').count() < address.matches(')').count(),
            Some(']') => !address.contains('['),
            _ => false,
        };
        if !sentence {
            break;
        }
        address = before(address, address.len() - address.chars().next_back().map_or(0, char::len_utf8));
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let links = |piece| if let Piece::Link(link) = piece { Some(link) } else { None };
        pieces(text).into_iter().filter_map(links).collect()
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(links("cek https://toko.example/ongkir ya"), ["https://toko.example/ongkir"]);
        assert_eq!(links("HTTP://A.B dan https://c.d/e?f=g#h"), ["HTTP://A.B", "https://c.d/e?f=g#h"]);
        for plain in
            ["javascript:alert(1)", "data:text/html,x", "ftp://x.y", "https://", "http:// x", "toko.example"]
        {
            assert!(links(plain).is_empty(), "{plain}");
        }
    }

    #[test]
    fn punctuation_around_an_address_belongs_to_the_sentence() {
        assert_eq!(links("(lihat https://a.b/c)."), ["https://a.b/c"]);
        assert_eq!(links("https://a.b/c_(d)!"), ["https://a.b/c_(d)"]);
        assert_eq!(links("\"https://a.b\"<https://c.d>"), ["https://a.b", "https://c.d"]);
        assert_eq!(links("https://a.b/\u{202e}gpj.exe"), ["https://a.b/"]);
    }

    #[test]
    fn the_pieces_are_the_text() {
        for text in ["", "a", "https://a.b", "x https://a.b, https:// é https://c.d…", "🙏https://a.b🙏"]
        {
            let whole: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Link(text) => text,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
