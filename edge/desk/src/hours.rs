//! When a shop's people are there: its week of openings, its holidays, its own time zone.

use jiff::civil::{self, Date, Weekday};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use protocol::Millis;
use protocol::shop::{Day, Hours};

/// Minutes from midnight to midnight.
const DAY_MINUTES: u16 = 24 * 60;

/// How many days ahead the next opening is looked for.
const DAYS_AHEAD: i8 = 14;

/// Whether a shop is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is.
    Open,
    /// It isn't.
    Closed {
        /// When it opens, if that is within 14 days.
        opens_at: Option<Millis>,
    },
}

/// Whether the shop's people are there at `now`, and if not, when they are next (within 14 days).
///
/// An opening holds from its first minute to just before its last. Where no opening is listed, every day but the
/// holidays is open all day. Times that can't be read count as no opening; [`crate::validate`] refuses them earlier.
#[must_use]
pub fn opening(hours: &Hours, now: Millis) -> Opening {
    let offset = Offset::constant(hours.zone.offset_hours());
    let local = offset.to_datetime(timestamp(now));
    let minute = minutes(local.time());
    let is_open = |opening: &(u16, u16)| (opening.0..opening.1).contains(&minute);
    if openings(hours, local.date()).iter().any(is_open) {
        return Opening::Open;
    }
    let days = (0..=DAYS_AHEAD)
        .filter_map(|ahead| local.date().checked_add(Span::new().days(ahead)).ok().map(|date| (ahead, date)));
    let opens_at = days
        .filter_map(|(ahead, date)| {
            let later = |open: &u16| ahead > 0 || *open > minute;
            openings(hours, date)
                .into_iter()
                .map(|(open, _)| open)
                .filter(later)
                .min()
                .map(|open| (date, open))
        })
        .find_map(|(date, open)| moment(offset, date, open))
        .filter(|at| at.since(now) <= i64::from(DAYS_AHEAD) * i64::from(DAY_MINUTES) * 60_000);
    Opening::Closed { opens_at }
}

/// The openings of a date, in minutes from its midnight.
fn openings(hours: &Hours, date: Date) -> Vec<(u16, u16)> {
    if hours.holidays.iter().any(|holiday| parse_date(holiday) == Some(date)) {
        return Vec::new();
    }
    if hours.week.is_empty() {
        return vec![(0, DAY_MINUTES)];
    }
    let today = day(date.weekday());
    hours
        .week
        .iter()
        .filter(|opening| opening.days.contains(&today))
        .filter_map(|opening| Some((parse_open(&opening.open)?, parse_close(&opening.close)?)))
        .filter(|(open, close)| open < close)
        .collect()
}

/// `HH:MM` from `00:00` to `23:59`, in minutes from midnight.
pub(crate) fn parse_open(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str, below: u16| {
        let fits = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|n: &u16| fits && *n < below)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

/// `HH:MM` from `00:00` to `24:00`, in minutes from midnight.
pub(crate) fn parse_close(text: &str) -> Option<u16> {
    if text == "24:00" { Some(DAY_MINUTES) } else { parse_open(text) }
}

/// `YYYY-MM-DD`, and nothing else that jiff could read.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

fn timestamp(at: Millis) -> Timestamp {
    let end = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(at.0).unwrap_or(end)
}

fn moment(offset: Offset, date: Date, minutes: u16) -> Option<Millis> {
    let midnight = offset.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(Millis(midnight.as_millisecond()).plus(i64::from(minutes) * 60_000))
}

fn minutes(time: civil::Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

fn day(weekday: Weekday) -> Day {
    match weekday {
        Weekday::Monday => Day::Mon,
        Weekday::Tuesday => Day::Tue,
        Weekday::Wednesday => Day::Wed,
        Weekday::Thursday => Day::Thu,
        Weekday::Friday => Day::Fri,
        Weekday::Saturday => Day::Sat,
        Weekday::Sunday => Day::Sun,
    }
}
