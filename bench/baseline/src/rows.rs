//! A table.

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// A Durable Object that inserts one row a request.
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
