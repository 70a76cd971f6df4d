//! Who gets the conversations that wait. `desk::choose` decides; here is what it decides on, and how its choice travels.
//!
//! A choice is an offer: stored here, and sent to the conversation through the outbox. The conversation takes it only if
//! it still waits, and answers with its row, which is news like any other. So a conversation is never with two agents, and
//! an offer that came to nothing leaves the place free. How many somebody has is counted from what the rows say.

use std::collections::HashMap;

use protocol::decision::Tongue;
use protocol::event::Status;
use protocol::shop::Routing;
use protocol::staff::{Colleague, InboxRow, Member, Presence};
use protocol::team::{Team, Why};
use protocol::{ConversationId, EventId, Millis, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue;

use super::{knowledge, presence, staff, teams};
use crate::failure::Outcome;
use crate::storage::{self, Database};
use crate::{clock, outbox};

/// * `waits`: where it stands among those who wait, a [`Place`](protocol::inbox::Place)'s rank; NULL when its shopper doesn't.
/// * `agent`: who has it (`has`), or had it last; `silent` if they lost it by saying nothing, or gave it back.
/// * `offered`: to whom it is on its way, by the event of id `offer`, since `offered_at`.
pub const TABLES: &str = "
    CREATE TABLE routed (
        conversation TEXT PRIMARY KEY,
        seq INTEGER NOT NULL,
        waits INTEGER,
        agent TEXT,
        has INTEGER NOT NULL,
        silent INTEGER NOT NULL,
        offered TEXT,
        offer TEXT,
        offered_at INTEGER
    );
    CREATE INDEX routed_waits ON routed (waits) WHERE waits IS NOT NULL;
    CREATE INDEX routed_has ON routed (agent) WHERE has = 1;
    CREATE INDEX routed_offered ON routed (offered) WHERE offered IS NOT NULL;
    CREATE TABLE seats (member TEXT PRIMARY KEY, places INTEGER, given INTEGER NOT NULL DEFAULT 0);
    INSERT INTO routed (conversation, seq, waits, agent, has, silent)
        SELECT conversation, seq,
            CASE row ->> '$.status.kind' WHEN 'waiting' THEN row ->> '$.status.since' END,
            CASE row ->> '$.status.kind' WHEN 'agent' THEN row ->> '$.status.id' END,
            row ->> '$.status.kind' = 'agent', 0
        FROM inbox;
";

/// Those who wait were in the order of their waits alone; an ordinary one's place is two steps on.
pub const PRIORITY: &str = "UPDATE routed SET waits = waits + 20000000000000 WHERE waits IS NOT NULL";

/// What somebody writes, as a list of [`Tongue`]s; NULL where nobody has said it.
pub const LANGUAGES: &str = "ALTER TABLE seats ADD COLUMN languages TEXT";

/// How many conversations find a person at a time; the others follow with the next news.
const AT_A_TIME: usize = 200;

/// How many of those that wait are looked at for that: the first ones may all wait for a team that is full.
const LOOKED_AT: i64 = 2_000;

/// How long a place is kept for an offer that the conversation hasn't answered, in milliseconds.
const ANSWER_MS: i64 = 30_000;

/// A conversation on its way to somebody, as the outbox carries it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Offer {
    /// Which conversation.
    pub offered: ConversationId,
    /// The event that it becomes there.
    pub id: EventId,
    /// To whom.
    pub to: Member,
    /// Why.
    #[serde(default)]
    pub why: Vec<Why>,
}

/// Takes news of who has a conversation; older news changes nothing.
pub fn heard(database: &Database, row: &InboxRow) -> Outcome<()> {
    let (mut waits, mut agent, mut silent) = (None, None, false);
    match &row.status {
        Status::Waiting { reason, .. } => {
            (waits, silent) = (Some(row.place().rank), reason.is_loss());
        }
        Status::Agent { id, .. } => agent = Some(id.to_string()),
        // What was put off takes no place, and comes back to whoever put it off.
        Status::Snoozed { id, .. } => agent = Some(id.to_string()),
        Status::Bot | Status::FollowUp | Status::Resolved | Status::Spam | Status::Unknown => {}
    }
    let has = i64::from(matches!(row.status, Status::Agent { .. }));
    let values: Vec<SqlStorageValue> = vec![
        row.conversation.to_string().into(),
        (row.seq.0 as i64).into(),
        waits.into(),
        agent.into(),
        has.into(),
        i64::from(silent).into(),
    ];
    let statement =
        "INSERT INTO routed (conversation, seq, waits, agent, has, silent) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (conversation) DO UPDATE SET
            seq = excluded.seq, waits = excluded.waits, has = excluded.has, silent = excluded.silent,
            agent = coalesce(excluded.agent, agent),
            offered = CASE WHEN excluded.waits IS NULL THEN NULL ELSE offered END
        WHERE excluded.seq >= seq";
    Ok(database.run(statement, values)?)
}

/// The conversation has answered an offer; its row was taken as news before this.
pub fn answered(database: &Database, offer: &Offer) -> Outcome<()> {
    let values = vec![offer.offered.to_string().into(), offer.id.to_string().into()];
    Ok(database.run("UPDATE routed SET offered = NULL WHERE conversation = ? AND offer = ?", values)?)
}

/// The conversation was erased.
pub fn forget(database: &Database, conversation: ConversationId) -> Outcome<()> {
    Ok(database.run("DELETE FROM routed WHERE conversation = ?", vec![conversation.to_string().into()])?)
}

/// The conversations in which something is due: somebody waits, or is being helped.
pub fn running(database: &Database) -> worker::Result<Vec<String>> {
    database.texts(
        "SELECT conversation FROM routed WHERE waits IS NOT NULL
         UNION ALL SELECT conversation FROM routed WHERE has = 1",
        vec![],
    )
}

/// Whether any conversation waits that isn't on its way to somebody.
pub fn is_wanted(database: &Database) -> Outcome<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM routed WHERE waits IS NOT NULL AND offered IS NULL)";
    Ok(database.number(query, vec![])? == Some(1))
}

/// Offers those who wait to those who are online and have room, in the order of the inbox.
pub fn route(database: &Database, routing: Routing, now: Millis) -> Outcome<()> {
    let (mut seats, mut offers) = (seats(database, now)?, Vec::new());
    let has_room = |seats: &[desk::Seat]| seats.iter().any(desk::Seat::has_room);
    if !has_room(&seats) {
        return Ok(());
    }
    let (members, teams) = (staff::list(database)?.members, teams::list(database)?);
    for waiting in waiting(database)? {
        if offers.len() == AT_A_TIME || !has_room(&seats) {
            break;
        }
        let Some(choice) = desk::choose(routing, &seats, &waiting.wish(&teams)) else { continue };
        let Some(seat) = seats.iter_mut().find(|seat| seat.agent == choice.agent) else { continue };
        let Some(to) = members.iter().find(|member| member.id == seat.agent).cloned() else { continue };
        seat.has += 1;
        seat.given = now.plus(offers.len() as i64); // in turn, within a moment too
        let offer = Offer { offered: waiting.conversation, id: clock::event_id(), to, why: choice.why };
        offers.push((offer, seat.given));
    }
    Ok(database
        .transaction(|| offers.iter().try_for_each(|(offer, given)| put(database, offer, *given, now)))?)
}

/// Keeps a place for an offer and sends it. To be called inside a transaction.
fn put(database: &Database, offer: &Offer, given: Millis, now: Millis) -> worker::Result<()> {
    let (conversation, member) = (offer.offered.to_string(), offer.to.id.to_string());
    let values =
        vec![member.clone().into(), offer.id.to_string().into(), now.0.into(), conversation.clone().into()];
    let statement = "UPDATE routed SET offered = ?, offer = ?, offered_at = ? WHERE conversation = ?";
    database.run(statement, values)?;
    let statement = "INSERT INTO seats (member, given) VALUES (?, ?)
                     ON CONFLICT (member) DO UPDATE SET given = excluded.given";
    database.run(statement, vec![member.into(), given.0.into()])?;
    outbox::put(database, &format!("offer {conversation}"), serde_json::to_string(offer)?, now)
}

/// A conversation that waits.
struct Waiting {
    conversation: ConversationId,
    /// Who had it last, …
    last: Option<StaffId>,
    /// … and lost it by saying nothing, or gave it back.
    silent: bool,
    /// The team that it waits for.
    team: Option<TeamId>,
    /// It has waited for them long enough.
    overflowed: bool,
    /// What its shopper writes.
    language: Option<Tongue>,
}

impl Waiting {
    const COLUMNS: &str = "conversation, agent, silent,
        row ->> '$.team.id', row ->> '$.overflowed', row ->> '$.language'";

    fn read(row: Vec<SqlStorageValue>) -> Option<Self> {
        let mut columns = row.into_iter();
        let mut next = || columns.next();
        Some(Self {
            conversation: next().and_then(storage::text)?.parse().ok()?,
            last: next().and_then(storage::text).and_then(|id| id.parse().ok()),
            silent: next().and_then(storage::number) == Some(1),
            team: next().and_then(storage::text).and_then(|id| id.parse().ok()),
            overflowed: next().and_then(storage::number) == Some(1),
            language: next()
                .and_then(storage::text)
                .and_then(|name| serde_json::from_value(name.into()).ok()),
        })
    }

    /// Whom it may come to. A team that is gone it doesn't wait for.
    fn wish<'a>(&self, teams: &'a [Team]) -> desk::Wish<'a> {
        let (known, lost_by) = if self.silent { (None, self.last) } else { (self.last, None) };
        let team = teams.iter().find(|team| Some(team.id) == self.team);
        let team = team.map(|team| team.members.as_slice());
        desk::Wish { team, overflowed: self.overflowed, language: self.language, known, lost_by }
    }
}

fn waiting(database: &Database) -> Outcome<Vec<Waiting>> {
    let query = format!(
        "SELECT {} FROM routed LEFT JOIN inbox USING (conversation) WHERE waits IS NOT NULL AND offered IS NULL
         ORDER BY waits, conversation LIMIT ?",
        Waiting::COLUMNS
    );
    let rows = database.rows(&query, vec![LOOKED_AT.into()])?;
    Ok(rows.into_iter().filter_map(Waiting::read).collect())
}

/// Who can get a conversation that waits.
pub struct Reach {
    /// How many they are: online, with a console open.
    pub people: u32,
    /// The teams that keep what waits for them to themselves, and of whose people none can get this one.
    pub others: Vec<TeamId>,
}

/// Who can get one; by hand, everybody takes what they want.
pub fn reach(database: &Database, conversation: ConversationId, now: Millis) -> Outcome<Reach> {
    let (seats, teams) = (seats(database, now)?, teams::list(database)?);
    let everybody = Reach { people: here(seats.iter()), others: Vec::new() };
    if teams.is_empty() || knowledge::settings(database)?.service.routing == Routing::Manual {
        return Ok(everybody);
    }
    let query = format!(
        "SELECT {} FROM routed LEFT JOIN inbox USING (conversation) WHERE conversation = ?",
        Waiting::COLUMNS
    );
    let row = database.rows(&query, vec![conversation.to_string().into()])?.into_iter().next();
    let Some(waiting) = row.and_then(Waiting::read) else { return Ok(everybody) };
    let wish = waiting.wish(&teams);
    let mine: Vec<StaffId> = wish.reach(&seats).map(|seat| seat.agent).collect();
    let keeps_from_me = |team: &&Team| {
        let mut seated = seats.iter().filter(|seat| team.members.contains(&seat.agent)).peekable();
        seated.peek().is_some() && !seated.any(|seat| mine.contains(&seat.agent))
    };
    let others = teams.iter().filter(keeps_from_me).map(|team| team.id).collect();
    Ok(Reach { people: here(wish.reach(&seats)), others })
}

fn here<'a>(seats: impl Iterator<Item = &'a desk::Seat>) -> u32 {
    seats.filter(|seat| seat.here).count() as u32
}

/// Those who are online, with a console open or closed a moment ago.
fn seats(database: &Database, now: Millis) -> Outcome<Vec<desk::Seat>> {
    let given = numbers(database, "SELECT member, given FROM seats", vec![])?;
    let present = presence::present(database)?;
    let is_here = |id| present.get(&id).is_some_and(|present| present.gone.is_none());
    let colleagues = presence::colleagues(database, now)?.into_iter();
    let online = colleagues.filter(|colleague| colleague.presence == Presence::Online);
    let seat = |colleague: Colleague| desk::Seat {
        agent: colleague.id,
        here: is_here(colleague.id),
        places: colleague.places,
        has: colleague.has,
        given: Millis(given.get(&colleague.id).copied().unwrap_or(0)),
        languages: colleague.languages,
    };
    Ok(online.map(seat).collect())
}

/// How many conversations each one has, with those that are on their way to them.
pub fn have(database: &Database, now: Millis) -> Outcome<HashMap<StaffId, u32>> {
    let query = "SELECT agent, sum(many) FROM (
            SELECT agent, count(*) AS many FROM routed WHERE has = 1 GROUP BY agent
            UNION ALL
            SELECT offered, count(*) FROM routed WHERE offered IS NOT NULL AND offered_at > ? GROUP BY offered
        ) GROUP BY agent";
    let have = numbers(database, query, vec![now.plus(-ANSWER_MS).0.into()])?;
    Ok(have.into_iter().map(|(id, many)| (id, u32::try_from(many).unwrap_or(u32::MAX))).collect())
}

/// How many conversations each one is given at a time, where an owner has set it.
pub fn places(database: &Database) -> Outcome<HashMap<StaffId, u32>> {
    let places = numbers(database, "SELECT member, places FROM seats WHERE places IS NOT NULL", vec![])?;
    Ok(places.into_iter().map(|(id, places)| (id, u32::try_from(places).unwrap_or(0))).collect())
}

/// Sets that for somebody.
pub fn set_places(database: &Database, member: StaffId, places: u32) -> worker::Result<()> {
    let statement = "INSERT INTO seats (member, places) VALUES (?, ?)
                     ON CONFLICT (member) DO UPDATE SET places = excluded.places";
    database.run(statement, vec![member.to_string().into(), i64::from(places).into()])
}

/// What each one writes, where somebody has said it.
pub fn languages(database: &Database) -> Outcome<HashMap<StaffId, Vec<Tongue>>> {
    let rows = database.rows("SELECT member, languages FROM seats WHERE languages IS NOT NULL", vec![])?;
    let languages = rows.into_iter().filter_map(|row| {
        let mut columns = row.into_iter().map(storage::text);
        let member = columns.next().flatten()?.parse().ok()?;
        Some((member, serde_json::from_str(&columns.next().flatten()?).ok()?))
    });
    Ok(languages.collect())
}

/// Sets that for somebody.
pub fn set_languages(database: &Database, member: StaffId, languages: &[Tongue]) -> worker::Result<()> {
    let statement = "INSERT INTO seats (member, languages) VALUES (?, ?)
                     ON CONFLICT (member) DO UPDATE SET languages = excluded.languages";
    database.run(statement, vec![member.to_string().into(), serde_json::to_string(languages)?.into()])
}

/// A number for each member of staff.
fn numbers(database: &Database, query: &str, values: Vec<SqlStorageValue>) -> Outcome<HashMap<StaffId, i64>> {
    let rows = database.rows(query, values)?;
    let numbers = rows.into_iter().filter_map(|row| {
        let mut columns = row.into_iter();
        let member = columns.next().and_then(storage::text)?.parse().ok()?;
        Some((member, columns.next().and_then(storage::number)?))
    });
    Ok(numbers.collect())
}
