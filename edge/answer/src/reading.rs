//! A message, read once: its words, and everything the language data says about them.

use protocol::decision::{Act, Tongue};
use protocol::event::Fact;
use protocol::{Mood, Understood};

use crate::feeling::{FEELINGS_TABLE, Heard};
use crate::features::extract;
use crate::lexicon::{LEXICON, Sign};
use crate::meaning::MEANINGS;
use crate::normalise::{Word, joined, normalise};
use crate::phrases::Found;
use crate::vocabulary::correct;
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
        let heard = hear(&words);
        let signs = LEXICON.signs.find(&words);
        let acts = acts::acts(text, &words, &signs, &heard);
        let (mood, urgent) = mood::mood(&words, &heard);
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

/// What is felt behind the words, slips corrected.
fn hear(words: &[Word]) -> Heard {
    let mut words = words.to_vec();
    correct(&mut words, &[&MEANINGS.vocabulary]);
    FEELINGS_TABLE.hear(&extract(&words, &LEXICON.concepts.find(&words)))
}
