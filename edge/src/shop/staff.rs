//! Who works for the shop: members, one-time sign-in codes, sessions. Of codes and sessions only digests are stored.

use protocol::Millis;
use protocol::api::{Invitation, Invite};
use protocol::limits::{SESSION_MS, SIGN_IN_LINK_MS};
use protocol::problem::Kind;
use protocol::staff::{Member, Role};

use super::knowledge;
use crate::clock;
use crate::failure::{Failure, Outcome, problem};
use crate::objects::SignedIn;
use crate::storage::Database;
use crate::token;

pub const TABLES: &str = "
    CREATE TABLE members (id TEXT PRIMARY KEY, member TEXT NOT NULL);
    CREATE TABLE codes (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
    CREATE TABLE sessions (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
";

/// Makes a one-time code for somebody, who becomes a member if there is none of this name and role yet.
pub fn invite(database: &Database, invite: &Invite, now: Millis) -> Outcome<Invitation> {
    let name = invite.name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(problem(Kind::Invalid, "Give a name of 1 to 40 characters."));
    }
    if invite.role == Role::Unknown {
        return Err(problem(Kind::Invalid, "Give a role: owner or agent."));
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

/// Exchanges a code for a session; the code is used up.
pub fn sign_in(database: &Database, code: &str, now: Millis) -> Outcome<SignedIn> {
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
        let expires = now.plus(SESSION_MS).0;
        let values = vec![token::digest(&secret).into(), member.id.to_string().into(), expires.into()];
        database.run("INSERT INTO sessions (digest, member, expires) VALUES (?, ?, ?)", values)
    })?;
    Ok(SignedIn { member, secret })
}

/// Whose session a secret opens.
pub fn who_is(database: &Database, secret: &str, now: Millis) -> Outcome<Member> {
    let query = "SELECT member FROM sessions WHERE digest = ? AND expires > ?";
    let id = database.text(query, vec![token::digest(secret).into(), now.0.into()])?;
    let signed_out = || problem(Kind::Unauthorized, "The session has ended. Ask for a new sign-in link.");
    member(database, &id.ok_or_else(signed_out)?)
}

/// Ends a session.
pub fn sign_out(database: &Database, secret: &str) -> Outcome<()> {
    Ok(database.run("DELETE FROM sessions WHERE digest = ?", vec![token::digest(secret).into()])?)
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
