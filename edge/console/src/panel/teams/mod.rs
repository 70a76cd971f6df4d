//! Teams: who looks after what, in what order they are asked; and the languages that each colleague writes.

mod editor;
mod languages;

use leptos::prelude::*;
use protocol::limits::TEAMS;
use protocol::staff::Colleague;
use protocol::team::{Team, Teams};
use protocol::{StaffId, TeamId};

use super::Desk;
use super::ordered::{Listed, OrderButtons, Ordered};
use crate::door::Wrong;
use crate::mint;
use crate::words::{self, Words};
use editor::Editor;
use languages::ColleaguesLanguages;

pub use languages::Languages;

impl Listed for Teams {
    type Item = Team;
    type Id = TeamId;
    const PATH: &'static str = "/v1/staff/teams";

    fn items(&mut self) -> &mut Vec<Team> {
        &mut self.teams
    }

    fn id(team: &Team) -> TeamId {
        team.id
    }

    fn leave_out_the_gone(&mut self, colleagues: &[Colleague]) {
        // None at all: they weren't told yet.
        if !colleagues.is_empty() {
            let works_here = |id: &StaffId| colleagues.iter().any(|one| one.id == *id);
            self.teams.iter_mut().for_each(|team| team.members.retain(works_here));
        }
    }
}

/// Shows and changes the teams and the languages.
#[component]
pub fn TeamsView() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let ours = Ordered::<Teams>::read(desk, t.teams_saved, t.teams_changed);
    let list = move || match ours.list.get() {
        None => view! { <p class="faint">{t.loading}</p> }.into_any(),
        Some(Teams { teams, .. }) => view! { <TeamList ours teams/> }.into_any(),
    };
    // The form reads no teams but their topics: what is written in it stays when others change.
    let shown = move || match ours.editing.get() {
        Some(team) => view! { <Editor ours team/> }.into_any(),
        None => view! { {list}<ColleaguesLanguages/> }.into_any(),
    };
    view! { <Wrong what=desk.wrong/>{shown} }
}

#[component]
fn TeamList(ours: Ordered<Teams>, teams: Vec<Team>) -> impl IntoView {
    let t = ours.desk.t;
    let count = teams.len();
    let row = move |(place, team): (usize, Team)| view! { <TeamRow ours team place count/> };
    let make = move |_| ours.edit(Some(blank()));
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
fn TeamRow(ours: Ordered<Teams>, team: Team, place: usize, count: usize) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (name, question) = (team.name.clone(), t.team_remove_sure(&team.name));
    let wants = wants(&team, t);
    let item = team.clone();
    let members = move || members(&team, desk);
    view! {
        <li class="panel-item">
            <div class="panel-what">
                <b dir="auto">{name.clone()}</b>
                <span>{members}</span>
                <span class="faint">{wants}</span>
            </div>
            <div class="panel-actions"><OrderButtons ordered=ours item place count name question/></div>
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

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Millis;
    use protocol::staff::{Presence, Role};

    fn colleague(number: u128) -> Colleague {
        Colleague {
            id: StaffId::from_parts(Millis(0), number),
            name: String::new(),
            role: Role::Agent,
            presence: Presence::Away,
            places: 5,
            has: 0,
            languages: Vec::new(),
        }
    }

    #[test]
    fn whoever_left_the_shop_is_put_in_no_team_any_more() {
        let (stays, left) = (colleague(1), colleague(2));
        let members = vec![stays.id, left.id];
        let id = TeamId::from_parts(Millis(0), 1);
        let team = Team {
            id,
            name: String::new(),
            members: members.clone(),
            topics: Vec::new(),
            pages: Vec::new(),
            reasons: Vec::new(),
            entries: Vec::new(),
        };
        let mut teams = Teams { teams: vec![team], ..Teams::default() };
        teams.leave_out_the_gone(&[]);
        assert_eq!(teams.teams[0].members, members, "nobody was told of yet");
        teams.leave_out_the_gone(std::slice::from_ref(&stays));
        assert_eq!(teams.teams[0].members, [stays.id]);
    }
}
