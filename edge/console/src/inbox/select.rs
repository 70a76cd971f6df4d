//! Picking several conversations in the list, and what can be done to all of them at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::ConversationId;

use super::list;
use crate::bulk::{self, Act};
use crate::icon::{Icon, Name};
use crate::keys::Action;
use crate::state::Workspace;
use crate::words::words;

/// Whether anything is picked.
pub fn is_any(workspace: Workspace) -> bool {
    untrack(|| !picked(workspace).is_empty())
}

/// Picks the conversation whose row has the focus, or no longer.
pub fn toggle_focused(workspace: Workspace) {
    if let Some(id) = list::focused() {
        toggle(workspace, id, false);
    }
}

/// Picks a conversation, or no longer; with `range`, everything between it and the one before.
pub fn toggle(workspace: Workspace, id: ConversationId, range: bool) {
    let from = workspace.last_picked.get_value().filter(|_| range);
    workspace.last_picked.set_value(Some(id));
    workspace.selected.update(|selected| {
        let picked = selected.get_or_insert_default();
        match from {
            Some(from) => picked.extend(between(&untrack(|| list::shown(workspace)), from, id)),
            None => {
                if !picked.remove(&id) {
                    picked.insert(id);
                }
            }
        }
    });
}

/// The rows from one to another, both included, whichever comes first.
fn between(rows: &[ConversationId], from: ConversationId, to: ConversationId) -> Vec<ConversationId> {
    let place = |id| rows.iter().position(|row| *row == id);
    match (place(from), place(to)) {
        (Some(from), Some(to)) => rows[from.min(to)..=from.max(to)].to_vec(),
        _ => vec![to],
    }
}

/// Does to what is picked what a key does to the open conversation.
pub fn act_by_key(workspace: Workspace, action: Action) {
    match action {
        Action::Resolve => act_on_picked(workspace, Act::Resolve),
        Action::MarkSpam => act_on_picked(workspace, Act::MarkSpam),
        Action::Label => label_picked(workspace),
        _ => snooze_picked(workspace),
    }
}

/// What is picked and in the list. Tracked.
fn picked(workspace: Workspace) -> Vec<ConversationId> {
    let picked = workspace.selected.get().unwrap_or_default();
    if picked.is_empty() {
        return Vec::new();
    }
    let shown = list::shown(workspace);
    shown.into_iter().filter(|id| picked.contains(id)).collect()
}

fn act_on_picked(workspace: Workspace, act: Act) {
    let ids = untrack(|| picked(workspace));
    workspace.selected.set(None);
    bulk::act(workspace, ids, act);
}

fn snooze_picked(workspace: Workspace) {
    workspace.snoozing.set(untrack(|| picked(workspace)));
}

fn label_picked(workspace: Workspace) {
    workspace.labelling.set(untrack(|| picked(workspace)));
}

/// How many are picked, and what can be done to them; or the button that begins picking.
#[component]
pub fn SelectBar() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let count = Memo::new(move |_| picked(workspace).len());
    let is_none = move || count.get() == 0;
    let stop = move |_| workspace.selected.set(None);
    view! {
        <Show when=move || workspace.selected.with(Option::is_some)>
            <div class="select-bar" role="toolbar" aria-label=t.select_what>
                <b role="status">{move || t.selected(count.get())}</b>
                <button class="button quiet" aria-label=t.select_stop on:click=stop><Icon name=Name::Close/></button>
                <button class="button" disabled=is_none title=format!("{} (E)", t.resolve) on:click=move |_| act_on_picked(workspace, Act::Resolve)>
                    <Icon name=Name::Check/><span>{t.resolve}</span>
                </button>
                <button class="button" disabled=is_none title=format!("{} (Z)", t.snooze) on:click=move |_| snooze_picked(workspace)>
                    <Icon name=Name::Moon/><span>{t.snooze}</span>
                </button>
                <button class="button" disabled=is_none title=format!("{} (!)", t.mark_spam) on:click=move |_| act_on_picked(workspace, Act::MarkSpam)>
                    <Icon name=Name::Spam/><span>{t.view_spam}</span>
                </button>
                <button class="button" disabled=is_none title=format!("{} (L)", t.labels) on:click=move |_| label_picked(workspace)>
                    <Icon name=Name::Tag/><span>{t.label}</span>
                </button>
            </div>
        </Show>
    }
}

/// Begins picking.
#[component]
pub fn SelectButton() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_on = move || workspace.selected.with(Option::is_some);
    let switch = move |_| workspace.selected.set(if is_on() { None } else { Some(BTreeSet::new()) });
    view! {
        <button class="button quiet" title=format!("{} (X)", t.select) aria-label=t.select aria-pressed=move || is_on().to_string() on:click=switch>
            <Icon name=Name::Select/>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Millis;

    #[test]
    fn a_range_is_the_same_from_either_end() {
        let rows: Vec<_> = (0..5).map(|n| ConversationId::from_parts(Millis(0), n)).collect();
        assert_eq!(between(&rows, rows[1], rows[3]), rows[1..=3]);
        assert_eq!(between(&rows, rows[3], rows[1]), rows[1..=3]);
        let unknown = ConversationId::from_parts(Millis(0), 9);
        assert_eq!(between(&rows, unknown, rows[2]), [rows[2]], "the first one has left the list");
    }
}
