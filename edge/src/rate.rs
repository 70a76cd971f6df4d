//! Token buckets: how often somebody may ask. They live in an isolate's memory: enough against a flood, at no cost to
//! anybody else. What must hold everywhere (a visitor's messages) is counted in the conversation's own object.

use std::cell::RefCell;
use std::collections::HashMap;

use protocol::Millis;

/// A bucket: full at first, emptied by one a request, refilled evenly.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    left: f64,
    at: Millis,
}

/// How much a bucket holds and how fast it refills.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Requests at once.
    pub burst: u32,
    /// Requests a minute after that.
    pub a_minute: u32,
}

impl Bucket {
    /// A full bucket.
    pub fn full(rate: Rate, now: Millis) -> Self {
        Self { left: f64::from(rate.burst), at: now }
    }

    /// Takes one, if there is one.
    pub fn take(&mut self, rate: Rate, now: Millis) -> bool {
        let minutes = now.since(self.at).max(0) as f64 / 60_000.0;
        self.left = (self.left + minutes * f64::from(rate.a_minute)).min(f64::from(rate.burst));
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

/// How many buckets an isolate holds; all are dropped (and so refilled) when there are more.
const HELD: usize = 10_000;

thread_local! {
    static BUCKETS: RefCell<HashMap<String, Bucket>> = RefCell::default();
}

/// Whether the somebody that `key` names may ask now.
pub fn allows(key: &str, rate: Rate, now: Millis) -> bool {
    BUCKETS.with_borrow_mut(|buckets| {
        if let Some(bucket) = buckets.get_mut(key) {
            return bucket.take(rate, now);
        }
        if buckets.len() >= HELD {
            buckets.clear();
        }
        let mut bucket = Bucket::full(rate, now);
        let allowed = bucket.take(rate, now);
        buckets.insert(key.to_owned(), bucket);
        allowed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { burst: 3, a_minute: 60 };

    #[test]
    fn a_burst_is_allowed_a_flood_is_not_and_a_pause_helps() {
        let mut bucket = Bucket::full(RATE, Millis(0));
        let taken = (0..10).filter(|_| bucket.take(RATE, Millis(0))).count();
        assert_eq!(taken, 3);
        assert!(!bucket.take(RATE, Millis(999)));
        assert!(bucket.take(RATE, Millis(2_000)));
        let after_a_day = (0..10).filter(|_| bucket.take(RATE, Millis(86_400_000))).count();
        assert_eq!(after_a_day, 3, "never more than a burst");
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let mut bucket = Bucket::full(RATE, Millis(60_000));
        while bucket.take(RATE, Millis(60_000)) {}
        assert!(!bucket.take(RATE, Millis(0)));
    }

    #[test]
    fn one_visitors_flood_is_not_anothers() {
        let rate = Rate { burst: 1, a_minute: 1 };
        assert!(allows("a", rate, Millis(0)) && !allows("a", rate, Millis(0)));
        assert!(allows("b", rate, Millis(0)));
    }
}
