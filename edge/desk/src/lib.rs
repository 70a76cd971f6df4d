//! The life of a conversation as pure functions: its log goes in, what happens next comes out.
//!
//! The shell (`edge/src/conversation`) loads the log, calls [`handle`] or [`ring`], stores what comes back in one
//! transaction and sends it. Nothing here knows a clock, a socket, storage or randomness: time and ids are handed in.

use answer::Pack;
use protocol::shop::Settings;
use protocol::{
    Command, ConversationId, Event, EventId, Millis, Problem, Seq, StaffId, event::Status, staff::InboxRow,
};

/// A conversation: a fold over its log.
#[derive(Debug, Clone, Default)]
pub struct Conversation {}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The customer.
    Shopper,
    /// A member of staff.
    Agent {
        /// Which one.
        id: StaffId,
        /// The name shoppers see.
        name: String,
    },
}

/// What is handed in with every call.
pub struct Context<'a> {
    /// Now.
    pub now: Millis,
    /// The shop.
    pub settings: &'a Settings,
    /// The shop's knowledge; `None` when it can't be read just now.
    pub pack: Option<&'a Pack>,
    /// Mints ids for the events that the conversation causes itself.
    pub mint: &'a mut dyn FnMut() -> EventId,
}

impl Conversation {
    /// Adds the log's next event.
    pub fn apply(&mut self, _event: &Event) {}

    /// The last event's place.
    #[must_use]
    pub fn last(&self) -> Seq {
        Seq(0)
    }

    /// Who has the conversation.
    #[must_use]
    pub fn status(&self) -> Status {
        Status::Bot
    }

    /// The conversation as the inbox shows it; `None` before anything was said.
    /// `read` is the last event that an agent's screen has shown.
    #[must_use]
    pub fn row(&self, _conversation: ConversationId, _read: Seq) -> Option<InboxRow> {
        None
    }

    /// When [`ring`] wants to be called next.
    #[must_use]
    pub fn next_clock(&self, _settings: &Settings) -> Option<Millis> {
        None
    }
}

/// Begins a conversation: its first event.
#[must_use]
pub fn begin(_begin: &protocol::api::Begin, _context: &mut Context<'_>) -> Vec<Event> {
    Vec::new()
}

/// What a command brings about: the events to store, in order, the first one carrying the command's id.
/// A command whose id is in the log already must not come here: see [`is_repeat`].
///
/// # Errors
/// When it is not allowed, or not now; nothing happens then.
pub fn handle(
    _conversation: &Conversation,
    _actor: &Actor,
    _command: &Command,
    _context: &mut Context<'_>,
) -> Result<Vec<Event>, Problem> {
    Ok(Vec::new())
}

/// Whether a stored event is what this command from this actor became: then it is a repeat, else its id was taken.
#[must_use]
pub fn is_repeat(_event: &Event, _actor: &Actor, _command: &Command) -> bool {
    false
}

/// What the conversation's clock brings about at `context.now`; empty when nothing is due.
#[must_use]
pub fn ring(_conversation: &Conversation, _context: &mut Context<'_>) -> Vec<Event> {
    Vec::new()
}

/// Whether the shop's people are there at `now`, and if not, when they are next (within 14 days).
#[must_use]
pub fn opening(_hours: &protocol::shop::Hours, _now: Millis) -> Opening {
    Opening::Open
}

/// Whether a shop is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It is.
    Open,
    /// It isn't.
    Closed {
        /// When it opens, if that is within 14 days.
        opens_at: Option<Millis>,
    },
}
