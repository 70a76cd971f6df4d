//! The card that asks how it was: one to five stars and, if they like, a word about it.

use leptos::prelude::*;
use protocol::{Command, EventId, limits};
use web_sys::SubmitEvent;

use crate::app::App;
use crate::state::Rating;

pub(crate) fn view(app: App, asked: EventId) -> AnyView {
    let rating = Memo::new(move |_| app.chat.with(|chat| chat.rating(asked)));
    let score = RwSignal::new(0_u8);
    let comment = RwSignal::new(String::new());
    (move || match rating.get() {
        Rating::Asked => form(app, score, comment),
        Rating::Given => view! { <p class="notice">{app.strings().rating_thanks}</p> }.into_any(),
        Rating::Passed => ().into_any(),
    })
    .into_any()
}

fn form(app: App, score: RwSignal<u8>, comment: RwSignal<String>) -> AnyView {
    let strings = app.strings();
    let labels = [strings.rating_1, strings.rating_2, strings.rating_3, strings.rating_4, strings.rating_5];
    let stars: Vec<_> = (1..).zip(labels).map(|(value, label)| star(score, value, label)).collect();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let comment: String = comment.get_untracked().trim().chars().take(limits::COMMENT_CHARS).collect();
        app.send(|id| Command::Rate { id, score: score.get_untracked(), comment });
    };
    let more = move || {
        view! {
            <textarea
                rows="2"
                aria-label=strings.rating_comment
                placeholder=strings.rating_comment
                prop:value=comment.get_untracked()
                on:input=move |event| comment.set(event_target_value(&event))
            ></textarea>
            <button type="submit" class="primary">{strings.rating_send}</button>
        }
        .into_any()
    };
    let chosen = Memo::new(move |_| score.get() > 0);
    view! {
        <form class="card rating" on:submit=submit>
            <fieldset>
                <legend>{strings.rating_question}</legend>
                <div class="stars">{stars}</div>
            </fieldset>
            {move || chosen.get().then(more)}
        </form>
    }
    .into_any()
}

fn star(score: RwSignal<u8>, value: u8, label: &'static str) -> AnyView {
    let lit = move || score.get() >= value;
    view! {
        <label class:lit=lit title=label>
            <input type="radio" name="score" aria-label=label on:change=move |_| score.set(value) />
            <i></i>
        </label>
    }
    .into_any()
}
