//! The conversation's clock: whoever was promised a person and waits longer than that is told so, once; what was given to
//! somebody who says nothing goes to the next; what was put off comes back; what waited long enough for a team is for anybody;
//! what was owed and not done is written down; a shopper's silence ends; and workflow rules about long waits run.

use answer::speak::Line;
use protocol::event::{Author, Body, HandoffReason};
use protocol::shop::Settings;
use protocol::{Event, Millis};

use crate::conversation::State;
use crate::draft::Draft;
use crate::handoff::{Caller, hand_over, handoff_line, promise};
use crate::hours::{Opening, open_after, open_from, opening};
use crate::service::note_missed;
use crate::silence::break_silence;
use crate::team::overflow;
use crate::{Context, Conversation, workflow};

/// How many usual waits pass before the shopper is told that it takes longer.
const PATIENCE: i64 = 2;

/// How many openings too short for that are passed over before giving up.
const OPENINGS: usize = 14;

impl Conversation {
    /// When [`ring`] wants to be called next.
    #[must_use]
    pub fn next_clock(&self, settings: &Settings) -> Option<Millis> {
        let (turn, due) = (self.next_turn(settings), self.next_due(settings).map(|due| due.at));
        let overflows = self.overflows_at(settings);
        let clocks =
            [turn, due, overflows, self.silence_calls(settings), workflow::next_clock(self, settings)];
        clocks.into_iter().flatten().min()
    }

    /// When whoever waits is told that it takes longer or goes to the next, or what was put off comes back.
    fn next_turn(&self, settings: &Settings) -> Option<Millis> {
        match self.state() {
            State::Waiting(wait) if !wait.told.late => late_at(settings, wait.called),
            State::Agent { gift: Some(gift), .. } => {
                let since = self.owed()?.max(gift.at);
                open_after(&settings.hours, since, i64::from(settings.usual_wait_minutes) * 60_000)
            }
            State::Snoozed { until, .. } => Some(*until),
            _ => None,
        }
    }
}

/// What the conversation's clock brings about at `context.now`; empty when nothing is due.
///
/// At or after [`Conversation::next_clock`] something always comes of it, so a shell that sets its alarm by it never
/// rings in circles. An alarm that comes so late that the shop has closed says when it opens.
#[must_use]
pub fn ring(conversation: &Conversation, context: &mut Context<'_>) -> Vec<Event> {
    let mut draft = Draft::new(conversation, context);
    take_turn(&mut draft);
    overflow(&mut draft);
    note_missed(&mut draft);
    break_silence(&mut draft);
    workflow::run(&mut draft);
    workflow::ring(&mut draft);
    draft.finish()
}

/// Tells whoever waits that it takes longer, calls the next person, or brings back what was put off, if it is time.
fn take_turn(draft: &mut Draft<'_, '_>) {
    let at = draft.conversation.next_turn(draft.context.settings);
    match draft.conversation.state() {
        _ if at.is_none_or(|at| at > draft.context.now) => {}
        State::Snoozed { .. } => draft.add(Author::System, Body::Woke),
        State::Agent { .. } => {
            let line = handoff_line(draft, HandoffReason::NoReply);
            hand_over(draft, Caller::Clock, HandoffReason::NoReply, line);
        }
        _ => {
            let promise = promise(draft);
            draft.say(Line::StillWaiting(promise));
        }
    }
}

/// When a wait has taken too long: time counts only while the shop is open, from its opening each day.
fn late_at(settings: &Settings, since: Millis) -> Option<Millis> {
    let patience = i64::from(settings.usual_wait_minutes) * PATIENCE * 60_000;
    let mut from = since;
    for _ in 0..OPENINGS {
        let due = open_from(&settings.hours, from)?.plus(patience);
        if opening(&settings.hours, due) == Opening::Open {
            return Some(due);
        }
        from = due;
    }
    None
}
