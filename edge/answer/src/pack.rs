//! A shop's knowledge, compiled: immutable, versioned, checked.

use protocol::shop::Knowledge;
use protocol::{Decision, EntryId};

/// A shop's compiled knowledge, ready to be asked.
#[derive(Debug)]
pub struct Pack {}

/// Why knowledge can't be compiled; names the entry and what to change.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {}

/// Why bytes are not a pack that can be asked.
#[derive(Debug, thiserror::Error)]
pub enum PackError {}

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
    /// Compiles knowledge into a pack's bytes.
    ///
    /// # Errors
    /// When an entry can't be used: no id twice, a title or a question, an answer.
    pub fn compile(_knowledge: &Knowledge, _version: u64) -> Result<Vec<u8>, CompileError> {
        Ok(Vec::new())
    }

    /// Opens a compiled pack.
    ///
    /// # Errors
    /// When the bytes are damaged, or of another format's version.
    pub fn load(_bytes: Vec<u8>) -> Result<Self, PackError> {
        Ok(Self {})
    }

    /// The version given when it was compiled.
    #[must_use]
    pub fn version(&self) -> u64 {
        0
    }

    /// An entry's words.
    #[must_use]
    pub fn entry(&self, _id: &EntryId) -> Option<EntryText<'_>> {
        None
    }

    /// Decides on a message. `text` of the result is empty: [`crate::speak::say`] words it.
    ///
    /// The verdict is `Handoff` only where the message alone calls for a person (asked for, anger, discretion); what
    /// needs the conversation's history (unsure twice, asked again) is the desk's to see.
    #[must_use]
    pub fn decide(&self, text: &str, _before: Before<'_>) -> Decision {
        Decision {
            decision: protocol::decision::Verdict::Unknown,
            rule: protocol::decision::Rule::NothingFits,
            entries: Vec::new(),
            text: String::new(),
            understood: crate::understand(text),
            knowledge: self.version(),
        }
    }
}
