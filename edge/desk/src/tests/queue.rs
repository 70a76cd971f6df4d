//! An honest waiting time: from what waits really took, and none where nothing supports it.

use protocol::Millis;

use super::{HOUR, MINUTE, MORNING, settings};
use crate::queue::{Waiting, minutes_left, turn};

/// Ten turns of four minutes, but for one that took an afternoon.
const TURNS: [i64; 10] = {
    let mut turns = [4 * MINUTE; 10];
    turns[3] = 5 * HOUR;
    turns
};

fn waiting(place: u32, people: u32) -> Waiting {
    Waiting { since: MORNING, place, people }
}

/// What somebody at this place is told who has just begun to wait there.
fn told(turns: &[i64], place: u32, people: u32) -> Option<u32> {
    minutes_left(&settings(), turns, &waiting(place, people), place, people, MORNING)
}

#[test]
fn a_turn_is_shared_among_those_who_are_there_and_comes_once_for_each_in_front() {
    assert_eq!((told(&TURNS, 1, 1), told(&TURNS, 3, 1)), (Some(4), Some(12)));
    assert_eq!((told(&TURNS, 3, 3), told(&TURNS, 1, 3)), (Some(4), Some(2)), "rounded up");
    assert_eq!(told(&[10; 5], 1, 9), Some(1), "never less than a minute");
}

#[test]
fn while_too_few_waits_have_ended_the_usual_one_stands_in() {
    for turns in [&[][..], &TURNS[..4]] {
        assert_eq!((told(turns, 1, 1), told(turns, 2, 2)), (Some(5), Some(5)));
        assert_eq!(told(turns, 3, 2), Some(10), "the third waits for a second round");
    }
}

#[test]
fn no_number_is_told_that_nothing_supports() {
    assert_eq!(told(&TURNS, 1, 0), None, "nobody is there");
    let night = MORNING.plus(12 * HOUR);
    assert_eq!(minutes_left(&settings(), &TURNS, &waiting(1, 1), 1, 1, night), None, "the shop is closed");
    let after =
        |minutes| minutes_left(&settings(), &TURNS, &waiting(2, 1), 1, 1, MORNING.plus(minutes * MINUTE));
    assert_eq!(after(16), Some(4), "eight minutes were expected, twice that is patience");
    assert_eq!(after(17), None, "it takes longer than waits do");
}

#[test]
fn what_a_turn_took_is_counted_in_opening_time_and_by_the_work_it_was() {
    let took = |wait: Waiting, now: Millis| turn(&settings(), &wait, now);
    assert_eq!(took(waiting(1, 1), MORNING.plus(4 * MINUTE)), Some(4 * MINUTE));
    assert_eq!(
        took(waiting(3, 2), MORNING.plus(6 * MINUTE)),
        Some(4 * MINUTE),
        "three turns of two people's"
    );
    assert_eq!(took(waiting(1, 0), MORNING.plus(HOUR)), None, "they waited for somebody to come");
    let evening = Waiting { since: MORNING.plus(10 * HOUR - 5 * MINUTE), ..waiting(1, 1) };
    assert_eq!(took(evening, MORNING.plus(22 * HOUR + 2 * MINUTE)), Some(7 * MINUTE), "without the night");
}
