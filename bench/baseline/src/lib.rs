//! The least that a Rust Worker can do: what Sapa's speed is measured against, on the same workerd in the same run.
//!
//! * `/` answers a constant.
//! * `/insert/{name}` inserts one row into the database of the Durable Object of that name.

mod rows;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    match request.path().strip_prefix("/insert/") {
        Some(name) => env.durable_object("ROWS")?.get_by_name(name)?.fetch_with_str("https://object/").await,
        None => Response::ok(r#"{"decision":"answer"}"#),
    }
}
