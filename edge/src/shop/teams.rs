//! The shop's teams: kept under a revision, handed to conversations with the shop's settings, and looked up by the routing.

use protocol::problem::Kind;
use protocol::team::{Team, Teams};
use protocol::{EntryId, Millis, TeamId};

use super::{audit, knowledge, staff};
use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::storage::{Database, text};

/// What an owner set in the console, in place of what the operator loaded.
pub const TABLE: &str = "CREATE TABLE teams (revision INTEGER NOT NULL, teams TEXT NOT NULL)";

/// The teams, without those who left; they are few, and read whenever something waits.
pub fn list(database: &Database) -> Outcome<Vec<Team>> {
    let query = "SELECT coalesce((SELECT teams FROM teams), settings ->> '$.teams') FROM settings";
    let teams = database.text(query, vec![])?;
    let mut teams: Vec<Team> = teams.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
    if !teams.is_empty() {
        let members = staff::all(database)?;
        let works_here = |id: &_| staff::talking(&members, *id).is_some();
        teams.iter_mut().for_each(|team| team.members.retain(works_here));
    }
    Ok(teams)
}

/// The teams as they are edited.
pub fn edited(database: &Database) -> Outcome<Teams> {
    let topics = "SELECT DISTINCT entry ->> '$.topic' AS topic FROM entries WHERE topic <> '' ORDER BY topic";
    let topics = database.texts(topics, vec![])?;
    Ok(Teams { revision: revision(database)?, teams: list(database)?, topics })
}

/// The teams as conversations look for theirs: with the entries of their topics.
pub fn current(database: &Database) -> Outcome<Vec<Team>> {
    let mut teams = list(database)?;
    if teams.iter().all(|team| team.topics.is_empty()) {
        return Ok(teams);
    }
    for row in database.rows("SELECT id, entry ->> '$.topic' FROM entries ORDER BY place", vec![])? {
        let mut columns = row.into_iter().map(text);
        let mut column = || columns.next().flatten();
        let entry: Option<EntryId> = column().and_then(|id| id.parse().ok());
        let Some((entry, topic)) = entry.zip(column()) else { continue };
        let wanted = teams.iter_mut().filter(|team| team.topics.contains(&topic));
        wanted.for_each(|team| team.entries.push(entry.clone()));
    }
    Ok(teams)
}

/// A team's name, if there is such a team.
pub fn name(teams: &[Team], id: TeamId) -> Option<&str> {
    teams.iter().find(|team| team.id == id).map(|team| team.name.as_str())
}

/// Replaces the teams; isolates see it as they see a publication.
///
/// # Errors
/// As [`desk::checked_teams`]; wrong state when somebody else replaced them first; invalid when somebody in them doesn't talk to
/// shoppers here.
pub fn put(database: &Database, who: &Identity, put: &Teams, now: Millis) -> Outcome<Teams> {
    if put.revision != revision(database)? {
        return Err(problem(
            Kind::WrongState,
            "The teams were changed meanwhile. Read them again, then send yours with that `revision`.",
        ));
    }
    let teams = desk::checked_teams(&put.teams)?;
    let members = staff::all(database)?;
    let is_strange = |team: &&Team| team.members.iter().any(|id| staff::talking(&members, *id).is_none());
    if let Some(team) = teams.iter().find(is_strange) {
        let detail = format!("Team “{}”: only who talks to shoppers here can be in it.", team.name);
        return Err(problem(Kind::Invalid, detail));
    }
    let stored = serde_json::to_string(&teams)?;
    database.transaction(|| {
        database.run("DELETE FROM teams", vec![])?;
        let values = vec![(put.revision as i64 + 1).into(), stored.clone().into()];
        database.run("INSERT INTO teams (revision, teams) VALUES (?, ?)", values)?;
        knowledge::publish(database)?;
        audit::changed(database, who, "teams", "", now)
    })?;
    edited(database)
}

fn revision(database: &Database) -> Outcome<u64> {
    Ok(database.number("SELECT revision FROM teams", vec![])?.unwrap_or(0) as u64)
}
