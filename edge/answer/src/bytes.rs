//! Little-endian reading and writing for packs. A reader never goes past its end: it answers `None`.

use crate::hash;

/// The checksum of many bytes: FNV-1a's steps, each over eight of them, else it would be most of what opening a pack costs.
/// A step's upper half is folded into the lower one, or a change of the top bit would never leave it. Each step can be
/// undone, so that a change within eight bytes never goes unnoticed.
pub fn checksum(bytes: &[u8]) -> u64 {
    let (eights, rest) = bytes.as_chunks();
    let step = |sum: u64, eight: &[u8; 8]| {
        let sum = (sum ^ u64::from_le_bytes(*eight)).wrapping_mul(hash::PRIME);
        sum ^ (sum >> 32)
    };
    hash::more(eights.iter().fold(hash::START, step), rest)
}

/// Writes a pack.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    pub fn u16(&mut self, value: u16) {
        self.raw(&value.to_le_bytes());
    }
    pub fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }
    pub fn u64(&mut self, value: u64) {
        self.raw(&value.to_le_bytes());
    }
    pub fn f32(&mut self, value: f32) {
        self.raw(&value.to_le_bytes());
    }
    /// A number in as few bytes as it needs: seven bits each, the lowest first, the top bit set where more follow (LEB128).
    pub fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.u8(value as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8);
    }
    /// A text after its length.
    pub fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.raw(text.as_bytes());
    }
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Reads a pack.
#[derive(Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
    pub fn raw(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.raw(N)?.try_into().ok()
    }
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
    /// A finite number.
    pub fn f32(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes).filter(|value| value.is_finite())
    }
    pub fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return u32::try_from(value).ok();
            }
        }
        None
    }
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.raw(length)?).ok()
    }
    /// `count` items of `size` bytes each.
    pub fn items(&mut self, count: usize, size: usize) -> Option<std::slice::ChunksExact<'a, u8>> {
        Some(self.raw(count.checked_mul(size)?)?.chunks_exact(size))
    }
    pub fn u32s(&mut self, count: usize) -> Option<Vec<u32>> {
        let number = |item: &[u8]| u32::from_le_bytes([item[0], item[1], item[2], item[3]]);
        Some(self.items(count, 4)?.map(number).collect())
    }
    /// What hasn't been read.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_as_few_bytes_as_it_needs_and_is_read_back() {
        for (value, length) in [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (u32::MAX, 5)] {
            let mut written = Writer::default();
            written.varint(value);
            assert_eq!(written.bytes().len(), length, "{value}");
            let mut reader = Reader::new(written.bytes());
            assert_eq!(reader.varint(), Some(value));
            assert!(reader.rest().is_empty());
            assert_eq!(Reader::new(&written.bytes()[..length - 1]).varint(), None, "{value} is cut short");
        }
    }

    #[test]
    fn a_number_that_32_bits_cannot_hold_is_refused() {
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x10]).varint(), None);
        assert_eq!(Reader::new(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]).varint(), None);
    }
}
