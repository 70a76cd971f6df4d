//! Chooses: what a message asks for among a shop's entries, or that it is none of them.

use protocol::decision::{Act, Candidate, Rule, Verdict};
use protocol::{Decision, EntryId, Mood};

use crate::acts::small_talk;
use crate::compile::features;
use crate::features::{CONCEPT, Feature};
use crate::lexicon::{LEXICON, Sign};
use crate::model::Vector;
use crate::calibrate::{CALIBRATION, Labelled, Signals};
use crate::meaning::{MEANINGS, Need, Needs};
use crate::normalise::Word;
use crate::pack::{Before, Pack};
use crate::reading::Reading;
use crate::vocabulary::correct;

/// From this probability on an entry answers alone. Below a half, because probabilities are learnt from questions held
/// out of training, which the full model answers better than that: on questions of our own one such answer in forty is
/// wrong.
const ANSWER: f32 = 0.4;
/// … if it is this many times as likely as the next; else the shopper is asked which of them is meant.
const AHEAD: f32 = 2.0;
/// The likeliest choices must together be this likely: offering three wrong ones one time in two still serves better than
/// "I don't know", offering them more often doesn't.
const CHOICES: f32 = 0.25;
/// A choice less likely than this isn't offered.
const CHOICE: f32 = 0.05;
/// A message leans on the one before if it has at most this many words that tell something.
const LEANING_WORDS: usize = 3;
/// How much the message before counts beside the one that leans on it.
const LEAN: f32 = 0.6;
/// Candidates in a decision, and reasons for each, at most.
const CANDIDATES: usize = 3;
const REASONS: usize = 5;
/// Stands in a list of words for what the whole message means.
const NEED: u16 = u16::MAX;

/// See [`Pack::decide`].
pub fn decide(pack: &Pack, text: &str, before: Before<'_>) -> Decision {
    let reading = Reading::of(text);
    let (verdict, rule, entries) = match picked(&reading.words, before.offered) {
        Some(entry) => choose_picked(pack, entry),
        None => choose(pack, &reading, before),
    };
    Decision {
        decision: verdict,
        rule,
        entries,
        text: String::new(),
        understood: reading.understood(),
        knowledge: pack.version(),
    }
}

type Choice = (Verdict, Rule, Vec<Candidate>);

fn choose_picked(pack: &Pack, id: &EntryId) -> Choice {
    let title = pack.entry(id).map(|entry| entry.title.to_owned());
    let candidate = title.map(|title| Candidate { id: id.clone(), title, score: 1.0, matched: Vec::new() });
    match candidate {
        Some(candidate) => (Verdict::Answer, Rule::Picked, vec![candidate]),
        // It was unpublished since it was offered.
        None => (Verdict::Unknown, Rule::NothingFits, Vec::new()),
    }
}

fn choose(pack: &Pack, reading: &Reading, before: Before<'_>) -> Choice {
    if let Some(rule) = small_talk(&reading.words, &reading.signs) {
        return (Verdict::Answer, rule, Vec::new());
    }
    let candidates = weigh(pack, reading, before);
    let person = if reading.acts.contains(&Act::WantsPerson) {
        Some(Rule::AskedForPerson)
    } else if reading.discretion.is_some() {
        Some(Rule::Discretion)
    } else if reading.mood == Mood::Angry {
        Some(Rule::Anger)
    } else {
        None
    };
    if let Some(rule) = person {
        return (Verdict::Handoff, rule, candidates);
    }
    if reading.signs.iter().any(|sign| sign.value == Sign::Order) {
        return (Verdict::Unknown, Rule::NothingFits, candidates);
    }
    judge(candidates)
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
    let alone = Weighed::of(pack, corrected(pack, &reading.words));
    let answered = || before.entry.and_then(|id| pack.entry(id)).map(|entry| entry.title);
    let context = before.text.or_else(answered);
    let leaning = context.filter(|_| leans(&reading.words) && alone.top() < ANSWER);
    let weighed = match leaning {
        Some(text) => alone.leaning_on(pack, text),
        None => alone,
    };
    weighed.candidates(pack)
}

fn corrected(pack: &Pack, words: &[Word]) -> Vec<Word> {
    let mut words = words.to_vec();
    correct(&mut words, &[&pack.vocabulary, &MEANINGS.vocabulary]);
    words
}

/// Whether a message is too short to stand alone ("kalo ke papua?").
fn leans(words: &[Word]) -> bool {
    words.iter().filter(|word| !LEXICON.is_filler(&word.plain)).count() <= LEANING_WORDS
}

/// A message weighed against all entries.
struct Weighed {
    words: Vec<Word>,
    features: Vec<Feature>,
    vector: Vector,
    /// The likeliest shared need.
    need: Need,
    /// The entries' probabilities.
    chances: Vec<f32>,
}

/// See [`Pack::labelled`].
pub fn labelled(pack: &Pack, text: &str, expected: Vec<usize>) -> Labelled {
    let words = corrected(pack, &Reading::of(text).words);
    let features = features(&words);
    let vector = pack.model.vector(&features, MEANINGS.of(&features));
    let mut scores = vec![0.0; pack.len()];
    pack.model.score(&vector, &mut scores);
    let signals = signals(pack, &words, &vector, &MEANINGS.needs(&vector.meaning), &scores);
    Labelled { scores, signals, expected }
}

fn signals(pack: &Pack, words: &[Word], vector: &Vector, needs: &Needs, scores: &[f32]) -> Signals {
    let best = scores.iter().zip(&pack.entries).max_by(|a, b| a.0.total_cmp(b.0));
    let (top, usual) = best.map_or((0.0, 0.0), |(top, entry)| (*top, entry.elsewhere));
    Signals {
        top,
        words: words.len(),
        elsewhere: (needs.elsewhere - usual).max(0.0),
        need: needs.first.chance,
        coverage: vector.coverage,
    }
}

impl Weighed {
    fn of(pack: &Pack, words: Vec<Word>) -> Self {
        let features = features(&words);
        Self::from_features(pack, words, features)
    }

    fn from_features(pack: &Pack, words: Vec<Word>, features: Vec<Feature>) -> Self {
        let vector = pack.model.vector(&features, MEANINGS.of(&features));
        let needs = MEANINGS.needs(&vector.meaning);
        let mut chances = vec![0.0; pack.len()];
        pack.model.score(&vector, &mut chances);
        let signals = signals(pack, &words, &vector, &needs, &chances);
        CALIBRATION.apply(&mut chances, &signals);
        if features.is_empty() {
            chances.fill(0.0);
        }
        Self { words, features, vector, need: needs.first, chances }
    }

    fn top(&self) -> f32 {
        self.chances.iter().copied().fold(0.0, f32::max)
    }

    /// The same message with the one before behind it, where that makes it clearer.
    fn leaning_on(self, pack: &Pack, text: &str) -> Self {
        let mut words = self.words.clone();
        let new = words.len();
        words.extend(corrected(pack, &Reading::of(text).words));
        let mut features = features(&words);
        for feature in features.iter_mut().filter(|f| f.source < CONCEPT && usize::from(f.source) >= new) {
            feature.weight *= LEAN;
        }
        let together = Self::from_features(pack, words, features);
        if together.top() > self.top() { together } else { self }
    }

    fn candidates(&self, pack: &Pack) -> Vec<Candidate> {
        let mut best: [(usize, f32); CANDIDATES] = [(usize::MAX, 0.0); CANDIDATES];
        for (entry, chance) in self.chances.iter().copied().enumerate() {
            if let Some(place) = best.iter().position(|(_, other)| chance > *other) {
                best[place..].rotate_right(1);
                best[place] = (entry, chance);
            }
        }
        let named = best.iter().filter(|(entry, _)| *entry != usize::MAX);
        named
            .map(|(entry, chance)| Candidate {
                id: pack.entries[*entry].id.clone(),
                title: pack.entries[*entry].title.clone(),
                score: *chance,
                matched: self.reasons(pack, *entry as u16),
            })
            .collect()
    }

    /// The words and concepts that spoke for an entry, strongest first.
    fn reasons(&self, pack: &Pack, entry: u16) -> Vec<String> {
        let mut shares: Vec<(u16, f32)> = Vec::with_capacity(self.words.len());
        for (at, from, value) in &self.vector.known {
            let share = pack.model.share(*at, *value, entry);
            let source = self.features[*from as usize].source;
            match shares.iter_mut().find(|(other, _)| *other == source) {
                Some((_, sum)) => *sum += share,
                None => shares.push((source, share)),
            }
        }
        shares.push((NEED, pack.model.meaning_share(&self.vector.meaning, entry)));
        shares.retain(|(_, share)| *share > 0.0);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut names = shares.iter().map(|(source, _)| self.name(*source));
        let mut reasons: Vec<String> = Vec::with_capacity(REASONS);
        while let Some(name) = names.next().filter(|_| reasons.len() < REASONS) {
            if !reasons.contains(&name) {
                reasons.push(name);
            }
        }
        reasons
    }

    fn name(&self, source: u16) -> String {
        if source == NEED {
            return format!("‹{}›", self.need.title);
        }
        if source >= CONCEPT {
            let concept = usize::from(source - CONCEPT);
            return format!("[{}]", LEXICON.concept_names[concept]);
        }
        self.words[usize::from(source)].plain.to_string()
    }
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
