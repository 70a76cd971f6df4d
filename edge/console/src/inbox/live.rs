//! The inbox as it happens: changes over a socket, pages by request. Where the socket is lost the whole is asked for again
//! and again, so that the list stays current where sockets are blocked, and an ended session is noticed.

use futures_channel::mpsc::unbounded;
use gloo_events::EventListener;
use leptos::prelude::*;
use protocol::ConversationId;
use protocol::filter::Filter;
use protocol::inbox::{self, View};
use protocol::staff::{ConsoleFrame, InboxFrame, InboxRow};
use serde::de::DeserializeOwned;

use super::notify;
use crate::state::Workspace;
use crate::wire::connection::{Heard, keep};
use crate::wire::http;

const PATH: &str = "/v1/staff/inbox";

/// Keeps the workspace's inbox current for as long as somebody is signed in.
pub fn listen(workspace: Workspace) {
    let (sender, outgoing) = unbounded();
    let hear = move |heard| match heard {
        Heard::Connected => {
            workspace.inbox.update(|inbox| inbox.connected());
            workspace.run(open(workspace));
        }
        Heard::Frame(text) => take_in(workspace, &text),
        Heard::Lost => {
            workspace.inbox.update(|inbox| inbox.connected());
            workspace.run(open(workspace));
        }
    };
    workspace.run(async move {
        let _listener = EventListener::new(&document(), "visibilitychange", move |_| {
            // The queue lives as long as this listener.
            sender.unbounded_send(seen()).unwrap_or_default();
        });
        keep("/v1/staff/live".to_owned(), outgoing, || Some(seen()), hear).await;
    });
}

/// Says whether I can see the console: while I do, nothing is pushed to my other browsers.
fn seen() -> String {
    let frame = ConsoleFrame::Seen { seen: notify::is_seen() };
    serde_json::to_string(&frame).expect("a struct of a bool")
}

fn take_in(workspace: Workspace, frame: &str) {
    match serde_json::from_str(frame) {
        Ok(InboxFrame::Rows { rows, gone, counts }) => {
            notify::tell(workspace, &rows);
            let me = workspace.me();
            workspace.inbox.update(|inbox| inbox.hear(rows, gone, counts, me));
        }
        Ok(InboxFrame::Colleagues { colleagues, teams }) => {
            workspace.colleagues.set(colleagues);
            workspace.teams.maybe_update(|known| std::mem::replace(known, teams.clone()) != teams);
        }
        Ok(InboxFrame::Unknown) => {}
        Err(error) => leptos::logging::warn!("inbox: a frame could not be read: {error}"),
    }
}

/// Asks for the whole anew: what is to be shown has changed.
pub fn open_anew(workspace: Workspace) {
    workspace.run(open(workspace));
}

async fn open(workspace: Workspace) {
    let filter = workspace.filter.get_untracked();
    let path = format!("{PATH}?{}", filtered(&filter));
    if let Some(inbox) = get::<inbox::Inbox>(workspace, &path).await
        && workspace.filter.with_untracked(|now| *now == filter)
    {
        workspace.inbox.update(|known| known.opened(inbox, workspace.open.get_untracked()));
    }
}

/// A filter as a part of an address; nothing where it asks for nothing.
fn filtered(filter: &Filter) -> String {
    if filter.is_empty() {
        return String::new();
    }
    let json = serde_json::to_string(filter).unwrap_or_default();
    format!("filter={}", String::from(js_sys::encode_uri_component(&json)))
}

/// Asks for a view's next page, if it has one and none is on its way.
pub fn more(workspace: Workspace, view: View) {
    let next = workspace.inbox.with_untracked(|inbox| inbox.next(view));
    let Some(after) = next.filter(|_| !workspace.is_paging.get_value()) else { return };
    workspace.is_paging.set_value(true);
    workspace.run(async move {
        let filter = workspace.filter.with_untracked(filtered);
        let path = format!("{PATH}?view={}&after={after}&{filter}", view.name());
        let answer = get::<inbox::Inbox>(workspace, &path).await;
        workspace.is_paging.set_value(false);
        // The inbox may have been opened anew meanwhile: then this page has no place in it.
        if let Some(inbox) = answer
            && workspace.inbox.with_untracked(|known| known.next(view)) == Some(after)
        {
            workspace.inbox.update(|known| inbox.pages.into_iter().for_each(|page| known.add(page)));
        }
    });
}

/// Sees to it that a conversation's row is there, wherever it stands.
pub fn look_up(workspace: Workspace, id: ConversationId) {
    if workspace.inbox.with_untracked(|inbox| inbox.get(id).is_some()) {
        return;
    }
    workspace.run(async move {
        if let Some(row) = get::<InboxRow>(workspace, &format!("{PATH}/{id}")).await {
            workspace.inbox.update(|inbox| inbox.keep(row));
        }
    });
}

async fn get<T: DeserializeOwned>(workspace: Workspace, path: &str) -> Option<T> {
    match http::get(path).await {
        Ok(answer) => {
            workspace.online.set(true);
            Some(answer)
        }
        Err(failure) if failure.is_signed_out() => {
            workspace.signed_out.run(());
            None
        }
        Err(http::Failure::Unreachable) => {
            workspace.online.set(false);
            None
        }
        // A conversation that isn't there has no row.
        Err(http::Failure::Refused(_)) => None,
    }
}
