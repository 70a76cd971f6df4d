//! A log told as a list to read: bubbles, the bot's reasons under its turns, quiet lines for what happened, a chip for
//! each day, and at the end what I sent that isn't confirmed yet.
//!
//! An item is its own key: what changes how it looks is part of it, so a list view redraws exactly what changed.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::Offset;
use protocol::event::Message;
use protocol::{Author, Body, Command, Event, EventId, File, Millis, Seq, StaffId};

use super::log::Log;
use super::outbox::{Outbox, Pending, Progress};
use crate::time;

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    /// A day begins.
    Day(Date),
    /// Something said or noted.
    Bubble(Bubble),
    /// The bot's reasons: the decision with this id.
    Reasons(EventId),
    /// Something happened: the event with this id.
    Line(EventId),
    /// The customer rated: the event with this id.
    Rating(EventId),
}

/// Something said or noted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bubble {
    /// The event's id.
    pub id: EventId,
    /// When it was stored, or given if it isn't yet.
    pub at: Millis,
    /// Who said it.
    pub speaker: Speaker,
    /// The words; there may be none beside files.
    pub text: String,
    /// The files.
    pub files: Vec<File>,
    /// Only colleagues read it.
    pub is_note: bool,
    /// The labels of the choices under it.
    pub choices: Vec<String>,
    /// The customer picked it from choices.
    pub picked: bool,
    /// Whether the customer said that it helped.
    pub helpful: Option<bool>,
    /// How far my message got; told for the last one, and for those that aren't through.
    pub delivery: Option<Delivery>,
    /// The first of several by the same speaker: it carries the name.
    pub first: bool,
    /// The message that it replies to.
    pub reply_to: Option<EventId>,
    /// Its words were put right.
    pub edited: bool,
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// The customer.
    Shopper,
    /// The bot.
    Bot(String),
    /// The agent who reads this.
    Me,
    /// Another agent.
    Colleague(String),
    /// The shop itself, or somebody this console doesn't know.
    Shop,
}

/// How far a message of the shop's got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// On its way.
    Sending,
    /// Not through yet; it is tried again by itself.
    Stuck,
    /// The server said no.
    Refused,
    /// Stored.
    Sent,
    /// On the customer's screen.
    Read,
}

/// Tells a log and what is not confirmed yet, for `me`, in the days of `zone`.
pub fn tell(log: &Log, outbox: &Outbox, me: StaffId, zone: Offset) -> Vec<Item> {
    let mut teller = Teller { me, zone, items: Vec::new(), reasons: None, helpful: feedback(log) };
    for event in log.events() {
        teller.event(event);
    }
    teller.reasons_are_due();
    teller.mark_delivery(log);
    for pending in outbox.iter().filter(|pending| log.find(pending.command.id()).is_none()) {
        teller.pending(pending);
    }
    teller.items
}

/// What the customer last said about each of the bot's messages.
fn feedback(log: &Log) -> HashMap<EventId, bool> {
    let said = |event: &Event| match event.body {
        Body::Feedback { about, helpful } => Some((about, helpful)),
        _ => None,
    };
    log.events().filter_map(said).collect()
}

struct Teller {
    me: StaffId,
    zone: Offset,
    items: Vec<Item>,
    /// A decision waits to be shown under the turn it led to.
    reasons: Option<EventId>,
    helpful: HashMap<EventId, bool>,
}

impl Teller {
    fn event(&mut self, event: &Event) {
        match &event.body {
            Body::Decision(_) => {
                self.reasons_are_due();
                self.reasons = Some(event.id);
                return;
            }
            Body::Message(message) => self.message(event, message),
            Body::Note { text, .. } => {
                let note = Message::text(text.clone());
                let bubble =
                    Bubble { is_note: true, ..self.bubble(event.id, event.at, &event.author, &note) };
                self.say(bubble);
            }
            Body::Rated { .. } => self.push(event.at, Item::Rating(event.id)),
            Body::Edited { about, text } => self.edited(*about, text),
            Body::Brief(_) | Body::Feedback { .. } | Body::RatingAsked | Body::Unknown => {}
            Body::Started { .. }
            | Body::Handoff(_)
            | Body::Assigned { .. }
            | Body::Returned
            | Body::Resolved
            | Body::Reopened
            | Body::Snoozed { .. }
            | Body::Woke
            | Body::MarkedSpam
            | Body::NotSpam
            | Body::Tagged { .. }
            | Body::Prioritised { .. }
            | Body::FollowUp
            | Body::Missed { .. }
            | Body::StillThere { .. }
            | Body::RuleRan { .. }
            | Body::Routed { .. }
            | Body::ForTeam { .. }
            | Body::Overflowed
            | Body::Targeted { .. }
            | Body::Contact(_) => self.push(event.at, Item::Line(event.id)),
        }
        self.reasons_are_due();
    }

    fn edited(&mut self, about: EventId, text: &str) {
        let bubbles = self.items.iter_mut().filter_map(|item| match item {
            Item::Bubble(bubble) => Some(bubble),
            _ => None,
        });
        for bubble in bubbles.filter(|bubble| bubble.id == about) {
            text.clone_into(&mut bubble.text);
            bubble.edited = true;
        }
    }

    fn message(&mut self, event: &Event, message: &Message) {
        let bubble = self.bubble(event.id, event.at, &event.author, message);
        self.say(bubble);
    }

    fn pending(&mut self, pending: &Pending) {
        let (message, is_note) = match &pending.command {
            Command::Message { text, files, reply_to, .. } => {
                (Message { files: files.clone(), reply_to: *reply_to, ..Message::text(text) }, false)
            }
            Command::Note { text, .. } => (Message::text(text), true),
            _ => return,
        };
        let author = Author::Agent { id: self.me, name: String::new() };
        let delivery = match pending.progress {
            Progress::Sending => Delivery::Sending,
            Progress::Stuck => Delivery::Stuck,
            Progress::Refused(_) => Delivery::Refused,
        };
        let bubble = self.bubble(pending.command.id(), pending.at, &author, &message);
        self.say(Bubble { is_note, delivery: Some(delivery), ..bubble });
    }

    fn bubble(&self, id: EventId, at: Millis, author: &Author, message: &Message) -> Bubble {
        Bubble {
            id,
            at,
            speaker: self.speaker(author),
            text: message.text.clone(),
            files: message.files.clone(),
            is_note: false,
            choices: message.choices.iter().map(|choice| choice.label.clone()).collect(),
            picked: message.picked.is_some(),
            helpful: self.helpful.get(&id).copied(),
            delivery: None,
            first: true,
            reply_to: message.reply_to,
            edited: false,
        }
    }

    fn speaker(&self, author: &Author) -> Speaker {
        match author {
            Author::Shopper => Speaker::Shopper,
            Author::Bot { name } => Speaker::Bot(name.clone()),
            Author::Agent { id, .. } if *id == self.me => Speaker::Me,
            Author::Agent { name, .. } => Speaker::Colleague(name.clone()),
            Author::System | Author::Unknown => Speaker::Shop,
        }
    }

    fn say(&mut self, mut bubble: Bubble) {
        self.day_of(bubble.at);
        let continues = |item: &Item| match item {
            Item::Bubble(before) => before.speaker == bubble.speaker && before.is_note == bubble.is_note,
            _ => false,
        };
        bubble.first = !self.items.last().is_some_and(continues);
        self.items.push(Item::Bubble(bubble));
    }

    fn push(&mut self, at: Millis, item: Item) {
        self.day_of(at);
        self.items.push(item);
    }

    fn day_of(&mut self, at: Millis) {
        let day = time::day(at, self.zone);
        let last = self.items.iter().rev().find_map(|item| match item {
            Item::Day(day) => Some(*day),
            _ => None,
        });
        if last != Some(day) {
            self.items.push(Item::Day(day));
        }
    }

    fn reasons_are_due(&mut self) {
        self.items.extend(self.reasons.take().map(Item::Reasons));
    }

    /// Says how far the shop's last message got.
    fn mark_delivery(&mut self, log: &Log) {
        let said_by_people =
            |event: &&Event| matches!((&event.author, &event.body), (Author::Agent { .. }, Body::Message(_)));
        let Some(last) = log.events().rev().find(said_by_people) else { return };
        let delivery = if last.seq <= log.read { Delivery::Read } else { Delivery::Sent };
        for item in &mut self.items {
            if let Item::Bubble(bubble) = item
                && bubble.id == last.id
            {
                bubble.delivery = Some(delivery);
            }
        }
    }
}

/// The customer's messages after `seq`, oldest first: what to read out when they arrive.
pub fn said_after(log: &Log, seq: Seq) -> impl Iterator<Item = &Message> {
    log.events().filter(move |event| event.seq > seq && event.author == Author::Shopper).filter_map(|event| {
        match &event.body {
            Body::Message(message) => Some(message),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Decision;
    use protocol::decision::{Rule, Understood, Verdict};
    use protocol::event::Status;

    const ZONE: Offset = jiff::tz::offset(7);
    const NOON: i64 = 1_795_323_600_000; // 2026-11-22 12:00 WIB

    fn me() -> StaffId {
        StaffId::from_parts(Millis(0), 1)
    }

    fn agent() -> Author {
        Author::Agent { id: me(), name: "Dina".to_owned() }
    }

    fn bot() -> Author {
        Author::Bot { name: "Sekar".to_owned() }
    }

    fn id(n: u64) -> EventId {
        EventId::from_parts(Millis(0), n.into())
    }

    fn said(text: &str) -> Body {
        Body::Message(Message::text(text))
    }

    fn decided() -> Body {
        Body::Decision(Decision {
            decision: Verdict::Unknown,
            rule: Rule::NothingFits,
            entries: Vec::new(),
            text: String::new(),
            understood: Understood::default(),
            knowledge: 1,
        })
    }

    /// A log of these events, a minute apart.
    fn log(told: Vec<(Author, Body)>) -> Log {
        let events: Vec<Event> = (1..)
            .zip(told)
            .map(|(n, (author, body))| {
                let at = Millis(NOON + n as i64 * 60_000);
                Event { seq: Seq(n), id: id(n), at, author, body }
            })
            .collect();
        let last = Seq(events.len() as u64);
        let mut log = Log::default();
        log.receive(events, last, Status::Bot);
        log
    }

    fn told(log: &Log) -> Vec<Item> {
        tell(log, &Outbox::default(), me(), ZONE)
    }

    fn bubbles<'a>(items: &'a [Item]) -> Vec<&'a Bubble> {
        let bubble = |item: &'a Item| match item {
            Item::Bubble(bubble) => Some(bubble),
            _ => None,
        };
        items.iter().filter_map(bubble).collect()
    }

    #[test]
    fn reasons_stand_under_the_turn_they_led_to() {
        let items = told(&log(vec![
            (Author::Shopper, said("halo")),
            (Author::System, decided()),
            (bot(), said("Halo, Kak!")),
        ]));
        assert!(
            matches!(items[..], [Item::Day(_), Item::Bubble(_), Item::Bubble(_), Item::Reasons(_)]),
            "{items:?}"
        );
        let unanswered = told(&log(vec![(Author::Shopper, said("halo")), (Author::System, decided())]));
        assert!(matches!(unanswered.last(), Some(Item::Reasons(_))));
    }

    #[test]
    fn consecutive_bubbles_carry_the_name_once_but_a_note_stands_apart() {
        let items = told(&log(vec![
            (agent(), said("satu")),
            (agent(), said("dua")),
            (agent(), Body::Note { text: "catatan".to_owned(), mentions: Vec::new() }),
        ]));
        let first: Vec<bool> = bubbles(&items).iter().map(|bubble| bubble.first).collect();
        assert_eq!(first, [true, false, true]);
        assert!(bubbles(&items)[2].is_note);
    }

    #[test]
    fn feedback_is_shown_on_the_message_it_is_about() {
        let items = told(&log(vec![
            (bot(), said("Ongkirnya Rp10.000.")),
            (Author::Shopper, Body::Feedback { about: id(1), helpful: false }),
        ]));
        assert_eq!(bubbles(&items)[0].helpful, Some(false));
    }

    #[test]
    fn only_the_last_message_tells_how_far_it_got() {
        let mut log = log(vec![(agent(), said("satu")), (agent(), said("dua"))]);
        let delivery =
            |log: &Log| bubbles(&told(log)).iter().map(|bubble| bubble.delivery).collect::<Vec<_>>();
        assert_eq!(delivery(&log), [None, Some(Delivery::Sent)]);
        log.seen(Seq(2));
        assert_eq!(delivery(&log), [None, Some(Delivery::Read)]);
    }

    #[test]
    fn what_is_not_confirmed_stands_at_the_end_until_it_is_in_the_log() {
        let log = log(vec![(Author::Shopper, said("halo"))]);
        let mut outbox = Outbox::default();
        outbox.add(Command::say(id(9), "halo juga"), Millis(NOON));
        outbox.add(Command::say(id(1), "halo"), Millis(NOON));
        let items = tell(&log, &outbox, me(), ZONE);
        let bubbles = bubbles(&items);
        assert_eq!(bubbles.len(), 2);
        assert_eq!(bubbles[1].delivery, Some(Delivery::Sending));
    }

    #[test]
    fn words_that_were_put_right_stand_in_place_of_the_first_ones() {
        let items = told(&log(vec![
            (agent(), said("Rp51.000")),
            (agent(), Body::Edited { about: id(1), text: "Rp15.000".to_owned() }),
        ]));
        let bubbles = bubbles(&items);
        assert_eq!((bubbles.len(), bubbles[0].text.as_str(), bubbles[0].edited), (1, "Rp15.000", true));
    }

    #[test]
    fn each_day_begins_with_a_chip() {
        let mut log = log(vec![(Author::Shopper, said("halo"))]);
        let tomorrow = Millis(NOON + 24 * 3_600_000);
        let body = said("masih ada?");
        let event = Event { seq: Seq(2), id: id(2), at: tomorrow, author: Author::Shopper, body };
        log.receive(vec![event], Seq(2), Status::Bot);
        assert_eq!(told(&log).iter().filter(|item| matches!(item, Item::Day(_))).count(), 2);
    }
}
