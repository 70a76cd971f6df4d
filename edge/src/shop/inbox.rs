//! The inbox: one row a conversation, told to every console the moment it changes.

use protocol::ConversationId;
use protocol::api::Inbox;
use protocol::event::Status;
use protocol::problem::Kind;
use protocol::staff::{InboxFrame, InboxRow};
use worker::{Response, State};

use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::sockets;
use crate::storage::Database;

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

/// How many conversations a console gets: the open ones first, then the newest of the settled ones.
const ROWS: i64 = 500;

/// The tag of the consoles' sockets.
pub const CONSOLE: &str = "console";

/// The most consoles connected to one shop.
const CONSOLES: usize = 500;

/// The inbox as it is now.
pub fn read(database: &Database) -> Outcome<Inbox> {
    let query = "SELECT row FROM inbox ORDER BY settled, last_at DESC LIMIT ?";
    let rows = database.texts(query, vec![ROWS.into()])?;
    Ok(Inbox { rows: rows.iter().map(|row| serde_json::from_str(row)).collect::<Result<_, _>>()? })
}

/// Connects a console: the whole inbox first, then what changes. Consoles that have said nothing for `silence`
/// milliseconds make room if they must.
pub fn accept(state: &State, database: &Database, who: &Identity, silence: i64) -> Outcome<Response> {
    if !sockets::has_room(state, CONSOLE, CONSOLES, silence)? {
        return Err(problem(Kind::SlowDown, "Close some of the consoles that are open for this shop."));
    }
    let (socket, response) = sockets::open(state, CONSOLE, who)?;
    sockets::send(&socket, &InboxFrame::Rows { rows: read(database)?.rows, all: true })?;
    Ok(response)
}

/// Takes news of a conversation; what is older than what is known, or known already, changes nothing.
pub fn update(state: &State, database: &Database, row: &InboxRow) -> Outcome<()> {
    let text = serde_json::to_string(row)?;
    let seq = row.seq.0 as i64;
    let conversation = row.conversation.to_string();
    if database
        .text("SELECT conversation FROM forgotten WHERE conversation = ?", vec![conversation.clone().into()])?
        .is_some()
    {
        return Ok(());
    }
    let known = database
        .rows("SELECT seq, row FROM inbox WHERE conversation = ?", vec![conversation.clone().into()])?;
    if let Some([known_seq, known_row]) = known.first().map(Vec::as_slice) {
        let newer = crate::storage::number(known_seq.clone()).is_some_and(|known| known > seq);
        if newer || crate::storage::text(known_row.clone()).as_ref() == Some(&text) {
            return Ok(());
        }
    }
    let settled = i64::from(row.status == Status::Resolved);
    let values = vec![conversation.into(), seq.into(), settled.into(), row.last_at.0.into(), text.into()];
    let statement =
        "INSERT OR REPLACE INTO inbox (conversation, seq, settled, last_at, row) VALUES (?, ?, ?, ?, ?)";
    database.run(statement, values)?;
    Ok(sockets::tell_all(&state.get_websockets(), &InboxFrame::Rows { rows: vec![row.clone()], all: false })?)
}

/// Drops an erased conversation; every console gets the inbox anew.
pub fn forget(state: &State, database: &Database, conversation: ConversationId) -> Outcome<()> {
    database.transaction(|| {
        let id = || vec![conversation.to_string().into()];
        database.run("DELETE FROM inbox WHERE conversation = ?", id())?;
        database.run("DELETE FROM visits WHERE conversation = ?", id())?;
        database.run("INSERT OR IGNORE INTO forgotten (conversation) VALUES (?)", id())
    })?;
    Ok(sockets::tell_all(
        &state.get_websockets(),
        &InboxFrame::Rows { rows: read(database)?.rows, all: true },
    )?)
}
