//! The brief: the story so far in one look, at the top of the thread, so that nobody has to be asked twice. It stays
//! there while the messages scroll, and folds to a line.

use leptos::prelude::*;
use protocol::event::Fact;
use protocol::staff::{Brief, Tried};

use super::{Thread, customer};
use crate::icon::{Icon, Name};
use crate::inbox::list::MoodWord;
use crate::words::{self, words};

/// The brief, once there is one.
#[component]
pub fn BriefPanel(thread: Thread) -> impl IntoView {
    let brief = Memo::new(move |_| thread.log.with(|log| customer::brief(log).cloned()));
    move || brief.get().map(|brief| view! { <Panel brief thread/> })
}

#[component]
fn Panel(brief: Brief, thread: Thread) -> impl IntoView {
    let t = words();
    let is_open = thread.brief_open;
    let reason = brief.reason.map(|reason| {
        view! { <span class="brief-reason">{words::reason(reason, t)}</span> }
    });
    let wants = brief.wants.clone();
    view! {
        <section class="brief" aria-label=t.brief>
            <button
                class="brief-head"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                <Icon name=Name::Down/>
                <b>{t.brief}</b>
                {reason}
                <span class="brief-wants">{wants}</span>
            </button>
            <Show when=move || is_open.get()><Details brief=brief.clone()/></Show>
        </section>
    }
}

#[component]
fn Details(brief: Brief) -> impl IntoView {
    let t = words();
    let change =
        (brief.mood_start != brief.mood).then(|| view! { <MoodWord mood=brief.mood_start/><span>"→"</span> });
    view! {
        <dl class="pairs brief-body" tabindex="0">
            <dt>{t.brief_wants}</dt>
            <dd class="wants" dir="auto">{brief.wants}</dd>
            {pair(t.brief_asked, "quotes", brief.asked, |asked| view! { <li dir="auto">{asked}</li> }.into_any())}
            {pair(t.brief_tried, "", brief.tried, |tried| view! { <TriedLine tried/> }.into_any())}
            {(!brief.facts.is_empty()).then(|| view! { <dt>{t.brief_facts}</dt><dd><Facts facts=brief.facts/></dd> })}
            <dt>{t.brief_mood}</dt>
            <dd class="mood-change">
                {change}<MoodWord mood=brief.mood/>
                {(brief.repeats > 0).then(|| view! {
                    <span class="repeats">{format!("{} {}", t.brief_repeats, t.brief_repeats_count(brief.repeats))}</span>
                })}
            </dd>
            {brief.contact.map(|contact| view! {
                <dt>{t.brief_contact}</dt>
                <dd>{format!("{}: {}", words::channel(contact.channel, t), contact.address)}</dd>
            })}
        </dl>
    }
}

/// A title with its list; nothing where the list is empty.
fn pair<T>(
    title: &'static str,
    class: &'static str,
    items: Vec<T>,
    show: impl Fn(T) -> AnyView,
) -> impl IntoView {
    let list = |items: Vec<T>| items.into_iter().map(show).collect_view();
    (!items.is_empty()).then(|| view! { <dt>{title}</dt><dd><ul class=class>{list(items)}</ul></dd> })
}

#[component]
fn TriedLine(tried: Tried) -> impl IntoView {
    let t = words();
    let helped = tried.helped.map(|helped| match helped {
        true => view! { <span class="tag good"><Icon name=Name::ThumbUp/>{t.brief_tried_helped}</span> },
        false => {
            view! { <span class="tag bad"><Icon name=Name::ThumbDown/>{t.brief_tried_not_helped}</span> }
        }
    });
    view! { <li>{tried.title}" "{helped}</li> }
}

/// Facts as labelled chips.
#[component]
pub fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let t = words();
    let chip = |fact: Fact| {
        view! { <li class="fact"><span>{words::fact(fact.kind, t)}</span><b>{fact.value}</b></li> }
    };
    view! { <ul class="facts">{facts.into_iter().map(chip).collect_view()}</ul> }
}
