//! Who of the staff is there. They say it themselves; who opens a console is online, and who has closed the last one two
//! minutes ago is away.
//!
//! Somebody who is there has a row, somebody who is away has none. Sockets are the truth: [`look`] compares the rows with
//! them, so a power cut or a connection that nobody closed leaves nobody there for long.

use std::collections::{HashMap, HashSet};

use protocol::decision::Tongue;
use protocol::limits::AWAY_MS;
use protocol::staff::{Colleague, InboxFrame, Permission, Presence};
use protocol::{Millis, StaffId};

use super::{routing, staff, teams};
use crate::failure::Outcome;
use crate::storage::{self, Database};

/// `gone`: since when none of their consoles is open.
pub const TABLE: &str =
    "CREATE TABLE present (member TEXT PRIMARY KEY, presence TEXT NOT NULL, gone INTEGER)";

/// Somebody who is there.
pub struct Present {
    /// What they say of themselves.
    pub presence: Presence,
    /// Since when none of their consoles is open.
    pub gone: Option<Millis>,
}

/// Compares who is there with whose consoles are open at `now`; tells whether anything changed that colleagues see.
pub fn look(database: &Database, open: &HashSet<StaffId>, now: Millis) -> Outcome<bool> {
    let known = present(database)?;
    let mut changed = false;
    for (member, Present { gone, .. }) in &known {
        let id = || member.to_string().into();
        match (open.contains(member), gone) {
            (true, Some(_)) => {
                database.run("UPDATE present SET gone = NULL WHERE member = ?", vec![id()])?;
            }
            (false, None) => {
                database.run("UPDATE present SET gone = ? WHERE member = ?", vec![now.0.into(), id()])?;
            }
            (false, Some(gone)) if now.since(*gone) >= AWAY_MS => {
                database.run("DELETE FROM present WHERE member = ?", vec![id()])?;
                changed = true;
            }
            _ => {}
        }
    }
    for member in open.iter().filter(|member| !known.contains_key(member)) {
        say(database, *member, Presence::Online)?;
        changed = true;
    }
    Ok(changed)
}

/// Somebody says whether they are there.
pub fn say(database: &Database, member: StaffId, presence: Presence) -> Outcome<()> {
    let statement = "INSERT INTO present (member, presence) VALUES (?, ?)
                     ON CONFLICT (member) DO UPDATE SET presence = excluded.presence";
    Ok(database.run(statement, vec![member.to_string().into(), serde_json::to_string(&presence)?.into()])?)
}

/// When somebody counts as away next, if they don't come back.
pub fn next(database: &Database) -> Outcome<Option<Millis>> {
    Ok(database.number("SELECT min(gone) FROM present", vec![])?.map(|gone| Millis(gone).plus(AWAY_MS)))
}

/// Everybody who is there.
pub fn present(database: &Database) -> Outcome<HashMap<StaffId, Present>> {
    let rows = database.rows("SELECT member, presence, gone FROM present", vec![])?;
    let present = rows.into_iter().filter_map(|row| {
        let mut columns = row.into_iter();
        let member = columns.next().and_then(storage::text)?.parse().ok()?;
        let presence = serde_json::from_str(&columns.next().and_then(storage::text)?).ok()?;
        Some((member, Present { presence, gone: columns.next().and_then(storage::number).map(Millis) }))
    });
    Ok(present.collect())
}

/// Everybody who talks to shoppers, by name.
pub fn colleagues(database: &Database, now: Millis) -> Outcome<Vec<Colleague>> {
    let present = present(database)?;
    let (places, have) = (routing::places(database)?, routing::have(database, now)?);
    let languages = routing::languages(database)?;
    let members = staff::list(database)?.members.into_iter();
    let talking = members.filter(|member| desk::may(member.role, Permission::Converse));
    let colleague = |member: protocol::staff::Member| Colleague {
        presence: present.get(&member.id).map_or(Presence::Away, |present| present.presence),
        places: places.get(&member.id).copied().unwrap_or(desk::PLACES),
        has: have.get(&member.id).copied().unwrap_or(0),
        languages: languages.get(&member.id).cloned().unwrap_or_else(|| vec![Tongue::Indonesian]),
        id: member.id,
        name: member.name,
        role: member.role,
    };
    Ok(talking.map(colleague).collect())
}

/// What consoles are told of colleagues and teams.
pub fn frame(database: &Database, now: Millis) -> Outcome<InboxFrame> {
    Ok(InboxFrame::Colleagues { colleagues: colleagues(database, now)?, teams: teams::list(database)? })
}
