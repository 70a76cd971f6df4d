//! The inbox: one row a conversation, kept as the conversation told it.
//!
//! The row is the only truth. What views ask for (kind, holder, rank) the database derives from it and indexes, and
//! triggers keep the tally of each view in the very change that moves a row, so a count is never a guess.

mod live;
mod pages;

use protocol::ConversationId;
use protocol::label::{TagInUse, TagsInUse};
use protocol::limits::TAGS_IN_USE;
use protocol::staff::InboxRow;
use worker::Result;

use super::search;
use crate::failure::Outcome;
use crate::storage::{Database, number, text};

pub use live::{CONSOLE, News, accept};
pub use pages::{Ask, counts, open, waiting_before};

pub const TABLES: &str = "
    CREATE TABLE inbox (
        conversation TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        settled INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        row TEXT NOT NULL
    );
    CREATE INDEX inbox_order ON inbox (settled, last_at DESC);
";

/// Erased conversations: news of them that was under way already comes too late.
pub const FORGOTTEN: &str = "CREATE TABLE forgotten (conversation TEXT PRIMARY KEY)";

/// Views by index.
pub const VIEWS: &str = include_str!("views.sql");

/// Tags and priority.
pub const LABELS: &str = include_str!("labels.sql");

/// What waits, by its team.
pub const TEAMS: &str = "
    ALTER TABLE inbox ADD COLUMN team TEXT
        AS (iif(row ->> '$.status.kind' = 'waiting', row ->> '$.team.id', NULL));
    CREATE INDEX inbox_team ON inbox (team) WHERE team IS NOT NULL;
";

/// A conversation's row.
pub fn row(database: &Database, conversation: ConversationId) -> Outcome<Option<InboxRow>> {
    let query = "SELECT row FROM inbox WHERE conversation = ?";
    let row = database.text(query, vec![conversation.to_string().into()])?;
    Ok(row.as_deref().map(serde_json::from_str).transpose()?)
}

/// Takes news of a conversation and answers whether it was news; older or known news changes nothing.
pub fn update(database: &Database, row: &InboxRow) -> Outcome<bool> {
    let known = self::row(database, row.conversation)?;
    if known.is_some_and(|known| row.is_older_than(&known) || *row == known) {
        return Ok(false);
    }
    let values = vec![
        row.conversation.to_string().into(),
        (row.seq.0 as i64).into(),
        row.last_at.0.into(),
        serde_json::to_string(row)?.into(),
    ];
    let statement =
        "INSERT INTO inbox (conversation, seq, last_at, row) VALUES (?, ?, ?, ?) ON CONFLICT (conversation)
                     DO UPDATE SET seq = excluded.seq, last_at = excluded.last_at, row = excluded.row";
    database.run(statement, values)?;
    Ok(true)
}

/// The tags in use, those that most conversations have first.
pub fn tags(database: &Database) -> Outcome<TagsInUse> {
    let query = "SELECT tag, count(*) AS many FROM tagged GROUP BY tag ORDER BY many DESC, tag LIMIT ?";
    let rows = database.rows(query, vec![(TAGS_IN_USE as i64).into()])?;
    let tags = rows.into_iter().filter_map(|row| {
        let mut columns = row.into_iter();
        let tag = columns.next().and_then(text)?;
        let many = columns.next().and_then(number)?;
        Some(TagInUse { tag, conversations: u32::try_from(many).unwrap_or(u32::MAX) })
    });
    Ok(TagsInUse { tags: tags.collect() })
}

/// By when there was news of them last.
pub const LATEST: &str = "CREATE INDEX inbox_latest ON inbox (last_at)";

/// The conversations of which there was news last, but spam.
pub fn latest(database: &Database, most: usize) -> Outcome<Vec<ConversationId>> {
    let query = "SELECT conversation FROM inbox WHERE kind <> 'spam' ORDER BY last_at DESC LIMIT ?";
    let latest = database.texts(query, vec![(most as i64).into()])?;
    Ok(latest.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Drops an erased conversation.
pub fn forget(database: &Database, conversation: ConversationId) -> Outcome<()> {
    Ok(database.transaction(|| {
        let id = || vec![conversation.to_string().into()];
        search::forget(database, conversation)?;
        database.run("DELETE FROM inbox WHERE conversation = ?", id())?;
        database.run("DELETE FROM visits WHERE conversation = ?", id())?;
        database.run("INSERT OR IGNORE INTO forgotten (conversation) VALUES (?)", id())
    })?)
}

/// Whether a conversation was erased.
pub fn is_forgotten(database: &Database, conversation: ConversationId) -> Result<bool> {
    let query = "SELECT conversation FROM forgotten WHERE conversation = ?";
    Ok(database.text(query, vec![conversation.to_string().into()])?.is_some())
}
