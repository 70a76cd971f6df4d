//! What the shopper did and the server hasn't confirmed.
//!
//! ```text
//!            push                 sent (again after each reconnect)      event with its id
//! shopper ─────────▶ Waiting ───────────────────▶ Sent ───────────────────────────▶ gone: it is in the log now
//!                      ▲                            │ error frame
//!                      │ "Coba lagi"                ▼
//!                      └───────────────────────── Failed (its text stays)
//! ```
//!
//! * A **local echo**: a message is shown the moment it is pushed, under the id that it will have in the log; when the
//!   event comes back, the row that is on the screen already *becomes* the event.
//! * **Nothing is lost**: the queue is kept in the browser's storage, so it survives a closed tab, and everything in it that
//!   isn't confirmed is sent again on a new connection. That is safe: the same id twice is one event.
//! * **Nothing goes astray**: when the conversation is left or gone, the words that waited for it stay on the screen, and only
//!   the shopper can send them, in another.
//! * **Order**: commands are sent in the order in which they were pushed. One that was refused doesn't hold up the others.
//! * What passes by itself (too many requests, a fault of the server's) is tried again, [`PATIENCE`] times.

use protocol::problem::Kind;
use protocol::{Command, EventId};

/// How often a command is tried again by itself before the shopper is asked.
const PATIENCE: u8 = 5;

/// Commands in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Queue {
    items: Vec<Queued>,
}

/// A command that isn't confirmed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Queued {
    pub(crate) command: Command,
    pub(crate) state: Sending,
    refusals: u8,
}

/// How far a command has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    /// Not sent on this connection.
    Waiting,
    /// Sent on this connection.
    Sent,
    /// Refused.
    Failed(Kind),
    /// Its conversation is left or gone.
    Left,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Send again after a while.
    Later,
    /// The shopper must decide.
    Final,
}

impl Queue {
    /// Takes up what an earlier page left unconfirmed.
    pub(crate) fn restore(&mut self, commands: Vec<Command>) {
        self.items.extend(commands.into_iter().map(Queued::new));
    }

    pub(crate) fn push(&mut self, command: Command) {
        self.items.push(Queued::new(command));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Queued> {
        self.items.iter()
    }

    pub(crate) fn get(&self, id: EventId) -> Option<&Queued> {
        self.items.iter().find(|queued| queued.command.id() == id)
    }

    /// The next command to send; it counts as sent from now on.
    pub(crate) fn next_to_send(&mut self) -> Option<&Command> {
        let next = self.items.iter_mut().find(|queued| queued.state == Sending::Waiting)?;
        next.state = Sending::Sent;
        Some(&next.command)
    }

    /// Whether anything is to be sent.
    pub(crate) fn has_work(&self) -> bool {
        self.items.iter().any(|queued| queued.state == Sending::Waiting)
    }

    /// The event with this id is in the log.
    pub(crate) fn acknowledge(&mut self, id: EventId) {
        self.items.retain(|queued| queued.command.id() != id);
    }

    /// The connection is gone: whatever was sent on it may not have arrived.
    pub(crate) fn disconnected(&mut self) {
        for queued in &mut self.items {
            if queued.state == Sending::Sent {
                queued.state = Sending::Waiting;
            }
        }
    }

    /// The server refused a command.
    pub(crate) fn refuse(&mut self, id: EventId, kind: Kind) -> Refusal {
        let Some(queued) = self.items.iter_mut().find(|queued| queued.command.id() == id) else {
            return Refusal::Final;
        };
        queued.refusals += 1;
        if passes_by_itself(kind) && queued.refusals < PATIENCE {
            queued.state = Sending::Waiting;
            return Refusal::Later;
        }
        queued.state = Sending::Failed(kind);
        Refusal::Final
    }

    /// The server refused the whole conversation: what waits for it can't be sent.
    pub(crate) fn refuse_all(&mut self, kind: Kind) {
        for queued in &mut self.items {
            queued.state = Sending::Failed(kind);
        }
    }

    /// The shopper asked to try again.
    pub(crate) fn retry(&mut self, id: EventId) {
        if let Some(queued) = self.items.iter_mut().find(|queued| queued.command.id() == id) {
            (queued.state, queued.refusals) = (Sending::Waiting, 0);
        }
    }

    /// The conversation is left or gone: keeps what would make sense in another, for the shopper to send or not.
    pub(crate) fn leave(&mut self) {
        self.items
            .retain(|queued| matches!(queued.command, Command::Message { .. } | Command::AskPerson { .. }));
        for queued in &mut self.items {
            queued.state = Sending::Left;
        }
    }
}

impl Queued {
    fn new(command: Command) -> Self {
        Self { command, state: Sending::Waiting, refusals: 0 }
    }
}

fn passes_by_itself(kind: Kind) -> bool {
    matches!(kind, Kind::SlowDown | Kind::Internal | Kind::Unavailable)
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::*;

    fn id(number: u128) -> EventId {
        EventId::from_parts(Millis(1_795_000_000_000), number)
    }

    fn message(number: u128) -> Command {
        Command::say(id(number), number.to_string())
    }

    fn sent(queue: &mut Queue) -> Vec<EventId> {
        std::iter::from_fn(|| queue.next_to_send().map(Command::id)).collect()
    }

    fn queue_of(numbers: impl IntoIterator<Item = u128>) -> Queue {
        let mut queue = Queue::default();
        queue.restore(numbers.into_iter().map(message).collect());
        queue
    }

    #[test]
    fn what_was_not_confirmed_is_sent_again_in_order() {
        let mut queue = queue_of([1, 2, 3]);
        assert_eq!(sent(&mut queue), [id(1), id(2), id(3)]);
        queue.acknowledge(id(2));
        assert_eq!(sent(&mut queue), [], "once a connection");
        queue.disconnected();
        assert_eq!(sent(&mut queue), [id(1), id(3)]);
    }

    #[test]
    fn a_refused_message_stays_and_does_not_hold_up_the_others() {
        let mut queue = queue_of([1]);
        sent(&mut queue);
        assert_eq!(queue.refuse(id(1), Kind::TooLarge), Refusal::Final);
        queue.push(message(2));
        queue.disconnected();
        assert_eq!(sent(&mut queue), [id(2)]);
        assert_eq!(queue.get(id(1)).map(|queued| queued.state), Some(Sending::Failed(Kind::TooLarge)));
        queue.retry(id(1));
        assert_eq!(sent(&mut queue), [id(1)]);
    }

    #[test]
    fn too_many_requests_pass_by_themselves_but_not_for_ever() {
        let mut queue = queue_of([1]);
        for _ in 1..PATIENCE {
            sent(&mut queue);
            assert_eq!(queue.refuse(id(1), Kind::SlowDown), Refusal::Later);
        }
        assert_eq!(sent(&mut queue), [id(1)]);
        assert_eq!(queue.refuse(id(1), Kind::SlowDown), Refusal::Final);
    }

    #[test]
    fn another_conversation_gets_only_the_words_and_only_if_the_shopper_says_so() {
        let mut queue = queue_of([1]);
        queue.push(Command::Feedback { id: id(2), about: id(9), helpful: true });
        queue.push(Command::AskPerson { id: id(3) });
        sent(&mut queue);
        queue.leave();
        assert_eq!(sent(&mut queue), []);
        [1, 2, 3].map(id).iter().for_each(|id| queue.retry(*id));
        assert_eq!(sent(&mut queue), [id(1), id(3)]);
    }
}
