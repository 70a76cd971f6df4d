//! Putting a conversation off, and out of the way: snoozing, and spam.
//!
//! Whoever has a conversation may snooze it. It stays theirs and comes back on its clock, or as soon as the shopper writes
//! or they do. Spam is silent: what the shopper writes is stored and nothing comes of it. Taking that back restores what
//! was before, so it asks for no confirmation. The shopper is told of neither.

use protocol::limits::SNOOZE_MS;
use protocol::problem::{Kind, Problem};
use protocol::{Millis, StaffId};

use crate::Conversation;
use crate::commands::{must_have, wrong};
use crate::conversation::State;
use crate::follow_up::IS_FOLLOW_UP;

/// What is said to staff who act on spam.
pub(crate) const IS_SPAM: &str = "This is marked as spam; take that back first.";

/// Whether a conversation can be put off until then.
pub(crate) fn reasonable(until: Millis, now: Millis) -> Result<(), Problem> {
    if (1..=SNOOZE_MS).contains(&until.since(now)) {
        return Ok(());
    }
    Err(Problem::new(Kind::Invalid, "`until` must be later than now, by at most a year."))
}

/// Whoever put it off may take it up at once.
pub(crate) fn may_wake(conversation: &Conversation, agent: StaffId) -> Result<(), Problem> {
    match conversation.state() {
        State::Snoozed { id, .. } if *id == agent => Ok(()),
        _ => Err(wrong("You haven't put this conversation off.")),
    }
}

/// Anyone may call spam what no colleague has.
pub(crate) fn may_mark_spam(conversation: &Conversation, agent: StaffId) -> Result<(), Problem> {
    match conversation.state() {
        State::Agent { .. } | State::Snoozed { .. } => must_have(conversation, agent),
        State::Bot | State::Waiting(_) | State::Resolved => Ok(()),
        State::FollowUp { .. } => Err(wrong(IS_FOLLOW_UP)),
        State::Spam(_) => Err(wrong("This is marked as spam already.")),
    }
}

/// Anyone may take it back.
pub(crate) fn may_take_back(conversation: &Conversation) -> Result<(), Problem> {
    match conversation.state() {
        State::Spam(_) => Ok(()),
        _ => Err(wrong("This isn't marked as spam.")),
    }
}

/// What a shopper is told whose conversation was taken for spam, where silence wouldn't do.
pub(crate) fn closed_to_shopper() -> Problem {
    wrong("This isn't possible in this conversation now.")
}
