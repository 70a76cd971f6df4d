//! What is seen. Each part of the page has its file.

pub(crate) mod banner;
pub(crate) mod composer;
pub(crate) mod handoff;
pub(crate) mod header;
pub(crate) mod message;
pub(crate) mod rating;
pub(crate) mod thread;
pub(crate) mod welcome;

use leptos::prelude::*;

/// A button with words on it.
fn button(class: &'static str, label: &str, press: impl Fn() + 'static) -> AnyView {
    let label = label.to_owned();
    view! { <button type="button" class=class on:click=move |_| press()>{label}</button> }.into_any()
}

/// A button with a picture on it, and words for those who don't see it.
fn icon_button(class: &'static str, label: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class=class aria-label=label title=label on:click=move |_| press()>
            <i></i>
        </button>
    }
    .into_any()
}
