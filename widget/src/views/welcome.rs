//! The first screen: a greeting for the time of day, and questions to begin with.

use leptos::prelude::*;

use crate::app::App;
use crate::state::Chat;
use crate::views::{button, message};
use crate::words;

pub(crate) fn view(app: App) -> AnyView {
    let language = app.language.get();
    let greeting = [words::time_of_day(language), " ", app.shop.greeting.get(language)].concat();
    let is_empty = Memo::new(move |_| app.chat.with(Chat::is_empty));
    view! {
        <div class="said theirs">{message::bubble(&greeting)}</div>
        {move || is_empty.get().then(|| suggestions(app))}
    }
    .into_any()
}

fn suggestions(app: App) -> AnyView {
    let buttons = app.shop.suggestions.iter().map(|text| {
        let text = text.get(app.language.get());
        button("choice", text, move || app.say(text))
    });
    let buttons: Vec<_> = buttons.collect();
    view! { <div class="choices" role="group" aria-label=app.strings().suggestions>{buttons}</div> }
        .into_any()
}
