//! Several things of which some are chosen, each with a box to tick.

use leptos::prelude::*;

use crate::labels::flip;
use crate::words::{Words, words};

/// The boxes, under what they are about; `name` says what each is called.
#[component]
pub fn Ticks<T: Copy + PartialEq + Send + Sync + 'static>(
    about: &'static str,
    all: &'static [T],
    name: fn(T, Words) -> &'static str,
    chosen: RwSignal<Vec<T>>,
) -> impl IntoView {
    let t = words();
    let tick = move |one: T| {
        let toggle = move |_| chosen.update(|chosen| flip(chosen, one));
        view! {
            <label>
                <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&one)) on:change=toggle/>
                {name(one, t)}
            </label>
        }
    };
    view! {
        <fieldset class="ticks">
            <legend>{about}</legend>
            {all.iter().copied().map(tick).collect_view()}
        </fieldset>
    }
}
