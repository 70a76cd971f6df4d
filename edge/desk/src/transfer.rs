//! A conversation changes hands: an agent gives it to a colleague, to a team, or back to those who wait, a supervisor moves
//! anyone's, and the shop's routing gives it to whoever's turn it is.

use protocol::event::{Author, Body, HandoffReason};
use protocol::limits::TEXT_CHARS;
use protocol::problem::{Kind, Problem};
use protocol::shop::Settings;
use protocol::staff::{Member, Permission};
use protocol::team::Team;
use protocol::{EventId, StaffId, TeamId};

use crate::brief::brief;
use crate::commands::lacks_brief;
use crate::conversation::State;
use crate::draft::Draft;
use crate::follow_up::{IS_FOLLOW_UP, may_look_into};
use crate::handoff::{Caller, hand_over, hand_over_to, handoff_line};
use crate::team::{for_team, known};
use crate::{Actor, may, text};

/// To whom it goes.
#[derive(Clone, Copy)]
pub(crate) enum To<'a> {
    /// A colleague.
    Colleague(StaffId),
    /// Whoever of a team has room.
    Team(&'a Team),
    /// Whoever it is for among those who take what waits.
    Queue,
}

impl<'a> To<'a> {
    /// To whom a command gives it.
    ///
    /// # Errors
    /// Invalid where it names both; not found where the shop has no such team.
    pub fn of(to: Option<StaffId>, team: Option<TeamId>, settings: &'a Settings) -> Result<Self, Problem> {
        match (to, team) {
            (Some(_), Some(_)) => {
                Err(Problem::new(Kind::Invalid, "Name a colleague (`to`) or a `team`, not both."))
            }
            (Some(to), None) => Ok(Self::Colleague(to)),
            (None, None) => Ok(Self::Queue),
            (None, Some(team)) => known(settings, team)
                .map(Self::Team)
                .ok_or_else(|| Problem::new(Kind::NotFound, "The shop has no team of this id.")),
        }
    }
}

/// Carries out [`protocol::Command::Transfer`].
pub(crate) fn transfer(
    draft: &mut Draft<'_, '_>,
    actor: &Actor,
    author: Author,
    id: EventId,
    to: To<'_>,
    note: &str,
) -> Result<(), Problem> {
    let note = text::optional(note, TEXT_CHARS)?;
    let directs = draft.context.directs;
    may_give(draft, actor, directs, to)?;
    let lacks_brief = matches!(to, To::Colleague(_)) && lacks_brief(&draft.conversation);
    let by = || Caller::Agent(id, author.clone());
    match to {
        To::Colleague(to) => {
            let Member { name, .. } = receiver(draft, to)?;
            draft.add_as(id, author.clone(), Body::Assigned { agent: to, name });
        }
        To::Team(team) if matches!(draft.conversation.state(), State::Waiting(_)) => {
            draft.add_as(id, author.clone(), for_team(team));
        }
        To::Team(team) => hand_over_to(draft, by(), HandoffReason::Transferred, team),
        To::Queue => {
            let line = handoff_line(draft, HandoffReason::Transferred);
            hand_over(draft, by(), HandoffReason::Transferred, line);
        }
    }
    let why = std::mem::take(&mut draft.context.why);
    if *actor == Actor::Shop && !why.is_empty() {
        draft.add(Author::System, Body::Routed { why });
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

fn may_give(draft: &Draft<'_, '_>, actor: &Actor, directs: bool, to: To<'_>) -> Result<(), Problem> {
    let wrong = |detail: String| Err(Problem::new(Kind::WrongState, detail));
    match (draft.conversation.state(), actor, to) {
        (State::Agent { id, name, .. }, _, To::Colleague(to)) if *id == to => {
            wrong(format!("{name} has the conversation already."))
        }
        (State::Waiting(_), Actor::Shop, To::Colleague(_)) => Ok(()),
        (_, Actor::Shop, _) => wrong("Nobody waits here any more.".to_owned()),
        (State::Agent { id, .. } | State::Snoozed { id, .. }, Actor::Agent { id: own, .. }, _)
            if id == own || directs =>
        {
            Ok(())
        }
        (State::Agent { name, .. } | State::Snoozed { name, .. }, ..) => {
            wrong(format!("{name} has the conversation; only they or a supervisor can give it away."))
        }
        (State::Waiting(_), _, To::Team(team)) if directs => match draft.conversation.for_team() {
            Some(waits) if waits.team.id == team.id => wrong(format!("It waits for {} already.", team.name)),
            _ => Ok(()),
        },
        (State::Bot | State::Waiting(_) | State::Resolved | State::FollowUp { .. }, _, To::Colleague(_))
            if directs =>
        {
            Ok(())
        }
        (State::Waiting(_), _, To::Queue) => wrong("It waits already.".to_owned()),
        (State::Spam(_), ..) => wrong("It is marked as spam: take that back first.".to_owned()),
        (State::FollowUp { .. }, ..) => may_look_into(directs).and_then(|()| wrong(IS_FOLLOW_UP.to_owned())),
        (State::Bot | State::Waiting(_) | State::Resolved, ..) => {
            wrong("Take the conversation first.".to_owned())
        }
    }
}
