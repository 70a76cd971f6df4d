//! What has called for whom since they last looked at a console, as far as they have a browser that is pushed to.

use protocol::limits::PUSH_CALLS;
use protocol::push::{Call, Why};
use protocol::staff::InboxRow;
use protocol::{ConversationId, Millis, StaffId};
use worker::Result;

use crate::failure::Outcome;
use crate::storage::{Database, number, text};

/// A conversation that is erased calls for nobody.
pub const TABLE: &str = "
    CREATE TABLE calls (
        member TEXT NOT NULL,
        conversation TEXT NOT NULL,
        why TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (member, conversation)
    );
    CREATE INDEX calls_of ON calls (conversation);
    CREATE TRIGGER calls_erased AFTER DELETE ON inbox BEGIN
        DELETE FROM calls WHERE conversation = old.conversation;
    END;
";

/// A conversation calls for somebody, who is pushed to a moment later.
pub fn add(
    database: &Database,
    member: StaffId,
    conversation: ConversationId,
    why: Why,
    now: Millis,
) -> Outcome<()> {
    let statement = "INSERT OR REPLACE INTO calls (member, conversation, why, at) VALUES (?, ?, ?, ?)";
    let (member, why) = (member.to_string(), serde_json::to_string(&why)?);
    let values = vec![member.as_str().into(), conversation.to_string().into(), why.into(), now.0.into()];
    database.run(statement, values)?;
    let due = now.plus(desk::push::GATHER_MS).0.into();
    Ok(database.run("UPDATE pushes SET due = coalesce(due, ?) WHERE member = ?", vec![due, member.into()])?)
}

/// Somebody looks at a console: they know.
pub fn seen(database: &Database, member: StaffId) -> Result<()> {
    let member = || vec![member.to_string().into()];
    database.run("DELETE FROM calls WHERE member = ?", member())?;
    database.run("UPDATE pushes SET due = NULL, attempts = 0 WHERE member = ? AND due IS NOT NULL", member())
}

/// What calls for somebody still, the newest first.
pub fn standing(database: &Database, member: StaffId) -> Outcome<Vec<Call>> {
    let query = "SELECT why, at, row FROM calls JOIN inbox USING (conversation) WHERE member = ?
                 ORDER BY at DESC, conversation DESC";
    let mut calls = Vec::new();
    for row in database.rows(query, vec![member.to_string().into()])? {
        let mut columns = row.into_iter();
        let why: Why = serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?;
        let at = Millis(columns.next().and_then(number).unwrap_or_default());
        let row: InboxRow = serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?;
        if row.still_calls(why, member) {
            let InboxRow { conversation, customer, last_line: line, .. } = row;
            calls.push(Call { conversation, why, at, customer, line });
        }
    }
    calls.truncate(PUSH_CALLS);
    Ok(calls)
}
