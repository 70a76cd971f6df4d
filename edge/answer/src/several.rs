//! A message with several questions: an answer for each.
//!
//! It is one only if at least two of its [`parts`] have each a clear winner of their own, and different ones: whoever tells
//! a story asks one thing, and gets one answer.

use protocol::decision::{Rule, Understood, Verdict};
use protocol::{Decision, Mood};

use crate::decide::{CHOICE, Choice, choose, decision};
use crate::pack::{Before, Pack};
use crate::parts::{Part, parts};
use crate::reading::Reading;

/// Fewer answers are no reason to cut a message.
const LEAST_ANSWERS: usize = 2;
/// More at once nobody reads.
const MOST_ANSWERS: usize = 3;

/// One of a message's questions, and what is to be done about it.
struct Asked {
    understood: Understood,
    choice: Choice,
}

impl Asked {
    /// A question with what was told for it, or by itself where only that is clear: "kecewa deh, bisa cod ga". A feeling
    /// stands in what was told; the calm words of a question would hide it.
    fn of(pack: &Pack, message: &Reading, part: &Part) -> Self {
        let mut asked = Self::read(pack, message, part);
        let Some((told, question)) = part.told_and_asked() else { return asked };
        if !asked.is_answered() {
            let alone = Self::read(pack, message, &question);
            asked = if alone.is_answered() { alone } else { asked };
        }
        let told = message.part(&told);
        match told.mood {
            Mood::Neutral => return asked,
            Mood::Angry => (asked.choice.0, asked.choice.1) = (Verdict::Handoff, Rule::Anger),
            Mood::Unhappy | Mood::Happy => {}
        }
        asked.understood = felt(asked.understood, told.understood());
        asked
    }

    fn read(pack: &Pack, message: &Reading, part: &Part) -> Self {
        let reading = message.part(part);
        Self { choice: choose(pack, &reading, Before::default()), understood: reading.understood() }
    }

    fn is_answered(&self) -> bool {
        self.choice.1 == Rule::ClearWinner
    }

    fn has_the_answer_of(&self, other: &Self) -> bool {
        let best = |asked: &Self| asked.choice.2.first().map(|candidate| candidate.id.clone());
        self.is_answered() && other.is_answered() && best(self) == best(other)
    }
}

/// What one reading says, with the mood that another heard.
fn felt(understood: Understood, heard: Understood) -> Understood {
    Understood { mood: heard.mood, heard: heard.heard, ..understood }
}

/// The decisions on a message's questions: the answers in their order, then at most one about the rest. Empty if it isn't
/// a message with several questions.
pub fn decide(pack: &Pack, message: &Reading) -> Vec<Decision> {
    let mut asked = asked(pack, message);
    if asked.is_empty() {
        return Vec::new();
    }
    let whole = message.understood();
    if let Some(at) = asked.iter().position(|asked| asked.choice.0 == Verdict::Handoff) {
        let Asked { understood, choice } = asked.swap_remove(at);
        let whole = Understood { acts: understood.acts.clone(), ..whole };
        return vec![decision(pack, choice, felt(whole, understood))];
    }
    meet_the_mood_once(&mut asked, whole);
    let (answered, mut rest): (Vec<Asked>, Vec<Asked>) = asked.into_iter().partition(Asked::is_answered);
    let mut answered = answered.into_iter();
    let answers = answered.by_ref().take(MOST_ANSWERS);
    let mut decisions: Vec<Decision> =
        answers.map(|asked| decision(pack, asked.choice, asked.understood)).collect();
    rest.extend(answered);
    decisions.extend(about_the_rest(pack, rest));
    decisions
}

/// The message's questions, each with its choice and no two with the same answer; none if fewer than two have an answer.
fn asked(pack: &Pack, message: &Reading) -> Vec<Asked> {
    let parts = parts(message);
    let mut asked: Vec<Asked> = Vec::with_capacity(parts.len());
    let mut answers = 0;
    for (n, part) in parts.iter().enumerate() {
        let one = Asked::of(pack, message, part);
        if asked.iter().any(|other| one.has_the_answer_of(other)) {
            continue;
        }
        answers += usize::from(one.is_answered());
        asked.push(one);
        if answers + (parts.len() - n - 1) < LEAST_ANSWERS {
            return Vec::new();
        }
    }
    if answers < LEAST_ANSWERS { Vec::new() } else { asked }
}

/// The first answer carries what was felt and the facts, those of the message or else of one of its parts; the others none.
fn meet_the_mood_once(asked: &mut [Asked], whole: Understood) {
    let mut moved: Vec<Understood> = vec![whole];
    for one in asked.iter_mut() {
        let plain = Understood { mood: Mood::Neutral, heard: Vec::new(), ..one.understood.clone() };
        moved.push(std::mem::replace(&mut one.understood, plain));
    }
    let Some(first) = asked.iter_mut().find(|asked| asked.is_answered()) else { return };
    let facts = std::mem::take(&mut moved[0].facts);
    let urgent = moved[0].urgent;
    let told = moved.into_iter().find(|understood| understood.mood != Mood::Neutral).unwrap_or_default();
    let understood = std::mem::take(&mut first.understood);
    first.understood = Understood { facts, urgent, ..felt(understood, told) };
}

/// What else was asked: choices if it is one thing that some entries come near, else "I don't know".
fn about_the_rest(pack: &Pack, mut rest: Vec<Asked>) -> Option<Decision> {
    let Asked { understood, choice: (verdict, _, mut entries) } = rest.pop()?;
    if !rest.is_empty() {
        let others = rest.into_iter().map(|asked| asked.understood.normalized);
        let normalized = others.chain([understood.normalized]).collect::<Vec<_>>().join(", ");
        let nothing = (Verdict::Unknown, Rule::NothingFits, Vec::new());
        return Some(decision(pack, nothing, Understood { normalized, ..understood }));
    }
    let choice = match verdict {
        Verdict::Unknown | Verdict::Handoff => (Verdict::Unknown, Rule::NothingFits, entries),
        Verdict::Answer | Verdict::Choices => {
            entries.retain(|candidate| candidate.score >= CHOICE);
            (Verdict::Choices, Rule::CloseCandidates, entries)
        }
    };
    Some(decision(pack, choice, understood))
}
