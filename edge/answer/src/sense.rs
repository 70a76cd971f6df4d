//! What the engine sees of a message: its features, where it lies in the space of meanings, the needs behind it.

use crate::features::{Feature, Kind, extract, need};
use crate::meaning::{MEANINGS, Meaning, Needs};
use crate::normalise::Word;

/// See the module.
#[derive(Debug, Clone)]
pub struct Sense {
    /// Of words and, behind them, of needs.
    pub features: Vec<Feature>,
    pub meaning: Meaning,
    pub needs: Needs,
}

impl Sense {
    /// Reads words whose slips have been corrected.
    pub fn of(words: &[Word]) -> Self {
        Self::from_features(extract(words))
    }

    /// Lets the shared space and needs count only so much beside the shop's own words: 0 to 1.
    pub fn trust(&mut self, trust: f32) {
        self.meaning.iter_mut().for_each(|value| *value *= trust);
        let needs = self.features.iter_mut().filter(|feature| feature.kind == Kind::Need);
        needs.for_each(|feature| feature.weight *= trust);
    }

    /// From the features of words.
    pub fn from_features(mut features: Vec<Feature>) -> Self {
        let mut meaning = MEANINGS.of(&features);
        let needs = MEANINGS.needs(&meaning);
        // The space was learnt for shops: it says less of what is probably none of their matters.
        meaning.iter_mut().for_each(|value| *value *= 1.0 - needs.elsewhere);
        features.extend(needs.likely.iter().map(|(place, chance)| need(*place, *chance)));
        Self { features, meaning, needs }
    }
}
