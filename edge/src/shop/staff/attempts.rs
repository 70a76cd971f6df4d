//! Wrong tries at a secret, and links asked for, counted by account, whether there is such an account or not:
//! `desk::staff::Failures` says how long to wait after them. They are forgotten after a success, or an hour.

use desk::staff::Failures;
use protocol::Millis;
use worker::Result;

use crate::failure::Outcome;
use crate::storage::{Database, number};

/// Whether another try is allowed.
///
/// # Errors
/// Slow down.
pub fn check(database: &Database, subject: &str, now: Millis) -> Outcome<()> {
    Ok(failures(database, subject)?.check(now)?)
}

/// Counts a try.
///
/// # Errors
/// Slow down, if it came too early to be looked at, right or wrong.
pub fn count(database: &Database, subject: &str, is_right: bool, now: Millis) -> Outcome<()> {
    let failures = failures(database, subject)?;
    failures.check(now)?;
    let forgotten = Failures::forgotten_before(now);
    database.run(
        "DELETE FROM attempts WHERE last < ? OR subject = ?",
        vec![forgotten.0.into(), subject.into()],
    )?;
    if is_right {
        return Ok(());
    }
    let Failures { count, last } = failures.and_one(now);
    let values = vec![subject.into(), i64::from(count).into(), last.0.into()];
    Ok(database.run("INSERT INTO attempts (subject, failures, last) VALUES (?, ?, ?)", values)?)
}

fn failures(database: &Database, subject: &str) -> Result<Failures> {
    let query = "SELECT failures, last FROM attempts WHERE subject = ?";
    let row = database.rows(query, vec![subject.into()])?.into_iter().next();
    let mut columns = row.into_iter().flatten().filter_map(number);
    let count = columns.next().and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
    Ok(Failures { count, last: Millis(columns.next().unwrap_or_default()) })
}
