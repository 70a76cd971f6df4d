//! Workflow rules: what an owner has done by itself when something happens in a conversation.
//!
//! When (one thing that happens), if (conditions, all of them or any), then (actions, in order). What a rule does stands in the
//! conversation's log behind a [`crate::event::Body::RuleRan`] with the rule's name. Nothing that a rule does sets off a rule.

use serde::{Deserialize, Serialize};

use crate::decision::{Mood, Tongue};
use crate::event::FactKind;
use crate::id::{ConversationId, EntryId, Millis, RuleId, StaffId, TeamId, WebhookId};
use crate::label::Priority;
use crate::service::Goal;

/// `GET /v1/staff/rules`, the body of `PUT /v1/staff/rules`, and its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Which version these are; to replace them, name the one that was read.
    #[serde(default)]
    pub revision: u64,
    /// All of them, in the order in which they run; at most [`crate::limits::RULES`].
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WorkflowRule"))]
pub struct Rule {
    /// Minted by whoever made it.
    pub id: RuleId,
    /// What it is called: 1 to [`crate::limits::TITLE_CHARS`] characters.
    pub name: String,
    /// Whether it runs.
    pub on: bool,
    /// What sets it off.
    pub when: When,
    /// Whether any one of the conditions is enough; else all must hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any: bool,
    /// What must hold then; none: it always runs. At most [`crate::limits::RULE_PARTS`].
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// What is done, in order: 1 to [`crate::limits::RULE_PARTS`]. What makes no sense just then is left out.
    pub actions: Vec<Action>,
}

/// What sets a rule off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum When {
    /// The conversation begins.
    Begun,
    /// The shopper writes; after the bot's answer, if it gives one.
    Message,
    /// A person is called.
    HandedOver,
    /// A person has it from now on.
    Assigned,
    /// The matter is settled.
    Resolved,
    /// The shopper rates it.
    Rated,
    /// The shopper has waited so long for a person's word; once a wait.
    NoReply {
        /// Minutes of opening time: 1 to [`crate::limits::RULE_MINUTES`].
        minutes: u32,
    },
    /// Something this program doesn't know: it never happens.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// What must hold. Of a list any one is enough; a list has 1 to [`crate::limits::RULE_LIST`] members.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Condition {
    /// The shopper's last message has one of these words or phrases in it, however it is spelt.
    Says {
        /// Of at most [`crate::limits::RULE_PHRASE_CHARS`] characters each.
        phrases: Vec<String>,
    },
    /// The title of the page on which it began has one of these words or phrases in it.
    Page {
        /// As for `Says`.
        phrases: Vec<String>,
    },
    /// What the bot took the shopper's last message to be about.
    About {
        /// Entries of the shop's knowledge.
        entries: Vec<EntryId>,
    },
    /// How the shopper feels.
    Mood {
        /// Moods.
        moods: Vec<Mood>,
    },
    /// The language of the shopper's last message.
    Language {
        /// Languages.
        languages: Vec<Tongue>,
    },
    /// The shopper has named something of this kind, such as an order number.
    Names {
        /// Kinds.
        facts: Vec<FactKind>,
    },
    /// Whether people are there by the shop's hours.
    Open {
        /// They are.
        open: bool,
    },
    /// It has one of these tags.
    Tagged {
        /// Tags.
        tags: Vec<String>,
    },
    /// How pressing it is.
    Priority {
        /// Priorities.
        priorities: Vec<Priority>,
    },
    /// The shopper's last rating is this or worse.
    Rating {
        /// 1 to 5.
        at_most: u8,
    },
    /// Something this program doesn't know: it never holds.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Add tags that it hasn't.
    Tag {
        /// Tags.
        tags: Vec<String>,
    },
    /// Say how pressing it is.
    Prioritise {
        /// How pressing.
        priority: Priority,
    },
    /// Leave a note for the staff.
    Note {
        /// 1 to [`crate::limits::TEXT_CHARS`] characters.
        text: String,
    },
    /// Say something to the shopper in the bot's name; not while a person has the conversation.
    Say {
        /// 1 to [`crate::limits::TEXT_CHARS`] characters.
        text: String,
    },
    /// Call a person, where the bot has it.
    HandOver,
    /// Give it to a colleague, where nobody has it.
    Assign {
        /// Whom.
        to: StaffId,
        /// Their name, which the server fills in.
        #[serde(default)]
        name: String,
    },
    /// Give it to a team, where no person has it.
    GiveTeam {
        /// Which one.
        team: TeamId,
        /// Its name, which the server fills in.
        #[serde(default)]
        name: String,
    },
    /// Tell one of the shop's webhooks, whatever it chose to be told: [`crate::webhook::Happening::RuleRan`].
    CallWebhook {
        /// Which one.
        webhook: WebhookId,
        /// Its server's name, which the server fills in.
        #[serde(default)]
        host: String,
    },
    /// Give this conversation a target of its own, in place of the shop's.
    Target {
        /// For what.
        goal: Goal,
        /// Minutes of opening time: 1 to [`crate::limits::TARGET_MINUTES`].
        minutes: u32,
    },
    /// Something this program doesn't know: nothing is done.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// `POST /v1/staff/rules/try`, with a [`Rule`] as its body: how it would have fared lately. Nothing is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TriedRule"))]
pub struct Tried {
    /// How many conversations were looked at: the latest, at most [`crate::limits::RULE_TRIES`].
    pub looked: u32,
    /// When it would have run, the latest first.
    pub matches: Vec<Match>,
}

/// A time at which a rule would have run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Match {
    /// In which conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: Millis,
    /// The beginning of what the shopper had said last; may be empty.
    pub said: String,
    /// What it would have done.
    pub does: Vec<Action>,
}
