//! Reading what callers send: at most so many bytes, and an error that says what is wrong with it.

use futures_util::StreamExt as _;
use protocol::problem::Kind;
use serde::de::DeserializeOwned;
use worker::Request;

use crate::failure::{Outcome, problem};

/// Reads a JSON body of at most `limit` bytes.
///
/// # Errors
/// Too large, or not the JSON that was expected: the detail says where.
pub async fn json<T: DeserializeOwned>(request: &mut Request, limit: usize) -> Outcome<T> {
    parse(&bytes(request, limit).await?)
}

/// Reads JSON that somebody sent.
///
/// # Errors
/// As [`json`].
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| problem(Kind::Malformed, format!("Send JSON as documented: {error}.")))
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// Too large, or broken off.
pub async fn bytes(request: &mut Request, limit: usize) -> Outcome<Vec<u8>> {
    let broken = |_| problem(Kind::Malformed, "The body broke off. Send the request again.");
    let too_large = || problem(Kind::TooLarge, format!("Send at most {limit} bytes."));
    match length(request)? {
        Some(length) if length > limit => Err(too_large()),
        Some(_) => request.bytes().await.map_err(broken),
        None => {
            let Ok(mut stream) = request.stream() else { return Ok(Vec::new()) };
            let mut body = Vec::new();
            while let Some(chunk) = stream.next().await {
                body.extend(chunk.map_err(broken)?);
                if body.len() > limit {
                    return Err(too_large());
                }
            }
            Ok(body)
        }
    }
}

/// How long the caller says that the body is, in bytes.
pub fn length(request: &Request) -> Outcome<Option<usize>> {
    Ok(request.headers().get("content-length")?.and_then(|text| text.parse().ok()))
}
