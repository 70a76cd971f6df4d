//! One's password.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::account::{Account, NewPassword};

use super::account::Mine;
use crate::door::Field;
use crate::state::Toast;
use crate::wire::http;

/// The section of the password; its form opens on demand.
#[component]
pub fn Password(mine: Mine, account: Account) -> impl IntoView {
    let t = mine.desk.t;
    let empty = || RwSignal::new(String::new());
    let (email, current, password) = (empty(), empty(), empty());
    let (has_email, has_password) = (account.email.is_some(), account.password);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = NewPassword {
            current: has_password.then(|| current.get_untracked()),
            email: (!has_email).then(|| email.get_untracked()),
            password: password.get_untracked(),
        };
        let task = async move { http::send(Method::PUT, "/v1/staff/me/password", &body).await };
        mine.desk.run(task, move |()| {
            mine.desk.workspace.say(Toast { text: t.password_saved.to_owned(), take_back: None });
            mine.read();
        });
    };
    view! {
        <section class="panel-part">
            <h3>{t.password}</h3>
            <p class="faint">{if has_password { t.password_set } else { t.password_none }}</p>
            <details class="door-more">
                <summary>{if has_password { t.password_change } else { t.password_add }}</summary>
                <form class="door-form" on:submit=save>
                    {(!has_email).then(|| view! {
                        <Field id="my-email" label=t.email value=email kind="email" autocomplete="username"/>
                    })}
                    {has_password.then(|| view! {
                        <Field id="my-current" label=t.password_current value=current kind="password" autocomplete="current-password"/>
                    })}
                    <Field id="my-password" label=t.password_new value=password kind="password" autocomplete="new-password" hint=t.password_hint/>
                    <button class="button" type="submit" prop:disabled=mine.desk.busy>{t.save}</button>
                </form>
            </details>
        </section>
    }
}
