//! Who is signed in, and the screen for whoever isn't.
//!
//! A one-time code comes behind the `#` of a link, so that it reaches no server's log; it is taken out of the address
//! bar at once. The session itself is a cookie that scripts can't read.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::{Session, SignIn};

use crate::icon::{Icon, Name};
use crate::wire::http::{self, Failure};
use crate::words::{Words, words};

const PATH: &str = "/v1/staff/session";

/// The way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Looking for a session.
    Checking,
    /// Nobody is signed in, for this reason if there is one.
    Closed(Option<Closed>),
    /// The server can't be reached.
    Unreachable,
    /// Somebody is.
    Open(Session),
}

/// Why nobody is signed in any more, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The code was used already or is too old.
    BadCode,
    /// The session ended, or they signed out.
    Ended,
}

/// Signs in with the code in the address, or finds the session there is.
pub async fn enter() -> Door {
    match code_in_address() {
        Some(code) => sign_in(code).await,
        None => match http::get::<Session>(PATH).await {
            Ok(session) => Door::Open(session),
            Err(Failure::Refused(_)) => Door::Closed(None),
            Err(Failure::Unreachable) => Door::Unreachable,
        },
    }
}

async fn sign_in(code: String) -> Door {
    match http::post::<Session>(PATH, &SignIn { code, bearer: false }).await {
        Ok(session) => Door::Open(session),
        Err(Failure::Refused(_)) => Door::Closed(Some(Closed::BadCode)),
        Err(Failure::Unreachable) => Door::Unreachable,
    }
}

/// Ends the session.
///
/// # Errors
/// When the server can't be reached: the session is still there then.
pub async fn sign_out() -> Result<(), Failure> {
    match http::delete(PATH).await {
        Err(failure) if !failure.is_signed_out() => Err(failure),
        _ => Ok(()),
    }
}

/// Takes a one-time code out of the address bar.
fn code_in_address() -> Option<String> {
    let hash = location().hash().ok()?;
    let code = hash.strip_prefix("#code=")?.to_owned();
    // Where the browser refuses to change the address, the code is worthless after this anyway: it is good once.
    let bare = location().pathname().unwrap_or_default();
    window()
        .history()
        .and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&bare)))
        .ok();
    Some(code)
}

/// The code in what somebody pasted: a bare code, or a whole link.
fn code_in(pasted: &str) -> String {
    pasted.rsplit("#code=").next().unwrap_or_default().trim().to_owned()
}

/// Explains how to sign in, with a field for a code.
#[component]
pub fn SignInScreen(door: RwSignal<Door>, why: Option<Closed>) -> impl IntoView {
    let t = words();
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let code = code_in(&code.get_untracked());
        if code.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move { door.set(sign_in(code).await) });
    };
    view! {
        <main class="door">
            <form class="door-card" on:submit=submit>
                <Brand/>
                <h1>{t.sign_in_title}</h1>
                <p>{t.sign_in_how}</p>
                {why.map(|why| view! { <p class="door-why" role="alert">{explain(why, t)}</p> })}
                <label for="code">{t.sign_in_code}</label>
                <div class="door-row">
                    <input
                        id="code"
                        class="field"
                        autocomplete="one-time-code"
                        autocapitalize="off"
                        spellcheck="false"
                        prop:value=code
                        on:input=move |event| code.set(event_target_value(&event))
                    />
                    <button class="button primary" type="submit" prop:disabled=busy>
                        {move || if busy.get() { t.sign_in_busy } else { t.sign_in_button }}
                    </button>
                </div>
            </form>
        </main>
    }
}

fn explain(why: Closed, t: Words) -> &'static str {
    match why {
        Closed::BadCode => t.sign_in_refused,
        Closed::Ended => t.sign_in_ended,
    }
}

/// The server can't be reached: say so, and try again on demand.
#[component]
pub fn UnreachableScreen(#[prop(into)] retry: Callback<()>) -> impl IntoView {
    let t = words();
    view! {
        <main class="door">
            <div class="door-card" role="alert">
                <Brand/>
                <h1>{t.unreachable_title}</h1>
                <p>{t.unreachable_how}</p>
                <button class="button primary" on:click=move |_| retry.run(())>{t.retry}</button>
            </div>
        </main>
    }
}

#[component]
fn Brand() -> impl IntoView {
    view! { <p class="brand"><Icon name=Name::Brand/>{words().product}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_link_may_be_pasted_for_the_code() {
        assert_eq!(code_in(" AB12 "), "AB12");
        assert_eq!(code_in("https://toko.example/console#code=AB12"), "AB12");
    }
}
