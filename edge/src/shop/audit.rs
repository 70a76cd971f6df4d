//! The audit log: who did what to what and when. Lines are only ever added: the database itself refuses to change one.
//!
//! `audit::record(&self.database, &who, Deed::…, now)?` inside the transaction of what was done keeps both or neither.

use protocol::Millis;
use protocol::audit::{AuditPage, By, Deed, Entry};
use protocol::limits::PAGE_DEEDS;
use protocol::staff::Member;
use worker::Result;

use crate::failure::Outcome;
use crate::identity::Identity;
use crate::storage::{Database, number, text};

pub const TABLE: &str = "
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        by TEXT,
        deed TEXT NOT NULL
    );
    CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
    CREATE TRIGGER audit_never_forgets BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
";

/// Adds a line. Whoever is neither of the staff nor a program acts for the platform.
pub fn record(database: &Database, who: &Identity, deed: Deed, now: Millis) -> Result<()> {
    record_of(database, who.member(), deed, now)
}

/// Adds a line that something of the shop's was changed; `what` as [`Deed::Changed`] has it.
pub fn changed(database: &Database, who: &Identity, what: &str, name: &str, now: Millis) -> Result<()> {
    record(database, who, Deed::Changed { what: what.to_owned(), name: name.to_owned() }, now)
}

/// Adds a line for somebody who isn't signed in yet.
pub fn record_of(database: &Database, member: Option<&Member>, deed: Deed, now: Millis) -> Result<()> {
    let by = member.map(|member| By { id: member.id, name: member.name.clone() });
    let by = by.map(|by| serde_json::to_string(&by)).transpose()?;
    let values = vec![now.0.into(), by.into(), serde_json::to_string(&deed)?.into()];
    database.run("INSERT INTO audit (at, by, deed) VALUES (?, ?, ?)", values)
}

/// How many were invited since then, as far as the latest 200 lines tell.
pub fn invited_since(database: &Database, since: Millis) -> Result<usize> {
    let query = "SELECT count(*) FROM (SELECT at, deed FROM audit ORDER BY id DESC LIMIT 200)
                 WHERE at > ? AND deed ->> '$.type' = 'invited'";
    Ok(database.number(query, vec![since.0.into()])?.unwrap_or_default() as usize)
}

/// The newest lines before one.
pub fn page(database: &Database, before: Option<i64>) -> Outcome<AuditPage> {
    let query = "SELECT id, at, by, deed FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?";
    let most = PAGE_DEEDS as i64;
    let rows = database.rows(query, vec![before.unwrap_or(i64::from(i32::MAX)).into(), (most + 1).into()])?;
    let more = rows.len() > PAGE_DEEDS;
    let mut entries = Vec::new();
    for row in rows.into_iter().take(PAGE_DEEDS) {
        let mut columns = row.into_iter();
        let (id, at) = (columns.next().and_then(number), columns.next().and_then(number));
        let by = columns.next().and_then(text).map(|by| serde_json::from_str::<By>(&by)).transpose()?;
        let deed = columns.next().and_then(text).unwrap_or_default();
        entries.push(Entry {
            id: id.unwrap_or_default(),
            at: Millis(at.unwrap_or_default()),
            by,
            deed: serde_json::from_str(&deed)?,
        });
    }
    Ok(AuditPage { entries, more })
}
