//! What the shopper said so far: their questions, the facts in them, their mood.
//!
//! What the bot read is remembered as it understood it then. What was said to a person, or while waiting for one, is read
//! only when somebody asks for it, and only the last messages: folding a long log stays cheap.

use std::borrow::Cow;
use std::collections::VecDeque;

use protocol::Mood;
use protocol::decision::{Act, Tongue, Understood};
use protocol::event::{Fact, Message};

/// How many of the last messages are remembered word for word.
const MESSAGES: usize = 8;

/// How many facts are remembered, the newest ones.
const FACTS: usize = 12;

/// The shopper's side of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Story {
    said: VecDeque<Said>,
    facts: Vec<Fact>,
    mood_start: Option<Mood>,
    /// The last mood that the bot noticed.
    mood: Mood,
}

/// A message.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    text: String,
    /// It only says which of the offered choices is meant.
    is_pick: bool,
    /// What the bot understood of it; `None` where it had no turn.
    understood: Option<Understood>,
}

impl Said {
    fn understood(&self) -> Cow<'_, Understood> {
        match &self.understood {
            Some(understood) => Cow::Borrowed(understood),
            None => Cow::Owned(answer::understand(&self.text)),
        }
    }
}

impl Story {
    /// The shopper says something.
    pub fn add(&mut self, message: &Message) {
        if self.said.len() == MESSAGES {
            self.said.pop_front();
        }
        let is_pick = message.picked.is_some();
        self.said.push_back(Said { text: message.text.clone(), is_pick, understood: None });
    }

    /// The bot understood the last message, or the next one of the questions in it; `is_pick` if as one of the choices it
    /// had offered. A mood is told with the first question alone, and holds for the message.
    pub fn understood(&mut self, understood: &Understood, is_pick: bool) {
        understood.facts.iter().for_each(|fact| remember(&mut self.facts, fact));
        self.mood_start.get_or_insert(understood.mood);
        if understood.mood != Mood::Neutral {
            self.mood = understood.mood;
        }
        if let Some(said) = self.said.back_mut() {
            let before = said.understood.as_ref().map_or(Mood::Neutral, |before| before.mood);
            let mood = if understood.mood == Mood::Neutral { before } else { understood.mood };
            said.understood = Some(Understood { mood, ..understood.clone() });
            said.is_pick |= is_pick;
        }
    }

    /// The last message.
    pub fn last_text(&self) -> Option<&str> {
        self.said.back().map(|said| said.text.as_str())
    }

    /// The language of the last message.
    pub fn last_language(&self) -> Option<Tongue> {
        self.said.back().map(|said| said.understood().language)
    }

    /// The language of most of what they said lately. Numbers and names count as Indonesian, so of as many messages the other
    /// language tells more.
    pub fn language(&self) -> Option<Tongue> {
        let all: Vec<Tongue> = self.said.iter().map(|said| said.understood().language).collect();
        let often = |tongue: &Tongue| all.iter().filter(|other| *other == tongue).count();
        all.iter().copied().max_by_key(|tongue| (often(tongue), *tongue != Tongue::Indonesian))
    }

    /// The mood of the first message that the bot read, or the mood now if it read none.
    pub fn mood_start(&self) -> Mood {
        self.mood_start.unwrap_or_else(|| self.mood())
    }

    /// The last mood that was shown: a neutral message (an order number) takes none back.
    pub fn mood(&self) -> Mood {
        let moods = self.said.iter().rev().map(|said| said.understood().mood);
        moods.into_iter().find(|mood| *mood != Mood::Neutral).unwrap_or(self.mood)
    }

    /// What the shopper asked, in their words, oldest first; no small talk, nothing twice.
    pub fn questions(&self) -> Vec<&str> {
        let mut questions: Vec<&str> = Vec::new();
        for said in self.said.iter().filter(|said| !said.is_pick && !is_small_talk(&said.understood())) {
            questions.retain(|question| *question != said.text);
            questions.push(&said.text);
        }
        questions
    }

    /// Order and tracking numbers and the like, oldest first, each once.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = self.facts.clone();
        for said in self.said.iter().filter(|said| said.understood.is_none()) {
            said.understood().facts.iter().for_each(|fact| remember(&mut facts, fact));
        }
        facts
    }
}

fn remember(facts: &mut Vec<Fact>, fact: &Fact) {
    if facts.contains(fact) {
        return;
    }
    if facts.len() == FACTS {
        facts.remove(0);
    }
    facts.push(fact.clone());
}

/// Nothing in it that a person would have to answer.
fn is_small_talk(understood: &Understood) -> bool {
    let asks_nothing = |act: &Act| match act {
        Act::Greeting | Act::Thanks | Act::Goodbye => true,
        Act::WantsPerson | Act::RefusesPerson | Act::Yes | Act::No => true,
        Act::Question | Act::Complaint | Act::Unknown => false,
    };
    !understood.acts.is_empty() && understood.acts.iter().all(asks_nothing)
}
