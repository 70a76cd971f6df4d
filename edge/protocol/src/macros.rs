//! Macros: replies that a shop's people have ready, under a shortcut.

use serde::{Deserialize, Serialize};

use crate::id::MacroId;

/// A reply that is ready. Words in braces (`{resi}`) are filled in from the conversation; what it doesn't tell, the agent
/// writes before sending.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Macro {
    /// Minted by whoever made it.
    pub id: MacroId,
    /// What is typed after `/`: 1 to [`crate::limits::SHORTCUT_CHARS`] of `a-z`, `0-9` and `-`; one macro each.
    pub shortcut: String,
    /// What it is for, in a few words: 1 to [`crate::limits::TITLE_CHARS`] characters.
    pub title: String,
    /// The reply: 1 to [`crate::limits::TEXT_CHARS`] characters.
    pub text: String,
}

/// `PUT /v1/staff/macros/{id}`: make or replace a macro; the id is minted by whoever makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PutMacro {
    /// See [`Macro::shortcut`].
    pub shortcut: String,
    /// See [`Macro::title`].
    pub title: String,
    /// See [`Macro::text`].
    pub text: String,
}

/// `GET /v1/staff/macros`, and the answer to every change of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Macros {
    /// All of the shop's, by shortcut; at most [`crate::limits::MACROS`].
    pub macros: Vec<Macro>,
}
