//! Responses: JSON, nothing, problem documents, and the headers that all of them carry.

use protocol::problem::Kind;
use protocol::{File, FileKind, Problem};
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder, Result, console_error};

use crate::clock;
use crate::failure::{Failure, Outcome};

/// A value as JSON.
pub fn json(value: &impl Serialize) -> Outcome<Response> {
    let body = serde_json::to_vec(value)?;
    Ok(ResponseBuilder::new().with_headers(headers("application/json")?).fixed(body))
}

/// Done, with nothing to say.
pub fn empty() -> Outcome<Response> {
    Ok(ResponseBuilder::new().with_status(204).empty())
}

/// A file, served as what it is by its content: pictures to be shown, anything else to be kept. Should somebody open its
/// address, nothing in it may run. A browser may keep it a while, for whoever has the same key.
pub fn file(file: &File, content: Vec<u8>) -> Outcome<Response> {
    let content_type = match file.kind {
        FileKind::Text => "text/plain; charset=utf-8",
        kind => kind.media_type(),
    };
    let headers = headers(content_type)?;
    let disposition = if file.kind.is_image() { "inline" } else { "attachment" };
    let name = encode_name(&file.name);
    headers.set("content-disposition", &format!("{disposition}; filename*=UTF-8''{name}"))?;
    headers.set("content-security-policy", "sandbox; default-src 'none'")?;
    headers.set("cross-origin-resource-policy", "same-origin")?;
    headers.set("cache-control", "private, max-age=3600")?;
    headers.set("vary", "authorization, cookie, origin")?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(content))
}

/// A name as it may stand in a header: RFC 8187, section 3.2.1, which leaves fewer characters as they are than the browsers'
/// own function does.
fn encode_name(name: &str) -> String {
    let encoded = String::from(js_sys::encode_uri_component(name));
    ['!', '\'', '(', ')', '*']
        .iter()
        .fold(encoded, |name, mark| name.replace(*mark, &format!("%{:02X}", u32::from(*mark))))
}

/// The header that repeats a problem's request id.
pub const REQUEST_ID: &str = "x-request-id";

/// What its reader learns of a failure. A fault is logged, and its reader gets the id to find it by.
pub fn problem(failure: Failure) -> Problem {
    let mut problem = match failure {
        Failure::Problem(problem) => *problem,
        Failure::Fault(error) => {
            let mut problem =
                Problem::new(Kind::Internal, "Try again in a moment. If it stays, tell us the request id.");
            problem.request_id = clock::event_id().to_string();
            let line =
                serde_json::json!({ "level": "error", "request_id": problem.request_id, "error": error });
            console_error!("{line}");
            problem
        }
    };
    if problem.request_id.is_empty() {
        problem.request_id = clock::event_id().to_string();
    }
    problem
}

/// A problem document.
pub fn failure(failure: Failure) -> Result<Response> {
    let problem = problem(failure);
    let headers = headers("application/problem+json")?;
    headers.set(REQUEST_ID, &problem.request_id)?;
    match problem.status {
        401 => headers.set("www-authenticate", "Bearer")?,
        429 => headers.set("retry-after", &problem.retry_after.unwrap_or(60).to_string())?,
        _ => {}
    }
    let body = serde_json::to_vec(&problem)?;
    Ok(ResponseBuilder::new().with_status(problem.status).with_headers(headers).fixed(body))
}

/// What every answer of the API carries: it is read as what it says it is, and kept by nobody.
fn headers(content_type: &str) -> Result<Headers> {
    let headers = Headers::new();
    headers.set("content-type", content_type)?;
    headers.set("cache-control", "no-store")?;
    headers.set("x-content-type-options", "nosniff")?;
    Ok(headers)
}
