//! The customer's card at the right: where they came from, what they named, how they feel and how they were served.

use leptos::prelude::*;
use protocol::event::Contact;
use protocol::shop::Language;
use protocol::{Millis, Mood};

use super::Thread;
use super::brief::Facts;
use super::customer::{Customer, Felt};
use crate::inbox::list::MoodWord;
use crate::state::{self, Workspace};
use crate::time;
use crate::words::{self, Words, words};

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
            <dl class="pairs">
                <dt>{t.contact}</dt>
                <dd><ContactLine contact=customer.contact/></dd>
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
    view! { <h2 class="card-name">{name}</h2>{content} }
}

#[component]
fn ContactLine(contact: Option<Contact>) -> impl IntoView {
    let t = words();
    match contact {
        Some(contact) => {
            view! { {words::channel(contact.channel, t)}": "<b>{contact.address}</b> }.into_any()
        }
        None => view! { <span class="faint">{t.contact_none}</span> }.into_any(),
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
