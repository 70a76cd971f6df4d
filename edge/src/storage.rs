//! An object's SQLite database: migrations, transactions, and the few shapes of query that the objects need.
//!
//! `PRAGMA user_version` isn't supported in Durable Objects, so a table counts the migrations that were made.

use wasm_bindgen::prelude::*;
use worker::{Error, Result, SqlStorage, SqlStorageValue, State};

/// An object's database.
pub struct Database {
    sql: SqlStorage,
    transactions: Transactions,
}

#[wasm_bindgen]
extern "C" {
    /// `DurableObjectStorage`, for the one method that the `worker` crate doesn't bind.
    type Transactions;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Transactions,
        body: &mut dyn FnMut() -> std::result::Result<(), JsValue>,
    ) -> std::result::Result<(), JsValue>;
}

impl Database {
    /// Opens the database as it is.
    pub fn new(state: &State) -> Self {
        let storage = state.storage();
        let raw: JsValue = storage.as_raw().into();
        Self { sql: storage.sql(), transactions: raw.unchecked_into() }
    }

    /// Makes the migrations that this database hasn't seen yet, in order. A released migration never changes.
    pub fn migrate(&self, migrations: &[&str]) -> Result<()> {
        self.transaction(|| {
            self.run("CREATE TABLE IF NOT EXISTS migrations (made INTEGER NOT NULL)", vec![])?;
            let made = self.number("SELECT max(made) FROM migrations", vec![])?.unwrap_or(0);
            for (index, migration) in (1i64..).zip(migrations) {
                if index > made {
                    self.run(migration, vec![])?;
                    self.run("INSERT INTO migrations (made) VALUES (?)", vec![index.into()])?;
                }
            }
            Ok(())
        })
    }

    /// Whether anything was ever written here. Asking writes nothing, so that a guessed id leaves no object behind.
    pub fn exists(&self) -> Result<bool> {
        let query = "SELECT count(*) FROM sqlite_master WHERE name = 'migrations'";
        Ok(self.number(query, vec![])?.is_some_and(|tables| tables > 0))
    }

    /// Runs `body` whole or, if it fails, not at all.
    pub fn transaction(&self, mut body: impl FnMut() -> Result<()>) -> Result<()> {
        let mut run = || body().map_err(|error| JsValue::from_str(&error.to_string()));
        self.transactions.transaction_sync(&mut run).map_err(Error::from)
    }

    /// As [`Self::transaction`], for a body that has something to say.
    pub fn transaction_with<T>(&self, mut body: impl FnMut() -> Result<T>) -> Result<T> {
        let mut said = None;
        self.transaction(|| {
            said = Some(body()?);
            Ok(())
        })?;
        said.ok_or_else(|| Error::RustError("a transaction that didn't run".into()))
    }

    /// Runs a statement for its effect.
    pub fn run(&self, statement: &str, values: Vec<SqlStorageValue>) -> Result<()> {
        self.sql.exec(statement, values).map(drop)
    }

    /// A query's rows, each a list of its columns.
    pub fn rows(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<Vec<SqlStorageValue>>> {
        self.sql.exec(query, values)?.raw().collect()
    }

    /// The first column of every row, as texts.
    pub fn texts(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Vec<String>> {
        Ok(self
            .rows(query, values)?
            .into_iter()
            .filter_map(|row| row.into_iter().next().and_then(text))
            .collect())
    }

    /// The first column of the first row, as a text; `None` when there is no row or it is NULL.
    pub fn text(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<String>> {
        Ok(self.first(query, values)?.and_then(text))
    }

    /// The first column of the first row, as a number; `None` when there is no row or it is NULL.
    pub fn number(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<i64>> {
        Ok(self.first(query, values)?.and_then(number))
    }

    /// The first column of the first row, as bytes; `None` when there is no row or it is NULL.
    pub fn bytes(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<Vec<u8>>> {
        Ok(self.first(query, values)?.and_then(bytes))
    }

    fn first(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<SqlStorageValue>> {
        let row = self.sql.exec(query, values)?.raw().next().transpose()?;
        Ok(row.and_then(|columns| columns.into_iter().next()))
    }
}

/// A column as a text; `None` for anything else.
pub fn text(value: SqlStorageValue) -> Option<String> {
    match value {
        SqlStorageValue::String(text) => Some(text),
        _ => None,
    }
}

/// A column as bytes; `None` for anything else.
pub fn bytes(value: SqlStorageValue) -> Option<Vec<u8>> {
    match value {
        SqlStorageValue::Blob(bytes) => Some(bytes),
        _ => None,
    }
}

/// A column as a number; `None` for anything else.
pub fn number(value: SqlStorageValue) -> Option<i64> {
    match value {
        SqlStorageValue::Integer(number) => Some(number),
        SqlStorageValue::Float(number) => Some(number as i64),
        _ => None,
    }
}
