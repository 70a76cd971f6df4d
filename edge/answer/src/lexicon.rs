//! The language data under `language/`: what is looked up for every word (compiled by `build.rs`), and the phrase
//! tables, which are read once, at first use, by the same normaliser that reads messages.

use std::sync::LazyLock;

use crate::hash;
use crate::keys::Keys;
use crate::phrases::Phrases;

/// Where a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An Indonesian word, in plain or everyday spelling.
    Indonesian,
    /// A Javanese word.
    Javanese,
    /// A Sundanese word.
    Sundanese,
    /// An English word.
    English,
    /// An English word that is everyday Indonesian.
    Loan,
    /// Not a word we know.
    Unknown,
}

include!(concat!(env!("OUT_DIR"), "/language.rs"));

/// The words' hashes in each of the compiled tables.
struct Tables {
    forms: Keys,
    meanings: Keys,
    roots: Keys,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    forms: keys(FORMS.iter().map(|(key, ..)| *key)),
    meanings: keys(MEANINGS.iter().map(|(key, ..)| *key)),
    roots: keys(ROOTS.iter().copied()),
});

/// Sorted they are: `build.rs` sorts them.
fn keys(sorted: impl Iterator<Item = u32>) -> Keys {
    Keys::new(sorted.collect()).unwrap_or_default()
}

/// The plain words behind an everyday spelling.
pub fn form(word: &str) -> Option<&'static str> {
    let (_, form, plain) = FORMS[TABLES.forms.find(hash::word(word))?];
    (form == word).then_some(plain)
}

/// The language and the Indonesian meaning (maybe empty) of a word of another language.
pub fn meaning(word: &str) -> Option<(Origin, &'static str)> {
    let (_, known, origin, meaning) = MEANINGS[TABLES.meanings.find(hash::word(word))?];
    (known == word).then_some((origin, meaning))
}

/// Whether this is an Indonesian root word.
pub fn is_root(word: &str) -> bool {
    TABLES.roots.find(hash::word(word)).is_some()
}

/// What a phrase says that a shopper does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Greeting,
    Thanks,
    Goodbye,
    SmallTalk,
    Person,
    NoPerson,
    Question,
    Complaint,
    Yes,
    No,
    /// An instruction to the bot itself.
    Order,
    /// A word of asking that alone doesn't make a message a question.
    Asks,
    /// A word that joins one question to another.
    Join,
}

/// What a phrase tells of the mood of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoodWord {
    /// Insult, curse, threat.
    Fury,
    /// A phrase in which a word of fury is harmless.
    Innocent,
    Hedge,
    Hurry,
}

/// A parcel courier.
#[derive(Debug)]
pub struct Courier {
    pub name: &'static str,
    /// The shapes of its tracking numbers; see the head of `couriers.tsv`.
    pub shapes: Vec<&'static str>,
}

/// The phrase tables.
#[derive(Debug)]
pub struct Lexicon {
    /// Names of concepts, by their place in `concept_names`.
    pub concepts: Phrases<u16>,
    pub concept_names: Vec<&'static str>,
    pub signs: Phrases<Sign>,
    pub moods: Phrases<MoodWord>,
    /// What a person must judge: the kind's name.
    pub discretion: Phrases<&'static str>,
    pub couriers: Vec<Courier>,
    /// Names of couriers, by their place in `couriers`.
    pub courier_names: Phrases<u16>,
    /// Hashes of the fillers, sorted.
    fillers: Vec<u32>,
}

/// The one lexicon.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    /// Whether a plain word carries a conversation but rarely its subject.
    pub fn is_filler(&self, word: &str) -> bool {
        self.fillers.binary_search(&hash::word(word)).is_ok()
    }

    fn read() -> Self {
        let mut concepts = Phrases::default();
        let mut concept_names = Vec::new();
        for [name, names] in table(include_str!("../language/concepts.tsv")) {
            let concept = concept_names.len() as u16;
            concept_names.push(name);
            list(names).for_each(|name| concepts.insert(name, concept));
        }
        let mut couriers = Vec::new();
        let mut courier_names = Phrases::default();
        for [name, names, shapes] in table(include_str!("../language/couriers.tsv")) {
            let courier = couriers.len() as u16;
            list(names).for_each(|name| courier_names.insert(name, courier));
            couriers.push(Courier { name, shapes: list(shapes).collect() });
        }
        let mut fillers: Vec<u32> = rows(include_str!("../language/fillers.txt")).map(hash::word).collect();
        fillers.sort_unstable();
        Self {
            concepts,
            concept_names,
            signs: phrases(include_str!("../language/acts.tsv"), sign),
            moods: phrases(include_str!("../language/moods.tsv"), mood_word),
            discretion: phrases(include_str!("../language/discretion.tsv"), Some),
            couriers,
            courier_names,
            fillers,
        }
    }
}

fn phrases<T: Copy>(file: &'static str, read: impl Fn(&'static str) -> Option<T>) -> Phrases<T> {
    let mut all = Phrases::default();
    for [kind, phrases] in table(file) {
        if let Some(kind) = read(kind) {
            list(phrases).for_each(|phrase| all.insert(phrase, kind));
        }
    }
    all
}

fn sign(name: &str) -> Option<Sign> {
    Some(match name {
        "greeting" => Sign::Greeting,
        "thanks" => Sign::Thanks,
        "goodbye" => Sign::Goodbye,
        "smalltalk" => Sign::SmallTalk,
        "person" => Sign::Person,
        "no-person" => Sign::NoPerson,
        "question" => Sign::Question,
        "complaint" => Sign::Complaint,
        "yes" => Sign::Yes,
        "no" => Sign::No,
        "order" => Sign::Order,
        "asks" => Sign::Asks,
        "join" => Sign::Join,
        _ => return None,
    })
}

fn mood_word(name: &str) -> Option<MoodWord> {
    Some(match name {
        "fury" => MoodWord::Fury,
        "innocent" => MoodWord::Innocent,
        "hedge" => MoodWord::Hedge,
        "hurry" => MoodWord::Hurry,
        _ => return None,
    })
}

/// Lines without comments and blanks.
fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn table<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    rows(file).map(|row| {
        let mut cells = row.split('\t').map(str::trim);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

fn list(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(',').map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row has its cells and a kind that is known; a typing slip in a data file is told here.
    #[test]
    fn the_data_files_are_well_formed() {
        for (file, text, cells) in [
            ("concepts", include_str!("../language/concepts.tsv"), 2),
            ("acts", include_str!("../language/acts.tsv"), 2),
            ("moods", include_str!("../language/moods.tsv"), 2),
            ("discretion", include_str!("../language/discretion.tsv"), 2),
            ("couriers", include_str!("../language/couriers.tsv"), 3),
        ] {
            for row in rows(text) {
                assert!(row.split('\t').count() <= cells && row.contains('\t'), "{file}: {row}");
            }
        }
        for [kind, _] in table(include_str!("../language/acts.tsv")) {
            assert!(sign(kind).is_some(), "{kind}");
        }
        for [kind, _] in table(include_str!("../language/moods.tsv")) {
            assert!(mood_word(kind).is_some(), "{kind}");
        }
    }
}
