//! The screens before the door: signing in, and being invited.

mod invitation;
mod sign_in;

pub use invitation::InvitationScreen;
pub use sign_in::{SHOP_KEY, SignInScreen};

use leptos::prelude::*;

use crate::icon::{Icon, Name};
use crate::passkey::Trouble;
use crate::wire::http::Failure;
use crate::words::{self, Words, words};

/// The product's name over a card.
#[component]
pub fn Brand() -> impl IntoView {
    view! { <p class="brand"><Icon name=Name::Brand/>{words().product}</p> }
}

/// What went wrong, if anything did; read aloud when it appears.
#[component]
pub fn Wrong(what: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">{move || what.get().map(|what| view! { <p class="door-why">{what}</p> })}</div>
    }
}

/// A labelled field.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = "")] hint: &'static str,
) -> impl IntoView {
    let hint_id = (!hint.is_empty()).then(|| format!("{id}-hint"));
    view! {
        <div class="door-field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="field"
                type=kind
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=hint_id.clone()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            {hint_id.map(|id| view! { <p id=id class="hint">{hint}</p> })}
        </div>
    }
}

/// Whether something may begin: one thing at a time, and nothing for a screen that was left meanwhile.
pub fn seize(busy: RwSignal<bool>) -> bool {
    let idle = busy.try_get_untracked() == Some(false);
    busy.try_set(true);
    idle
}

/// What to say of a passkey that didn't come about; nothing where the person themselves changed their mind.
pub fn of_passkey(trouble: Trouble, t: Words) -> Option<String> {
    match trouble {
        Trouble::Cancelled => None,
        Trouble::Known => Some(t.passkey_known.to_owned()),
        Trouble::Failed => Some(t.passkey_failed.to_owned()),
    }
}

/// What to say of a refusal.
pub fn of_failure(failure: &Failure, t: Words) -> String {
    match failure {
        Failure::Unreachable => t.unreachable_how.to_owned(),
        Failure::Refused(problem) => words::account_problem(problem, t),
    }
}
