//! What lies over the columns: the list of keys, and messages at the screen's edge; and where the focus goes.

use leptos::html;
use leptos::prelude::*;
use protocol::ConversationId;
use wasm_bindgen::JsCast;

use crate::bulk::{self, Act};
use crate::icon::{Icon, Name};
use crate::keys;
use crate::state::Workspace;
use crate::thread::actions;
use crate::words::words;

/// A dialog of the browser's, over the columns for as long as `is_open` says so.
pub fn open_while(is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if is_open() {
            // Fails only when it is open already.
            dialog.show_modal().ok();
        } else {
            dialog.close();
        }
    });
    dialog
}

/// The list of keys. The browser's own dialog keeps the focus inside and closes on Escape.
#[component]
pub fn KeysDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = words();
    let dialog = open_while(move || open.get());
    let row = |(keys, what): (&'static [&'static str], &'static str)| {
        view! {
            <div class="key-row">
                <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
                <dd>{what}</dd>
            </div>
        }
    };
    view! {
        <dialog class="keys" node_ref=dialog aria-labelledby="keys-title" on:close=move |_| open.set(false)>
            <header>
                <h2 id="keys-title">{t.keys_title}</h2>
                <button class="button quiet" aria-label=t.close on:click=move |_| open.set(false)>
                    <Icon name=Name::Close/>
                </button>
            </header>
            <dl>{keys::help(t).map(row).into_iter().collect_view()}</dl>
        </dialog>
    }
}

/// The message at the screen's edge, with a button where what it tells can be taken back.
#[component]
pub fn ToastBar() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let take_back = move |ids: Vec<ConversationId>, act| {
        workspace.toast.set(None);
        match (&act, ids.as_slice()) {
            (Act::Take, [id]) => actions::take(workspace, workspace.thread(*id)),
            _ => bulk::act(workspace, ids, act),
        }
    };
    let shown = move || {
        workspace.toast.get().map(|toast| {
            view! {
                <div class="toast">
                    <span>{toast.text}</span>
                    {toast.take_back.map(|(label, ids, act)| {
                        view! { <button class="button" on:click=move |_| take_back(ids.clone(), act.clone())>{label}</button> }
                    })}
                    <button class="button quiet" aria-label=t.close on:click=move |_| workspace.toast.set(None)>
                        <Icon name=Name::Close/>
                    </button>
                </div>
            }
        })
    };
    view! { <div class="toasts" role="status">{shown}</div> }
}

/// Puts the focus on the element with an id.
pub fn focus(id: &str) {
    let element =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        // What can't take the focus just now leaves it where it is.
        element.focus().ok();
    }
}

/// Whether a dialog or a menu lies over the columns: the keys are its own then.
pub fn is_open() -> bool {
    document().query_selector("dialog[open], [popover]:popover-open").ok().flatten().is_some()
}
