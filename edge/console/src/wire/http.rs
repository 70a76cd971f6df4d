//! Requests to our own origin, with JSON bodies; the session travels in a cookie that scripts can't read.

use futures_util::future::{Either, select};
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use protocol::Problem;
use protocol::problem::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::pin;

use super::at;

/// How long to wait for an answer, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server can't be reached, or not in time: whether it took the request in is unknown.
    Unreachable,
    /// The server said no.
    Refused(Problem),
}

impl Failure {
    /// Whether the session is over.
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Failure::Refused(problem) if problem.is(Kind::Unauthorized))
    }
}

/// `GET path`.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(answer(Request::get(&at(path)).build()).await?).await
}

/// `POST path` with a body.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(answer(Request::post(&at(path)).json(body)).await?).await
}

/// `PUT path` with a body.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Failure> {
    read(answer(Request::put(&at(path)).json(body)).await?).await
}

/// `PUT path` with a body, answered with nothing.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn tell(path: &str, body: &impl Serialize) -> Result<(), Failure> {
    answer(Request::put(&at(path)).json(body)).await.map(|_| ())
}

/// `DELETE path` that answers something.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn delete_for<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(answer(Request::delete(&at(path)).build()).await?).await
}

/// `DELETE path`.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn delete(path: &str) -> Result<(), Failure> {
    answer(RequestBuilder::new(&at(path)).method(Method::DELETE).build()).await.map(|_| ())
}

/// A request with a body that is answered with nothing.
///
/// # Errors
/// As [`Failure`] tells.
pub async fn send(method: Method, path: &str, body: &impl Serialize) -> Result<(), Failure> {
    answer(RequestBuilder::new(&at(path)).method(method).json(body)).await.map(|_| ())
}

async fn answer(request: Result<Request, gloo_net::Error>) -> Result<Response, Failure> {
    let request = request.map_err(|_| Failure::Unreachable)?;
    let response = match select(pin!(request.send()), TimeoutFuture::new(PATIENCE_MS)).await {
        Either::Left((Ok(response), _)) => response,
        Either::Left((Err(_), _)) | Either::Right(_) => return Err(Failure::Unreachable),
    };
    if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    // A body that breaks off is the network's doing; one in another shape is ours, and asking again won't help.
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::Refused(Problem::new(Kind::Internal, format!("unexpected answer: {error}")))
    })
}

/// The problem a response tells, or one made from its status where something before our server answered.
async fn refusal(response: &Response) -> Failure {
    if let Ok(problem) = response.json::<Problem>().await {
        return Failure::Refused(problem);
    }
    let kind = Kind::ALL.iter().copied().find(|kind| kind.status() == response.status());
    match kind {
        Some(kind) if response.status() < 500 => Failure::Refused(Problem::new(kind, kind.title())),
        _ => Failure::Unreachable,
    }
}
