//! The open conversation as it happens: resumes over a socket from the last event without a gap, and catches up by
//! request whenever the socket is lost.

use futures_channel::mpsc::unbounded;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use protocol::api::EventPage;
use protocol::event::Status;
use protocol::problem::Kind;
use protocol::{Author, ClientFrame, Event, Seq, ServerFrame};

use super::log::Log;
use super::{Thread, Writing};
use crate::mint;
use crate::state::Workspace;
use crate::wire::connection::{Heard, keep};
use crate::wire::http::{self, Failure};

/// How long "is writing" holds without being said again, in milliseconds.
const TYPING_MS: u32 = 6_000;

/// The same where one sees what they have written so far, in milliseconds: whoever stops to think is still at it.
const DRAFT_MS: u32 = 30_000;

/// Keeps a conversation current until the current owner goes.
pub fn listen(workspace: Workspace, thread: Thread) {
    let (sender, outgoing) = unbounded();
    thread.socket.set_value(Some(sender));
    let hello = move || Some(encode(&resume(thread)));
    let hear = move |heard| match heard {
        Heard::Connected => {}
        Heard::Frame(text) => take_in(workspace, thread, &text),
        Heard::Lost => {
            thread.typing.set(None);
            thread.viewers.set(Vec::new());
            workspace.run(catch_up(workspace, thread));
        }
    };
    spawn_local_scoped_with_cancellation(keep(format!("{}/live", path(thread)), outgoing, hello, hear));
    on_cleanup(move || {
        thread.socket.set_value(None);
        thread.typing.set(None);
        thread.viewers.set(Vec::new());
    });
}

/// A conversation's address.
pub fn path(thread: Thread) -> String {
    format!("/v1/conversations/{}", thread.id)
}

/// A frame as text.
pub fn encode(frame: &ClientFrame) -> String {
    serde_json::to_string(frame).expect("frames are made of texts and numbers")
}

fn resume(thread: Thread) -> ClientFrame {
    ClientFrame::Resume { after: thread.log.with_untracked(Log::last) }
}

fn take_in(workspace: Workspace, thread: Thread, frame: &str) {
    match serde_json::from_str(frame) {
        Ok(frame) => handle(workspace, thread, frame),
        Err(error) => leptos::logging::warn!("conversation: a frame could not be read: {error}"),
    }
}

fn handle(workspace: Workspace, thread: Thread, frame: ServerFrame) {
    match frame {
        ServerFrame::Welcome { events, last, more, status, read, .. } => {
            receive(thread, events, last, status);
            loaded(thread, more, read);
            if more {
                thread.mention(&resume(thread));
            }
        }
        ServerFrame::Events { events, last, status } => receive(thread, events, last, status),
        ServerFrame::Typing { author, on: true, draft } => typing(workspace, thread, author, draft),
        ServerFrame::Typing { .. } => thread.typing.set(None),
        ServerFrame::Read { seq } => thread.log.update(|log| log.seen(seq)),
        ServerFrame::Error { problem, .. } => leptos::logging::warn!("conversation: {}", problem.title),
        ServerFrame::Viewers { mut viewers } => {
            viewers.retain(|viewer| viewer.id != workspace.me());
            thread.viewers.set(viewers);
        }
        ServerFrame::Done | ServerFrame::Unknown => {}
    }
}

/// Takes in events, and takes off the outbox what they confirm.
pub fn receive(thread: Thread, events: Vec<Event>, last: Seq, status: Status) {
    let said = |by: &Author| events.iter().any(|event| event.author == *by);
    if thread.typing.with_untracked(|typing| typing.as_ref().is_some_and(|writing| said(&writing.author))) {
        thread.typing.set(None);
    }
    thread.outbox.update(|outbox| events.iter().for_each(|event| outbox.remove(event.id)));
    thread.log.update(|log| log.receive(events, last, status));
}

fn loaded(thread: Thread, more: bool, read: Seq) {
    thread.log.update(|log| {
        log.seen(read);
        log.loaded = log.loaded || !more;
    });
}

/// The shopper erased the conversation: nothing of it stays on the screen.
fn forget(thread: Thread) {
    thread.gone.set(true);
    thread.socket.set_value(None);
    thread.log.set(Log::default());
}

fn typing(workspace: Workspace, thread: Thread, author: Author, draft: String) {
    let holds = if draft.is_empty() { TYPING_MS } else { DRAFT_MS };
    let until = mint::now().plus(holds.into());
    thread.typing.set(Some(Writing { author, draft, until }));
    workspace.run(async move {
        TimeoutFuture::new(holds).await;
        // Said again meanwhile, it holds longer.
        if thread
            .typing
            .with_untracked(|typing| typing.as_ref().is_some_and(|writing| writing.until <= until))
        {
            thread.typing.set(None);
        }
    });
}

async fn catch_up(workspace: Workspace, thread: Thread) {
    loop {
        let after = thread.log.with_untracked(Log::last);
        match http::get::<EventPage>(&format!("{}/events?after={after}", path(thread))).await {
            Ok(page) => {
                receive(thread, page.events, page.last, page.status);
                loaded(thread, page.more, page.read);
                if !page.more {
                    return;
                }
            }
            Err(Failure::Refused(problem)) if problem.is(Kind::NotFound) => return forget(thread),
            Err(failure) if failure.is_signed_out() => return workspace.signed_out.run(()),
            // The connection's next attempt comes by here again.
            Err(_) => return,
        }
    }
}
