//! One thing said: the bubble, and under it what can be done with it.

use leptos::prelude::*;
use protocol::event::{Choice, Status};
use protocol::{Command, EventId};

use crate::app::App;
use crate::links::{Piece, pieces};
use crate::state::{By, Delivery, Said};
use crate::views::{button, icon_button};
use crate::words;

pub(crate) fn view(app: App, said: Said) -> AnyView {
    let strings = app.strings();
    let (class, author) = match &said.by {
        By::Me => ("said mine", None),
        By::Bot(name) => ("said theirs", Some((name.clone(), strings.bot_tag))),
        By::Agent(name) => ("said theirs person", Some((name.clone(), strings.agent_tag))),
    };
    let name = author.filter(|_| said.first).map(|(name, tag)| {
        view! { <p class="name">{[&name, " · ", tag].concat()}</p> }
    });
    let id = said.id;
    let time = words::time(said.at, app.language.get());
    let state = (said.by == By::Me).then(|| move || delivery(app, id));
    let choices = (!said.message.choices.is_empty()).then(|| choices(app, said.message.choices));
    let helpful = said.message.entry.is_some().then(|| move || feedback(app, id));
    let person = said.message.offers_person.then(|| move || person(app, id));
    view! {
        <div class=class>
            {name}
            {bubble(&said.message.text)}
            {choices}
            {person}
            {helpful}
            <p class="meta" aria-live="off"><time>{time}</time>{state}</p>
        </div>
    }
    .into_any()
}

/// A text as it was written: line breaks kept, addresses clickable, nothing in it ever read as markup.
pub(crate) fn bubble(text: &str) -> AnyView {
    let parts: Vec<AnyView> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Link(link) => {
                let link = link.to_owned();
                let href = link.clone();
                view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{link}</a> }
                    .into_any()
            }
        })
        .collect();
    view! { <p class="bubble" dir="auto">{parts}</p> }.into_any()
}

fn choices(app: App, choices: Vec<Choice>) -> AnyView {
    let buttons: Vec<_> = choices
        .into_iter()
        .map(|choice| {
            button("choice", &choice.label.clone(), move || {
                let Choice { id: picked, label } = choice.clone();
                app.send(|id| Command::Message { id, text: label, picked: Some(picked) });
            })
        })
        .collect();
    view! { <div class="choices">{buttons}</div> }.into_any()
}

/// "Did this help?", under the newest answer, until it is answered.
fn feedback(app: App, about: EventId) -> AnyView {
    let strings = app.strings();
    let (given, stands) = app.chat.with(|chat| (chat.feedback(about), chat.offer() == Some(about)));
    let give = move |helpful| app.send(|id| Command::Feedback { id, about, helpful });
    match given {
        Some(true) => view! { <p class="thanks">{strings.helpful_thanks}</p> }.into_any(),
        Some(false) => view! { <p class="thanks">{strings.helpful_noted}</p> }.into_any(),
        None if stands => view! {
            <div class="helpful" role="group" aria-label=strings.helpful>
                <span>{strings.helpful}</span>
                {icon_button("icon up", strings.helpful_yes, move || give(true))}
                {icon_button("icon down", strings.helpful_no, move || give(false))}
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// A person, one tap away, for as long as the bot's offer stands.
fn person(app: App, id: EventId) -> AnyView {
    let stands = app.chat.with(|chat| chat.offer() == Some(id) && chat.status == Status::Bot);
    let ask = move || app.send(|id| Command::AskPerson { id });
    match stands {
        true => button("choice person", app.strings().ask_person, ask),
        false => ().into_any(),
    }
}

fn delivery(app: App, id: EventId) -> AnyView {
    let strings = app.strings();
    match app.chat.with(|chat| chat.delivery(id)) {
        Delivery::Quiet => ().into_any(),
        Delivery::Sending => view! { <span>{strings.sending}</span> }.into_any(),
        Delivery::Sent => view! { <span class="tick sent">{strings.sent}<i></i></span> }.into_any(),
        Delivery::Read => view! { <span class="tick read">{strings.read}<i></i></span> }.into_any(),
        Delivery::Failed(kind) => failed(app, id, words::why(kind, app.language.get())),
    }
}

/// Something that wasn't sent, and the way to try again.
pub(crate) fn failed(app: App, id: EventId, why: &'static str) -> AnyView {
    view! {
        <span class="failed" role="alert">
            {why} " · " {button("link", app.strings().try_again, move || app.connection().retry(id))}
        </span>
    }
    .into_any()
}
