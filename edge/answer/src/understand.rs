//! What a message means before any shop's knowledge is asked.

use protocol::Understood;

use crate::reading::Reading;

/// Reads a message: plain spelling, language, acts, mood, facts. At most the first 1,200 characters are read.
#[must_use]
pub fn understand(text: &str) -> Understood {
    Reading::of(text).understood()
}
