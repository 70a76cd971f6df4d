//! API tokens. Only digests of their secrets are stored. A token is the shop's, and stays when whoever made it leaves.

use protocol::limits::TOKENS;
use protocol::problem::Kind;
use protocol::staff::{Member, Role};
use protocol::token::{MadeToken, NewToken, Token, Tokens};
use protocol::{Millis, ShopSlug, StaffId};

use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, Program};
use crate::rate::{self, Rate};
use crate::shop::{audit, knowledge};
use crate::storage::{Database, number, text};
use crate::{clock, token};

pub const TABLE: &str = "CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL,
    used INTEGER
)";

/// How old the time of a token's last use may be before it is written anew, in milliseconds: five minutes.
const USED_MS: i64 = 5 * 60_000;

/// All of them, the oldest first.
pub fn list(database: &Database) -> Outcome<Tokens> {
    let rows = database.rows("SELECT token, used FROM tokens ORDER BY id", vec![])?;
    let read = |row: Vec<_>| {
        let mut columns = row.into_iter();
        let stored: Token = serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?;
        Ok(Token { used: columns.next().and_then(number).map(Millis), ..stored })
    };
    Ok(Tokens { tokens: rows.into_iter().map(read).collect::<Outcome<_>>()? })
}

/// Makes one.
///
/// # Errors
/// Invalid, or too large where there are too many.
pub fn make(
    database: &Database,
    who: &Identity,
    shop: &ShopSlug,
    new: &NewToken,
    now: Millis,
) -> Outcome<MadeToken> {
    let (name, scopes) = (desk::staff::name(&new.name)?, desk::scopes(&new.scopes)?);
    if list(database)?.tokens.len() >= TOKENS {
        let detail = format!("A shop may have {TOKENS} API tokens. Revoke one first.");
        return Err(problem(Kind::TooLarge, detail));
    }
    let token = Token { id: clock::staff_id(), name, scopes, made: now, used: None };
    let (stored, secret) = (serde_json::to_string(&token)?, token::for_program(shop));
    database.transaction(|| {
        let values = vec![token.id.to_string().into(), token::digest(&secret).into(), stored.as_str().into()];
        database.run("INSERT INTO tokens (id, digest, token) VALUES (?, ?, ?)", values)?;
        audit::changed(database, who, "token_made", &token.name, now)
    })?;
    Ok(MadeToken { token, secret })
}

/// Revokes one; from now on it opens nothing.
///
/// # Errors
/// Not found.
pub fn revoke(database: &Database, who: &Identity, id: StaffId, now: Millis) -> Outcome<()> {
    let known = list(database)?.tokens.into_iter().find(|token| token.id == id);
    let Token { name, .. } = known.ok_or_else(|| not_found("token"))?;
    Ok(database.transaction(|| {
        database.run("DELETE FROM tokens WHERE id = ?", vec![id.to_string().into()])?;
        audit::changed(database, who, "token_revoked", &name, now)
    })?)
}

/// Whose token a secret is. Calls are counted here, where all of a shop's come by.
///
/// # Errors
/// Unauthorized; slow down.
pub fn who_is(database: &Database, secret: &str, rate: Rate, now: Millis) -> Outcome<Identity> {
    let query = "SELECT token, used FROM tokens WHERE digest = ?";
    let row = database.rows(query, vec![token::digest(secret).into()])?.into_iter().next();
    let mut columns = row.into_iter().flatten();
    let stored = columns.next().and_then(text).ok_or_else(revoked)?;
    let Token { id, name, scopes, .. } = serde_json::from_str(&stored)?;
    if !rate::allows(&format!("token {id}"), rate, now) {
        return Err(problem(Kind::SlowDown, "Wait a minute: this token has called too often."));
    }
    if columns.next().and_then(number).is_none_or(|used| now.since(Millis(used)) > USED_MS) {
        let values = vec![now.0.into(), id.to_string().into()];
        database.run("UPDATE tokens SET used = ? WHERE id = ?", values)?;
    }
    let member = Member { id, shop: knowledge::slug(database)?, name, role: Role::Unknown, home: None };
    Ok(Identity::Program(Program { member, scopes }))
}

/// Lets through whose token is still good. It may have been revoked since the door asked.
///
/// # Errors
/// Unauthorized.
pub fn check_known(database: &Database, id: StaffId) -> Outcome<()> {
    match database.text("SELECT id FROM tokens WHERE id = ?", vec![id.to_string().into()])? {
        Some(_) => Ok(()),
        None => Err(revoked()),
    }
}

fn revoked() -> Failure {
    problem(Kind::Unauthorized, "This is no API token, or one that was revoked. Ask an owner for another.")
}
