//! What an agent does with a conversation, from a button or a key. Each does nothing where it makes no sense.

use leptos::prelude::*;
use protocol::Command;
use protocol::event::Status;
use protocol::staff::Permission;

use super::log::Log;
use super::outbox::Pending;
use super::transfer::{Recipient, may_give};
use super::{Tab, Thread, files, mention, quote, send};
use crate::bulk::{self, Act};
use crate::inbox::View;
use crate::macros;
use crate::mint;
use crate::state::Workspace;

/// Takes the conversation, over from a colleague who is away; a settled one opens again.
pub fn take(workspace: Workspace, thread: Thread) {
    let is_mine_asleep =
        untrack(|| matches!(workspace.status(thread), Status::Snoozed { id, .. } if id == workspace.me()));
    if is_mine_asleep {
        return wake(workspace, thread);
    }
    if untrack(|| !workspace.is_mine(thread) && workspace.may_take(thread)) {
        thread.tab.set(Tab::Reply);
        send::submit(workspace, thread, Command::Take { id: mint::event_id() });
    }
    focus_composer(thread);
}

/// Gives it back to the bot.
pub fn back_to_bot(workspace: Workspace, thread: Thread) {
    if may_return(workspace, thread) {
        send::submit(workspace, thread, Command::BackToBot { id: mint::event_id() });
    }
}

/// Asks to whom it is to be given.
pub fn give(workspace: Workspace, thread: Thread) {
    if untrack(|| may_give(workspace, thread)) {
        workspace.giving.set(Some(thread.id));
    }
}

/// Gives it to a colleague, to a team, or back to those who wait.
pub fn transfer(workspace: Workspace, thread: Thread, to: Recipient, note: String) {
    let (to, team) = match to {
        Recipient::Colleague(to) => (Some(to), None),
        Recipient::Team(team) => (None, Some(team)),
        Recipient::Queue => (None, None),
    };
    send::submit(workspace, thread, Command::Transfer { id: mint::event_id(), to, team, note });
}

/// Whether a conversation of this status can be settled by whoever looks at it.
pub fn may_resolve(workspace: Workspace, status: &Status) -> bool {
    match status {
        Status::FollowUp => workspace.may(Permission::Direct),
        status => !matches!(status, Status::Resolved | Status::Spam),
    }
}

/// Settles it. What a low rating left to look into needs a note on what was done first: that is opened where there is none.
pub fn resolve(workspace: Workspace, thread: Thread) {
    let status = untrack(|| workspace.status(thread));
    if status == Status::FollowUp && !is_noted(thread) {
        return write_note(thread);
    }
    if may_resolve(workspace, &status) {
        thread.tab.set(Tab::Reply);
        send::submit(workspace, thread, Command::Resolve { id: mint::event_id() });
    }
}

/// Whether somebody wrote what was done about a low rating; my note may still be on its way, in front of what I do next.
fn is_noted(thread: Thread) -> bool {
    let is_mine = |pending: &Pending| matches!(pending.command, Command::Note { .. });
    thread.log.with_untracked(Log::is_followed_up)
        || thread.outbox.with_untracked(|outbox| outbox.iter().any(is_mine))
}

/// Asks until when to put it off, where it is mine.
pub fn snooze(workspace: Workspace, thread: Thread) {
    if may_return(workspace, thread) {
        workspace.snoozing.set(vec![thread.id]);
    }
}

/// Asks for its tags and priority.
pub fn label(workspace: Workspace, thread: Thread) {
    if workspace.may(Permission::Converse) {
        workspace.labelling.set(vec![thread.id]);
    }
}

/// Says that it is no customer's, where no colleague has it.
pub fn mark_spam(workspace: Workspace, thread: Thread) {
    let view = untrack(|| View::of(&workspace.status(thread), workspace.me()));
    if !matches!(view, View::Team | View::Spam | View::FollowUp) {
        bulk::act(workspace, vec![thread.id], Act::MarkSpam);
    }
}

/// Takes up at once what I put off.
pub fn wake(workspace: Workspace, thread: Thread) {
    bulk::act(workspace, vec![thread.id], Act::Wake);
}

/// Takes that back.
pub fn not_spam(workspace: Workspace, thread: Thread) {
    bulk::act(workspace, vec![thread.id], Act::NotSpam);
}

/// Sends what the tab holds, and empties it.
pub fn say(workspace: Workspace, thread: Thread, tab: Tab) {
    let text = thread.draft(tab).get_untracked().trim().to_owned();
    let (ready, has_files) = thread.attached.with_untracked(|files| (files.is_ready(), !files.is_empty()));
    let says_something = !text.is_empty() || (tab == Tab::Reply && has_files);
    if !says_something || text.chars().count() > protocol::limits::TEXT_CHARS {
        return;
    }
    let has_blanks = tab == Tab::Reply && !untrack(|| macros::unfilled(workspace, &text)).is_empty();
    if has_blanks || (tab == Tab::Reply && !ready) {
        return; // the button waits for the blanks to be filled and for the files; so does Enter
    }
    let id = mint::event_id();
    let command = match tab {
        Tab::Reply => match thread.editing.get_untracked() {
            Some(about) if !text.is_empty() => Command::Edit { id, about, text },
            Some(_) => return,
            None => {
                let (files, reply_to) = (files::take(thread), thread.replying.get_untracked());
                Command::Message { id, text, picked: None, files, reply_to }
            }
        },
        Tab::Note => {
            let mentions = workspace.colleagues.with_untracked(|all| mention::mentioned(&text, all));
            Command::Note { id, text, mentions }
        }
    };
    thread.write(tab, String::new());
    if tab == Tab::Reply {
        quote::leave(thread);
    }
    send::submit(workspace, thread, command);
}

/// Opens the reply.
pub fn write_reply(thread: Thread) {
    thread.tab.set(Tab::Reply);
    focus_composer(thread);
}

/// Opens the note.
pub fn write_note(thread: Thread) {
    thread.tab.set(Tab::Note);
    focus_composer(thread);
}

fn focus_composer(thread: Thread) {
    thread.wants_focus.set(true);
}

fn may_return(workspace: Workspace, thread: Thread) -> bool {
    untrack(|| View::of(&workspace.status(thread), workspace.me()) == View::Mine)
}
