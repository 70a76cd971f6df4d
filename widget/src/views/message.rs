//! One thing said: the bubble, and under it what can be done with it.

use protocol::event::{Choice, Status};
use protocol::{Command, EventId};

use crate::app::App;
use crate::browser;
use crate::dom::{El, button, el, icon_button, live};
use crate::reactive::*;
use crate::state::{By, Delivery, Said};
use crate::views::files;
use crate::words;
use links::{Piece, pieces};

pub(crate) fn view(app: App, said: Said) -> El {
    let strings = app.strings();
    let (class, author) = match &said.by {
        By::Me => ("said mine", None),
        By::Bot(name) => ("said theirs", Some([name, " · ", strings.bot_tag].concat())),
        By::Agent(name) => ("said theirs person", Some([name, " · ", strings.agent_tag].concat())),
    };
    let id = said.id;
    let time = el("time", "").with(words::time(said.at, app.language.get()));
    let edited = said.edited.then(|| el("span", "").with(strings.edited));
    let state = (said.by == By::Me).then(|| live(move || delivery(app, id)));
    let message = said.message;
    el("div", class)
        .set("id", &dom_id(id))
        .with(author.filter(|_| said.first).map(|author| el("p", "name").with(author)))
        .with(message.reply_to.map(|of| quote(app, of)))
        .with((!message.files.is_empty()).then(|| files::sent(app, message.files)))
        .with((!message.text.is_empty()).then(|| bubble(&message.text)))
        .with(el("p", "meta").set("aria-live", "off").with(time).with(edited).with(state))
        .with((!message.choices.is_empty()).then(|| choices(app, message.choices)))
        .with(message.offers_person.then(|| live(move || person(app, id))))
        .with(message.entry.map(|_| live(move || feedback(app, id))))
}

/// A text as it was written: line breaks kept, addresses clickable, nothing in it ever read as markup.
pub(crate) fn bubble(text: &str) -> El {
    pieces(text).into_iter().fold(el("p", "bubble").set("dir", "auto"), |bubble, piece| match piece {
        Piece::Text(text) => bubble.with(text),
        Piece::Link(link) => bubble.with(
            el("a", "")
                .set("href", link)
                .set("target", "_blank")
                .set("rel", "noopener noreferrer nofollow")
                .with(link),
        ),
    })
}

fn dom_id(id: EventId) -> String {
    ["said-", &id.to_string()].concat()
}

/// What a message replies to; a tap goes there.
fn quote(app: App, of: EventId) -> El {
    let words = app.chat.with_untracked(|chat| chat.words_of(of)).unwrap_or_default();
    button("quote", &words, move || {
        if let Some(element) = browser::document().get_element_by_id(&dom_id(of)) {
            element.scroll_into_view();
        }
    })
    .set("title", app.strings().go_to_message)
}

fn choices(app: App, choices: Vec<Choice>) -> El {
    choices.into_iter().fold(el("div", "choices"), |list, choice| {
        let label = choice.label.clone();
        list.with(button("choice", &label, move || {
            let Choice { id: picked, label } = choice.clone();
            app.send(|id| Command::Message {
                id,
                text: label,
                picked: Some(picked),
                files: Vec::new(),
                reply_to: None,
            });
        }))
    })
}

/// "Did this help?", under the newest answer, until it is answered.
fn feedback(app: App, about: EventId) -> Option<El> {
    let strings = app.strings();
    let (given, stands) = app.chat.with(|chat| (chat.feedback(about), chat.offer() == Some(about)));
    let give = move |helpful| app.send(|id| Command::Feedback { id, about, helpful });
    let thanks = match given {
        Some(true) => strings.helpful_thanks,
        Some(false) => strings.helpful_noted,
        None => {
            let question = || {
                el("div", "helpful")
                    .set("role", "group")
                    .set("aria-label", strings.helpful)
                    .with(el("span", "").with(strings.helpful))
                    .with(icon_button("icon up", strings.helpful_yes, move || give(true)))
                    .with(icon_button("icon down", strings.helpful_no, move || give(false)))
            };
            return stands.then(question);
        }
    };
    Some(el("p", "thanks").with(thanks))
}

/// A person, one tap away, for as long as the bot's offer stands.
fn person(app: App, id: EventId) -> Option<El> {
    let stands = app.chat.with(|chat| chat.offer() == Some(id) && chat.status == Status::Bot);
    let ask = move || app.send(|id| Command::AskPerson { id });
    stands.then(|| button("choice person", app.strings().ask_person, ask))
}

fn delivery(app: App, id: EventId) -> Option<El> {
    let strings = app.strings();
    Some(match app.chat.with(|chat| chat.delivery(id)) {
        Delivery::Quiet => return None,
        Delivery::Sending => el("span", "").with(strings.sending),
        Delivery::Sent => el("span", "tick sent").with(strings.sent).with(el("i", "")),
        Delivery::Read => el("span", "tick read").with(strings.read).with(el("i", "")),
        Delivery::Failed(kind) => failed(app, id, words::why(kind, app.language.get())),
        Delivery::Left => failed(app, id, strings.not_sent),
    })
}

/// Something that wasn't sent, and the way to try again.
pub(crate) fn failed(app: App, id: EventId, why: &'static str) -> El {
    let retry = button("link", app.strings().try_again, move || app.connection().retry(id));
    el("span", "failed").set("role", "alert").with(why).with(" · ").with(retry)
}
