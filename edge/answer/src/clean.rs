//! From whatever a keyboard sends to plain lower-case letters: fancy alphabets, accents, invisible and control characters.
//!
//! A light form of Unicode's compatibility folding (NFKC, case folding) for what shoppers really send; the full tables
//! would be larger than the rest of this crate.

/// Only so much of a message is read, in characters; more doesn't change what it is about, and time stays bounded.
pub const READ_CHARS: usize = 1_200;

/// A message in folded lower-case characters, at most [`READ_CHARS`] of them.
pub fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(4 * READ_CHARS));
    for c in visible(text) {
        if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else {
            plain.extend(fold(c).to_lowercase());
        }
    }
    plain
}

/// The same with upper case kept, for numbers and addresses. A new line stays one.
pub fn visible(text: &str) -> impl Iterator<Item = char> {
    let spaced = |c: char| if c != '\n' && (c.is_control() || c.is_whitespace()) { ' ' } else { c };
    text.chars().filter(|c| !is_invisible(*c)).take(READ_CHARS).map(spaced)
}

/// Zero-width characters, marks of direction, soft hyphens, combining marks, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}

fn fold(c: char) -> char {
    match c {
        // Full width: ！ to ～.
        '\u{ff01}'..='\u{ff5e}' => shift(c, 0xff01, 0x21),
        // Mathematical letters: 13 alphabets of capitals and small letters, then five sets of figures.
        '\u{1d400}'..='\u{1d6a3}' => letter((c as u32 - 0x1d400) % 52 % 26),
        '\u{1d7ce}'..='\u{1d7ff}' => char::from(b'0' + ((c as u32 - 0x1d7ce) % 10) as u8),
        // Letters in circles, squares and brackets.
        '\u{249c}'..='\u{24b5}' => shift(c, 0x249c, 0x61),
        '\u{24b6}'..='\u{24e9}' => letter((c as u32 - 0x24b6) % 26),
        '\u{1f130}'..='\u{1f149}' => shift(c, 0x1f130, 0x61),
        '\u{1f150}'..='\u{1f169}' => shift(c, 0x1f150, 0x61),
        '\u{1f170}'..='\u{1f189}' => shift(c, 0x1f170, 0x61),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{60}' | '\u{b4}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => accented(c),
    }
}

fn shift(c: char, from: u32, to: u32) -> char {
    char::from_u32(c as u32 - from + to).unwrap_or(c)
}

fn letter(place: u32) -> char {
    char::from(b'a' + place as u8)
}

/// Letters with accents, small capitals, and the look-alikes that fancy-text generators use.
fn accented(c: char) -> char {
    const TABLE: [(&str, char); 26] = [
        ("àáâãäåāăąÀÁÂÃÄÅᴀаАαΑ", 'a'),
        ("ʙвВβΒ", 'b'),
        ("çćčÇᴄсС", 'c'),
        ("ďđᴅ", 'd'),
        ("èéêëēėęěÈÉÊËᴇеЕёε", 'e'),
        ("ꜰƒ", 'f'),
        ("ğġɢ", 'g'),
        ("ħʜнН", 'h'),
        ("ìíîïīįıÌÍÎÏɪіІι", 'i'),
        ("ĵᴊј", 'j'),
        ("ķᴋкКκ", 'k'),
        ("łĺľʟ", 'l'),
        ("ᴍмМ", 'm'),
        ("ñńňÑɴ", 'n'),
        ("òóôõöøōőÒÓÔÕÖØᴏоОοσ", 'o'),
        ("ᴘрРρ", 'p'),
        ("ǫ", 'q'),
        ("ŕřʀ", 'r'),
        ("śşšꜱѕ", 's'),
        ("ţťᴛтТτ", 't'),
        ("ùúûüūůűÙÚÛÜᴜυ", 'u'),
        ("ᴠν", 'v'),
        ("ŵᴡω", 'w'),
        ("хХχ", 'x'),
        ("ýÿÝʏуУγ", 'y'),
        ("źżžᴢ", 'z'),
    ];
    TABLE.iter().find(|(forms, _)| forms.contains(c)).map_or(c, |(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fancy_letters_become_plain_ones() {
        for (written, plain) in [
            ("ＢＩＳＡ　ＣＯＤ？", "bisa cod?"),
            ("𝓫𝓲𝓼𝓪 𝗖𝗢𝗗", "bisa cod"),
            ("ⓑⓘⓢⓐ 🄲🄾🄳", "bisa cod"),
            ("𝟏𝟐𝟑", "123"),
            ("ʙɪꜱᴀ", "bisa"),
            ("réfünd", "refund"),
            ("re\u{301}fund", "refund"),
            ("Jum’at", "jum'at"),
        ] {
            assert_eq!(clean(written), plain);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_not_read() {
        assert_eq!(clean("re\u{200b}fu\u{202e}nd\u{feff}\u{7}!"), "refund !");
        assert_eq!(clean(&"a".repeat(10_000)).len(), READ_CHARS);
    }
}
