//! How those who wait stand: their place by the inbox's index, and what waits took lately. `desk::queue` makes minutes of it.

use protocol::api::QueuePlace;
use protocol::event::Status;
use protocol::shop::Settings;
use protocol::staff::InboxRow;
use protocol::{ConversationId, Millis};

use super::routing::{self, Reach};
use super::{inbox, knowledge};
use crate::failure::Outcome;
use crate::storage::{self, Database};
use desk::queue::{TURNS, Waiting, minutes_left, turn};

/// `waits`: how each wait began that goes on. `turns`: how long the last turns took, in milliseconds, the newest last.
pub const TABLES: &str = "
    CREATE TABLE waits (
        conversation TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        place INTEGER NOT NULL,
        people INTEGER NOT NULL
    );
    CREATE TABLE turns (number INTEGER PRIMARY KEY, ms INTEGER NOT NULL);
";

/// Takes news of who waits, once the inbox has it.
pub fn heard(database: &Database, row: &InboxRow, now: Millis) -> Outcome<()> {
    let id = row.conversation;
    let known = wait(database, id)?;
    match (&row.status, known) {
        (Status::Waiting { since, .. }, Some(known)) if known.since == *since => Ok(()),
        (Status::Waiting { since, .. }, _) => {
            let (place, people) = place(database, row, now)?;
            let statement =
                "INSERT OR REPLACE INTO waits (conversation, since, place, people) VALUES (?, ?, ?, ?)";
            let values = vec![
                id.to_string().into(),
                since.0.into(),
                i64::from(place).into(),
                i64::from(people).into(),
            ];
            Ok(database.run(statement, values)?)
        }
        (Status::Agent { .. }, Some(wait)) => {
            if let Some(ms) = turn(&knowledge::settings(database)?, &wait, now) {
                let statement = "DELETE FROM turns WHERE number <= (SELECT max(number) FROM turns) - ?";
                database.run("INSERT INTO turns (ms) VALUES (?)", vec![ms.into()])?;
                database.run(statement, vec![(TURNS as i64).into()])?;
            }
            forget(database, id)
        }
        // A shopper isn't told that they were taken for spam: they wait on.
        (Status::Spam, Some(_)) => Ok(()),
        (_, Some(_)) => forget(database, id),
        (_, None) => Ok(()),
    }
}

/// The conversation was erased, or waits no more.
pub fn forget(database: &Database, conversation: ConversationId) -> Outcome<()> {
    Ok(database.run("DELETE FROM waits WHERE conversation = ?", vec![conversation.to_string().into()])?)
}

/// How a shopper stands; without place and minutes where they don't wait.
pub fn ask(database: &Database, settings: &Settings, row: &InboxRow, now: Millis) -> Outcome<QueuePlace> {
    if row.status == Status::Spam {
        let place = wait(database, row.conversation)?.map(|wait| wait.place);
        return Ok(QueuePlace { place, minutes: None });
    }
    let Status::Waiting { since, .. } = row.status else { return Ok(QueuePlace::default()) };
    let (place, people) = place(database, row, now)?;
    let began = wait(database, row.conversation)?.unwrap_or(Waiting { since, place, people });
    let turns = database.rows("SELECT ms FROM turns", vec![])?;
    let turns: Vec<i64> =
        turns.into_iter().filter_map(|row| row.into_iter().next().and_then(storage::number)).collect();
    let minutes = minutes_left(settings, &turns, &began, place, people, now);
    Ok(QueuePlace { place: Some(place), minutes })
}

/// How a wait began that goes on.
fn wait(database: &Database, conversation: ConversationId) -> Outcome<Option<Waiting>> {
    let query = "SELECT since, place, people FROM waits WHERE conversation = ?";
    let row = database.rows(query, vec![conversation.to_string().into()])?.into_iter().next();
    let mut numbers = row.into_iter().flatten().filter_map(storage::number);
    let mut next = || numbers.next();
    Ok(next().zip(next()).zip(next()).map(|((since, place), people)| Waiting {
        since: Millis(since),
        place: u32::try_from(place).unwrap_or(u32::MAX),
        people: u32::try_from(people).unwrap_or(0),
    }))
}

/// A waiting conversation's place, from 1, among those that wait for the same people, and how many of these are there.
fn place(database: &Database, row: &InboxRow, now: Millis) -> Outcome<(u32, u32)> {
    let Reach { people, others } = routing::reach(database, row.conversation, now)?;
    let before = inbox::waiting_before(database, row.place(), &others)?;
    Ok((before.saturating_add(1), people))
}
