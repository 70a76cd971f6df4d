//! What is done to one or many conversations at a time from the list or a key: each is an ordinary command with an id of
//! its own, so where some are refused the others are simply done. What was done can be taken back from the message at the
//! screen's edge; what was refused is named there.

use leptos::prelude::*;
use protocol::event::Status;
use protocol::staff::InboxRow;
use protocol::{ClientFrame, Command, ConversationId, Millis, ServerFrame, StaffId};

use crate::labels::Change;
use crate::mint;
use crate::state::{self, Toast, Workspace};
use crate::wire::http::{self, Failure};
use crate::words::{self, Words};

/// How many of the refused are named.
const NAMED: usize = 3;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Take it, again or over.
    Take,
    /// Settle it.
    Resolve,
    /// Put it off; it is taken first where I don't have it.
    Snooze(Millis),
    /// Take it up at once.
    Wake,
    /// It is no customer's.
    MarkSpam,
    /// It is one after all.
    NotSpam,
    /// Change its tags and priority.
    Label(Change),
}

impl Act {
    /// What takes it back, and what that is called.
    fn undo(&self, t: Words) -> Option<(&'static str, Act)> {
        match self {
            Act::Resolve => Some((t.reopen, Act::Take)),
            Act::Snooze(_) => Some((t.undo, Act::Wake)),
            Act::MarkSpam => Some((t.undo, Act::NotSpam)),
            Act::Take | Act::Wake | Act::NotSpam | Act::Label(_) => None,
        }
    }

    fn done(&self, count: usize, workspace: Workspace, t: Words) -> String {
        match self {
            Act::Resolve => t.bulk_resolved(count),
            Act::Snooze(until) => {
                t.bulk_snoozed(count, crate::time::moment(*until, workspace.shop_zone.get_untracked(), t))
            }
            Act::MarkSpam => t.bulk_spam(count),
            Act::Take => t.bulk_taken(count),
            Act::Wake | Act::NotSpam => t.bulk_back(count),
            Act::Label(_) => t.bulk_labelled(count),
        }
    }

    /// The commands that bring it about, in order.
    fn commands(&self, row: Option<&InboxRow>, me: StaffId) -> Vec<Command> {
        let id = mint::event_id();
        let command = match self {
            Act::Label(change) => return change.commands(row),
            Act::Take => Command::Take { id },
            Act::Resolve => Command::Resolve { id },
            Act::Snooze(until) => Command::Snooze { id, until: *until },
            Act::Wake => Command::Wake { id },
            Act::MarkSpam => Command::MarkSpam { id },
            Act::NotSpam => Command::NotSpam { id },
        };
        let holder = row.and_then(|row| match row.status {
            Status::Agent { id, .. } | Status::Snoozed { id, .. } => Some(id),
            _ => None,
        });
        match self {
            Act::Snooze(_) if holder != Some(me) => vec![Command::Take { id: mint::event_id() }, command],
            _ => vec![command],
        }
    }
}

/// Does it to all of them, and says how that went; of none there is nothing to say.
pub fn act(workspace: Workspace, ids: Vec<ConversationId>, act: Act) {
    if ids.is_empty() {
        return;
    }
    workspace.run(async move {
        let (mut done, mut refused) = (Vec::new(), Vec::new());
        for id in ids {
            match one(workspace, id, &act).await {
                Ok(()) => done.push(id),
                Err(failure) if failure.is_signed_out() => return workspace.signed_out.run(()),
                Err(failure) => refused.push((id, failure)),
            }
        }
        tell(workspace, &act, done, &refused);
    });
}

async fn one(workspace: Workspace, id: ConversationId, act: &Act) -> Result<(), Failure> {
    let row = untrack(|| workspace.row(id));
    for command in act.commands(row.as_ref(), workspace.me()) {
        let path = format!("/v1/conversations/{id}/frames");
        match http::post(&path, &ClientFrame::Command { command }).await? {
            ServerFrame::Error { problem, .. } => return Err(Failure::Refused(problem)),
            _ => continue,
        }
    }
    Ok(())
}

fn tell(workspace: Workspace, act: &Act, done: Vec<ConversationId>, refused: &[(ConversationId, Failure)]) {
    let t = workspace.words();
    let mut said = Vec::new();
    if !done.is_empty() {
        said.push(act.done(done.len(), workspace, t));
    }
    if let Some((_, why)) = refused.first() {
        let name = |(id, _): &(ConversationId, Failure)| {
            state::called(untrack(|| workspace.row(*id)).as_ref(), *id, t)
        };
        let mut names: Vec<String> = refused.iter().take(NAMED).map(name).collect();
        if refused.len() > NAMED {
            names.push(t.bulk_others(refused.len() - NAMED));
        }
        said.push(format!("{} {}", t.bulk_refused(names.join(", ")), reason(why, t)));
    }
    let take_back = act.undo(t).filter(|_| !done.is_empty()).map(|(label, undo)| (label, done, undo));
    workspace.say(Toast { text: said.join(" "), take_back });
}

fn reason(failure: &Failure, t: Words) -> &'static str {
    match failure {
        Failure::Refused(problem) => words::problem(problem, t),
        Failure::Unreachable => t.bulk_unreachable,
    }
}
