//! What the chat shows: a fold over the conversation's events, with what hasn't reached the server yet at its end.
//!
//! Pure: it knows no browser and no clock. Events may come twice and in any order; what is shown doesn't depend on it.

use attach::Attached;
use protocol::api::QueuePlace;
use protocol::event::{Contact, Handoff, Message, Status};
use protocol::{Author, Body, Command, Event, EventId, Millis, Seq};

use crate::queue::{Queue, Sending};

/// One conversation as this screen knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chat {
    /// In the order of the log.
    events: Vec<Event>,
    /// The place in the log to resume after.
    pub(crate) last: Seq,
    /// Who has the conversation, as the server says.
    pub(crate) status: Status,
    /// The last event that the other side's screen has shown.
    pub(crate) read: Seq,
    /// The last event that the shopper has seen.
    pub(crate) seen: Seq,
    /// What the shopper did that the server hasn't confirmed.
    pub(crate) queue: Queue,
    /// The files that the shopper picked for the next message.
    pub(crate) attached: Attached,
    /// How the shopper stands among those who wait, while they do.
    pub(crate) place: QueuePlace,
    /// Somebody is writing, until then.
    pub(crate) typing: Option<Millis>,
}

impl Default for Chat {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            last: Seq(0),
            status: Status::Bot,
            read: Seq(0),
            seen: Seq(0),
            queue: Queue::default(),
            attached: Attached::default(),
            place: QueuePlace::default(),
            typing: None,
        }
    }
}

/// A line of the thread.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// A new day begins; any moment of it.
    Day(Millis),
    /// Something said.
    Said(Said),
    /// A person was called.
    Handoff(EventId, Handoff),
    /// How was it?
    Rating(EventId),
    /// A quiet line about what happened.
    Notice(EventId, Notice),
    /// Something other than a message that could not be sent.
    Unsent(EventId),
}

/// Something said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) id: EventId,
    pub(crate) at: Millis,
    pub(crate) by: By,
    /// The first of several by the same author.
    pub(crate) first: bool,
    pub(crate) message: Message,
    /// Its words were put right: part of what it is, so that it is drawn anew.
    pub(crate) edited: bool,
}

/// Who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    Me,
    Bot(String),
    Agent(String),
}

/// What a quiet line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    Joined(String),
    /// Somebody was given the conversation by who had it.
    Passed(String),
    BackToBot,
    Resolved,
    ContactKept(String),
}

/// How far one of the shopper's messages has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// On its way.
    Sending,
    /// Refused, or given up.
    Failed(protocol::problem::Kind),
    /// Written for a conversation that is gone.
    Left,
    /// Stored by the server.
    Sent,
    /// On the other side's screen, or answered.
    Read,
    /// Nothing worth saying: a later message tells.
    Quiet,
}

/// Where a question "how was it?" stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rating {
    Asked,
    Given,
    /// Asked again later, or the conversation went on.
    Passed,
}

impl Row {
    /// Stays the same for as long as the row is about the same thing.
    pub(crate) fn key(&self, day: impl Fn(Millis) -> i64) -> (u8, u128) {
        match self {
            Row::Day(at) => (0, day(*at).unsigned_abs().into()),
            Row::Said(said) => (if said.edited { 4 } else { 1 }, said.id.0.0),
            Row::Handoff(id, _) | Row::Rating(id) | Row::Notice(id, _) => (2, id.0.0),
            Row::Unsent(id) => (3, id.0.0),
        }
    }
}

impl Chat {
    /// Adds events of the log; those known already change nothing.
    pub(crate) fn add(&mut self, events: Vec<Event>) {
        for event in events {
            self.queue.acknowledge(event.id);
            if self.events.iter().any(|known| known.id == event.id) {
                continue;
            }
            if !(event.author == Author::Shopper && matches!(event.body, Body::Message(_))) {
                self.typing = None;
            }
            let place = self.events.partition_point(|other| other.seq < event.seq);
            self.events.insert(place, event);
        }
    }

    /// Forgets the conversation, but not what the shopper meant to say.
    pub(crate) fn reset(&mut self) {
        let queue = std::mem::take(&mut self.queue);
        let mut attached = std::mem::take(&mut self.attached);
        attached.start_again();
        *self = Self { queue, attached, ..Self::default() };
    }

    /// Nothing was said yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty() && self.queue.is_empty()
    }

    /// Everything to show, in order. `day` numbers the shopper's own calendar days.
    pub(crate) fn rows(&self, day: impl Fn(Millis) -> i64) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut today = None;
        let mut add = |(id, at, line)| {
            if today != Some(day(at)) {
                today = Some(day(at));
                rows.push(Row::Day(at));
            }
            let row = match line {
                Line::Said(by, message) => {
                    let first = !matches!(rows.last(), Some(Row::Said(previous)) if previous.by == by);
                    let edited = self.edited(id).is_some();
                    Row::Said(Said { id, at, by, first, message, edited })
                }
                Line::Owned(row) => row,
            };
            rows.push(row);
        };
        self.stored().for_each(&mut add);
        self.unsent().for_each(add);
        rows
    }

    fn stored(&self) -> impl Iterator<Item = (EventId, Millis, Line)> {
        self.events.iter().filter_map(|event| Some((event.id, event.at, self.right(event.id, line(event)?))))
    }

    /// A line with its words as they were put right, if they were.
    fn right(&self, id: EventId, line: Line) -> Line {
        match (line, self.edited(id)) {
            (Line::Said(by, message), Some(text)) => {
                Line::Said(by, Message { text: text.to_owned(), ..message })
            }
            (line, _) => line,
        }
    }

    /// The words that stand in place of a message's first ones.
    pub(crate) fn edited(&self, message: EventId) -> Option<&str> {
        self.events.iter().rev().find_map(|event| match &event.body {
            Body::Edited { about, text } if *about == message => Some(text.as_str()),
            _ => None,
        })
    }

    /// The words of a message.
    pub(crate) fn words_of(&self, message: EventId) -> Option<String> {
        let said = self.events.iter().find(|event| event.id == message)?;
        match (&said.body, self.edited(message)) {
            (_, Some(text)) => Some(text.to_owned()),
            (Body::Message(said), None) if said.text.is_empty() => {
                said.files.first().map(|file| file.name.clone())
            }
            (Body::Message(said), None) => Some(said.text.clone()),
            _ => None,
        }
    }

    fn unsent(&self) -> impl Iterator<Item = (EventId, Millis, Line)> {
        self.queue.iter().filter_map(|queued| {
            let id = queued.command.id();
            let line = match (&queued.command, queued.state) {
                (Command::Message { text, picked, files, reply_to, .. }, _) => {
                    let (picked, files, reply_to) = (picked.clone(), files.clone(), *reply_to);
                    let message = Message { picked, files, reply_to, ..Message::text(text.clone()) };
                    Line::Said(By::Me, message)
                }
                (_, Sending::Failed(_) | Sending::Left) => Line::Owned(Row::Unsent(id)),
                _ => return None,
            };
            Some((id, Millis(id.0.timestamp_ms() as i64), line))
        })
    }

    /// How far a message of the shopper's has come.
    pub(crate) fn delivery(&self, id: EventId) -> Delivery {
        match self.queue.get(id).map(|queued| queued.state) {
            Some(Sending::Failed(kind)) => return Delivery::Failed(kind),
            Some(Sending::Left) => return Delivery::Left,
            Some(_) => return Delivery::Sending,
            None => {}
        }
        let mut answered = false;
        for event in self.events.iter().rev() {
            match (&event.author, &event.body) {
                (Author::Shopper, Body::Message(_)) if event.id == id => {
                    return if answered || self.read >= event.seq { Delivery::Read } else { Delivery::Sent };
                }
                (Author::Shopper, Body::Message(_)) => return Delivery::Quiet,
                (_, Body::Message(_)) => answered = true,
                _ => {}
            }
        }
        Delivery::Quiet
    }

    /// The bot's newest message, if nothing was said after it: what it offers still stands.
    pub(crate) fn offer(&self) -> Option<EventId> {
        let mut said = self.events.iter().rev().filter(|event| matches!(event.body, Body::Message(_)));
        let newest = said.next().filter(|event| matches!(event.author, Author::Bot { .. }))?;
        let nothing_pending =
            !self.queue.iter().any(|queued| matches!(queued.command, Command::Message { .. }));
        nothing_pending.then_some(newest.id)
    }

    /// What the shopper said about an answer: whether it helped.
    pub(crate) fn feedback(&self, answer: EventId) -> Option<bool> {
        let stored = self.events.iter().rev().find_map(|event| match event.body {
            Body::Feedback { about, helpful } if about == answer => Some(helpful),
            _ => None,
        });
        stored.or_else(|| {
            self.queue.iter().find_map(|queued| match queued.command {
                Command::Feedback { about, helpful, .. } if about == answer => Some(helpful),
                _ => None,
            })
        })
    }

    /// Where the question "how was it?" stands.
    pub(crate) fn rating(&self, asked: EventId) -> Rating {
        let after = self.events.iter().skip_while(|event| event.id != asked).skip(1);
        for event in after {
            match event.body {
                Body::Rated { .. } => return Rating::Given,
                Body::RatingAsked | Body::Reopened => return Rating::Passed,
                _ => {}
            }
        }
        let sending = self.queue.iter().any(|queued| {
            matches!(queued.command, Command::Rate { .. }) && !matches!(queued.state, Sending::Failed(_))
        });
        if sending { Rating::Given } else { Rating::Asked }
    }

    /// Whether this handoff is the one that the shopper is waiting on.
    pub(crate) fn is_waiting_on(&self, handoff: EventId) -> bool {
        let newest = self.events.iter().rev().find(|event| matches!(event.body, Body::Handoff(_)));
        matches!(self.status, Status::Waiting { .. }) && newest.is_some_and(|event| event.id == handoff)
    }

    /// How the shopper wants to be reached, if they told.
    pub(crate) fn contact(&self) -> Option<&Contact> {
        let pending = self.queue.iter().find_map(|queued| match &queued.command {
            Command::Contact { contact, .. } => Some(contact),
            _ => None,
        });
        pending.or_else(|| {
            self.events.iter().rev().find_map(|event| match &event.body {
                Body::Contact(contact) => Some(contact),
                _ => None,
            })
        })
    }

    /// The newest message of the other side: what a screen shows once it shows the end of the thread.
    pub(crate) fn newest_theirs(&self) -> Seq {
        self.events.iter().rev().find(|event| is_theirs(event)).map_or(Seq(0), |event| event.seq)
    }

    /// The other side's messages that the shopper hasn't seen.
    pub(crate) fn unread(&self) -> usize {
        self.events.iter().rev().take_while(|event| event.seq > self.seen).filter(|e| is_theirs(e)).count()
    }
}

enum Line {
    Said(By, Message),
    Owned(Row),
}

fn is_theirs(event: &Event) -> bool {
    matches!(event.body, Body::Message(_)) && !matches!(event.author, Author::Shopper)
}

/// What an event looks like, if it is shown at all.
fn line(event: &Event) -> Option<Line> {
    let notice = |notice| Line::Owned(Row::Notice(event.id, notice));
    Some(match &event.body {
        Body::Message(message) => Line::Said(by(&event.author), message.clone()),
        Body::Handoff(handoff) => Line::Owned(Row::Handoff(event.id, handoff.clone())),
        Body::RatingAsked => Line::Owned(Row::Rating(event.id)),
        Body::Assigned { agent, name } => notice(match &event.author {
            Author::Agent { id, .. } if id != agent => Notice::Passed(name.clone()),
            _ => Notice::Joined(name.clone()),
        }),
        Body::Returned => notice(Notice::BackToBot),
        Body::Resolved => notice(Notice::Resolved),
        Body::Contact(contact) => notice(Notice::ContactKept(contact.address.clone())),
        _ => return None,
    })
}

fn by(author: &Author) -> By {
    match author {
        Author::Shopper => By::Me,
        Author::Bot { name } => By::Bot(name.clone()),
        Author::Agent { name, .. } => By::Agent(name.clone()),
        Author::System | Author::Unknown => By::Bot(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use protocol::StaffId;
    use protocol::event::{HandoffReason, Promise};
    use protocol::problem::Kind;

    use super::*;

    const DAY: i64 = 86_400_000;

    fn id(number: u128) -> EventId {
        EventId::from_parts(Millis(1_000), number)
    }

    fn day(at: Millis) -> i64 {
        at.0 / DAY
    }

    fn event(seq: u64, author: Author, body: Body) -> Event {
        Event { seq: Seq(seq), id: id(seq.into()), at: Millis(seq as i64), author, body }
    }

    fn mine(seq: u64) -> Event {
        event(seq, Author::Shopper, Body::Message(Message::text("Halo")))
    }

    fn bots(seq: u64) -> Event {
        event(seq, Author::Bot { name: "Sekar".into() }, Body::Message(Message::text("Hai")))
    }

    fn told(seq: u64, body: Body) -> Event {
        event(seq, Author::System, body)
    }

    fn handoff() -> Body {
        let promise = Promise::Soon { minutes: 5 };
        Body::Handoff(Handoff { reason: HandoffReason::Asked, passed_on: Vec::new(), promise })
    }

    fn chat(events: Vec<Event>) -> Chat {
        let mut chat = Chat::default();
        chat.add(events);
        chat
    }

    #[test]
    fn drops_repeats_and_reorderings_converge_to_the_log() {
        let log: Vec<_> = (1..=6).map(|seq| if seq % 2 == 0 { bots(seq) } else { mine(seq) }).collect();
        let straight = chat(log.clone());
        let mut shuffled = Chat::default();
        for index in [5, 0, 3, 3, 1, 4, 0, 2, 5] {
            shuffled.add(vec![log[index].clone()]);
        }
        assert_eq!(shuffled, straight);
    }

    #[test]
    fn a_local_echo_becomes_the_event_without_a_second_row() {
        let mut chat = chat(vec![bots(1)]);
        chat.queue.push(Command::say(id(2), "Halo"));
        let keys = |chat: &Chat| chat.rows(day).iter().map(|row| row.key(day)).collect::<Vec<_>>();
        let before = keys(&chat);
        assert_eq!(chat.delivery(id(2)), Delivery::Sending);
        chat.add(vec![mine(2)]);
        assert_eq!(keys(&chat), before);
        assert_eq!(chat.delivery(id(2)), Delivery::Sent);
    }

    #[test]
    fn days_stand_between_messages_and_names_over_the_first_of_several() {
        let mut next_day = bots(4);
        next_day.at = Millis(DAY + 5);
        let chat = chat(vec![mine(1), bots(2), bots(3), next_day]);
        let shape: Vec<_> = chat
            .rows(day)
            .iter()
            .map(|row| match row {
                Row::Day(_) => "day",
                Row::Said(said) if said.first => "first",
                Row::Said(_) => "next",
                _ => "other",
            })
            .collect();
        assert_eq!(shape, ["day", "first", "first", "next", "day", "first"]);
    }

    #[test]
    fn delivery_is_told_under_the_last_own_message_only() {
        let mut chat = chat(vec![mine(1), mine(2)]);
        assert_eq!((chat.delivery(id(1)), chat.delivery(id(2))), (Delivery::Quiet, Delivery::Sent));
        chat.read = Seq(2);
        assert_eq!(chat.delivery(id(2)), Delivery::Read);
        chat.read = Seq(1);
        chat.add(vec![bots(3)]);
        assert_eq!(chat.delivery(id(2)), Delivery::Read, "an answer shows that it was read");
    }

    #[test]
    fn a_refused_message_says_so() {
        let mut chat = Chat::default();
        chat.queue.push(Command::say(id(7), "x"));
        chat.queue.refuse(id(7), Kind::TooLarge);
        assert_eq!(chat.delivery(id(7)), Delivery::Failed(Kind::TooLarge));
    }

    #[test]
    fn only_the_bots_newest_message_offers_something() {
        let mut chat = chat(vec![bots(1), bots(2)]);
        assert_eq!(chat.offer(), Some(id(2)));
        chat.queue.push(Command::say(id(3), "x"));
        assert_eq!(chat.offer(), None, "it was answered");
    }

    #[test]
    fn unread_counts_what_the_others_said_after_what_was_seen() {
        let mut chat = chat(vec![bots(1), mine(2), bots(3), told(4, Body::Resolved), bots(5)]);
        chat.seen = Seq(1);
        assert_eq!((chat.unread(), chat.newest_theirs()), (2, Seq(5)));
        chat.seen = chat.newest_theirs();
        assert_eq!(chat.unread(), 0);
    }

    #[test]
    fn only_the_newest_handoff_is_waited_on_and_only_while_waiting() {
        let mut chat = chat(vec![told(1, handoff()), told(2, Body::Returned), told(3, handoff())]);
        chat.status = Status::Waiting { since: Millis(3), reason: HandoffReason::Asked };
        assert!(chat.is_waiting_on(id(3)) && !chat.is_waiting_on(id(1)));
        chat.status = Status::Agent { id: StaffId::from_parts(Millis(1), 1), name: "Dina".into() };
        assert!(!chat.is_waiting_on(id(3)));
    }

    #[test]
    fn a_rating_is_asked_until_given_or_passed() {
        let mut chat = chat(vec![told(1, Body::RatingAsked)]);
        assert_eq!(chat.rating(id(1)), Rating::Asked);
        chat.queue.push(Command::Rate { id: id(2), score: 5, comment: String::new() });
        assert_eq!(chat.rating(id(1)), Rating::Given);
        chat.queue.refuse(id(2), Kind::WrongState);
        assert_eq!(chat.rating(id(1)), Rating::Asked, "it didn't arrive");
        chat.add(vec![told(3, Body::Reopened)]);
        assert_eq!(chat.rating(id(1)), Rating::Passed);
    }

    #[test]
    fn feedback_counts_once_it_is_given() {
        let mut chat = chat(vec![bots(1)]);
        assert_eq!(chat.feedback(id(1)), None);
        chat.queue.push(Command::Feedback { id: id(2), about: id(1), helpful: false });
        assert_eq!(chat.feedback(id(1)), Some(false));
    }

    #[test]
    fn a_forgotten_conversation_leaves_what_was_not_sent_on_the_screen() {
        let mut chat = chat(vec![mine(1), bots(2)]);
        chat.last = Seq(2);
        chat.queue.push(Command::say(id(3), "jangan hilang"));
        chat.queue.leave();
        chat.reset();
        assert_eq!((chat.last, chat.delivery(id(3))), (Seq(0), Delivery::Left));
        assert_eq!(chat.rows(day).len(), 2, "its day and itself");
    }
}
