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

/// For how many days opening time is counted.
const DAYS_COUNTED: i16 = 90;

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

/// The first moment from `at` on when people are there, within 14 days.
#[must_use]
pub fn open_from(hours: &Hours, at: Millis) -> Option<Millis> {
    match opening(hours, at) {
        Opening::Open => Some(at),
        Opening::Closed { opens_at } => opens_at,
    }
}

/// The moment by which the shop has been open for so many milliseconds since `from`; `None` where that takes longer than
/// 90 days.
#[must_use]
pub fn open_after(hours: &Hours, from: Millis, milliseconds: i64) -> Option<Millis> {
    let mut left = milliseconds;
    for (start, end) in spans(hours, from) {
        if left <= end.since(start) {
            return Some(start.plus(left));
        }
        left -= end.since(start);
    }
    None
}

/// For how many milliseconds the shop is open between two moments, as far as the 90 days after the first one.
#[must_use]
pub fn open_between(hours: &Hours, from: Millis, to: Millis) -> i64 {
    let until_then = spans(hours, from).take_while(|(start, _)| *start < to);
    until_then.map(|(start, end)| end.min(to).since(start)).sum()
}

/// The times at which the shop is open from `from` on, in order, none overlapping another; 90 days of them.
fn spans(hours: &Hours, from: Millis) -> impl Iterator<Item = (Millis, Millis)> {
    let offset = Offset::constant(hours.zone.offset_hours());
    let today = offset.to_datetime(timestamp(from)).date();
    let days = (0..DAYS_COUNTED).filter_map(move |ahead| today.checked_add(Span::new().days(ahead)).ok());
    let mut over = from;
    days.flat_map(move |date| {
        let mut openings = openings(hours, date);
        openings.sort_unstable();
        openings.into_iter().filter_map(move |(open, close)| {
            Some((moment(offset, date, open)?, moment(offset, date, close)?))
        })
    })
    .filter_map(move |(open, close)| {
        let start = open.max(over);
        over = over.max(close);
        (start < close).then_some((start, close))
    })
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

#[cfg(test)]
mod tests {
    use protocol::shop::{self, Zone};

    use super::*;

    const WEEKDAYS: [Day; 5] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];

    fn at(utc: &str) -> Millis {
        Millis(utc.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn listed(days: &[Day], open: &str, close: &str) -> shop::Opening {
        shop::Opening { days: days.to_vec(), open: open.to_owned(), close: close.to_owned() }
    }

    /// Weekdays 08.00–12.00 and 13.00–17.00, Saturday 09.00–24.00, closed on Christmas and the day after.
    fn hours() -> Hours {
        Hours {
            zone: Zone::Wib,
            week: vec![
                listed(&WEEKDAYS, "08:00", "12:00"),
                listed(&WEEKDAYS, "13:00", "17:00"),
                listed(&[Day::Sat], "09:00", "24:00"),
            ],
            holidays: vec!["2026-12-25".to_owned(), "2026-12-26".to_owned()],
        }
    }

    #[test]
    fn a_week_with_breaks_and_holidays() {
        for (now, opens) in [
            ("2026-11-23T07:59:59.999+07:00", Some("2026-11-23T08:00+07:00")),
            ("2026-11-23T08:00+07:00", None),
            ("2026-11-23T11:59:59+07:00", None),
            ("2026-11-23T12:00+07:00", Some("2026-11-23T13:00+07:00")),
            ("2026-11-23T17:00+07:00", Some("2026-11-24T08:00+07:00")),
            ("2026-11-27T17:00+07:00", Some("2026-11-28T09:00+07:00")),
            ("2026-11-28T23:59:59+07:00", None),
            ("2026-11-29T00:00+07:00", Some("2026-11-30T08:00+07:00")),
            ("2026-12-24T20:00+07:00", Some("2026-12-28T08:00+07:00")),
            ("2026-12-25T10:00+07:00", Some("2026-12-28T08:00+07:00")),
        ] {
            let expected = opens.map_or(Opening::Open, |at_| Opening::Closed { opens_at: Some(at(at_)) });
            assert_eq!(opening(&hours(), at(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_shops_own_zone_counts() {
        for (zone, opens) in [(Zone::Wib, "01:00"), (Zone::Wita, "00:00"), (Zone::Wit, "2026-11-22T23:00")] {
            let hours = Hours { zone, ..hours() };
            let opens = if opens.len() == 5 { format!("2026-11-23T{opens}") } else { opens.to_owned() };
            let opens = at(&format!("{opens}Z"));
            assert_eq!(opening(&hours, opens), Opening::Open, "{zone:?}");
            assert_eq!(
                opening(&hours, opens.plus(-1)),
                Opening::Closed { opens_at: Some(opens) },
                "{zone:?}"
            );
        }
    }

    #[test]
    fn nothing_listed_is_always_open_but_on_holidays() {
        let hours = Hours { week: Vec::new(), ..hours() };
        assert_eq!(opening(&hours, at("2026-11-22T20:00Z")), Opening::Open);
        let after = at("2026-12-27T00:00+07:00");
        assert_eq!(opening(&hours, at("2026-12-25T10:00+07:00")), Opening::Closed { opens_at: Some(after) });
    }

    #[test]
    fn past_midnight_is_one_opening_to_it_and_one_from_it() {
        let week = vec![listed(&[Day::Sat], "20:00", "24:00"), listed(&[Day::Sun], "00:00", "02:00")];
        let hours = Hours { week, ..hours() };
        for now in ["2026-11-28T23:59:59+07:00", "2026-11-29T00:00+07:00", "2026-11-29T01:59+07:00"] {
            assert_eq!(opening(&hours, at(now)), Opening::Open, "{now}");
        }
        let next = at("2026-12-05T20:00+07:00");
        assert_eq!(opening(&hours, at("2026-11-29T02:00+07:00")), Opening::Closed { opens_at: Some(next) });
    }

    #[test]
    fn an_opening_more_than_14_days_away_is_not_promised() {
        let mut hours = Hours { week: vec![listed(&[Day::Mon], "08:00", "17:00")], ..hours() };
        hours.holidays = vec!["2026-11-23".to_owned(), "2026-11-30".to_owned()];
        let after = at("2026-12-07T08:00+07:00");
        assert_eq!(opening(&hours, at("2026-11-23T08:00+07:00")), Opening::Closed { opens_at: Some(after) });
        assert_eq!(opening(&hours, at("2026-11-23T07:59+07:00")), Opening::Closed { opens_at: None });
    }

    #[test]
    fn only_opening_time_is_counted() {
        let noon = at("2026-11-23T11:30+07:00");
        for (to, minutes) in [
            ("2026-11-23T11:00+07:00", 0),
            ("2026-11-23T11:45+07:00", 15),
            ("2026-11-23T12:30+07:00", 30),
            ("2026-11-23T14:00+07:00", 90),
            ("2026-11-24T08:10+07:00", 30 + 4 * 60 + 10),
        ] {
            assert_eq!(open_between(&hours(), noon, at(to)), minutes * 60_000, "{to}");
        }
        let christmas = (at("2026-12-25T00:00+07:00"), at("2026-12-27T00:00+07:00"));
        assert_eq!(open_between(&hours(), christmas.0, christmas.1), 0);
    }

    #[test]
    fn times_that_can_not_be_read_open_nothing_and_break_nothing() {
        for (open, close) in
            [("", ""), ("8:00", "17:00"), ("25:00", "26:00"), ("17:00", "08:00"), ("+1:00", "24:01")]
        {
            let hours = Hours { week: vec![listed(&WEEKDAYS, open, close)], ..hours() };
            let monday = at("2026-11-23T10:00+07:00");
            assert_eq!(opening(&hours, monday), Opening::Closed { opens_at: None }, "{open}-{close}");
        }
        for now in [i64::MIN, -1, 0, i64::MAX] {
            let _ = opening(&hours(), Millis(now));
        }
    }
}
