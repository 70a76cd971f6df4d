//! Time as people say it: how long somebody has waited, when something was said, which day it was.
//! Pure: now and the browser's time zone are handed in.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use protocol::Millis;

use crate::words::Words;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A customer's wait for a person, measured against what they were promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// How long so far, in milliseconds; never negative.
    pub lasted: i64,
    /// The part of the promised time that is used up: 0 to 1.
    pub used: f64,
    /// It has lasted longer than promised.
    pub late: bool,
}

impl Wait {
    /// The wait since `since` for somebody who was promised for `by`, if for any time.
    pub fn new(since: Millis, now: Millis, by: Option<Millis>) -> Self {
        let lasted = now.since(since).max(0);
        let Some(by) = by else { return Self { lasted, used: 0.0, late: false } };
        let promised = by.since(since).max(1);
        Self { lasted, used: (lasted as f64 / promised as f64).min(1.0), late: lasted > promised }
    }
}

/// So many minutes after a moment.
pub fn minutes_after(at: Millis, minutes: u32) -> Millis {
    at.plus(i64::from(minutes) * MINUTE)
}

/// How long something lasted (milliseconds), in the two largest units that matter: "3 menit", "1 jam 20 menit".
pub fn lasting(ms: i64, t: Words) -> String {
    match ms {
        ..MINUTE => t.under_a_minute.to_owned(),
        MINUTE..HOUR => t.minutes(ms / MINUTE),
        HOUR..DAY if ms % HOUR < MINUTE => t.hours(ms / HOUR),
        HOUR..DAY => t.hours_minutes(ms / HOUR, ms % HOUR / MINUTE),
        _ => t.days(ms / DAY),
    }
}

/// A file's size: "204 KB", "1,2 MB".
pub fn size(bytes: u32, t: Words) -> String {
    match bytes {
        1_000_000.. => {
            let tenths = bytes / 100_000;
            format!("{}{}{} MB", tenths / 10, t.decimal_separator, tenths % 10)
        }
        _ => format!("{} KB", bytes.div_ceil(1_000)),
    }
}

/// How long somebody has waited, where there is little room: a wait that has just begun is told so.
pub fn waited(ms: i64, t: Words) -> String {
    if ms < MINUTE { t.just_now.to_owned() } else { lasting(ms, t) }
}

/// What a clock on the wall showed at a moment. Moments outside the years that dates reach show the year 1970.
pub fn wall(at: Millis, zone: Offset) -> DateTime {
    zone.to_datetime(Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// The day a moment fell on.
pub fn day(at: Millis, zone: Offset) -> Date {
    wall(at, zone).date()
}

/// "14.05" (Indonesian) or "14:05" (English).
pub fn clock(at: Millis, zone: Offset, t: Words) -> String {
    let wall = wall(at, zone);
    format!("{:02}{}{:02}", wall.hour(), t.clock_separator, wall.minute())
}

/// For a list: the clock today, "Kemarin" yesterday, else "20 Nov", with the year where it is another one.
pub fn when(at: Millis, now: Millis, zone: Offset, t: Words) -> String {
    let (day, today) = (day(at, zone), day(now, zone));
    match today.yesterday() {
        _ if day >= today => clock(at, zone, t),
        Ok(yesterday) if day == yesterday => t.yesterday.to_owned(),
        _ if day.year() == today.year() => format!("{} {}", day.day(), month(day, t)),
        _ => date(day, t),
    }
}

/// For a chip between messages: "Hari ini", "Kemarin", "Jumat, 20 Nov 2026".
pub fn day_name(day: Date, today: Date, t: Words) -> String {
    if day == today {
        t.today.to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        t.yesterday.to_owned()
    } else {
        let weekday = t.weekdays[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        format!("{weekday}, {}", date(day, t))
    }
}

/// A moment with its day, for a promise that may be days away: "23 Nov, 08.00".
pub fn moment(at: Millis, zone: Offset, t: Words) -> String {
    let day = day(at, zone);
    format!("{} {}, {}", day.day(), month(day, t), clock(at, zone, t))
}

fn date(day: Date, t: Words) -> String {
    format!("{} {} {}", day.day(), month(day, t), day.year())
}

fn month(day: Date, t: Words) -> &'static str {
    t.months[usize::from(day.month().unsigned_abs()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{EN, ID};

    const WIB: Offset = jiff::tz::offset(7);
    /// 2026-11-22, 14:05:00 WIB.
    const NOW: Millis = Millis(1_795_331_100_000);

    #[test]
    fn a_wait_turns_late_only_past_the_promise() {
        let wait = |minutes: i64| {
            let since = NOW.plus(-minutes * MINUTE);
            Wait::new(since, NOW, Some(minutes_after(since, 5)))
        };
        assert_eq!(wait(0).used, 0.0);
        assert!((wait(4).used - 0.8).abs() < 1e-9 && !wait(4).late);
        assert!(!wait(5).late && wait(6).late);
        assert_eq!(wait(60).used, 1.0);
        assert_eq!(wait(-3).lasted, 0, "a clock that runs behind the server's makes no negative wait");
        let unpromised = Wait::new(NOW.plus(-DAY), NOW, None);
        assert_eq!(unpromised, Wait { lasted: DAY, used: 0.0, late: false });
    }

    #[test]
    fn durations_are_said_in_the_units_that_matter() {
        assert_eq!(lasting(20_000, &ID), "kurang dari 1 menit");
        assert_eq!(lasting(4 * MINUTE + 59_000, &ID), "4 menit");
        assert_eq!(lasting(HOUR, &ID), "1 jam");
        assert_eq!(lasting(HOUR + 20 * MINUTE, &ID), "1 jam 20 menit");
        assert_eq!(lasting(3 * DAY + HOUR, &ID), "3 hari");
        assert_eq!(
            (waited(20_000, &ID), waited(MINUTE, &ID)),
            ("baru saja".to_owned(), "1 menit".to_owned())
        );
        assert_eq!(lasting(HOUR + 20 * MINUTE, &EN), "1 h 20 min");
    }

    #[test]
    fn a_list_tells_the_day_by_its_distance() {
        let says = |at: Millis| when(at, NOW, WIB, &ID);
        assert_eq!(says(NOW), "14.05");
        assert_eq!(says(NOW.plus(-15 * HOUR)), "Kemarin");
        assert_eq!(says(NOW.plus(-5 * DAY)), "17 Nov");
        assert_eq!(says(NOW.plus(-400 * DAY)), "18 Okt 2025");
        assert_eq!(when(NOW, NOW, WIB, &EN), "14:05");
    }

    #[test]
    fn a_day_chip_names_the_weekday() {
        let today = day(NOW, WIB);
        assert_eq!(day_name(today, today, &ID), "Hari ini");
        assert_eq!(day_name(day(NOW.plus(-2 * DAY), WIB), today, &ID), "Jumat, 20 Nov 2026");
    }

    #[test]
    fn midnight_is_the_zones_own() {
        let evening = Millis(1_795_280_400_000); // 2026-11-22 00:00 WIB
        assert_ne!(day(evening.plus(-1), WIB), day(evening, WIB));
        assert_eq!(day(evening.plus(-1), Offset::UTC), day(evening, Offset::UTC));
    }
}
