//! Giving a conversation to a colleague, to a team, or back to those who wait: to whom, with who is there and how much they
//! have, and a note for them.

use leptos::prelude::*;
use protocol::api::Colleagues;
use protocol::event::Status;
use protocol::limits::TEXT_CHARS;
use protocol::staff::{Colleague, Permission, Presence};
use protocol::team::Team;
use protocol::{StaffId, TeamId};

use super::{Thread, actions};
use crate::dialog::open_while;
use crate::icon::{Icon, Name};
use crate::presence::PresenceMark;
use crate::state::Workspace;
use crate::wire::http;
use crate::words::{self, words};

/// To whom it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// Nobody in particular.
    Queue,
    /// Whoever of a team has room.
    Team(TeamId),
    /// A colleague.
    Colleague(StaffId),
}

/// Whether I may give a conversation away. Tracked.
pub fn may_give(workspace: Workspace, thread: Thread) -> bool {
    match workspace.status(thread) {
        Status::Agent { id, .. } | Status::Snoozed { id, .. } => {
            id == workspace.me() || workspace.may(Permission::Direct)
        }
        _ => false,
    }
}

/// The dialog over the columns. The browser's own dialog keeps the focus inside and closes on Escape.
#[component]
pub fn TransferDialog() -> impl IntoView {
    let workspace = Workspace::expect();
    let dialog = open_while(move || workspace.giving.with(Option::is_some));
    let form = move || workspace.giving.get().map(|id| view! { <Form thread=workspace.thread(id)/> });
    view! {
        <dialog class="transfer" node_ref=dialog aria-labelledby="transfer-title" on:close=move |_| workspace.giving.set(None)>
            {form}
        </dialog>
    }
}

#[component]
fn Form(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    refresh(workspace);
    let (query, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(None::<Recipient>);
    let found = Memo::new(move |_| {
        let holder = match workspace.status(thread) {
            Status::Agent { id, .. } => Some(id),
            _ => None,
        };
        workspace.colleagues.with(|all| query.with(|query| recipients(all, holder, query)))
    });
    let teams = Memo::new(move |_| {
        let query = query.get().trim().to_lowercase();
        let mut teams = workspace.teams.get();
        teams.retain(|team| team.name.to_lowercase().contains(&query));
        teams
    });
    let excess = move || note.with(|note| note.trim().chars().count()).saturating_sub(TEXT_CHARS);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(to) = chosen.get_untracked().filter(|_| excess() == 0) else { return };
        workspace.giving.set(None);
        actions::transfer(workspace, thread, to, note.get_untracked().trim().to_owned());
    };
    let close = move |_| workspace.giving.set(None);
    view! {
        <form on:submit=submit>
            <header>
                <h2 id="transfer-title">{t.transfer_title}</h2>
                <button type="button" class="button quiet" aria-label=t.close on:click=close><Icon name=Name::Close/></button>
            </header>
            <input
                class="field"
                type="search"
                autofocus
                autocomplete="off"
                placeholder=t.transfer_find
                aria-label=t.transfer_find
                prop:value=query
                on:input=move |event| query.set(event_target_value(&event))
            />
            <fieldset class="recipients">
                <legend class="unseen">{t.transfer_whom}</legend>
                <Choice recipient=Recipient::Queue chosen>
                    <Icon name=Name::Clock/>
                    <span class="recipient-who"><b>{t.transfer_queue}</b><span>{t.transfer_queue_how}</span></span>
                </Choice>
                <For each=move || teams.get() key=Clone::clone let:team><TeamRow team chosen/></For>
                <For each=move || found.get() key=Clone::clone let:colleague>
                    <RecipientRow colleague chosen/>
                </For>
                <Show when=move || found.with(Vec::is_empty) && teams.with(Vec::is_empty)><p class="faint">{t.transfer_nobody}</p></Show>
            </fieldset>
            <label class="transfer-note">
                <span>{t.transfer_note}</span>
                <textarea
                    class="field"
                    rows="2"
                    dir="auto"
                    placeholder=t.transfer_note_hint
                    prop:value=note
                    on:input=move |event| note.set(event_target_value(&event))
                ></textarea>
            </label>
            <Show when=move || { excess() > 0 }><p class="bad" role="alert">{move || t.too_long(excess())}</p></Show>
            <footer>
                <button type="button" class="button" on:click=close>{t.cancel}</button>
                <button class="button primary" type="submit" prop:disabled=move || chosen.get().is_none() || excess() != 0>
                    {t.give}
                </button>
            </footer>
        </form>
    }
}

/// A team, with how many of it are there.
#[component]
fn TeamRow(team: Team, chosen: RwSignal<Option<Recipient>>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let Team { id, name, members, .. } = team;
    let total = members.len();
    let there = move || {
        let is_there = |one: &&Colleague| one.presence == Presence::Online && members.contains(&one.id);
        t.team_there(workspace.colleagues.with(|all| all.iter().filter(is_there).count()), total)
    };
    view! {
        <Choice recipient=Recipient::Team(id) chosen>
            <Icon name=Name::People/>
            <span class="recipient-who"><b dir="auto">{t.team_of(name)}</b><span>{there}</span></span>
        </Choice>
    }
}

#[component]
fn RecipientRow(colleague: Colleague, chosen: RwSignal<Option<Recipient>>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let Colleague { id, name, presence, places, has, .. } = colleague;
    let name = if id == workspace.me() { t.you.to_owned() } else { name };
    let load = t.transfer_load(has, places);
    view! {
        <Choice recipient=Recipient::Colleague(id) chosen>
            <PresenceMark presence/>
            <span class="recipient-who"><b dir="auto">{name}</b><span>{words::presence(presence, t)}</span></span>
            <span class="recipient-load" class:full={has >= places}>{load}</span>
        </Choice>
    }
}

/// One of those to whom it can go.
#[component]
fn Choice(recipient: Recipient, chosen: RwSignal<Option<Recipient>>, children: Children) -> impl IntoView {
    view! {
        <label class="recipient">
            <input
                type="radio"
                name="recipient"
                prop:checked=move || chosen.get() == Some(recipient)
                on:change=move |_| chosen.set(Some(recipient))
            />
            {children()}
        </label>
    }
}

/// Asks who is there and how much they have just now.
fn refresh(workspace: Workspace) {
    workspace.run(async move {
        // Without an answer what was told last stands; the server checks the choice anyway.
        if let Ok(Colleagues { colleagues }) = http::get("/v1/staff/colleagues").await {
            workspace.colleagues.set(colleagues);
        }
    });
}

/// The colleagues whom a query finds, without whoever has the conversation: who is there first, then who has least.
fn recipients(colleagues: &[Colleague], holder: Option<StaffId>, query: &str) -> Vec<Colleague> {
    let query = query.trim().to_lowercase();
    let mut found: Vec<Colleague> = colleagues
        .iter()
        .filter(|one| Some(one.id) != holder && one.name.to_lowercase().contains(&query))
        .cloned()
        .collect();
    let rank = |presence| match presence {
        Presence::Online => 0,
        Presence::Busy => 1,
        Presence::Away | Presence::Unknown => 2,
    };
    found.sort_by_key(|one| (rank(one.presence), one.has >= one.places, one.has, one.name.to_lowercase()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Millis;
    use protocol::staff::Role;

    fn colleague(number: u128, name: &str, presence: Presence, has: u32) -> Colleague {
        let id = StaffId::from_parts(Millis(0), number);
        Colleague {
            id,
            name: name.to_owned(),
            role: Role::Agent,
            presence,
            places: 5,
            has,
            languages: Vec::new(),
        }
    }

    #[test]
    fn who_is_there_with_the_least_to_do_stands_first_and_whoever_has_it_not_at_all() {
        let all = [
            colleague(1, "Dina", Presence::Online, 1),
            colleague(2, "Agus", Presence::Away, 0),
            colleague(3, "Rudi", Presence::Online, 5),
            colleague(4, "Sari", Presence::Online, 2),
            colleague(5, "Budi", Presence::Busy, 0),
        ];
        let names = |query| -> Vec<String> {
            recipients(&all, Some(all[0].id), query).into_iter().map(|one| one.name).collect()
        };
        assert_eq!(names(""), ["Sari", "Rudi", "Budi", "Agus"]);
        assert_eq!(names(" UDI "), ["Rudi", "Budi"]);
        assert!(names("dina").is_empty());
    }
}
