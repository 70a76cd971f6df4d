//! Brings deliveries to webhooks: one courier for each webhook that something is due to, so that one that hangs keeps none of
//! the others waiting, nor the object's alarm.
//!
//! A courier goes on while something is due, one delivery after the other, and outlives the alarm that sent it. Until when it
//! will have been heard of stands in the webhook's row (`busy`): should the object die meanwhile, the alarm sends another one
//! after that. So a delivery comes at least once, under the same id.

use std::rc::Rc;

use protocol::Millis;
use protocol::limits::WEBHOOK_FINISHED_MS;
use protocol::webhook::{Outcome as Came, PutWebhook};
use worker::{Result, State, console_error};

use super::{deliveries, signature};
use crate::alarm::Alarm;
use crate::clock;
use crate::failure::Outcome;
use crate::outside::{self, BUSY_MS};
use crate::sockets::again;
use crate::storage::{Database, text};

/// Webhooks to which something is due, and no courier is under way.
const WAITING: &str = "SELECT id FROM webhooks WHERE busy <= ?1 AND put ->> '$.on' AND EXISTS (
    SELECT 1 FROM deliveries WHERE webhook = webhooks.id AND due <= ?1
)";

/// Webhooks with a finished delivery that is too old to be kept.
const UNTIDY: &str = "SELECT id FROM webhooks WHERE EXISTS (
    SELECT 1 FROM deliveries WHERE webhook = webhooks.id AND due IS NULL AND at <= ?
)";

/// Sends a courier to every webhook that waits for one, and forgets what is too old.
pub fn send_all(state: &State, database: &Database, alarm: &Rc<Alarm>, now: Millis) -> Outcome<()> {
    for webhook in database.texts(UNTIDY, vec![now.plus(-WEBHOOK_FINISHED_MS).0.into()])? {
        deliveries::sweep(database, &webhook, now)?;
    }
    for webhook in database.texts(WAITING, vec![now.0.into()])? {
        set_busy(database, &webhook, now.plus(BUSY_MS))?;
        let courier = Courier { state: again(state), alarm: Rc::clone(alarm), webhook };
        state.wait_until(async move {
            if let Err(error) = courier.run().await {
                console_error!(r#"{{"level":"error","event":"webhooks","error":"{error}"}}"#);
            }
        });
    }
    Ok(())
}

/// When another courier must be sent, or something forgotten.
pub fn next(database: &Database) -> Result<Option<Millis>> {
    let due = "SELECT min(max(busy, (SELECT min(due) FROM deliveries WHERE webhook = webhooks.id AND due IS NOT NULL)))
               FROM webhooks WHERE put ->> '$.on'";
    let finished = "SELECT min((SELECT min(at) FROM deliveries WHERE webhook = webhooks.id AND due IS NULL))
                    FROM webhooks";
    let old = database.number(finished, vec![])?.map(|at| Millis(at).plus(WEBHOOK_FINISHED_MS));
    let due = database.number(due, vec![])?.map(Millis);
    Ok([due, old].into_iter().flatten().min())
}

fn set_busy(database: &Database, webhook: &str, until: Millis) -> Result<()> {
    database.run("UPDATE webhooks SET busy = ? WHERE id = ?", vec![until.0.into(), webhook.into()])
}

struct Courier {
    state: State,
    alarm: Rc<Alarm>,
    webhook: String,
}

impl Courier {
    /// Goes on while something is due and the webhook is there and switched on.
    async fn run(&self) -> Result<()> {
        let database = Database::new(&self.state);
        while let Some((url, secrets)) = self.receiver(&database, clock::now())? {
            let Some((id, body, attempts)) = deliveries::next_to(&database, &self.webhook, clock::now())?
            else {
                break;
            };
            set_busy(&database, &self.webhook, clock::now().plus(BUSY_MS))?;
            let came = bring(&url, &secrets, &id, &body).await;
            deliveries::came(&database, &self.webhook, &id, attempts + 1, came, clock::now())?;
        }
        deliveries::sweep(&database, &self.webhook, clock::now())?;
        set_busy(&database, &self.webhook, Millis(0))?;
        match next(&database)? {
            Some(at) => self.alarm.no_later_than(at, &self.state).await,
            None => Ok(()),
        }
    }

    /// Where to, and the secrets that sign; `None` where it was removed or switched off meanwhile.
    fn receiver(&self, database: &Database, now: Millis) -> Result<Option<(String, Vec<String>)>> {
        let query = "SELECT put, secret, iif(old_until > ?, old_secret, NULL) FROM webhooks WHERE id = ?";
        let row = database.rows(query, vec![now.0.into(), self.webhook.as_str().into()])?.into_iter().next();
        let mut columns = row.into_iter().flatten();
        let Some(put) = columns.next().and_then(text) else { return Ok(None) };
        let PutWebhook { url, on, .. } = serde_json::from_str(&put)?;
        Ok(on.then(|| (url, columns.filter_map(text).collect())))
    }
}

/// Sends one, and waits for the answer's status.
async fn bring(url: &str, secrets: &[String], id: &str, body: &str) -> Came {
    let time = signature::timestamp(clock::now());
    let signed = signature::sign_all(secrets, id, &time, body);
    let headers = [
        ("content-type", "application/json"),
        ("user-agent", "Sapa-Webhooks/1"),
        ("webhook-id", id),
        ("webhook-timestamp", time.as_str()),
        ("webhook-signature", signed.as_str()),
    ];
    outside::post(url, &headers, Some(body)).await
}
