//! A shopper's silence after a person's word: they are asked whether it is solved, and then the matter is settled by itself.
//!
//! Only while somebody has the conversation and said the last word: not while it is put off, given on or taken for spam, and
//! not before they have said something themselves. By the clock on the wall, for a shopper may answer at night; but they
//! are asked while the shop is open, so that whoever answers at once meets people.

use answer::speak::Line;
use protocol::event::{Author, Body};
use protocol::shop::Settings;
use protocol::{Event, Millis};

use crate::Conversation;
use crate::commands::ask_rating;
use crate::conversation::State;
use crate::draft::Draft;
use crate::hours::open_from;

/// How long a shopper who was asked has to answer, in hours.
const ANSWER_HOURS: i64 = 24;

const HOUR_MS: i64 = 3_600_000;

/// A shopper's silence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Silence {
    /// When a person said the last word.
    since: Millis,
    /// When the matter is settled, once the shopper was asked.
    closes_at: Option<Millis>,
}

impl Silence {
    /// The silence after the log's next event; `before` is the silence before it.
    pub fn after(before: Option<Silence>, event: &Event) -> Option<Silence> {
        match (&event.author, &event.body) {
            (Author::Agent { .. }, Body::Message(_)) => Some(Silence { since: event.at, closes_at: None }),
            (_, Body::StillThere { closes_at }) => {
                before.map(|silence| Silence { closes_at: Some(*closes_at), ..silence })
            }
            // A tap is no word, but says that they are there.
            (Author::Shopper, Body::Feedback { .. } | Body::Contact(_) | Body::Rated { .. }) => {
                before.map(|_| Silence { since: event.at, closes_at: None })
            }
            (Author::Shopper, _)
            | (
                _,
                Body::Handoff(_)
                | Body::Assigned { .. }
                | Body::Returned
                | Body::Resolved
                | Body::Snoozed { .. }
                | Body::MarkedSpam,
            ) => None,
            _ => before,
        }
    }
}

impl Conversation {
    /// When a shopper's silence calls for something next.
    pub(crate) fn silence_calls(&self, settings: &Settings) -> Option<Millis> {
        let silence = self.silence().filter(|_| matches!(self.state(), State::Agent { .. }))?;
        let hours = settings.service.close_after_hours?;
        let asked_at = || open_from(&settings.hours, silence.since.plus(i64::from(hours) * HOUR_MS));
        silence.closes_at.or_else(asked_at)
    }
}

/// Does what a shopper's silence calls for by now: asks them, or settles the matter.
pub(crate) fn break_silence(draft: &mut Draft<'_, '_>) {
    let now = draft.context.now;
    let calls = draft.conversation.silence_calls(draft.context.settings).is_some_and(|at| at <= now);
    let Some(silence) = draft.conversation.silence().filter(|_| calls) else { return };
    if silence.closes_at.is_some() {
        let followed_up = draft.conversation.follows_up();
        draft.add(Author::System, Body::Resolved);
        ask_rating(draft, followed_up);
    } else {
        draft.add(Author::System, Body::StillThere { closes_at: now.plus(ANSWER_HOURS * HOUR_MS) });
        draft.say(Line::StillThere(ANSWER_HOURS));
    }
}
