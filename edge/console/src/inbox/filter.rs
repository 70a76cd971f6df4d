//! Showing only some of the conversations: by tag, priority, mood, team, holder, or what is unread; and keeping such a view under a
//! name of one's own, in the rail.

use leptos::prelude::*;
use protocol::filter::{Filter, SavedView, SavedViews};
use protocol::limits::NAME_CHARS;
use protocol::team::Team;
use protocol::{Mood, Priority, StaffId};

use super::live;
use crate::icon::{Icon, Name};
use crate::labels::{self, choice, flip};
use crate::state::{Toast, Workspace};
use crate::wire::http::{self, Failure};
use crate::words::{self, words};

const PATH: &str = "/v1/staff/views";

/// How many of the tags in use are offered.
const TAGS_OFFERED: usize = 16;

/// Reads the kept views, and asks for the inbox anew whenever the filter changes.
pub fn listen(workspace: Workspace) {
    workspace.run(async move {
        // Without an answer none is shown; the next sign-in asks again.
        if let Ok(SavedViews { views }) = http::get(PATH).await {
            workspace.saved.set(views);
        }
    });
    Effect::new(move |before: Option<Filter>| {
        let filter = workspace.filter.get();
        if before.is_some_and(|before| before != filter) {
            workspace.inbox.update(|inbox| inbox.filter.clone_from(&filter));
            live::open_anew(workspace);
        }
        filter
    });
}

/// Changes the kept views as the server has them: they may have been changed in another tab. Tells whether it did.
async fn keep(workspace: Workspace, change: impl FnOnce(&mut Vec<SavedView>)) -> bool {
    let t = workspace.words();
    let changed = async {
        let SavedViews { mut views } = http::get(PATH).await?;
        change(&mut views);
        http::put::<SavedViews>(PATH, &SavedViews { views }).await
    };
    let said = match changed.await {
        Ok(SavedViews { views }) => {
            workspace.saved.set(views);
            return true;
        }
        Err(failure) if failure.is_signed_out() => {
            workspace.signed_out.run(());
            return false;
        }
        Err(Failure::Refused(_)) => t.view_name_taken,
        Err(Failure::Unreachable) => t.offline,
    };
    workspace.say(Toast { text: said.to_owned(), take_back: None });
    false
}

/// Opens and closes the filter.
#[component]
pub fn FilterButton() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_on = move || workspace.filter.with(|filter| !filter.is_empty());
    let is_open = workspace.filtering;
    view! {
        <button class="button quiet filter-button" class:on=is_on title=t.filter aria-label=t.filter aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|open| *open = !*open)>
            <Icon name=Name::Filter/>
        </button>
    }
}

/// What is shown, as things to switch on and off.
#[component]
pub fn FilterBar() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let bar = move || workspace.filtering.get().then(|| view! { <Choices/> });
    let chosen = move || {
        let is_on = workspace.filter.with(|filter| !filter.is_empty());
        (is_on && !workspace.filtering.get()).then(|| {
            view! {
                <p class="filter-on"><Icon name=Name::Filter/><span>{t.filter_on}</span>
                    <button class="link" on:click=move |_| workspace.filter.set(Filter::default())>{t.filter_clear}</button>
                </p>
            }
        })
    };
    view! { {bar}{chosen} }
}

#[component]
fn Choices() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let filter = workspace.filter;
    let in_use = labels::in_use(workspace);
    // A tag that is asked for stays in sight, in use or not.
    let tags = Memo::new(move |_| {
        let mut tags = filter.with(|filter| filter.tags.clone());
        in_use.with(|all| {
            all.iter().take(TAGS_OFFERED).for_each(|tag| {
                if !tags.contains(tag) {
                    tags.push(tag.clone());
                }
            })
        });
        tags
    });
    let priority = move |one: Priority| {
        let is_on = move || filter.with(|filter| filter.priorities.contains(&one));
        choice(words::priority(one, t).to_owned(), is_on, move || {
            filter.update(|filter| flip(&mut filter.priorities, one))
        })
    };
    let mood = move |one: Mood| {
        let is_on = move || filter.with(|filter| filter.moods.contains(&one));
        choice(words::mood(one, t).to_owned(), is_on, move || {
            filter.update(|filter| flip(&mut filter.moods, one))
        })
    };
    let tag = move |tag: String| {
        let name = StoredValue::new(tag.clone());
        let is_on = move || filter.with(|filter| name.with_value(|name| filter.tags.contains(name)));
        choice(tag, is_on, move || filter.update(|filter| flip(&mut filter.tags, name.get_value())))
    };
    let team = move |team: Team| {
        let id = team.id;
        let is_on = move || filter.with(|filter| filter.teams.contains(&id));
        choice(team.name, is_on, move || filter.update(|filter| flip(&mut filter.teams, id)))
    };
    let has_teams = move || workspace.teams.with(|teams| !teams.is_empty());
    let hold = move |event: leptos::ev::Event| {
        let holder: Option<StaffId> = event_target_value(&event).parse().ok();
        filter.update(|filter| filter.holders = holder.into_iter().collect());
    };
    let holder = move |id: StaffId, name: String| {
        let is_chosen = move || filter.with(|filter| filter.holders.contains(&id));
        view! { <option value=id.to_string() prop:selected=is_chosen>{name}</option> }
    };
    let holders = move || {
        let all = workspace.colleagues.get();
        all.into_iter().map(|one| holder(one.id, one.name)).collect_view()
    };
    let is_unread = move || filter.with(|filter| filter.unread);
    view! {
        <section class="filter" aria-label=t.filter>
            <div class="label-choices" role="group" aria-label=t.priority>{Priority::ALL.map(priority).into_iter().collect_view()}</div>
            <div class="label-choices" role="group" aria-label=t.reasons_mood>
                {[Mood::Angry, Mood::Unhappy, Mood::Happy].map(mood).into_iter().collect_view()}
                {choice(t.filter_unread.to_owned(), is_unread, move || filter.update(|filter| filter.unread = !filter.unread))}
            </div>
            <div class="label-choices" role="group" aria-label=t.label>
                <For each=move || tags.get() key=Clone::clone let:one>{tag(one)}</For>
            </div>
            <Show when=has_teams>
                <div class="label-choices" role="group" aria-label=t.panel_teams>
                    <For each=move || workspace.teams.get() key=|team| (team.id, team.name.clone()) let:one>{team(one)}</For>
                </div>
            </Show>
            <select class="field" aria-label=t.filter_holder on:change=hold>
                <option value="" prop:selected=move || filter.with(|filter| filter.holders.is_empty())>{t.filter_holder_any}</option>
                {holders}
            </select>
            <Show when=move || filter.with(|filter| !filter.is_empty())><KeepForm/></Show>
        </section>
    }
}

/// Keeps what is shown as a view.
#[component]
fn KeepForm() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let name = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let called = name.get_untracked().trim().to_owned();
        if called.is_empty() {
            return;
        }
        let (view, filter) = (workspace.view.get_untracked(), workspace.filter.get_untracked());
        workspace.run(async move {
            if keep(workspace, |views| views.push(SavedView { name: called, view, filter })).await {
                name.try_set(String::new());
            }
        });
    };
    view! {
        <form class="filter-keep" on:submit=submit>
            <input class="field" autocomplete="off" maxlength=NAME_CHARS placeholder=t.view_name aria-label=t.view_name prop:value=name
                on:input=move |event| name.set(event_target_value(&event))/>
            <button class="button" type="submit" disabled=move || name.with(|name| name.trim().is_empty())>{t.save}</button>
            <button class="link" type="button" on:click=move |_| workspace.filter.set(Filter::default())>{t.filter_clear}</button>
        </form>
    }
}

/// The kept views, under the fixed ones in the rail.
#[component]
pub fn KeptViews() -> impl IntoView {
    let workspace = Workspace::expect();
    view! { <For each=move || workspace.saved.get() key=Clone::clone let:view><KeptView view/></For> }
}

#[component]
fn KeptView(view: SavedView) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let (name, kept) = (view.name.clone(), StoredValue::new(view));
    let is_chosen = move || {
        kept.with_value(|kept| {
            workspace.view.get() == kept.view && workspace.filter.with(|filter| *filter == kept.filter)
        })
    };
    let choose = move |_| {
        let SavedView { view, filter, .. } = kept.get_value();
        workspace.view.set(view);
        workspace.filter.set(filter);
    };
    let remove = move |_| {
        let name = kept.with_value(|kept| kept.name.clone());
        workspace.run(async move {
            if keep(workspace, |views| views.retain(|view| view.name != name)).await {
                workspace.filter.set(Filter::default());
            }
        });
    };
    let removing = t.view_remove(&name);
    view! {
        <li class="kept">
            <button class="rail-item" aria-current=move || is_chosen().then_some("true") title=name.clone() on:click=choose>
                <Icon name=Name::Filter/><span>{name.clone()}</span>
            </button>
            <Show when=is_chosen>
                <button class="button quiet" aria-label=removing.clone() title=removing.clone() on:click=remove><Icon name=Name::Close/></button>
            </Show>
        </li>
    }
}
