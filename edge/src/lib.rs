//! The edge: one Worker that routes, serves the static files, and guards two kinds of Durable Object,
//! `conversation::Conversation` and `shop::Shop`.
//!
//! A request is read here, its caller established at the `door`, and handed to the object it concerns as plain data
//! (`objects`). The answer engine, the conversation's life and the wire's types live in their own crates, which know
//! nothing of Workers. `edge/index.js` is the module that the runtime loads: it calls `fetch` and survives a panic.

mod accounts;
mod alarm;
mod assets;
mod at_once;
mod body;
mod browser;
mod clock;
mod codes;
mod conversation;
mod door;
mod duty;
mod failure;
mod identity;
mod integrations;
mod mail;
mod objects;
mod outbox;
mod outside;
mod passkey;
mod password;
mod push;
mod rate;
mod reply;
mod routes;
mod sellers;
mod shop;
mod shops;
mod sockets;
mod storage;
mod token;
mod workflow;

use worker::{Context, Env, Request, Response, Result, console_log, event};

/// Answers a request; a failure becomes a problem document that carries the request's id.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let (method, path) = (request.method(), request.path());
    let page = request.headers().get("origin")?.filter(|_| routes::is_shared(&path));
    match routes::answer(request, &env, &path).await {
        Ok(response) => Ok(response),
        Err(failure) => {
            let response = reply::failure(failure)?;
            if let Some(origin) = page {
                response.headers().set("access-control-allow-origin", &origin)?; // or the page couldn't read why
                response.headers().set("vary", "origin")?;
            }
            let line = serde_json::json!({
                "level": "info",
                "request_id": response.headers().get(reply::REQUEST_ID)?,
                "method": method.as_ref(),
                "route": routes::pattern(&path),
                "status": response.status_code(),
            });
            console_log!("{line}");
            Ok(response)
        }
    }
}
