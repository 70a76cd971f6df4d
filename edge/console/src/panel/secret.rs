//! Something that is shown this once, and copied with a tap.

use leptos::prelude::*;

use crate::words::words;

/// Shows it, under a sentence that says what to do with it.
#[component]
pub fn Secret(#[prop(into)] says: String, label: &'static str, value: String) -> impl IntoView {
    let t = words();
    let value = StoredValue::new(value);
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // Where the browser refuses, it is in sight to be copied by hand.
        drop(window().navigator().clipboard().write_text(&value.get_value()));
        copied.set(true);
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
