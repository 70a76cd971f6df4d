//! The page that the chat is embedded in, as far as the chat knows it: the loader, `loader/sapa.js`.
//!
//! Messages are `{sapa: 1, type, …}`. Taken only from the window that embeds this one; the origin that said hello first
//! is the only one that is answered. (Who may embed the chat at all is the edge's `frame-ancestors`.)
//!
//! | from the loader | | from the chat | |
//! |---|---|---|---|
//! | `hello` `{title, open, user, who}` | repeated until `ready` | `ready` | the chat works |
//! | `user` `{user, who}` | somebody signed in meanwhile | `unread` `{count}` | for the launcher's badge |
//! | `opened` | the panel is on the screen | `active` `{on}` | whether a conversation is running |
//! | `closed` | it isn't | `accent` `{color}` | the shop's colour, `#rrggbb` |
//! | | | `close` | the shopper wants it closed |

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use crate::browser;
use crate::reactive::*;

/// The window that embeds the chat.
pub(crate) struct Host {
    parent: Window,
    origin: RefCell<String>,
    /// The panel is on the screen.
    open: RwSignal<bool>,
}

impl Host {
    /// The embedding window, if there is one. `user` is called with the token of whom its page says is signed in and with their
    /// number, both empty for nobody; then `hello` with the page's title.
    pub(crate) fn find(
        open: RwSignal<bool>,
        user: impl Fn(String, String) + 'static,
        hello: impl Fn(String) + 'static,
    ) -> Option<Rc<Self>> {
        let window = browser::window();
        let parent = window.parent().ok().flatten().filter(|parent| *parent != window)?;
        open.set(false);
        let host = Rc::new(Self { parent, origin: RefCell::default(), open });
        let this = Rc::clone(&host);
        browser::listen(&window, "message", move |message: MessageEvent| {
            this.receive(&message, &user, &hello);
        });
        Some(host)
    }

    fn receive(&self, message: &MessageEvent, user: &impl Fn(String, String), hello: &impl Fn(String)) {
        let data = message.data();
        let text = |name| field(&data, name).as_string().unwrap_or_default();
        let from_parent =
            message.source().is_some_and(|source| &source == self.parent.unchecked_ref::<Object>());
        if !from_parent || !field(&data, "sapa").is_truthy() {
            return;
        }
        let greeting = text("type");
        if greeting == "hello" && self.origin.borrow().is_empty() {
            *self.origin.borrow_mut() = message.origin();
            user(text("user"), text("who"));
            hello(text("title"));
            self.open.set(field(&data, "open").is_truthy());
            return;
        }
        if *self.origin.borrow() != message.origin() {
            return;
        }
        match greeting.as_str() {
            "opened" => self.open.set(true),
            "closed" => self.open.set(false),
            "user" => user(text("user"), text("who")),
            _ => {}
        }
    }

    /// Tells the loader something; nothing before it has said hello.
    pub(crate) fn tell(&self, kind: &str, name: &str, value: JsValue) {
        let origin = self.origin.borrow();
        if origin.is_empty() {
            return;
        }
        let message = browser::object(&[("sapa", JsValue::from(1)), ("type", kind.into()), (name, value)]);
        // It fails only if the window is gone.
        let _ = self.parent.post_message(&message, &origin);
    }
}

fn field(data: &JsValue, name: &str) -> JsValue {
    Reflect::get(data, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
