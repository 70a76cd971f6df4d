//! What is seen. Each part of the page has its file.

pub(crate) mod banner;
pub(crate) mod composer;
pub(crate) mod files;
pub(crate) mod handoff;
pub(crate) mod header;
pub(crate) mod message;
pub(crate) mod rating;
pub(crate) mod thread;
pub(crate) mod welcome;
