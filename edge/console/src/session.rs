//! Who is signed in, if anybody is; the screens for whoever isn't are in [`crate::door`].
//!
//! A one-time code or an invitation comes behind the `#` of a link, so that it reaches no server's log; it is taken out of
//! the address bar at once. The session itself is a cookie that scripts can't read.

use leptos::prelude::*;
use protocol::api::{Session, SignIn};
use protocol::problem::Kind;

use crate::door::Brand;
use crate::wire::{
    self,
    http::{self, Failure},
};
use crate::words::words;

const PATH: &str = "/v1/staff/session";

/// The way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Looking for a session.
    Checking,
    /// Nobody is signed in, for this reason if there is one.
    Closed(Option<Closed>),
    /// Somebody came with an invitation's code.
    Invited(String),
    /// Somebody came with a mailed link's code, and their second factor is asked for.
    Linked(String),
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
    /// The session ended.
    Ended,
}

/// Signs in with the code in the address, opens the invitation there, or finds the session there is.
pub async fn enter() -> Door {
    if let Some(code) = in_address("#code=") {
        return follow_link(code, None).await.unwrap_or_else(|failure| closed(&failure));
    }
    if let Some(code) = in_address("#invite=") {
        return Door::Invited(code);
    }
    match http::get::<Session>(PATH).await {
        Ok(session) => Door::Open(session),
        Err(Failure::Refused(_)) => match wire::seller() {
            Some(shop) => go_to(&shop).await,
            None => Door::Closed(None),
        },
        Err(Failure::Unreachable) => Door::Unreachable,
    }
}

/// Goes to work at a seller's shop, by the session at home.
async fn go_to(shop: &str) -> Door {
    match http::post::<Session>(&format!("/v1/staff/shops/{shop}/session"), &()).await {
        Ok(session) => Door::Open(session),
        Err(Failure::Refused(problem)) if problem.is(Kind::Unauthorized) || problem.is(Kind::NotFound) => {
            Door::Closed(None)
        }
        Err(_) => Door::Unreachable,
    }
}

/// Leaves a seller's shop for the console at home, whose door says what is to be done.
pub fn go_home() {
    // A browser that refuses stays where it is, with the door's screen.
    location().replace(wire::CONSOLE).ok();
}

/// Signs in with a one-time code, and the second factor where it was asked for.
///
/// # Errors
/// Where that is wrong: the failure, to be shown where it is asked for.
pub async fn follow_link(code: String, second: Option<String>) -> Result<Door, Failure> {
    let is_asked = second.is_some();
    let body = SignIn { code, second, bearer: false };
    match http::post::<Session>(PATH, &body).await {
        Ok(session) => Ok(Door::Open(session)),
        Err(Failure::Refused(problem)) if problem.is(Kind::SecondFactor) && !is_asked => {
            Ok(Door::Linked(body.code))
        }
        Err(failure) if failure.is_signed_out() || !is_asked => Ok(closed(&failure)),
        Err(failure) => Err(failure),
    }
}

fn closed(failure: &Failure) -> Door {
    match failure {
        Failure::Refused(_) => Door::Closed(Some(Closed::BadCode)),
        Failure::Unreachable => Door::Unreachable,
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

/// Takes a code out of the address bar.
fn in_address(name: &str) -> Option<String> {
    let hash = location().hash().ok()?;
    let code = hash.strip_prefix(name)?.to_owned();
    // Where the browser refuses to change the address, the code stays in sight; it is good once.
    let bare = location().pathname().unwrap_or_default();
    window()
        .history()
        .and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&bare)))
        .ok();
    Some(code)
}

/// The code in what somebody pasted: a bare code, or a whole link.
pub fn code_in(pasted: &str) -> String {
    pasted.rsplit("#code=").next().unwrap_or_default().trim().to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_link_may_be_pasted_for_the_code() {
        assert_eq!(code_in(" AB12 "), "AB12");
        assert_eq!(code_in("https://toko.example/console#code=AB12"), "AB12");
    }
}
