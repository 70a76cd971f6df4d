//! A message weighed against all entries of a shop: how probably each is what it asks for, and what spoke for it.

use std::borrow::Cow;

use protocol::decision::{Candidate, Reason, ReasonKind};

use crate::calibrate::{CALIBRATION, Labelled, Signals};
use crate::features::{CONCEPT, NEED, together};
use crate::lexicon::LEXICON;
use crate::meaning::MEANINGS;
use crate::model::Vector;
use crate::normalise::Word;
use crate::pack::Pack;
use crate::reading::Reading;
use crate::sense::Sense;

/// How much the message before counts beside the one that leans on it.
const LEAN: f32 = 0.7;
/// Candidates in a decision, and reasons for each, at most.
const CANDIDATES: usize = 3;
const REASONS: usize = 5;

/// See the module.
pub struct Weighed<'a> {
    words: Cow<'a, [Word]>,
    sense: Sense,
    vector: Vector,
    /// The entries' probabilities.
    chances: Vec<f32>,
}

impl<'a> Weighed<'a> {
    pub fn of(pack: &Pack, reading: &'a Reading) -> Self {
        let sense = Sense::from_features(reading.features.clone());
        Self::from_sense(pack, Cow::Borrowed(&reading.words), sense)
    }

    fn from_sense(pack: &Pack, words: Cow<'a, [Word]>, mut sense: Sense) -> Self {
        let Scored { vector, mut scores, signals } = Scored::of(pack, &words, &mut sense);
        CALIBRATION.apply(&mut scores, &signals);
        if words.is_empty() {
            scores.fill(0.0);
        }
        Self { words, sense, vector, chances: scores }
    }

    /// The likeliest entry's probability.
    pub fn top(&self) -> f32 {
        self.chances.iter().copied().fold(0.0, f32::max)
    }

    /// A message with the one before behind it.
    pub fn leaning(pack: &Pack, reading: &Reading, before: &Reading) -> Self {
        let features = together(reading.words.len(), &reading.features, &before.features, LEAN);
        let words = [reading.words.as_slice(), &before.words].concat();
        Self::from_sense(pack, Cow::Owned(words), Sense::from_features(features))
    }

    /// Whichever is clearer.
    pub fn or_clearer(self, other: Self) -> Self {
        if other.top() > self.top() { other } else { self }
    }

    /// The likeliest entries, best first.
    pub fn candidates(&self, pack: &Pack) -> Vec<Candidate> {
        let mut best: [(usize, f32); CANDIDATES] = [(usize::MAX, 0.0); CANDIDATES];
        for (entry, chance) in self.chances.iter().copied().enumerate() {
            if let Some(place) = best.iter().position(|(_, other)| chance > *other) {
                best[place..].rotate_right(1);
                best[place] = (entry, chance);
            }
        }
        let best = &best[..best.iter().position(|(entry, _)| *entry == usize::MAX).unwrap_or(CANDIDATES)];
        let reasons = self.reasons(pack, &best.iter().map(|(entry, _)| *entry as u16).collect::<Vec<_>>());
        let named = best.iter().zip(reasons);
        named
            .map(|((entry, chance), matched)| Candidate {
                id: pack.entries[*entry].id.clone(),
                title: pack.entries[*entry].title.clone(),
                score: *chance,
                matched,
            })
            .collect()
    }

    /// The words, concepts and needs that spoke for each of some entries, strongest first.
    fn reasons(&self, pack: &Pack, entries: &[u16]) -> Vec<Vec<Reason>> {
        let mut shares: Vec<Vec<(u16, f32)>> = vec![Vec::with_capacity(self.words.len() + 1); entries.len()];
        for (at, from, value) in &self.vector.known {
            let source = self.sense.features[*from as usize].source;
            for (shares, entry) in shares.iter_mut().zip(entries) {
                add(shares, source, pack.model.share(*at, *value, *entry));
            }
        }
        for (shares, entry) in shares.iter_mut().zip(entries) {
            add(shares, NEED, pack.model.meaning_share(&self.vector.meaning, *entry));
        }
        shares.into_iter().map(|shares| self.strongest(shares)).collect()
    }

    /// The reasons with the largest shares, no two alike.
    fn strongest(&self, mut shares: Vec<(u16, f32)>) -> Vec<Reason> {
        shares.retain(|(_, share)| *share > 0.0);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut named = shares.iter().filter_map(|(source, _)| self.reason(*source));
        let mut reasons: Vec<Reason> = Vec::with_capacity(REASONS);
        while let Some(reason) = named.next().filter(|_| reasons.len() < REASONS) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    fn reason(&self, source: u16) -> Option<Reason> {
        let (kind, text) = match source {
            NEED => {
                let (need, _) = self.sense.needs.likely.first()?;
                (ReasonKind::Need, MEANINGS.title(*need).to_owned())
            }
            CONCEPT.. => {
                let name = LEXICON.concept_names[usize::from(source - CONCEPT)];
                (ReasonKind::Concept, name.replace('-', " "))
            }
            word => (ReasonKind::Word, self.words[usize::from(word)].plain.to_string()),
        };
        Some(Reason { kind, text })
    }
}

/// Adds to what a source spoke for an entry; most features speak for others.
fn add(shares: &mut Vec<(u16, f32)>, source: u16, share: f32) {
    if share == 0.0 {
        return;
    }
    match shares.iter_mut().find(|(other, _)| *other == source) {
        Some((_, sum)) => *sum += share,
        None => shares.push((source, share)),
    }
}

/// See [`Pack::labelled`].
pub fn labelled(pack: &Pack, text: &str, expected: Vec<usize>) -> Labelled {
    let reading = Reading::of(text, &pack.vocabulary);
    let mut sense = Sense::from_features(reading.features);
    let Scored { scores, signals, .. } = Scored::of(pack, &reading.words, &mut sense);
    Labelled { scores, signals, expected }
}

/// A message's scores before they are made probabilities.
struct Scored {
    vector: Vector,
    scores: Vec<f32>,
    signals: Signals,
}

impl Scored {
    /// Scores a message, its sense trusted as far as this shop's knowledge is a shop's matter.
    fn of(pack: &Pack, words: &[Word], sense: &mut Sense) -> Self {
        sense.trust(pack.trust);
        let vector = pack.model.vector(sense);
        let mut scores = vec![0.0; pack.len()];
        pack.model.score(&vector, &mut scores);
        let best = scores.iter().zip(&pack.entries).max_by(|a, b| a.0.total_cmp(b.0));
        let (top, usual) = best.map_or((0.0, 0.0), |(top, entry)| (*top, entry.elsewhere));
        let signals = Signals {
            top,
            words: words.len(),
            elsewhere: (sense.needs.elsewhere - usual).max(0.0),
            need: sense.needs.likely.first().map_or(0.0, |(_, chance)| *chance),
            coverage: vector.coverage,
        };
        Self { vector, scores, signals }
    }
}
