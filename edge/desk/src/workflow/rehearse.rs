//! How a rule would have fared in a conversation that took place without it: its log is told again, and nothing is changed.

use protocol::event::{Body, Event};
use protocol::shop::Settings;
use protocol::workflow::{Action, Rule, When};
use protocol::{ConversationId, Millis};

use super::{act, due, is_ready, ran, trigger};
use crate::Conversation;
use crate::text::excerpt;

/// How much of what the shopper said is told, in characters.
const SAID_CHARS: usize = 120;

/// A rule on trial in one conversation. Hand it the log's events in order, then [`Rehearsal::finish`].
///
/// Events of the same time came of one command: rules look at them together, as they do when it is carried out.
pub struct Rehearsal<'a> {
    rule: Rule,
    settings: &'a Settings,
    id: ConversationId,
    conversation: Conversation,
    together: Vec<Event>,
    matches: Vec<protocol::workflow::Match>,
}

impl<'a> Rehearsal<'a> {
    /// A rule on trial; it counts as on.
    #[must_use]
    pub fn new(rule: &Rule, settings: &'a Settings, id: ConversationId) -> Self {
        let rule = Rule { on: true, ..rule.clone() };
        let (conversation, together, matches) = (Conversation::default(), Vec::new(), Vec::new());
        Self { rule, settings, id, conversation, together, matches }
    }

    /// The log's next event.
    pub fn add(&mut self, event: Event) {
        if self.together.first().is_some_and(|first| first.at != event.at) {
            self.act(event.at);
        }
        self.together.push(event);
    }

    /// When the rule would have run, up to now.
    #[must_use]
    pub fn finish(mut self, now: Millis) -> Vec<protocol::workflow::Match> {
        self.act(now);
        self.matches
    }

    /// Tells what happened at one time, and what the rule makes of it and of the quiet until the next.
    fn act(&mut self, next: Millis) {
        let mut events = std::mem::take(&mut self.together).into_iter().peekable();
        let mut happened: Vec<(When, Millis)> = Vec::new();
        let is_by_rule = |event: &Event| matches!(event.body, Body::RuleRan { .. });
        while let Some(event) = events.next_if(|event| !is_by_rule(event)) {
            happened.extend(trigger(&event).map(|when| (when, event.at)));
            self.conversation.apply(&event);
        }
        for (when, at) in happened {
            if when == self.rule.when && is_ready(&self.conversation, &self.rule, self.settings, at) {
                self.note(at);
            }
        }
        // What rules did at that time sets off none; that this one did it is told anew here.
        events.filter(|event| !is_by_rule(event)).for_each(|event| self.conversation.apply(&event));
        if let Some(at) = due(&self.conversation, &self.rule, self.settings).filter(|at| *at < next) {
            self.note(at);
        }
    }

    fn note(&mut self, at: Millis) {
        let changes = |action: &&Action| act::changes_something(&self.conversation, action, self.settings);
        let does = self.rule.actions.iter().filter(changes);
        let does: Vec<Action> = does.cloned().collect();
        let said = excerpt(self.conversation.story().last_text().unwrap_or_default(), SAID_CHARS);
        self.matches.push(protocol::workflow::Match { conversation: self.id, at, said, does });
        ran(self.conversation.runs_mut(), self.rule.id, at);
    }
}
