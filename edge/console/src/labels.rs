//! Tags and priority: as rows and the thread's head show them, and the dialog in which they are changed, for one
//! conversation or for several.

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::label::TagsInUse;
use protocol::limits::TAG_CHARS;
use protocol::staff::{InboxRow, Permission};
use protocol::{Command, ConversationId, Priority};

use crate::bulk::{self, Act};
use crate::dialog::open_while;
use crate::icon::{Icon, Name};
use crate::inbox::team::{Standing, TeamWord};
use crate::mint;
use crate::state::Workspace;
use crate::wire::http;
use crate::words::{self, words};

/// How many tags a row has room for.
const ON_A_ROW: usize = 3;

/// How many tags the dialog offers at a time.
const OFFERED: usize = 24;

/// What is to change about conversations' tags and priority.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    add: BTreeSet<String>,
    remove: BTreeSet<String>,
    priority: Option<Priority>,
}

impl Change {
    /// The commands that bring it about for a conversation; none where it is so already.
    pub fn commands(&self, row: Option<&InboxRow>) -> Vec<Command> {
        let has = |tag: &&String| row.is_some_and(|row| row.tags.contains(*tag));
        let add: Vec<String> = self.add.iter().filter(|tag| !has(tag)).cloned().collect();
        let remove: Vec<String> = self.remove.iter().filter(has).cloned().collect();
        let is_new = |priority: &Priority| row.is_none_or(|row| row.priority != *priority);
        let tag = (!add.is_empty() || !remove.is_empty()).then(|| {
            let id = mint::event_id();
            Command::Tag { id, add, remove }
        });
        let prioritise = self.priority.filter(is_new).map(|priority| {
            let id = mint::event_id();
            Command::Prioritise { id, priority }
        });
        tag.into_iter().chain(prioritise).collect()
    }
}

/// What conversations have in common: the tags that all of them have, and the priority if it is one.
fn in_common(rows: &[InboxRow]) -> (BTreeSet<String>, Option<Priority>) {
    let Some((first, others)) = rows.split_first() else { return (BTreeSet::new(), None) };
    let all_have = |tag: &&String| others.iter().all(|row| row.tags.contains(*tag));
    let tags = first.tags.iter().filter(all_have).cloned().collect();
    (tags, Some(first.priority).filter(|one| others.iter().all(|row| row.priority == *one)))
}

/// The tags to offer: those that are chosen, then those in use that what is typed finds.
fn offered(chosen: &BTreeSet<String>, in_use: &[String], typed: &str) -> Vec<String> {
    let typed = clean(typed);
    let is_found = |tag: &&String| !chosen.contains(*tag) && tag.contains(&typed);
    chosen.iter().chain(in_use.iter().filter(is_found).take(OFFERED)).cloned().collect()
}

/// A tag as the server keeps it.
fn clean(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A priority that isn't ordinary, as a flag and a word.
#[component]
pub fn PriorityWord(priority: Priority) -> impl IntoView {
    let said = words::priority(priority, words());
    (!priority.is_normal()).then(|| {
        view! { <span class=format!("priority {}", code(priority))><Icon name=Name::Flag/>{said}</span> }
    })
}

/// The line of a row with its labels, if it has any.
#[component]
pub fn RowLabels(tags: Vec<String>, priority: Priority, team: Option<Standing>) -> impl IntoView {
    let more = tags.len().saturating_sub(ON_A_ROW);
    let all = tags.join(", ");
    (!tags.is_empty() || !priority.is_normal() || team.is_some()).then(|| {
        view! {
            <span class="row-labels" title=all>
                <PriorityWord priority/>
                {team.map(|standing| view! { <TeamWord standing/> })}
                {tags.into_iter().take(ON_A_ROW).map(|tag| view! { <span class="label">{tag}</span> }).collect_view()}
                {(more > 0).then(|| view! { <span>{format!("+{more}")}</span> })}
            </span>
        }
    })
}

/// The labels in the thread's head, and the button that changes them.
#[component]
pub fn HeadLabels(
    id: ConversationId,
    tags: Vec<String>,
    priority: Priority,
    team: Option<Standing>,
) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let change = workspace.may(Permission::Converse).then(|| {
        view! {
            <button class="label-change" title=format!("{} (L)", t.labels) aria-label=t.labels on:click=move |_| workspace.labelling.set(vec![id])>
                <Icon name=Name::Tag/>{tags.is_empty().then_some(t.label)}
            </button>
        }
    });
    view! {
        <p class="thread-labels">
            <PriorityWord priority/>
            {team.map(|standing| view! { <TeamWord standing/> })}
            {tags.into_iter().map(|tag| view! { <span class="label">{tag}</span> }).collect_view()}
            {change}
        </p>
    }
}

/// The dialog over the columns. The browser's own dialog keeps the focus inside and closes on Escape.
#[component]
pub fn LabelDialog() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_open = Memo::new(move |_| workspace.labelling.with(|ids| !ids.is_empty()));
    let dialog = open_while(move || is_open.get());
    let close = move || workspace.labelling.set(Vec::new());
    let form = move || is_open.get().then(|| view! { <Form ids=workspace.labelling.get_untracked()/> });
    view! {
        <dialog class="keys labels" node_ref=dialog aria-labelledby="labels-title" on:close=move |_| close()>
            <header>
                <h2 id="labels-title">{move || match workspace.labelling.with(Vec::len) {
                    0 | 1 => t.labels.to_owned(),
                    many => t.labels_of(many),
                }}</h2>
                <button class="button quiet" aria-label=t.close on:click=move |_| close()><Icon name=Name::Close/></button>
            </header>
            {form}
        </dialog>
    }
}

#[component]
fn Form(ids: Vec<ConversationId>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let rows: Vec<InboxRow> = ids.iter().filter_map(|id| untrack(|| workspace.row(*id))).collect();
    let (tags, common) = in_common(&rows);
    let before = StoredValue::new(tags.clone());
    let (chosen, priority) = (RwSignal::new(tags), RwSignal::new(common));
    let typed = RwSignal::new(String::new());
    let in_use = in_use(workspace);
    let shown = Memo::new(move |_| {
        chosen.with(|chosen| in_use.with(|in_use| typed.with(|typed| offered(chosen, in_use, typed))))
    });
    let fresh = Memo::new(move |_| {
        let tag = clean(&typed.get());
        (!tag.is_empty() && !shown.with(|shown| shown.contains(&tag))).then_some(tag)
    });
    let add_typed = move || {
        let tag = clean(&typed.get_untracked());
        if !tag.is_empty() {
            chosen.update(|chosen| {
                chosen.insert(tag);
            });
            typed.set(String::new());
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        add_typed();
        let (now, before) = (chosen.get_untracked(), before.get_value());
        let change = Change {
            add: now.difference(&before).cloned().collect(),
            remove: before.difference(&now).cloned().collect(),
            priority: priority.get_untracked().filter(|one| Some(*one) != common),
        };
        let ids = workspace.labelling.get_untracked();
        workspace.labelling.set(Vec::new());
        workspace.selected.set(None);
        if change != Change::default() {
            bulk::act(workspace, ids, Act::Label(change));
        }
    };
    // Enter in the field adds what is written there; with nothing written it saves.
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !typed.with_untracked(|typed| clean(typed).is_empty()) {
            event.prevent_default();
            add_typed();
        }
    };
    let priority_choice = move |one: Priority| {
        view! {
            <label class=format!("choice {}", code(one))>
                <input type="radio" name="priority" prop:checked=move || priority.get() == Some(one) on:change=move |_| priority.set(Some(one))/>
                <Icon name=Name::Flag/><span>{words::priority(one, t)}</span>
            </label>
        }
    };
    view! {
        <form on:submit=submit>
            <fieldset class="priorities">
                <legend>{t.priority}</legend>
                {Priority::ALL.map(priority_choice).into_iter().collect_view()}
            </fieldset>
            <label for="label-new">{t.label}</label>
            <input id="label-new" class="field" autofocus autocomplete="off" autocapitalize="none" maxlength=TAG_CHARS placeholder=t.label_find
                aria-describedby="label-how" on:keydown=on_key prop:value=typed on:input=move |event| typed.set(event_target_value(&event))/>
            <div class="label-choices" role="group" aria-label=t.label>
                {move || fresh.get().map(|tag| view! {
                    <button type="button" class="label-choice" on:click=move |_| add_typed()>"+ "{t.label_add(tag)}</button>
                })}
                <For each=move || shown.get() key=Clone::clone let:tag>{tag_choice(tag, chosen)}</For>
            </div>
            <p id="label-how" class="faint">{t.label_how}</p>
            <footer class="macros-foot">
                <button type="button" class="button" on:click=move |_| workspace.labelling.set(Vec::new())>{t.cancel}</button>
                <button class="button primary" type="submit">{t.save}</button>
            </footer>
        </form>
    }
}

/// A tag that a tap puts on or takes off.
fn tag_choice(tag: String, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let name = StoredValue::new(tag.clone());
    let is_on = move || name.with_value(|name| chosen.with(|chosen| chosen.contains(name)));
    let toggle = move || {
        chosen.update(|chosen| {
            if !chosen.remove(&name.get_value()) {
                chosen.insert(name.get_value());
            }
        });
    };
    choice(tag, is_on, toggle)
}

/// Something that a tap switches on or off. Colour alone would not tell everybody which it is.
pub fn choice(
    name: String,
    is_on: impl Fn() -> bool + Copy + Send + Sync + 'static,
    switch: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="label-choice" aria-pressed=move || is_on().to_string() on:click=move |_| switch()>
            <Show when=is_on><Icon name=Name::Check/></Show>{name}
        </button>
    }
}

/// Takes something off a list, or puts it on where it is missing.
pub fn flip<T: PartialEq>(list: &mut Vec<T>, one: T) {
    match list.iter().position(|known| *known == one) {
        Some(place) => drop(list.remove(place)),
        None => list.push(one),
    }
}

/// The shop's tags in use, once the server has told them; without an answer a tag can still be written.
pub fn in_use(workspace: Workspace) -> RwSignal<Vec<String>> {
    let tags = RwSignal::new(Vec::new());
    workspace.run(async move {
        if let Ok(told) = http::get::<TagsInUse>("/v1/staff/tags").await {
            tags.try_set(told.tags.into_iter().map(|one| one.tag).collect());
        }
    });
    tags
}

/// A priority's name in the style sheet.
fn code(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
        Priority::Low => "low",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Millis;
    use protocol::event::Status;

    fn set(tags: &[&str]) -> BTreeSet<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    fn row(tags: &[&str], priority: Priority) -> InboxRow {
        let row = serde_json::json!({
            "conversation": ConversationId::from_parts(Millis(0), 1), "seq": 1, "status": Status::Bot, "last_line": "",
            "last_by": "shopper", "last_at": 0, "mood": "neutral", "unread": 0, "tags": tags, "priority": priority,
        });
        serde_json::from_value(row).expect("a row")
    }

    #[test]
    fn conversations_have_in_common_what_each_of_them_has() {
        let one = || row(&["grosir", "vip"], Priority::High);
        let other = |priority| row(&["retur", "vip"], priority);
        assert_eq!(in_common(&[one()]), (set(&["grosir", "vip"]), Some(Priority::High)));
        assert_eq!(in_common(&[one(), other(Priority::High)]), (set(&["vip"]), Some(Priority::High)));
        assert_eq!(in_common(&[one(), other(Priority::Low)]), (set(&["vip"]), None));
    }

    #[test]
    fn what_is_chosen_stays_in_sight_and_what_is_typed_finds_the_rest() {
        let in_use = ["grosir", "retur", "reseller baru"].map(str::to_owned);
        assert_eq!(offered(&set(&["vip"]), &in_use, " RE "), ["vip", "retur", "reseller baru"]);
        assert_eq!(offered(&set(&["retur"]), &in_use, ""), ["retur", "grosir", "reseller baru"]);
        assert_eq!(clean("  Langganan   LAMA "), "langganan lama");
    }
}
