//! The facts that felt service is measured by, counted from the log and from nothing else.

use protocol::decision::Rule;
use protocol::event::{Author, Body, Event, HandoffReason};
use protocol::{Decision, Millis, Mood};

/// How a conversation felt, as far as its log can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Felt {
    /// How often something was asked whose answer had been given already.
    pub asked_again: u32,
    /// How often something was said in other words because the bot had not been sure.
    pub rephrased: u32,
    /// How often one of the offered choices was taken, by a tap or in words ("yang kedua"), and answered.
    pub choices_taken: u32,
    /// Answers that were said to have helped.
    pub helped: u32,
    /// Answers that were said not to have helped.
    pub not_helped: u32,
    /// Answers that the bot gave from the shop's knowledge.
    pub answered_by_bot: u32,
    /// When a person was last called, by the shopper's wish or by a rule.
    pub person_wanted_at: Option<Millis>,
    /// When a person came after that; `None` while nobody did.
    pub person_came_at: Option<Millis>,
    /// The mood of the first message that the bot read.
    pub mood_start: Mood,
    /// The mood now: the last one that was shown, for a neutral message (an order number) takes none back.
    pub mood_now: Mood,
    /// The last rating: 1 (bad) to 5 (very good).
    pub rating: Option<u8>,
}

impl Felt {
    /// How often the shopper had to say it again, in the same words or others.
    #[must_use]
    pub fn repeats(&self) -> u32 {
        self.asked_again + self.rephrased
    }

    /// Counts the log's next event. `was_unsure`: the bot's last turn left the shopper without an answer.
    pub(crate) fn count(&mut self, event: &Event, was_unsure: bool) {
        match (&event.author, &event.body) {
            (Author::Bot { .. }, Body::Message(said)) => {
                self.answered_by_bot += u32::from(said.entry.is_some())
            }
            (_, Body::Decision(decision)) => self.count_decision(decision, was_unsure),
            (_, Body::Feedback { helpful: true, .. }) => self.helped += 1,
            (_, Body::Feedback { helpful: false, .. }) => self.not_helped += 1,
            (_, Body::Handoff(handoff)) => {
                if handoff.reason != HandoffReason::NoReply || self.person_wanted_at.is_none() {
                    self.person_wanted_at = Some(event.at);
                }
                self.person_came_at = None;
            }
            (_, Body::Assigned { .. }) if self.person_wanted_at.is_some() => {
                self.person_came_at.get_or_insert(event.at);
            }
            (_, Body::Rated { score, .. }) => self.rating = Some(*score),
            _ => {}
        }
    }

    fn count_decision(&mut self, decision: &Decision, was_unsure: bool) {
        match decision.rule {
            Rule::AnsweredBefore | Rule::AskedAgain => self.asked_again += 1,
            Rule::ClearWinner | Rule::CloseCandidates | Rule::NothingFits | Rule::UnsureTwice => {
                self.rephrased += u32::from(was_unsure);
            }
            Rule::Picked => self.choices_taken += 1,
            _ => {}
        }
    }
}
