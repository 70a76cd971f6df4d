//! What an object has to tell others, kept in the same transaction as the event that caused it.
//!
//! An alarm delivers it, at least once: a failed delivery comes again after 2, 4, 8 … seconds, at most 10 minutes apart,
//! until it arrives. The receiver drops repeats. A topic holds one message: newer news replaces what wasn't delivered.

use protocol::Millis;
use worker::Result;

use crate::storage::{Database, number, text};

/// The table; the first migration of an object that has an outbox.
pub const TABLE: &str = "CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
)";

/// Something to deliver.
pub struct Letter {
    /// Which one; a newer one on its topic has another id.
    pub id: i64,
    /// The message, as it was put.
    pub message: String,
    attempts: i64,
}

/// Puts a message for delivery at `due`, in place of an older one on its topic. To be called inside a transaction.
pub fn put(database: &Database, topic: &str, message: String, due: Millis) -> Result<()> {
    database.run("DELETE FROM outbox WHERE topic = ?", vec![topic.into()])?;
    let statement = "INSERT INTO outbox (topic, message, due) VALUES (?, ?, ?)";
    database.run(statement, vec![topic.into(), message.into(), due.0.into()])
}

/// What is due, oldest first; at most 100.
pub fn due(database: &Database, now: Millis) -> Result<Vec<Letter>> {
    let query = "SELECT id, message, attempts FROM outbox WHERE due <= ? ORDER BY due, id LIMIT 100";
    let rows = database.rows(query, vec![now.0.into()])?;
    let letter = |row: Vec<_>| {
        let mut columns = row.into_iter();
        Some(Letter {
            id: columns.next().and_then(number)?,
            message: columns.next().and_then(text)?,
            attempts: columns.next().and_then(number)?,
        })
    };
    Ok(rows.into_iter().filter_map(letter).collect())
}

/// It arrived.
pub fn delivered(database: &Database, letter: &Letter) -> Result<()> {
    database.run("DELETE FROM outbox WHERE id = ?", vec![letter.id.into()])
}

/// It didn't arrive, and is tried again later.
pub fn failed(database: &Database, letter: &Letter, now: Millis) -> Result<()> {
    let due = now.plus(back_off(letter.attempts));
    let statement = "UPDATE outbox SET attempts = attempts + 1, due = ? WHERE id = ?";
    database.run(statement, vec![due.0.into(), letter.id.into()])
}

/// When the next delivery is due.
pub fn next(database: &Database) -> Result<Option<Millis>> {
    Ok(database.number("SELECT min(due) FROM outbox", vec![])?.map(Millis))
}

/// How long to wait after so many failed attempts, in milliseconds.
fn back_off(attempts: i64) -> i64 {
    (2_000 << attempts.clamp(0, 9)).min(600_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_ten_minutes_and_no_further() {
        let waits: Vec<i64> = (0..12).map(back_off).collect();
        assert_eq!(waits[..3], [2_000, 4_000, 8_000]);
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(waits[11], 600_000);
        assert_eq!(back_off(i64::MAX), 600_000);
    }
}
