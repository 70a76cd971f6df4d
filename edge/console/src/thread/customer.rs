//! What a log tells about its customer: where they came from, what they named, how they felt, and the facts that felt
//! service is measured by.

use protocol::decision::{Rule, Verdict};
use protocol::event::{Contact, Fact, FactKind};
use protocol::shop::Language;
use protocol::staff::Brief;
use protocol::{Body, Decision, Event, Millis, Mood};

use super::log::Log;

/// The customer's card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customer {
    /// The title of the page they began on.
    pub page: Option<String>,
    /// The language their page or browser asked for.
    pub language: Option<Language>,
    /// Numbers, dates and the like, each once, in the order they came up.
    pub facts: Vec<Fact>,
    /// Their mood at each change, oldest first.
    pub moods: Vec<(Millis, Mood)>,
    /// The way to reach them that they left last.
    pub contact: Option<Contact>,
    /// How they were served.
    pub felt: Felt,
}

/// The facts of felt service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Felt {
    /// How often they had to ask again.
    pub asked_again: u32,
    /// How often the bot knew no answer.
    pub unanswered: u32,
    /// How often they were offered choices, …
    pub choices_offered: u32,
    /// … and picked one.
    pub choices_taken: u32,
    /// Answers that they said helped, …
    pub helped: u32,
    /// … and that they said didn't.
    pub not_helped: u32,
    /// How long they waited for a person the last time one came, in milliseconds.
    pub waited: Option<i64>,
    /// What they rated last: 1 to 5.
    pub rating: Option<u8>,
}

impl Customer {
    /// Reads the card off a log.
    pub fn of(log: &Log) -> Self {
        let mut customer = Self::default();
        let mut handed_over = None;
        for event in log.events() {
            match event.body {
                Body::Handoff(_) => handed_over = handed_over.or(Some(event.at)),
                Body::Assigned { .. } => {
                    let waited = handed_over.take().map(|since: Millis| event.at.since(since));
                    customer.felt.waited = waited.or(customer.felt.waited);
                }
                Body::Returned | Body::Resolved => handed_over = None,
                _ => customer.take_in(event),
            }
        }
        customer
    }

    fn take_in(&mut self, event: &Event) {
        match &event.body {
            Body::Started { language, page, .. } => {
                self.language = Some(*language);
                self.page.clone_from(page);
            }
            Body::Decision(decision) => self.decided(event.at, decision),
            Body::Message(message) if message.picked.is_some() => self.felt.choices_taken += 1,
            Body::Feedback { helpful: true, .. } => self.felt.helped += 1,
            Body::Feedback { helpful: false, .. } => self.felt.not_helped += 1,
            Body::Brief(brief) => self.learn(&brief.facts),
            Body::Contact(contact) => self.contact = Some(contact.clone()),
            Body::Rated { score, .. } => self.felt.rating = Some(*score),
            _ => {}
        }
    }

    fn decided(&mut self, at: Millis, decision: &Decision) {
        self.learn(&decision.understood.facts);
        let mood = decision.understood.mood;
        if self.moods.last().is_none_or(|(_, before)| *before != mood) {
            self.moods.push((at, mood));
        }
        match decision.rule {
            Rule::AnsweredBefore | Rule::AskedAgain => self.felt.asked_again += 1,
            Rule::NothingFits | Rule::UnsureTwice => self.felt.unanswered += 1,
            _ => {}
        }
        if decision.decision == Verdict::Choices {
            self.felt.choices_offered += 1;
        }
    }

    fn learn(&mut self, facts: &[Fact]) {
        for fact in facts {
            if fact.kind != FactKind::Question && !self.facts.contains(fact) {
                self.facts.push(fact.clone());
            }
        }
    }
}

/// The story as it was last passed on.
pub fn brief(log: &Log) -> Option<&Brief> {
    log.events().rev().find_map(|event| match &event.body {
        Body::Brief(brief) => Some(brief),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::decision::Understood;
    use protocol::event::{Handoff, HandoffReason, Promise, Status};
    use protocol::{Author, EventId, Seq, StaffId};

    /// A log of these bodies, a minute apart.
    fn log(bodies: Vec<Body>) -> Log {
        let event = |(n, body): (u64, Body)| Event {
            seq: Seq(n),
            id: EventId::from_parts(Millis(0), n.into()),
            at: Millis(n as i64 * 60_000),
            author: Author::System,
            body,
        };
        let mut log = Log::default();
        log.receive((1..).zip(bodies).map(event).collect(), Seq(0), Status::Bot);
        log
    }

    fn decision(rule: Rule, mood: Mood) -> Body {
        let order = Fact { kind: FactKind::Order, value: "TB-1042".to_owned() };
        Body::Decision(Decision {
            decision: Verdict::Answer,
            rule,
            entries: Vec::new(),
            text: String::new(),
            understood: Understood { mood, facts: vec![order], ..Understood::default() },
            knowledge: 1,
        })
    }

    #[test]
    fn facts_and_moods_are_told_once_each_time_they_change() {
        let customer = Customer::of(&log(vec![
            decision(Rule::ClearWinner, Mood::Neutral),
            decision(Rule::AnsweredBefore, Mood::Neutral),
            decision(Rule::AskedAgain, Mood::Angry),
        ]));
        assert_eq!(customer.facts.len(), 1);
        assert_eq!(customer.moods, [(Millis(60_000), Mood::Neutral), (Millis(180_000), Mood::Angry)]);
        assert_eq!(customer.felt.asked_again, 2);
    }

    #[test]
    fn the_wait_runs_from_the_first_call_until_somebody_came() {
        let handoff = || {
            let promise = Promise::Soon { minutes: 5 };
            Body::Handoff(Handoff { reason: HandoffReason::Asked, passed_on: Vec::new(), promise })
        };
        let assigned = Body::Assigned { agent: StaffId::from_parts(Millis(0), 1), name: "Dina".to_owned() };
        let customer = Customer::of(&log(vec![handoff(), handoff(), assigned.clone(), assigned]));
        assert_eq!(customer.felt.waited, Some(120_000), "a colleague taking over is no second wait");
    }
}
