//! The story so far for whoever takes over, taken from the log word for word: nothing is concluded, nothing invented.

use protocol::event::{Fact, FactKind, HandoffReason};
use protocol::staff::{Brief, Tried};

use crate::Conversation;
use crate::text::excerpt;

/// How much of a question a brief quotes, in characters.
const BRIEF_CHARS: usize = 500;

/// How much of a question the shopper's handoff card quotes, in characters.
const CARD_CHARS: usize = 160;

/// How many questions the shopper's handoff card quotes.
const CARD_QUESTIONS: usize = 3;

/// What the person who comes should know; `reason` is why they were called, if they were.
pub(crate) fn brief(conversation: &Conversation, reason: Option<HandoffReason>) -> Brief {
    let mut asked: Vec<String> = quote(&conversation.story().questions(), BRIEF_CHARS);
    let felt = conversation.felt();
    Brief {
        reason,
        wants: asked.pop().unwrap_or_default(),
        asked,
        tried: conversation.given().iter().map(tried).collect(),
        facts: conversation.story().facts(),
        mood_start: felt.mood_start,
        mood: felt.mood_now,
        repeats: felt.repeats(),
        contact: conversation.contact().cloned(),
    }
}

/// What the shopper sees was passed on: the last questions in their own words, then the facts.
pub(crate) fn passed_on(conversation: &Conversation) -> Vec<Fact> {
    let questions = conversation.story().questions();
    let last = &questions[questions.len().saturating_sub(CARD_QUESTIONS)..];
    let asked = quote(last, CARD_CHARS).into_iter().map(|value| Fact { kind: FactKind::Question, value });
    asked.chain(conversation.story().facts()).collect()
}

fn quote(questions: &[&str], chars: usize) -> Vec<String> {
    questions.iter().map(|question| excerpt(question, chars)).collect()
}

fn tried(given: &crate::conversation::Given) -> Tried {
    Tried { entry: given.entry.clone(), title: given.title.clone(), helped: given.helped }
}
