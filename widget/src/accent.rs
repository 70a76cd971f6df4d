//! The shop's colour, made readable: text on it, and it as text, by WCAG 2's contrast ratio.

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rgb(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// WCAG 2.2 AA for text.
const READABLE: f32 = 4.5;

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(255, 255, 255);

impl Rgb {
    /// Reads `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// As `#rrggbb`.
    pub(crate) fn css(self) -> String {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
        let mut css = String::from("#");
        for part in [self.0, self.1, self.2] {
            css.extend([digit(part >> 4), digit(part & 15)]);
        }
        css
    }

    /// Black or white, whichever reads better on this colour.
    pub(crate) fn text_on(self) -> Self {
        if contrast(WHITE, self) >= contrast(BLACK, self) { WHITE } else { BLACK }
    }

    /// The nearest darker or lighter shade that reads as text on `ground`.
    pub(crate) fn as_text_on(self, ground: Rgb) -> Self {
        let goal = ground.text_on();
        let mut shades = (0..=100).step_by(5).map(|percent| self.towards(goal, percent));
        shades.find(|shade| contrast(*shade, ground) >= READABLE).unwrap_or(goal)
    }

    /// Mixed with another colour, of which it takes that many percent.
    fn towards(self, other: Rgb, percent: u16) -> Self {
        let mix = |from: u8, to: u8| {
            let (from, to) = (u16::from(from), u16::from(to));
            ((from * (100 - percent) + to * percent + 50) / 100) as u8
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance: <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(self) -> f32 {
        let part = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { twelve_fifths((value + 0.055) / 1.055) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }
}

/// `x` to the power of 2.4, for 0.09 to 1: its square times the fifth root of its square, which is found by Newton's method.
/// The general power would weigh half a kilobyte.
fn twelve_fifths(x: f32) -> f32 {
    let square = x * x;
    let root = (0..12).fold(1.0_f32, |root, _| root - (root - square / root.powi(4)) / 5.0);
    square * root
}

/// Contrast ratio, 1 to 21.
pub(crate) fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_of_two_point_four_is_near_enough_for_every_shade() {
        for value in 11..=255_u8 {
            let x = (f32::from(value) / 255.0 + 0.055) / 1.055;
            assert!((twelve_fifths(x) - x.powf(2.4)).abs() < 1e-5, "{value}");
        }
    }

    #[test]
    fn known_ratios_come_out() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(Rgb(0x77, 0x77, 0x77), WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn every_accent_can_be_read() {
        let steps = [0, 40, 90, 128, 180, 220, 255];
        for (red, green, blue) in
            steps.iter().flat_map(|r| steps.iter().flat_map(move |g| steps.map(|b| (*r, *g, b))))
        {
            let accent = Rgb(red, green, blue);
            assert!(contrast(accent.text_on(), accent) >= READABLE, "{accent:?}");
            for ground in [WHITE, Rgb(0x17, 0x1a, 0x1c)] {
                assert!(contrast(accent.as_text_on(ground), ground) >= READABLE, "{accent:?} on {ground:?}");
            }
        }
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        let brown = Rgb::parse("#8a3b12").unwrap();
        assert_eq!(brown.as_text_on(WHITE), brown);
        assert_eq!(brown.css(), "#8a3b12");
        assert_eq!(Rgb::parse("#8a3b1"), None);
        assert_eq!(Rgb::parse("#8a3bé"), None);
    }
}
