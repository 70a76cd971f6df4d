//! What the widget needs of the browser: the clock, randomness, timers, storage, requests. Thin, and nowhere else.

use std::cell::RefCell;

use js_sys::{Date, Object, Reflect};
use protocol::{EventId, FileId, Millis};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Event, EventTarget, HtmlInputElement, RequestInit, Response, Storage, Window};

/// The window. It is there: the widget's entry point runs in a page.
pub(crate) fn window() -> Window {
    web_sys::window().expect("the widget runs in a page")
}

/// The page.
pub(crate) fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Now, by the shopper's clock.
pub(crate) fn now() -> Millis {
    Millis(Date::now() as i64)
}

/// An id nobody else mints.
pub(crate) fn mint() -> EventId {
    let mut bytes = [0; 16];
    // Every browser that runs wasm has it; without it, ids would still differ by their time.
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    EventId::from_parts(now(), u128::from_le_bytes(bytes))
}

/// A file's id nobody else mints.
pub(crate) fn mint_file() -> FileId {
    FileId(mint().0)
}

/// Tells whoever made the page what to mend.
pub(crate) fn warn(detail: &str) {
    web_sys::console::warn_1(&JsValue::from_str(&["Sapa: ", detail].concat()));
}

/// Runs something later.
pub(crate) fn after(ms: i64, run: impl FnOnce() + 'static) {
    set_timer(ms, Box::new(run));
}

fn set_timer(ms: i64, run: Box<dyn FnOnce()>) {
    let run = Closure::once_into_js(run);
    let ms = i32::try_from(ms.max(0)).unwrap_or(i32::MAX);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms);
}

/// Calls the listener for as long as the page lives. `E` is what events of this name are.
pub(crate) fn listen<E: JsCast>(target: &EventTarget, event: &str, mut listener: impl FnMut(E) + 'static) {
    add_listener(target, event, Box::new(move |event| listener(event.unchecked_into())));
}

fn add_listener(target: &EventTarget, event: &str, listener: Box<dyn FnMut(Event)>) {
    let listener = Closure::wrap(listener).into_js_value();
    let _ = target.add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// What stands in the field that an event came from.
pub(crate) fn value_of(event: &Event) -> String {
    // A text area has it under the same name.
    let field: Option<HtmlInputElement> = event.target().map(JsCast::unchecked_into);
    field.map(|field| field.value()).unwrap_or_default()
}

/// Whether the browser believes that it has a network.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Whether the shopper can see this page.
pub(crate) fn is_visible() -> bool {
    !document().hidden()
}

/// Where something is kept.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Keep {
    /// For this shopper, in all tabs, until deleted.
    #[default]
    Always,
    /// For this tab, until it is closed.
    Tab,
}

thread_local! {
    /// Stands in where a browser blocks storage: then a chat lasts as long as the page.
    static MEMORY: RefCell<Vec<(Keep, String, String)>> = RefCell::default();
}

impl Keep {
    fn storage(self) -> Option<Storage> {
        match self {
            Keep::Always => window().local_storage(),
            Keep::Tab => window().session_storage(),
        }
        .ok()
        .flatten()
    }

    /// What was kept under this key.
    pub(crate) fn get(self, key: &str) -> Option<String> {
        let stored = self.storage().and_then(|storage| storage.get_item(key).ok().flatten());
        let here = |memory: &Vec<(Keep, String, String)>| {
            let entry = memory.iter().find(|entry| entry.0 == self && entry.1 == key);
            entry.map(|entry| entry.2.clone())
        };
        stored.or_else(|| MEMORY.with_borrow(here))
    }

    /// The keys under which something is kept that begin like this.
    pub(crate) fn keys(self, prefix: &str) -> Vec<String> {
        let mut keys: Vec<_> = MEMORY.with_borrow(|memory| {
            memory.iter().filter(|entry| entry.0 == self).map(|entry| entry.1.clone()).collect()
        });
        if let Some(storage) = self.storage() {
            let count = storage.length().unwrap_or_default();
            keys.extend((0..count).filter_map(|index| storage.key(index).ok().flatten()));
        }
        keys.retain(|key| key.starts_with(prefix));
        keys
    }

    /// Keeps a text, or forgets it.
    pub(crate) fn set(self, key: &str, value: Option<&str>) {
        let kept = self.storage().is_some_and(|storage| match value {
            Some(value) => storage.set_item(key, value).is_ok(),
            None => storage.remove_item(key).is_ok(),
        });
        MEMORY.with_borrow_mut(|memory| {
            memory.retain(|entry| entry.0 != self || entry.1 != key);
            if let (false, Some(value)) = (kept, value) {
                memory.push((self, key.to_owned(), value.to_owned()));
            }
        });
    }
}

/// A script's object with these fields.
pub(crate) fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

/// Sets a field of a fresh object, which doesn't fail.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// An HTTP answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Asks the edge. `None`: it can't be reached.
pub(crate) async fn ask(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Option<Answer> {
    let headers = Object::new();
    let request = object(&[("method", method.into()), ("headers", headers.clone().into())]);
    if let Some(token) = token {
        set(&headers, "Authorization", &["Bearer ", token].concat().into());
    }
    if let Some(body) = body {
        set(&headers, "Content-Type", &"application/json".into());
        set(&request, "body", &body.into());
    }
    let request: RequestInit = request.unchecked_into();
    let response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await.ok()?;
    let response: Response = response.unchecked_into();
    let body = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some(Answer { status: response.status(), body })
}

/// The shopper's calendar day that a moment falls on, counted from 1970.
pub(crate) fn day(at: Millis) -> i64 {
    let west = date(at).get_timezone_offset() as i64;
    (at.0 - west * 60_000).div_euclid(86_400_000)
}

/// The hour on the shopper's clock, 0 to 23.
pub(crate) fn hour() -> u32 {
    date(now()).get_hours()
}

/// A moment in words, as the browser writes them in this language; `parts` are `Intl.DateTimeFormat` options.
pub(crate) fn words(at: Millis, language: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (part, form) in parts {
        set(&options, part, &JsValue::from_str(form));
    }
    date(at).to_locale_string(language, &options).into()
}

fn date(at: Millis) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}
