//! A conversation as one line of the inbox.

use protocol::decision::Tongue;
use protocol::shop::Language;
use protocol::staff::{Given, InboxRow};
use protocol::{ConversationId, Seq};

use crate::Conversation;
use crate::conversation::State;
use crate::service::Case;
use crate::text::excerpt;

/// How much of the last message an inbox shows, in characters.
const LINE_CHARS: usize = 120;

impl Conversation {
    /// The conversation as the inbox shows it; `None` before anything was said.
    /// `read` is the last event that an agent's screen has shown. The log can't tell who was mentioned and hasn't looked yet,
    /// nor what is due ([`Conversation::due`]).
    #[must_use]
    pub fn row(&self, conversation: ConversationId, read: Seq) -> Option<InboxRow> {
        let line = self.last_line()?;
        let felt = self.felt();
        let is_waiting = matches!(self.state(), State::Waiting(_));
        Some(InboxRow {
            conversation,
            seq: self.last(),
            read,
            status: self.status(),
            customer_id: self.customer(),
            customer: self.contact().map(|contact| contact.address.clone()).unwrap_or_default(),
            external_id: None,
            contacts: self.contacts().to_vec(),
            team: self.for_team().map(|waits| waits.team.clone()),
            overflowed: is_waiting && self.for_team().is_some_and(|waits| waits.overflowed),
            language: is_waiting.then(|| self.language_written()),
            promise: self.promise(),
            last_line: excerpt(&line.text, LINE_CHARS),
            last_files: line.files.clone(),
            last_by: line.by.to_owned(),
            last_at: line.at,
            mood: felt.mood_now,
            unread: self.unread(read),
            rating: felt.rating,
            comment: excerpt(self.comment(), LINE_CHARS),
            given: self.given_to_holder(),
            tags: self.labels().tags.clone(),
            priority: self.labels().priority,
            due: None,
            missed: self.case().and_then(Case::missed_at),
            mentioned: Vec::new(),
        })
    }

    /// The language in which somebody is to answer who waits: of what they wrote, else of what their page or browser asked for.
    fn language_written(&self) -> Tongue {
        let asked_for = match self.language() {
            Language::En => Tongue::English,
            Language::Id => Tongue::Indonesian,
        };
        self.story().language().unwrap_or(asked_for)
    }

    /// How it came to whoever has it.
    fn given_to_holder(&self) -> Option<Given> {
        match self.state() {
            State::Agent { gift: Some(gift), .. } => {
                Some(Given { by: gift.by.clone(), note: excerpt(&gift.note, LINE_CHARS) })
            }
            _ => None,
        }
    }
}
