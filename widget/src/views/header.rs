//! Whose shop this is, who is answering, and the menu.

use std::rc::Rc;

use protocol::Command;
use protocol::event::Status;
use protocol::shop::Language;
use send_wrapper::SendWrapper;
use web_sys::HtmlElement;

use crate::app::App;
use crate::connection::Connection;
use crate::dom::{El, button, el, follow, icon_button, live};
use crate::reactive::*;
use crate::state::Chat;
use crate::words;

pub(crate) fn view(app: App, menu: RwSignal<bool>) -> El {
    let strings = app.strings();
    let initial: String = app.shop.name.chars().take(1).collect();
    let more = icon_button("icon more", strings.menu, move || menu.update(|open| *open = !*open))
        .live("aria-expanded", move || Some(if menu.get() { "true" } else { "false" }));
    return_focus(more.handle(), menu);
    el("header", "")
        .with(el("span", "picture").set("aria-hidden", "true").with(initial))
        .with(
            el("div", "who")
                .with(el("h1", "").with(app.shop.name.as_str()))
                .with(el("p", "").with(live(move || who(app)))),
        )
        .with(more)
        .with(live(move || menu.get().then(|| items(app, menu))))
        .with(app.is_framed().then(|| icon_button("icon close", strings.close, move || app.close())))
}

/// The menu's items go when it closes; the focus goes back to what opened it.
fn return_focus(more: SendWrapper<HtmlElement>, menu: RwSignal<bool>) {
    let mut was_open = false;
    follow(move || {
        let is_open = menu.get();
        if was_open && !is_open {
            let _ = more.focus();
        }
        was_open = is_open;
    });
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

fn items(app: App, menu: RwSignal<bool>) -> El {
    let item = move |label: &str, act: fn(App)| {
        button("", label, move || {
            menu.set(false);
            act(app);
        })
    };
    let strings = app.strings();
    let person = live(move || match app.chat.with(|chat| chat.status.clone()) {
        Status::Agent { .. } => None,
        Status::Waiting { .. } => {
            Some(item(strings.back_to_bot, |app| app.send(|id| Command::BackToBot { id })))
        }
        _ => Some(item(strings.ask_person, |app| app.send(|id| Command::AskPerson { id }))),
    });
    let speaks_other = app.shop.languages.contains(&other(app.language.get()));
    let language = speaks_other
        .then(|| item(strings.other_language, |app| app.speak(other(app.language.get_untracked()))));
    let start_over = [strings.start_over, strings.start_over_sure];
    let erase = [strings.erase, strings.erase_sure];
    let items = el("div", "menu")
        .with(person)
        .with(language)
        .with(once_sure(app, menu, start_over, Connection::start_over))
        .with(once_sure(app, menu, erase, Connection::erase));
    let behind = el("div", "behind").on("click", move |_| menu.set(false));
    el("div", "").with(behind).with(items)
}

fn other(language: Language) -> Language {
    if language == Language::Id { Language::En } else { Language::Id }
}

/// Asks once more before what can't be undone.
fn once_sure(app: App, menu: RwSignal<bool>, labels: [&'static str; 2], act: fn(&Rc<Connection>)) -> AnyView {
    let sure = RwSignal::new(false);
    live(move || -> Option<El> {
        let press = move || {
            if sure.get_untracked() {
                menu.set(false);
                act(&app.connection());
            } else {
                sure.set(true);
            }
        };
        (!app.chat.with(Chat::is_empty)).then(|| button("", labels[usize::from(sure.get())], press))
    })
}
