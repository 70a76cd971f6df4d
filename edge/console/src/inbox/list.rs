//! The list: one row a conversation, section by section; while somebody searches, what was found stands in its place.
//!
//! A waiting row tells how long the customer has waited, in words and as a bar that fills up to what they were promised.

use leptos::html;
use leptos::prelude::*;
use protocol::event::{Promise, Status};
use protocol::filter::Filter;
use protocol::staff::{Given, InboxRow};
use protocol::{ConversationId, Millis, Mood};

use super::filter::{FilterBar, FilterButton};
use super::rows::{self, Section};
use super::search::{self, Results};
use super::select::{self, SelectBar, SelectButton};
use super::team::Standing;
use super::{View, live, rail};
use crate::dialog::focus;
use crate::due::{self, DueWord};
use crate::icon::{Icon, Name};
use crate::labels::RowLabels;
use crate::state::{self, Workspace};
use crate::time::{self, Wait};
use crate::verified;
use crate::words::{self, Words, words};

const SEARCH_ID: &str = "find";

/// How near to the list's end (pixels) its next page is asked for.
const NEAR_END: i32 = 400;

/// The column with the list.
#[component]
pub fn ListColumn() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let sections = Memo::new(move |_| {
        let view = workspace.view.get();
        workspace.inbox.with(|inbox| inbox.sections(view, workspace.me()))
    });
    let loaded = Memo::new(move |_| workspace.inbox.with(|inbox| inbox.loaded));
    let scroller = NodeRef::<html::Div>::new();
    let load_near_end = move || {
        let Some((scroller, view)) = scroller.get_untracked().zip(workspace.view.get_untracked()) else {
            return;
        };
        if scroller.scroll_height() - scroller.scroll_top() - scroller.client_height() < NEAR_END {
            live::more(workspace, view);
        }
    };
    // Rows leave a view as they are worked on; its next page fills it up again.
    Effect::new(move || {
        sections.track();
        request_animation_frame(load_near_end);
    });
    let is_searching = Memo::new(move |_| search::is_on(workspace));
    let body = move || match (loaded.get(), sections.with(Vec::is_empty)) {
        _ if is_searching.get() => view! { <Results/> }.into_any(),
        (false, _) => view! { <Skeleton/> }.into_any(),
        (true, true) => view! { <Empty/> }.into_any(),
        (true, false) => view! {
            <For each=move || sections.get() key=|section| section.view let:section>
                <SectionOfList view=section.view sections/>
            </For>
        }
        .into_any(),
    };
    view! {
        <section class="list" aria-label=t.conversations>
            <header class="list-head">
                <Find/>
                <FilterButton/>
                <SelectButton/>
            </header>
            <FilterBar/>
            <SelectBar/>
            <div class="rows" tabindex="-1" aria-busy=move || (!loaded.get()).to_string() node_ref=scroller on:scroll=move |_| load_near_end()>
                {body}
            </div>
        </section>
    }
}

#[component]
fn Find() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let input = NodeRef::<html::Input>::new();
    let clear = move |_| {
        workspace.query.set(String::new());
        focus_search();
    };
    view! {
        <div class="find">
            <Icon name=Name::Search/>
            <input
                id=SEARCH_ID
                class="field"
                type="search"
                placeholder=t.find
                aria-label=t.find
                autocomplete="off"
                node_ref=input
                prop:value=workspace.query
                on:input=move |event| workspace.query.set(event_target_value(&event))
            />
            <Show when=move || !workspace.query.with(String::is_empty) fallback=|| view! { <kbd>"/"</kbd> }>
                <button class="button quiet" aria-label=t.find_clear on:click=clear><Icon name=Name::Close/></button>
            </Show>
        </div>
    }
}

#[component]
fn SectionOfList(view: View, sections: Memo<Vec<Section>>) -> impl IntoView {
    let t = words();
    let workspace = Workspace::expect();
    let rows = Memo::new(move |_| {
        sections.with(|all| all.iter().find(|s| s.view == view).map(|s| s.rows.clone()).unwrap_or_default())
    });
    let has_more = Memo::new(move |_| sections.with(|all| all.iter().any(|s| s.view == view && s.has_more)));
    let count = move || workspace.inbox.with(|inbox| inbox.count(Some(view), workspace.me()));
    let is_alone = move || workspace.view.get().is_some();
    let is_whole = move || workspace.filter.with(Filter::is_empty);
    let said_of_more = move || if is_alone() || !is_whole() { t.more.to_owned() } else { t.see_all(count()) };
    let go_on = move || {
        if is_alone() || !is_whole() { live::more(workspace, view) } else { workspace.view.set(Some(view)) }
    };
    let heading = move || format!("section-{view:?}");
    view! {
        <section class="rows-section" aria-labelledby=heading()>
            <h2 id=heading() class="section-head" class:unseen=move || workspace.view.get().is_some()>
                {words::view(Some(view), t)}<Show when=is_whole><span class="count">{count}</span></Show>
            </h2>
            <ul>
                <For each=move || rows.get() key=|id| *id let:id><Row id/></For>
            </ul>
            <Show when=move || has_more.get()>
                <button class="button quiet more" on:click=move |_| go_on()>{said_of_more}</button>
            </Show>
        </section>
    }
}

#[component]
fn Row(id: ConversationId) -> impl IntoView {
    let workspace = Workspace::expect();
    let row = Memo::new(move |_| workspace.row(id));
    let is_open = move || workspace.open.get() == Some(id);
    let is_missed = move || row.with(|row| row.as_ref().and_then(|row| row.due).is_some_and(due::is_missed));
    let content = move || row.get().map(|row| view! { <RowContent row/> });
    let is_picked =
        move || workspace.selected.with(|picked| picked.as_ref().map(|picked| picked.contains(&id)));
    let press = move |event: leptos::ev::MouseEvent| match is_picked() {
        Some(_) => select::toggle(workspace, id, event.shift_key()),
        None => workspace.open.set(Some(id)),
    };
    // What is picked is told as a pressed button: the row stays the one thing to reach by keyboard.
    view! {
        <li>
            <button
                class="row"
                class:missed=is_missed
                class:picking=move || is_picked().is_some()
                id=dom_id(id)
                data-row=id.to_string()
                aria-current=move || is_open().then_some("true")
                aria-pressed=move || is_picked().map(|picked| picked.to_string())
                on:click=press
            >
                <span class="tick" aria-hidden="true"><Icon name=Name::Check/></span>
                {content}
            </button>
        </li>
    }
}

#[component]
fn RowContent(row: InboxRow) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let name = state::called(Some(&row), row.conversation, t);
    let (last_at, unread) = (row.last_at, row.unread);
    let is_mentioned = row.mentioned.contains(&workspace.me());
    let is_new = unread > 0 || row.given.is_some() || is_mentioned;
    let waits = match row.status {
        Status::Waiting { since, .. } => view! { <WaitTime since promise=row.promise/> }.into_any(),
        _ => {
            let when = move || time::when(last_at, workspace.now.get(), workspace.zone(), t);
            view! { <span class="row-when">{when}</span> }.into_any()
        }
    };
    let files = words::sent_files(&row.last_files, t);
    let last_line = [files.as_str(), row.last_line.as_str()].join(" ").trim().to_owned();
    let said_by = match row.last_by.as_str() {
        "bot" => Some(t.last_by_bot),
        "agent" => Some(t.last_by_agent),
        _ => None,
    };
    view! {
        <span class="row-top">
            <span class="row-name" class:strong=is_new title=name.clone()>{name.clone()}</span>
            {verified::in_row(&row)}
            {waits}
        </span>
        <span class="row-line">
            <span class="row-last" class:strong=is_new>
                {said_by.map(|by| view! { <span class="row-by">{by}" "</span> })}{last_line}
            </span>
            {is_mentioned.then(|| view! {
                <span class="badge"><span aria-hidden="true">"@"</span><span class="unseen">{t.mentioned_me}</span></span>
            })}
            {(unread > 0).then(|| view! {
                <span class="badge"><span aria-hidden="true">{unread}</span><span class="unseen">{t.unread(unread)}</span></span>
            })}
        </span>
        <RowLabels tags=row.tags.clone() priority=row.priority team=Standing::of(&row)/>
        <RowFoot row/>
    }
}

/// The last line of a row: what its section doesn't tell already, and a mood that isn't ordinary.
#[component]
fn RowFoot(row: InboxRow) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let standing = match &row.status {
        Status::Agent { id, .. } if *id == workspace.me() && row.given.is_some() => {
            row.given.as_ref().map(|given| view! { <GivenLine given=given.clone()/> }.into_any())
        }
        Status::Waiting { since, .. } => {
            Some(view! { <WaitBar since=*since promise=row.promise/> }.into_any())
        }
        Status::Agent { .. } if rows::needs_reply(&row) => {
            let since = move || time::lasting(workspace.now.get().since(row.last_at).max(0), t);
            let said = move || t.needs_reply(since());
            Some(view! { <span class="standing owed"><Icon name=Name::Clock/>{said}</span> }.into_any())
        }
        Status::Agent { id, name } if *id != workspace.me() => Some(
            view! { <span class="standing"><Icon name=Name::People/>{t.held_by(name)}</span> }.into_any(),
        ),
        Status::Snoozed { name, until, .. } => {
            let (name, until) = (name.clone(), *until);
            let said = move || t.snoozed_by(&name, time::moment(until, workspace.shop_zone.get(), t));
            Some(view! { <span class="standing"><Icon name=Name::Moon/>{said}</span> }.into_any())
        }
        _ => row.rating.map(|score| {
            let said = match row.comment.as_str() {
                "" => t.rated(score),
                comment => t.rated_saying(comment, score),
            };
            view! { <span class="standing rated" title=said.clone()><Icon name=Name::Star/><span>{said.clone()}</span></span> }
                .into_any()
        }),
    };
    let mood = (row.mood != Mood::Neutral).then(|| view! { <MoodWord mood=row.mood/> });
    let due = row.due.map(|due| view! { <span class="row-due"><DueWord due/></span> });
    let foot = (standing.is_some() || mood.is_some())
        .then(|| view! { <span class="row-foot">{standing}{mood}</span> });
    view! { {foot}{due} }
}

/// Who gave it to me, and the note that came with it.
#[component]
fn GivenLine(given: Given) -> impl IntoView {
    let t = words();
    let by = given.by.map_or_else(|| t.given_by_shop.to_owned(), |by| t.given_by(by));
    let said = if given.note.is_empty() { by } else { format!("{by}: {}", given.note) };
    view! { <span class="standing given" title=said.clone()><Icon name=Name::People/><span>{said.clone()}</span></span> }
}

/// How long a customer has waited, in words.
#[component]
pub fn WaitTime(since: Millis, promise: Option<Promise>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let wait = waiting(workspace, since, promise);
    let said = move || time::waited(wait().lasted, t);
    view! {
        <span class="wait-time" class:late=move || wait().late>
            <span class="unseen">{t.view_waiting}" "</span><Icon name=Name::Clock/>{said}
        </span>
    }
}

/// A bar that is full when the promised time is used up, and what was promised.
#[component]
pub fn WaitBar(since: Millis, promise: Option<Promise>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let wait = waiting(workspace, since, promise);
    let said = move || match promise {
        _ if wait().late => t.late.to_owned(),
        Some(Promise::Soon { minutes }) => t.promised(minutes),
        Some(Promise::Later { opens_at: Some(at) }) => t.promised_at(time::moment(at, workspace.zone(), t)),
        _ => t.shop_closed.to_owned(),
    };
    view! {
        <span class="wait" class:late=move || wait().late>
            <span class="wait-bar" aria-hidden="true">
                <span class="wait-used" style:transform=move || format!("scaleX({:.3})", wait().used.max(0.04))></span>
            </span>
            <span class="wait-said">{said}</span>
        </span>
    }
}

/// A wait against what was promised: so many minutes, or to be answered when the shop opens, which then takes the usual
/// wait. Where no time was promised nothing is late.
fn waiting(
    workspace: Workspace,
    since: Millis,
    promise: Option<Promise>,
) -> impl Fn() -> Wait + Copy + Send + 'static {
    move || {
        let usual = workspace.usual_wait.get();
        let by = match promise {
            Some(Promise::Soon { minutes }) => Some(time::minutes_after(since, minutes)),
            Some(Promise::Later { opens_at: Some(at) }) => Some(time::minutes_after(at, usual)),
            _ => None,
        };
        Wait::new(since, workspace.now.get(), by)
    }
}

/// A mood as a shape and a word.
#[component]
pub fn MoodWord(mood: Mood) -> impl IntoView {
    let (class, name) = match mood {
        Mood::Angry => ("mood angry", Name::FaceAngry),
        Mood::Unhappy => ("mood unhappy", Name::FaceUnhappy),
        Mood::Happy => ("mood happy", Name::FaceHappy),
        Mood::Neutral => ("mood", Name::FaceNeutral),
    };
    view! { <span class=class><Icon name/>{words::mood(mood, words())}</span> }
}

/// Grey lines while the list loads; they appear only if that takes a moment.
#[component]
pub fn Skeleton() -> impl IntoView {
    let line = |_| view! { <div class="skeleton-row"><i></i><i></i><i></i></div> };
    view! {
        <p class="unseen">{words().loading}</p>
        <div class="skeleton" aria-hidden="true">{(0..6).map(line).collect_view()}</div>
    }
}

/// An empty list says what will appear here, and what to do meanwhile.
#[component]
fn Empty() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let bot = Memo::new(move |_| workspace.inbox.with(|inbox| inbox.count(Some(View::Bot), workspace.me())));
    move || said_of_nothing(workspace, bot.get(), t)
}

fn said_of_nothing(workspace: Workspace, bot: u32, t: Words) -> impl IntoView + use<> {
    let view = workspace.view.get();
    let is_filtered = workspace.filter.with(|filter| !filter.is_empty());
    let (title, how) = match view {
        _ if is_filtered => (t.empty_filtered.to_owned(), t.empty_filtered_how.to_owned()),
        None | Some(View::Unknown) => (t.empty_all.to_owned(), t.empty_all_how.to_owned()),
        Some(View::Waiting) => (t.empty_waiting.to_owned(), t.empty_waiting_how(bot)),
        Some(View::Mine) => (t.empty_mine.to_owned(), t.empty_mine_how.to_owned()),
        Some(View::Bot) => (t.empty_bot.to_owned(), t.empty_bot_how.to_owned()),
        Some(View::Team) => (t.empty_team.to_owned(), t.empty_team_how.to_owned()),
        Some(View::Snoozed) => (t.empty_snoozed.to_owned(), t.empty_snoozed_how.to_owned()),
        Some(View::FollowUp) => (t.empty_follow_up.to_owned(), t.empty_follow_up_how.to_owned()),
        Some(View::Resolved) => (t.empty_done.to_owned(), t.empty_done_how.to_owned()),
        Some(View::Spam) => (t.empty_spam.to_owned(), t.empty_spam_how.to_owned()),
    };
    view! {
        <div class="empty">
            <Icon name=rail::icon(view)/>
            <p class="empty-title">{title}</p>
            <p>{how}</p>
        </div>
    }
}

fn dom_id(id: ConversationId) -> String {
    format!("row-{id}")
}

/// The conversations in the list, from top to bottom. Tracked.
pub fn shown(workspace: Workspace) -> Vec<ConversationId> {
    let view = workspace.view.get();
    let sections = workspace.inbox.with(|inbox| inbox.sections(view, workspace.me()));
    sections.into_iter().flat_map(|section| section.rows).collect()
}

/// The conversation whose row has the focus.
pub fn focused() -> Option<ConversationId> {
    document().active_element()?.get_attribute("data-row")?.parse().ok()
}

/// Moves the focus by `step` rows from the focused one, or from the open one, or onto the first.
pub fn focus_row(workspace: Workspace, step: isize) {
    let rows = untrack(|| shown(workspace));
    let current = focused().or_else(|| workspace.open.get_untracked());
    let place = current.and_then(|id| rows.iter().position(|row| *row == id));
    let next = place.map_or(0, |place| place.saturating_add_signed(step));
    if let Some(id) = rows.get(next) {
        focus(&dom_id(*id));
    }
}

/// Puts the focus into the search field.
pub fn focus_search() {
    focus(SEARCH_ID);
}

/// Closes the open conversation and puts the focus on its row.
pub fn close_thread(workspace: Workspace) {
    if let Some(id) = workspace.open.get_untracked() {
        workspace.open.set(None);
        request_animation_frame(move || focus(&dom_id(id)));
    }
}
