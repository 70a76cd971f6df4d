//! Who gets a conversation that waits: the shop's strategy over who is there and has room.
//!
//! Nothing is remembered here: how many each one has is counted from the conversations themselves, so it can't drift.

use protocol::shop::Routing;
use protocol::{Millis, StaffId};

/// How many conversations somebody is given at a time, unless an owner has set it otherwise.
pub const PLACES: u32 = 5;

/// Somebody who is online.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub agent: StaffId,
    /// How many conversations they are given at a time.
    pub places: u32,
    /// How many they have, with those that are on their way to them.
    pub has: u32,
    /// When they were last given one.
    pub given: Millis,
}

impl Seat {
    /// Whether one more may come to them.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.has < self.places
    }
}

/// Who gets a conversation, if anybody of those who are online may.
///
/// * `known` had it before: it goes back to them if they have room.
/// * `silent` was given it last and said nothing, or gave it back: they don't get it again.
#[must_use]
pub fn choose(
    routing: Routing,
    seats: &[Seat],
    known: Option<StaffId>,
    silent: Option<StaffId>,
) -> Option<StaffId> {
    let free = || seats.iter().filter(|seat| seat.has_room() && Some(seat.agent) != silent);
    let knows = free().find(|seat| Some(seat.agent) == known);
    let chosen = match routing {
        Routing::Manual => None,
        Routing::RoundRobin => knows.or_else(|| free().min_by_key(|seat| (seat.given, seat.agent))),
        Routing::LeastBusy => knows.or_else(|| free().min_by_key(|seat| (seat.has, seat.given, seat.agent))),
    };
    chosen.map(|seat| seat.agent)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> StaffId {
        StaffId::from_parts(Millis(0), number)
    }

    fn seat(number: u128, has: u32, given: i64) -> Seat {
        Seat { agent: id(number), places: 2, has, given: Millis(given) }
    }

    #[test]
    fn by_hand_nobody_is_chosen() {
        assert_eq!(choose(Routing::Manual, &[seat(1, 0, 0)], Some(id(1)), None), None);
    }

    #[test]
    fn in_turn_the_one_who_was_given_one_longest_ago() {
        let seats = [seat(1, 0, 30), seat(2, 1, 10), seat(3, 2, 5)];
        assert_eq!(
            choose(Routing::RoundRobin, &seats, None, None),
            Some(id(2)),
            "who is full is passed over"
        );
    }

    #[test]
    fn the_least_busy_and_among_equals_in_turn() {
        let seats = [seat(1, 1, 0), seat(2, 0, 20), seat(3, 0, 10)];
        assert_eq!(choose(Routing::LeastBusy, &seats, None, None), Some(id(3)));
    }

    #[test]
    fn it_goes_back_to_whom_the_shopper_knows_unless_they_are_full() {
        let seats = [seat(1, 0, 0), seat(2, 1, 90)];
        assert_eq!(choose(Routing::LeastBusy, &seats, Some(id(2)), None), Some(id(2)));
        let seats = [seat(1, 0, 0), seat(2, 2, 90)];
        assert_eq!(choose(Routing::RoundRobin, &seats, Some(id(2)), None), Some(id(1)));
    }

    #[test]
    fn who_left_it_unanswered_does_not_get_it_again() {
        let silent = Some(id(1));
        assert_eq!(choose(Routing::RoundRobin, &[seat(1, 0, 0), seat(2, 1, 9)], silent, silent), Some(id(2)));
        assert_eq!(choose(Routing::RoundRobin, &[seat(1, 0, 0)], None, silent), None);
    }

    proptest! {
        #[test]
        fn nobody_is_filled_over_and_no_place_stays_empty_while_somebody_waits(
            places in prop::collection::vec(0..6u32, 0..6),
            waiting in 0..40usize,
            routing in prop::sample::select(vec![Routing::RoundRobin, Routing::LeastBusy]),
        ) {
            let seat = |(number, places): (usize, u32)| Seat { places, ..seat(number as u128, 0, 0) };
            let mut seats: Vec<Seat> = places.iter().copied().enumerate().map(seat).collect();
            let mut given = 0;
            for at in 0..waiting {
                let Some(agent) = choose(routing, &seats, None, None) else { break };
                let seat = seats.iter_mut().find(|seat| seat.agent == agent).unwrap();
                (seat.has, seat.given, given) = (seat.has + 1, Millis(at as i64 + 1), given + 1);
            }
            prop_assert!(seats.iter().all(|seat| seat.has <= seat.places));
            prop_assert_eq!(given, waiting.min(places.iter().sum::<u32>() as usize));
        }
    }
}
