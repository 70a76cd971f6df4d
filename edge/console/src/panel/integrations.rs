//! What the shop's own systems take part by.

use leptos::prelude::*;

use super::identity_key::IdentityKeyPart;
use super::tokens::Tokens;
use super::webhooks::Webhooks;

/// The part of the panel about it.
#[component]
pub fn IntegrationsView() -> impl IntoView {
    view! { <Tokens/><Webhooks/><IdentityKeyPart/> }
}
