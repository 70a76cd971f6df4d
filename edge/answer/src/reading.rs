//! A message, read once: its words, and everything the language data says about them.

use protocol::decision::{Act, Tongue};
use protocol::event::Fact;
use protocol::{Mood, Understood};

use crate::features::{Feature, extract};
use crate::feeling::FEELINGS_TABLE;
use crate::lexicon::{LEXICON, Sign};
use crate::meaning::MEANINGS;
use crate::normalise::{Mark, Word, joined, read};
use crate::parts::Part;
use crate::phrases::Found;
use crate::vocabulary::{Vocabulary, correct};
use crate::{acts, entities, heard, mood, tongue};

/// What a message says before any shop's knowledge is asked.
#[derive(Debug)]
pub struct Reading {
    /// In plain spelling, slips corrected.
    pub words: Vec<Word>,
    /// The marks between and behind them.
    pub marks: Vec<Mark>,
    pub features: Vec<Feature>,
    pub signs: Vec<Found<Sign>>,
    pub acts: Vec<Act>,
    pub mood: Mood,
    pub urgent: bool,
    pub facts: Vec<Fact>,
    pub tongue: Tongue,
    /// Where a matter is named that needs a person's judgement, and its kind.
    pub discretion: Option<Found<&'static str>>,
}

impl Reading {
    /// Reads a message to no particular shop.
    pub fn alone(text: &str) -> Self {
        Self::of(text, &Vocabulary::default())
    }

    /// Reads a message; a slip is corrected to a word of the shop's vocabulary, or of the one that all share.
    pub fn of(text: &str, shop: &Vocabulary) -> Self {
        let (mut words, marks) = read(text);
        correct(&mut words, shop, &MEANINGS.vocabulary);
        let facts = entities::facts(text, &words);
        Self { marks, facts, ..Self::of_words(words, text.contains(['?', '？'])) }
    }

    /// Reads one of the questions in the message; its facts are the message's.
    pub fn part(&self, part: &Part) -> Self {
        Self::of_words(self.words[part.words.clone()].to_vec(), part.marked)
    }

    /// Reads words behind which a question mark stands, or none.
    fn of_words(words: Vec<Word>, marked: bool) -> Self {
        let features = extract(&words);
        let strengths = FEELINGS_TABLE.hear(&features);
        let signs = LEXICON.signs.find(&words);
        let acts = acts::acts(marked, &words, &signs, &strengths);
        let (mood, urgent) = mood::mood(&words, &strengths);
        Self {
            marks: Vec::new(),
            facts: Vec::new(),
            tongue: tongue::tongue(&words),
            discretion: acts::discretion(&words),
            words,
            features,
            signs,
            acts,
            mood,
            urgent,
        }
    }

    /// The record of it.
    pub fn understood(&self) -> Understood {
        Understood {
            heard: heard::heard(self),
            normalized: joined(&self.words),
            language: self.tongue,
            acts: self.acts.clone(),
            mood: self.mood,
            urgent: self.urgent,
            facts: self.facts.clone(),
        }
    }
}
