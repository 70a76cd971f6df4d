//! Who was mentioned in a note and hasn't opened the conversation since: the inbox marks it for them.

use protocol::event::Body;
use protocol::{Event, Seq, StaffId};
use worker::Result;

use crate::storage::Database;

pub const TABLE: &str = "CREATE TABLE mentions (staff TEXT PRIMARY KEY, seq INTEGER NOT NULL)";

/// Who is mentioned in these events.
pub fn of(events: &[Event]) -> Vec<(StaffId, Seq)> {
    let mentioned = |event: &Event| match &event.body {
        Body::Note { mentions, .. } => mentions.iter().map(|staff| (*staff, event.seq)).collect(),
        _ => Vec::new(),
    };
    events.iter().flat_map(mentioned).collect()
}

/// Keeps them. To be called inside a transaction.
pub fn add(database: &Database, mentions: &[(StaffId, Seq)]) -> Result<()> {
    mentions.iter().try_for_each(|(staff, seq)| {
        let values = vec![staff.to_string().into(), (seq.0 as i64).into()];
        database.run("INSERT OR REPLACE INTO mentions (staff, seq) VALUES (?, ?)", values)
    })
}

/// Whether somebody was mentioned at or before a place.
pub fn waits(database: &Database, staff: StaffId, seq: Seq) -> Result<bool> {
    let query = "SELECT count(*) FROM mentions WHERE staff = ? AND seq <= ?";
    let values = vec![staff.to_string().into(), (seq.0 as i64).into()];
    Ok(database.number(query, values)?.is_some_and(|count| count > 0))
}

/// They have seen it. To be called inside a transaction.
pub fn seen(database: &Database, staff: StaffId) -> Result<()> {
    database.run("DELETE FROM mentions WHERE staff = ?", vec![staff.to_string().into()])
}

/// Everybody who hasn't seen it yet.
pub fn all(database: &Database) -> Result<Vec<StaffId>> {
    let staff = database.texts("SELECT staff FROM mentions ORDER BY staff", vec![])?;
    Ok(staff.iter().filter_map(|id| id.parse().ok()).collect())
}
