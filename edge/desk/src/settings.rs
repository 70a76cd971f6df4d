//! Whether a shop's settings can be used, said in words that its owner can act on.

use std::ops::RangeInclusive;

use protocol::limits::{OVERFLOW_MINUTES, TARGET_MINUTES};
use protocol::problem::{Kind, Problem};
use protocol::shop::{Hours, Localized, Opening, Service, Settings};

use crate::hours::{parse_close, parse_date, parse_open};
use crate::text::clean;

const NAME_CHARS: usize = 80;
const BOT_NAME_CHARS: usize = 40;
const ADDRESS_CHARS: usize = 40;
const GREETING_CHARS: usize = 500;
const SIGNATURE_CHARS: usize = 200;
const SUGGESTIONS: usize = 6;
const SUGGESTION_CHARS: usize = 80;
const WAIT_MINUTES: RangeInclusive<u32> = 1..=240;
const TARGETS: RangeInclusive<u32> = 1..=TARGET_MINUTES;
const CLOSE_HOURS: RangeInclusive<u32> = 1..=720;

/// Checks what the types of [`Settings`] can't.
///
/// | field | what it must be |
/// |---|---|
/// | `name` | 1 to 80 characters |
/// | `greeting` | 1 to 500 characters; English may be empty |
/// | `suggestions` | at most 6, of 1 to 80 characters each; English may be empty |
/// | `usual_wait_minutes` | 1 to 240 |
/// | `service` | `overflow_minutes` of 1 to 240, targets of 1 to 43,200 minutes, `close_after_hours` of 1 to 720; each may be left out |
/// | `persona` | `name` of 1 to 40 characters, `address` of at most 40, `signature` of at most 200 |
/// | `hours` | at least one day an opening, `HH:MM` with `close` not before `open`, holidays as `YYYY-MM-DD` |
/// | `allowed_origins` | `http(s)://host[:port]` as browsers write it |
///
/// Rules and teams are cleaned rather than only checked: see [`crate::checked_rules`], [`crate::checked_teams`]. No text has control or bidirectional override characters, or spaces at its ends.
///
/// # Errors
/// `Invalid`, naming the first field that can't be used and what it must be.
pub fn validate(settings: &Settings) -> Result<(), Problem> {
    let persona = &settings.persona;
    text("name", &settings.name, 1, NAME_CHARS)?;
    localized("greeting", &settings.greeting, GREETING_CHARS)?;
    check(settings.suggestions.len() <= SUGGESTIONS, || {
        format!("`suggestions`: at most {SUGGESTIONS}, there are {}", settings.suggestions.len())
    })?;
    settings.suggestions.iter().try_for_each(|line| localized("suggestions", line, SUGGESTION_CHARS))?;
    check(WAIT_MINUTES.contains(&settings.usual_wait_minutes), || {
        format!("`usual_wait_minutes`: 1 to 240, not {}", settings.usual_wait_minutes)
    })?;
    check(OVERFLOW_MINUTES.contains(&settings.service.overflow_minutes), || {
        format!("`service.overflow_minutes`: 1 to 240, not {}", settings.service.overflow_minutes)
    })?;
    service(&settings.service)?;
    text("persona.name", &persona.name, 1, BOT_NAME_CHARS)?;
    text("persona.address", &persona.address, 0, ADDRESS_CHARS)?;
    text("persona.signature", &persona.signature, 0, SIGNATURE_CHARS)?;
    hours(&settings.hours)?;
    settings.allowed_origins.iter().try_for_each(|site| origin(site))
}

fn service(service: &Service) -> Result<(), Problem> {
    for (field, limits, value) in [
        ("first_reply_minutes", TARGETS, service.first_reply_minutes),
        ("next_reply_minutes", TARGETS, service.next_reply_minutes),
        ("resolution_minutes", TARGETS, service.resolution_minutes),
        ("close_after_hours", CLOSE_HOURS, service.close_after_hours),
    ] {
        check(value.is_none_or(|value| limits.contains(&value)), || {
            format!("`service.{field}`: {} to {}, or leave it out", limits.start(), limits.end())
        })?;
    }
    Ok(())
}

fn check(fine: bool, detail: impl FnOnce() -> String) -> Result<(), Problem> {
    if fine { Ok(()) } else { Err(Problem::new(Kind::Invalid, detail())) }
}

fn text(field: &str, text: &str, min: usize, max: usize) -> Result<(), Problem> {
    check((min..=max).contains(&text.chars().count()), || format!("`{field}`: {min} to {max} characters"))?;
    check(clean(text) == text, || format!("`{field}`: no control characters, no spaces at its ends"))
}

fn localized(field: &str, texts: &Localized, max: usize) -> Result<(), Problem> {
    text(&format!("{field}.id"), &texts.id, 1, max)?;
    text(&format!("{field}.en"), &texts.en, 0, max)
}

fn hours(hours: &Hours) -> Result<(), Problem> {
    hours.week.iter().try_for_each(opening)?;
    hours.holidays.iter().try_for_each(|holiday| {
        check(parse_date(holiday).is_some(), || {
            format!("`hours.holidays`: a date like 2026-12-25, not `{holiday}`")
        })
    })
}

fn opening(opening: &Opening) -> Result<(), Problem> {
    check(!opening.days.is_empty(), || "`hours.week.days`: at least one day".to_owned())?;
    let times = parse_open(&opening.open).zip(parse_close(&opening.close));
    check(times.is_some_and(|(open, close)| open <= close), || {
        format!(
            "`hours.week`: `open` from 00:00 and `close` to 24:00 as HH:MM, `close` not before `open` (past midnight: \
             one opening to 24:00 and one from 00:00 the day after), not `{}` and `{}`",
            opening.open, opening.close
        )
    })
}

/// `http(s)://host[:port]` and nothing behind it: it ends up in a header that decides who may embed the chat.
fn origin(origin: &str) -> Result<(), Problem> {
    check(is_origin(origin), || {
        format!("`allowed_origins`: like https://toko.example or http://localhost:8080, not `{origin}`")
    })
}

fn is_origin(origin: &str) -> bool {
    let Some(site) = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) else {
        return false;
    };
    let (host, port) = site.split_once(':').map_or((site, None), |(host, port)| (host, Some(port)));
    is_host(host) && port.is_none_or(is_port)
}

/// A host as browsers write it in `Origin`: lower case, punycode, no dot at its end.
fn is_host(host: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// A port as browsers write it: no sign, no zero in front.
fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn demo() -> Value {
        serde_json::from_str(include_str!("../../../examples/toko-batik/shop.json")).unwrap()
    }

    /// The demo shop with one field changed, by its JSON pointer.
    fn changed(pointer: &str, value: Value) -> Result<(), Problem> {
        let mut shop = demo();
        *shop.pointer_mut(pointer).expect("a field of the demo shop") = value;
        validate(&serde_json::from_value(shop).unwrap())
    }

    #[test]
    fn the_demo_shop_is_valid() {
        assert_eq!(validate(&serde_json::from_value(demo()).unwrap()), Ok(()));
    }

    #[test]
    fn every_limit_is_held_and_names_its_field() {
        let suggestion = json!({ "id": "Ongkir?" });
        for (pointer, good, bad) in [
            (
                "/name",
                vec![json!("B"), json!("é".repeat(80))],
                vec![json!(""), json!("é".repeat(81)), json!("a\u{202E}b"), json!(" a")],
            ),
            ("/greeting/id", vec![json!("Halo\nKak")], vec![json!(""), json!("x".repeat(501))]),
            ("/greeting/en", vec![json!("")], vec![json!("x".repeat(501))]),
            (
                "/suggestions",
                vec![json!([]), json!(vec![&suggestion; 6])],
                vec![json!(vec![&suggestion; 7]), json!([{ "id": "" }]), json!([{ "id": "x".repeat(81) }])],
            ),
            ("/usual_wait_minutes", vec![json!(1), json!(240)], vec![json!(0), json!(241)]),
            ("/persona/name", vec![json!("x".repeat(40))], vec![json!(""), json!("x".repeat(41))]),
            ("/persona/address", vec![json!("")], vec![json!("x".repeat(41))]),
            ("/persona/signature", vec![json!("Salam, Sekar")], vec![json!("x".repeat(201))]),
            ("/hours/week/0/days", vec![json!(["mon"])], vec![json!([])]),
            (
                "/hours/week/0/open",
                vec![json!("00:00"), json!("20:00")],
                vec![json!("20:01"), json!("8:00"), json!("24:00"), json!("08:60"), json!("pagi")],
            ),
            (
                "/hours/week/0/close",
                vec![json!("24:00"), json!("08:00")],
                vec![json!("07:59"), json!("24:01"), json!("")],
            ),
            (
                "/hours/holidays",
                vec![json!(["2028-02-29"])],
                vec![json!(["2026-02-29"]), json!(["25-12-2026"]), json!(["2026-12-25T00:00"]), json!([""])],
            ),
        ] {
            for value in good {
                assert_eq!(changed(pointer, value.clone()), Ok(()), "{pointer} {value}");
            }
            let field = pointer.split('/').nth(1).unwrap();
            for value in bad {
                let problem = changed(pointer, value.clone()).expect_err(pointer);
                assert!(problem.is(Kind::Invalid) && problem.detail.contains(field), "{value}: {problem:?}");
            }
        }
    }

    #[test]
    fn only_bare_origins_may_embed() {
        for good in
            ["https://toko.example", "http://localhost:8080", "http://127.0.0.1:8788", "https://xn--a-b.id"]
        {
            assert_eq!(changed("/allowed_origins", json!([good])), Ok(()), "{good}");
        }
        for bad in [
            "",
            "*",
            "toko.example",
            "ftp://toko.example",
            "https://",
            "https://toko.example/",
            "https://toko.example/a",
            "https://*.toko.example",
            "https://a@toko.example",
            "https://toko.example:0",
            "https://toko.example:080",
            "https://toko.example:99999",
            "https://toko.example:",
            "https://Toko.example",
            "https://toko..example",
            "https://-toko.example",
            "https://toko.example 'unsafe-inline'",
            "https://toko.example;script-src *",
            "https://toko.example\nx",
        ] {
            assert!(changed("/allowed_origins", json!([bad])).is_err(), "{bad:?}");
        }
    }
}
