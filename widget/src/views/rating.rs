//! The card that asks how it was: one to five stars and, if they like, a word about it.

use protocol::{Command, EventId, limits};

use crate::app::App;
use crate::browser;
use crate::dom::{El, el, live, whether};
use crate::reactive::*;
use crate::state::Rating;

pub(crate) fn view(app: App, asked: EventId) -> AnyView {
    let is_asked = whether(move || app.chat.with(|chat| chat.rating(asked)) == Rating::Asked);
    let is_given = whether(move || app.chat.with(|chat| chat.rating(asked)) == Rating::Given);
    let score = RwSignal::new(0);
    let comment = RwSignal::new(String::new());
    live(move || match (is_asked.get(), is_given.get()) {
        (true, _) => Some(form(app, score, comment)),
        (_, true) => Some(el("p", "notice").with(app.strings().rating_thanks)),
        _ => None,
    })
}

fn form(app: App, score: RwSignal<u8>, comment: RwSignal<String>) -> El {
    let strings = app.strings();
    let labels = [strings.rating_1, strings.rating_2, strings.rating_3, strings.rating_4, strings.rating_5];
    let stars = el("div", "stars");
    let stars = (1..).zip(labels).fold(stars, |stars, (value, label)| stars.with(star(score, value, label)));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let comment: String = comment.get_untracked().trim().chars().take(limits::COMMENT_CHARS).collect();
        app.send(|id| Command::Rate { id, score: score.get_untracked(), comment });
    };
    let chosen = whether(move || score.get() > 0);
    let question = el("legend", "").with(strings.rating_question);
    el("form", "card rating")
        .on("submit", submit)
        .with(el("fieldset", "").with(question).with(stars))
        .with(live(move || chosen.get().then(|| more(app, comment))))
}

fn star(score: RwSignal<u8>, value: u8, label: &str) -> El {
    let input = el("input", "")
        .set("type", "radio")
        .set("name", "score")
        .set("aria-label", label)
        .on("change", move |_| score.set(value));
    el("label", "")
        .set("title", label)
        .live("class", move || (score.get() >= value).then_some("lit"))
        .with(input)
        .with(el("i", ""))
}

fn more(app: App, comment: RwSignal<String>) -> El {
    let strings = app.strings();
    let field = el("textarea", "")
        .set("rows", "2")
        .set("aria-label", strings.rating_comment)
        .set("placeholder", strings.rating_comment)
        .on("input", move |event| comment.set(browser::value_of(&event)))
        .with(comment.get_untracked());
    el("div", "comment").with(field).with(el("button", "primary").with(strings.rating_send))
}
