//! Tags and priority: what staff call a conversation among themselves. Anyone who talks to shoppers may set them, whoever has
//! the conversation; a shopper never learns of them.

use protocol::Priority;
use protocol::event::Body;
use protocol::limits::{TAG_CHARS, TAGS};
use protocol::problem::{Kind, Problem};

use crate::{Conversation, text};

/// A conversation's labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Labels {
    /// In the order of the alphabet, each once.
    pub tags: Vec<String>,
    pub priority: Priority,
}

impl Labels {
    pub fn change(&mut self, add: &[String], remove: &[String]) {
        self.tags.retain(|tag| !remove.contains(tag));
        self.tags.extend_from_slice(add);
        self.tags.sort_unstable();
        self.tags.dedup();
    }
}

/// A tag as it is stored: on one line and in lower case, so that "Grosir" and "grosir" are one.
///
/// # Errors
/// `Invalid` when nothing readable is left, `TooLarge` where it is too long.
fn tag(written: &str) -> Result<String, Problem> {
    let tag = text::required(written, TAG_CHARS)?;
    Ok(tag.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// What a change of the tags becomes in the log.
///
/// # Errors
/// As [`tag`]; `Invalid` where nothing would change or a tag is to be added and removed; `TooLarge` for too many.
pub(crate) fn tagged(add: &[String], remove: &[String]) -> Result<Body, Problem> {
    let (add, remove) = (each_once(add)?, each_once(remove)?);
    if add.is_empty() && remove.is_empty() {
        return Err(Problem::new(Kind::Invalid, "Name a tag to `add` or to `remove`."));
    }
    if let Some(both) = add.iter().find(|tag| remove.contains(tag)) {
        return Err(Problem::new(Kind::Invalid, format!("`{both}` can't be added and removed at once.")));
    }
    Ok(Body::Tagged { add, remove })
}

fn each_once(tags: &[String]) -> Result<Vec<String>, Problem> {
    if tags.len() > TAGS { Err(too_many()) } else { self::tags(tags) }
}

/// Tags as they are stored, in the order of the alphabet, each once.
///
/// # Errors
/// As [`tag`].
pub(crate) fn tags(tags: &[String]) -> Result<Vec<String>, Problem> {
    let mut tags = tags.iter().map(|written| tag(written)).collect::<Result<Vec<_>, _>>()?;
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

/// Whether the conversation has room for these.
pub(crate) fn may_tag(conversation: &Conversation, add: &[String], remove: &[String]) -> Result<(), Problem> {
    let mut labels = conversation.labels().clone();
    labels.change(add, remove);
    if labels.tags.len() > TAGS { Err(too_many()) } else { Ok(()) }
}

fn too_many() -> Problem {
    Problem::new(Kind::TooLarge, format!("A conversation has at most {TAGS} tags. Remove one first."))
}
