//! A conversation changes hands: an agent gives it to a colleague or back to those who wait, a supervisor moves anyone's,
//! and the shop's routing gives it to whoever's turn it is.

use protocol::event::{Author, Body, HandoffReason};
use protocol::limits::TEXT_CHARS;
use protocol::problem::{Kind, Problem};
use protocol::staff::{Member, Permission};
use protocol::{EventId, StaffId};

use crate::brief::brief;
use crate::commands::lacks_brief;
use crate::conversation::State;
use crate::draft::Draft;
use crate::follow_up::{IS_FOLLOW_UP, may_look_into};
use crate::handoff::{Caller, hand_over, handoff_line};
use crate::{Actor, may, text};

/// Carries out [`protocol::Command::Transfer`].
pub(crate) fn transfer(
    draft: &mut Draft<'_, '_>,
    actor: &Actor,
    author: Author,
    id: EventId,
    to: Option<StaffId>,
    note: &str,
) -> Result<(), Problem> {
    let note = text::optional(note, TEXT_CHARS)?;
    let directs = draft.context.directs;
    may_give(draft.conversation.state(), actor, directs, to)?;
    let lacks_brief = to.is_some() && lacks_brief(&draft.conversation);
    match to {
        Some(to) => {
            let Member { name, .. } = receiver(draft, to)?;
            draft.add_as(id, author.clone(), Body::Assigned { agent: to, name });
        }
        None => {
            let line = handoff_line(draft, HandoffReason::Transferred);
            hand_over(draft, Caller::Agent(id, author.clone()), HandoffReason::Transferred, line);
        }
    }
    if !note.is_empty() {
        // Right behind the gift, of which it is a part.
        draft.add(author, Body::Note { text: note, mentions: Vec::new() });
    }
    if lacks_brief {
        let brief = brief(&draft.conversation, None);
        draft.add(Author::System, Body::Brief(brief));
    }
    Ok(())
}

fn receiver(draft: &Draft<'_, '_>, to: StaffId) -> Result<Member, Problem> {
    let colleague = draft.context.colleague.as_ref().filter(|colleague| colleague.id == to);
    match colleague {
        Some(colleague) if may(colleague.role, Permission::Converse) => Ok(colleague.clone()),
        Some(_) => Err(Problem::new(Kind::Invalid, "Give it to somebody who talks to shoppers.")),
        None => Err(Problem::new(Kind::NotFound, "Nobody of this id works here.")),
    }
}

fn may_give(state: &State, actor: &Actor, directs: bool, to: Option<StaffId>) -> Result<(), Problem> {
    let wrong = |detail: String| Err(Problem::new(Kind::WrongState, detail));
    match (state, actor) {
        (State::Agent { id, name, .. }, _) if Some(*id) == to => {
            wrong(format!("{name} has the conversation already."))
        }
        (State::Waiting(_), Actor::Shop) if to.is_some() => Ok(()),
        (_, Actor::Shop) => wrong("Nobody waits here any more.".to_owned()),
        (State::Agent { id, .. } | State::Snoozed { id, .. }, Actor::Agent { id: own, .. })
            if id == own || directs =>
        {
            Ok(())
        }
        (State::Agent { name, .. } | State::Snoozed { name, .. }, _) => {
            wrong(format!("{name} has the conversation; only they or a supervisor can give it away."))
        }
        (State::Bot | State::Waiting(_) | State::Resolved | State::FollowUp { .. }, _)
            if directs && to.is_some() =>
        {
            Ok(())
        }
        (State::Waiting(_), _) if to.is_none() => wrong("It waits already.".to_owned()),
        (State::Spam(_), _) => wrong("It is marked as spam: take that back first.".to_owned()),
        (State::FollowUp { .. }, _) => may_look_into(directs).and_then(|()| wrong(IS_FOLLOW_UP.to_owned())),
        (State::Bot | State::Waiting(_) | State::Resolved, _) => {
            wrong("Take the conversation first.".to_owned())
        }
    }
}
