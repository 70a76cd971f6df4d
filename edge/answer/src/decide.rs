//! Chooses: what a message asks for among a shop's entries, or that it is none of them.

use protocol::decision::{Act, Candidate, Rule, Verdict};
use protocol::{Decision, EntryId, Mood, Understood};

use crate::acts::small_talk;
use crate::lexicon::{LEXICON, Sign};
use crate::normalise::Word;
use crate::pack::{Before, Pack};
use crate::reading::Reading;
use crate::several;
use crate::weigh::Weighed;

/// From this probability on an entry answers alone …
const ANSWER: f32 = 0.68;
/// … if it is this many times as likely as the next; else the shopper is asked which of them is meant. Both are as low as
/// they can be while at most 5 % of the messages that the shop can answer get a wrong answer, and 8 % of the others any, on
/// labelled messages to three shops (`tests/`).
const AHEAD: f32 = 5.0;
/// The likeliest choices must together be this likely: offering three wrong ones one time in two still serves better than
/// "I don't know", offering them more often doesn't.
const CHOICES: f32 = 0.25;
/// A choice less likely than this isn't worth offering.
pub const CHOICE: f32 = 0.05;
/// A message leans on the one before if it has at most this many words that tell something.
const LEANING_WORDS: usize = 3;

/// See [`Pack::decide`].
pub fn decide(pack: &Pack, text: &str, before: Before<'_>) -> Decision {
    one(pack, Reading::of(text, &pack.vocabulary), before)
}

/// See [`Pack::decide_each`].
pub fn decide_each(pack: &Pack, text: &str, before: Before<'_>) -> Vec<Decision> {
    let reading = Reading::of(text, &pack.vocabulary);
    if picked(&reading.words, before.offered).is_none() && calls_a_person(&reading).is_none() {
        let several = several::decide(pack, &reading);
        if !several.is_empty() {
            return several;
        }
    }
    vec![one(pack, reading, before)]
}

fn one(pack: &Pack, reading: Reading, before: Before<'_>) -> Decision {
    let choice = match picked(&reading.words, before.offered) {
        Some(entry) => choose_picked(pack, entry),
        None => choose(pack, &reading, before),
    };
    decision(pack, choice, reading.understood())
}

/// A decision whose words are still to be found.
pub fn decision(pack: &Pack, (decision, rule, entries): Choice, understood: Understood) -> Decision {
    Decision { decision, rule, entries, text: String::new(), understood, knowledge: pack.version() }
}

/// A verdict, the rule behind it, and the likeliest entries.
pub type Choice = (Verdict, Rule, Vec<Candidate>);

fn choose_picked(pack: &Pack, id: &EntryId) -> Choice {
    let title = pack.entry(id).map(|entry| entry.title.to_owned());
    let candidate = title.map(|title| Candidate { id: id.clone(), title, score: 1.0, matched: Vec::new() });
    match candidate {
        Some(candidate) => (Verdict::Answer, Rule::Picked, vec![candidate]),
        // It was unpublished since it was offered.
        None => (Verdict::Unknown, Rule::NothingFits, Vec::new()),
    }
}

/// The verdict on a message that picks no choice.
pub fn choose(pack: &Pack, reading: &Reading, before: Before<'_>) -> Choice {
    if let Some(rule) = small_talk(&reading.words, &reading.signs) {
        return (Verdict::Answer, rule, Vec::new());
    }
    let candidates = weigh(pack, reading, before);
    if let Some(rule) = calls_a_person(reading) {
        return (Verdict::Handoff, rule, candidates);
    }
    if reading.signs.iter().any(|sign| sign.value == Sign::Order) {
        return (Verdict::Unknown, Rule::NothingFits, candidates);
    }
    judge(candidates)
}

/// The rule by which a message alone calls for a person.
fn calls_a_person(reading: &Reading) -> Option<Rule> {
    if reading.acts.contains(&Act::WantsPerson) {
        Some(Rule::AskedForPerson)
    } else if reading.discretion.is_some() {
        Some(Rule::Discretion)
    } else if reading.mood == Mood::Angry {
        Some(Rule::Anger)
    } else {
        None
    }
}

/// The verdict on the likeliest entries.
fn judge(mut candidates: Vec<Candidate>) -> Choice {
    let score = |at: usize| candidates.get(at).map_or(0.0, |candidate| candidate.score);
    if score(0) >= ANSWER && score(0) >= AHEAD * score(1) {
        return (Verdict::Answer, Rule::ClearWinner, candidates);
    }
    let offered = candidates.iter().filter(|candidate| candidate.score >= CHOICE).count();
    let together: f32 = candidates.iter().take(offered).map(|candidate| candidate.score).sum();
    if offered >= 2 && together >= CHOICES {
        candidates.truncate(offered);
        return (Verdict::Choices, Rule::CloseCandidates, candidates);
    }
    if score(0) >= ANSWER {
        return (Verdict::Answer, Rule::ClearWinner, candidates);
    }
    (Verdict::Unknown, Rule::NothingFits, candidates)
}

/// The likeliest entries, best first, with their reasons.
fn weigh(pack: &Pack, reading: &Reading, before: Before<'_>) -> Vec<Candidate> {
    let alone = Weighed::of(pack, reading);
    let answered = || before.entry.and_then(|id| pack.entry(id)).map(|entry| entry.title);
    let context = before.text.or_else(answered);
    let leaning = context.filter(|_| leans(&reading.words) && alone.top() < ANSWER);
    let weighed = match leaning {
        Some(text) => alone.or_clearer(Weighed::leaning(pack, reading, &Reading::of(text, &pack.vocabulary))),
        None => alone,
    };
    weighed.candidates(pack)
}

/// Whether a message is too short to stand alone ("kalo ke papua?").
fn leans(words: &[Word]) -> bool {
    words.iter().filter(|word| !LEXICON.is_filler(&word.plain)).count() <= LEANING_WORDS
}

/// The choice that a short message names by its place: "2", "yang kedua", "nomor dua", "the last one".
fn picked<'a>(words: &[Word], offered: &'a [EntryId]) -> Option<&'a EntryId> {
    const PLACES: [&[&str]; 3] = [
        &["1", "satu", "pertama", "kesatu", "first", "one", "siji", "hiji", "atas"],
        &["2", "dua", "kedua", "second", "two", "loro", "tengah"],
        &["3", "tiga", "ketiga", "third", "three", "telu", "tilu"],
    ];
    const LAST: &[&str] = &["terakhir", "last", "akhir", "bawah"];
    const AROUND: &[&str] = &[
        "yang", "nomor", "pilihan", "pilih", "opsi", "no", "the", "number", "option", "saya", "mau", "itu",
        "one", "sing", "nu", "ke", "a", "paling", "b", "c",
    ];
    let around = |word: &&Word| {
        let plain = word.plain.as_ref();
        !AROUND.contains(&plain) && !LEXICON.is_filler(plain)
    };
    let mut telling = words.iter().filter(|word| around(word) || word.is_number());
    let (word, rest) = (telling.next(), telling.next());
    let word = match (word, rest) {
        (Some(word), None) => word.plain.as_ref(),
        _ => return None,
    };
    if LAST.contains(&word) {
        return offered.last();
    }
    PLACES.iter().position(|names| names.contains(&word)).and_then(|place| offered.get(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalise;

    #[test]
    fn a_choice_is_picked_by_its_place() {
        let offered: Vec<EntryId> = ["a", "b", "c"].iter().map(|id| id.parse().unwrap()).collect();
        for (text, expected) in [
            ("2", Some("b")),
            ("yang kedua kak", Some("b")),
            ("nomor dua", Some("b")),
            ("no 3 dong", Some("c")),
            ("yang terakhir aja", Some("c")),
            ("pertama", Some("a")),
            ("the second one", Some("b")),
            ("pesan 2 kemeja", None),
            ("halo", None),
            ("4", None),
        ] {
            let picked = picked(&normalise(text), &offered).map(EntryId::as_str);
            assert_eq!(picked, expected, "{text}");
        }
        assert_eq!(picked(&normalise("2"), &[]), None);
    }
}
