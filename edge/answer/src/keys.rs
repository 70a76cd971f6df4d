//! Sorted hashes, each found in a few steps: their top bits say where to look.

/// Sorted keys.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    sorted: Vec<u32>,
    /// Where the keys of each bucket (their top bits) begin; one more at the end.
    buckets: Vec<u32>,
    /// The bits of a key below those that say its bucket.
    rest: u32,
}

/// A bucket has one or two keys, but for very few keys or very many.
const BUCKET_BITS: std::ops::RangeInclusive<u32> = 4..=16;

impl Keys {
    /// `None` unless the keys are sorted.
    pub fn new(sorted: Vec<u32>) -> Option<Self> {
        if !sorted.is_sorted() {
            return None;
        }
        let bits = sorted.len().max(1).ilog2().clamp(*BUCKET_BITS.start(), *BUCKET_BITS.end());
        let rest = u32::BITS - bits;
        let begin = |bucket: u32| sorted.partition_point(|key| key >> rest < bucket) as u32;
        let buckets = (0..=1 << bits).map(begin).collect();
        Some(Self { sorted, buckets, rest })
    }

    /// The place of a key.
    pub fn find(&self, key: u32) -> Option<usize> {
        let bucket = key.checked_shr(self.rest)? as usize;
        let (start, end) = (*self.buckets.get(bucket)? as usize, *self.buckets.get(bucket + 1)? as usize);
        self.sorted[start..end].iter().position(|other| *other == key).map(|at| start + at)
    }

    /// All of them, sorted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> {
        self.sorted.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_where_it_stands_and_no_other() {
        let sorted = vec![0, 1, 7, 0x000f_ffff, 0x0010_0000, 0x7fff_0000, u32::MAX];
        let keys = Keys::new(sorted.clone()).unwrap();
        for (at, key) in sorted.iter().enumerate() {
            assert_eq!(keys.find(*key), Some(at));
        }
        assert_eq!([2, 0x0010_0001, u32::MAX - 1].map(|key| keys.find(key)), [None; 3]);
        assert!(Keys::new(vec![2, 1]).is_none());
        assert_eq!(Keys::default().find(7), None);
    }
}
