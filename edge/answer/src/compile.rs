//! From knowledge to what a pack holds: examples, vocabulary, the trained model.

use protocol::shop::{Entry, Knowledge};

use crate::model::Model;
use crate::normalise::{Word, normalise};
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
    let mut texts: Vec<Text> =
        knowledge.entries.iter().enumerate().flat_map(|(n, entry)| texts(n, entry)).collect();
    let trust = trust(&texts);
    texts.iter_mut().for_each(|text| text.example.sense.trust(trust));
    let asked = texts.iter().filter(|text| text.kind != Kind::Answer);
    let vocabulary = Vocabulary::new(asked.flat_map(|text| &text.words).map(|word| word.plain.as_ref()));
    let entries = knowledge.entries.len();
    let elsewhere = elsewhere(&texts, entries);
    let examples: Vec<Example> = texts.into_iter().map(|text| text.example).collect();
    let model = Model::pack(&train::Model::train(&examples, entries));
    Compiled { vocabulary, model, trust, elsewhere }
}

/// A text of an entry.
struct Text {
    kind: Kind,
    words: Vec<Word>,
    example: Example,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Question,
    Title,
    Answer,
}

fn texts(place: usize, entry: &Entry) -> Vec<Text> {
    let text = |kind, text: &str, weight| {
        let words = normalise(text);
        let example = Example { sense: Sense::of(&words), entry: place as u16, weight };
        Text { kind, words, example }
    };
    let mut texts: Vec<Text> =
        entry.questions.iter().map(|question| text(Kind::Question, question, 1.0)).collect();
    texts.push(text(Kind::Title, &entry.title, TITLE));
    texts.push(text(Kind::Answer, &entry.answer, ANSWER));
    texts.retain(|text| !text.words.is_empty());
    texts
}

/// How much of the knowledge is a shop's matter, squared: the space was learnt from shops, and misleads about, say, a voice
/// assistant's commands.
fn trust(texts: &[Text]) -> f32 {
    let asked = || texts.iter().filter(|text| text.kind == Kind::Question);
    let elsewhere: f32 = asked().map(|text| text.example.sense.needs.elsewhere).sum();
    (1.0 - elsewhere / asked().count().max(1) as f32).powi(2)
}

fn elsewhere(texts: &[Text], entries: usize) -> Vec<f32> {
    let mut sums = vec![(0.0, 0.0); entries];
    for text in texts.iter().filter(|text| text.kind != Kind::Answer) {
        let (sum, count) = &mut sums[usize::from(text.example.entry)];
        *sum += text.example.sense.needs.elsewhere;
        *count += 1.0;
    }
    sums.into_iter().map(|(sum, count)| sum / f32::max(count, 1.0)).collect()
}
