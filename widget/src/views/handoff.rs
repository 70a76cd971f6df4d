//! The card that says: a person comes. What was passed on, when the answer arrives, and where.

use protocol::api::QueuePlace;
use protocol::event::{Fact, FactKind, Handoff, Promise};
use protocol::{Command, EventId};

use crate::app::App;
use crate::browser;
use crate::contact;
use crate::dom::{El, button, el, live, whether};
use crate::reactive::*;
use crate::words::{self, Strings};

pub(crate) fn view(app: App, id: EventId, handoff: Handoff) -> El {
    let strings = app.strings();
    let (title, usual) = promise(app, handoff.promise);
    let is_later = matches!(handoff.promise, Promise::Later { .. });
    let waiting = whether(move || app.chat.with(|chat| chat.is_waiting_on(id)));
    let unreachable = whether(move || app.chat.with(|chat| chat.contact().is_none()));
    // Told anew only when it is another one: it is read out.
    let place = Memo::new(move |_| waiting.get().then(|| place(app, is_later)).flatten());
    // How the queue stands now tells more than what is usual.
    let when = move || match place.get() {
        Some(place) if !is_later => el("p", "place").with(place),
        _ => el("p", "").with(usual.clone()),
    };
    let ask = move || (is_later && waiting.get() && unreachable.get()).then(|| ask_contact(app));
    let back = move || {
        let back = || button("choice", strings.back_to_bot, move || app.send(|id| Command::BackToBot { id }));
        waiting.get().then(back)
    };
    let facts = (!handoff.passed_on.is_empty()).then(|| passed_on(strings, handoff.passed_on));
    el("section", "card handoff")
        .live("data-done", move || (!waiting.get()).then_some(""))
        .with(el("h2", "").with(title))
        .with(live(when))
        .with((!is_later).then(|| el("p", "").with(strings.handoff_stay)))
        .with(live(move || place.get().filter(|_| is_later).map(|place| el("p", "place").with(place))))
        .with(facts)
        .with(live(ask))
        .with(live(back))
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

/// The shopper's place in the queue and, where something supports a number, in how many minutes somebody comes.
fn place(app: App, is_later: bool) -> Option<String> {
    let (strings, QueuePlace { place, minutes }) = (app.strings(), app.chat.with(|chat| chat.place));
    let place = place?.to_string();
    Some(match minutes {
        Some(minutes) => strings.queue_minutes(minutes.to_string(), place),
        None if is_later => strings.queue_place(place),
        None => strings.queue_longer(place),
    })
}

fn passed_on(strings: &'static Strings, facts: Vec<Fact>) -> El {
    let mut list = el("dl", "");
    let mut named = None;
    for fact in facts {
        if named.replace(fact.kind) != Some(fact.kind) {
            list = list.with(el("dt", "").with(label(strings, fact.kind)));
        }
        list = list.with(el("dd", "").set("dir", "auto").with(fact.value));
    }
    el("div", "").with(el("p", "small").with(strings.passed_on)).with(list)
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

fn ask_contact(app: App) -> El {
    let strings = app.strings();
    let address = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        match contact::parse(&address.get_untracked()) {
            Some(contact) => app.send(|id| Command::Contact { id, contact }),
            None => wrong.set(true),
        }
    };
    let input = el("input", "")
        .set("id", "contact")
        .set("autocomplete", "email")
        .set("aria-describedby", "contact-hint")
        .live("aria-invalid", move || wrong.get().then_some("true"))
        .on("input", move |event| {
            address.set(browser::value_of(&event));
            wrong.set(false);
        });
    let hint = live(move || if wrong.get() { strings.contact_wrong } else { strings.contact_hint });
    el("form", "contact")
        .set("novalidate", "")
        .on("submit", submit)
        .with(el("p", "ask").with(strings.contact_where))
        .with(el("label", "").set("for", "contact").with(strings.contact_label))
        .with(el("div", "row").with(input).with(el("button", "primary").with(strings.contact_send)))
        .with(el("p", "small").set("id", "contact-hint").set("aria-live", "polite").with(hint))
}
