//! The card that says: a person comes. What was passed on, when the answer arrives, and where.

use leptos::prelude::*;
use protocol::event::{Fact, FactKind, Handoff, Promise};
use protocol::{Command, EventId};
use web_sys::SubmitEvent;

use crate::app::App;
use crate::contact;
use crate::views::button;
use crate::words::{self, Strings};

pub(crate) fn view(app: App, id: EventId, handoff: Handoff) -> AnyView {
    let strings = app.strings();
    let (title, when) = promise(app, handoff.promise);
    let is_later = matches!(handoff.promise, Promise::Later { .. });
    let waiting = Memo::new(move |_| app.chat.with(|chat| chat.is_waiting_on(id)));
    let reachable = Memo::new(move |_| app.chat.with(|chat| chat.contact().is_some()));
    let back =
        move || button("choice", strings.back_to_bot, move || app.send(|id| Command::BackToBot { id }));
    view! {
        <section class="card handoff" class:done=move || !waiting.get()>
            <h2>{title}</h2>
            <p>{when}</p>
            {(!handoff.passed_on.is_empty()).then(|| passed_on(strings, handoff.passed_on))}
            {move || (is_later && waiting.get() && !reachable.get()).then(|| ask_contact(app))}
            {move || waiting.get().then(back)}
        </section>
    }
    .into_any()
}

fn promise(app: App, promise: Promise) -> (&'static str, String) {
    let strings = app.strings();
    match promise {
        Promise::Soon { minutes } => {
            (strings.handoff_soon, strings.handoff_soon_minutes(minutes.to_string()))
        }
        Promise::Later { opens_at: Some(at) } => {
            (strings.handoff_later, strings.handoff_later_at(words::opening(at, app.language.get())))
        }
        Promise::Later { opens_at: None } => {
            (strings.handoff_later, strings.handoff_later_unknown.to_owned())
        }
        Promise::Unknown => (strings.handoff_soon, strings.handoff_unknown.to_owned()),
    }
}

fn passed_on(strings: &'static Strings, facts: Vec<Fact>) -> AnyView {
    let facts: Vec<_> = facts
        .into_iter()
        .map(|fact| view! { <dt>{label(strings, fact.kind)}</dt><dd dir="auto">{fact.value}</dd> })
        .collect();
    view! { <p class="small">{strings.passed_on}</p><dl>{facts}</dl> }.into_any()
}

fn label(strings: &Strings, kind: FactKind) -> &'static str {
    match kind {
        FactKind::Question => strings.fact_question,
        FactKind::Order => strings.fact_order,
        FactKind::Tracking => strings.fact_tracking,
        FactKind::Courier => strings.fact_courier,
        FactKind::Phone => strings.fact_phone,
        FactKind::Email => strings.fact_email,
        FactKind::Money => strings.fact_money,
        FactKind::Date => strings.fact_date,
        FactKind::Size => strings.fact_size,
        FactKind::Unknown => strings.fact_other,
    }
}

fn ask_contact(app: App) -> AnyView {
    let strings = app.strings();
    let address = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match contact::parse(&address.get_untracked()) {
            Some(contact) => app.send(|id| Command::Contact { id, contact }),
            None => wrong.set(true),
        }
    };
    view! {
        <form class="contact" novalidate on:submit=submit>
            <p class="ask">{strings.contact_where}</p>
            <label for="contact">{strings.contact_label}</label>
            <div class="row">
                <input
                    id="contact"
                    type="text"
                    autocomplete="email"
                    aria-describedby="contact-hint"
                    aria-invalid=move || wrong.get().to_string()
                    on:input=move |event| {
                        address.set(event_target_value(&event));
                        wrong.set(false);
                    }
                />
                <button type="submit" class="primary">{strings.contact_send}</button>
            </div>
            <p class="small" id="contact-hint" class:failed=move || wrong.get() aria-live="polite">
                {move || if wrong.get() { strings.contact_wrong } else { strings.contact_hint }}
            </p>
        </form>
    }
    .into_any()
}
