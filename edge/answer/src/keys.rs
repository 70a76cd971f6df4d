//! Sorted hashes, each found in a few steps: their top bits say where to look.

/// Sorted keys.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    sorted: Vec<u32>,
    /// Where the keys of each bucket (their top bits) begin; one more at the end.
    buckets: Vec<u32>,
}

const BUCKET_BITS: u32 = 12;

impl Keys {
    /// `None` unless the keys are sorted.
    pub fn new(sorted: Vec<u32>) -> Option<Self> {
        let begin = |bucket: u32| sorted.partition_point(|key| bucket_of(*key) < bucket as usize) as u32;
        let buckets = (0..=1 << BUCKET_BITS).map(begin).collect();
        sorted.is_sorted().then_some(Self { sorted, buckets })
    }

    /// The place of a key.
    pub fn find(&self, key: u32) -> Option<usize> {
        let bucket = bucket_of(key);
        let (start, end) = (*self.buckets.get(bucket)? as usize, *self.buckets.get(bucket + 1)? as usize);
        self.sorted[start..end].binary_search(&key).ok().map(|at| start + at)
    }

    /// All of them, sorted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> {
        self.sorted.iter().copied()
    }
}

fn bucket_of(key: u32) -> usize {
    (key >> (32 - BUCKET_BITS)) as usize
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
