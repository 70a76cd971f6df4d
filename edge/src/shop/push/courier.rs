//! Brings pushes: one courier for each push service to which something is due, so that one that hangs keeps none of the
//! others waiting, nor the object's alarm.
//!
//! As with webhooks, a courier outlives the alarm that sent it, and until when it will have been heard of stands in the
//! database (`busy`): should the object die meanwhile, the alarm sends another one after that. So a push may come twice, which
//! its browser shows once.

use std::rc::Rc;

use desk::push::{GATHER_MS, TTL_SECONDS, wait};
use protocol::webhook::Outcome as Came;
use protocol::{Millis, StaffId};
use worker::{Result, State, console_error};

use super::calls;
use super::vapid::Key;
use crate::alarm::Alarm;
use crate::clock;
use crate::failure::Outcome;
use crate::outside::{self, BUSY_MS};
use crate::sockets::again;
use crate::storage::{Database, number, text};

/// The push service keeps one push of ours for a browser: a newer one takes its place (RFC 8030, section 5.4).
const TOPIC: &str = "sapa";

/// Sends a courier to every push service to which something is due. `contact`: whom its operators can write to.
pub fn send_all(
    state: &State,
    database: &Database,
    alarm: &Rc<Alarm>,
    contact: Option<&str>,
    now: Millis,
) -> Outcome<()> {
    let over =
        "DELETE FROM pushes WHERE due <= ?1 AND session IN (SELECT digest FROM sessions WHERE expires <= ?1)";
    database.run(over, vec![now.0.into()])?;
    let waiting = "SELECT DISTINCT service FROM pushes WHERE due <= ?1 AND busy <= ?1";
    for service in database.texts(waiting, vec![now.0.into()])? {
        set_busy(database, &service, now.plus(BUSY_MS))?;
        let contact = contact.map(str::to_owned);
        let courier = Courier { state: again(state), alarm: Rc::clone(alarm), service, contact };
        state.wait_until(async move {
            if let Err(failure) = courier.run().await {
                console_error!(r#"{{"level":"error","event":"pushes","error":"{failure:?}"}}"#);
            }
        });
    }
    Ok(())
}

/// When another courier must be sent.
pub fn next(database: &Database) -> Result<Option<Millis>> {
    let query = "SELECT min(max(busy, due)) FROM pushes WHERE due IS NOT NULL";
    Ok(database.number(query, vec![])?.map(Millis))
}

fn set_busy(database: &Database, service: &str, until: Millis) -> Result<()> {
    database.run("UPDATE pushes SET busy = ? WHERE service = ?", vec![until.0.into(), service.into()])
}

/// A push that is due.
struct Push {
    member: StaffId,
    endpoint: String,
    site: String,
    attempts: u32,
}

struct Courier {
    state: State,
    alarm: Rc<Alarm>,
    service: String,
    contact: Option<String>,
}

impl Courier {
    /// Goes on while something is due.
    async fn run(&self) -> Outcome<()> {
        let database = Database::new(&self.state);
        let key = Key::of(&database)?;
        while let Some(push) = self.due(&database, clock::now())? {
            if calls::standing(&database, push.member)?.is_empty() {
                settle(&database, &push, None)?;
                continue;
            }
            let left = clock::now();
            set_busy(&database, &self.service, left.plus(BUSY_MS))?;
            let came = self.bring(&key, &push, left).await;
            note(&database, &push, came, left)?;
        }
        set_busy(&database, &self.service, Millis(0))?;
        match next(&database)? {
            Some(at) => Ok(self.alarm.no_later_than(at, &self.state).await?),
            None => Ok(()),
        }
    }

    fn due(&self, database: &Database, now: Millis) -> Result<Option<Push>> {
        let query = "SELECT member, endpoint, site, attempts FROM pushes WHERE service = ? AND due <= ?
                     ORDER BY due, session LIMIT 1";
        let row = database.rows(query, vec![self.service.as_str().into(), now.0.into()])?.into_iter().next();
        let mut columns = row.into_iter().flatten();
        let mut next = || columns.next().and_then(text);
        let (member, endpoint, site) = (next().and_then(|id| id.parse().ok()), next(), next());
        let attempts = columns.next().and_then(number).unwrap_or_default() as u32;
        let push = member.zip(endpoint).zip(site);
        Ok(push.map(|((member, endpoint), site)| Push { member, endpoint, site, attempts }))
    }

    async fn bring(&self, key: &Key, push: &Push, now: Millis) -> Came {
        let contact = self.contact.as_deref().unwrap_or(&push.site);
        let authorization = key.authorization(&self.service, contact, now);
        let ttl = TTL_SECONDS.to_string();
        let headers = [
            ("authorization", authorization.as_str()),
            ("ttl", ttl.as_str()),
            ("topic", TOPIC),
            ("urgency", "high"),
        ];
        outside::post(&push.endpoint, &headers, None).await
    }
}

/// Writes down what came of a push that left at `left`.
fn note(database: &Database, push: &Push, came: Came, left: Millis) -> Result<()> {
    let now = clock::now();
    match came {
        // The browser has unsubscribed (RFC 8030, section 7.3).
        Came::Answered { status: 404 | 410 } => {
            database.run("DELETE FROM pushes WHERE endpoint = ?", vec![push.endpoint.as_str().into()])
        }
        // What called while it was under way, the browser may not have been told.
        came if came.is_arrival() => {
            let later = "SELECT count(*) FROM calls WHERE member = ? AND at > ?";
            let later = database.number(later, vec![push.member.to_string().into(), left.0.into()])?;
            settle(database, push, later.filter(|calls| *calls > 0).map(|_| now.plus(GATHER_MS)))
        }
        _ => {
            let attempts = push.attempts + 1;
            let Some(wait) = wait(attempts) else { return settle(database, push, None) };
            let values =
                vec![now.plus(wait).0.into(), i64::from(attempts).into(), push.endpoint.as_str().into()];
            // Unless its reader has looked at a console meanwhile.
            let statement = "UPDATE pushes SET due = ?, attempts = ? WHERE endpoint = ? AND due IS NOT NULL";
            database.run(statement, values)
        }
    }
}

/// Nothing is owed to a browser any more, or something else from `due` on.
fn settle(database: &Database, push: &Push, due: Option<Millis>) -> Result<()> {
    let values = vec![due.map(|due| due.0).into(), push.endpoint.as_str().into()];
    database.run("UPDATE pushes SET due = ?, attempts = 0 WHERE endpoint = ?", values)
}
