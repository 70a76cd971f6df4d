//! Something that is shown this once, and copied with a tap.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::words::words;

/// Shows it, under a sentence that says what to do with it.
#[component]
pub fn Secret(#[prop(into)] says: String, label: &'static str, value: String) -> impl IntoView {
    let t = words();
    let value = StoredValue::new(value);
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let asked = window().navigator().clipboard().write_text(&value.get_value());
        leptos::task::spawn_local(async move {
            // Where the browser refuses, it is in sight to be copied by hand.
            if JsFuture::from(asked).await.is_ok() {
                copied.try_set(true);
            }
        });
    };
    view! {
        <div class="made" role="status">
            <p>{says}</p>
            <div class="panel-row">
                <input class="field" readonly aria-label=label prop:value=value.get_value()/>
                <button class="button" on:click=copy>{move || if copied.get() { t.copied } else { t.copy }}</button>
            </div>
        </div>
    }
}
