//! The inbox's views, page by page, each by an index, and how many rows each holds.

use protocol::filter::Filter;
use protocol::inbox::{Counts, Inbox, Page, Place, View};
use protocol::limits::{FILTERED_ROWS, PAGE_ROWS};
use protocol::staff::InboxRow;
use protocol::{StaffId, TeamId};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue;

use crate::failure::Outcome;
use crate::storage::{Database, number, text};

/// How many rows a filter looks at in one query.
const AT_A_TIME: usize = 250;

/// Which part of the inbox somebody asks for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Ask {
    /// The view; none: the first page of each.
    pub view: Option<View>,
    /// After which place in it; none: from the start.
    pub after: Option<Place>,
    /// What its rows are like.
    #[serde(default)]
    pub filter: Filter,
}

/// A part of the inbox as `me` sees it; only whoever `directs` has a view of what is looked into.
pub fn open(database: &Database, ask: &Ask, me: StaffId, directs: bool) -> Outcome<Inbox> {
    let views = ask.view.as_ref().map_or(View::ALL.as_slice(), std::slice::from_ref);
    let views = views.iter().filter(|view| directs || **view != View::FollowUp);
    let page = |view: &View| match ask.filter.is_empty() {
        true => page(database, *view, ask.after, me),
        false => filtered(database, *view, ask, me),
    };
    let pages = views.map(page).collect::<Outcome<_>>()?;
    Ok(Inbox { pages, counts: counts(database)? })
}

fn page(database: &Database, view: View, after: Option<Place>, me: StaffId) -> Outcome<Page> {
    let mut rows = rows(database, view, after, me, PAGE_ROWS + 1)?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(InboxRow::place);
    Ok(Page { view, rows, next })
}

/// A page of the rows that a filter holds for, among the next [`FILTERED_ROWS`] of the view.
fn filtered(database: &Database, view: View, ask: &Ask, me: StaffId) -> Outcome<Page> {
    let (mut found, mut next) = (Vec::new(), ask.after);
    for _ in 0..FILTERED_ROWS / AT_A_TIME {
        let some = rows(database, view, next, me, AT_A_TIME)?;
        let is_last = some.len() < AT_A_TIME;
        for row in some {
            next = Some(row.place());
            if ask.filter.holds(&row) {
                found.push(row);
            }
            if found.len() == PAGE_ROWS {
                return Ok(Page { view, rows: found, next });
            }
        }
        if is_last {
            return Ok(Page { view, rows: found, next: None });
        }
    }
    Ok(Page { view, rows: found, next })
}

/// The next rows of a view.
fn rows(
    database: &Database,
    view: View,
    after: Option<Place>,
    me: StaffId,
    most: usize,
) -> Outcome<Vec<InboxRow>> {
    let (condition, mut values) = condition(view, me);
    // No rank is below 0.
    let (rank, conversation) =
        after.map_or((-1, String::new()), |place| (place.rank, place.conversation.to_string()));
    values.extend([rank.into(), conversation.into(), (most as i64).into()]);
    let query = format!(
        "SELECT row FROM inbox WHERE {condition} AND (rank, conversation) > (?, ?)
         ORDER BY rank, conversation LIMIT ?"
    );
    let rows = database.texts(&query, values)?;
    Ok(rows.iter().map(|row| serde_json::from_str(row)).collect::<Result<_, _>>()?)
}

fn condition(view: View, me: StaffId) -> (&'static str, Vec<SqlStorageValue>) {
    match view {
        View::Mine => ("kind = 'agent' AND holder = ?", vec![me.to_string().into()]),
        View::Team => ("kind = 'agent' AND holder <> ?", vec![me.to_string().into()]),
        View::Waiting
        | View::Bot
        | View::Snoozed
        | View::FollowUp
        | View::Resolved
        | View::Spam
        | View::Unknown => ("kind = ?", vec![view.name().into()]),
    }
}

/// How many conversations wait that come before a place, without those that wait for one of these teams alone.
pub fn waiting_before(database: &Database, place: Place, others: &[TeamId]) -> Outcome<u32> {
    let query = "SELECT count(*) FROM inbox WHERE kind = 'waiting' AND (rank, conversation) < (?1, ?2)
        AND (team IS NULL OR row ->> '$.overflowed' OR team NOT IN (SELECT value FROM json_each(?3)))";
    let others = serde_json::to_string(others)?;
    let values = vec![place.rank.into(), place.conversation.to_string().into(), others.into()];
    Ok(database.number(query, values)?.and_then(|before| u32::try_from(before).ok()).unwrap_or(0))
}

/// How many rows each view holds.
pub fn counts(database: &Database) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for row in database.rows("SELECT kind, holder, rows FROM tallies WHERE rows > 0", vec![])? {
        let mut columns = row.into_iter();
        let (kind, holder) = (columns.next().and_then(text), columns.next().and_then(text));
        let rows = columns.next().and_then(number).and_then(|rows| u32::try_from(rows).ok()).unwrap_or(0);
        match kind.as_deref() {
            Some("waiting") => counts.waiting = rows,
            Some("bot") => counts.bot = rows,
            Some("snoozed") => counts.snoozed = rows,
            Some("follow_up") => counts.follow_up = rows,
            Some("resolved") => counts.resolved = rows,
            Some("spam") => counts.spam = rows,
            _ => counts.held.extend(holder.and_then(|id| id.parse().ok()).map(|id| (id, rows))),
        }
    }
    let query = "SELECT team, count(*) FROM inbox WHERE team IS NOT NULL GROUP BY team";
    for row in database.rows(query, vec![])? {
        let mut columns = row.into_iter();
        let team = columns.next().and_then(text).and_then(|id| id.parse().ok());
        let rows = columns.next().and_then(number).and_then(|rows| u32::try_from(rows).ok());
        counts.teams.extend(team.zip(rows));
    }
    Ok(counts)
}
