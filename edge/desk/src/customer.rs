//! What may be written about a customer, and by what two customers are seen to be the same.

use protocol::customer::{Details, Field};
use protocol::event::{Contact, ContactChannel};
use protocol::limits::{CUSTOMER_LABEL_CHARS, CUSTOMER_LABELS, CUSTOMER_NAME_CHARS, CUSTOMER_NOTE_CHARS};
use protocol::problem::{Kind, Problem};

use crate::text::{line, may_stand_in_a_number, optional};

/// Details as they are stored: cleaned like everything that people write.
///
/// # Errors
/// `Invalid` or `TooLarge`, saying what to change.
pub fn checked(details: &Details) -> Result<Details, Problem> {
    let Details { name, tags, fields, note } = details;
    let tags = tags.iter().map(|tag| label(tag)).collect::<Result<Vec<_>, _>>()?;
    let field = |field: &Field| -> Result<Field, Problem> {
        Ok(Field { name: label(&field.name)?, value: label(&field.value)? })
    };
    let fields = fields.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    each_once("tags", tags.iter().map(String::as_str))?;
    each_once("fields", fields.iter().map(|field| field.name.as_str()))?;
    let one_line = |text: &str, max| Ok::<_, Problem>(optional(text, max)?.replace(['\n', '\t'], " "));
    Ok(Details {
        name: one_line(name, CUSTOMER_NAME_CHARS)?,
        tags,
        fields,
        note: optional(note, CUSTOMER_NOTE_CHARS)?,
    })
}

fn label(text: &str) -> Result<String, Problem> {
    line(text, CUSTOMER_LABEL_CHARS)
}

fn each_once<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Problem> {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        let name = name.to_lowercase();
        if seen.contains(&name) {
            return Err(Problem::new(Kind::Invalid, format!("`{what}`: `{name}` is there twice.")));
        }
        seen.push(name);
    }
    if seen.len() > CUSTOMER_LABELS {
        let detail = format!("`{what}`: at most {CUSTOMER_LABELS}, there are {}.", seen.len());
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    Ok(())
}

/// What is written about a known customer, and about somebody who turned out to be them: nothing that colleagues wrote is
/// lost, but where both say something the known one's stays, and what is over the limits.
#[must_use]
pub fn joined(known: &Details, other: &Details) -> Details {
    let mut all = known.clone();
    if all.name.is_empty() {
        all.name.clone_from(&other.name);
    }
    let has =
        |names: &[String], name: &str| names.iter().any(|own| own.to_lowercase() == name.to_lowercase());
    let tags: Vec<String> = other.tags.iter().filter(|tag| !has(&known.tags, tag)).cloned().collect();
    let names: Vec<String> = known.fields.iter().map(|field| field.name.clone()).collect();
    let fields: Vec<Field> = other.fields.iter().filter(|field| !has(&names, &field.name)).cloned().collect();
    all.tags.extend(tags);
    all.tags.truncate(CUSTOMER_LABELS);
    all.fields.extend(fields);
    all.fields.truncate(CUSTOMER_LABELS);
    let notes = [known.note.as_str(), other.note.as_str()].join("\n");
    all.note = notes.trim().chars().take(CUSTOMER_NOTE_CHARS).collect();
    all
}

/// The same for every way to write one number or address: a number's [`number_key`], an e-mail address in lower case. Empty
/// when there is nothing to reach anybody by.
#[must_use]
pub fn contact_key(contact: &Contact) -> String {
    match contact.channel {
        ContactChannel::Whatsapp => number_key(&contact.address).unwrap_or_default(),
        ContactChannel::Email => contact.address.to_lowercase(),
        ContactChannel::Unknown => String::new(),
    }
}

/// The digits of a number, or of its beginning, with the country's code: Indonesia's where none is written. `None` for what
/// holds more than a number and what people write between its digits.
#[must_use]
pub fn number_key(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || !text.chars().all(may_stand_in_a_number) {
        return None;
    }
    let abroad = text.trim_start().starts_with('+');
    let (abroad, digits) = match digits.strip_prefix("00") {
        Some(rest) => (true, rest),
        None => (abroad, digits.as_str()),
    };
    let national = match digits.strip_prefix("620") {
        Some(national) => Some(national), // +62 (0)812 …
        None if abroad => None,
        None => digits.strip_prefix('0').or_else(|| digits.starts_with('8').then_some(digits)),
    };
    Some(national.map_or_else(|| digits.to_owned(), |national| format!("62{national}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_key_however_it_is_written() {
        for (channel, address, key) in [
            (ContactChannel::Whatsapp, "0812-3456 7890", "6281234567890"),
            (ContactChannel::Whatsapp, "+62 812 3456 7890", "6281234567890"),
            (ContactChannel::Whatsapp, "006281234567890", "6281234567890"),
            (ContactChannel::Whatsapp, "812 3456 7890", "6281234567890"),
            (ContactChannel::Whatsapp, "+62 (0)812 3456 7890", "6281234567890"),
            (ContactChannel::Whatsapp, "+81 90 1234 5678", "819012345678"),
            (ContactChannel::Whatsapp, "+65 8123 4567", "6581234567"),
            (ContactChannel::Email, "Sari@Contoh.ID", "sari@contoh.id"),
            (ContactChannel::Unknown, "sari", ""),
        ] {
            assert_eq!(contact_key(&Contact { channel, address: address.into() }), key, "{address}");
        }
    }

    #[test]
    fn a_number_has_only_what_numbers_have() {
        assert_eq!(number_key("0857-12"), Some("6285712".to_owned()));
        for text in ["", " ", "ani99@contoh.id", "Toko 62", "+"] {
            assert_eq!(number_key(text), None, "{text}");
        }
    }

    fn tagged(tags: &[&str]) -> Details {
        Details { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..Details::default() }
    }

    #[test]
    fn details_are_cleaned_and_kept_within_their_limits() {
        let long = "é".repeat(CUSTOMER_LABEL_CHARS + 1);
        let many: Vec<String> = (0..=CUSTOMER_LABELS).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(checked(&tagged(&[" grosir\u{202E} "])), Ok(tagged(&["grosir"])));
        assert_eq!(checked(&tagged(&many[1..])), Ok(tagged(&many[1..])));
        for (bad, kind) in [
            (tagged(&[""]), Kind::Invalid),
            (tagged(&["Grosir", "grosir"]), Kind::Invalid),
            (tagged(&[&long]), Kind::TooLarge),
            (tagged(&many), Kind::TooLarge),
            (Details { name: "x".repeat(CUSTOMER_NAME_CHARS + 1), ..Details::default() }, Kind::TooLarge),
            (Details { note: "x".repeat(CUSTOMER_NOTE_CHARS + 1), ..Details::default() }, Kind::TooLarge),
        ] {
            assert!(checked(&bad).is_err_and(|problem| problem.is(kind)), "{bad:?}");
        }
        let named = Details { name: " Bu\nRatna ".into(), note: "a\nb".into(), ..Details::default() };
        assert_eq!(
            checked(&named).map(|details| (details.name, details.note)),
            Ok(("Bu Ratna".into(), "a\nb".into()))
        );
    }

    #[test]
    fn what_colleagues_wrote_is_kept_when_somebody_turns_out_to_be_known() {
        let written = |name: &str, tag: &str, value: &str, note: &str| Details {
            name: name.into(),
            tags: vec![tag.into()],
            fields: vec![Field { name: "Ukuran".into(), value: value.into() }],
            note: note.into(),
        };
        let known = written("Bu Sari", "Grosir", "XL", "Suka pagi.");
        assert_eq!(joined(&known, &Details::default()), known);
        assert_eq!(joined(&Details::default(), &known), known);
        let all = joined(&known, &written("Sari", "baru", "L", "Tanya batik."));
        assert_eq!((all.name.as_str(), all.note.as_str()), ("Bu Sari", "Suka pagi.\nTanya batik."));
        assert_eq!((all.tags.len(), all.fields.len(), all.fields[0].value.as_str()), (2, 1, "XL"));
        assert_eq!(joined(&known, &tagged(&["grosir"])).tags, ["Grosir"], "each once");
        assert!(checked(&joined(&all, &written("", "x", "", &"x".repeat(CUSTOMER_NOTE_CHARS)))).is_ok());
    }
}
