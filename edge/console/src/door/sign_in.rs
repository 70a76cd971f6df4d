//! Signing in: by passkey first, by password and code, or with a one-time code. The shop's name stays on the device.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::account::{MailLink, PasskeySignIn, PasswordSignIn};
use protocol::api::Session;
use protocol::passkey::RequestOptions;
use protocol::problem::Kind;

use super::{Brand, Field, Wrong, of_failure, of_passkey, seize};
use crate::icon::{Icon, Name};
use crate::passkey;
use crate::session::{self, Closed, Door};
use crate::state;
use crate::wire::http::{self, Failure};
use crate::words::{Words, words};

/// The name under which the browser keeps the shop.
pub const SHOP_KEY: &str = "sapa.shop";

/// What somebody has written so far.
#[derive(Clone, Copy)]
struct Form {
    door: RwSignal<Door>,
    t: Words,
    shop: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    /// The password or the link is right, and a code is asked for.
    second: RwSignal<bool>,
    /// The code of the link that somebody came by.
    link: StoredValue<Option<String>>,
    /// A link was mailed, if there is anybody to mail it to.
    mailed: RwSignal<bool>,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
}

impl Form {
    fn new(door: RwSignal<Door>, link: Option<String>, t: Words) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            door,
            t,
            shop: RwSignal::new(state::kept(SHOP_KEY).unwrap_or_default()),
            email: empty(),
            password: empty(),
            code: empty(),
            second: RwSignal::new(link.is_some()),
            link: StoredValue::new(link),
            mailed: RwSignal::new(false),
            busy: RwSignal::new(false),
            wrong: RwSignal::new(None),
        }
    }

    /// Runs one thing at a time.
    fn begin(self) -> bool {
        self.wrong.set(None);
        seize(self.busy)
    }

    fn fail(self, what: Option<String>) {
        self.busy.set(false);
        self.wrong.set(what);
    }

    async fn by_passkey(self) {
        let options = match http::post::<RequestOptions>("/v1/staff/challenge", &()).await {
            Ok(options) => options,
            Err(failure) => return self.fail(Some(of_failure(&failure, self.t))),
        };
        let passkey = match passkey::pick(&options).await {
            Ok(passkey) => passkey,
            Err(trouble) => return self.fail(of_passkey(trouble, self.t)),
        };
        let body = PasskeySignIn { passkey, bearer: false };
        match http::post::<Session>("/v1/staff/session/passkey", &body).await {
            Ok(session) => self.door.set(Door::Open(session)),
            Err(failure) if failure.is_signed_out() => self.fail(Some(self.t.passkey_refused.to_owned())),
            Err(failure) => self.fail(Some(of_failure(&failure, self.t))),
        }
    }

    async fn by_link(self, link: String) {
        match session::follow_link(link, Some(self.code.get_untracked())).await {
            Ok(door) => self.door.set(door),
            Err(Failure::Refused(problem)) if problem.is(Kind::SecondFactor) => {
                self.code.set(String::new());
                self.fail(Some(self.t.code_wrong.to_owned()));
            }
            Err(failure) => self.fail(Some(of_failure(&failure, self.t))),
        }
    }

    async fn mail_link(self) {
        let shop = self.shop.get_untracked().trim().to_lowercase();
        let body = MailLink { shop, email: self.email.get_untracked() };
        match http::send(Method::POST, "/v1/staff/session/link", &body).await {
            Ok(()) => {
                self.fail(None);
                self.mailed.set(true);
            }
            Err(failure) => self.fail(Some(of_failure(&failure, self.t))),
        }
    }

    async fn by_password(self) {
        let second = self.second.get_untracked();
        let body = PasswordSignIn {
            shop: self.shop.get_untracked().trim().to_lowercase(),
            email: self.email.get_untracked(),
            password: self.password.get_untracked(),
            code: second.then(|| self.code.get_untracked()),
            bearer: false,
        };
        match http::post::<Session>("/v1/staff/session/password", &body).await {
            Ok(session) => self.door.set(Door::Open(session)),
            Err(Failure::Refused(problem)) if problem.is(Kind::SecondFactor) => {
                self.second.set(true);
                self.code.set(String::new());
                self.fail(second.then(|| self.t.code_wrong.to_owned()));
            }
            Err(failure) if failure.is_signed_out() => self.fail(Some(self.t.password_wrong.to_owned())),
            Err(failure) => self.fail(Some(of_failure(&failure, self.t))),
        }
    }
}

/// Signs somebody in.
#[component]
pub fn SignInScreen(door: RwSignal<Door>, why: Option<Closed>, link: Option<String>) -> impl IntoView {
    let t = words();
    let form = Form::new(door, link, t);
    form.wrong.set(why.map(|why| explain(why, t).to_owned()));
    view! {
        <main class="door">
            <div class="door-card">
                <Brand/>
                <h1>{t.sign_in_title}</h1>
                <Wrong what=form.wrong/>
                {move || if form.second.get() { code_step(form).into_any() } else { first_step(form).into_any() }}
            </div>
        </main>
    }
}

fn first_step(form: Form) -> impl IntoView {
    let t = form.t;
    let with_passkey = move |_| {
        if form.begin() {
            spawn_local(form.by_passkey());
        }
    };
    view! {
        {passkey::works_here().then(|| view! {
            <button class="button primary wide" prop:disabled=form.busy on:click=with_passkey>
                <Icon name=Name::Key/>{t.sign_in_passkey}
            </button>
            <p class="door-or"><span>{t.sign_in_or}</span></p>
        })}
        <form class="door-form" on:submit=move |event| submit(event, form)>
            <Field id="shop" label=t.sign_in_shop value=form.shop hint=t.sign_in_shop_hint/>
            <Field id="email" label=t.email value=form.email kind="email" autocomplete="username"/>
            <Field id="password" label=t.password value=form.password kind="password" autocomplete="current-password"/>
            <button class="button wide" class:primary=!passkey::works_here() type="submit" prop:disabled=form.busy>
                {move || if form.busy.get() { t.sign_in_busy } else { t.sign_in_password }}
            </button>
        </form>
        {sends_mail().then(|| mail_link(form))}
        <OneTimeCode form/>
    }
}

/// Whether the server sends e-mails, as it says in the page.
fn sends_mail() -> bool {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-mail")).is_some_and(|mail| mail == "on")
}

/// Asks for a link by e-mail, with what stands in the fields above.
fn mail_link(form: Form) -> impl IntoView {
    let t = form.t;
    let send = move |_| {
        let is_empty = |field: RwSignal<String>| field.with_untracked(|text| text.trim().is_empty());
        if is_empty(form.shop) || is_empty(form.email) {
            form.wrong.set(Some(t.sign_in_mail_needs.to_owned()));
        } else if form.begin() {
            spawn_local(form.mail_link());
        }
    };
    view! {
        <button class="button wide" type="button" prop:disabled=form.busy on:click=send>{t.sign_in_mail}</button>
        <div role="status">{move || form.mailed.get().then(|| view! { <p class="door-sent">{t.sign_in_mailed}</p> })}</div>
    }
}

fn code_step(form: Form) -> impl IntoView {
    let t = form.t;
    let back = move |_| {
        form.second.set(false);
        form.link.set_value(None);
        form.wrong.set(None);
    };
    view! {
        <form class="door-form" on:submit=move |event| submit(event, form)>
            <Field id="second" label=t.code_label value=form.code autocomplete="one-time-code" hint=t.code_hint/>
            <button class="button primary wide" type="submit" prop:disabled=form.busy>
                {move || if form.busy.get() { t.sign_in_busy } else { t.sign_in_button }}
            </button>
            <button class="button wide" type="button" on:click=back>{t.sign_in_back}</button>
        </form>
    }
}

fn submit(event: leptos::ev::SubmitEvent, form: Form) {
    event.prevent_default();
    if form.begin() {
        match form.link.get_value() {
            Some(link) => spawn_local(form.by_link(link)),
            None => spawn_local(form.by_password()),
        }
    }
}

/// For whoever was sent a one-time link or code by the operator.
#[component]
fn OneTimeCode(form: Form) -> impl IntoView {
    let t = form.t;
    let code = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let code = session::code_in(&code.get_untracked());
        if !code.is_empty() && form.begin() {
            spawn_local(async move {
                match session::follow_link(code, None).await {
                    Ok(door) => form.door.set(door),
                    Err(failure) => form.fail(Some(of_failure(&failure, form.t))),
                }
            });
        }
    };
    view! {
        <details class="door-more">
            <summary>{t.sign_in_link}</summary>
            <form class="door-form" on:submit=submit>
                <Field id="code" label=t.sign_in_code value=code hint=t.sign_in_how/>
                <button class="button wide" type="submit" prop:disabled=form.busy>{t.sign_in_button}</button>
            </form>
        </details>
    }
}

fn explain(why: Closed, t: Words) -> &'static str {
    match why {
        Closed::BadCode => t.sign_in_refused,
        Closed::Ended => t.sign_in_ended,
    }
}
