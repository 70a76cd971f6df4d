//! Whether a rule's conditions hold.

use answer::Words;
use protocol::Millis;
use protocol::shop::Settings;
use protocol::workflow::{Condition, Rule};

use crate::Conversation;
use crate::hours::{Opening, opening};

/// A conversation at a moment, as conditions look at it.
pub(super) struct Scene<'a> {
    pub conversation: &'a Conversation,
    pub settings: &'a Settings,
    pub at: Millis,
}

impl Scene<'_> {
    /// All of a rule's conditions, or any if that is enough.
    pub fn holds(&self, rule: &Rule) -> bool {
        let mut conditions = rule.conditions.iter();
        match rule.any && !rule.conditions.is_empty() {
            true => conditions.any(|condition| self.is_so(condition)),
            false => conditions.all(|condition| self.is_so(condition)),
        }
    }

    fn is_so(&self, condition: &Condition) -> bool {
        let story = self.conversation.story();
        match condition {
            Condition::Says { phrases } => says(story.last_text(), phrases),
            Condition::Page { phrases } => says(self.conversation.page(), phrases),
            Condition::About { entries } => {
                self.conversation.subjects().iter().any(|entry| entries.contains(entry))
            }
            Condition::Mood { moods } => moods.contains(&story.mood()),
            Condition::Language { languages } => {
                story.last_language().is_some_and(|language| languages.contains(&language))
            }
            Condition::Names { facts } => story.facts().iter().any(|fact| facts.contains(&fact.kind)),
            Condition::Open { open } => (opening(&self.settings.hours, self.at) == Opening::Open) == *open,
            Condition::Tagged { tags } => {
                tags.iter().any(|tag| self.conversation.labels().tags.contains(tag))
            }
            Condition::Priority { priorities } => priorities.contains(&self.conversation.labels().priority),
            Condition::Rating { at_most } => {
                self.conversation.felt().rating.is_some_and(|score| score <= *at_most)
            }
            Condition::Unknown => false,
        }
    }
}

pub(crate) fn says(text: Option<&str>, phrases: &[String]) -> bool {
    let words = Words::read(text.unwrap_or_default());
    phrases.iter().any(|phrase| words.say(&Words::read(phrase)))
}
