//! A low rating is looked into: the matter stays settled for the shopper, and whoever may direct takes it up again or settles it
//! with a note on what was done. Nobody is asked for another rating by that.

use protocol::problem::{Kind, Problem};

use crate::commands::wrong;

/// What is said to staff who would do something else with it.
pub(crate) const IS_FOLLOW_UP: &str = "The rating is being looked into; settle that first.";

/// Whether somebody may take it up; `directs`: they may move what colleagues have.
pub(crate) fn may_look_into(directs: bool) -> Result<(), Problem> {
    if directs {
        return Ok(());
    }
    Err(Problem::new(Kind::Forbidden, "A supervisor looks into this rating."))
}

/// Whether it may be settled: once a note says what was done.
pub(crate) fn may_settle(directs: bool, noted: bool) -> Result<(), Problem> {
    may_look_into(directs)?;
    if noted { Ok(()) } else { Err(wrong("Leave a note on what was done, then settle it.")) }
}
