//! What a closed console still hears: the browsers that are pushed to, and what for.
//!
//! Whoever looks at a console is told by it, and nothing is pushed. For everybody else who asked for it, what calls for them
//! (`protocol::push`) is written down, and a push leaves a moment later by a courier: it carries nothing, and the browser asks
//! what is new. A browser is pushed to for as long as the session lasts in which it asked for that.

mod calls;
mod courier;
mod vapid;

use std::collections::HashSet;

use protocol::limits::PUSH_BROWSERS;
use protocol::push::{News, PushKey};
use protocol::staff::{ConsoleFrame, InboxRow, Permission};
use protocol::{Millis, StaffId};
use serde::{Deserialize, Serialize};
use worker::{Response, WebSocket};

use super::{Shop, inbox, staff};
use crate::door::Limits;
use crate::failure::Outcome;
use crate::identity::{Identity, Staff};
use crate::storage::Database;
use crate::{clock, reply, sockets};

pub use calls::TABLE as CALLS;
pub use courier::{next, send_all};
pub use vapid::TABLE as KEY;

/// * `service`: the push service's origin; `site`: the console's.
/// * `due`: when a push leaves (again); NULL while there is nothing to tell.
/// * `busy`: until when a courier is under way to the service; see [`courier`].
pub const TABLES: &str = "
    CREATE TABLE pushes (
        session TEXT PRIMARY KEY,
        member TEXT NOT NULL,
        endpoint TEXT NOT NULL UNIQUE,
        service TEXT NOT NULL,
        site TEXT NOT NULL,
        since INTEGER NOT NULL,
        due INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        busy INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX pushes_of ON pushes (member);
    CREATE INDEX pushes_due ON pushes (due) WHERE due IS NOT NULL;
    CREATE TRIGGER pushes_ended AFTER DELETE ON sessions BEGIN
        DELETE FROM pushes WHERE session = old.digest;
    END;
    CREATE TRIGGER calls_unheard AFTER DELETE ON pushes
    WHEN NOT EXISTS (SELECT 1 FROM pushes WHERE member = old.member) BEGIN
        DELETE FROM calls WHERE member = old.member;
    END;
";

/// What can be asked of a shop's object about it: one's own only, in person.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToPush {
    /// What a browser subscribes with. Answers [`PushKey`].
    Key { who: Identity },
    /// Push there from now on, for as long as the session lasts. Answers nothing. `site` is the console's origin.
    Subscribe { who: Identity, endpoint: String, site: String },
    /// Push no more. Answers nothing.
    Unsubscribe { who: Identity },
    /// What is new. Answers [`News`].
    News { who: Identity },
}

impl ToPush {
    fn who(&self) -> &Identity {
        match self {
            Self::Key { who }
            | Self::Subscribe { who, .. }
            | Self::Unsubscribe { who }
            | Self::News { who } => who,
        }
    }
}

impl Shop {
    /// Answers a call about pushes.
    pub(super) fn push(&self, call: &ToPush) -> Outcome<Response> {
        let (staff, database) = (self.person(call.who(), Permission::Read)?, &self.database);
        match call {
            ToPush::Key { .. } => reply::json(&PushKey { key: vapid::Key::of(database)?.public() }),
            ToPush::Subscribe { endpoint, site, .. } => {
                let to = desk::push::endpoint(endpoint, Limits::of(&self.env).webhooks_to_loopback)?;
                subscribe(database, staff, &to, site, clock::now())?;
                reply::empty()
            }
            ToPush::Unsubscribe { .. } => {
                let session = vec![staff.session.id.as_str().into()];
                database.run("DELETE FROM pushes WHERE session = ?", session)?;
                reply::empty()
            }
            ToPush::News { .. } => reply::json(&News { calls: calls::standing(database, staff.member.id)? }),
        }
    }

    /// Writes down for whom of those who are pushed to, and look at no console, a row's change calls; tells whether for any.
    pub(super) fn note_calls(&self, before: Option<&InboxRow>, row: &InboxRow) -> Outcome<bool> {
        let now = clock::now();
        let pushed_to = pushed_to(&self.database, now)?;
        if pushed_to.is_empty() {
            return Ok(false);
        }
        let looking = sockets::looking(&self.state, inbox::CONSOLE, now);
        let mut any = false;
        for member in staff::all(&self.database)? {
            if !pushed_to.contains(&member.id) || looking.contains(&member.id) {
                continue;
            }
            let why = row.calls_for(before, member.id, |permission| desk::may(member.role, permission));
            if let Some(why) = why {
                calls::add(&self.database, member.id, row.conversation, why, now)?;
                any = true;
            }
        }
        Ok(any)
    }

    /// A console says whether somebody looks at it. What else it may say is for newer servers.
    pub(super) fn heard_from(&self, console: &WebSocket, frame: &str) -> Outcome<()> {
        let Ok(ConsoleFrame::Seen { seen }) = serde_json::from_str(frame) else { return Ok(()) };
        let Some(member) = sockets::look(console, seen)?.filter(|_| seen) else { return Ok(()) };
        self.database.migrate(&super::MIGRATIONS)?;
        Ok(calls::seen(&self.database, member)?)
    }
}

fn subscribe(
    database: &Database,
    staff: &Staff,
    to: &desk::push::Endpoint,
    site: &str,
    now: Millis,
) -> Outcome<()> {
    let member = staff.member.id.to_string();
    Ok(database.transaction(|| {
        let values = vec![
            staff.session.id.as_str().into(),
            member.as_str().into(),
            to.url.as_str().into(),
            to.service.as_str().into(),
            site.into(),
            now.0.into(),
        ];
        // A browser in which somebody else signed in, or anew, is theirs from now on.
        let statement = "INSERT OR REPLACE INTO pushes (session, member, endpoint, service, site, since)
                         VALUES (?, ?, ?, ?, ?, ?)";
        database.run(statement, values)?;
        let further = "DELETE FROM pushes WHERE member = ?1 AND session NOT IN (
            SELECT session FROM pushes WHERE member = ?1 ORDER BY since DESC, session LIMIT ?2
        )";
        database.run(further, vec![member.as_str().into(), (PUSH_BROWSERS as i64).into()])
    })?)
}

/// Who has a browser that is pushed to.
fn pushed_to(database: &Database, now: Millis) -> Outcome<HashSet<StaffId>> {
    let query =
        "SELECT DISTINCT pushes.member FROM pushes JOIN sessions ON digest = session WHERE expires > ?";
    let members = database.texts(query, vec![now.0.into()])?;
    Ok(members.iter().filter_map(|id| id.parse().ok()).collect())
}
