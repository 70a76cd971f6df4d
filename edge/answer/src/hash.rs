//! FNV-1a, the hash of words and features: small, the same on every machine, stored in packs.
//! (<http://www.isthe.com/chongo/tech/comp/fnv/>)

/// The hash of nothing: what others are continued from.
pub const START: u64 = 0xcbf2_9ce4_8422_2325;

/// What each step multiplies by.
pub const PRIME: u64 = 0x0100_0000_01b3;

/// Continues a hash with more bytes.
#[must_use]
pub fn more(mut hash: u64, bytes: &[u8]) -> u64 {
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    }
    hash
}

/// Folds a hash to 32 bits.
#[must_use]
pub fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

/// The 32-bit hash of a word.
#[must_use]
pub fn word(word: &str) -> u32 {
    fold(more(START, word.as_bytes()))
}
