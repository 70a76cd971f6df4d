//! A message, read once: its words, and everything the language data says about them.

use protocol::decision::{Act, Tongue};
use protocol::event::Fact;
use protocol::{Mood, Understood};

use crate::lexicon::{LEXICON, Sign};
use crate::normalise::{Word, joined, normalise};
use crate::phrases::Found;
use crate::{acts, entities, mood, tongue};

/// What a message says before any shop's knowledge is asked.
#[derive(Debug)]
pub struct Reading {
    pub words: Vec<Word>,
    pub signs: Vec<Found<Sign>>,
    pub acts: Vec<Act>,
    pub mood: Mood,
    pub urgent: bool,
    pub facts: Vec<Fact>,
    pub tongue: Tongue,
    /// The kind of matter that needs a person's judgement.
    pub discretion: Option<&'static str>,
}

impl Reading {
    pub fn of(text: &str) -> Self {
        let words = normalise(text);
        let signs = LEXICON.signs.find(&words);
        let acts = acts::acts(text, &words, &signs);
        let (mood, urgent) = mood::mood(text, &words, &acts);
        Self {
            facts: entities::facts(text, &words),
            tongue: tongue::tongue(&words),
            discretion: acts::discretion(&words),
            words,
            signs,
            acts,
            mood,
            urgent,
        }
    }

    /// The record of it.
    pub fn understood(self) -> Understood {
        Understood {
            normalized: joined(&self.words),
            language: self.tongue,
            acts: self.acts,
            mood: self.mood,
            urgent: self.urgent,
            facts: self.facts,
        }
    }
}
