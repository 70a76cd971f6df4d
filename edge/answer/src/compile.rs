//! From knowledge to what a pack holds: examples, vocabulary, the trained model, the calibration.

use protocol::shop::{Entry, Knowledge};

use crate::calibrate::{Calibration, HeldOut};
use crate::features::{Feature, extract};
use crate::lexicon::{LEXICON, background};
use crate::meaning::MEANINGS;
use crate::model::Model;
use crate::normalise::{Word, normalise};
use crate::train::{self, Example};
use crate::vocabulary::Vocabulary;

/// What a pack holds besides the entries' words.
#[derive(Debug)]
pub struct Compiled {
    pub vocabulary: Vocabulary,
    pub calibration: Calibration,
    pub model: Model,
}

/// How much an entry's title counts beside each of its questions …
const TITLE: f32 = 0.7;
/// … and its answer, which has many words that nobody asks with.
const ANSWER: f32 = 0.1;

/// Questions held out for calibration, at most; more make it slower and no better.
const HELD_OUT: usize = 900;

/// Compiles knowledge that has been checked.
pub fn compile(knowledge: &Knowledge) -> Compiled {
    let texts: Vec<Text> =
        knowledge.entries.iter().enumerate().flat_map(|(n, entry)| texts(n, entry)).collect();
    let asked = texts.iter().filter(|text| text.kind != Kind::Answer);
    let vocabulary = Vocabulary::new(asked.flat_map(|text| &text.words).map(|word| word.plain.as_ref()));
    let examples: Vec<Example> = texts.iter().map(|text| text.example.clone()).collect();
    let entries = knowledge.entries.len();
    let model = Model::pack(&train::Model::train(&examples, entries));
    Compiled { vocabulary, calibration: Calibration::fit(&held_out(&texts, entries)), model }
}

/// A text of an entry.
struct Text {
    kind: Kind,
    words: Vec<Word>,
    example: Example,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The nth question of its entry.
    Question(usize),
    Title,
    Answer,
}

fn texts(place: usize, entry: &Entry) -> Vec<Text> {
    let text = |kind, text: &str, weight| {
        let words = normalise(text);
        let features = features(&words);
        let example = Example { meaning: MEANINGS.of(&features), features, entry: place as u16, weight };
        Text { kind, words, example }
    };
    let mut texts: Vec<Text> = entry
        .questions
        .iter()
        .enumerate()
        .map(|(n, question)| text(Kind::Question(n), question, 1.0))
        .collect();
    texts.push(text(Kind::Title, &entry.title, TITLE));
    texts.push(text(Kind::Answer, &entry.answer, ANSWER));
    texts.retain(|text| !text.words.is_empty());
    texts
}

/// A message's features.
pub fn features(words: &[Word]) -> Vec<Feature> {
    extract(words, &LEXICON.concepts.find(words))
}

/// Messages that a model trained without them is asked: see [`crate::calibrate`].
fn held_out(texts: &[Text], entries: usize) -> Vec<HeldOut> {
    let split = |text: &Text| match text.kind {
        _ if is_near_miss(text.example.entry) => Split::NearMiss,
        Kind::Question(n) if n % 5 == usize::from(text.example.entry) % 5 => Split::InScope,
        _ => Split::Train,
    };
    let kept: Vec<Example> =
        texts.iter().filter(|text| split(text) == Split::Train).map(|text| text.example.clone()).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let model = Model::pack(&train::Model::train(&kept, entries));
    let ask = |features: &[Feature], entry| {
        let vector = model.vector(features, MEANINGS.of(features));
        let mut scores = vec![0.0; entries];
        model.score(&vector, &mut scores);
        HeldOut { scores, seen: vector.seen(), entry }
    };
    let trained: std::collections::HashSet<u16> = kept.iter().map(|example| example.entry).collect();
    let asked = texts.iter().filter(|text| matches!(text.kind, Kind::Question(_))).filter_map(|text| {
        let Example { features, entry, .. } = &text.example;
        match split(text) {
            Split::InScope if trained.contains(entry) => Some(ask(features, Some(*entry))),
            Split::NearMiss => Some(ask(features, None)),
            _ => None,
        }
    });
    let far = background().map(|message| ask(&features(&normalise(message)), None));
    asked.take(HELD_OUT).chain(far).collect()
}

#[derive(PartialEq)]
enum Split {
    Train,
    InScope,
    NearMiss,
}

/// One entry in eight is left out altogether: its questions are near misses.
fn is_near_miss(entry: u16) -> bool {
    entry % 8 == 5
}
