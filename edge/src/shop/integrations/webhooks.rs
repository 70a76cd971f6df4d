//! The addresses that webhooks are sent to.

use protocol::limits::{WEBHOOK_FINISHED_MS, WEBHOOK_OLD_SECRET_MS, WEBHOOKS};
use protocol::problem::Kind;
use protocol::webhook::{Dropped, MadeWebhook, PutWebhook, Webhook, Webhooks};
use protocol::{Millis, WebhookId};
use worker::{Result, SqlStorageValue};

use super::signature;
use crate::clock;
use crate::failure::{Outcome, not_found, problem};
use crate::identity::Identity;
use crate::shop::audit;
use crate::storage::{Database, number, text};

/// * `busy`: until when a courier is under way with a delivery; see [`super::courier`].
/// * `failing`: since when nothing has arrived.
pub const TABLE: &str = "CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    put TEXT NOT NULL,
    secret TEXT NOT NULL,
    busy INTEGER NOT NULL DEFAULT 0,
    failing INTEGER
)";

/// * `old_secret`: the secret before this one, which signs too until `old_until`.
/// * `dropped`: how many notices there was no room for, the last of them at `dropped_at`.
pub const LATER: &str = "
    ALTER TABLE webhooks ADD COLUMN old_secret TEXT;
    ALTER TABLE webhooks ADD COLUMN old_until INTEGER;
    ALTER TABLE webhooks ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE webhooks ADD COLUMN dropped_at INTEGER NOT NULL DEFAULT 0;
";

/// All of them, the oldest first.
pub fn list(database: &Database) -> Outcome<Vec<Webhook>> {
    let query = "SELECT id, put, failing, old_until, dropped, dropped_at FROM webhooks ORDER BY id";
    database.rows(query, vec![])?.into_iter().map(|row| read(row, clock::now())).collect()
}

fn read(row: Vec<SqlStorageValue>, now: Millis) -> Outcome<Webhook> {
    let mut columns = row.into_iter();
    let id = columns.next().and_then(text).and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| super::super::damaged("webhook's id"))?;
    let put: PutWebhook = serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?;
    let PutWebhook { url, topics, on } = put;
    let mut next = || columns.next().and_then(number);
    let (failing, old) = (next().map(Millis), next().map(Millis));
    let (count, at) = (next().unwrap_or_default() as u32, Millis(next().unwrap_or_default()));
    Ok(Webhook {
        id,
        url,
        topics,
        on,
        failing,
        old_secret_until: old.filter(|until| now < *until),
        dropped: (count > 0 && now.since(at) < WEBHOOK_FINISHED_MS).then_some(Dropped { count, at }),
    })
}

/// The same, as owners see them.
pub fn all(database: &Database) -> Outcome<Webhooks> {
    Ok(Webhooks { webhooks: list(database)? })
}

/// One of them.
///
/// # Errors
/// Not found.
pub fn find(database: &Database, id: WebhookId) -> Outcome<Webhook> {
    list(database)?.into_iter().find(|webhook| webhook.id == id).ok_or_else(|| not_found("webhook"))
}

/// Makes one. `put` has been checked.
///
/// # Errors
/// Too large, where there are too many.
pub fn make(database: &Database, who: &Identity, put: &PutWebhook, now: Millis) -> Outcome<MadeWebhook> {
    if list(database)?.len() >= WEBHOOKS {
        let detail = format!("A shop may have {WEBHOOKS} webhooks. Remove one first.");
        return Err(problem(Kind::TooLarge, detail));
    }
    let (id, secret, stored) = (clock::webhook_id(), signature::secret(), serde_json::to_string(put)?);
    database.transaction(|| {
        let values = vec![id.to_string().into(), stored.as_str().into(), secret.as_str().into()];
        database.run("INSERT INTO webhooks (id, put, secret) VALUES (?, ?, ?)", values)?;
        audit::changed(database, who, "webhook_made", host(&put.url), now)
    })?;
    Ok(MadeWebhook { webhook: find(database, id)?, secret })
}

/// Changes one. `put` has been checked.
///
/// # Errors
/// Not found.
pub fn change(
    database: &Database,
    who: &Identity,
    id: WebhookId,
    put: &PutWebhook,
    now: Millis,
) -> Outcome<()> {
    find(database, id)?;
    let stored = serde_json::to_string(put)?;
    Ok(database.transaction(|| {
        let values = vec![stored.as_str().into(), id.to_string().into()];
        database.run("UPDATE webhooks SET put = ? WHERE id = ?", values)?;
        audit::changed(database, who, "webhook_changed", host(&put.url), now)
    })?)
}

/// Gives one another secret; the one before signs too for a while, so that its server can change in its own time.
///
/// # Errors
/// Not found.
pub fn renew(database: &Database, who: &Identity, id: WebhookId, now: Millis) -> Outcome<MadeWebhook> {
    let (url, secret) = (find(database, id)?.url, signature::secret());
    database.transaction(|| {
        // An older one that is good still is the one in use: the newer one may never have reached the shop's server.
        let statement = "UPDATE webhooks SET old_secret = iif(old_until > ?1, old_secret, secret),
            old_until = iif(old_until > ?1, old_until, ?2), secret = ?3 WHERE id = ?4";
        let until = now.plus(WEBHOOK_OLD_SECRET_MS).0.into();
        let values = vec![now.0.into(), until, secret.as_str().into(), id.to_string().into()];
        database.run(statement, values)?;
        audit::changed(database, who, "webhook_secret", host(&url), now)
    })?;
    Ok(MadeWebhook { webhook: find(database, id)?, secret })
}

/// There was no room for a notice.
pub fn dropped(database: &Database, id: WebhookId, now: Millis) -> Result<()> {
    let before = now.plus(-WEBHOOK_FINISHED_MS).0;
    let statement =
        "UPDATE webhooks SET dropped = iif(dropped_at > ?, dropped, 0) + 1, dropped_at = ? WHERE id = ?";
    database.run(statement, vec![before.into(), now.0.into(), id.to_string().into()])
}

/// Removes one, and what was on its way to it.
///
/// # Errors
/// Not found.
pub fn remove(database: &Database, who: &Identity, id: WebhookId, now: Millis) -> Outcome<()> {
    let url = find(database, id)?.url;
    Ok(database.transaction(|| {
        super::deliveries::drop_all(database, "webhook = ?", &id.to_string())?;
        database.run("DELETE FROM webhooks WHERE id = ?", vec![id.to_string().into()])?;
        audit::changed(database, who, "webhook_removed", host(&url), now)
    })?)
}

/// What the audit log says of an address: what follows the host may hold a secret.
pub fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}
