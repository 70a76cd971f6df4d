//! The shop's index of what was said, by SQLite's full-text search (FTS5) over the messages that conversations tell.
//!
//! A conversation tells at least once; what is there already is skipped, and words that were put right take the first ones'
//! place. An erased conversation leaves the index with its
//! words: its texts are overwritten before their rows go, for SQLite only marks the place of a deleted row as free.

use desk::Query;
use protocol::ConversationId;
use protocol::limits::PAGE_HITS;
use protocol::search::{Found, Hit, Piece, Said, SaidBy};
use protocol::staff::InboxRow;
use worker::{Result, SqlStorageValue};

use crate::failure::{Failure, Outcome};
use crate::storage::{Database, number, text};

pub const TABLES: &str = "
    CREATE TABLE said (
        id INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL,
        seq INTEGER NOT NULL,
        said TEXT NOT NULL,
        text TEXT AS (said ->> '$.text'),
        plain TEXT AS (coalesce(said ->> '$.plain', '')),
        UNIQUE (conversation, seq)
    );
    CREATE VIRTUAL TABLE words USING fts5(
        text, plain, content='said', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3'
    );
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
";

/// Takes a conversation's words out of the index.
const TAKE_OUT: &str = "INSERT INTO words (words, rowid, text, plain)
    SELECT 'delete', id, text, plain FROM said WHERE conversation = ?";

/// Takes in what was said in a conversation. To be called where it isn't a forgotten one.
pub fn add(database: &Database, conversation: ConversationId, said: &[Said]) -> Outcome<()> {
    Ok(database.transaction(|| said.iter().try_for_each(|said| add_one(database, conversation, said)))?)
}

fn add_one(database: &Database, conversation: ConversationId, said: &Said) -> Result<()> {
    let place = || vec![conversation.to_string().into(), (said.seq.0 as i64).into()];
    let new = serde_json::to_string(said)?;
    let known = database.text("SELECT said FROM said WHERE conversation = ? AND seq = ?", place())?;
    if known.as_ref() == Some(&new) {
        return Ok(());
    }
    if known.is_some() {
        database.run(&format!("{TAKE_OUT} AND seq = ?"), place())?;
    }
    let statement = "INSERT INTO said (conversation, seq, said) VALUES (?, ?, ?)
                     ON CONFLICT DO UPDATE SET said = excluded.said RETURNING id";
    let values = [place(), vec![new.into()]].concat();
    let Some(id) = database.number(statement, values)? else { return Ok(()) };
    let statement = "INSERT INTO words (rowid, text, plain) VALUES (?, ?, ?)";
    database.run(statement, vec![id.into(), said.text.as_str().into(), said.plain.as_str().into()])
}

/// Drops what was said in an erased conversation. To be called inside a transaction.
pub fn forget(database: &Database, conversation: ConversationId) -> Result<()> {
    let id = || vec![conversation.to_string().into()];
    database.run(TAKE_OUT, id())?;
    // As many bytes as there were, so that they take the old ones' place.
    let statement = "UPDATE said SET said = '{}' || printf('%*s', length(CAST(said AS BLOB)) - 2, '')
                     WHERE conversation = ?";
    database.run(statement, id())?;
    database.run("DELETE FROM said WHERE conversation = ?", id())
}

/// What is found, the newest first; `after` is the end of the page before. Spam is found by nobody.
pub fn find(database: &Database, query: &Query, after: Option<i64>) -> Outcome<Found> {
    let statement = "SELECT said.id, said.said, inbox.row FROM words
        JOIN said ON said.id = words.rowid JOIN inbox ON inbox.conversation = said.conversation
        WHERE words MATCH ? AND words.rowid < ? AND inbox.kind <> 'spam'
        ORDER BY words.rowid DESC LIMIT ?";
    let before = after.unwrap_or(NO_END);
    let values = vec![query.expression().into(), before.into(), (PAGE_HITS as i64 + 1).into()];
    let rows = database.rows(statement, values)?;
    let has_more = rows.len() > PAGE_HITS;
    let found = rows.into_iter().take(PAGE_HITS).map(|row| hit(query, row)).collect::<Outcome<Vec<_>>>()?;
    let next = found.last().filter(|_| has_more).map(|(id, _)| *id);
    Ok(Found { hits: found.into_iter().map(|(_, hit)| hit).collect(), next })
}

/// The latest verified conversations of those whose number with the shop begins so; spam is found by nobody.
pub fn numbered(database: &Database, begins: &str) -> Outcome<Vec<Hit>> {
    let begins = begins.trim();
    let query = "SELECT inbox.row FROM customer_conversations
        JOIN inbox ON inbox.conversation = customer_conversations.conversation
        WHERE external_id IS NOT NULL AND lower(external_id) BETWEEN lower(?1) AND lower(?1) || ?2
            AND inbox.kind <> 'spam'
        ORDER BY inbox.last_at DESC LIMIT ?3";
    let values = vec![begins.into(), char::MAX.to_string().into(), NUMBERED.into()];
    let rows = database.texts(query, values)?;
    let hit = |row: &String| -> Outcome<Hit> {
        let row: InboxRow = serde_json::from_str(row)?;
        let number = row.external_id.clone().unwrap_or_default();
        let (hit, rest) = number.split_at_checked(begins.len()).unwrap_or((&number, ""));
        let piece = |text: &str, hit| Piece { text: text.to_owned(), hit };
        let mut excerpt = vec![piece(hit, true), piece(rest, false)];
        excerpt.retain(|piece| !piece.text.is_empty());
        let (seq, at) = (row.seq, row.last_at);
        Ok(Hit { seq, at, by: SaidBy::ExternalId, name: String::new(), excerpt, row })
    };
    rows.iter().map(hit).collect()
}

/// How many conversations are found by a customer's number.
const NUMBERED: i64 = 10;

/// More than any id; a number that JavaScript has too.
const NO_END: i64 = 1 << 53;

fn hit(query: &Query, row: Vec<SqlStorageValue>) -> Outcome<(i64, Hit)> {
    let mut columns = row.into_iter();
    let damaged = || Failure::Fault("something found that can't be read".into());
    let id = columns.next().and_then(number).ok_or_else(damaged)?;
    let said: Said = serde_json::from_str(&columns.next().and_then(text).ok_or_else(damaged)?)?;
    let row = serde_json::from_str(&columns.next().and_then(text).ok_or_else(damaged)?)?;
    let excerpt = query.excerpt(&said.text);
    Ok((id, Hit { seq: said.seq, at: said.at, by: said.by, name: said.name, excerpt, row }))
}
