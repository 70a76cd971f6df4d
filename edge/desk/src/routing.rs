//! Who gets a conversation that waits: the shop's strategy over who is there, may have it and has room.
//!
//! Nothing is remembered here: how many each one has is counted from the conversations themselves, so it can't drift.

use protocol::decision::Tongue;
use protocol::shop::Routing;
use protocol::team::Why;
use protocol::{Millis, StaffId};

/// How many conversations somebody is given at a time, unless an owner has set it otherwise.
pub const PLACES: u32 = 5;

/// Somebody who is online.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Who.
    pub agent: StaffId,
    /// A console of theirs is open. Whoever has just closed the last one may be loading it again: nothing comes to them, and what
    /// waits for their team goes on waiting for it.
    pub here: bool,
    /// How many conversations they are given at a time.
    pub places: u32,
    /// How many they have, with those that are on their way to them.
    pub has: u32,
    /// When they were last given one.
    pub given: Millis,
    /// The languages that they write.
    pub languages: Vec<Tongue>,
}

impl Seat {
    /// Whether one more may come to them.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.here && self.has < self.places
    }
}

/// Whom a conversation that waits may come to, and whom rather.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish<'a> {
    /// It waits for the team of these people.
    pub team: Option<&'a [StaffId]>,
    /// It has waited for them long enough.
    pub overflowed: bool,
    /// The language that the shopper writes.
    pub language: Option<Tongue>,
    /// Had it before: it goes back to them if they may have it.
    pub known: Option<StaffId>,
    /// Was given it last and said nothing, or gave it back: they don't get it again.
    pub lost_by: Option<StaffId>,
}

/// Who gets a conversation, and what spoke for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Who.
    pub agent: StaffId,
    /// Why; nothing where it was simply their turn.
    pub why: Vec<Why>,
}

impl Wish<'_> {
    /// Those of them to whom it may come, whether they have room or not: of its team while anybody of that is there, in time.
    pub fn reach<'s>(&self, seats: &'s [Seat]) -> impl Iterator<Item = &'s Seat> {
        let is_for_anybody = self.is_for_anybody(seats);
        self.takers(seats).filter(move |seat| is_for_anybody || self.is_of_team(seat))
    }

    /// Whether it is no team's alone: it waits for none, or has overflowed, or nobody of the team is there.
    #[must_use]
    pub fn is_for_anybody(&self, seats: &[Seat]) -> bool {
        let is_teams = self.team.is_some() && !self.overflowed;
        !(is_teams && self.takers(seats).any(|seat| self.is_of_team(seat)))
    }

    fn takers<'s>(&self, seats: &'s [Seat]) -> impl Iterator<Item = &'s Seat> {
        seats.iter().filter(|seat| Some(seat.agent) != self.lost_by)
    }

    fn is_of_team(&self, seat: &Seat) -> bool {
        self.team.is_none_or(|team| team.contains(&seat.agent))
    }

    /// Their language, where somebody writes it; whoever mixes several is everybody's.
    fn is_in_language_of(&self, seat: &Seat) -> Option<Tongue> {
        self.language.filter(|language| seat.languages.contains(language))
    }

    /// What speaks for somebody.
    fn why(&self, seat: &Seat) -> Vec<Why> {
        let is_known = self.known == Some(seat.agent);
        let team = match (self.team, self.overflowed) {
            (None, _) => None,
            (Some(_), _) if self.is_of_team(seat) => Some(Why::Team),
            (Some(_), true) => Some(Why::Overflow),
            (Some(_), false) => Some(Why::TeamAway),
        };
        let language = self.is_in_language_of(seat).filter(|language| *language != Tongue::Indonesian);
        let language = language.map(|language| Why::Language { language });
        is_known.then_some(Why::Known).into_iter().chain(team).chain(language).collect()
    }
}

/// Who gets a conversation, if anybody of those who are online may and has room: whom the shopper knows, else somebody of its
/// team, else somebody who writes their language, else by the shop's strategy.
#[must_use]
pub fn choose(routing: Routing, seats: &[Seat], wish: &Wish<'_>) -> Option<Choice> {
    let place = |seat: &&Seat| {
        let busy = match routing {
            Routing::LeastBusy => seat.has,
            Routing::RoundRobin | Routing::Manual => 0,
        };
        let is_known = wish.known == Some(seat.agent);
        let speaks = wish.is_in_language_of(seat).is_some();
        (!is_known, !wish.is_of_team(seat), !speaks, busy, seat.given, seat.agent)
    };
    let free = wish.reach(seats).filter(|seat| seat.has_room() && routing != Routing::Manual);
    let seat = free.min_by_key(place)?;
    Some(Choice { agent: seat.agent, why: wish.why(seat) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> StaffId {
        StaffId::from_parts(Millis(0), number)
    }

    fn seat(number: u128, has: u32, given: i64) -> Seat {
        let languages = vec![Tongue::Indonesian];
        Seat { agent: id(number), here: true, places: 2, has, given: Millis(given), languages }
    }

    fn chosen(routing: Routing, seats: &[Seat], wish: &Wish<'_>) -> Option<StaffId> {
        choose(routing, seats, wish).map(|choice| choice.agent)
    }

    fn knows(known: u128) -> Wish<'static> {
        Wish { known: Some(id(known)), ..Wish::default() }
    }

    #[test]
    fn by_hand_nobody_is_chosen() {
        assert_eq!(choose(Routing::Manual, &[seat(1, 0, 0)], &knows(1)), None);
    }

    #[test]
    fn in_turn_the_one_who_was_given_one_longest_ago() {
        let seats = [seat(1, 0, 30), seat(2, 1, 10), seat(3, 2, 5)];
        let choice = choose(Routing::RoundRobin, &seats, &Wish::default());
        assert_eq!(choice, Some(Choice { agent: id(2), why: vec![] }), "who is full is passed over");
    }

    #[test]
    fn the_least_busy_and_among_equals_in_turn() {
        let seats = [seat(1, 1, 0), seat(2, 0, 20), seat(3, 0, 10)];
        assert_eq!(chosen(Routing::LeastBusy, &seats, &Wish::default()), Some(id(3)));
    }

    #[test]
    fn it_goes_back_to_whom_the_shopper_knows_unless_they_are_full() {
        let seats = [seat(1, 0, 0), seat(2, 1, 90)];
        let choice = choose(Routing::LeastBusy, &seats, &knows(2));
        assert_eq!(choice, Some(Choice { agent: id(2), why: vec![Why::Known] }));
        let seats = [seat(1, 0, 0), seat(2, 2, 90)];
        assert_eq!(chosen(Routing::RoundRobin, &seats, &knows(2)), Some(id(1)));
    }

    #[test]
    fn who_left_it_unanswered_does_not_get_it_again() {
        let lost = |known| Wish { known, lost_by: Some(id(1)), ..Wish::default() };
        let seats = [seat(1, 0, 0), seat(2, 1, 9)];
        assert_eq!(chosen(Routing::RoundRobin, &seats, &lost(Some(id(1)))), Some(id(2)));
        assert_eq!(chosen(Routing::RoundRobin, &[seat(1, 0, 0)], &lost(None)), None);
    }

    #[test]
    fn a_team_has_it_to_itself_until_it_overflows_or_nobody_of_it_is_there() {
        let team = [id(2), id(9)];
        let waits = |overflowed| Wish { team: Some(&team), overflowed, ..Wish::default() };
        let why = |seats: &[Seat], wish: &Wish<'_>| {
            choose(Routing::LeastBusy, seats, wish).map(|c| (c.agent, c.why))
        };
        let (other, of_team, full) = (seat(1, 0, 0), seat(2, 1, 9), seat(2, 2, 9));
        let both = [other.clone(), of_team];
        assert_eq!(why(&both, &waits(false)), Some((id(2), vec![Why::Team])));
        assert_eq!(why(&both, &waits(true)), Some((id(2), vec![Why::Team])), "they come first even then");
        let is_full = [other.clone(), full];
        assert_eq!(why(&is_full, &waits(false)), None, "it waits for them");
        assert_eq!(why(&is_full, &waits(true)), Some((id(1), vec![Why::Overflow])));
        assert_eq!(why(&[other], &waits(false)), Some((id(1), vec![Why::TeamAway])));
        let gave_it_back = Wish { lost_by: Some(id(2)), ..waits(false) };
        assert_eq!(
            why(&both, &gave_it_back),
            Some((id(1), vec![Why::TeamAway])),
            "nobody else of the team is there"
        );
        assert_eq!(why(&both, &Wish { known: Some(id(1)), ..waits(false) }), Some((id(2), vec![Why::Team])));
        let known = Wish { known: Some(id(1)), ..waits(true) };
        assert_eq!(why(&both, &known), Some((id(1), vec![Why::Known, Why::Overflow])));
    }

    #[test]
    fn a_team_whose_console_is_loading_keeps_what_waits_for_it() {
        let team = [id(2)];
        let wish = Wish { team: Some(&team), ..Wish::default() };
        let loading = Seat { here: false, ..seat(2, 0, 0) };
        assert_eq!(chosen(Routing::LeastBusy, &[seat(1, 0, 0), loading.clone()], &wish), None);
        let overflowed = Wish { overflowed: true, ..wish };
        assert_eq!(chosen(Routing::LeastBusy, &[seat(1, 0, 0), loading], &overflowed), Some(id(1)));
    }

    #[test]
    fn a_language_is_a_wish_and_nobody_waits_for_it() {
        let language = Tongue::Javanese;
        let wish = Wish { language: Some(language), ..Wish::default() };
        let speaks = Seat { languages: vec![Tongue::Indonesian, language], ..seat(2, 1, 9) };
        let choice = choose(Routing::LeastBusy, &[seat(1, 0, 0), speaks.clone()], &wish);
        assert_eq!(choice, Some(Choice { agent: id(2), why: vec![Why::Language { language }] }));
        let full = Seat { has: 2, ..speaks };
        let choice = choose(Routing::LeastBusy, &[seat(1, 0, 0), full], &wish);
        assert_eq!(choice, Some(Choice { agent: id(1), why: vec![] }));
    }

    const TONGUES: [Option<Tongue>; 4] =
        [None, Some(Tongue::Indonesian), Some(Tongue::Javanese), Some(Tongue::Mixed)];

    /// What somebody waits for: members of the team, if for one, and whether it overflowed; language, who knows it, who lost it.
    type Drawn = (Option<Vec<u128>>, bool, usize, Option<u128>, Option<u128>);

    fn drawn() -> impl Strategy<Value = Drawn> {
        let team = prop::option::of(prop::collection::vec(0..8u128, 0..4));
        (team, any::<bool>(), 0..TONGUES.len(), prop::option::of(0..8u128), prop::option::of(0..8u128))
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
                let Some(agent) = chosen(routing, &seats, &Wish::default()) else { break };
                let seat = seats.iter_mut().find(|seat| seat.agent == agent).unwrap();
                (seat.has, seat.given, given) = (seat.has + 1, Millis(at as i64 + 1), given + 1);
            }
            prop_assert!(seats.iter().all(|seat| seat.has <= seat.places));
            prop_assert_eq!(given, waiting.min(places.iter().sum::<u32>() as usize));
        }

        #[test]
        fn whoever_may_have_it_and_has_room_gets_it_whatever_it_waits_for(
            places in prop::collection::vec(0..3u32, 0..8),
            waiting in prop::collection::vec(drawn(), 0..30),
            routing in prop::sample::select(vec![Routing::RoundRobin, Routing::LeastBusy]),
        ) {
            let languages = |number: usize| TONGUES[number % TONGUES.len()].into_iter().collect();
            let seat = |(number, places): (usize, u32)| {
                Seat { places, languages: languages(number), ..seat(number as u128, 0, 0) }
            };
            let mut seats: Vec<Seat> = places.iter().copied().enumerate().map(seat).collect();
            for (team, overflowed, tongue, known, lost_by) in waiting {
                let team: Option<Vec<StaffId>> = team.map(|team| team.into_iter().map(id).collect());
                let (known, lost_by) = (known.map(id), lost_by.map(id));
                let language = TONGUES[tongue];
                let wish = Wish { team: team.as_deref(), overflowed, language, known, lost_by };
                let may = |seat: &Seat| Some(seat.agent) != lost_by;
                let of_team = |seat: &Seat| team.as_ref().is_none_or(|team| team.contains(&seat.agent));
                let is_there = seats.iter().any(|seat| may(seat) && of_team(seat));
                let is_open = overflowed || !is_there;
                let has_taker = |seat: &&Seat| may(seat) && seat.has_room() && (is_open || of_team(seat));
                let expected = seats.iter().any(|seat| has_taker(&seat));
                let agent = chosen(routing, &seats, &wish);
                prop_assert_eq!(agent.is_some(), expected);
                if let Some(seat) = seats.iter_mut().find(|seat| Some(seat.agent) == agent) {
                    prop_assert!(has_taker(&&*seat));
                    seat.has += 1;
                }
            }
            prop_assert!(seats.iter().all(|seat| seat.has <= seat.places));
        }
    }
}
