//! What a shop's people see: the inbox, the brief, themselves.

use serde::{Deserialize, Serialize};

use crate::decision::{Mood, Tongue};
use crate::event::{Contact, Fact, HandoffReason, Promise, Status};
use crate::file::FileKind;
use crate::id::{ConversationId, CustomerId, EntryId, Millis, Seq, ShopSlug, StaffId};
use crate::inbox::Counts;
use crate::label::Priority;
use crate::service::Due;
use crate::team::{Team, TeamRef};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Their id.
    pub id: StaffId,
    /// The shop they work for.
    pub shop: ShopSlug,
    /// The name colleagues and shoppers see.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The platform that sends them here ([`crate::sellers`]): their account is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<ShopSlug>,
}

/// Somebody of the staff who has a conversation open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Viewer {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
}

/// What a member of staff is to the shop; `desk::may` says what each may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the shop.
    Owner,
    /// Leads the people who talk to shoppers.
    Supervisor,
    /// Talks to shoppers.
    Agent,
    /// Teaches the bot.
    Trainer,
    /// Sells here: talks to their shoppers and shapes their bot.
    Seller,
    /// A role this client doesn't know yet; it may nothing.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl Role {
    /// The roles that somebody can be given.
    pub const ALL: [Role; 5] = [Role::Owner, Role::Supervisor, Role::Agent, Role::Trainer, Role::Seller];
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read the inbox and conversations.
    Read,
    /// Take conversations, reply, leave notes, settle.
    Converse,
    /// Give a colleague's conversation to another.
    Direct,
    /// Change the macros that all use.
    EditMacros,
    /// Invite and remove colleagues, change their roles, end their sessions.
    ManageStaff,
    /// Read who did what.
    ReadAudit,
    /// Change the shop's settings: hours, service levels, rules, webhooks, keys.
    ManageShop,
    /// A permission this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// Whether a member of staff is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// There, and ready for the next conversation.
    Online,
    /// There, but to be given nothing new.
    Busy,
    /// Not there.
    Away,
    /// A presence this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A colleague, as consoles see them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Colleague {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they are there.
    pub presence: Presence,
    /// How many conversations they are given at a time: 0 to [`crate::limits::PLACES`].
    pub places: u32,
    /// How many they have; those that are on their way to them too.
    pub has: u32,
    /// The languages that they write.
    #[serde(default)]
    pub languages: Vec<Tongue>,
}

/// The story so far, for whoever takes over: made by rules from the log, never invented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Brief {
    /// Why a person is needed; `None` when one came without being called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<HandoffReason>,
    /// What the shopper wants: their own words, the last real question.
    pub wants: String,
    /// What else they asked, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// What the bot answered with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// Order and tracking numbers and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// How the shopper felt at the start.
    pub mood_start: Mood,
    /// How they feel now.
    pub mood: Mood,
    /// How often they had to say it again.
    pub repeats: u32,
    /// How to reach them, if they told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// An answer that the bot gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    /// The entry.
    pub entry: EntryId,
    /// Its title.
    pub title: String,
    /// Whether the shopper said it helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<bool>,
}

/// A conversation as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InboxRow {
    /// Which one.
    pub conversation: ConversationId,
    /// Its place in the conversation's log; a row with a lower one is older news.
    pub seq: Seq,
    /// The last event that an agent's screen has shown; of two rows at one place the one with the lower is older news.
    #[serde(default)]
    pub read: Seq,
    /// Who has it.
    pub status: Status,
    /// Whose conversation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What the customer is called: their name, else where they can be reached; empty if neither is known.
    #[serde(default)]
    pub customer: String,
    /// The shop's own number for the customer, where its server vouched that they are the one who writes here
    /// ([`crate::identity`]): then, and only then, the conversation is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The ways to reach them that they left here, the last one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The team that looks after it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamRef>,
    /// It waits, and nobody of the team came in time: it is for anybody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overflowed: bool,
    /// The language that the shopper writes, while they wait for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Tongue>,
    /// What the shopper was promised, while they wait for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// The last thing said; while the shopper waits, the last thing that they said.
    pub last_line: String,
    /// What was sent along with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_files: Vec<FileKind>,
    /// Who said it: `shopper`, `bot` or `agent`.
    pub last_by: String,
    /// When.
    pub last_at: Millis,
    /// How the shopper feels.
    pub mood: Mood,
    /// The shopper's messages that no agent has seen.
    pub unread: u32,
    /// The rating, once given: 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The beginning of what the shopper wrote with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Its tags, in the order of the alphabet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How pressing it is.
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// What people owe the shopper next, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// When a target was last missed, since people have had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Millis>,
    /// Who was mentioned in a note and hasn't opened the conversation since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<StaffId>,
    /// How it came to whoever has it, until they do something in it; `None` when they took it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// How a conversation came to whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given {
    /// The colleague who gave it; `None` for the shop's routing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The beginning of the note that came with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// From a console to its shop, over `GET /v1/staff/live`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConsoleFrame {
    /// Whether somebody can see the console: then it tells them itself of what calls for them, and nothing is pushed. One that
    /// never says so is taken for unseen.
    Seen {
        /// Whether it is on the screen.
        seen: bool,
    },
    /// A frame this server doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// From a shop to a console, over `GET /v1/staff/live`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InboxFrame {
    /// What has changed, at most every 100 ms; the first frame tells only the counts.
    Rows {
        /// Rows that are new or changed.
        rows: Vec<InboxRow>,
        /// Conversations that were erased.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gone: Vec<ConversationId>,
        /// How many each view holds now.
        counts: Counts,
    },
    /// Everybody who talks to shoppers, and who of them is there, and the teams; again whenever that changes.
    Colleagues {
        /// By name.
        colleagues: Vec<Colleague>,
        /// In their order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        teams: Vec<Team>,
    },
    /// A frame this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}
