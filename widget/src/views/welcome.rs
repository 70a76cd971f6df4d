//! The first screen: a greeting for the time of day, and questions to begin with.

use crate::app::App;
use crate::dom::{El, button, el, live, whether};
use crate::reactive::*;
use crate::state::Chat;
use crate::views::message;
use crate::words;

pub(crate) fn view(app: App) -> El {
    let language = app.language.get();
    let greeting = [words::time_of_day(language), " ", app.shop.greeting.get(language)].concat();
    let is_empty = whether(move || app.chat.with(Chat::is_empty));
    el("div", "said theirs")
        .with(message::bubble(&greeting))
        .with(live(move || is_empty.get().then(|| suggestions(app))))
}

fn suggestions(app: App) -> El {
    let choices = el("div", "choices").set("role", "group").set("aria-label", app.strings().suggestions);
    app.shop.suggestions.iter().fold(choices, |choices, text| {
        let text = text.get(app.language.get());
        choices.with(button("choice", text, move || app.say(text, Vec::new())))
    })
}
