//! Sends what is in a conversation's outbox, one command after the other, until each is confirmed or refused. It goes on
//! when another conversation is opened; a request rather than the socket, so it doesn't depend on one.

use leptos::prelude::*;
use protocol::problem::Kind;
use protocol::{ClientFrame, Command, EventId, Problem, ServerFrame};

use super::outbox::Progress;
use super::{Tab, Thread, live};
use crate::bulk::Act;
use crate::mint;
use crate::state::{Toast, Workspace};
use crate::wire::http::{self, Failure};
use crate::words;

/// The pause before trying again, in milliseconds.
const PAUSE_MS: u32 = 3_000;

/// Puts a command into the outbox and sends it.
pub fn submit(workspace: Workspace, thread: Thread, command: Command) {
    thread.outbox.update(|outbox| outbox.add(command, mint::now()));
    pump(workspace, thread);
}

/// Tries a refused or stuck command again.
pub fn retry(workspace: Workspace, thread: Thread, id: EventId) {
    thread.outbox.update(|outbox| outbox.mark(id, Progress::Sending));
    pump(workspace, thread);
}

fn pump(workspace: Workspace, thread: Thread) {
    if thread.is_sending.get_value() {
        return;
    }
    thread.is_sending.set_value(true);
    workspace.run(async move {
        while let Some(command) = thread.outbox.with_untracked(|outbox| outbox.next().cloned()) {
            deliver(workspace, thread, command).await;
        }
        thread.is_sending.set_value(false);
    });
}

/// One attempt at one command.
async fn deliver(workspace: Workspace, thread: Thread, command: Command) {
    let id = command.id();
    let path = format!("{}/frames", live::path(thread));
    match http::post(&path, &ClientFrame::Command { command: command.clone() }).await {
        Ok(ServerFrame::Events { events, last, status }) => {
            live::receive(thread, events, last, status);
            // The answer confirms it even if its event was told before.
            thread.outbox.update(|outbox| outbox.remove(id));
            confirmed(workspace, thread, &command);
        }
        Ok(ServerFrame::Error { problem, .. }) => refused(workspace, thread, &command, problem),
        Ok(_) => {
            let problem = Problem::new(Kind::Internal, "The answer was not the command's event.");
            refused(workspace, thread, &command, problem);
        }
        Err(Failure::Refused(problem)) => {
            if problem.is(Kind::Unauthorized) {
                workspace.signed_out.run(());
            }
            refused(workspace, thread, &command, problem);
        }
        Err(Failure::Unreachable) => {
            thread.outbox.update(|outbox| outbox.mark(id, Progress::Stuck));
            gloo_timers::future::TimeoutFuture::new(PAUSE_MS).await;
        }
    }
}

/// What can be taken back says so for a while.
fn confirmed(workspace: Workspace, thread: Thread, command: &Command) {
    let t = workspace.words();
    let (text, label) = match command {
        Command::Resolve { .. } => (t.toast_resolved, t.reopen),
        Command::BackToBot { .. } => (t.toast_returned, t.take_again),
        Command::Transfer { to, team, .. } => {
            let team = team.and_then(|team| untrack(|| workspace.team(team)));
            let team = team.map(|team| t.team_of(team.name));
            let name = to.and_then(|to| workspace.colleague(to)).or(team);
            let text = name.map_or_else(|| t.toast_queued.to_owned(), |name| t.toast_given(name));
            return workspace.say(Toast { text, take_back: None });
        }
        _ => return,
    };
    workspace.say(Toast { text: text.to_owned(), take_back: Some((label, vec![thread.id], Act::Take)) });
}

/// A refused text stays where it was written; a refused act has no place in the thread, so it is told at the edge.
fn refused(workspace: Workspace, thread: Thread, command: &Command, problem: Problem) {
    if matches!(command, Command::Message { .. } | Command::Note { .. }) {
        thread.outbox.update(|outbox| outbox.mark(command.id(), Progress::Refused(problem)));
    } else {
        thread.outbox.update(|outbox| outbox.remove(command.id()));
        if let Command::Edit { text, .. } = command
            && thread.reply.with_untracked(String::is_empty)
        {
            thread.write(Tab::Reply, text.clone()); // the words aren't lost: they can be sent as a message
        }
        workspace
            .say(Toast { text: words::problem(&problem, workspace.words()).to_owned(), take_back: None });
    }
}
