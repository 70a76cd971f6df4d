//! Teams: who looks after what, in what order they are asked; and the languages that each colleague writes.

mod editor;
mod languages;

use leptos::prelude::*;
use protocol::limits::TEAMS;
use protocol::team::{Team, Teams};

use super::{Desk, Sure, replace};
use crate::door::Wrong;
use crate::icon::{Icon, Name};
use crate::mint;
use crate::state::Toast;
use crate::wire::http;
use crate::words::{self, Words};
use editor::Editor;
use languages::ColleaguesLanguages;

pub use languages::Languages;

const PATH: &str = "/v1/staff/teams";

/// The teams, and how to change them.
#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    teams: RwSignal<Option<Teams>>,
    /// The team that is being made or changed.
    editing: RwSignal<Option<Team>>,
}

impl Ours {
    /// Replaces all of them. Where a colleague was faster, theirs are shown.
    fn put(self, teams: Vec<Team>) {
        let Some(revision) = self.teams.with_untracked(|known| known.as_ref().map(|known| known.revision))
        else {
            return;
        };
        let t = self.desk.t;
        let put = Teams { revision, teams, topics: Vec::new() };
        self.desk.run(async move { replace(PATH, &put).await }, move |(teams, is_saved)| {
            self.teams.set(Some(teams));
            match is_saved {
                true => {
                    self.editing.set(None);
                    self.desk.workspace.say(Toast { text: t.teams_saved.to_owned(), take_back: None });
                }
                false => self.desk.wrong.set(Some(t.teams_changed.to_owned())),
            }
        });
    }

    /// Puts one in its place, or at the end if it is new.
    fn put_team(self, team: Team) {
        let mut teams = self.all();
        match teams.iter_mut().find(|known| known.id == team.id) {
            Some(known) => *known = team,
            None => teams.push(team),
        }
        self.put(teams);
    }

    fn all(self) -> Vec<Team> {
        self.teams.with_untracked(|known| known.as_ref().map(|known| known.teams.clone())).unwrap_or_default()
    }
}

/// Shows and changes the teams and the languages.
#[component]
pub fn TeamsView() -> impl IntoView {
    let desk = Desk::new();
    let ours = Ours { desk, teams: RwSignal::new(None), editing: RwSignal::new(None) };
    desk.run(http::get::<Teams>(PATH), move |teams| ours.teams.set(Some(teams)));
    let t = desk.t;
    let list = move || match ours.teams.get() {
        None => view! { <p class="faint">{t.loading}</p> }.into_any(),
        Some(Teams { teams, .. }) => view! { <TeamList ours teams/> }.into_any(),
    };
    // The form reads no teams but their topics: what is written in it stays when they change, or a change was refused.
    let shown = move || match ours.editing.get() {
        Some(team) => view! { <Editor ours team/> }.into_any(),
        None => view! { {list}<ColleaguesLanguages/> }.into_any(),
    };
    view! { <Wrong what=desk.wrong/>{shown} }
}

#[component]
fn TeamList(ours: Ours, teams: Vec<Team>) -> impl IntoView {
    let t = ours.desk.t;
    let count = teams.len();
    let row = move |(place, team): (usize, Team)| view! { <TeamRow ours team place count/> };
    let make = move |_| ours.editing.set(Some(blank()));
    view! {
        <section class="panel-part">
            <p class="faint">{t.teams_how}</p>
            <button class="button primary" disabled={count >= TEAMS} on:click=make>{t.team_new}</button>
            {(count == 0).then(|| view! { <p>{t.teams_none}</p> })}
            <ol class="panel-list">{teams.into_iter().enumerate().map(row).collect_view()}</ol>
        </section>
    }
}

#[component]
fn TeamRow(ours: Ours, team: Team, place: usize, count: usize) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (name, team) = (StoredValue::new(team.name.clone()), StoredValue::new(team));
    let members = move || team.with_value(|team| members(team, desk));
    let swap = move |other: usize| {
        let mut teams = ours.all();
        teams.swap(place, other);
        ours.put(teams);
    };
    let remove = move |()| {
        let mut teams = ours.all();
        teams.retain(|known| known.id != team.with_value(|team| team.id));
        ours.put(teams);
    };
    view! {
        <li class="panel-item">
            <div class="panel-what">
                <b dir="auto">{name.get_value()}</b>
                <span>{members}</span>
                <span class="faint">{team.with_value(|team| wants(team, t))}</span>
            </div>
            <div class="panel-actions">
                <button class="button quiet" aria-label=t.rule_up(name.get_value()) prop:disabled=move || place == 0 || desk.busy.get() on:click=move |_| swap(place - 1)>
                    <Icon name=Name::Up/>
                </button>
                <button class="button quiet" aria-label=t.rule_down(name.get_value()) prop:disabled=move || place + 1 == count || desk.busy.get() on:click=move |_| swap(place + 1)>
                    <Icon name=Name::Down/>
                </button>
                <button class="button" on:click=move |_| ours.editing.set(Some(team.get_value()))>{t.profile_edit}</button>
                <Sure label=t.remove question=t.team_remove_sure(name.get_value()) yes=t.remove act=remove/>
            </div>
        </li>
    }
}

/// Who is in it, by name. Tracked.
fn members(team: &Team, desk: Desk) -> String {
    let names: Vec<String> = desk.workspace.colleagues.with(|all| {
        all.iter().filter(|one| team.members.contains(&one.id)).map(|one| one.name.clone()).collect()
    });
    if names.is_empty() { desk.t.team_empty.to_owned() } else { names.join(", ") }
}

/// What comes to it.
fn wants(team: &Team, t: Words) -> String {
    let reasons = team.reasons.iter().map(|reason| words::reason(*reason, t).to_owned());
    let lists = [
        (!team.topics.is_empty()).then(|| t.team_about(team.topics.join(", "))),
        (!team.pages.is_empty()).then(|| t.team_on(team.pages.join(", "))),
    ];
    let all: Vec<String> = lists.into_iter().flatten().chain(reasons).collect();
    if all.is_empty() { t.team_by_hand.to_owned() } else { all.join(" · ") }
}

/// A team that isn't filled in yet.
fn blank() -> Team {
    Team {
        id: mint::team_id(),
        name: String::new(),
        members: Vec::new(),
        topics: Vec::new(),
        pages: Vec::new(),
        reasons: Vec::new(),
        entries: Vec::new(),
    }
}
