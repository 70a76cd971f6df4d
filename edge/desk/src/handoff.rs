//! Calling a person: the card and the line for the shopper, the brief for whoever comes, and what is promised.

use answer::speak::Line;
use protocol::EventId;
use protocol::event::{Author, Body, Handoff, HandoffReason, Message, Promise};
use protocol::shop::Settings;
use protocol::team::Team;

use crate::brief::{brief, passed_on};
use crate::draft::Draft;
use crate::hours::{Opening, opening};
use crate::team::{find_team, for_team};

/// Passes the conversation on. The card comes first, so that the event of whoever asked for it leads; `text` is what the
/// bot says under it.
pub(crate) fn hand_over(draft: &mut Draft<'_, '_>, by: Caller, reason: HandoffReason, text: String) {
    call(draft, by, reason, text);
    find_team(draft, reason);
}

/// The same, for a team: whoever calls says which.
pub(crate) fn hand_over_to(draft: &mut Draft<'_, '_>, by: Caller, reason: HandoffReason, team: &Team) {
    let line = Line::HandoffTo(&team.name, promise(draft));
    let text = draft.word(line, draft.conversation.story().mood());
    call(draft, by, reason, text);
    draft.add(Author::System, for_team(team));
}

fn call(draft: &mut Draft<'_, '_>, by: Caller, reason: HandoffReason, text: String) {
    let passed_on = passed_on(&draft.conversation);
    let card = Body::Handoff(Handoff { reason, passed_on, promise: promise(draft) });
    match by {
        Caller::Bot => draft.add(draft.bot(), card),
        Caller::Shopper(id) => draft.add_as(id, Author::Shopper, card),
        Caller::Clock => draft.add(Author::System, card),
        Caller::Agent(id, agent) => draft.add_as(id, agent, card),
    }
    draft.add(draft.bot(), Body::Message(Message::text(text)));
    let brief = brief(&draft.conversation, Some(reason));
    draft.add(Author::System, Body::Brief(brief));
}

/// Who calls a person.
pub(crate) enum Caller {
    /// The bot, by one of its rules.
    Bot,
    /// The shopper, with the id of their command.
    Shopper(EventId),
    /// The conversation's clock.
    Clock,
    /// An agent who gives it back, with the id of their command.
    Agent(EventId, Author),
}

/// What the bot says when it passes the conversation on now.
pub(crate) fn handoff_line(draft: &Draft<'_, '_>, reason: HandoffReason) -> String {
    draft.word(Line::Handoff(reason, promise(draft)), draft.conversation.story().mood())
}

/// When a person comes if called now.
pub(crate) fn promise(draft: &Draft<'_, '_>) -> Promise {
    promise_at(draft.context.settings, draft.context.now)
}

fn promise_at(settings: &Settings, now: protocol::Millis) -> Promise {
    match opening(&settings.hours, now) {
        Opening::Open => Promise::Soon { minutes: settings.usual_wait_minutes },
        Opening::Closed { opens_at } => Promise::Later { opens_at },
    }
}
