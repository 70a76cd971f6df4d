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
//! * **Nothing is lost**: the queue is kept in the tab's storage, so it survives a reload, and everything in it that isn't
//!   confirmed is sent again on a new connection. That is safe: the same id twice is one event.
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
    /// What an earlier page left unconfirmed.
    pub(crate) fn restored(commands: Vec<Command>) -> Self {
        Self { items: commands.into_iter().map(Queued::new).collect() }
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
    pub(crate) fn next_to_send(&mut self) -> Option<Command> {
        let next = self.items.iter_mut().find(|queued| queued.state == Sending::Waiting)?;
        next.state = Sending::Sent;
        Some(next.command.clone())
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
            *queued = Queued::new(queued.command.clone());
        }
    }

    /// For another conversation: keeps what makes sense there too, to be sent again.
    pub(crate) fn keep_words(&mut self) {
        self.items
            .retain(|queued| matches!(queued.command, Command::Message { .. } | Command::AskPerson { .. }));
        self.disconnected();
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
