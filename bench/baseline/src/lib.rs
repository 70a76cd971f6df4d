//! The least that a Rust Worker can do: what Sapa's speed is measured against, on the same workerd in the same run.
//!
//! * `/` answers a constant.
//! * `/insert/{name}` inserts one row into the database of the Durable Object of that name.

use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    match request.path().strip_prefix("/insert/") {
        Some(name) => env.durable_object("ROWS")?.get_by_name(name)?.fetch_with_str("https://object/").await,
        None => Response::ok(r#"{"decision":"answer"}"#),
    }
}

/// A table.
#[durable_object]
pub struct Rows {
    state: State,
}

impl DurableObject for Rows {
    fn new(state: State, _env: Env) -> Self {
        let create = "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, text TEXT)";
        state.storage().sql().exec(create, None).expect("a table can be created");
        Self { state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        self.state.storage().sql().exec("INSERT INTO rows (text) VALUES ('one row')", None)?;
        Response::ok("inserted")
    }
}
