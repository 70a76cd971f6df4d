//! Text as it is stored: nothing in it can disguise something else, and nothing a person meant is lost.

use protocol::limits::DRAFT_CHARS;
use protocol::problem::{Kind, Problem};

/// The text as it is stored, or why it is refused.
///
/// # Errors
/// `Invalid` when nothing readable is left, `TooLarge` above `max` characters (Unicode scalar values).
pub(crate) fn required(text: &str, max: usize) -> Result<String, Problem> {
    let text = optional(text, max)?;
    if text.is_empty() {
        return Err(Problem::new(Kind::Invalid, "The text is empty. Write something and send it again."));
    }
    Ok(text)
}

/// Like [`required`], for a text that may be empty.
pub(crate) fn optional(text: &str, max: usize) -> Result<String, Problem> {
    let text = clean(text);
    let chars = text.chars().count();
    if chars > max {
        let detail = format!("The text has {chars} characters; shorten it to {max} or send it in parts.");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    Ok(text)
}

/// Like [`required`], on one line.
pub(crate) fn line(text: &str, max: usize) -> Result<String, Problem> {
    Ok(required(text, max)?.replace(['\n', '\t'], " "))
}

/// What the staff are shown of what a shopper is writing: the beginning, cleaned as a message will be.
#[must_use]
pub fn draft_shown(text: &str) -> String {
    clean(&text.chars().take(DRAFT_CHARS).collect::<String>())
}

/// The text without characters that disguise, trimmed of whatever can't be seen.
pub(crate) fn clean(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !disguises(*c)).collect();
    visible.trim_matches(is_invisible).to_owned()
}

/// At most `max` characters on one line, an ellipsis standing for what was left out.
pub(crate) fn excerpt(text: &str, max: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max {
        return line;
    }
    let kept: String = line.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Something, an `@`, and a name with a dot inside; whether it exists only a message to it can tell.
pub(crate) fn is_email(address: &str) -> bool {
    let Some((person, host)) = address.split_once('@') else { return false };
    let has_dot = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    !person.is_empty() && has_dot && !host.contains('@') && !address.contains(char::is_whitespace)
}

/// A digit, or what people write between the digits of a phone number.
pub(crate) fn may_stand_in_a_number(c: char) -> bool {
    c.is_ascii_digit() || " +-.()".contains(c)
}

/// Control characters, and the bidirectional overrides and isolates (U+202A–202E, U+2066–2069) that make text read
/// other than it is. Right-to-left scripts need none of them; joiners stay, for emoji are made with them.
fn disguises(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_shown_by_its_beginning_without_disguise() {
        assert_eq!(draft_shown("  paket\u{202e} saya "), "paket saya");
        assert_eq!(draft_shown(&"a".repeat(10_000)).len(), DRAFT_CHARS);
    }

    #[test]
    fn nothing_can_be_disguised() {
        for (written, stored) in [
            ("  halo \n", "halo"),
            ("a\u{0}b\u{7}c\u{85}d\u{1b}[31m", "abcd[31m"),
            ("baris satu\r\nbaris dua\tx", "baris satu\nbaris dua\tx"),
            ("nota\u{202E}fdp.exe", "notafdp.exe"),
            ("\u{2066}x\u{2069}\u{202A}y\u{202C}", "xy"),
            ("\u{200B}\u{FEFF}\u{202E}", ""),
        ] {
            assert_eq!(clean(written), stored, "{written:?}");
        }
    }

    #[test]
    fn emoji_right_to_left_scripts_and_markup_stay_as_written() {
        for text in ["👩‍👩‍👧‍👦 ❤️ 🏽", "السلام عليكم", "<script>alert(1)</script>", "é e\u{301}"]
        {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(required(&"é".repeat(10), 10).is_ok());
        assert!(required(&"é".repeat(11), 10).unwrap_err().is(Kind::TooLarge));
        assert!(required(" \u{202E}\n", 10).unwrap_err().is(Kind::Invalid));
        assert_eq!(optional("", 10).unwrap(), "");
    }

    #[test]
    fn an_excerpt_is_one_line_and_never_longer_than_asked() {
        assert_eq!(excerpt("a\n b", 5), "a b");
        assert_eq!(excerpt("satu dua tiga", 10), "satu dua…");
        assert_eq!(excerpt("ééééé", 3), "éé…");
    }
}
