//! The log in SQLite: one row an event, in the order of `seq`, an id at most once.

use protocol::limits::PAGE_EVENTS;
use protocol::{Event, EventId, Seq};
use worker::{Error, Result};

use crate::storage::Database;

pub const TABLE: &str = "CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL
)";

/// Up to which place the shop was told what was said.
pub const TOLD: &str = "CREATE TABLE told (seq INTEGER NOT NULL)";

/// The place up to which the shop was told.
pub fn told(database: &Database) -> Result<Seq> {
    Ok(Seq(database.number("SELECT max(seq) FROM told", vec![])?.unwrap_or(0) as u64))
}

/// Notes that the shop was told up to a place.
pub fn tell(database: &Database, seq: Seq) -> Result<()> {
    database.transaction(|| {
        database.run("DELETE FROM told", vec![])?;
        database.run("INSERT INTO told (seq) VALUES (?)", vec![(seq.0 as i64).into()])
    })
}

/// Adds events to the log's end. To be called inside a transaction.
pub fn append(database: &Database, events: &[Event]) -> Result<()> {
    events.iter().try_for_each(|event| {
        let values = vec![
            (event.seq.0 as i64).into(),
            event.id.to_string().into(),
            serde_json::to_string(event)?.into(),
        ];
        database.run("INSERT INTO events (seq, id, event) VALUES (?, ?, ?)", values)
    })
}

/// The next page after a place.
pub fn after(database: &Database, seq: Seq) -> Result<Vec<Event>> {
    let query = "SELECT event FROM events WHERE seq > ? ORDER BY seq LIMIT ?";
    let seq = i64::try_from(seq.0).unwrap_or(i64::MAX);
    database
        .texts(query, vec![seq.into(), (PAGE_EVENTS as i64).into()])?
        .iter()
        .map(|text| parse(text))
        .collect()
}

/// The event with an id.
pub fn find(database: &Database, id: EventId) -> Result<Option<Event>> {
    let event = database.text("SELECT event FROM events WHERE id = ?", vec![id.to_string().into()])?;
    event.as_deref().map(parse).transpose()
}

/// Hands over the whole log, in order; a page at a time, for a log may be longer than memory.
pub fn each(database: &Database, mut take: impl FnMut(Event)) -> Result<()> {
    let mut last = Seq(0);
    loop {
        let page = after(database, last)?;
        let Some(event) = page.last() else { return Ok(()) };
        last = event.seq;
        page.into_iter().for_each(&mut take);
    }
}

fn parse(text: &str) -> Result<Event> {
    serde_json::from_str(text).map_err(Error::from)
}
