//! Webhooks: what a shop's own systems are told as it happens.
//!
//! Each [`Notice`] is sent by `POST` as JSON, signed by the Standard Webhooks specification (standardwebhooks.com), for which
//! there are libraries in most languages: the headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and
//! `webhook-signature`: `v1,` and the base64 of the HMAC-SHA256 of `ID.TIMESTAMP.BODY` under what follows `whsec_` in the
//! secret, decoded from base64. Check the signature over the bytes as they came, and that the time is of the last minutes.
//!
//! For a day after an owner changed the secret there are two signatures with a space between, one by each secret: one good one is
//! enough.
//!
//! Whatever isn't answered with 2xx within [`crate::limits::WEBHOOK_ANSWER_MS`] is sent again after 5 seconds, 1 minute,
//! 5 and 30 minutes, 2, 6, 9 and 10 hours; after these 28 hours it is given up. So a notice may come twice (its
//! `webhook-id` stays the same) and after a later one (see [`Notice::seq`]). Redirects are not followed.

use serde::{Deserialize, Serialize};

use crate::event::{Author, Contact, HandoffReason};
use crate::file::File;
use crate::id::{ConversationId, EventId, Millis, RuleId, Seq, ShopSlug, StaffId, WebhookId};

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    /// What happened: `type`, and what else there is to say of it.
    #[serde(flatten)]
    pub what: Happening,
    /// When it happened.
    pub at: Millis,
    /// In which shop.
    pub shop: ShopSlug,
    /// In which conversation; a test is in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The shop's own number for the customer, where its server has vouched that they are the one who writes there
    /// ([`crate::identity`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Its place in the conversation's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
}

/// What happened. Nothing that is for staff only is told, no notes, no reasons of the bot's, but that a rule ran which an owner
/// had tell this very webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type")]
pub enum Happening {
    /// A conversation began.
    #[serde(rename = "conversation.started")]
    Started {},
    /// Its shopper waits for a person.
    #[serde(rename = "conversation.waiting")]
    Waiting {
        /// Why.
        reason: HandoffReason,
    },
    /// A person has it now.
    #[serde(rename = "conversation.assigned")]
    Assigned {
        /// Who.
        agent: StaffId,
        /// Their name.
        name: String,
    },
    /// It is settled.
    #[serde(rename = "conversation.resolved")]
    Resolved {
        /// Who settled it.
        by: Author,
    },
    /// Its shopper came back after that.
    #[serde(rename = "conversation.reopened")]
    Reopened {},
    /// Its shopper said how it was.
    #[serde(rename = "conversation.rated")]
    Rated {
        /// 1 (bad) to 5 (very good).
        score: u8,
        /// May be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        comment: String,
    },
    /// Its shopper left a way to be reached.
    #[serde(rename = "conversation.contact")]
    Contact(Contact),
    /// It was erased: whatever was kept of it elsewhere must go too.
    #[serde(rename = "conversation.erased")]
    Erased {},
    /// The shopper, the bot or an agent said something.
    #[serde(rename = "message.created")]
    Message {
        /// Its id in the log.
        id: EventId,
        /// Who.
        author: Author,
        /// As it was written; plain text, to be escaped wherever it is shown.
        text: String,
        /// What was sent along.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<File>,
    },
    /// One of the shop's workflow rules has it so.
    #[serde(rename = "rule.ran")]
    RuleRan {
        /// Which rule.
        rule: RuleId,
        /// What it was called then.
        name: String,
    },
    /// Nothing: somebody tries the webhook.
    #[serde(rename = "test")]
    Test {},
    /// Something this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A kind of [`Happening`], as a webhook chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Topic {
    /// [`Happening::Started`]
    #[serde(rename = "conversation.started")]
    Started,
    /// [`Happening::Waiting`]
    #[serde(rename = "conversation.waiting")]
    Waiting,
    /// [`Happening::Assigned`]
    #[serde(rename = "conversation.assigned")]
    Assigned,
    /// [`Happening::Resolved`]
    #[serde(rename = "conversation.resolved")]
    Resolved,
    /// [`Happening::Reopened`]
    #[serde(rename = "conversation.reopened")]
    Reopened,
    /// [`Happening::Rated`]
    #[serde(rename = "conversation.rated")]
    Rated,
    /// [`Happening::Contact`]
    #[serde(rename = "conversation.contact")]
    Contact,
    /// [`Happening::Erased`]
    #[serde(rename = "conversation.erased")]
    Erased,
    /// [`Happening::Message`]
    #[serde(rename = "message.created")]
    Message,
    /// [`Happening::RuleRan`], which no webhook chooses: the rule names it.
    #[serde(rename = "rule.ran")]
    RuleRan,
    /// [`Happening::Test`], which no webhook has to choose.
    #[serde(rename = "test")]
    Test,
    /// A topic this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl Topic {
    /// Those that a webhook can choose.
    pub const ALL: [Topic; 9] = [
        Topic::Started,
        Topic::Waiting,
        Topic::Assigned,
        Topic::Resolved,
        Topic::Reopened,
        Topic::Rated,
        Topic::Contact,
        Topic::Erased,
        Topic::Message,
    ];
}

impl Happening {
    /// Its kind.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Happening::Started {} => Topic::Started,
            Happening::Waiting { .. } => Topic::Waiting,
            Happening::Assigned { .. } => Topic::Assigned,
            Happening::Resolved { .. } => Topic::Resolved,
            Happening::Reopened {} => Topic::Reopened,
            Happening::Rated { .. } => Topic::Rated,
            Happening::Contact(_) => Topic::Contact,
            Happening::Erased {} => Topic::Erased,
            Happening::Message { .. } => Topic::Message,
            Happening::RuleRan { .. } => Topic::RuleRan,
            Happening::Test {} => Topic::Test,
            Happening::Unknown => Topic::Unknown,
        }
    }
}

/// An address that notices are sent to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Webhook {
    /// Which one.
    pub id: WebhookId,
    /// `https://…`, at most [`crate::limits::WEBHOOK_URL_BYTES`] bytes: a public host by its name, on port 443 or 8443.
    pub url: String,
    /// What it is told.
    pub topics: Vec<Topic>,
    /// Whether anything is sent.
    pub on: bool,
    /// Since when nothing has arrived, while that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Millis>,
    /// Until when the secret before this one signs too, while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret_until: Option<Millis>,
    /// What there was no room for lately: [`crate::limits::WEBHOOK_WAITING`] others waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<Dropped>,
}

/// Notices that were never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dropped {
    /// How many.
    pub count: u32,
    /// When the last of them.
    pub at: Millis,
}

/// `GET /v1/staff/webhooks`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Webhooks {
    /// The oldest first; at most [`crate::limits::WEBHOOKS`].
    pub webhooks: Vec<Webhook>,
}

/// `POST /v1/staff/webhooks`: make one, which answers [`MadeWebhook`]. `PUT /v1/staff/webhooks/{id}`: change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutWebhook {
    /// See [`Webhook::url`].
    pub url: String,
    /// See [`Webhook::topics`]; at least one of [`Topic::ALL`].
    pub topics: Vec<Topic>,
    /// Whether anything is sent.
    pub on: bool,
}

/// A new webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MadeWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// `whsec_…`, by which its receiver checks signatures; told this once.
    pub secret: String,
}

/// `GET /v1/staff/webhooks/{id}/deliveries`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deliveries {
    /// The newest first: at most [`crate::limits::WEBHOOK_FINISHED`].
    pub deliveries: Vec<Delivery>,
}

/// A notice on its way, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// Its `webhook-id`.
    pub id: EventId,
    /// What it tells of.
    pub topic: Topic,
    /// When that happened.
    pub at: Millis,
    /// How often it was sent.
    pub attempts: u32,
    /// What came of the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// When it is sent (again); absent once it has arrived or was given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Millis>,
}

impl Delivery {
    /// Whether it was given up: `POST /v1/staff/webhooks/{id}/deliveries/{delivery}/again` sends it once more.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.next.is_none() && !self.outcome.is_some_and(Outcome::is_arrival)
    }
}

/// What came of sending a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver answered; 200 to 299 is an arrival.
    Answered {
        /// The HTTP status.
        status: u16,
    },
    /// There was no answer in time.
    TimedOut,
    /// There was no way to the receiver: no such name, no public address, no server there, no valid certificate.
    Unreachable,
    /// An outcome this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl Outcome {
    /// Whether the notice arrived.
    #[must_use]
    pub fn is_arrival(self) -> bool {
        matches!(self, Outcome::Answered { status: 200..=299 })
    }
}
