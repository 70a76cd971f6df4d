//! What is on its way to webhooks, and what became of it.
//!
//! A delivery keeps its body until it arrives; one that was given up keeps it for as long as it is listed, to be sent again by
//! hand. A body that goes is overwritten first, for SQLite only marks its place as free.

use protocol::limits::{WEBHOOK_FINISHED, WEBHOOK_FINISHED_MS, WEBHOOK_WAITING};
use protocol::problem::Kind;
use protocol::webhook::{Delivery, Happening, Notice, Outcome as Came, Topic, Webhook};
use protocol::{ConversationId, EventId, Millis, Seq, ShopSlug, WebhookId};
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorageValue};

use super::webhooks;
use crate::failure::{Outcome, not_found, problem};
use crate::shop::users::numbers;
use crate::storage::{Database, number, text};

/// * `due`: when it is sent (again); NULL once it has arrived or was given up.
/// * `outcome`: what came of the last attempt.
pub const TABLE: &str = "
    CREATE TABLE deliveries (
        webhook TEXT NOT NULL,
        id TEXT NOT NULL,
        conversation TEXT,
        topic TEXT NOT NULL,
        at INTEGER NOT NULL,
        body TEXT,
        due INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        outcome TEXT,
        PRIMARY KEY (webhook, id)
    );
    CREATE INDEX deliveries_due ON deliveries (webhook, due) WHERE due IS NOT NULL;
    CREATE INDEX deliveries_finished ON deliveries (webhook, at) WHERE due IS NULL;
    CREATE INDEX deliveries_at ON deliveries (webhook, at);
    CREATE INDEX deliveries_of ON deliveries (conversation);
";

/// Something that happened in a conversation, as it tells its shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Happened {
    /// The event.
    pub id: EventId,
    /// When.
    pub at: Millis,
    /// Its place in the log; `None` for what is no part of it.
    pub seq: Option<Seq>,
    /// What.
    pub what: Happening,
    /// The webhooks that a rule has told of it; empty: those that chose it.
    #[serde(default)]
    pub to: Vec<WebhookId>,
}

impl Happened {
    fn is_for(&self, webhook: &Webhook) -> bool {
        let is_chosen = || webhook.topics.contains(&self.what.topic());
        webhook.on && if self.to.is_empty() { is_chosen() } else { self.to.contains(&webhook.id) }
    }
}

/// Puts what happened on its way to the webhooks that chose it; tells whether there are any. What was put before is not put
/// again.
pub fn put(
    database: &Database,
    shop: &ShopSlug,
    conversation: Option<ConversationId>,
    happened: &[Happened],
    webhooks: &[Webhook],
    now: Millis,
) -> Outcome<bool> {
    let link = conversation.map(|id| numbers::link(database, id)).transpose()?.flatten();
    let external_id = link.and_then(|link| link.external_id);
    let mut any = false;
    for event in happened {
        let Happened { id, at, seq, what, .. } = event;
        let notice = Notice {
            what: what.clone(),
            at: *at,
            shop: shop.clone(),
            conversation,
            external_id: external_id.clone(),
            seq: *seq,
        };
        let body = serde_json::to_string(&notice)?;
        for webhook in webhooks.iter().filter(|webhook| event.is_for(webhook)) {
            any = true;
            if is_known(database, webhook.id, *id)? {
                continue;
            }
            // That something was erased is told in any case: nobody could ask for it later.
            if what.topic() != Topic::Erased && is_full(database, webhook.id)? {
                webhooks::dropped(database, webhook.id, now)?;
                continue;
            }
            let values: Vec<SqlStorageValue> = vec![
                webhook.id.to_string().into(),
                id.to_string().into(),
                conversation.map(|id| id.to_string()).into(),
                serde_json::to_string(&what.topic())?.into(),
                at.0.into(),
                body.as_str().into(),
                now.0.into(),
            ];
            let statement = "INSERT INTO deliveries (webhook, id, conversation, topic, at, body, due)
                             VALUES (?, ?, ?, ?, ?, ?, ?)";
            database.run(statement, values)?;
        }
    }
    Ok(any)
}

fn is_known(database: &Database, webhook: WebhookId, id: EventId) -> Result<bool> {
    let query = "SELECT 1 FROM deliveries WHERE webhook = ? AND id = ?";
    Ok(database.number(query, vec![webhook.to_string().into(), id.to_string().into()])?.is_some())
}

/// Whether so many wait for a webhook that no more are taken.
fn is_full(database: &Database, webhook: WebhookId) -> Result<bool> {
    let query = "SELECT 1 FROM deliveries WHERE webhook = ? AND due IS NOT NULL LIMIT 1 OFFSET ?";
    let values = vec![webhook.to_string().into(), (WEBHOOK_WAITING as i64 - 1).into()];
    Ok(database.number(query, values)?.is_some())
}

/// The newest deliveries to a webhook.
pub fn list(database: &Database, webhook: WebhookId) -> Outcome<Vec<Delivery>> {
    let query = "SELECT id, topic, at, attempts, outcome, due FROM deliveries WHERE webhook = ?
                 ORDER BY at DESC, id DESC LIMIT ?";
    let rows = database.rows(query, vec![webhook.to_string().into(), (WEBHOOK_FINISHED as i64).into()])?;
    rows.into_iter().map(read).collect()
}

fn read(row: Vec<SqlStorageValue>) -> Outcome<Delivery> {
    let mut columns = row.into_iter();
    let id = columns.next().and_then(text).and_then(|id| id.parse().ok());
    Ok(Delivery {
        id: id.ok_or_else(|| not_found("delivery"))?,
        topic: serde_json::from_str(&columns.next().and_then(text).unwrap_or_default())?,
        at: Millis(columns.next().and_then(number).unwrap_or_default()),
        attempts: columns.next().and_then(number).unwrap_or_default() as u32,
        outcome: columns.next().and_then(text).map(|came| serde_json::from_str(&came)).transpose()?,
        next: columns.next().and_then(number).map(Millis),
    })
}

/// Sends one that was given up once more, with all its attempts anew.
///
/// # Errors
/// Not found; wrong state, where it arrived or is on its way.
pub fn again(database: &Database, webhook: WebhookId, id: EventId, now: Millis) -> Outcome<()> {
    let key = || vec![webhook.to_string().into(), id.to_string().into()];
    let query = "SELECT due IS NULL AND body IS NOT NULL FROM deliveries WHERE webhook = ? AND id = ?";
    match database.number(query, key())? {
        None => Err(not_found("delivery")),
        Some(0) => Err(problem(Kind::WrongState, "This one has arrived, or is on its way still.")),
        Some(_) => {
            let statement = "UPDATE deliveries SET due = ?, attempts = 0 WHERE webhook = ? AND id = ?";
            Ok(database.run(statement, [vec![now.0.into()], key()].concat())?)
        }
    }
}

/// The next one to send to a webhook: its id, body, and how often it was sent.
pub fn next_to(database: &Database, webhook: &str, now: Millis) -> Result<Option<(String, String, u32)>> {
    let query =
        "SELECT id, body, attempts FROM deliveries WHERE webhook = ? AND due <= ? ORDER BY due, id LIMIT 1";
    let row = database.rows(query, vec![webhook.into(), now.0.into()])?.into_iter().next();
    let mut columns = row.into_iter().flatten();
    let (id, body) = (columns.next().and_then(text), columns.next().and_then(text));
    let attempts = columns.next().and_then(number).unwrap_or_default() as u32;
    Ok(id.zip(body).map(|(id, body)| (id, body, attempts)))
}

/// Writes down what came of an attempt, the `attempts`th.
pub fn came(
    database: &Database,
    webhook: &str,
    id: &str,
    attempts: u32,
    came: Came,
    now: Millis,
) -> Result<()> {
    let key = || vec![webhook.into(), id.into()];
    let due =
        if came.is_arrival() { None } else { desk::webhook::wait(attempts).map(|wait| now.plus(wait).0) };
    let outcome = serde_json::to_string(&came)?;
    database.transaction(|| {
        // Another courier may have brought it meanwhile: what has arrived stays so.
        let statement = "UPDATE deliveries SET due = ?, attempts = ?, outcome = ?
                         WHERE webhook = ? AND id = ? AND due IS NOT NULL RETURNING id";
        let values = vec![due.into(), i64::from(attempts).into(), outcome.as_str().into()];
        if database.text(statement, [values, key()].concat())?.is_none() {
            return Ok(());
        }
        let since = if came.is_arrival() { None } else { Some(now.0) };
        let statement =
            "UPDATE webhooks SET failing = iif(?1 IS NULL, NULL, coalesce(failing, ?1)) WHERE id = ?2";
        database.run(statement, vec![since.into(), webhook.into()])?;
        if came.is_arrival() {
            blank(database, "webhook = ? AND id = ?", key())?;
            database.run("UPDATE deliveries SET body = NULL WHERE webhook = ? AND id = ?", key())?;
        }
        Ok(())
    })
}

/// Forgets a webhook's finished ones that are too old, or too many.
pub fn sweep(database: &Database, webhook: &str, now: Millis) -> Result<()> {
    let newest =
        "SELECT at FROM deliveries WHERE webhook = ?1 AND due IS NULL ORDER BY at DESC LIMIT 1 OFFSET ?3";
    let old = format!("webhook = ?1 AND due IS NULL AND at <= max(?2, coalesce(({newest}), 0))");
    let oldest = now.plus(-WEBHOOK_FINISHED_MS).0;
    let values = || vec![webhook.into(), oldest.into(), (WEBHOOK_FINISHED as i64).into()];
    let before = database.number(&format!("SELECT max(at) FROM deliveries WHERE {old}"), values())?;
    let Some(before) = before else { return Ok(()) };
    let finished = "webhook = ? AND due IS NULL AND at <= ?";
    let values = || vec![webhook.into(), before.into()];
    database.transaction(|| {
        blank(database, finished, values())?;
        database.run(&format!("DELETE FROM deliveries WHERE {finished}"), values())
    })
}

/// Drops all of something. To be called inside a transaction.
pub fn drop_all(database: &Database, of: &str, id: &str) -> Result<()> {
    blank(database, of, vec![id.into()])?;
    database.run(&format!("DELETE FROM deliveries WHERE {of}"), vec![id.into()])
}

fn blank(database: &Database, of: &str, values: Vec<SqlStorageValue>) -> Result<()> {
    let blanks = "printf('%*s', length(CAST(body AS BLOB)), '')";
    database.run(&format!("UPDATE deliveries SET body = {blanks} WHERE body IS NOT NULL AND {of}"), values)
}
