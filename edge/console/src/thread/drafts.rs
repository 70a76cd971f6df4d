//! What is written but not sent, kept by the browser until the tab closes or the agent signs out, so that a reload takes
//! nothing away. A browser that keeps nothing costs only that.

use leptos::prelude::window;
use protocol::ConversationId;

use super::Tab;

/// The text kept for a tab; empty if there is none.
pub fn read(id: ConversationId, tab: Tab) -> String {
    storage().and_then(|storage| storage.get_item(&key(id, tab)).ok().flatten()).unwrap_or_default()
}

/// Keeps a tab's text.
pub fn keep(id: ConversationId, tab: Tab, text: &str) {
    let Some(storage) = storage() else { return };
    if text.is_empty() {
        storage.remove_item(&key(id, tab)).ok();
    } else {
        storage.set_item(&key(id, tab), text).ok();
    }
}

/// Forgets all drafts.
pub fn forget() {
    if let Some(storage) = storage() {
        storage.clear().ok();
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn key(id: ConversationId, tab: Tab) -> String {
    format!("sapa.draft.{id}.{tab:?}")
}
