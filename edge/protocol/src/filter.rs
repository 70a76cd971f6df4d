//! Filters of the inbox, and the views that members of staff keep.

use serde::{Deserialize, Serialize};

use crate::decision::Mood;
use crate::event::Status;
use crate::id::{StaffId, TeamId};
use crate::inbox::View;
use crate::label::Priority;
use crate::staff::InboxRow;

/// What rows must be like. Of a list any one is enough; an empty list asks for nothing. In addresses it is written as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Filter {
    /// They have one of these tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// They are so pressing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<Priority>,
    /// The shopper feels so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moods: Vec<Mood>,
    /// One of these members of staff has them, or put them off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<StaffId>,
    /// One of these teams looks after them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamId>,
    /// There are messages that no agent has seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
}

impl Filter {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row is as it asks. The server and its clients both ask this, so a list never shows what its filter hides.
    #[must_use]
    pub fn holds(&self, row: &InboxRow) -> bool {
        let holder = match &row.status {
            Status::Agent { id, .. } | Status::Snoozed { id, .. } => Some(*id),
            _ => None,
        };
        (self.tags.is_empty() || self.tags.iter().any(|tag| row.tags.contains(tag)))
            && (self.priorities.is_empty() || self.priorities.contains(&row.priority))
            && (self.moods.is_empty() || self.moods.contains(&row.mood))
            && (self.holders.is_empty() || holder.is_some_and(|id| self.holders.contains(&id)))
            && (self.teams.is_empty() || row.team.as_ref().is_some_and(|team| self.teams.contains(&team.id)))
            && (!self.unread || row.unread > 0)
    }
}

/// A view that a member of staff keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedView {
    /// What they call it: 1 to [`crate::limits::NAME_CHARS`] characters, no two of one member's the same.
    pub name: String,
    /// Which view it is a part of; none: of all but spam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// What its rows are like.
    pub filter: Filter,
}

/// `GET /v1/staff/views`: one's own; the body of `PUT /v1/staff/views`, which replaces them, and its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedViews {
    /// In the order in which they stand; at most [`crate::limits::SAVED_VIEWS`].
    pub views: Vec<SavedView>,
}
