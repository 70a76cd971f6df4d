//! The life of a conversation as pure functions: its log goes in, what happens next comes out.
//!
//! The shell (`edge/src/conversation`) loads the log, calls [`handle`] or [`ring`], stores what comes back in one
//! transaction and sends it. Nothing here knows a clock, a socket, storage or randomness: time and ids are handed in.
//!
//! | state | a shopper's message | a person |
//! |---|---|---|
//! | bot | the bot's turn: an answer, choices, "I don't know", or a handoff | may take it, or settle it |
//! | waiting | stored; the first one is noted by the bot | may take it, or settle it |
//! | agent | stored; the bot is silent | who has it replies, gives it to a colleague or back, or settles it; if they are away, a colleague may take it over; a silent shopper is asked, then it is settled |
//! | snoozed | wakes it, for whoever put it off | anyone may take it |
//! | resolved | reopens it, unless it is only thanks | may take it |
//! | follow-up | reopens it, unless it is only thanks | whoever may direct takes it, or settles it with a note |
//! | spam | stored; nothing comes of it | may say that it is none |

mod access;
mod brief;
mod clock;
mod commands;
mod conversation;
pub mod customer;
mod draft;
mod felt;
mod file;
mod follow_up;
mod handoff;
mod hours;
pub mod identity;
mod label;
mod macros;
pub mod mail;
pub mod push;
mod put_off;
pub mod queue;
mod routing;
mod row;
mod saved;
mod search;
mod service;
mod settings;
mod silence;
pub mod staff;
mod story;
mod team;
mod text;
mod transfer;
mod turn;
pub mod webhook;
mod wordless;
mod workflow;

#[cfg(test)]
mod tests;

use answer::Pack;
use protocol::shop::Settings;
use protocol::staff::Member;
use protocol::team::Why;
use protocol::{EventId, Millis, StaffId};

pub use access::{may, permissions, scopes};
pub use clock::ring;
pub use commands::{begin, handle, is_repeat};
pub use conversation::Conversation;
pub use felt::Felt;
pub use file::file;
pub use hours::{Opening, opening};
pub use macros::put_macro;
pub use routing::{Choice, PLACES, Seat, Wish, choose};
pub use saved::checked_views;
pub use search::{Query, said};
pub use settings::validate;
pub use team::{checked_languages, checked_teams};
pub use text::draft_shown;
pub use turn::answer_once;
pub use workflow::{Rehearsal, checked_rules};

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
    /// The shop's routing.
    Shop,
}

/// What is handed in with every call.
pub struct Context<'a> {
    /// Now.
    pub now: Millis,
    /// The shop.
    pub settings: &'a Settings,
    /// The shop's knowledge; `None` when it can't be read just now.
    pub pack: Option<&'a Pack>,
    /// The colleague whom the command names, if it names one who works here.
    pub colleague: Option<Member>,
    /// Whoever acts may move what colleagues have ([`protocol::staff::Permission::Direct`]).
    pub directs: bool,
    /// Why the shop's routing chose the colleague.
    pub why: Vec<Why>,
    /// Mints ids for the events that the conversation causes itself.
    pub mint: &'a mut dyn FnMut() -> EventId,
}

impl<'a> Context<'a> {
    /// What every call needs; whoever hands in a command adds what that command needs besides.
    #[must_use]
    pub fn new(
        now: Millis,
        settings: &'a Settings,
        pack: Option<&'a Pack>,
        mint: &'a mut dyn FnMut() -> EventId,
    ) -> Self {
        Self { now, settings, pack, colleague: None, directs: false, why: Vec::new(), mint }
    }
}
