//! Bodies of HTTP requests and responses that are not frames.

use serde::{Deserialize, Serialize};

use crate::decision::{Candidate, Decision, Rule, Verdict};
use crate::event::{Event, Status};
use crate::file::File;
use crate::id::{ConversationId, EntryId, EventId, Seq, ShopSlug};
use crate::macros::Macro;
use crate::shop::{Knowledge, Language, Settings};
use crate::staff::{Colleague, Member, Permission, Presence, Role};

/// `POST /v1/shops/{shop}/answers`: a question, without a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Question {
    /// 1 to [`crate::limits::QUESTION_CHARS`] characters.
    pub text: String,
}

/// The answer to a [`Question`]: what of a [`Decision`] everyone may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// What was decided.
    pub decision: Verdict,
    /// The rule that fired.
    pub rule: Rule,
    /// The answer, the choices, or what came nearest, with scores from 0 to 1.
    pub entries: Vec<Candidate>,
    /// What the bot says.
    pub text: String,
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        let hide_reasons = |candidate| Candidate { matched: Vec::new(), ..candidate };
        Self {
            decision: decision.decision,
            rule: decision.rule,
            entries: decision.entries.into_iter().map(hide_reasons).collect(),
            text: decision.text,
        }
    }
}

/// `POST /v1/shops/{shop}/conversations`: begin. Every field may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Begin {
    /// The shopper's language.
    #[serde(default)]
    pub language: Language,
    /// The title of the page they are on; at most 200 characters are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// [`Begun::customer`] of an earlier conversation: the same customer begins another one. A key that isn't good any more
    /// is no error; the shopper is a new customer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// The answer to [`Begin`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Begun {
    /// The conversation.
    pub conversation: ConversationId,
    /// The visitor's key to it, and to nothing else; good for 90 days. Keep it as a secret.
    pub token: String,
    /// Says who the shopper is when they begin another conversation, and opens nothing; good for a year.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
}

/// `POST /v1/conversations/{id}/messages`: [`crate::Command::Message`] for clients that only send messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostMessage {
    /// The event's id.
    pub id: EventId,
    /// 1 to [`crate::limits::TEXT_CHARS`] characters; none are needed where there are files.
    #[serde(default)]
    pub text: String,
    /// The choice that was picked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<EntryId>,
    /// Files, as their uploads were answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// The message that it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<EventId>,
}

/// `GET /v1/conversations/{id}/events?after=SEQ`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventPage {
    /// In order; at most [`crate::limits::PAGE_EVENTS`].
    pub events: Vec<Event>,
    /// Ask with this next time.
    pub last: Seq,
    /// More is waiting: ask again at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Who has the conversation.
    pub status: Status,
    /// The last event that was on the other side's screen.
    pub read: Seq,
    /// The last event that was on a screen of one's own side.
    #[serde(default)]
    pub seen: Seq,
}

/// `GET /v1/conversations/{id}/queue`: how a shopper stands who waits for a person. 404 until the shop's inbox has heard of the
/// conversation, a moment after something was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueuePlace {
    /// Their place among those who wait, from 1; absent while they don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// In about how many minutes somebody comes; absent where nothing supports a number: nobody is there, the shop is closed,
    /// or it takes longer than waits did lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// `PUT /v1/platform/shops/{shop}`, by the operator: load or replace a shop's settings and knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoadShop {
    /// The owner's decisions.
    pub settings: Settings,
    /// What the bot knows.
    pub knowledge: Knowledge,
    /// Replies that its people have ready, for a shop that has none yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub macros: Vec<Macro>,
}

/// The answer to [`LoadShop`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Loaded {
    /// The shop.
    pub shop: ShopSlug,
    /// The version of its knowledge from now on.
    pub knowledge: u64,
    /// How many entries it has.
    pub entries: usize,
    /// Size of the compiled pack, in bytes.
    pub pack_bytes: usize,
}

/// `POST /v1/platform/shops/{shop}/sign-in-links`, by the operator: let somebody in, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invite {
    /// Who; somebody of this name and role is made a member if there is none yet.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// The answer to [`Invite`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invitation {
    /// Good once, for 15 minutes: `/console#code=CODE` (behind the `#`, so that it reaches no server's log).
    pub code: String,
}

/// `POST /v1/staff/session`: sign in. Sets the session's cookie, which scripts can't read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// From an [`Invitation`], or from an e-mail.
    pub code: String,
    /// The code of the authenticator app, or a recovery code: a mailed link asks for it where the account does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// Answer with a bearer token instead of a cookie, for programs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bearer: bool,
}

/// The answer to [`SignIn`] and to `GET /v1/staff/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// Who is signed in.
    pub member: Member,
    /// What their role lets them do; a console shows nothing else. The server checks each call by itself.
    #[serde(default)]
    pub permissions: Vec<Permission>,
    /// The shop's name.
    pub shop_name: String,
    /// The bearer token, if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// `GET /v1/staff/members`, by an owner. `DELETE /v1/staff/members/{id}` removes one of them and ends their sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Members {
    /// Everybody who works for the shop, by name.
    pub members: Vec<Member>,
}

/// `GET /v1/staff/colleagues`: everybody who talks to shoppers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Colleagues {
    /// By name.
    pub colleagues: Vec<Colleague>,
}

/// `PUT /v1/staff/presence`: say whether you are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPresence {
    /// Online, busy or away.
    pub presence: Presence,
}

/// `PUT /v1/staff/members/{id}/places`, by an owner: how many conversations somebody is given at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetPlaces {
    /// 0 to [`crate::limits::PLACES`].
    pub places: u32,
}
