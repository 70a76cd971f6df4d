//! Who works for the shop: members, one-time sign-in codes, sessions. Of codes and sessions only digests are stored.
//!
//! A session's sockets end with it, so where it opened some is remembered: those conversations are told through the outbox.

use protocol::api::{Invitation, Invite, Members};
use protocol::limits::SIGN_IN_LINK_MS;
use protocol::problem::Kind;
use protocol::staff::{Member, Role};
use protocol::{ConversationId, Millis, StaffId};
use serde::{Deserialize, Serialize};

use super::knowledge;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Session, Staff};
use crate::objects::SignedIn;
use crate::storage::{self, Database};
use crate::token;
use crate::{clock, outbox};

pub const TABLES: &str = "
    CREATE TABLE members (id TEXT PRIMARY KEY, member TEXT NOT NULL);
    CREATE TABLE codes (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
    CREATE TABLE sessions (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
";

/// The conversations to which a session has opened a socket.
pub const VISITS: &str = "CREATE TABLE visits (
    session TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (session, conversation)
)";

/// What a conversation is told through the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct SessionEnded {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The session's id.
    pub session: String,
}

/// Makes a one-time code for somebody, who becomes a member if there is none of this name and role yet.
pub fn invite(database: &Database, invite: &Invite, now: Millis) -> Outcome<Invitation> {
    let name = invite.name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(problem(Kind::Invalid, "Give a name of 1 to 40 characters."));
    }
    if invite.role == Role::Unknown {
        return Err(problem(Kind::Invalid, "Give a role: owner, supervisor, agent, trainer or seller."));
    }
    let known =
        members(database)?.into_iter().find(|member| member.name == name && member.role == invite.role);
    let shop = knowledge::settings(database)?.slug;
    let code = token::for_staff(&shop);
    let member = known.unwrap_or_else(|| Member {
        id: clock::staff_id(),
        shop,
        name: name.to_owned(),
        role: invite.role,
    });
    let text = serde_json::to_string(&member)?;
    database.transaction(|| {
        let values = vec![member.id.to_string().into(), text.clone().into()];
        database.run("INSERT OR REPLACE INTO members (id, member) VALUES (?, ?)", values)?;
        let expires = now.plus(SIGN_IN_LINK_MS).0;
        let values = vec![token::digest(&code).into(), member.id.to_string().into(), expires.into()];
        database.run("INSERT INTO codes (digest, member, expires) VALUES (?, ?, ?)", values)
    })?;
    Ok(Invitation { code })
}

/// Exchanges a code for a session that lasts so many milliseconds; the code is used up.
pub fn sign_in(database: &Database, code: &str, lasts: i64, now: Millis) -> Outcome<SignedIn> {
    let query = "SELECT member FROM codes WHERE digest = ? AND expires > ?";
    let id = database.text(query, vec![token::digest(code).into(), now.0.into()])?;
    let refused =
        || problem(Kind::Unauthorized, "This link was used or is over 15 minutes old. Ask for a new one.");
    let member = member(database, &id.ok_or_else(refused)?)?;
    let secret = token::for_staff(&member.shop);
    database.transaction(|| {
        let values = vec![token::digest(code).into(), now.0.into()];
        database.run("DELETE FROM codes WHERE digest = ? OR expires <= ?", values)?;
        database.run("DELETE FROM sessions WHERE expires <= ?", vec![now.0.into()])?;
        database.run("DELETE FROM visits WHERE session NOT IN (SELECT digest FROM sessions)", vec![])?;
        let expires = now.plus(lasts).0;
        let values = vec![token::digest(&secret).into(), member.id.to_string().into(), expires.into()];
        database.run("INSERT INTO sessions (digest, member, expires) VALUES (?, ?, ?)", values)
    })?;
    Ok(SignedIn { member, secret, lasts })
}

/// Whose session a secret opens; `opens` is the conversation to which it is about to open a socket.
pub fn who_is(
    database: &Database,
    secret: &str,
    opens: Option<ConversationId>,
    now: Millis,
) -> Outcome<Staff> {
    let id = token::digest(secret);
    let query = "SELECT member, expires FROM sessions WHERE digest = ? AND expires > ?";
    let session = database.rows(query, vec![id.clone().into(), now.0.into()])?.into_iter().next();
    let mut columns = session.into_iter().flatten();
    let (of, until) = (columns.next().and_then(storage::text), columns.next().and_then(storage::number));
    let (Some(of), Some(until)) = (of, until) else {
        return Err(problem(Kind::Unauthorized, "The session has ended. Ask for a new sign-in link."));
    };
    if let Some(conversation) = opens {
        let values = vec![id.clone().into(), conversation.to_string().into()];
        database.run("INSERT OR IGNORE INTO visits (session, conversation) VALUES (?, ?)", values)?;
    }
    Ok(Staff { member: member(database, &of)?, session: Session { id, until: Millis(until) } })
}

/// Ends a session. Its sockets are still to be closed.
pub fn end(database: &Database, session: &str, now: Millis) -> Outcome<()> {
    let conversations =
        database.texts("SELECT conversation FROM visits WHERE session = ?", vec![session.into()])?;
    Ok(database.transaction(|| {
        for id in &conversations {
            let Ok(conversation) = id.parse() else { continue };
            let ended = SessionEnded { conversation, session: session.to_owned() };
            outbox::put(database, &format!("{session} {id}"), serde_json::to_string(&ended)?, now)?;
        }
        database.run("DELETE FROM visits WHERE session = ?", vec![session.into()])?;
        database.run("DELETE FROM sessions WHERE digest = ?", vec![session.into()])
    })?)
}

/// Somebody who works here.
///
/// # Errors
/// Not found.
pub fn known(database: &Database, id: StaffId) -> Outcome<Member> {
    let members = members(database)?;
    members.into_iter().find(|member| member.id == id).ok_or_else(|| not_found("member"))
}

/// Everybody who works here, by name.
pub fn list(database: &Database) -> Outcome<Members> {
    let mut members = members(database)?;
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Members { members })
}

/// Removes a member with their unused codes; answers with their sessions, which are still to be ended.
///
/// # Errors
/// Not found.
pub fn remove(database: &Database, id: StaffId) -> Outcome<Vec<String>> {
    let id = || vec![id.to_string().into()];
    if database.text("SELECT id FROM members WHERE id = ?", id())?.is_none() {
        return Err(not_found("member"));
    }
    database.run("DELETE FROM codes WHERE member = ?", id())?;
    database.run("DELETE FROM members WHERE id = ?", id())?;
    Ok(database.texts("SELECT digest FROM sessions WHERE member = ?", id())?)
}

fn member(database: &Database, id: &str) -> Outcome<Member> {
    let text = database.text("SELECT member FROM members WHERE id = ?", vec![id.into()])?;
    let gone = || Failure::Fault("a session of nobody".into());
    Ok(serde_json::from_str(&text.ok_or_else(gone)?)?)
}

fn members(database: &Database) -> Outcome<Vec<Member>> {
    let texts = database.texts("SELECT member FROM members", vec![])?;
    Ok(texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?)
}
