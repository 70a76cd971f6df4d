//! The bot's record of one turn: what it understood, what it weighed, which rule fired.

use serde::{Deserialize, Serialize};

use crate::event::Fact;
use crate::id::EntryId;

/// One decision of the bot, with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision {
    /// What was decided.
    pub decision: Verdict,
    /// The rule that fired.
    pub rule: Rule,
    /// The likeliest entries, best first, at most three: the answer and its runners-up, the choices, or what came nearest.
    pub entries: Vec<Candidate>,
    /// What the bot says; empty where somebody else speaks.
    pub text: String,
    /// What was understood.
    pub understood: Understood,
    /// The version of the knowledge that was asked.
    pub knowledge: u64,
}

/// What the bot decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One entry answers, or small talk is returned.
    Answer,
    /// Two or three are close: the shopper chooses.
    Choices,
    /// A person is needed.
    Handoff,
    /// Nothing fits; also a verdict that this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// The rule behind a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// One entry is clearly ahead.
    ClearWinner,
    /// The shopper picked a choice.
    Picked,
    /// Two or three entries are close.
    CloseCandidates,
    /// No entry is likely enough.
    NothingFits,
    /// A greeting, and nothing else.
    Greeting,
    /// Thanks, and nothing else.
    Thanks,
    /// A goodbye, and nothing else.
    Goodbye,
    /// A person was asked for.
    AskedForPerson,
    /// The shopper is angry.
    Anger,
    /// It needs a person's judgement.
    Discretion,
    /// The bot was unsure twice.
    UnsureTwice,
    /// The same answer was given before: choices instead.
    AnsweredBefore,
    /// The same thing was asked again after that.
    AskedAgain,
    /// The shopper said that the answers didn't help.
    NotHelped,
    /// The shop's knowledge could not be read.
    NoKnowledge,
    /// Only files were sent, which the bot can't look into.
    OnlyFiles,
    /// A rule this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

impl Rule {
    /// Whether the bot returned a courtesy, and answered with no entry.
    #[must_use]
    pub fn is_small_talk(self) -> bool {
        matches!(self, Self::Greeting | Self::Thanks | Self::Goodbye)
    }
}

/// An entry that was weighed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// The entry.
    pub id: EntryId,
    /// Its title.
    pub title: String,
    /// How likely it is what was asked: 0 to 1.
    pub score: f32,
    /// What spoke for it, strongest first; for staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<Reason>,
}

/// Something in a message that spoke for an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "StoredReason")]
pub struct Reason {
    /// What it is.
    pub kind: ReasonKind,
    /// The word in plain spelling, or the name of the concept or need in Indonesian.
    pub text: String,
}

/// What spoke for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// A word of the message.
    Word,
    /// A thing that shops talk about, under one of its many names.
    Concept,
    /// What the message probably wants, in whatever words.
    Need,
    /// A kind this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A reason as a log may hold it: the first release wrote plain strings, with marks around concepts and needs.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum StoredReason {
    Typed {
        kind: ReasonKind,
        text: String,
    },
    #[cfg_attr(feature = "schema", schemars(skip))]
    Marked(String),
}

impl From<StoredReason> for Reason {
    fn from(stored: StoredReason) -> Self {
        let marked = match stored {
            StoredReason::Typed { kind, text } => return Self { kind, text },
            StoredReason::Marked(marked) => marked,
        };
        let between = |open, close| marked.strip_prefix(open)?.strip_suffix(close);
        let (kind, text) = match (between('[', ']'), between('‹', '›')) {
            (Some(concept), _) => (ReasonKind::Concept, concept.replace('-', " ")),
            (_, Some(need)) => (ReasonKind::Need, need.to_owned()),
            _ => (ReasonKind::Word, marked),
        };
        Self { kind, text }
    }
}

/// What was understood of a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Understood {
    /// The message in plain spelling.
    pub normalized: String,
    /// The language it is mostly in.
    pub language: Tongue,
    /// What the shopper does with it, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<Act>,
    /// How the shopper feels.
    pub mood: Mood,
    /// The words by which a mood, the wish for a person or a matter for one was heard; for staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<Heard>,
    /// It can't wait.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Numbers, dates and the like found in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
}

/// Something heard between the lines of a message, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Heard {
    /// What was heard.
    pub what: Sound,
    /// The words that weighed most, in plain spelling, with `…` for what stands between them: one phrase, or up to four
    /// words.
    pub words: String,
}

/// What is heard between the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// The mood, if it isn't neutral.
    Mood,
    /// The wish for a person.
    Person,
    /// A matter that needs a person's judgement: a dispute, law, safety, a threat, fraud.
    Discretion,
    /// Something this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// A language that shoppers write in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    /// Indonesian, formal or everyday.
    #[default]
    Indonesian,
    /// English.
    English,
    /// Javanese.
    Javanese,
    /// Sundanese.
    Sundanese,
    /// Several of them.
    Mixed,
    /// A language this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// What a shopper does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Asks.
    Question,
    /// Complains.
    Complaint,
    /// Greets.
    Greeting,
    /// Thanks.
    Thanks,
    /// Says goodbye.
    Goodbye,
    /// Wants a person.
    WantsPerson,
    /// Wants no person.
    RefusesPerson,
    /// Says yes to the bot's last question.
    Yes,
    /// Says no to it.
    No,
    /// An act this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// How a shopper feels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Furious, insulting or threatening.
    Angry,
    /// Disappointed, worried or annoyed.
    Unhappy,
    /// Glad.
    Happy,
    /// None of these, or a mood this client doesn't know yet.
    #[default]
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Neutral,
}
