//! The log of who did what, newest first.

use leptos::prelude::*;
use protocol::audit::{AuditPage, Deed, Entry, Way};

use super::Desk;
use crate::door::Wrong;
use crate::wire::http;
use crate::words::{self, Words};

/// Shows the log.
#[component]
pub fn AuditView() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let entries = RwSignal::new(Vec::<Entry>::new());
    let more = RwSignal::new(true);
    let read = move || {
        let before = entries.with_untracked(|entries| entries.last().map(|entry| entry.id));
        let path = before.map_or_else(String::new, |id| format!("?before={id}"));
        let task = async move { http::get::<AuditPage>(&format!("/v1/staff/audit{path}")).await };
        desk.run(task, move |page| {
            entries.update(|entries| entries.extend(page.entries));
            more.set(page.more);
        });
    };
    read();
    let row = move |entry: Entry| {
        let by = entry.by.map_or_else(|| t.audit_operator.to_owned(), |by| by.name);
        view! {
            <li class="panel-item">
                <div class="panel-what"><span><b>{by}</b>" "{says(&entry.deed, t)}</span></div>
                <time class="faint">{desk.when(entry.at)}</time>
            </li>
        }
    };
    view! {
        <Wrong what=desk.wrong/>
        <section class="panel-part">
            <h3>{t.panel_audit}</h3>
            <p class="faint">{t.audit_how}</p>
            <ol class="panel-list"><For each=move || entries.get() key=|entry| entry.id children=row/></ol>
            <Show when=move || more.get()>
                <button class="button" prop:disabled=desk.busy on:click=move |_| read()>
                    {move || if desk.busy.get() { t.loading } else { t.audit_older }}
                </button>
            </Show>
        </section>
    }
}

/// A deed as a sentence that follows the name of who did it.
fn says(deed: &Deed, t: Words) -> String {
    let role = |role| words::role(role, t);
    match deed.clone() {
        Deed::SignedIn { way, browser } if browser.is_empty() => t.deed_signed_in(words_of(way, t)),
        Deed::SignedIn { way, browser } => t.deed_signed_in_at(browser, words_of(way, t)),
        Deed::SignInFailed { way } => t.deed_failed(words_of(way, t)),
        Deed::SignedOut => t.deed_signed_out.to_owned(),
        Deed::LinkMade { name, role: given } => t.deed_link(name, role(given)),
        Deed::Invited { name, role: given } => t.deed_invited(name, role(given)),
        Deed::InvitationRevoked { name } => t.deed_revoked(name),
        Deed::RoleChanged { name, from, to } => t.deed_role(role(from), name, role(to)),
        Deed::MemberRemoved { name } => t.deed_removed(name),
        Deed::SessionsEnded { name, count } => t.deed_sessions(count, name),
        Deed::Renamed { name } => t.deed_renamed(name),
        Deed::PasskeyAdded { name } => t.deed_passkey(name),
        Deed::PasskeyRemoved { name } => t.deed_passkey_removed(name),
        Deed::PasswordSet => t.deed_password.to_owned(),
        Deed::CodesOn => t.deed_codes_on.to_owned(),
        Deed::CodesOff => t.deed_codes_off.to_owned(),
        Deed::Changed { what, name } => match what.as_str() {
            "token_made" => t.deed_token_made(name),
            "webhook_made" => t.deed_webhook_made(name),
            "webhook_secret" => t.deed_webhook_secret(name),
            "webhook_changed" => t.deed_webhook_changed(name),
            "webhook_removed" => t.deed_webhook_removed(name),
            "token_revoked" => t.deed_token_revoked(name),
            "identity_key_made" => t.deed_identity_key_made.to_owned(),
            "identity_key_replaced" => t.deed_identity_key_replaced.to_owned(),
            "identity_key_removed" => t.deed_identity_key_removed.to_owned(),
            "macro" => t.deed_macro(name),
            "places" => t.deed_places(name),
            "languages" => t.deed_languages(name),
            "teams" => t.deed_teams.to_owned(),
            "service" => t.deed_service.to_owned(),
            "rules" => t.deed_rules.to_owned(),
            "customers_merged" => t.deed_customers_merged.to_owned(),
            "customers_parted" => t.deed_customers_parted.to_owned(),
            "seller_joined" => t.deed_seller_joined(name),
            "seller_parted" => t.deed_seller_parted(name),
            "sent" => t.deed_sent(name),
            "called_back" => t.deed_called_back(name),
            "platform_joined" => t.deed_platform_joined(name),
            "platform_parted" => t.deed_platform_parted(name),
            "guest_came" => t.deed_guest_came(name),
            "guest_left" => t.deed_guest_left(name),
            _ => t.deed_changed(name, what),
        },
        Deed::Unknown => t.deed_unknown.to_owned(),
    }
}

fn words_of(way: Way, t: Words) -> &'static str {
    match way {
        Way::Link => t.way_link,
        Way::Mail => t.way_mail,
        Way::Invitation => t.way_invitation,
        Way::Passkey => t.way_passkey,
        Way::Password => t.way_password,
        Way::RecoveryCode => t.way_recovery,
        Way::Platform => t.way_platform,
        Way::Unknown => t.way_unknown,
    }
}
