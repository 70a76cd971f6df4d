//! Being invited: who invites to what, and a passkey or a password for the time to come.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::account::{AcceptInvitation, InvitationDetails, OpenInvitation};
use protocol::api::Session;
use protocol::passkey::Registration;

use super::{Brand, Field, Wrong, of_failure, of_passkey, seize};
use crate::icon::{Icon, Name};
use crate::passkey;
use crate::session::Door;
use crate::wire::http;
use crate::words::{self, words};

/// Shows the invitation behind a code.
#[component]
pub fn InvitationScreen(door: RwSignal<Door>, code: String) -> impl IntoView {
    let t = words();
    let details = RwSignal::new(None::<InvitationDetails>);
    let wrong = RwSignal::new(None);
    let shown = code.clone();
    spawn_local(async move {
        match http::post::<InvitationDetails>("/v1/staff/invitation", &OpenInvitation { code }).await {
            Ok(found) => details.set(Some(found)),
            Err(failure) if failure.is_signed_out() => wrong.set(Some(t.invitation_gone.to_owned())),
            Err(failure) => wrong.set(Some(of_failure(&failure, t))),
        }
    });
    let to_sign_in = move |_| door.set(Door::Closed(None));
    view! {
        <main class="door">
            <div class="door-card">
                <Brand/>
                {move || match details.get() {
                    Some(details) => view! { <Welcome door details code=shown.clone() wrong/> }.into_any(),
                    None if wrong.get().is_none() => view! { <p role="status">{t.loading}</p> }.into_any(),
                    None => view! {
                        <h1>{t.invitation_title}</h1>
                        <Wrong what=wrong/>
                        <button class="button wide" on:click=to_sign_in>{t.sign_in_title}</button>
                    }.into_any(),
                }}
            </div>
        </main>
    }
}

#[component]
fn Welcome(
    door: RwSignal<Door>,
    details: InvitationDetails,
    code: String,
    wrong: RwSignal<Option<String>>,
) -> impl IntoView {
    let t = words();
    let busy = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let code = StoredValue::new(code);
    let options = StoredValue::new(details.options);
    let accept = move |passkey: Option<Registration>, password: Option<String>| async move {
        let body = AcceptInvitation { code: code.get_value(), passkey, password, bearer: false };
        match http::post::<Session>("/v1/staff/invitation/accept", &body).await {
            Ok(session) => door.set(Door::Open(session)),
            Err(failure) if failure.is_signed_out() => wrong.set(Some(t.invitation_gone.to_owned())),
            Err(failure) => wrong.set(Some(of_failure(&failure, t))),
        }
        busy.set(false);
    };
    let with_passkey = move |_| {
        if !seize(busy) {
            return;
        }
        wrong.set(None);
        spawn_local(async move {
            match passkey::make(&options.get_value()).await {
                Ok(passkey) => accept(Some(passkey), None).await,
                Err(trouble) => {
                    wrong.set(of_passkey(trouble, t));
                    busy.set(false);
                }
            }
        });
    };
    let with_password = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if seize(busy) {
            wrong.set(None);
            spawn_local(accept(None, Some(password.get_untracked())));
        }
    };
    let invited = details.invited;
    let email = invited.email.clone();
    view! {
        <h1>{t.invitation_welcome(invited.name)}</h1>
        <p>{t.invitation_from(invited.by, words::role(invited.role, t), details.shop_name)}</p>
        <Wrong what=wrong/>
        {passkey::works_here().then(|| view! {
            <p>{t.invitation_passkey}</p>
            <button class="button primary wide" prop:disabled=busy on:click=with_passkey>
                <Icon name=Name::Key/>{t.passkey_make}
            </button>
            <p class="door-or"><span>{t.sign_in_or}</span></p>
        })}
        <form class="door-form" on:submit=with_password>
            // Password managers keep a password under the name in this field.
            <input class="unseen" tabindex="-1" aria-hidden="true" autocomplete="username" readonly value=email/>
            <Field id="password" label=t.password_new value=password kind="password" autocomplete="new-password" hint=t.password_hint/>
            <button class="button wide" class:primary=!passkey::works_here() type="submit" prop:disabled=busy>
                {t.invitation_password}
            </button>
        </form>
    }
}
