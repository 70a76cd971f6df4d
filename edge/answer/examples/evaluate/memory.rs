//! How much memory is held, by an allocator that counts. What is compiled into the program isn't counted: the tables that
//! are read in place.

use std::fmt;

use peak_alloc::PeakAlloc;
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// In bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    /// The language data, read once for all shops.
    pub language: usize,
    /// A shop's pack, open to be asked.
    pub pack: usize,
    /// The most that was held at once: the language data, the knowledge, and what publishing takes while it lasts.
    pub peak: usize,
}

/// What is held now.
pub fn held() -> usize {
    ALLOCATOR.current_usage()
}

/// The most that was held since [`begin`].
pub fn peak() -> usize {
    ALLOCATOR.peak_usage()
}

/// Begins to look for the peak anew.
pub fn begin() {
    ALLOCATOR.reset_peak_usage();
}

impl Memory {
    pub fn json(self) -> Value {
        json!({ "language_bytes": self.language, "pack_bytes": self.pack, "peak_bytes": self.peak })
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [language, pack, peak] = [self.language, self.pack, self.peak].map(|bytes| bytes as f64 / 1e6);
        write!(
            f,
            "memory: language {language:.1} MB, open pack {pack:.1} MB, peak while publishing {peak:.1} MB"
        )
    }
}
