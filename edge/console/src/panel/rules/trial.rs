//! How a rule would have fared in the shop's last conversations.

use leptos::html;
use leptos::prelude::*;
use protocol::workflow::{Match, Tried};

use super::sentence;
use crate::state::{self, Workspace};
use crate::time;
use crate::words::words;

/// What was found, the latest first; a tap opens the conversation, after `leave`.
#[component]
pub fn Trial(tried: Tried, leave: Callback<()>) -> impl IntoView {
    let t = words();
    let said = match tried.matches.len() {
        0 => t.rule_tried_none(tried.looked),
        many => t.rule_tried(tried.looked, many),
    };
    let shown = NodeRef::<html::Section>::new();
    // It stands below the form, which may fill the screen.
    Effect::new(move || {
        if let Some(shown) = shown.get() {
            shown.scroll_into_view();
        }
    });
    view! {
        <section class="rule-trial" node_ref=shown>
            <p role="status">{said}</p>
            <ul class="pasts">{tried.matches.into_iter().map(|found| view! { <MatchRow found leave/> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn MatchRow(found: Match, leave: Callback<()>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let id = found.conversation;
    let name = state::called(untrack(|| workspace.row(id)).as_ref(), id, t);
    let open = move |_| {
        leave.run(());
        workspace.panel.set(None);
        workspace.open.set(Some(id));
    };
    view! {
        <li>
            <button class="past" on:click=open>
                <b>{name}</b>
                <span class="past-when">{time::moment(found.at, workspace.zone(), t)}</span>
                {(!found.said.is_empty()).then(|| view! { <span class="past-line">{format!("“{}”", found.said)}</span> })}
                <span class="past-line faint">{t.rule_would(sentence::actions(&found.does, t))}</span>
            </button>
        </li>
    }
}
