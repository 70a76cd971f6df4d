//! The customer's card at the right: where they came from, what they named, how they feel and how they were served.

use leptos::prelude::*;
use protocol::shop::Language;
use protocol::{Millis, Mood};

use super::Thread;
use super::brief::Facts;
use super::customer::{Customer, Felt};
use super::profile::ProfilePart;
use crate::dialog::focus;
use crate::icon::{Icon, Name};
use crate::inbox::list::MoodWord;
use crate::state::{self, Workspace};
use crate::time;
use crate::words::{Words, words};

/// The column with the card; empty while nothing is open.
#[component]
pub fn CustomerCard() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let card = move || workspace.open.get().map(|id| view! { <Card thread=workspace.thread(id)/> });
    view! { <aside class="card" aria-label=t.card>{card}</aside> }
}

#[component]
fn Card(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let customer = Memo::new(move |_| thread.log.with(Customer::of));
    let name = move || state::called(workspace.row(thread.id).as_ref(), thread.id, t);
    let content = move || {
        let customer = customer.get();
        view! {
            <h3>{t.card_now}</h3>
            <dl class="pairs">
                <dt>{t.card_page}</dt>
                <dd>{customer.page.unwrap_or_else(|| t.unknown_page.to_owned())}</dd>
                <dt>{t.card_language}</dt>
                <dd>{language(customer.language, t)}</dd>
            </dl>
            <h3>{t.card_facts}</h3>
            {if customer.facts.is_empty() {
                view! { <p class="faint">{t.card_facts_none}</p> }.into_any()
            } else {
                view! { <Facts facts=customer.facts/> }.into_any()
            }}
            <h3>{t.card_moods}</h3>
            <Moods moods=customer.moods/>
            <h3>{t.card_felt}</h3>
            <FeltTable felt=customer.felt/>
        }
    };
    view! {
        <header class="card-head">
            <h2 class="card-name">{name}</h2>
            <button id="card-close" class="button quiet" aria-label=t.close on:click=move |_| hide(workspace)>
                <Icon name=Name::Close/>
            </button>
        </header>
        <ProfilePart thread/>
        {content}
    }
}

/// Shows the card where it has no column of its own.
pub fn show(workspace: Workspace) {
    workspace.card_shown.set(true);
    request_animation_frame(|| focus("card-close"));
}

/// Hides it again.
pub fn hide(workspace: Workspace) {
    if workspace.card_shown.get_untracked() {
        workspace.card_shown.set(false);
        request_animation_frame(|| focus("card-show"));
    }
}

fn language(language: Option<Language>, t: Words) -> &'static str {
    match language {
        Some(Language::Id) => t.tongue_indonesian,
        Some(Language::En) => t.tongue_english,
        None => t.unknown_page,
    }
}

#[component]
fn Moods(moods: Vec<(Millis, Mood)>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    if moods.is_empty() {
        return view! { <p class="faint">{t.card_moods_none}</p> }.into_any();
    }
    let step = |(at, mood)| {
        view! { <li><time>{time::clock(at, workspace.zone(), t)}</time><MoodWord mood/></li> }
    };
    view! { <ol class="moods">{moods.into_iter().map(step).collect_view()}</ol> }.into_any()
}

#[component]
fn FeltTable(felt: Felt) -> impl IntoView {
    let t = words();
    let none = || "–".to_owned();
    let rows = [
        (t.felt_asked_again, felt.asked_again.to_string()),
        (t.felt_unanswered, felt.unanswered.to_string()),
        (
            t.felt_choices,
            if felt.choices_offered == 0 {
                none()
            } else {
                t.count_of(felt.choices_taken, felt.choices_offered)
            },
        ),
        (t.felt_helped, felt.helped.to_string()),
        (t.felt_not_helped, felt.not_helped.to_string()),
        (t.felt_waited, felt.waited.map_or_else(none, |ms| time::lasting(ms, t))),
        (t.felt_rating, felt.rating.map_or_else(none, |score| t.count_of(score, 5))),
    ];
    let row = |(what, value): (&'static str, String)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> };
    view! { <dl class="felt">{rows.map(row).into_iter().collect_view()}</dl> }
}
