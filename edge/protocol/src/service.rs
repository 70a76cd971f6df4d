//! Service levels: what people owe a shopper, and by when.

use serde::{Deserialize, Serialize};

use crate::id::Millis;

/// What people owe a shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The first word, after one was called.
    FirstReply,
    /// A word, after the shopper's.
    NextReply,
    /// The end.
    Resolution,
    /// Something that this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// Something owed. It is pressing from [`Due::pressing`] on, and missed from [`Due::at`] on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Due {
    /// What.
    pub goal: Goal,
    /// Since when.
    pub since: Millis,
    /// When three quarters of its time are used up.
    pub pressing: Millis,
    /// By when.
    pub at: Millis,
}
