//! Little-endian reading and writing for packs. A reader never goes past its end: it answers `None`.

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
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.raw(length)?).ok()
    }
    /// `count` items of `size` bytes each.
    pub fn items(&mut self, count: usize, size: usize) -> Option<std::slice::ChunksExact<'a, u8>> {
        Some(self.raw(count.checked_mul(size)?)?.chunks_exact(size))
    }
    pub fn u16s(&mut self, count: usize) -> Option<Vec<u16>> {
        Some(self.items(count, 2)?.map(|item| u16::from_le_bytes([item[0], item[1]])).collect())
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
