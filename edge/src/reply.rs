//! Responses: JSON, nothing, problem documents, and the headers that all of them carry.

use protocol::Problem;
use protocol::problem::Kind;
use serde::Serialize;
use worker::{Headers, Response, ResponseBuilder, Result, console_error};

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

/// A problem document. A fault is logged under the request's id, and its caller learns only that id.
pub fn failure(failure: Failure, request_id: String) -> Result<Response> {
    let mut problem = match failure {
        Failure::Problem(problem) => *problem,
        Failure::Fault(error) => {
            let line = serde_json::json!({ "level": "error", "request_id": request_id, "error": error });
            console_error!("{line}");
            Problem::new(Kind::Internal, "Try again in a moment. If it stays, tell us the request id.")
        }
    };
    if problem.request_id.is_empty() {
        problem.request_id = request_id;
    }
    let headers = headers("application/problem+json")?;
    headers.set("x-request-id", &problem.request_id)?;
    match problem.status {
        401 => headers.set("www-authenticate", "Bearer")?,
        429 => headers.set("retry-after", "60")?,
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
