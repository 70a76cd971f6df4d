//! The inbox as it happens: rows over a socket, and by request whenever that is lost, so that the list stays current
//! where sockets are blocked, and an ended session is noticed.

use futures_channel::mpsc::unbounded;
use leptos::prelude::*;
use protocol::api;
use protocol::staff::InboxFrame;

use crate::state::Workspace;
use crate::wire::connection::{Heard, keep};
use crate::wire::http;

/// Keeps the workspace's inbox current for as long as somebody is signed in.
pub fn listen(workspace: Workspace) {
    // Nothing is said on this socket but `ping`; the sender is kept so that the queue stays open.
    let (sender, outgoing) = unbounded();
    let hear = move |heard| match heard {
        Heard::Connected => workspace.online.set(true),
        Heard::Frame(text) => take_in(workspace, &text),
        Heard::Lost => workspace.run(catch_up(workspace)),
    };
    workspace.run(async move {
        let _open = sender;
        keep("/v1/staff/live".to_owned(), outgoing, || None, hear).await;
    });
}

fn take_in(workspace: Workspace, frame: &str) {
    match serde_json::from_str(frame) {
        Ok(InboxFrame::Rows { rows, all }) => workspace.inbox.update(|inbox| inbox.merge(rows, all)),
        Ok(InboxFrame::Unknown) => {}
        Err(error) => leptos::logging::warn!("inbox: a frame could not be read: {error}"),
    }
}

async fn catch_up(workspace: Workspace) {
    match http::get::<api::Inbox>("/v1/staff/inbox").await {
        Ok(inbox) => {
            workspace.online.set(true);
            workspace.inbox.update(|known| known.merge(inbox.rows, true));
        }
        Err(failure) if failure.is_signed_out() => workspace.signed_out.run(()),
        Err(_) => workspace.online.set(false),
    }
}
