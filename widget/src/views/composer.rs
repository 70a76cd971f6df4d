//! Where the shopper writes. Grows to five lines, keeps the draft, and never takes a text away.

use protocol::limits::{MESSAGE_FILES, TEXT_CHARS};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::app::App;
use crate::browser::{self, Keep};
use crate::dom::{El, el, follow, icon_button, live, whether};
use crate::reactive::*;
use crate::views::files;

/// From here on the shopper is told how much is left, in characters.
const NEAR_LIMIT: usize = TEXT_CHARS - 200;

/// What the browser offers to pick. Photos by their names, so that phones hand over what every browser shows.
const KINDS: &str = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.txt,.csv,.docx,.xlsx,.pptx,video/mp4,video/quicktime,audio/*";

pub(crate) fn view(app: App) -> El {
    let strings = app.strings();
    let element = el("textarea", "")
        .set("rows", "1")
        .set("dir", "auto")
        .set("aria-label", strings.write)
        .set("placeholder", strings.write);
    let field = element.handle();
    let draft = RwSignal::new(Keep::Tab.get(&draft_key(app)).unwrap_or_default());
    // A text area has the same fields under the same names: one binding serves both.
    let shown: HtmlInputElement = element.handle().take().unchecked_into();
    follow(move || show_draft(app, &shown, &draft.get()));
    let focused = element.handle();
    follow(move || {
        if app.open.get() && has_keyboard() {
            let _ = focused.focus();
        }
    });
    let length = move || draft.with(|text| text.trim().chars().count());
    let can_send = whether(move || {
        let (ready, has_files) = app.chat.with(|chat| (chat.attached.is_ready(), !chat.attached.is_empty()));
        ready && length() <= TEXT_CHARS && (has_files || length() > 0)
    });
    let send = move || {
        if can_send.get_untracked() {
            app.say(draft.get_untracked().trim(), app.connection().take_files());
            app.connection().typing("");
            draft.set(String::new());
        }
        let _ = field.focus();
    };
    let input = move |event: Event| {
        draft.set(browser::value_of(&event));
        draft.with_untracked(|draft| app.connection().typing(draft.trim()));
    };
    let submit = send.clone();
    let key = move |event: Event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.key() == "Enter" && !key.shift_key() && !key.is_composing() && has_keyboard() {
            event.prevent_default();
            submit();
        }
    };
    let left = move || match length() {
        length if length > TEXT_CHARS => strings.too_long((length - TEXT_CHARS).to_string()),
        length if length > NEAR_LIMIT => strings.letters_left((TEXT_CHARS - length).to_string()),
        _ if app.chat.with(|chat| chat.attached.is_too_many()) => {
            strings.files_most(MESSAGE_FILES.to_string())
        }
        _ => String::new(),
    };
    let paste = move |event: Event| {
        let event: &ClipboardEvent = event.unchecked_ref();
        let pasted = attach::list(event.clipboard_data().and_then(|data| data.files()));
        if !pasted.is_empty() {
            event.prevent_default();
            app.connection().attach(pasted);
        }
    };
    let field = element.on("input", input).on("keydown", key).on("paste", paste);
    let button = icon_button("icon send", strings.send, send)
        .live("disabled", move || (!can_send.get()).then_some(""));
    el("footer", "")
        .with(el("p", "left").set("role", "status").with(live(left)))
        .with(files::attached(app))
        .with(el("div", "composer").with(picker(app)).with(field).with(button))
}

/// The button that picks files; the browser's own field does the work unseen.
fn picker(app: App) -> El {
    let field =
        el("input", "").set("type", "file").set("multiple", "").set("accept", KINDS).set("hidden", "");
    let input: HtmlInputElement = field.handle().take().unchecked_into();
    let opened = input.clone();
    let field = field.on("change", move |_| {
        app.connection().attach(attach::list(input.files()));
        input.set_value(""); // so that the same file can be picked again
    });
    icon_button("icon attach", app.strings().attach, move || opened.click()).with(field)
}

fn draft_key(app: App) -> String {
    ["sapa:", app.shop.slug.as_str(), ":draft"].concat()
}

/// Keeps the draft, and the field as tall as its text; the style sheet sets the limit.
fn show_draft(app: App, field: &HtmlInputElement, draft: &str) {
    Keep::Tab.set(&draft_key(app), Some(draft).filter(|text| !text.is_empty()));
    if field.value() != draft {
        field.set_value(draft);
    }
    let style = HtmlElement::style(field);
    if draft.is_empty() {
        // The style sheet's one line; to measure it, the whole page would have to be laid out.
        let _ = style.set_property("height", "");
        return;
    }
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}

/// Whether Enter sends and the field may take the focus: on a touch screen Enter makes a new line, and focus would bring
/// up the keyboard over the greeting.
fn has_keyboard() -> bool {
    browser::window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}
