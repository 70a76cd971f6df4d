//! The inbox as clients see it: views with an order of their own, answered page by page, and how many each holds.
//!
//! A row is what a conversation's log folds to, up to [`InboxRow::seq`], with what staff have read of it, up to
//! [`InboxRow::read`]: of two rows of a conversation the one that is further in both is the newer, however they arrive.
//! [`InboxRow::place`] says where it stands, so a client that holds a view's first pages knows of every row it is told
//! about whether it belongs among them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::event::Status;
use crate::id::{ConversationId, InvalidId, StaffId, TeamId};
use crate::staff::InboxRow;

/// A kind of conversation, seen by one member of staff. Each conversation is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Customers who wait for a person: the most pressing first, of those the longest wait.
    Waiting,
    /// What I have; whom nobody has answered yet first, the most pressing and then the oldest of them on top.
    Mine,
    /// What colleagues have, in the same order.
    Team,
    /// What the bot has, the latest first.
    Bot,
    /// What was put off, the next to come back first.
    Snoozed,
    /// What is settled and was rated low, the latest first; whoever may direct looks into it.
    FollowUp,
    /// What is settled, the latest first.
    Resolved,
    /// What is no customer's; in no other view.
    Spam,
    /// A view this client doesn't know yet; it shows nothing of it.
    #[serde(other)]
    Unknown,
}

impl View {
    /// All views, the most pressing first.
    pub const ALL: [View; 8] = [
        View::Waiting,
        View::Mine,
        View::Team,
        View::Bot,
        View::Snoozed,
        View::FollowUp,
        View::Resolved,
        View::Spam,
    ];

    /// Where a conversation of this status stands for `me`.
    #[must_use]
    pub fn of(status: &Status, me: StaffId) -> View {
        match status {
            Status::Waiting { .. } => View::Waiting,
            Status::Agent { id, .. } if *id == me => View::Mine,
            Status::Agent { .. } => View::Team,
            Status::Bot | Status::Unknown => View::Bot,
            Status::Snoozed { .. } => View::Snoozed,
            Status::FollowUp => View::FollowUp,
            Status::Resolved => View::Resolved,
            Status::Spam => View::Spam,
        }
    }

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            View::Waiting => "waiting",
            View::Mine => "mine",
            View::Team => "team",
            View::Bot => "bot",
            View::Snoozed => "snoozed",
            View::FollowUp => "follow_up",
            View::Resolved => "resolved",
            View::Spam => "spam",
            View::Unknown => "unknown",
        }
    }
}

impl FromStr for View {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let expected = "a view: waiting, mine, team, bot, snoozed, follow_up, resolved or spam";
        View::ALL.into_iter().find(|view| view.name() == text).ok_or(InvalidId { expected })
    }
}

/// Where a row stands in its view: smaller comes first. As a text (`RANK.CONVERSATION`) it is the cursor of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Place {
    /// What the view's order goes by.
    pub rank: i64,
    /// Which of several of the same rank.
    pub conversation: ConversationId,
}

/// What the latest-first order counts down from, in milliseconds since 1970: later than any time.
pub const LATEST_FIRST: i64 = 8_000_000_000_000_000;

/// How far apart the priorities stand in the order of those who wait for a word, in milliseconds: further than any time
/// since 1970 for the next two centuries, so that whoever is more pressing stands before whoever waits longer.
pub const PRIORITY_STEP: i64 = 10_000_000_000_000;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.rank, self.conversation)
    }
}

impl FromStr for Place {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let parts = text.split_once('.');
        let place = parts.and_then(|(rank, conversation)| {
            Some(Self { rank: rank.parse().ok()?, conversation: conversation.parse().ok()? })
        });
        place.ok_or(InvalidId { expected: "a page's `next`, as it was answered" })
    }
}

impl TryFrom<String> for Place {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

impl InboxRow {
    /// Where it stands in its view.
    #[must_use]
    pub fn place(&self) -> Place {
        let rank = match &self.status {
            Status::Waiting { since, .. } => self.pressing() + since.0,
            Status::Snoozed { until, .. } => until.0,
            Status::Agent { .. } if self.last_by == "shopper" => self.pressing() + self.last_at.0,
            _ => LATEST_FIRST - self.last_at.0,
        };
        Place { rank, conversation: self.conversation }
    }

    /// What its priority counts for in the order of those who wait for a word.
    fn pressing(&self) -> i64 {
        i64::from(self.priority.place()) * PRIORITY_STEP
    }

    /// Whether this is older news of the same conversation than `other`.
    #[must_use]
    pub fn is_older_than(&self, other: &InboxRow) -> bool {
        (self.seq, self.read) < (other.seq, other.read)
    }
}

/// How many conversations each view holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Counts {
    /// Waiting for a person.
    pub waiting: u32,
    /// With the bot.
    pub bot: u32,
    /// Put off.
    pub snoozed: u32,
    /// Settled, and rated low.
    pub follow_up: u32,
    /// Settled.
    pub resolved: u32,
    /// No customer's.
    pub spam: u32,
    /// With a member of staff, by their id.
    pub held: BTreeMap<StaffId, u32>,
    /// Of those that wait, the ones for a team, by its id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<TeamId, u32>,
}

impl Counts {
    /// How many a view holds for `me`.
    #[must_use]
    pub fn of(&self, view: View, me: StaffId) -> u32 {
        let mine = self.held.get(&me).copied().unwrap_or(0);
        match view {
            View::Waiting => self.waiting,
            View::Mine => mine,
            View::Team => self.held.values().sum::<u32>() - mine,
            View::Bot => self.bot,
            View::Snoozed => self.snoozed,
            View::FollowUp => self.follow_up,
            View::Resolved => self.resolved,
            View::Spam => self.spam,
            View::Unknown => 0,
        }
    }
}

/// `GET /v1/staff/inbox`: the first page of every view. With `?view=VIEW&after=NEXT`: one view's next page. With `filter=` and a
/// [`Filter`](crate::filter::Filter) as JSON: only the rows that it holds for; the counts are of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inbox {
    /// The pages, in the order of [`View::ALL`].
    pub pages: Vec<Page>,
    /// How many each view holds in all.
    pub counts: Counts,
}

/// A part of a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Which view.
    pub view: View,
    /// Its rows, in its order; at most [`crate::limits::PAGE_ROWS`].
    pub rows: Vec<InboxRow>,
    /// Ask for what comes after this; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Place>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Millis;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let conversation = ConversationId::from_parts(Millis(1_795_000_000_000), 7);
        let place = Place { rank: LATEST_FIRST - 1_795_000_000_000, conversation };
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in ["", "1", "1.", "x.01ARZ3NDEKTSV4RRFFQ69G5FAV", "1.2", "1.01ARZ3NDEKTSV4RRFFQ69G5FAV.1"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_i_have_and_what_colleagues_have_is_all_that_people_have() {
        let agent = |n| StaffId::from_parts(Millis(0), n);
        let counts = Counts { held: BTreeMap::from([(agent(1), 2), (agent(2), 3)]), ..Counts::default() };
        let seen_by = |n| (counts.of(View::Mine, agent(n)), counts.of(View::Team, agent(n)));
        assert_eq!((seen_by(1), seen_by(2), seen_by(3)), ((2, 3), (3, 2), (0, 5)));
    }

    #[test]
    fn a_view_of_a_newer_server_leaves_the_others_readable() {
        let json = r#"{"pages":[{"view":"parked","rows":[]},{"view":"mine","rows":[]}],"counts":{}}"#;
        let inbox: Inbox = serde_json::from_str(json).expect("an inbox");
        let views: Vec<View> = inbox.pages.into_iter().map(|page| page.view).collect();
        assert_eq!(views, [View::Unknown, View::Mine]);
    }

    #[test]
    fn every_view_is_found_by_its_name() {
        for view in View::ALL {
            assert_eq!(view.name().parse(), Ok(view));
        }
        assert!("Mine".parse::<View>().is_err());
    }
}
