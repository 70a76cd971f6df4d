//! The keys by which a shop's server vouches for its signed-in customers. They are kept as they are: signatures are checked
//! with them. One that was replaced is good for a while, so that the shop's servers can change one after the other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use protocol::Millis;
use protocol::identity::{IdentityKey, MadeIdentityKey};
use protocol::limits::IDENTITY_KEY_MS;
use worker::Result;

use crate::clock;
use crate::failure::{Outcome, not_found};
use crate::identity::Identity;
use crate::shop::audit;
use crate::storage::Database;

/// `until`: until when one that was replaced is good.
pub const TABLE: &str = "CREATE TABLE identity_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret TEXT NOT NULL,
    made INTEGER NOT NULL,
    until INTEGER
)";

/// How every key begins, by which scanners find one that was published.
const PREFIX: &str = "idsec_";

/// Whether there is one, and until when the one before is good.
pub fn state(database: &Database, now: Millis) -> Outcome<IdentityKey> {
    let number = |query: &str, values| Ok::<_, worker::Error>(database.number(query, values)?.map(Millis));
    Ok(IdentityKey {
        made: number("SELECT made FROM identity_keys WHERE until IS NULL", vec![])?,
        previous_until: number("SELECT max(until) FROM identity_keys WHERE until > ?", vec![now.0.into()])?,
    })
}

/// Those that are good at `now`, the newest first.
pub fn good(database: &Database, now: Millis) -> Result<Vec<String>> {
    let query = "SELECT secret FROM identity_keys WHERE until IS NULL OR until > ? ORDER BY id DESC";
    database.texts(query, vec![now.0.into()])
}

/// Makes one, in place of the one that there was.
pub fn make(database: &Database, who: &Identity, now: Millis) -> Outcome<MadeIdentityKey> {
    let deed = match state(database, now)?.made {
        Some(_) => "identity_key_replaced",
        None => "identity_key_made",
    };
    let secret = format!("{PREFIX}{}", BASE64.encode(clock::random::<32>()));
    database.transaction(|| {
        database.run("DELETE FROM identity_keys WHERE until <= ?", vec![now.0.into()])?;
        let until = now.plus(IDENTITY_KEY_MS).0;
        database.run("UPDATE identity_keys SET until = ? WHERE until IS NULL", vec![until.into()])?;
        let values = vec![secret.as_str().into(), now.0.into()];
        database.run("INSERT INTO identity_keys (secret, made) VALUES (?, ?)", values)?;
        audit::changed(database, who, deed, "", now)
    })?;
    Ok(MadeIdentityKey { key: state(database, now)?, secret })
}

/// Removes it, and those before it: from now on nobody is vouched for.
///
/// # Errors
/// Not found.
pub fn remove(database: &Database, who: &Identity, now: Millis) -> Outcome<()> {
    if good(database, now)?.is_empty() {
        return Err(not_found("identity key"));
    }
    Ok(database.transaction(|| {
        database.run("DELETE FROM identity_keys", vec![])?;
        audit::changed(database, who, "identity_key_removed", "", now)
    })?)
}
