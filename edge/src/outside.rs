//! Requests to servers that aren't ours. None may take longer than it is given, no redirect is followed (it could lead
//! inside), and of the answer only the status is looked at.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use protocol::limits::WEBHOOK_ANSWER_MS;
use protocol::webhook::Outcome as Came;
use wasm_bindgen::JsValue;
use worker::{AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Result};

/// How long a server may take to answer, in milliseconds.
const ANSWER_MS: u64 = WEBHOOK_ANSWER_MS;

/// How long a courier may be unheard of, in milliseconds: longer than any answer may take.
pub const BUSY_MS: i64 = ANSWER_MS as i64 + 5_000;

/// Sends a POST, and waits for the answer's status.
pub async fn post(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Came {
    let Ok(request) = request(url, headers, body) else { return Came::Unreachable };
    let control = AbortController::default();
    let signal = control.signal();
    let fetch = Fetch::Request(request);
    let too_late = Delay::from(Duration::from_millis(ANSWER_MS));
    match select(pin!(fetch.send_with_signal(&signal)), too_late).await {
        Either::Left((Ok(response), _)) => {
            let status = response.status_code();
            control.abort(); // lets go of the answer's body
            Came::Answered { status }
        }
        Either::Left((Err(_), _)) => Came::Unreachable,
        Either::Right(_) => {
            control.abort();
            Came::TimedOut
        }
    }
}

fn request(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Result<Request> {
    let all = Headers::new();
    headers.iter().try_for_each(|(name, value)| all.set(name, value))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(all).with_redirect(RequestRedirect::Manual);
    init.with_body(body.map(JsValue::from_str));
    Request::new_with_init(url, &init)
}
