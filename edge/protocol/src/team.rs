//! Teams: who of the staff looks after what, and what languages they write.
//!
//! A conversation that waits may wait for a team ([`crate::Body::ForTeam`]): the shop's routing gives it to somebody of the team,
//! until it overflows, and then to anybody with room. It overflows while nobody of the team is online, and once it has waited
//! for [`crate::shop::Service::overflow_minutes`] ([`crate::Body::Overflowed`]). A language is a wish: nobody waits for it.

use serde::{Deserialize, Serialize};

use crate::decision::Tongue;
use crate::event::HandoffReason;
use crate::id::{EntryId, StaffId, TeamId};

/// `GET /v1/staff/teams`, the body of `PUT /v1/staff/teams`, and its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Teams {
    /// Which version these are; to replace them, name the one that was read.
    #[serde(default)]
    pub revision: u64,
    /// All of them: a conversation comes to the first one that wants it. At most [`crate::limits::TEAMS`].
    pub teams: Vec<Team>,
    /// The topics of the shop's knowledge, to choose from; a `PUT` needs none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

/// Some of a shop's people, and what comes to them: whatever is like any one of the lists. Where all are empty, only what
/// somebody or a rule gives them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ShopTeam"))]
pub struct Team {
    /// Minted by whoever made it.
    pub id: TeamId,
    /// What it is called, by customers too: 1 to [`crate::limits::TEAM_NAME_CHARS`] characters, no two the same.
    pub name: String,
    /// Who is in it; somebody may be in several. Who left the shop, or talks to shoppers no more, is left out.
    #[serde(default)]
    pub members: Vec<StaffId>,
    /// Topics of the shop's knowledge; at most [`crate::limits::TEAM_LIST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Words or phrases in the title of the page on which the conversation began, of at most
    /// [`crate::limits::RULE_PHRASE_CHARS`] characters each; at most [`crate::limits::RULE_LIST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// Why a person was called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<HandoffReason>,
    /// The entries of its topics, which the server fills in for conversations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryId>,
}

/// A team by its name at the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamRef {
    /// Which one.
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// Why the shop's routing chose somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Why {
    /// The shopper knows them.
    Known,
    /// They are of the team for which it waited.
    Team,
    /// It had waited for the team for as long as it may.
    Overflow,
    /// Nobody of the team was there.
    TeamAway,
    /// They write the shopper's language.
    Language {
        /// Which one.
        language: Tongue,
    },
    /// A reason this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// `PUT /v1/staff/members/{id}/languages`, by themselves or an owner: what somebody writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetLanguages {
    /// At least one of [`LANGUAGES`].
    pub languages: Vec<Tongue>,
}

/// The languages that a member of staff may say that they write.
pub const LANGUAGES: [Tongue; 4] = [Tongue::Indonesian, Tongue::English, Tongue::Javanese, Tongue::Sundanese];
