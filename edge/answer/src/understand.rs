//! What a message means before any shop's knowledge is asked.

use protocol::Understood;

/// Reads a message: plain spelling, language, acts, mood, facts.
#[must_use]
pub fn understand(text: &str) -> Understood {
    Understood { normalized: text.to_lowercase(), ..Understood::default() }
}
