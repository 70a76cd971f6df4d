//! Sessions. Of their secrets only digests are stored; a digest is the session's id, and opens nothing.
//!
//! A session's sockets end with it, so where it opened some is remembered: those conversations are told through the outbox.

use protocol::account::OpenSession;
use protocol::audit::{Deed, Way};
use protocol::problem::Kind;
use protocol::staff::Member;
use protocol::{ConversationId, Millis, StaffId};
use serde::{Deserialize, Serialize};
use worker::Result;

use super::call::{SignedIn, Visit};
use super::members;
use crate::failure::{Outcome, problem};
use crate::identity::{Session, Staff};
use crate::outbox;
use crate::shop::audit;
use crate::storage::{Database, number, text};
use crate::token;

/// How old the time of a session's last use may be before it is written anew, in milliseconds: five minutes.
const USED_MS: i64 = 5 * 60_000;

/// What a conversation is told through the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct SessionEnded {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The session's id.
    pub session: String,
    /// When it would have ended by itself.
    #[serde(default)]
    pub until: Millis,
}

/// Begins a session. To be called inside a transaction.
pub fn begin(database: &Database, member: Member, way: Way, visit: &Visit, now: Millis) -> Result<SignedIn> {
    let over = "session IN (SELECT digest FROM sessions WHERE expires <= ?)";
    // What rested on those was over no later, so nobody need be told.
    database.run(&format!("DELETE FROM entered WHERE {over}"), vec![now.0.into()])?;
    database.run("DELETE FROM sessions WHERE expires <= ?", vec![now.0.into()])?;
    database.run("DELETE FROM visits WHERE session NOT IN (SELECT digest FROM sessions)", vec![])?;
    let secret = token::for_staff(&member.shop);
    let statement =
        "INSERT INTO sessions (digest, member, expires, began, used, browser) VALUES (?, ?, ?, ?, ?, ?)";
    let values = vec![
        token::digest(&secret).into(),
        member.id.to_string().into(),
        now.plus(visit.lasts).0.into(),
        now.0.into(),
        now.0.into(),
        visit.browser.clone().into(),
    ];
    database.run(statement, values)?;
    let deed = Deed::SignedIn { way, browser: visit.browser.clone() };
    audit::record_of(database, Some(&member), deed, now)?;
    Ok(SignedIn { member, secret, lasts: visit.lasts })
}

/// Begins a guest's session, which rests on one at their platform and lasts no longer.
pub fn begin_under(
    database: &Database,
    guest: &Member,
    parent: &Session,
    visit: &Visit,
    now: Millis,
) -> Result<SignedIn> {
    let visit = Visit { lasts: visit.lasts.min(parent.until.since(now)), ..visit.clone() };
    database.transaction_with(|| {
        let signed_in = begin(database, guest.clone(), Way::Platform, &visit, now)?;
        let values = vec![parent.id.as_str().into(), token::digest(&signed_in.secret).into()];
        database.run("UPDATE sessions SET parent = ? WHERE digest = ?", values)?;
        Ok(signed_in)
    })
}

/// Ends the sessions that rest on one at the platform; answers with their ids, as their sockets are still to be closed.
pub fn end_under(database: &Database, parent: &str, now: Millis) -> Result<Vec<String>> {
    let ended = database.texts("SELECT digest FROM sessions WHERE parent = ?", vec![parent.into()])?;
    database.transaction(|| end(database, &ended, now))?;
    Ok(ended)
}

/// Whose session a secret opens; `opens` is the conversation to which it is about to open a socket.
pub fn who_is(
    database: &Database,
    secret: &str,
    opens: Option<ConversationId>,
    now: Millis,
) -> Outcome<Staff> {
    let id = token::digest(secret);
    let query = "SELECT member, expires, used, parent FROM sessions WHERE digest = ? AND expires > ?";
    let session = database.rows(query, vec![id.clone().into(), now.0.into()])?.into_iter().next();
    let mut columns = session.into_iter().flatten();
    let (of, until) = (columns.next().and_then(text), columns.next().and_then(number));
    let (Some(of), Some(until)) = (of, until) else { return Err(over()) };
    if columns.next().and_then(number).is_none_or(|used| now.since(Millis(used)) > USED_MS) {
        database
            .run("UPDATE sessions SET used = ? WHERE digest = ?", vec![now.0.into(), id.clone().into()])?;
    }
    let parent = columns.next().and_then(text);
    if let Some(conversation) = opens {
        let values = vec![id.clone().into(), conversation.to_string().into()];
        database.run("INSERT OR IGNORE INTO visits (session, conversation) VALUES (?, ?)", values)?;
    }
    Ok(Staff { member: members::find(database, &of)?, session: Session { id, until: Millis(until), parent } })
}

/// Lets through whose session is still open. It may have ended since the door asked.
///
/// # Errors
/// Unauthorized.
pub fn check_open(database: &Database, session: &Session) -> Outcome<()> {
    let query = "SELECT digest FROM sessions WHERE digest = ?";
    match database.text(query, vec![session.id.as_str().into()])? {
        Some(_) => Ok(()),
        None => Err(over()),
    }
}

fn over() -> crate::failure::Failure {
    problem(Kind::Unauthorized, "The session has ended. Sign in again.")
}

/// The sessions of a member that are open, the one used last first; `this` is the one that asks.
pub fn of(database: &Database, member: StaffId, this: Option<&str>, now: Millis) -> Result<Vec<OpenSession>> {
    let query = "SELECT digest, began, used, browser FROM sessions WHERE member = ? AND expires > ?
                 ORDER BY used DESC, digest";
    let rows = database.rows(query, vec![member.to_string().into(), now.0.into()])?;
    let session = |row: Vec<_>| {
        let mut columns = row.into_iter();
        let id = columns.next().and_then(text)?;
        Some(OpenSession {
            this: this == Some(&id),
            id,
            began: columns.next().and_then(number).map(Millis),
            used: columns.next().and_then(number).map(Millis),
            browser: columns.next().and_then(text).unwrap_or_default(),
        })
    };
    Ok(rows.into_iter().filter_map(session).collect())
}

/// The ids of a member's sessions, but for one.
pub fn ids(database: &Database, member: StaffId, but: Option<&str>) -> Result<Vec<String>> {
    let query = "SELECT digest FROM sessions WHERE member = ? AND digest <> ?";
    database.texts(query, vec![member.to_string().into(), but.unwrap_or_default().into()])
}

/// Whose session an id is.
pub fn owner(database: &Database, session: &str) -> Result<Option<String>> {
    database.text("SELECT member FROM sessions WHERE digest = ?", vec![session.into()])
}

/// Ends sessions, and has the conversations told in which they opened sockets. To be called inside a transaction; the
/// sockets to the shop itself are still to be closed.
pub fn end(database: &Database, sessions: &[String], now: Millis) -> Result<()> {
    for session in sessions {
        let until = database
            .number("SELECT expires FROM sessions WHERE digest = ?", vec![session.as_str().into()])?;
        let until = until.map_or(now, Millis);
        let query = "SELECT conversation FROM visits WHERE session = ?";
        for id in database.texts(query, vec![session.as_str().into()])? {
            let Ok(conversation) = id.parse() else { continue };
            let ended = SessionEnded { conversation, session: session.clone(), until };
            outbox::put(database, &format!("{session} {id}"), serde_json::to_string(&ended)?, now)?;
        }
        database.run("DELETE FROM visits WHERE session = ?", vec![session.as_str().into()])?;
        database.run("DELETE FROM sessions WHERE digest = ?", vec![session.as_str().into()])?;
    }
    Ok(())
}
