//! Finding what was said: by shoppers, by people of the shop, and how a shopper can be reached.

use serde::{Deserialize, Serialize};

use crate::id::{ConversationId, Millis, Seq};
use crate::staff::InboxRow;

/// Something that can be found, as a conversation tells its shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// Its place in the conversation's log.
    pub seq: Seq,
    /// When.
    pub at: Millis,
    /// What it is, and whose.
    pub by: SaidBy,
    /// The name of whoever said it, where it was one of the staff.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// As it was written.
    pub text: String,
    /// In plain spelling (`brg` → `barang`), by which it is found too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plain: String,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// A shopper's message.
    Shopper,
    /// An agent's.
    Agent,
    /// A note among colleagues.
    Note,
    /// How the shopper can be reached.
    Contact,
    /// The shop's own number for them, in a conversation that is verified.
    ExternalId,
    /// Something this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// `GET /v1/staff/search?q=WORDS&after=NEXT`: what holds every one of the words or begins of words, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SearchFound"))]
pub struct Found {
    /// At most [`crate::limits::PAGE_HITS`].
    pub hits: Vec<Hit>,
    /// Ask for what comes after this; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// Its place in the conversation's log.
    pub seq: Seq,
    /// When it was said.
    pub at: Millis,
    /// What it is, and whose.
    pub by: SaidBy,
    /// The name of whoever said it, where it was one of the staff.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A part of it, with what was looked for marked. Plain text: to be escaped wherever it is shown.
    pub excerpt: Vec<Piece>,
    /// The conversation's row in the inbox.
    pub row: InboxRow,
}

impl Hit {
    /// The conversation in which it was said.
    #[must_use]
    pub fn conversation(&self) -> ConversationId {
        self.row.conversation
    }
}

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Piece {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hit: bool,
}
