//! The learnt space as a file: `language/meaning.bin`.
//!
//! All numbers are little-endian. `SAPM`, the format's version (u16), then: the hash of what it was learnt from (u64); the
//! needs (count u16; each title, and whether it is no matter of a shop); their places ([`DIMENSIONS`] signed bytes each, in
//! 127ths); the shared words; the keys of the rows that have one (count u32; u32 each, sorted); then for each row, those of
//! word pieces first: its rarity (u8, in steps of [`RARITY_STEP`]), its scale (the upper half of an f32), its direction (two
//! bits a dimension, the lowest of a byte first).

use super::{DIMENSIONS, Meaning, PIECES, RowKey, Steps, dot, learn::Learnt};
use crate::bytes::{Reader, Writer};
use crate::keys::Keys;

const MAGIC: &[u8; 4] = b"SAPM";
const FORMAT: u16 = 2;
const ROW: usize = DIMENSIONS / 4;
const RARITY_STEP: f32 = 1.0 / 20.0;

/// The values that two bits stand for, for numbers spread as a bell: Lloyd and Max's quantiser of 4 levels. More bits
/// tell no message better: the errors of its many features even out.
/// (J. Max, "Quantizing for minimum distortion", 1960, table I.)
const LEVELS: [f32; 4] = [-1.51, -0.4528, 0.4528, 1.51];

/// The four values that each byte stands for.
static FOURS: [[f32; 4]; 256] = {
    let mut fours = [[0.0; 4]; 256];
    let mut code = 0;
    while code < 256 {
        fours[code] = [LEVELS[code & 3], LEVELS[code >> 2 & 3], LEVELS[code >> 4 & 3], LEVELS[code >> 6]];
        code += 1;
    }
    fours
};

/// A need as the table keeps it.
#[derive(Debug)]
pub struct Named {
    pub title: &'static str,
    pub is_elsewhere: bool,
}

/// The table, read in place.
#[derive(Debug, Default)]
pub struct Table {
    pub needs: Vec<Named>,
    places: &'static [u8],
    /// One a line.
    pub words: &'static str,
    keys: Keys,
    rarities: &'static [u8],
    scales: &'static [u8],
    directions: &'static [u8],
    /// The hash of what it was learnt from.
    pub source: u64,
}

impl Table {
    /// Reads the file; `None` if it is of another format or cut short.
    pub fn read(file: &'static [u8]) -> Option<Self> {
        let mut reader = Reader::new(file);
        let sound = reader.raw(MAGIC.len())? == MAGIC && reader.u16()? == FORMAT;
        if !sound {
            return None;
        }
        let source = reader.u64()?;
        let count = usize::from(reader.u16()?);
        let mut named = || Some(Named { title: reader.text()?, is_elsewhere: reader.raw(1)? == [1] });
        let needs = (0..count).map(|_| named()).collect::<Option<_>>()?;
        let places = reader.raw(count * DIMENSIONS)?;
        let words = reader.text()?;
        let count = reader.u32()? as usize;
        let keys = Keys::new(reader.u32s(count)?)?;
        let rows = PIECES as usize + count;
        let (rarities, scales) = (reader.raw(rows)?, reader.raw(2 * rows)?);
        let directions = reader.raw(ROW * rows)?;
        Some(Self { needs, places, words, keys, rarities, scales, directions, source })
    }

    /// The needs' places, and the length that each has.
    pub fn places(&self) -> Vec<(Steps, f32)> {
        let place = |bytes: &[u8]| {
            let numbers: Meaning = std::array::from_fn(|at| f32::from(bytes[at].cast_signed()));
            (numbers.map(|number| number as i16), dot(&numbers, &numbers).sqrt().max(1.0))
        };
        self.places.chunks_exact(DIMENSIONS).map(place).collect()
    }

    pub fn find(&self, key: RowKey) -> Option<usize> {
        match key {
            RowKey::Shared(row) => Some(row as usize).filter(|row| *row < self.rarities.len()),
            RowKey::Own(key) => self.keys.find(key).map(|at| PIECES as usize + at),
        }
    }

    pub fn rarity(&self, row: usize) -> f32 {
        f32::from(self.rarities[row]) * RARITY_STEP
    }

    /// Adds a row's direction, times `weight`.
    pub fn add(&self, row: usize, weight: f32, to: &mut Meaning) {
        let scale = f32::from_bits(
            u32::from(u16::from_le_bytes([self.scales[2 * row], self.scales[2 * row + 1]])) << 16,
        );
        let weight = scale * weight;
        let codes = &self.directions[ROW * row..ROW * (row + 1)];
        for (four, code) in to.chunks_exact_mut(4).zip(codes) {
            let levels = &FOURS[usize::from(*code)];
            four.iter_mut().zip(levels).for_each(|(value, level)| *value += weight * level);
        }
    }
}

/// Writes what was learnt as a table's file.
pub fn write(learnt: &Learnt) -> Vec<u8> {
    let mut body = Writer::default();
    body.u64(learnt.source);
    body.u16(learnt.needs.len() as u16);
    for need in &learnt.needs {
        body.text(&need.title);
        body.u8(u8::from(need.is_elsewhere));
    }
    for place in &learnt.places {
        let largest = place.iter().fold(1e-6_f32, |largest, value| largest.max(value.abs()));
        place.iter().for_each(|value| body.u8(((value / largest * 127.0).round() as i8).cast_unsigned()));
    }
    body.text(&learnt.words.join("\n"));
    let own = &learnt.keys;
    body.u32(own.len() as u32);
    own.iter().for_each(|key| body.u32(*key));
    learnt.rarities.iter().for_each(|rarity| body.u8((rarity / RARITY_STEP).round().clamp(0.0, 255.0) as u8));
    let scales: Vec<f32> = learnt.directions.iter().map(spread).collect();
    scales.iter().for_each(|scale| body.u16((scale.to_bits() >> 16) as u16));
    for (direction, scale) in learnt.directions.iter().zip(scales) {
        let code =
            |four: &[f32]| four.iter().rev().fold(0, |code, value| code << 2 | nearest_level(value / scale));
        direction.chunks_exact(4).for_each(|four| body.u8(code(four)));
    }
    let mut file = Writer::default();
    file.raw(MAGIC);
    file.u16(FORMAT);
    file.raw(body.bytes());
    file.into_bytes()
}

/// The root mean square of a direction's numbers, as the file keeps it.
fn spread(direction: &Meaning) -> f32 {
    let mean = direction.iter().map(|value| value * value).sum::<f32>() / DIMENSIONS as f32;
    f32::from_bits(mean.sqrt().max(1e-9).to_bits() & 0xffff_0000)
}

fn nearest_level(value: f32) -> u8 {
    LEVELS.windows(2).take_while(|pair| value > (pair[0] + pair[1]) / 2.0).count() as u8
}
