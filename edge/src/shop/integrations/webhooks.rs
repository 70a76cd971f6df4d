//! The addresses that webhooks are sent to.

use protocol::limits::WEBHOOKS;
use protocol::problem::Kind;
use protocol::webhook::{MadeWebhook, PutWebhook, Webhook, Webhooks};
use protocol::{Millis, WebhookId};

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

/// All of them, the oldest first.
pub fn list(database: &Database) -> Outcome<Vec<Webhook>> {
    let rows = database.rows("SELECT id, put, failing FROM webhooks ORDER BY id", vec![])?;
    let mut webhooks = Vec::new();
    for row in rows {
        let mut columns = row.into_iter();
        let id = columns.next().and_then(text).and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| super::super::damaged("webhook's id"))?;
        let put: PutWebhook = serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?;
        let PutWebhook { url, topics, on } = put;
        webhooks.push(Webhook { id, url, topics, on, failing: columns.next().and_then(number).map(Millis) });
    }
    Ok(webhooks)
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
fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}
