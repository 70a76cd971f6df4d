//! The log of a conversation: what happened, in order, each once.

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::file::File;
use crate::id::{CustomerId, EntryId, EventId, Millis, RuleId, Seq, StaffId, WebhookId};
use crate::label::Priority;
use crate::service::Goal;
use crate::shop::Language;
use crate::staff::Brief;
use crate::team::{TeamRef, Why};

/// One thing that happened in a conversation. Durable from the moment anybody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Its place in the log, given by the server.
    pub seq: Seq,
    /// Minted by whoever caused it.
    pub id: EventId,
    /// When the server stored it.
    pub at: Millis,
    /// Who caused it.
    pub author: Author,
    /// What happened.
    pub body: Body,
}

/// Who caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Shopper,
    /// The shop's bot, under its persona's name.
    Bot {
        /// The name shoppers see.
        name: String,
    },
    /// A person of the shop.
    Agent {
        /// Which one.
        id: StaffId,
        /// The name shoppers see.
        name: String,
    },
    /// The conversation itself: its clocks and rules.
    System,
    /// An author this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// What happened. Bodies marked *staff* never reach a shopper: see [`Body::is_for_staff`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// The conversation began.
    Started {
        /// The language the shopper's page or browser asked for.
        language: Language,
        /// The title of the page the shopper was on, if the page told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<String>,
        /// Who the shopper is to the shop; conversations begun before customers had ids have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
    },
    /// Something said.
    Message(Message),
    /// *Staff.* A note among colleagues.
    Note {
        /// At most [`crate::limits::TEXT_CHARS`] characters.
        text: String,
        /// Colleagues who should see it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<StaffId>,
    },
    /// An agent changed the words of a message of theirs: these stand in their place. The log keeps both.
    Edited {
        /// The message.
        about: EventId,
        /// At most [`crate::limits::TEXT_CHARS`] characters.
        text: String,
    },
    /// *Staff.* What the bot understood, weighed and chose, before it spoke.
    Decision(Decision),
    /// The bot passed the conversation on; the shopper waits for a person.
    Handoff(Handoff),
    /// *Staff.* The story so far, for whoever takes over.
    Brief(Brief),
    /// A person has the conversation now: the author, who took it, or somebody to whom the author (a colleague, or the shop's
    /// routing as [`Author::System`]) gave it.
    Assigned {
        /// Who has it now.
        agent: StaffId,
        /// The name shoppers see.
        name: String,
    },
    /// *Staff.* Why the shop's routing gave it to whoever has it now; stands right behind that.
    Routed {
        /// What spoke for them.
        why: Vec<Why>,
    },
    /// *Staff.* It is for a team: who of them has room gets it.
    ForTeam {
        /// Which one.
        team: TeamRef,
    },
    /// *Staff.* Nobody of the team had come in time: it is for anybody now.
    Overflowed,
    /// The conversation went back to the bot, by the shopper's wish or the agent's.
    Returned,
    /// The matter is settled.
    Resolved,
    /// The shopper came back after it was settled.
    Reopened,
    /// *Staff.* Whoever has it put it off.
    Snoozed {
        /// Until when; it comes back sooner if the shopper writes.
        until: Millis,
    },
    /// *Staff.* It came back to whoever put it off.
    Woke,
    /// *Staff.* It is no customer's: the bot falls silent.
    MarkedSpam,
    /// *Staff.* It is a customer's after all: everything is as it was before.
    NotSpam,
    /// *Staff.* Its tags were changed.
    Tagged {
        /// Tags that it has from now on; some it may have had before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<String>,
        /// Tags that it has no longer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<String>,
    },
    /// *Staff.* How pressing it is was changed.
    Prioritised {
        /// What it is from now on.
        priority: Priority,
    },
    /// *Staff.* Something owed to the shopper was not done by its time. Written once for each.
    Missed {
        /// What.
        goal: Goal,
        /// Since when it was owed.
        since: Millis,
    },
    /// *Staff.* The shopper has long said nothing to a person's word: the bot asks them whether it is solved.
    StillThere {
        /// When the matter is settled if they say nothing.
        closes_at: Millis,
    },
    /// *Staff.* A workflow rule ran; what it did stands behind this.
    RuleRan {
        /// Which one.
        rule: RuleId,
        /// What it was called then.
        name: String,
        /// The webhooks that are told of it because the rule has it so.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        webhooks: Vec<WebhookId>,
    },
    /// *Staff.* From now on something is owed in this conversation within a time of its own, in place of the shop's.
    Targeted {
        /// What.
        goal: Goal,
        /// Minutes of opening time.
        minutes: u32,
    },
    /// The shopper is asked how it was.
    RatingAsked,
    /// The shopper said how it was.
    Rated {
        /// 1 (bad) to 5 (very good).
        score: u8,
        /// At most [`crate::limits::COMMENT_CHARS`] characters; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        comment: String,
    },
    /// *Staff.* The rating was low ([`crate::limits::LOW_SCORE`] or less): a supervisor looks into it.
    FollowUp,
    /// The shopper said whether an answer helped.
    Feedback {
        /// The bot's message.
        about: EventId,
        /// Whether it helped.
        helpful: bool,
    },
    /// The shopper left a way to be reached.
    Contact(Contact),
    /// Something this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl Body {
    /// Whether only staff may read this.
    #[must_use]
    pub fn is_for_staff(&self) -> bool {
        matches!(
            self,
            Body::Note { .. }
                | Body::Decision(_)
                | Body::Brief(_)
                | Body::Routed { .. }
                | Body::ForTeam { .. }
                | Body::Overflowed
                | Body::Snoozed { .. }
                | Body::Woke
                | Body::MarkedSpam
                | Body::NotSpam
                | Body::Tagged { .. }
                | Body::Prioritised { .. }
                | Body::Missed { .. }
                | Body::StillThere { .. }
                | Body::RuleRan { .. }
                | Body::Targeted { .. }
                | Body::FollowUp
        )
    }
}

/// Something said by the shopper, the bot or an agent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// At most [`crate::limits::TEXT_CHARS`] characters; plain text, to be escaped wherever it is shown. Empty only where
    /// there are files.
    pub text: String,
    /// At most [`crate::limits::MESSAGE_FILES`] files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// Quick replies under a bot's message; picking one sends its label with `picked`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The entry a bot's message answers from; such a message may be asked "did this help?", once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// The bot isn't sure: a person is offered beside it, one tap away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offers_person: bool,
    /// The choice a shopper's message picked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<EntryId>,
    /// The bot says it because a workflow rule has it so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_rule: bool,
    /// The message that this one replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EventId>,
}

impl Message {
    /// A message that is nothing but text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A quick reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// The entry it stands for.
    pub id: EntryId,
    /// What its button says.
    pub label: String,
}

/// What the shopper is told when a person is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Handoff {
    /// Why.
    pub reason: HandoffReason,
    /// What was passed on, so that nothing has to be said twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_on: Vec<Fact>,
    /// When a person comes.
    pub promise: Promise,
}

/// Why the bot passed a conversation on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandoffReason {
    /// The shopper asked for a person.
    Asked,
    /// The shopper is angry.
    Anger,
    /// It needs a person's judgement: refund disputes, safety, law, threats.
    Discretion,
    /// The bot was unsure twice.
    Unsure,
    /// The shopper asked the same thing again after its answer.
    Repeated,
    /// The shopper said that the answers didn't help.
    NotHelped,
    /// The shop's knowledge could not be read.
    NoKnowledge,
    /// The shopper came back to a person who had it before.
    CameBack,
    /// A person gave it back to those who wait.
    Transferred,
    /// The person to whom it was given said nothing for the usual wait.
    NoReply,
    /// A workflow rule has it so.
    Rule,
    /// A reason this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl HandoffReason {
    /// Whether whoever had the conversation lost it by this: they said nothing, or gave it back.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::NoReply | Self::Transferred)
    }
}

/// When a person comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Promise {
    /// The shop is open.
    Soon {
        /// The usual wait, in minutes.
        minutes: u32,
    },
    /// The shop is closed.
    Later {
        /// When it opens, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens_at: Option<Millis>,
    },
    /// A promise this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A fact found in the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// As the shopper wrote it, or its usual spelling.
    pub value: String,
}

/// What kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// What the shopper asked, in their words.
    Question,
    /// An order number.
    Order,
    /// A parcel's tracking number.
    Tracking,
    /// A courier.
    Courier,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// An amount of money.
    Money,
    /// A date.
    Date,
    /// A size.
    Size,
    /// A kind this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A way to reach the shopper outside the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contact {
    /// Where.
    pub channel: ContactChannel,
    /// The number or address as the shopper wrote it.
    pub address: String,
}

/// Where a shopper can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    /// A WhatsApp number.
    Whatsapp,
    /// An e-mail address.
    Email,
    /// A channel this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// Who has the conversation now: a fold over the log, sent along for clients that don't fold it themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Status {
    /// The bot answers.
    Bot,
    /// A person was called.
    Waiting {
        /// Since when.
        since: Millis,
        /// Why.
        reason: HandoffReason,
    },
    /// A person has it.
    Agent {
        /// Who.
        id: StaffId,
        /// The name shoppers see.
        name: String,
    },
    /// A person has it and put it off. A shopper is told that the person has it.
    Snoozed {
        /// Who.
        id: StaffId,
        /// The name shoppers see.
        name: String,
        /// Until when.
        until: Millis,
    },
    /// The matter is settled.
    Resolved,
    /// It is settled, and was rated low: a supervisor looks into it. A shopper is told that it is settled.
    FollowUp,
    /// It is no customer's. A shopper is told what it was before.
    Spam,
    /// A status this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}
