//! What rules do, each only where it makes sense: the bot doesn't speak over a person, and nobody loses what they have.

use protocol::event::{Author, Body, HandoffReason, Message};
use protocol::limits::TAGS;
use protocol::shop::Settings;
use protocol::workflow::Action;

use crate::Conversation;
use crate::conversation::State;
use crate::draft::Draft;
use crate::handoff::{Caller, hand_over, hand_over_to, handoff_line};
use crate::team::{for_team, known};

/// Whether an action would change something now.
pub(super) fn changes_something(conversation: &Conversation, action: &Action, settings: &Settings) -> bool {
    let labels = conversation.labels();
    match (action, conversation.state()) {
        (Action::Tag { tags }, _) => !missing(conversation, tags).is_empty(),
        (Action::Prioritise { priority }, _) => labels.priority != *priority,
        (Action::Note { .. } | Action::CallWebhook { .. }, _) => true,
        (Action::Target { goal, minutes }, _) => conversation.targets().get(*goal) != Some(*minutes),
        (Action::Say { .. }, state) => {
            matches!(state, State::Bot | State::Waiting(_) | State::Resolved | State::FollowUp { .. })
        }
        (Action::HandOver, state) => *state == State::Bot,
        // Whoever said nothing, or gave it back, isn't given it again.
        (Action::Assign { to, .. }, State::Waiting(wait)) => wait.lost_by != Some(*to),
        (Action::Assign { .. }, state) => *state == State::Bot,
        (Action::GiveTeam { team, .. }, State::Waiting(_)) => {
            known(settings, *team).is_some()
                && conversation.for_team().is_none_or(|waits| waits.team.id != *team)
        }
        (Action::GiveTeam { team, .. }, state) => *state == State::Bot && known(settings, *team).is_some(),
        (Action::Unknown, _) => false,
    }
}

/// Does it, if it changes something.
pub(super) fn carry_out(draft: &mut Draft<'_, '_>, action: &Action) {
    if !changes_something(&draft.conversation, action, draft.context.settings) {
        return;
    }
    match action {
        Action::Tag { tags } => {
            let add = missing(&draft.conversation, tags);
            draft.add(Author::System, Body::Tagged { add, remove: Vec::new() });
        }
        Action::Prioritise { priority } => {
            draft.add(Author::System, Body::Prioritised { priority: *priority });
        }
        Action::Note { text } => {
            draft.add(Author::System, Body::Note { text: text.clone(), mentions: Vec::new() });
        }
        Action::Say { text } => {
            draft.add(draft.bot(), Body::Message(Message { by_rule: true, ..Message::text(text) }));
        }
        Action::HandOver => {
            let line = handoff_line(draft, HandoffReason::Rule);
            hand_over(draft, Caller::Bot, HandoffReason::Rule, line);
        }
        Action::Assign { to, name } => {
            // Called first: so the shopper knows that somebody comes, and waits on if that one says nothing.
            carry_out(draft, &Action::HandOver);
            draft.add(Author::System, Body::Assigned { agent: *to, name: name.clone() });
        }
        Action::GiveTeam { team, .. } => {
            let settings = draft.context.settings;
            let Some(team) = known(settings, *team) else { return };
            match draft.conversation.state() {
                State::Bot => hand_over_to(draft, Caller::Bot, HandoffReason::Rule, team),
                _ => draft.add(Author::System, for_team(team)),
            }
        }
        Action::Target { goal, minutes } => {
            draft.add(Author::System, Body::Targeted { goal: *goal, minutes: *minutes });
        }
        // That the rule ran says which webhooks are told.
        Action::CallWebhook { .. } | Action::Unknown => {}
    }
}

/// Those of the tags that it hasn't, as far as it has room for them.
fn missing(conversation: &Conversation, tags: &[String]) -> Vec<String> {
    let known = &conversation.labels().tags;
    let room = TAGS.saturating_sub(known.len());
    tags.iter().filter(|tag| !known.contains(tag)).take(room).cloned().collect()
}
