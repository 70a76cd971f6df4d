//! What a macro must be like to be kept.

use protocol::MacroId;
use protocol::limits::{MACROS, SHORTCUT_CHARS, TEXT_CHARS, TITLE_CHARS};
use protocol::macros::{Macro, PutMacro};
use protocol::problem::{Kind, Problem};

use crate::text;

/// The macro that comes of this, beside the shop's others.
///
/// # Errors
/// `Invalid` for a shortcut that can't be typed or that another macro has, or where a text is missing; `TooLarge` where one is
/// too long, or where there are too many macros.
pub fn put_macro(others: &[Macro], id: MacroId, put: &PutMacro) -> Result<Macro, Problem> {
    let shortcut = put.shortcut.trim().trim_start_matches('/').to_lowercase();
    let can_be_typed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=SHORTCUT_CHARS).contains(&shortcut.len()) || !shortcut.chars().all(can_be_typed) {
        let detail = format!("Give a shortcut of 1 to {SHORTCUT_CHARS} of the characters a-z, 0-9 and -.");
        return Err(Problem::new(Kind::Invalid, detail));
    }
    let mut others = others.iter().filter(|other| other.id != id);
    if others.clone().count() >= MACROS {
        return Err(Problem::new(
            Kind::TooLarge,
            format!("A shop may have {MACROS} macros. Remove one first."),
        ));
    }
    if let Some(other) = others.find(|other| other.shortcut == shortcut) {
        let detail = format!("/{shortcut} is the shortcut of “{}” already. Choose another one.", other.title);
        return Err(Problem::new(Kind::Invalid, detail));
    }
    let title = text::line(&put.title, TITLE_CHARS)?;
    Ok(Macro { id, shortcut, title, text: text::required(&put.text, TEXT_CHARS)? })
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::*;

    fn id(number: u128) -> MacroId {
        MacroId::from_parts(Millis(0), number)
    }

    fn put(shortcut: &str, title: &str, text: &str) -> PutMacro {
        PutMacro { shortcut: shortcut.into(), title: title.into(), text: text.into() }
    }

    #[test]
    fn a_macro_is_kept_as_it_can_be_typed_and_read() {
        let kept = put_macro(&[], id(1), &put(" /Resi ", "Nomor\nresi", " Resinya {resi} ya Kak\n")).unwrap();
        assert_eq!((kept.shortcut.as_str(), kept.title.as_str()), ("resi", "Nomor resi"));
        assert_eq!(kept.text, "Resinya {resi} ya Kak");
    }

    #[test]
    fn what_cannot_be_typed_or_says_nothing_is_refused() {
        let long = "x".repeat(SHORTCUT_CHARS + 1);
        for shortcut in ["", "/", "dua kata", "émas", "a/b", &long] {
            assert!(
                put_macro(&[], id(1), &put(shortcut, "t", "x")).unwrap_err().is(Kind::Invalid),
                "{shortcut:?}"
            );
        }
        assert!(put_macro(&[], id(1), &put("a", " ", "x")).unwrap_err().is(Kind::Invalid));
        assert!(put_macro(&[], id(1), &put("a", "t", "\u{202E}")).unwrap_err().is(Kind::Invalid));
        let title = "x".repeat(TITLE_CHARS + 1);
        assert!(put_macro(&[], id(1), &put("a", &title, "x")).unwrap_err().is(Kind::TooLarge));
        let text = "x".repeat(TEXT_CHARS + 1);
        assert!(put_macro(&[], id(1), &put("a", "t", &text)).unwrap_err().is(Kind::TooLarge));
    }

    #[test]
    fn a_shortcut_belongs_to_one_macro_and_a_shop_has_so_many() {
        let one = put_macro(&[], id(1), &put("resi", "Resi", "x")).unwrap();
        let others = [one];
        assert!(put_macro(&others, id(2), &put("resi", "Lain", "y")).unwrap_err().is(Kind::Invalid));
        assert!(put_macro(&others, id(1), &put("resi", "Resi", "y")).is_ok(), "its own may stay");
        let many: Vec<Macro> = (0..MACROS as u128)
            .map(|number| put_macro(&[], id(number), &put(&format!("m{number}"), "t", "x")).unwrap())
            .collect();
        assert!(put_macro(&many, id(9_999), &put("baru", "t", "x")).unwrap_err().is(Kind::TooLarge));
        assert!(put_macro(&many, id(1), &put("baru", "t", "x")).is_ok(), "replacing one adds none");
    }
}
