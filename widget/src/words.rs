//! The widget's words: the tables of strings, and times as people say them.

use protocol::Millis;
use protocol::problem::Kind;
use protocol::shop::Language;

use crate::browser::{self, day, words};

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// The words of a language.
pub(crate) fn strings(language: Language) -> &'static Strings {
    match language {
        Language::Id => &ID,
        Language::En => &EN,
    }
}

/// How the browser calls it; British English for its 24 hours and its order of day and month.
fn locale(language: Language) -> &'static str {
    match language {
        Language::Id => "id-ID",
        Language::En => "en-GB",
    }
}

const TIME: [(&str, &str); 2] = [("hour", "2-digit"), ("minute", "2-digit")];
const DATE: [(&str, &str); 3] = [("day", "numeric"), ("month", "short"), ("year", "numeric")];

/// `10.24`
pub(crate) fn time(at: Millis, language: Language) -> String {
    words(at, locale(language), &TIME)
}

/// `Hari ini`, `Kemarin`, `22 Nov 2026`
pub(crate) fn chip(at: Millis, language: Language) -> String {
    let strings = strings(language);
    match day(browser::now()) - day(at) {
        0 => strings.today.to_owned(),
        1 => strings.yesterday.to_owned(),
        _ => words(at, locale(language), &DATE),
    }
}

/// `besok pukul 08.00 WIB`
pub(crate) fn opening(at: Millis, language: Language) -> String {
    let strings = strings(language);
    let time = words(at, locale(language), &[TIME[0], TIME[1], ("timeZoneName", "short")]);
    match day(at) - day(browser::now()) {
        0 => strings.today_at(&time),
        1 => strings.tomorrow_at(&time),
        2..=6 => strings.day_at(words(at, locale(language), &[("weekday", "long")]), &time),
        _ => strings.day_at(words(at, locale(language), &DATE), &time),
    }
}

/// A greeting for the time of day, as Indonesians divide it.
pub(crate) fn time_of_day(language: Language) -> &'static str {
    let strings = strings(language);
    match browser::hour() {
        4..=10 => strings.morning,
        11..=14 => strings.midday,
        15..=17 => strings.afternoon,
        _ => strings.evening,
    }
}

/// A size, as it is written beside a file.
pub(crate) fn size(bytes: u32, language: Language) -> String {
    let comma = if language == Language::Id { "," } else { "." };
    match bytes {
        1_000_000.. => {
            let tenths = bytes / 100_000;
            [&(tenths / 10).to_string(), comma, &(tenths % 10).to_string(), " MB"].concat()
        }
        _ => [&bytes.div_ceil(1_000).to_string(), " KB"].concat(),
    }
}

/// Why a file was not sent, where the shopper can make something of it.
pub(crate) fn why_file(kind: Kind, language: Language) -> &'static str {
    let strings = strings(language);
    match kind {
        Kind::UnsupportedFile | Kind::Invalid => strings.why_unsupported,
        Kind::TooLarge => strings.why_file_too_large,
        _ => strings.not_sent,
    }
}

/// Why something was not sent, where the shopper can make something of it.
pub(crate) fn why(kind: Kind, language: Language) -> &'static str {
    let strings = strings(language);
    match kind {
        Kind::TooLarge => strings.why_too_large,
        Kind::WrongState => strings.why_not_now,
        Kind::OriginNotAllowed | Kind::NotFound | Kind::Forbidden => strings.why_not_here,
        _ => strings.not_sent,
    }
}
