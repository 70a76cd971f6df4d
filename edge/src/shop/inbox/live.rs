//! The inbox as it happens: every console is told what changed, gathered so that a busy shop stays light.
//!
//! The first change after a quiet moment is told at once, what comes within [`FRAME_MS`] after it together. What is
//! gathered is only which rows changed: a frame carries them as they are when it leaves. An instance that dies before
//! that takes its sockets along, and their consoles come back for the whole.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use protocol::problem::Kind;
use protocol::staff::InboxFrame;
use protocol::{ConversationId, Millis};
use worker::{Delay, Response, State, console_error};

use super::pages;
use crate::clock;
use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::shop::presence;
use crate::sockets;
use crate::storage::Database;

/// The least time between two frames to a console, in milliseconds.
const FRAME_MS: i64 = 100;

/// After how many milliseconds a frame that was to leave and didn't is given up, and the next change makes its own.
const OVERDUE_MS: i64 = 2_000;

/// The tag of the consoles' sockets.
pub const CONSOLE: &str = "console";

/// The most consoles connected to one shop.
const CONSOLES: usize = 500;

/// Connects a console: the counts first, then what changes. Consoles that have said nothing for `silence` milliseconds
/// make room if they must.
pub fn accept(state: &State, database: &Database, who: &Identity, silence: i64) -> Outcome<Response> {
    if !sockets::has_room(state, CONSOLE, CONSOLES, silence)? {
        return Err(problem(Kind::SlowDown, "Close some of the consoles that are open for this shop."));
    }
    let (socket, response) = sockets::open(state, CONSOLE, who)?;
    let counts = pages::counts(database)?;
    sockets::send(&socket, &InboxFrame::Rows { rows: Vec::new(), gone: Vec::new(), counts })?;
    sockets::send(&socket, &presence::frame(database, clock::now())?)?;
    Ok(response)
}

/// What the consoles haven't been told yet.
#[derive(Default)]
pub struct News {
    gathered: Rc<RefCell<Gathered>>,
}

#[derive(Default)]
struct Gathered {
    changed: BTreeSet<ConversationId>,
    gone: BTreeSet<ConversationId>,
    /// When the last frame left.
    told: Millis,
    /// When the next one is to leave, if one is under way.
    due: Option<Millis>,
}

impl News {
    /// A conversation's row is new or has changed.
    pub fn changed(&self, state: &State, conversation: ConversationId) -> Outcome<()> {
        self.gathered.borrow_mut().changed.insert(conversation);
        self.tell(state)
    }

    /// A conversation was erased.
    pub fn gone(&self, state: &State, conversation: ConversationId) -> Outcome<()> {
        self.gathered.borrow_mut().gone.insert(conversation);
        self.tell(state)
    }

    /// Tells now, or sees to it that it is told in time.
    fn tell(&self, state: &State) -> Outcome<()> {
        let now = clock::now();
        let mut gathered = self.gathered.borrow_mut();
        if gathered.due.is_some_and(|due| now.since(due) < OVERDUE_MS) {
            return Ok(());
        }
        let wait = FRAME_MS - now.since(gathered.told);
        if wait <= 0 {
            return gathered.send(state);
        }
        gathered.due = Some(now.plus(wait));
        let (own_state, later) = (sockets::again(state), Rc::clone(&self.gathered));
        state.wait_until(async move {
            Delay::from(Duration::from_millis(wait.unsigned_abs())).await;
            if let Err(failure) = later.borrow_mut().send(&own_state) {
                console_error!(r#"{{"level":"error","event":"inbox not told","error":"{failure:?}"}}"#);
            }
        });
        Ok(())
    }
}

impl Gathered {
    fn send(&mut self, state: &State) -> Outcome<()> {
        (self.told, self.due) = (clock::now(), None);
        let (changed, gone) = (std::mem::take(&mut self.changed), std::mem::take(&mut self.gone));
        let consoles = state.get_websockets_with_tag(CONSOLE);
        if consoles.is_empty() {
            return Ok(());
        }
        let database = Database::new(state);
        let rows = changed.into_iter().map(|id| super::row(&database, id)).collect::<Outcome<Vec<_>>>()?;
        let rows = rows.into_iter().flatten().collect();
        let frame =
            InboxFrame::Rows { rows, gone: gone.into_iter().collect(), counts: pages::counts(&database)? };
        Ok(sockets::tell_all(&consoles, &frame)?)
    }
}
