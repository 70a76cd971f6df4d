//! The team that looks after a conversation, as a row and the thread's head show it, mine so that they stand out; and what waits
//! for my teams, in the rail.

use leptos::prelude::*;
use protocol::TeamId;
use protocol::filter::{Filter, SavedView};
use protocol::staff::InboxRow;
use protocol::team::{Team, TeamRef};

use super::View;
use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::words::words;

/// What there is to tell of a conversation's team.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    team: TeamRef,
    /// It waits, and may go to anybody by now.
    is_open: bool,
}

impl Standing {
    /// As its row has it.
    pub fn of(row: &InboxRow) -> Option<Self> {
        row.team.clone().map(|team| Self { team, is_open: row.overflowed })
    }
}

/// The team with a mark; nothing where the shop has it no longer.
#[component]
pub fn TeamWord(standing: Standing) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let Standing { team, is_open } = standing;
    let known = Memo::new(move |_| {
        workspace.team(team.id).map(|team| (team.name, team.members.contains(&workspace.me())))
    });
    move || {
        known.get().map(|(name, is_mine)| {
            let said = if is_open { t.team_overflowed(&name) } else { name };
            let title = if is_mine { t.team_mine(&said) } else { t.team_of(&said) };
            view! {
                <span class="label team" class:mine=is_mine title=title.clone()>
                    <Icon name=Name::People/><span class="unseen">{title.clone()}</span><span aria-hidden="true">{said}</span>
                </span>
            }
        })
    }
}

/// What waits for each of my teams, as views like those that I keep. Tracked.
pub fn views(workspace: Workspace) -> Vec<SavedView> {
    let mine = |teams: &Vec<Team>| {
        let mine = teams.iter().filter(|team| team.members.contains(&workspace.me()));
        mine.map(|team| waits_for(team.id, team.name.clone())).collect()
    };
    workspace.teams.with(mine)
}

fn waits_for(team: TeamId, name: String) -> SavedView {
    SavedView { name, view: Some(View::Waiting), filter: Filter { teams: vec![team], ..Filter::default() } }
}

/// My teams, under the fixed views in the rail, with how many wait for each.
#[component]
pub fn TeamViews() -> impl IntoView {
    let workspace = Workspace::expect();
    view! { <For each=move || views(workspace) key=Clone::clone let:view><TeamView view/></For> }
}

#[component]
fn TeamView(view: SavedView) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let (said, own) = (t.team_of(&view.name), StoredValue::new(view));
    let is_chosen = move || {
        own.with_value(|own| {
            workspace.view.get() == own.view && workspace.filter.with(|filter| *filter == own.filter)
        })
    };
    let count =
        move || own.with_value(|own| workspace.inbox.with(|inbox| inbox.waiting_for(&own.filter.teams)));
    let choose = move |_| {
        let SavedView { view, filter, .. } = own.get_value();
        workspace.view.set(view);
        workspace.filter.set(filter);
    };
    view! {
        <li>
            <button class="rail-item" class:urgent=move || { count() > 0 } aria-current=move || is_chosen().then_some("true") title=said.clone() on:click=choose>
                <Icon name=Name::People/><span>{said.clone()}</span><span class="count">{count}</span>
            </button>
        </li>
    }
}
