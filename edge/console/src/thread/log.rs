//! One conversation's log, as far as it has arrived: events come over the socket, by catch-up and as answers to
//! commands, in any order and more than once, and the log comes out the same.

use std::collections::BTreeMap;

use protocol::event::Status;
use protocol::{Author, Body, Event, EventId, Millis, Seq, StaffId};

/// The log.
#[derive(Debug, Clone)]
pub struct Log {
    events: BTreeMap<Seq, Event>,
    /// Who has the conversation, and the place in the log at which that was said.
    status: Option<(Seq, Status)>,
    /// The last event that was on the customer's screen.
    pub read: Seq,
    /// The server has told everything it had.
    pub loaded: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self { events: BTreeMap::new(), status: None, read: Seq(0), loaded: false }
    }
}

impl Log {
    /// Takes in events and what the server said about the place `last`.
    pub fn receive(&mut self, events: Vec<Event>, last: Seq, status: Status) {
        self.events.extend(events.into_iter().map(|event| (event.seq, event)));
        let is_newer = self.status.as_ref().is_none_or(|(known, _)| last >= *known);
        if is_newer {
            self.status = Some((last, status));
        }
    }

    /// The customer's screen has shown everything up to here.
    pub fn seen(&mut self, seq: Seq) {
        self.read = self.read.max(seq);
    }

    /// The place up to which nothing is missing: what to resume from. Staff see the log without gaps.
    pub fn last(&self) -> Seq {
        let in_place = self.events.keys().zip(1..).take_while(|(seq, place)| seq.0 == *place);
        in_place.last().map_or(Seq(0), |(seq, _)| *seq)
    }

    /// What arrived, in order.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.values()
    }

    /// The event with an id.
    pub fn find(&self, id: EventId) -> Option<&Event> {
        self.events.values().find(|event| event.id == id)
    }

    /// The event at a place.
    pub fn at(&self, seq: Seq) -> Option<&Event> {
        self.events.get(&seq)
    }

    /// The words of a message as they were put right, if they were.
    pub fn words_of(&self, message: EventId) -> Option<&str> {
        self.events.values().rev().find_map(|event| match &event.body {
            Body::Edited { about, text } if *about == message => Some(text.as_str()),
            _ => None,
        })
    }

    /// When a colleague last did something here, taking it or being given it included.
    pub fn heard(&self, agent: StaffId) -> Option<Millis> {
        let is_theirs = |event: &&Event| match (&event.author, &event.body) {
            (_, Body::Assigned { agent: given, .. }) if *given == agent => true,
            (author, _) => matches!(author, Author::Agent { id, .. } if *id == agent),
        };
        self.events().rev().find(is_theirs).map(|event| event.at)
    }

    /// The name of whoever had the conversation just before a place in it; `None` where nobody did.
    pub fn holder_before(&self, seq: Seq) -> Option<&str> {
        let mut before = self.events.range(..seq).rev().map(|(_, event)| &event.body);
        let last = before.find(|body| {
            let let_go = matches!(body, Body::Handoff(_) | Body::Returned | Body::Resolved | Body::Reopened);
            let_go || matches!(body, Body::Assigned { .. })
        });
        match last {
            Some(Body::Assigned { name, .. }) => Some(name),
            _ => None,
        }
    }

    /// Whether somebody left a note since a low rating was to be looked into; a rule's own is none.
    pub fn is_followed_up(&self) -> bool {
        let mut since = self.events().rev().take_while(|event| event.body != Body::FollowUp);
        since.any(|event| matches!((&event.author, &event.body), (Author::Agent { .. }, Body::Note { .. })))
    }

    /// Who has the conversation, once that is known.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref().map(|(_, status)| status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use protocol::event::Message;

    fn event(seq: u64) -> Event {
        Event {
            seq: Seq(seq),
            id: EventId::from_parts(Millis(0), seq.into()),
            at: Millis(0),
            author: Author::Shopper,
            body: Body::Message(Message::text(seq.to_string())),
        }
    }

    #[test]
    fn resuming_starts_before_the_first_gap() {
        let mut log = Log::default();
        log.receive(vec![event(1), event(2), event(4)], Seq(4), Status::Bot);
        assert_eq!(log.last(), Seq(2));
        log.receive(vec![event(3)], Seq(3), Status::Resolved);
        assert_eq!(log.last(), Seq(4));
        assert_eq!(log.status(), Some(&Status::Bot), "said about an earlier place");
    }

    #[test]
    fn it_tells_from_whom_a_conversation_was_taken_over() {
        let agent = |n| StaffId::from_parts(Millis(0), n);
        let takes = |seq, n, name: &str| Event {
            at: Millis(seq as i64),
            author: Author::Agent { id: agent(n), name: name.to_owned() },
            body: Body::Assigned { agent: agent(n), name: name.to_owned() },
            ..event(seq)
        };
        let returned = Event { body: Body::Returned, ..event(4) };
        let mut log = Log::default();
        log.receive(
            vec![event(1), takes(2, 1, "Dina"), takes(3, 2, "Sari"), returned, takes(5, 1, "Dina")],
            Seq(5),
            Status::Bot,
        );
        let before = |seq| log.holder_before(Seq(seq));
        assert_eq!((before(2), before(3), before(5)), (None, Some("Dina"), None));
        assert_eq!((log.heard(agent(1)), log.heard(agent(2))), (Some(Millis(5)), Some(Millis(3))));
        assert_eq!(log.heard(agent(3)), None);
    }

    #[test]
    fn a_low_rating_is_followed_up_by_a_note_that_somebody_wrote_since() {
        let sari = || Author::Agent { id: StaffId::from_parts(Millis(0), 1), name: "Sari".to_owned() };
        let note = |seq, author| {
            let body = Body::Note { text: "sudah ditelepon".to_owned(), mentions: Vec::new() };
            Event { author, body, ..event(seq) }
        };
        let follow_up = Event { body: Body::FollowUp, ..event(2) };
        let mut log = Log::default();
        log.receive(vec![note(1, sari()), follow_up], Seq(2), Status::FollowUp);
        assert!(!log.is_followed_up(), "the note is older");
        log.receive(vec![note(3, Author::System)], Seq(3), Status::FollowUp);
        assert!(!log.is_followed_up(), "a rule wrote it");
        log.receive(vec![note(4, sari())], Seq(4), Status::FollowUp);
        assert!(log.is_followed_up());
    }

    proptest! {
        #[test]
        fn repeats_and_reordering_converge(order in proptest::collection::vec(1..20u64, 0..80)) {
            let mut log = Log::default();
            for seq in order.iter().copied().chain((1..20).rev()) {
                log.receive(vec![event(seq)], Seq(seq), Status::Bot);
            }
            let seqs: Vec<u64> = log.events().map(|event| event.seq.0).collect();
            prop_assert_eq!(seqs, (1..20).collect::<Vec<_>>());
            prop_assert_eq!(log.last(), Seq(19));
        }
    }
}
