//! What calls for somebody of the staff, and how a browser hears of it while no console is open: web push (RFC 8030).
//!
//! A push carries nothing, so that nothing of a shopper's goes through the browser maker's server: it only wakes the console's
//! service worker, which asks [`News`] with the session's cookie and shows it. [`InboxRow::calls_for`] is the one rule for an open
//! console and a closed one.

use serde::{Deserialize, Serialize};

use crate::event::Status;
use crate::id::{ConversationId, Millis, StaffId};
use crate::staff::{InboxRow, Permission};

/// Why a conversation calls for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WhyCalled"))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A shopper waits for a person.
    Waiting,
    /// It was given to them.
    Given,
    /// The shopper wrote in what they have.
    Answered,
    /// A colleague mentioned them in a note.
    Mentioned,
    /// A target was missed.
    Missed,
    /// It was rated low.
    RatedLow,
    /// A reason this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl InboxRow {
    /// Whether what this row has become since `before` calls for `me`, and why.
    #[must_use]
    pub fn calls_for(
        &self,
        before: Option<&InboxRow>,
        me: StaffId,
        may: impl Fn(Permission) -> bool,
    ) -> Option<Why> {
        let is_new = |why| !before.is_some_and(|before| before.still_calls(why, me));
        if may(Permission::Direct) && before.is_some_and(|before| self.missed > before.missed) {
            return Some(Why::Missed);
        }
        if self.still_calls(Why::Mentioned, me) && is_new(Why::Mentioned) {
            return Some(Why::Mentioned);
        }
        let wrote = self.last_by == "shopper" && self.unread > before.map_or(0, |row| row.unread);
        let (why, is_theirs) = match &self.status {
            Status::FollowUp => (Why::RatedLow, may(Permission::Direct) && is_new(Why::RatedLow)),
            Status::Waiting { .. } => (Why::Waiting, may(Permission::Converse) && is_new(Why::Waiting)),
            Status::Agent { id, .. } if *id != me => return None,
            Status::Agent { .. } if self.still_calls(Why::Given, me) && is_new(Why::Given) => {
                (Why::Given, true)
            }
            Status::Agent { .. } => (Why::Answered, wrote),
            _ => return None,
        };
        is_theirs.then_some(why)
    }

    /// Whether what called for `me` does so still.
    #[must_use]
    pub fn still_calls(&self, why: Why, me: StaffId) -> bool {
        let is_mine = matches!(&self.status, Status::Agent { id, .. } if *id == me);
        match why {
            Why::Waiting => matches!(self.status, Status::Waiting { .. }),
            Why::Given => is_mine && self.given.is_some(),
            Why::Answered => is_mine && self.unread > 0,
            Why::Mentioned => self.mentioned.contains(&me),
            Why::Missed => matches!(self.status, Status::Waiting { .. } | Status::Agent { .. }),
            Why::RatedLow => self.status == Status::FollowUp,
            Why::Unknown => false,
        }
    }
}

/// `GET /v1/staff/me/push`: what a browser subscribes with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushKey {
    /// The shop's public key (RFC 8292): a point of P-256, uncompressed, in base64url.
    pub key: String,
}

/// `PUT /v1/staff/me/push`: where to push to while this session lasts. `DELETE` ends it, as signing out does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushTo {
    /// The `endpoint` of the browser's `PushSubscription`; at most [`crate::limits::PUSH_URL_BYTES`].
    pub endpoint: String,
}

/// `GET /v1/staff/me/push/news`: what called for the asker since they last looked at a console, and does so still.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct News {
    /// The newest first; at most [`crate::limits::PUSH_CALLS`].
    pub calls: Vec<Call>,
}

/// A conversation that calls for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Call {
    /// Which one.
    pub conversation: ConversationId,
    /// Why.
    pub why: Why,
    /// Since when.
    pub at: Millis,
    /// What the customer is called; may be empty.
    pub customer: String,
    /// The last thing said.
    pub line: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::HandoffReason;
    use crate::staff::Given;

    const DIRECTS: [Permission; 2] = [Permission::Converse, Permission::Direct];

    fn agent(n: u128) -> StaffId {
        StaffId::from_parts(Millis(0), n)
    }

    fn row(status: Status, unread: u32) -> InboxRow {
        let row = serde_json::json!({
            "conversation": ConversationId::from_parts(Millis(0), 1), "seq": 1, "status": status,
            "last_line": "", "last_by": "shopper", "last_at": 0, "mood": "neutral", "unread": unread,
        });
        serde_json::from_value(row).expect("a row")
    }

    fn waiting() -> Status {
        Status::Waiting { since: Millis(0), reason: HandoffReason::Asked }
    }

    fn held(n: u128) -> Status {
        Status::Agent { id: agent(n), name: String::new() }
    }

    /// Whether it calls for the first agent, who may what is listed.
    fn calls(before: Option<InboxRow>, now: &InboxRow, may: &[Permission]) -> Option<Why> {
        now.calls_for(before.as_ref(), agent(1), |permission| may.contains(&permission))
    }

    #[test]
    fn a_note_that_mentions_me_calls_once() {
        let spam = || row(Status::Spam, 0);
        let mentioning = |n| InboxRow { mentioned: vec![agent(n)], ..spam() };
        assert_eq!(calls(Some(spam()), &mentioning(1), &[]), Some(Why::Mentioned));
        assert_eq!(calls(Some(mentioning(1)), &mentioning(1), &[]), None);
        assert_eq!(calls(Some(spam()), &mentioning(2), &[]), None);
    }

    #[test]
    fn only_a_new_wait_and_new_words_in_what_i_have_call_for_me() {
        let calls = |before, now| calls(before, &now, &DIRECTS[..1]);
        assert_eq!(calls(None, row(waiting(), 1)), Some(Why::Waiting));
        assert_eq!(calls(Some(row(Status::Bot, 1)), row(waiting(), 1)), Some(Why::Waiting));
        assert_eq!(calls(Some(row(waiting(), 1)), row(waiting(), 2)), None, "they wait already");
        assert_eq!(calls(Some(row(held(1), 0)), row(held(1), 1)), Some(Why::Answered));
        assert_eq!(calls(Some(row(held(1), 2)), row(held(1), 2)), None, "nothing new");
        assert_eq!(calls(Some(row(held(1), 2)), row(held(1), 0)), None, "read since");
        assert_eq!(calls(Some(row(held(2), 0)), row(held(2), 1)), None, "a colleague's");
        assert_eq!(calls(None, row(Status::Bot, 1)), None);
        assert_eq!(calls(None, row(Status::Spam, 1)), None);
        assert_eq!(calls(None, InboxRow { last_by: "agent".to_owned(), ..row(held(1), 1) }), None);
    }

    #[test]
    fn a_wait_is_for_whoever_may_take_it() {
        assert_eq!(calls(None, &row(waiting(), 1), &[Permission::Read]), None);
    }

    #[test]
    fn what_i_am_given_calls_once_and_what_i_take_myself_never() {
        let given = |n| InboxRow { given: Some(Given { by: None, note: String::new() }), ..row(held(n), 0) };
        assert_eq!(calls(Some(row(waiting(), 1)), &given(1), &[]), Some(Why::Given));
        assert_eq!(calls(Some(given(2)), &given(1), &[]), Some(Why::Given), "from a colleague");
        assert_eq!(calls(Some(given(1)), &given(1), &[]), None, "told already");
        assert_eq!(calls(Some(row(waiting(), 1)), &given(2), &[]), None, "a colleague's");
        assert_eq!(calls(Some(row(waiting(), 1)), &row(held(1), 1), &[]), None, "taken");
    }

    #[test]
    fn a_missed_target_calls_for_whoever_directs_once() {
        let missed = |at| InboxRow { missed: Some(Millis(at)), ..row(held(2), 0) };
        assert_eq!(calls(Some(row(held(2), 0)), &missed(5), &DIRECTS), Some(Why::Missed));
        assert_eq!(calls(Some(row(held(2), 0)), &missed(5), &[]), None, "an agent minds their own");
        assert_eq!(calls(Some(missed(5)), &missed(5), &DIRECTS), None, "told already");
        assert_eq!(calls(Some(missed(5)), &missed(9), &DIRECTS), Some(Why::Missed));
        let settled = || Some(row(Status::Resolved, 0));
        let low = || row(Status::FollowUp, 0);
        assert_eq!(calls(settled(), &low(), &DIRECTS), Some(Why::RatedLow));
        assert_eq!(calls(settled(), &low(), &[]), None);
        assert_eq!(calls(Some(low()), &low(), &DIRECTS), None, "told already");
    }

    #[test]
    fn a_call_lasts_until_somebody_saw_to_it() {
        let still = |why, row: InboxRow| row.still_calls(why, agent(1));
        assert!(still(Why::Waiting, row(waiting(), 1)) && !still(Why::Waiting, row(held(2), 1)));
        assert!(still(Why::Answered, row(held(1), 1)));
        assert!(!still(Why::Answered, row(held(1), 0)) && !still(Why::Answered, row(held(2), 1)));
        assert!(still(Why::Missed, row(held(2), 0)) && !still(Why::Missed, row(Status::Resolved, 0)));
        assert!(!still(Why::Given, row(held(1), 0)) && !still(Why::Mentioned, row(held(1), 0)));
        assert!(still(Why::RatedLow, row(Status::FollowUp, 0)) && !still(Why::Unknown, row(held(1), 1)));
    }
}
