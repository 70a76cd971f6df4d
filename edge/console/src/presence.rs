//! Who is there: my own switch in the rail, and how a colleague's presence is shown, as a shape and a word.

use leptos::prelude::*;
use protocol::api::SetPresence;
use protocol::staff::Presence;

use crate::state::{Toast, Workspace};
use crate::wire::http;
use crate::words::{self, Words, words};

const SWITCH_ID: &str = "presence";

/// What somebody can say of themselves, as the switch's options name it.
const CHOICES: [(Presence, &str); 3] =
    [(Presence::Online, "online"), (Presence::Busy, "busy"), (Presence::Away, "away")];

/// Says whether I am there; the server tells every console, this one too.
#[component]
pub fn PresenceSwitch() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let mine = Memo::new(move |_| {
        let me = workspace.me();
        workspace.colleagues.with(|all| all.iter().find(|one| one.id == me).map(|one| one.presence))
    });
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let Some((presence, _)) = CHOICES.into_iter().find(|(_, name)| *name == chosen) else { return };
        if let Some(before) = mine.get_untracked() {
            say(workspace, presence, before);
        }
    };
    let option = move |(presence, name): (Presence, &'static str)| {
        let is_mine = move || mine.get() == Some(presence);
        view! { <option value=name prop:selected=is_mine>{words::presence(presence, t)}</option> }
    };
    // Whoever doesn't talk to shoppers isn't among the colleagues, and needs no switch.
    view! {
        <Show when=move || mine.get().is_some()>
            <label class="presence" title=t.presence_title>
                {move || view! { <PresenceMark presence=mine.get().unwrap_or(Presence::Away)/> }}
                <span class="unseen">{t.presence_title}</span>
                <select id=SWITCH_ID on:change=choose>{CHOICES.map(option).into_iter().collect_view()}</select>
            </label>
        </Show>
    }
}

/// A presence as a shape; its word stands beside it.
#[component]
pub fn PresenceMark(presence: Presence) -> impl IntoView {
    let class = match presence {
        Presence::Online => "mark online",
        Presence::Busy => "mark busy",
        Presence::Away | Presence::Unknown => "mark away",
    };
    view! { <i class=class aria-hidden="true"></i> }
}

/// Shows me as this here; what the server tells takes its place.
fn show(workspace: Workspace, presence: Presence) {
    let me = workspace.me();
    workspace.colleagues.update(|all| {
        if let Some(mine) = all.iter_mut().find(|one| one.id == me) {
            mine.presence = presence;
        }
    });
}

fn say(workspace: Workspace, presence: Presence, before: Presence) {
    show(workspace, presence);
    workspace.run(async move {
        let t: Words = workspace.words();
        let told = http::tell("/v1/staff/presence", &SetPresence { presence }).await;
        if let Err(failure) = told {
            if failure.is_signed_out() {
                workspace.signed_out.run(());
            }
            show(workspace, before);
            workspace.say(Toast { text: t.presence_failed.to_owned(), take_back: None });
        }
    });
}

/// Puts the focus on my switch.
pub fn focus_switch() {
    crate::dialog::focus(SWITCH_ID);
}
