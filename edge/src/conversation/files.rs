//! The files of a conversation, in its own database: whoever erases it erases them. A row holds at most 2 MB, so a file's
//! bytes lie in pieces.
//!
//! A file is stored before the message that names it. Until then only its sender sees it, and an alarm forgets it when no
//! message has come for an hour.

use protocol::limits::CONVERSATION_FILES_BYTES;
use protocol::problem::Kind;
use protocol::{EventId, File, FileId, Millis};
use worker::Result;

use crate::failure::{Outcome, not_found, problem};
use crate::identity::Identity;
use crate::storage::{self, Database};

pub const TABLES: &str = "
    CREATE TABLE files (
        id TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        sender TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        at INTEGER NOT NULL,
        message TEXT
    );
    CREATE INDEX files_unsent ON files (at) WHERE message IS NULL;
    CREATE TABLE pieces (
        file TEXT NOT NULL,
        place INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (file, place)
    );
";

/// How much of a file one row holds, in bytes.
const PIECE_BYTES: usize = 1_000_000;

/// Stores a file; the same one again changes nothing.
///
/// # Errors
/// Id taken, or too large where the conversation has no room for it.
pub fn store(database: &Database, who: &Identity, file: &File, content: &[u8], now: Millis) -> Outcome<()> {
    let id = || file.id.to_string().into();
    let text = serde_json::to_string(file)?;
    if let Some(known) = database.text("SELECT file FROM files WHERE id = ?", vec![id()])? {
        let same = known == text && self::content(database, file.id)? == content;
        return if same { Ok(()) } else { Err(problem(Kind::IdTaken, "Mint a new id for each file.")) };
    }
    let stored = database.number("SELECT sum(bytes) FROM files", vec![])?.unwrap_or(0);
    if stored + i64::from(file.bytes) > CONVERSATION_FILES_BYTES as i64 {
        let detail =
            format!("The files of one conversation may have {CONVERSATION_FILES_BYTES} bytes together.");
        return Err(problem(Kind::TooLarge, detail));
    }
    Ok(database.transaction(|| {
        let values =
            vec![id(), text.clone().into(), sender(who).into(), i64::from(file.bytes).into(), now.0.into()];
        database.run("INSERT INTO files (id, file, sender, bytes, at) VALUES (?, ?, ?, ?, ?)", values)?;
        (0i64..).zip(content.chunks(PIECE_BYTES)).try_for_each(|(place, piece)| {
            let values = vec![id(), place.into(), piece.to_vec().into()];
            database.run("INSERT INTO pieces (file, place, bytes) VALUES (?, ?, ?)", values)
        })
    })?)
}

/// A file and its bytes, for somebody who may enter the conversation: one that a message named, or their own.
///
/// # Errors
/// Not found.
pub fn read(database: &Database, who: &Identity, id: FileId) -> Outcome<(File, Vec<u8>)> {
    let query = "SELECT file FROM files WHERE id = ? AND (message IS NOT NULL OR sender = ?)";
    let file = database.text(query, vec![id.to_string().into(), sender(who).into()])?;
    let file = serde_json::from_str(&file.ok_or_else(|| not_found("file"))?)?;
    Ok((file, content(database, id)?))
}

/// Checks that somebody sent the files which their message names, as they were answered, and no message named them yet.
///
/// # Errors
/// Not found.
pub fn check(database: &Database, who: &Identity, files: &[File]) -> Outcome<()> {
    for file in files {
        let query = "SELECT file FROM files WHERE id = ? AND sender = ? AND message IS NULL";
        let known = database.text(query, vec![file.id.to_string().into(), sender(who).into()])?;
        if known != Some(serde_json::to_string(file)?) {
            let detail = format!("Send the file {} first, then name it as it was answered.", file.id);
            return Err(problem(Kind::NotFound, detail));
        }
    }
    Ok(())
}

/// A message names them: they stay as long as it does. To be called inside a transaction.
pub fn named(database: &Database, message: EventId, files: &[File]) -> Result<()> {
    files.iter().try_for_each(|file| {
        let values = vec![message.to_string().into(), file.id.to_string().into()];
        database.run("UPDATE files SET message = ? WHERE id = ?", values)
    })
}

/// Forgets the files that were stored before `before` and that no message named.
pub fn sweep(database: &Database, before: Millis) -> Result<()> {
    let unsent = "SELECT id FROM files WHERE message IS NULL AND at <= ?";
    database.transaction(|| {
        database.run(&format!("DELETE FROM pieces WHERE file IN ({unsent})"), vec![before.0.into()])?;
        database.run("DELETE FROM files WHERE message IS NULL AND at <= ?", vec![before.0.into()])
    })
}

/// When the oldest file was stored that no message named.
pub fn oldest_unsent(database: &Database) -> Result<Option<Millis>> {
    Ok(database.number("SELECT min(at) FROM files WHERE message IS NULL", vec![])?.map(Millis))
}

fn content(database: &Database, id: FileId) -> Result<Vec<u8>> {
    let query = "SELECT bytes FROM pieces WHERE file = ? ORDER BY place";
    let pieces = database.rows(query, vec![id.to_string().into()])?;
    let pieces: Vec<Vec<u8>> = pieces.into_iter().flatten().filter_map(storage::bytes).collect();
    Ok(pieces.concat())
}

/// Who sent a file, as it is stored: all of a shopper's tabs are one, each of the staff is another.
fn sender(who: &Identity) -> String {
    who.member().map_or_else(|| "shopper".to_owned(), |member| member.id.to_string())
}
