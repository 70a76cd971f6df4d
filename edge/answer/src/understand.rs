//! What a message means before any shop's knowledge is asked.

use protocol::Understood;
use protocol::decision::Rule;

use crate::acts;
use crate::reading::Reading;

/// Reads a message: plain spelling, language, acts, mood, facts. At most the first 1,200 characters are read.
#[must_use]
pub fn understand(text: &str) -> Understood {
    Reading::alone(text).understood()
}

/// The same, with the rule for a message that is a greeting, thanks or a goodbye and nothing else: such a one needs no
/// shop's knowledge.
#[must_use]
pub fn understand_courtesy(text: &str) -> (Understood, Option<Rule>) {
    let reading = Reading::alone(text);
    let rule = acts::small_talk(&reading.words, &reading.signs);
    (reading.understood(), rule)
}
