//! A shop's knowledge, compiled: immutable, versioned, checked.
//!
//! All numbers are little-endian. A pack is `SAPA`, the format's version (u16), the version of the language data that it
//! was compiled with (u64), the checksum of everything after it (u64), then: the knowledge's version (u64); the entries (id,
//! title, answer, how little they are a shop's matter); the shop's own words; how much the shared space counts (f32); the
//! model: the features' rarity and their weights, one byte each; for each feature, by its hash, how far that is from the
//! hash before, how many entries it speaks for, and how far each of them is from the one before, all as LEB128; each entry's
//! weights for a message's meaning, one byte a dimension.

use protocol::shop::Knowledge;
use protocol::{Decision, EntryId};

use crate::bytes::{Reader, Writer, checksum};
use crate::calibrate::Labelled;
use crate::compile;
use crate::decide;
use crate::lexicon::LANGUAGE_VERSION;
use crate::model::Model;
use crate::vocabulary::Vocabulary;
use crate::weigh;

/// The first bytes of every pack.
const MAGIC: &[u8; 4] = b"SAPA";
/// Changes with every change of what is stored, of how features are made or of how the model is trained.
const FORMAT: u16 = 5;
/// The most entries a pack can hold.
pub const MAX_ENTRIES: usize = 20_000;

/// A shop's compiled knowledge, ready to be asked.
#[derive(Debug)]
pub struct Pack {
    version: u64,
    pub(crate) entries: Vec<Stored>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) model: Model,
    /// How much the shared space counts for this knowledge: 0 to 1.
    pub(crate) trust: f32,
}

/// An entry as a pack keeps it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub id: EntryId,
    pub title: String,
    pub answer: String,
    /// How probably its own questions are no matter of a shop: 0 to 1.
    pub elsewhere: f32,
}

/// Why knowledge can't be compiled; names the entry and what to change.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// There is nothing to compile.
    #[error("the knowledge has no entries: add at least one")]
    Empty,
    /// More than a pack can hold.
    #[error("the knowledge has {0} entries, more than {MAX_ENTRIES}: split it, or remove some")]
    TooMany(usize),
    /// Two entries with one id.
    #[error("entry `{0}` is there twice: give one of them another id")]
    SameId(EntryId),
    /// Nothing to recognise an entry by.
    #[error("entry `{0}` has neither a title nor a question: add one")]
    NoQuestion(EntryId),
    /// Nothing to say.
    #[error("entry `{0}` has no answer: write what the bot should say")]
    NoAnswer(EntryId),
}

/// Why bytes are not a pack that can be asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not a pack at all.
    #[error("this is not a pack of knowledge: publish the knowledge again")]
    Foreign,
    /// A pack of another version of this program.
    #[error("the pack has format {0}, this program reads {FORMAT}: publish the knowledge again")]
    Format(u16),
    /// A pack compiled with other language data: its features and places mean something else.
    #[error("the pack was made with other language data than this program's: publish the knowledge again")]
    Language,
    /// Bytes are missing or were changed.
    #[error("the pack is damaged: publish the knowledge again")]
    Damaged,
}

/// What came before in the conversation, for messages that lean on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before<'a> {
    /// The shopper's previous message.
    pub text: Option<&'a str>,
    /// The entry last answered with.
    pub entry: Option<&'a EntryId>,
    /// The choices the bot last offered, in order ("yang kedua").
    pub offered: &'a [EntryId],
}

/// What the pack knows of one entry.
#[derive(Debug, Clone, Copy)]
pub struct EntryText<'a> {
    /// Its title.
    pub title: &'a str,
    /// What the bot says.
    pub answer: &'a str,
}

impl Pack {
    /// How many bytes tell whether a pack [is current](Self::is_current).
    pub const HEAD: usize = 14;

    /// Compiles knowledge into a pack's bytes. The same knowledge gives the same bytes.
    ///
    /// # Errors
    /// When an entry can't be used: no id twice, a title or a question, an answer.
    pub fn compile(knowledge: &Knowledge, version: u64) -> Result<Vec<u8>, CompileError> {
        check(knowledge)?;
        let compiled = compile::compile(knowledge);
        let mut body = Writer::default();
        body.u64(version);
        body.u32(knowledge.entries.len() as u32);
        for (entry, elsewhere) in knowledge.entries.iter().zip(compiled.elsewhere) {
            body.text(entry.id.as_str());
            body.text(title(entry));
            body.text(entry.answer.trim());
            body.u8((elsewhere * 255.0).round() as u8);
        }
        compiled.vocabulary.write(&mut body);
        body.f32(compiled.trust);
        compiled.model.write(&mut body);
        let mut pack = Writer::default();
        pack.raw(MAGIC);
        pack.u16(FORMAT);
        pack.u64(LANGUAGE_VERSION);
        pack.u64(checksum(body.bytes()));
        pack.raw(body.bytes());
        Ok(pack.into_bytes())
    }

    /// Whether this program can open a pack that begins with these bytes, [`Self::HEAD`] or more; one made by another
    /// version of it must be compiled anew.
    #[must_use]
    pub fn is_current(head: &[u8]) -> bool {
        let mut reader = Reader::new(head);
        reader.raw(MAGIC.len()) == Some(MAGIC)
            && reader.u16() == Some(FORMAT)
            && reader.u64() == Some(LANGUAGE_VERSION)
    }

    /// Opens a compiled pack.
    ///
    /// # Errors
    /// When the bytes are damaged, or of another format's version.
    pub fn load(bytes: Vec<u8>) -> Result<Self, PackError> {
        let mut reader = Reader::new(&bytes);
        if reader.raw(MAGIC.len()) != Some(MAGIC) {
            return Err(PackError::Foreign);
        }
        match reader.u16() {
            Some(FORMAT) => {}
            Some(other) => return Err(PackError::Format(other)),
            None => return Err(PackError::Damaged),
        }
        if reader.u64().ok_or(PackError::Damaged)? != LANGUAGE_VERSION {
            return Err(PackError::Language);
        }
        let sum = reader.u64().ok_or(PackError::Damaged)?;
        if checksum(reader.rest()) != sum {
            return Err(PackError::Damaged);
        }
        Self::read(&mut reader).ok_or(PackError::Damaged)
    }

    /// The parts after the checksum. It protects against accidents only, so every number is still checked.
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let version = reader.u64()?;
        let count = reader.u32()? as usize;
        if count == 0 || count > MAX_ENTRIES {
            return None;
        }
        let mut stored = || {
            let id = reader.text()?.parse().ok()?;
            let (title, answer) = (reader.text()?.to_owned(), reader.text()?.to_owned());
            let elsewhere = f32::from(reader.raw(1)?[0]) / 255.0;
            Some(Stored { id, title, answer, elsewhere })
        };
        let entries: Vec<Stored> = (0..count).map(|_| stored()).collect::<Option<_>>()?;
        let vocabulary = Vocabulary::read(reader)?;
        let trust = reader.f32().filter(|trust| (0.0..=1.0).contains(trust))?;
        let model = Model::read(reader, count)?;
        reader.rest().is_empty().then_some(Self { version, entries, vocabulary, model, trust })
    }

    /// The version given when it was compiled.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never: a pack has at least one entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An entry's words.
    #[must_use]
    pub fn entry(&self, id: &EntryId) -> Option<EntryText<'_>> {
        let stored = self.entries.iter().find(|stored| stored.id == *id)?;
        Some(EntryText { title: &stored.title, answer: &stored.answer })
    }

    /// Decides on a message. `text` of the result is empty: [`crate::speak::say`] words it.
    ///
    /// The verdict is `Handoff` only where the message alone calls for a person (asked for, anger, discretion); what
    /// needs the conversation's history (unsure twice, asked again) is the desk's to see. `entries` are filled for a
    /// `Handoff` and an `Unknown` too: what came nearest, at most three.
    #[must_use]
    pub fn decide(&self, text: &str, before: Before<'_>) -> Decision {
        decide::decide(self, text, before)
    }

    /// Decides on each question of a message that holds several: one answer each, at most three, in their order; then, if
    /// more was asked, at most one decision about the rest. Any other message is decided on as one.
    #[must_use]
    pub fn decide_each(&self, text: &str, before: Before<'_>) -> Vec<Decision> {
        decide::decide_each(self, text, before)
    }

    /// What [`crate::calibrate`] is fitted on: a message's scores and signals, before they are made probabilities.
    /// `expected` are the entries that answer it; ids that the pack doesn't have are left out.
    #[must_use]
    pub fn labelled(&self, text: &str, expected: &[&str]) -> Labelled {
        let place = |id: &&str| self.entries.iter().position(|entry| entry.id.as_str() == *id);
        weigh::labelled(self, text, expected.iter().filter_map(place).collect())
    }
}

fn check(knowledge: &Knowledge) -> Result<(), CompileError> {
    let entries = &knowledge.entries;
    match entries.len() {
        0 => return Err(CompileError::Empty),
        count if count > MAX_ENTRIES => return Err(CompileError::TooMany(count)),
        _ => {}
    }
    let mut ids = std::collections::HashSet::new();
    for entry in entries {
        let blank = |text: &String| text.trim().is_empty();
        if !ids.insert(&entry.id) {
            return Err(CompileError::SameId(entry.id.clone()));
        }
        if blank(&entry.title) && entry.questions.iter().all(blank) {
            return Err(CompileError::NoQuestion(entry.id.clone()));
        }
        if blank(&entry.answer) {
            return Err(CompileError::NoAnswer(entry.id.clone()));
        }
    }
    Ok(())
}

/// What a choice's button shows: the title, or the first question where there is none.
fn title(entry: &protocol::shop::Entry) -> &str {
    let titles = std::iter::once(&entry.title).chain(&entry.questions);
    titles.map(|title| title.trim()).find(|title| !title.is_empty()).unwrap_or_default()
}
