//! From knowledge to what a pack holds: examples, vocabulary, the trained model.

use std::collections::BTreeSet;

use protocol::shop::{Entry, Knowledge};

use crate::model::Model;
use crate::normalise::normalise;
use crate::sense::Sense;
use crate::train::{self, Example};
use crate::vocabulary::Vocabulary;

/// What a pack holds besides the entries' words.
#[derive(Debug)]
pub struct Compiled {
    pub vocabulary: Vocabulary,
    pub model: Model,
    /// How much the shared space counts for this knowledge: 0 to 1.
    pub trust: f32,
    /// For each entry, how probably its own questions are no matter of a shop: 0 to 1.
    pub elsewhere: Vec<f32>,
}

/// How much an entry's title counts beside each of its questions …
const TITLE: f32 = 0.7;
/// … and its answer, which has many words that nobody asks with.
const ANSWER: f32 = 0.1;

/// Compiles knowledge that has been checked.
pub fn compile(knowledge: &Knowledge) -> Compiled {
    let (mut texts, vocabulary) = read(knowledge);
    let entries = knowledge.entries.len();
    let trust = trust(&texts);
    let elsewhere = elsewhere(&texts, entries);
    texts.iter_mut().for_each(|text| text.example.trust(trust));
    let examples = texts.into_iter().map(|text| text.example).collect();
    let model = Model::pack(&train::Model::train(examples, entries));
    Compiled { vocabulary, model, trust, elsewhere }
}

/// A text of an entry. There are thousands: it keeps no more than what is learnt from.
struct Text {
    kind: Kind,
    /// How probably it is no matter of a shop: 0 to 1.
    elsewhere: f32,
    example: Example,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Question,
    Title,
    Answer,
}

/// The texts, and the words that people ask with.
fn read(knowledge: &Knowledge) -> (Vec<Text>, Vocabulary) {
    let count = knowledge.entries.iter().map(|entry| texts(entry).count()).sum();
    let mut all = Vec::with_capacity(count);
    let mut asked = BTreeSet::new();
    for (place, entry) in knowledge.entries.iter().enumerate() {
        for (kind, weight, text) in texts(entry) {
            let words = normalise(text);
            if words.is_empty() {
                continue;
            }
            let sense = Sense::of(&words);
            let elsewhere = sense.needs.elsewhere;
            all.push(Text { kind, elsewhere, example: Example::new(&sense, place as u16, weight) });
            if kind != Kind::Answer {
                asked.extend(words.into_iter().map(|word| word.plain));
            }
        }
    }
    let vocabulary = Vocabulary::new(asked.iter().map(AsRef::as_ref));
    (all, vocabulary)
}

/// An entry's texts, and how much each counts.
fn texts(entry: &Entry) -> impl Iterator<Item = (Kind, f32, &str)> {
    let questions = entry.questions.iter().map(|question| (Kind::Question, 1.0, question.as_str()));
    questions
        .chain([(Kind::Title, TITLE, entry.title.as_str()), (Kind::Answer, ANSWER, entry.answer.as_str())])
}

/// How much of the knowledge is a shop's matter, squared: the space was learnt from shops, and misleads about, say, a voice
/// assistant's commands.
fn trust(texts: &[Text]) -> f32 {
    let asked = || texts.iter().filter(|text| text.kind == Kind::Question);
    let elsewhere: f32 = asked().map(|text| text.elsewhere).sum();
    (1.0 - elsewhere / asked().count().max(1) as f32).powi(2)
}

fn elsewhere(texts: &[Text], entries: usize) -> Vec<f32> {
    let mut sums = vec![(0.0, 0.0); entries];
    for text in texts.iter().filter(|text| text.kind != Kind::Answer) {
        let (sum, count) = &mut sums[usize::from(text.example.entry)];
        *sum += text.elsewhere;
        *count += 1.0;
    }
    sums.into_iter().map(|(sum, count)| sum / f32::max(count, 1.0)).collect()
}
