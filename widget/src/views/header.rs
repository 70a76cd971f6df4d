//! Whose shop this is, who is answering, and the menu.

use leptos::prelude::*;
use protocol::Command;
use protocol::event::Status;
use protocol::shop::Language;

use crate::app::App;
use crate::state::Chat;
use crate::views::{button, icon_button};
use crate::words;

pub(crate) fn view(app: App, menu: RwSignal<bool>) -> AnyView {
    let strings = app.strings();
    let initial: String = app.shop.name.chars().take(1).collect();
    let close = app.is_framed().then(|| icon_button("icon close", strings.close, move || app.close()));
    view! {
        <header>
            <span class="picture" aria-hidden="true">{initial}</span>
            <div class="who">
                <h1>{app.shop.name.as_str()}</h1>
                <p>{move || who(app)}</p>
            </div>
            <button
                type="button"
                class="icon more"
                aria-label=strings.menu
                title=strings.menu
                aria-expanded=move || menu.get().to_string()
                on:click=move |_| menu.update(|open| *open = !*open)
            >
                <i></i>
            </button>
            {close}
            {move || menu.get().then(|| items(app, menu))}
        </header>
    }
    .into_any()
}

/// Who is answering, and when people are back where they are away.
fn who(app: App) -> String {
    let strings = app.strings();
    match app.chat.with(|chat| chat.status.clone()) {
        Status::Agent { name, .. } => strings.agent_role(&name),
        Status::Waiting { .. } => strings.waiting_role.to_owned(),
        _ => {
            let bot = strings.bot_role(&app.shop.bot);
            match app.shop.opens_at.filter(|_| !app.shop.open) {
                Some(at) => [&bot, " · ", &strings.cs_back(words::opening(at, app.language.get()))].concat(),
                None => bot,
            }
        }
    }
}

fn items(app: App, menu: RwSignal<bool>) -> AnyView {
    let strings = app.strings();
    let sure = RwSignal::new(false);
    let person = move || match app.chat.with(|chat| chat.status.clone()) {
        Status::Agent { .. } => None,
        Status::Waiting { .. } => Some(button("", strings.back_to_bot, move || {
            menu.set(false);
            app.send(|id| Command::BackToBot { id });
        })),
        _ => Some(button("", strings.ask_person, move || {
            menu.set(false);
            app.send(|id| Command::AskPerson { id });
        })),
    };
    let other = if app.language.get() == Language::Id { Language::En } else { Language::Id };
    let language = app.shop.languages.contains(&other).then(|| {
        button("", strings.other_language, move || {
            menu.set(false);
            app.speak(other);
        })
    });
    let start_over = move || {
        let label = if sure.get() { strings.start_over_sure } else { strings.start_over };
        (!app.chat.with(Chat::is_empty)).then(|| {
            button("", label, move || {
                if sure.get_untracked() {
                    menu.set(false);
                    app.connection().start_over();
                }
                sure.set(true);
            })
        })
    };
    view! {
        <div class="behind" on:click=move |_| menu.set(false)></div>
        <div class="menu">{person}{language}{start_over}</div>
    }
    .into_any()
}
