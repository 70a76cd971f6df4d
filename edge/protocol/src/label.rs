//! What staff call a conversation among themselves: tags, and how pressing it is.

use serde::{Deserialize, Serialize};

/// How pressing a conversation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before all others.
    Urgent,
    /// Before the ordinary ones.
    High,
    /// It can wait.
    Low,
    /// As all are to begin with; also where this client doesn't know the priority yet.
    #[default]
    #[serde(other)]
    Normal,
}

impl Priority {
    /// All of them, the most pressing first.
    pub const ALL: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];

    /// Its place among all of them: 0 for the most pressing.
    #[must_use]
    pub fn place(self) -> u8 {
        match self {
            Priority::Urgent => 0,
            Priority::High => 1,
            Priority::Normal => 2,
            Priority::Low => 3,
        }
    }

    /// Whether it is as all are to begin with.
    #[must_use]
    pub fn is_normal(&self) -> bool {
        *self == Priority::Normal
    }
}

/// A tag, and how many of the shop's conversations have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagInUse {
    /// The tag.
    pub tag: String,
    /// How many.
    pub conversations: u32,
}

/// `GET /v1/staff/tags`: the tags in use, those that most conversations have first; at most [`crate::limits::TAGS_IN_USE`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagsInUse {
    /// They.
    pub tags: Vec<TagInUse>,
}
