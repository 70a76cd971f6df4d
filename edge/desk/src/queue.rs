//! How long a shopper who waits will still wait: what waits really took lately, and no number where that doesn't support one.
//!
//! A wait that a person ended tells how long a *turn* takes: the opening time that it lasted, times the people who were there
//! when it began, over the place at which it began. Whoever stands at a place now waits for as many turns, shared among the
//! people who are there now. While too few waits have ended, the shop's usual wait stands in for a turn of everybody's.

use protocol::Millis;
use protocol::shop::Settings;

use crate::hours::{Opening, open_between, opening};

/// So many of the last turns are kept.
pub const TURNS: usize = 20;

/// Fewer than these tell nothing.
const ENOUGH: usize = 5;

/// A wait that lasted longer than so many times what could be expected shows that the estimate is wrong.
const PATIENCE: i64 = 2;

const MINUTE_MS: i64 = 60_000;

/// A shopper's wait, as it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: Millis,
    /// Their place among those who waited, from 1.
    pub place: u32,
    /// How many people were there.
    pub people: u32,
}

/// How long a turn took, in milliseconds, as told by a wait that a person ended at `now`; `None` where nobody had been there
/// when it began: that tells when somebody came, not how fast they work.
#[must_use]
pub fn turn(settings: &Settings, wait: &Waiting, now: Millis) -> Option<i64> {
    let lasted = open_between(&settings.hours, wait.since, now);
    (wait.people > 0).then(|| lasted * i64::from(wait.people) / i64::from(wait.place.max(1)))
}

/// In how many minutes (at least 1) somebody comes to whoever stands at `place` now; `began` is how their wait began.
///
/// `None` where nothing supports a number: the shop is closed, nobody is there, or they have waited for more than twice what
/// could be expected.
#[must_use]
pub fn minutes_left(
    settings: &Settings,
    turns: &[i64],
    began: &Waiting,
    place: u32,
    people: u32,
    now: Millis,
) -> Option<u32> {
    if people == 0 || opening(&settings.hours, now) != Opening::Open {
        return None;
    }
    let expected = expected(settings, turns, place.max(began.place), people);
    if open_between(&settings.hours, began.since, now) > PATIENCE * expected {
        return None;
    }
    let left = self::expected(settings, turns, place, people);
    u32::try_from((left + MINUTE_MS - 1) / MINUTE_MS).ok().map(|minutes| minutes.max(1))
}

/// How long a wait at a place takes, in milliseconds.
fn expected(settings: &Settings, turns: &[i64], place: u32, people: u32) -> i64 {
    match median(turns) {
        Some(turn) => turn * i64::from(place) / i64::from(people),
        None => i64::from(place.div_ceil(people)) * i64::from(settings.usual_wait_minutes) * MINUTE_MS,
    }
}

/// The turn in the middle, if there are enough of them: one that took a whole afternoon moves it little.
fn median(turns: &[i64]) -> Option<i64> {
    let mut sorted = turns.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().filter(|_| sorted.len() >= ENOUGH)
}
