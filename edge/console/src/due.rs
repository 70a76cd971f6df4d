//! What is owed to a customer, where it presses: a word and a shape, and nothing while there is time.

use leptos::prelude::*;
use protocol::Millis;
use protocol::service::Due;

use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::time;
use crate::words::{self, words};

const MINUTE_MS: i64 = 60_000;

/// How something owed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// There is time.
    Calm,
    /// So many milliseconds are left.
    Pressing(i64),
    /// It is too late by so many milliseconds.
    Missed(i64),
}

/// Says what is owed once it presses, and how late it is once it was missed.
#[component]
pub fn DueWord(due: Due) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let stands = Memo::new(move |_| standing(due, workspace.now.get()));
    let goal = words::goal(due.goal, t);
    move || {
        let (class, said) = match stands.get() {
            Standing::Calm => return None,
            Standing::Pressing(left) => ("due", t.due_pressing(goal, time::lasting(left, t))),
            Standing::Missed(..MINUTE_MS) => ("due late", t.due_missed_now(goal)),
            Standing::Missed(by) => ("due late", t.due_missed(goal, time::lasting(by, t))),
        };
        Some(view! { <span class=class><Icon name=Name::Alert/><span>{said}</span></span> })
    }
}

/// Whether it was missed. Tracked.
pub fn is_missed(due: Due) -> bool {
    matches!(standing(due, Workspace::expect().now.get()), Standing::Missed(_))
}

/// How something owed stands at `now`. The clock runs on while the shop is closed; the times were reckoned without that.
fn standing(due: Due, now: Millis) -> Standing {
    match now {
        now if now >= due.at => Standing::Missed(now.since(due.at)),
        now if now >= due.pressing => Standing::Pressing(due.at.since(now)),
        _ => Standing::Calm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::service::Goal;

    #[test]
    fn it_presses_after_three_quarters_and_is_missed_at_the_end() {
        let due = Due { goal: Goal::FirstReply, since: Millis(0), pressing: Millis(75), at: Millis(100) };
        let at = |now| standing(due, Millis(now));
        assert_eq!((at(74), at(75), at(99)), (Standing::Calm, Standing::Pressing(25), Standing::Pressing(1)));
        assert_eq!((at(100), at(130)), (Standing::Missed(0), Standing::Missed(30)));
    }
}
