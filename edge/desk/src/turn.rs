//! The bot's turn: what the message alone calls for, corrected by what came before in the conversation.
//!
//! The knowledge decides on the message ([`decide`]); the history may overrule it ([`with_history`]); then the decision is
//! put on the record and carried out. The record shows the rule that fired in the end, and the words that were said.

use answer::Pack;
use answer::speak::Line;
use protocol::decision::{Act, Candidate, Decision, Rule, Understood, Verdict};
use protocol::event::{Body, Choice, HandoffReason, Message};
use protocol::{EntryId, EventId};

use crate::conversation::State;
use crate::draft::Draft;
use crate::handoff::{Caller, hand_over, promise};
use crate::{Context, Conversation};

/// Decides on a shopper's message that `conversation` doesn't contain yet: once, or on each question of one with several.
pub(crate) fn decide(conversation: &Conversation, said: &Message, pack: Option<&Pack>) -> Vec<Decision> {
    let Some(pack) = pack else {
        return vec![without_knowledge(&said.text)];
    };
    let picked = said.picked.as_ref().and_then(|entry| picked(pack, entry, &said.text));
    match picked {
        Some(decision) => vec![decision],
        None => pack.decide_each(&said.text, conversation.before()),
    }
}

fn picked(pack: &Pack, entry: &EntryId, text: &str) -> Option<Decision> {
    let title = pack.entry(entry)?.title.to_owned();
    Some(Decision {
        decision: Verdict::Answer,
        rule: Rule::Picked,
        entries: vec![Candidate { id: entry.clone(), title, score: 1.0, matched: Vec::new() }],
        text: String::new(),
        understood: answer::understand(text),
        knowledge: pack.version(),
    })
}

/// Courtesies are returned without knowledge too; anything else needs a person then.
fn without_knowledge(text: &str) -> Decision {
    let (understood, courtesy) = answer::understand_courtesy(text);
    let (decision, rule) = match courtesy {
        Some(rule) => (Verdict::Answer, rule),
        None => (Verdict::Handoff, Rule::NoKnowledge),
    };
    Decision { decision, rule, entries: Vec::new(), text: String::new(), understood, knowledge: 0 }
}

/// Records the decisions on the shopper's last message and carries them out, until one calls a person, who reads the rest.
pub(crate) fn take_turn(draft: &mut Draft<'_, '_>, decisions: Vec<Decision>, text: &str) {
    let about = About::of(&decisions, text);
    for decision in decisions {
        carry_out(draft, decision, about);
        if matches!(draft.conversation.state(), State::Waiting(_)) {
            return;
        }
    }
}

/// What a decision is about.
#[derive(Clone, Copy)]
enum About<'a> {
    /// The whole message, in the shopper's words.
    Message(&'a str),
    /// One of its questions: the record has it in plain spelling.
    Part,
}

impl<'a> About<'a> {
    fn of(decisions: &[Decision], text: &'a str) -> Self {
        if decisions.len() > 1 { Self::Part } else { Self::Message(text) }
    }

    /// The words to quote.
    fn quoted(self, decision: &'a Decision) -> &'a str {
        match self {
            Self::Message(text) => text,
            Self::Part => &decision.understood.normalized,
        }
    }

    fn choices(self, decision: &'a Decision, entries: &'a [Candidate]) -> Line<'a> {
        match self {
            Self::Message(_) => Line::Choices(entries),
            Self::Part => Line::ChoicesFor(&decision.understood.normalized, entries),
        }
    }
}

fn carry_out(draft: &mut Draft<'_, '_>, decision: Decision, about: About<'_>) {
    let decision = with_history(&draft.conversation, sound(decision));
    if let Some(reason) = handoff_reason(&decision) {
        return record_and_hand_over(draft, decision, reason);
    }
    let message = words(draft, &decision, about);
    let decision = Decision { text: message.text.clone(), ..decision };
    draft.add(draft.bot(), Body::Decision(decision));
    draft.add(draft.bot(), Body::Message(message));
}

/// The bot's answer to a question without a conversation: the decision, with its words. Nobody can be called from there,
/// so where a person is needed the bot says what it says when nothing fits, and claims no more. Several questions are
/// answered in one text, with the entry of each answer.
#[must_use]
pub fn answer_once(text: &str, context: &mut Context<'_>) -> Decision {
    let mut draft = Draft::new(&Conversation::default(), context);
    let decisions = decide(&draft.conversation, &Message::text(text), draft.context.pack);
    let about = About::of(&decisions, text);
    let said = decisions.into_iter().map(|decision| {
        let mut decision = sound(decision);
        let message = words(&draft, &decision, about);
        decision.text.clone_from(&message.text);
        if let About::Part = about {
            decision.entries.truncate(usize::from(message.entry.is_some()));
        }
        draft.add(draft.bot(), Body::Message(message));
        decision
    });
    said.reduce(together).unwrap_or_else(|| without_knowledge(text))
}

/// The decisions on two of a message's questions as one: each answer's entry, and all that is said.
fn together(mut first: Decision, second: Decision) -> Decision {
    first.text = format!("{}\n\n{}", first.text, second.text);
    first.entries.extend(second.entries);
    first
}

/// The shopper said that an answer didn't help: a person is offered, the second time called.
pub(crate) fn not_helped(draft: &mut Draft<'_, '_>, about: EventId, was_unhelped: bool) {
    let entries = draft.conversation.given().iter().filter(|given| given.message == about);
    let entries = entries
        .map(|given| Candidate {
            id: given.entry.clone(),
            title: given.title.clone(),
            score: 1.0,
            matched: Vec::new(),
        })
        .collect();
    let verdict = if was_unhelped { Verdict::Handoff } else { Verdict::Unknown };
    let decision = Decision {
        decision: verdict,
        rule: Rule::NotHelped,
        entries,
        text: String::new(),
        understood: Understood::default(),
        knowledge: draft.context.pack.map_or(0, Pack::version),
    };
    carry_out(draft, decision, About::Part);
}

fn record_and_hand_over(draft: &mut Draft<'_, '_>, decision: Decision, reason: HandoffReason) {
    let text = draft.word(Line::Handoff(reason, promise(draft)), decision.understood.mood);
    let decision = Decision { decision: Verdict::Handoff, text: text.clone(), ..decision };
    draft.add(draft.bot(), Body::Decision(decision));
    hand_over(draft, Caller::Bot, reason, text);
}

/// A decision that promises entries has some.
fn sound(decision: Decision) -> Decision {
    let needs_entry = match decision.decision {
        Verdict::Answer => !decision.rule.is_small_talk(),
        Verdict::Choices => true,
        Verdict::Unknown | Verdict::Handoff => false,
    };
    if needs_entry && decision.entries.is_empty() {
        return Decision { decision: Verdict::Unknown, rule: Rule::NothingFits, ..decision };
    }
    decision
}

/// The decision in the light of what came before.
fn with_history(conversation: &Conversation, decision: Decision) -> Decision {
    let ruled = |verdict, rule| Decision { decision: verdict, rule, ..decision.clone() };
    let acts = &decision.understood.acts;
    match decision.decision {
        Verdict::Handoff => decision,
        _ if conversation.was_offered_a_person() && acts.first() == Some(&Act::Yes) => {
            ruled(Verdict::Handoff, Rule::AskedForPerson)
        }
        Verdict::Answer if decision.rule.is_small_talk() => decision,
        Verdict::Answer => match given_before(conversation, &decision) {
            None => decision,
            Some(AskedAgain(false)) => offer_others(ruled(Verdict::Choices, Rule::AnsweredBefore)),
            Some(AskedAgain(true)) => ruled(Verdict::Handoff, Rule::AskedAgain),
        },
        Verdict::Choices | Verdict::Unknown
            if decision.rule != Rule::NotHelped
                && conversation.patience().unsure
                && !acts.contains(&Act::RefusesPerson) =>
        {
            ruled(Verdict::Handoff, Rule::UnsureTwice)
        }
        Verdict::Choices | Verdict::Unknown => decision,
    }
}

/// The answer given before and the runners-up that the shopper may have meant instead.
fn offer_others(mut decision: Decision) -> Decision {
    let others = decision.entries.iter().skip(1).take_while(|other| other.score >= answer::CHOICE).count();
    decision.entries.truncate(1 + others);
    decision
}

/// Whether an answer given before was asked for again already.
struct AskedAgain(bool);

fn given_before(conversation: &Conversation, decision: &Decision) -> Option<AskedAgain> {
    let entry = &decision.entries.first()?.id;
    let given = conversation.given().iter().find(|given| given.entry == *entry)?;
    Some(AskedAgain(given.asked_again))
}

fn handoff_reason(decision: &Decision) -> Option<HandoffReason> {
    if decision.decision != Verdict::Handoff {
        return None;
    }
    Some(match decision.rule {
        Rule::Anger => HandoffReason::Anger,
        Rule::Discretion => HandoffReason::Discretion,
        Rule::UnsureTwice => HandoffReason::Unsure,
        Rule::AskedAgain => HandoffReason::Repeated,
        Rule::NotHelped => HandoffReason::NotHelped,
        Rule::NoKnowledge => HandoffReason::NoKnowledge,
        _ => HandoffReason::Asked,
    })
}

/// What the bot says, and what stands under it.
fn words(draft: &Draft<'_, '_>, decision: &Decision, about: About<'_>) -> Message {
    let (line, message) = reply(decision, about);
    Message { text: draft.word(line, decision.understood.mood), ..message }
}

/// The same, the words still to be found.
fn reply<'a>(decision: &'a Decision, about: About<'a>) -> (Line<'a>, Message) {
    let unsure = |choices| Message { choices, offers_person: true, ..Message::default() };
    match (decision.decision, decision.rule, decision.entries.as_slice()) {
        (Verdict::Answer, Rule::Greeting, _) => (Line::Greeting, Message::default()),
        (Verdict::Answer, Rule::Thanks, _) => (Line::Thanks, Message::default()),
        (Verdict::Answer, Rule::Goodbye, _) => (Line::Goodbye, Message::default()),
        (Verdict::Answer, _, [best, ..]) => {
            (Line::Answer(&best.id), Message { entry: Some(best.id.clone()), ..Message::default() })
        }
        (Verdict::Choices, Rule::AnsweredBefore, [_, others @ ..]) => {
            (Line::AnsweredBefore(others), unsure(choices(others)))
        }
        (Verdict::Choices, _, entries @ [_, ..]) => {
            (about.choices(decision, entries), unsure(choices(entries)))
        }
        (_, Rule::NotHelped, _) => (Line::AnsweredBefore(&[]), unsure(Vec::new())),
        _ => (Line::Unknown(about.quoted(decision)), unsure(Vec::new())),
    }
}

fn choices(entries: &[Candidate]) -> Vec<Choice> {
    entries.iter().map(|entry| Choice { id: entry.id.clone(), label: entry.title.clone() }).collect()
}
