//! API tokens: made for a program with what it may do, listed with their last use, revoked.

use leptos::prelude::*;
use protocol::staff::Permission;
use protocol::token::{MadeToken, NewToken, Token, Tokens as All};

use super::secret::Secret;
use super::ticks::Ticks;
use super::{Desk, Sure};
use crate::door::{Field, Wrong};
use crate::state::Toast;
use crate::wire::http;
use crate::words::Words;

const PATH: &str = "/v1/staff/tokens";

/// What a program can be given.
const SCOPES: [Permission; 6] = [
    Permission::Read,
    Permission::Converse,
    Permission::Direct,
    Permission::EditMacros,
    Permission::ReadAudit,
    Permission::ManageShop,
];

#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    tokens: RwSignal<Option<Vec<Token>>>,
    /// The one that was just made; its secret is told this once.
    made: RwSignal<Option<MadeToken>>,
}

impl Ours {
    fn read(self) {
        self.desk.run(http::get::<All>(PATH), move |all| self.tokens.set(Some(all.tokens)));
    }
}

/// The section of the tokens.
#[component]
pub fn Tokens() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let ours = Ours { desk, tokens: RwSignal::new(None), made: RwSignal::new(None) };
    ours.read();
    let rows = move |tokens: &Vec<Token>| {
        tokens.iter().cloned().map(|token| view! { <TokenRow ours token/> }).collect_view()
    };
    view! {
        <section class="panel-part">
            <h3>{t.tokens}</h3>
            <p class="faint">{t.tokens_how}</p>
            <Wrong what=desk.wrong/>
            {move || ours.made.get().map(|made| view! {
                <Secret says=t.token_made(made.token.name) label=t.token_secret value=made.secret/>
            })}
            {move || ours.tokens.with(|tokens| match tokens {
                None => view! { <p class="faint">{t.loading}</p> }.into_any(),
                Some(tokens) => view! { <ul class="panel-list">{rows(tokens)}</ul> }.into_any(),
            })}
            <details class="door-more">
                <summary>{t.token_new}</summary>
                <Making ours/>
            </details>
        </section>
    }
}

#[component]
fn TokenRow(ours: Ours, token: Token) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (path, called) = (format!("{PATH}/{}", token.id), token.name.clone());
    let question = t.token_revoke_sure(&called);
    let revoke = move |()| {
        let (path, done) = (path.clone(), t.token_revoked(&called));
        desk.run(async move { http::delete(&path).await }, move |()| {
            desk.workspace.say(Toast { text: done, take_back: None });
            ours.made.set(None);
            ours.read();
        });
    };
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope_name(*scope, t)).collect();
    let made = desk.when(token.made);
    let used = match token.used {
        Some(used) => t.token_used(made, desk.when(used)),
        None => t.token_unused(made),
    };
    view! {
        <li class="panel-item">
            <div class="panel-what">
                <b>{token.name}</b>
                <span class="faint">{scopes.join(" · ")}</span>
                <span class="faint">{used}</span>
            </div>
            <Sure label=t.token_revoke question yes=t.token_revoke act=revoke/>
        </li>
    }
}

#[component]
fn Making(ours: Ours) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(vec![Permission::Read]);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let new = NewToken { name: name.get_untracked(), scopes: chosen.get_untracked() };
        if new.name.trim().is_empty() || new.scopes.is_empty() {
            return desk.wrong.set(Some(t.token_incomplete.to_owned()));
        }
        desk.run(async move { http::post::<MadeToken>(PATH, &new).await }, move |made| {
            name.set(String::new());
            ours.made.set(Some(made));
            ours.read();
        });
    };
    view! {
        <form class="door-form" on:submit=make>
            <Field id="token-name" label=t.token_name value=name hint=t.token_name_hint/>
            <Ticks about=t.token_scopes all=SCOPES.as_slice() name=scope_name chosen/>
            <button class="button primary" type="submit" prop:disabled=desk.busy>{t.token_make}</button>
        </form>
    }
}

/// What a program may do, in a few words.
fn scope_name(scope: Permission, t: Words) -> &'static str {
    match scope {
        Permission::Read => t.scope_read,
        Permission::Converse => t.scope_converse,
        Permission::Direct => t.scope_direct,
        Permission::EditMacros => t.scope_edit_macros,
        Permission::ReadAudit => t.scope_read_audit,
        Permission::ManageShop => t.scope_manage_shop,
        Permission::ManageStaff | Permission::Unknown => t.scope_other,
    }
}
