//! The shop's voice: what the bot says, as the seller's persona says it.

use protocol::Mood;
use protocol::decision::Candidate;
use protocol::event::{HandoffReason, Promise};
use protocol::shop::{Language, Persona, Zone};
use protocol::{EntryId, Millis};

use crate::Pack;

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// An entry's answer.
    Answer(&'a EntryId),
    /// "Which of these do you mean?"
    Choices(&'a [Candidate]),
    /// The answer was given before and asked for again: "did you mean one of these, or shall I call somebody?"
    AnsweredBefore(&'a [Candidate]),
    /// Nothing fits: say what was understood, offer the next step. The shopper's words are data, quoted at most in part.
    Unknown(&'a str),
    /// A greeting returned.
    Greeting,
    /// Thanks returned.
    Thanks,
    /// A goodbye returned.
    Goodbye,
    /// A person is called: why, and when they come.
    Handoff(HandoffReason, Promise),
    /// A message while waiting: it was added for the person who comes.
    Noted(Promise),
    /// The wait takes longer than promised.
    StillWaiting(Promise),
    /// The bot is back.
    BotIsBack,
    /// A person took over, by name.
    TakenOver(&'a str),
}

/// Who speaks to whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The persona.
    pub persona: &'a Persona,
    /// The interface's language for the bot's own words; an entry is said as it is written.
    pub language: Language,
    /// The shopper's mood: empathy before the answer where it asks for it.
    pub mood: Mood,
    /// How many messages the bot has said in this conversation: no phrase twice in a row.
    pub turn: u32,
    /// Now, for times of day.
    pub now: Millis,
    /// The shop's time zone.
    pub zone: Zone,
}

/// Words a line.
#[must_use]
pub fn say(_pack: Option<&Pack>, _voice: Voice<'_>, _line: Line<'_>) -> String {
    String::new()
}
