//! E-mails on their way to the staff, kept in the transaction of what they are about.
//!
//! A courier of their own sends them, so that a sender that hangs delays nothing else; it outlives the alarm that sent it. Should
//! it die with its instance, the alarm, which looks for it again a moment later, sends another one. What isn't taken is tried again after 5, 10, 20 … seconds, until the
//! link in it is worth nothing any more.

use std::cell::Cell;
use std::rc::Rc;

use desk::mail::Mail;
use protocol::Millis;
use serde_json::json;
use worker::{Result, State, console_error};

use crate::alarm::Alarm;
use crate::clock;
use crate::mail::Sender;
use crate::sockets::again;
use crate::storage::{Database, number, text};

/// `ends`: until when it is worth sending.
pub const TABLE: &str = "CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    mail TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    ends INTEGER NOT NULL
)";

/// The wait after the first failed attempt, in milliseconds; each further one doubles it.
const WAIT_MS: i64 = 5_000;

/// Puts one on its way. To be called inside a transaction.
pub fn put(database: &Database, mail: &Mail, ends: Millis, now: Millis) -> Result<()> {
    let Mail { to, subject, text, html } = mail;
    let mail = json!({ "to": to, "subject": subject, "text": text, "html": html }).to_string();
    let values = vec![clock::event_id().to_string().into(), mail.into(), now.0.into(), ends.0.into()];
    database.run("INSERT INTO mails (id, mail, due, ends) VALUES (?, ?, ?, ?)", values)
}

/// When the next one is to be sent.
pub fn next(database: &Database) -> Result<Option<Millis>> {
    Ok(database.number("SELECT min(due) FROM mails", vec![])?.map(Millis))
}

/// Whether a courier is under way.
pub type UnderWay = Rc<Cell<bool>>;

/// Sends a courier, where something is due and none is under way.
pub fn send_all(
    state: &State,
    database: &Database,
    alarm: &Rc<Alarm>,
    sender: Option<Sender>,
    under_way: &UnderWay,
) -> Result<()> {
    if next(database)?.is_none_or(|due| due > clock::now()) {
        return Ok(());
    }
    let Some(sender) = sender else {
        return database.run("DELETE FROM mails", vec![]); // the server was started anew without one
    };
    if under_way.replace(true) {
        return Ok(());
    }
    let (own_state, alarm, under_way) = (again(state), Rc::clone(alarm), Rc::clone(under_way));
    state.wait_until(async move {
        if let Err(error) = run(&own_state, &alarm, &sender).await {
            console_error!(r#"{{"level":"error","event":"mails","error":"{error}"}}"#);
        }
        under_way.set(false);
    });
    Ok(())
}

async fn run(state: &State, alarm: &Alarm, sender: &Sender) -> Result<()> {
    let database = Database::new(state);
    loop {
        let now = clock::now();
        database.run("DELETE FROM mails WHERE ends <= ?", vec![now.0.into()])?;
        let query = "SELECT id, mail, attempts FROM mails WHERE due <= ? ORDER BY due, id LIMIT 1";
        let Some(row) = database.rows(query, vec![now.0.into()])?.into_iter().next() else { break };
        let mut columns = row.into_iter();
        let (id, mail) = (columns.next().and_then(text), columns.next().and_then(text));
        let (id, mail) = (id.unwrap_or_default(), mail.unwrap_or_default());
        let attempts = columns.next().and_then(number).unwrap_or_default();
        let came = sender.send(&id, serde_json::from_str(&mail)?).await;
        if came.is_arrival() {
            database.run("DELETE FROM mails WHERE id = ?", vec![id.into()])?;
        } else {
            let due = clock::now().plus(WAIT_MS << attempts.clamp(0, 10));
            let statement = "UPDATE mails SET due = ?, attempts = attempts + 1 WHERE id = ?";
            database.run(statement, vec![due.0.into(), id.into()])?;
        }
    }
    match next(&database)? {
        Some(due) => alarm.no_later_than(due, state).await,
        None => Ok(()),
    }
}
