//! That the shop's own server vouches for who writes: a check mark and the word, never a colour alone.

use leptos::prelude::*;
use protocol::staff::InboxRow;

use crate::icon::{Icon, Name};
use crate::words::words;

/// The mark, with the shop's own number for the customer where there is room for it.
#[component]
pub fn VerifiedWord(#[prop(optional, into)] number: Option<String>) -> impl IntoView {
    let t = words();
    let said = number.map_or_else(|| t.verified.to_owned(), |number| t.verified_as(number));
    view! { <span class="verified" title=said.clone()><Icon name=Name::Verified/><span>{said.clone()}</span></span> }
}

/// The mark in a row of a list.
pub fn in_row(row: &InboxRow) -> impl IntoView + use<> {
    row.external_id.is_some().then(|| view! { <VerifiedWord/> })
}
