//! Puts the chat together: what every view shares, and the page's frame.

use std::cell::Cell;
use std::rc::Rc;

use protocol::api::QueuePlace;
use protocol::event::Status;
use protocol::shop::{Language, Profile};
use protocol::{Command, EventId, File};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleDeclaration, Event, HtmlElement, KeyboardEvent};

use crate::accent::Rgb;
use crate::browser::{self, Keep};
use crate::connection::Connection;
use crate::dom::{el, follow, live, mount, spawn, whether};
use crate::host::Host;
use crate::reactive::*;
use crate::state::Chat;
use crate::views;
use crate::wire;
use crate::words::{self, Strings};

/// Where the chosen language is kept, for all shops.
const LANGUAGE: &str = "sapa:language";

/// How soon after a wait began the place in the queue is asked for, and how often then, in milliseconds.
const FIRST_MS: i64 = 1_000;
const EVERY_MS: i64 = 20_000;

/// What every view shares; a handful of handles, copied freely.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// The shop. Lives as long as the page.
    pub(crate) shop: &'static Profile,
    pub(crate) chat: RwSignal<Chat>,
    /// The connection is lost.
    pub(crate) lost: RwSignal<bool>,
    pub(crate) language: RwSignal<Language>,
    /// The chat is on the screen: always, where it is a page of its own.
    pub(crate) open: RwSignal<bool>,
    /// The page has said who is there, where that matters: somebody was signed in before.
    met: RwSignal<bool>,
    /// The thread's end is on the screen.
    pub(crate) at_end: RwSignal<bool>,
    connection: StoredValue<Rc<Connection>, LocalStorage>,
    host: StoredValue<Option<Rc<Host>>, LocalStorage>,
}

impl App {
    /// The words of the language that is chosen now.
    pub(crate) fn strings(self) -> &'static Strings {
        words::strings(self.language.get())
    }

    pub(crate) fn connection(self) -> Rc<Connection> {
        self.connection.get_value()
    }

    /// Gives a command under a fresh id.
    pub(crate) fn send(self, command: impl FnOnce(EventId) -> Command) {
        self.connection().send(command(browser::mint()));
    }

    /// Says something, as if it had been typed.
    pub(crate) fn say(self, text: &str, files: Vec<File>) {
        let text = text.to_owned();
        self.send(|id| Command::Message { id, text, picked: None, files, reply_to: None });
    }

    pub(crate) fn is_framed(self) -> bool {
        self.host.with_value(Option::is_some)
    }

    /// Asks the loader to close the chat.
    pub(crate) fn close(self) {
        self.tell_host("close", "", JsValue::UNDEFINED);
    }

    fn tell_host(self, kind: &str, name: &str, value: JsValue) {
        if let Some(host) = self.host.get_value() {
            host.tell(kind, name, value);
        }
    }

    /// Chooses a language, here and for the next visit.
    pub(crate) fn speak(self, language: Language) {
        let code = wire::code(language);
        Keep::Always.set(LANGUAGE, Some(code));
        if let Some(root) = browser::document().document_element() {
            let _ = root.set_attribute("lang", code);
        }
        self.language.set(language);
    }
}

/// Shows the chat in the document that the edge filled in.
pub(crate) fn start() {
    let document = browser::document();
    let json = document.get_element_by_id("profile").and_then(|element| element.text_content());
    let Some(profile) = json.as_deref().and_then(wire::profile) else { return };
    paint(&profile);
    let Some(body) = document.body() else { return };
    mount(&body, move || {
        let app = app(profile);
        let begun = RwSignal::new(false);
        // What is seen is made in a task of its own: all at once would keep a slow phone from answering to touch.
        browser::after(0, move || {
            if let Some(skeleton) = document.get_element_by_id("skeleton") {
                skeleton.remove();
            }
            begun.set(true);
        });
        let is_shown = whether(move || begun.get() && app.met.get());
        live(move || is_shown.get().then(|| frame(app)))
    });
}

fn app(profile: Profile) -> App {
    let shop: &'static Profile = Box::leak(Box::new(profile));
    let chat = RwSignal::new(Chat::default());
    let lost = RwSignal::new(false);
    let language = RwSignal::new(first_language());
    let open = RwSignal::new(true);
    let connection = Connection::start(shop.slug.as_str(), chat, lost, language);
    let (visit, page) = (Rc::clone(&connection), Rc::clone(&connection));
    let met = RwSignal::new(!connection.was_met());
    let greeted = RwSignal::new(false);
    let meet = move |user: String, who: String| {
        visit.meet(user, &who);
        met.set(true);
    };
    let hello = move |title| {
        page.set_page(title);
        greeted.set(true);
    };
    let host = Host::find(open, meet, hello);
    if host.is_none() {
        connection.meet(String::new(), "");
        met.set(true);
    }
    let app = App {
        shop,
        chat,
        lost,
        language,
        open,
        met,
        at_end: RwSignal::new(true),
        connection: StoredValue::new_local(connection),
        host: StoredValue::new_local(host),
    };
    app.report(greeted);
    views::files::take_drops(app);
    if !app.is_framed() {
        fit_above_keyboard();
    }
    app
}

/// As a page of its own the chat is as tall as the keyboard leaves it; in a frame the loader sees to that. A page that is
/// zoomed by hand stays as it is.
fn fit_above_keyboard() {
    let Some(view) = browser::window().visual_viewport() else { return };
    let Some(style) = root_style() else { return };
    let resized = view.clone();
    browser::listen(&view, "resize", move |_: Event| {
        if resized.scale() == 1.0 {
            let height = [&(resized.height() as i32).to_string(), "px"].concat();
            let _ = style.set_property("--height", &height);
        }
    });
}

fn root_style() -> Option<CssStyleDeclaration> {
    let root = browser::document().document_element()?;
    Some(root.unchecked_into::<HtmlElement>().style())
}

fn first_language() -> Language {
    let chosen = Keep::Always.get(LANGUAGE);
    let page = || browser::document().document_element().and_then(|root| root.get_attribute("lang"));
    wire::language(&chosen.or_else(page).unwrap_or_default())
}

impl App {
    /// Keeps the loader and the server up to date about what the shopper has seen.
    fn report(self, greeted: RwSignal<bool>) {
        follow(move || {
            if greeted.get() {
                self.tell_host("accent", "color", JsValue::from_str(self.shop.accent.as_str()));
                self.tell_host("ready", "", JsValue::UNDEFINED);
            }
        });
        let unread = Memo::new(move |_| self.chat.with(Chat::unread));
        follow(move || {
            if greeted.get() {
                self.tell_host("unread", "count", JsValue::from_f64(unread.get() as f64));
            }
        });
        let active = whether(move || self.chat.with(|chat| !chat.is_empty()));
        follow(move || {
            if greeted.get() {
                self.tell_host("active", "on", JsValue::from_bool(active.get()));
            }
        });
        let visible = RwSignal::new(browser::is_visible());
        browser::listen(&browser::document(), "visibilitychange", move |_: Event| {
            visible.set(browser::is_visible());
        });
        follow(move || {
            if unread.get() > 0 && self.open.get() && self.at_end.get() && visible.get() {
                self.connection().seen();
            }
        });
        let waits = whether(move || self.chat.with(|chat| matches!(chat.status, Status::Waiting { .. })));
        let looks = whether(move || waits.get() && self.open.get() && visible.get());
        let rounds = Rc::new(Cell::new(0));
        follow(move || {
            let round = rounds.get() + 1;
            rounds.set(round);
            if looks.get() {
                self.ask_place(Rc::clone(&rounds), round, FIRST_MS);
            }
        });
        follow(move || {
            if !waits.get() {
                self.chat.update(|chat| chat.place = QueuePlace::default());
            }
        });
    }

    /// Asks after so many milliseconds how the shopper stands among those who wait, and then again and again until another
    /// round begins.
    fn ask_place(self, rounds: Rc<Cell<u32>>, round: u32, ms: i64) {
        browser::after(ms, move || {
            if rounds.get() == round {
                spawn(async move {
                    let place = self.connection().place().await;
                    if rounds.get() == round {
                        self.chat.update(|chat| chat.place = place.unwrap_or_default());
                        self.ask_place(rounds, round, EVERY_MS);
                    }
                });
            }
        });
    }
}

/// The page's frame. Rebuilt when another language is chosen: nothing in it need know that it can change.
fn frame(app: App) -> AnyView {
    let menu = RwSignal::new(false);
    browser::listen(&browser::document(), "keydown", move |event: KeyboardEvent| {
        // An enlarged picture closes by itself, and the chat behind it stays.
        let is_covered = || matches!(browser::document().query_selector("dialog[open]"), Ok(Some(_)));
        if event.key() == "Escape" && !is_covered() {
            if menu.get_untracked() { menu.set(false) } else { app.close() }
        }
    });
    live(move || {
        app.language.track();
        el("div", "chat")
            .with(views::header::view(app, menu))
            .with(views::banner::view(app))
            .with(views::thread::view(app))
            .with(views::composer::view(app))
    })
}

/// The shop's colour, made readable in both schemes, as custom properties.
fn paint(profile: &Profile) {
    let Some(accent) = Rgb::parse(profile.accent.as_str()) else { return };
    let Some(style) = root_style() else { return };
    // The least favourable grounds that it stands on: the bubbles.
    let (light, dark) = (Rgb(0xf0, 0xf1, 0xf3), Rgb(0x27, 0x2d, 0x32));
    for (name, color) in [
        ("--accent", accent),
        ("--on-accent", accent.text_on()),
        ("--accent-text-light", accent.as_text_on(light)),
        ("--accent-text-dark", accent.as_text_on(dark)),
    ] {
        let _ = style.set_property(name, &color.css());
    }
}
