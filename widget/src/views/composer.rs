//! Where the shopper writes. Grows to five lines, keeps the draft, and never takes a text away.

use leptos::html::Textarea;
use leptos::prelude::*;
use protocol::limits::TEXT_CHARS;
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use crate::app::App;
use crate::browser::{self, Keep};

/// From here on the shopper is told how much is left, in characters.
const NEAR_LIMIT: usize = TEXT_CHARS - 200;

pub(crate) fn view(app: App) -> AnyView {
    let strings = app.strings();
    let field = NodeRef::<Textarea>::new();
    let draft_key = ["sapa:", app.shop.slug.as_str(), ":draft"].concat();
    let draft = RwSignal::new(Keep::Tab.get(&draft_key).unwrap_or_default());
    Effect::new(move || {
        let kept = draft.get();
        Keep::Tab.set(&draft_key, Some(&kept).filter(|text| !text.is_empty()).map(String::as_str));
        if let Some(field) = field.get() {
            fit(&field);
        }
    });
    Effect::new(move || {
        if let (true, true, Some(field)) = (app.open.get(), has_keyboard(), field.get()) {
            let _ = field.focus();
        }
    });
    let length = Memo::new(move |_| draft.with(|text| text.trim().chars().count()));
    let can_send = move || (1..=TEXT_CHARS).contains(&length.get());
    let send = move || {
        if can_send() {
            app.say(draft.get_untracked().trim());
            app.connection().typing(false);
            draft.set(String::new());
        }
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let input = move |event| {
        draft.set(event_target_value(&event));
        app.connection().typing(length.get_untracked() > 0);
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && has_keyboard() {
            event.prevent_default();
            send();
        }
    };
    let left = move || match length.get() {
        length if length > TEXT_CHARS => strings.too_long((length - TEXT_CHARS).to_string()),
        length if length > NEAR_LIMIT => strings.letters_left((TEXT_CHARS - length).to_string()),
        _ => String::new(),
    };
    view! {
        <footer>
            <p class="left" role="status">{left}</p>
            <div class="composer">
                <textarea
                    node_ref=field
                    rows="1"
                    dir="auto"
                    aria-label=strings.write
                    placeholder=strings.write
                    prop:value=move || draft.get()
                    on:input=input
                    on:keydown=key
                ></textarea>
                <button
                    type="button"
                    class="icon send"
                    aria-label=strings.send
                    title=strings.send
                    disabled=move || !can_send()
                    on:click=move |_| send()
                >
                    <i></i>
                </button>
            </div>
        </footer>
    }
    .into_any()
}

/// As tall as its text; the style sheet sets the limit.
fn fit(field: &HtmlTextAreaElement) {
    let style = HtmlElement::style(field);
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}

/// Whether Enter sends and the field may take the focus: on a touch screen Enter makes a new line, and focus would bring
/// up the keyboard over the greeting.
fn has_keyboard() -> bool {
    browser::window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}
