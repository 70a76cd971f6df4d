//! One's own account: the name, and everything that lets one in.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::account::{Account, Rename};
use protocol::staff::Permission;

use super::Desk;
use super::codes::{Codes, Step};
use super::passkeys::Passkeys;
use super::password::Password;
use super::sessions::OpenSessions;
use super::teams::Languages;
use crate::door::{Field, Wrong};
use crate::wire::http;
use crate::words;

const PATH: &str = "/v1/staff/me";

/// One's own account, and how to read it again after a change.
#[derive(Clone, Copy)]
pub struct Mine {
    /// What the sections share.
    pub desk: Desk,
    account: RwSignal<Option<Account>>,
    /// How far turning codes on has come; it outlives what is drawn again after a change.
    pub step: RwSignal<Step>,
}

impl Mine {
    /// Reads the account again.
    pub fn read(self) {
        self.desk.run(http::get::<Account>(PATH), move |account| self.account.set(Some(account)));
    }

    /// Sends a change that is answered with nothing, and reads the account again.
    pub fn change(self, task: impl Future<Output = Result<(), http::Failure>> + 'static) {
        self.desk.run(task, move |()| self.read());
    }
}

/// Shows and changes one's own account.
#[component]
pub fn AccountView(step: RwSignal<Step>) -> impl IntoView {
    let desk = Desk::new();
    let mine = Mine { desk, account: RwSignal::new(None), step };
    mine.read();
    let t = desk.t;
    view! {
        <Wrong what=desk.wrong/>
        {move || match mine.account.get() {
            None => view! { <p class="faint">{t.loading}</p> }.into_any(),
            Some(account) => view! {
                <Myself mine account=account.clone()/>
                <Passkeys mine passkeys=account.passkeys.clone()/>
                <Password mine account=account.clone()/>
                <Codes mine account=account.clone()/>
                <OpenSessions mine sessions=account.sessions/>
            }.into_any(),
        }}
    }
}

#[component]
fn Myself(mine: Mine, account: Account) -> impl IntoView {
    let t = mine.desk.t;
    let name = RwSignal::new(account.member.name.clone());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        mine.change(async move { http::send(Method::PUT, PATH, &Rename { name }).await });
    };
    let role = account.member.role;
    let (id, talks) = (account.member.id, mine.desk.workspace.may(Permission::Converse));
    let name_now = account.member.name;
    let email = account.email.unwrap_or_else(|| t.email_none.to_owned());
    view! {
        <section class="panel-part">
            <h3>{t.panel_account}</h3>
            <p class="faint">{format!("{email} · {}", words::role(role, t))}</p>
            <form class="panel-row" on:submit=save>
                <Field id="my-name" label=t.name value=name autocomplete="name"/>
                <button class="button" type="submit" prop:disabled=mine.desk.busy>{t.save}</button>
            </form>
            {talks.then(|| view! { <h4>{t.languages_mine}</h4><Languages member=id name=name_now/> })}
        </section>
    }
}
