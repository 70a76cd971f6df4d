//! What a file is, decided by its content: neither its name nor its sender is believed. What could run where it is opened
//! (a page, a picture made of markup, a program) is of no kind here, so it is refused; a name that promises another kind
//! than the content is gets the ending that tells the truth.

use protocol::limits::{FILE_BYTES, FILE_NAME_CHARS, IMAGE_PIXELS, MESSAGE_FILES};
use protocol::problem::{Kind, Problem};
use protocol::{File, FileId, FileKind};

use crate::text;

/// What a file is called whose name has nothing readable in it; the kind's ending follows.
const NAMELESS: &str = "file";

/// A file that somebody sends under a name.
///
/// # Errors
/// `Invalid` when it is empty, `TooLarge` above the limits of bytes or pixels, `UnsupportedFile` for any other kind than
/// [`FileKind`] lists.
pub fn file(id: FileId, name: &str, content: &[u8]) -> Result<File, Problem> {
    if content.is_empty() {
        return Err(Problem::new(Kind::Invalid, "The file is empty. Choose another one."));
    }
    let bytes = u32::try_from(content.len()).unwrap_or(u32::MAX);
    if content.len() > FILE_BYTES {
        let detail = format!("A file may have {FILE_BYTES} bytes; this one has {bytes}. Make it smaller.");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    let kind = kind_of(content).ok_or_else(unsupported)?;
    let size = if kind.is_image() { Some(pixels(content)?) } else { None };
    let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
    Ok(File { id, name: honest_name(name, kind), kind, bytes, width, height })
}

/// Checks the files that a message names.
///
/// # Errors
/// `TooLarge` when there are too many, `Invalid` when one is there twice.
pub(crate) fn check_number(files: &[File]) -> Result<(), Problem> {
    if files.len() > MESSAGE_FILES {
        let detail = format!("Send at most {MESSAGE_FILES} files with one message.");
        return Err(Problem::new(Kind::TooLarge, detail));
    }
    let is_twice = |(place, file): (usize, &File)| files[..place].iter().any(|other| other.id == file.id);
    if files.iter().enumerate().any(is_twice) {
        return Err(Problem::new(Kind::Invalid, "Name each file once."));
    }
    Ok(())
}

fn unsupported() -> Problem {
    let detail = "Send a picture (JPEG, PNG, WebP, GIF), a PDF, a plain text or table (CSV), a document in a current \
                  Office format, a video (MP4, MOV, WebM) or sound.";
    Problem::new(Kind::UnsupportedFile, detail)
}

fn kind_of(content: &[u8]) -> Option<FileKind> {
    let known = infer::get(content).map(|found| FileKind::of(found.mime_type()));
    let known = known.filter(|kind| *kind != FileKind::Unknown);
    known.or_else(|| is_plain_text(content).then_some(FileKind::Text))
}

/// Text, and neither markup nor a script that a system would run by its first line.
fn is_plain_text(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let begins_as_code = text.trim_start().starts_with('<') || text.starts_with("#!");
    !begins_as_code && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A picture's width and height.
fn pixels(content: &[u8]) -> Result<(u32, u32), Problem> {
    let size = imagesize::blob_size(content).map_err(|_| unsupported())?;
    let (width, height) = (size.width as u64, size.height as u64);
    let damaged = width == 0 || height == 0;
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(_), Ok(_)) if width.saturating_mul(height) > IMAGE_PIXELS => {
            let detail = format!("A picture may have {IMAGE_PIXELS} pixels. Make it smaller.");
            Err(Problem::new(Kind::TooLarge, detail))
        }
        (Ok(width), Ok(height)) if !damaged => Ok((width, height)),
        _ => Err(unsupported()),
    }
}

/// A name without path, disguises and false endings, of at most [`FILE_NAME_CHARS`] characters.
fn honest_name(name: &str, kind: FileKind) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = text::clean(name).chars().filter(|c| !c.is_control() && !is_mark(*c)).collect();
    let seen = seen.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let usual = kind.endings().first().copied().unwrap_or_default();
    let (stem, ending) = match seen.rsplit_once('.') {
        Some((stem, ending)) if is_ending(kind, ending) => (stem, ending),
        // A picture that was drawn anew as another kind of picture.
        Some((stem, ending)) if kind.is_image() && is_pictures(ending) => (stem, usual),
        _ => (seen, usual),
    };
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    let room = FILE_NAME_CHARS.saturating_sub(ending.chars().count() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{}.{ending}", stem.trim_end())
}

fn is_ending(kind: FileKind, ending: &str) -> bool {
    kind.endings().iter().any(|own| own.eq_ignore_ascii_case(ending))
}

fn is_pictures(ending: &str) -> bool {
    let pictures = FileKind::ALL.iter().filter(|kind| kind.is_image());
    pictures.into_iter().any(|kind| is_ending(*kind, ending)) || ending.eq_ignore_ascii_case("heic")
}

/// Marks of direction, which could turn a name's end around.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}')
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::*;

    /// The smallest picture there is: one pixel.
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

    fn read(name: &str, content: &[u8]) -> Result<File, Problem> {
        file(FileId::from_parts(Millis(0), 1), name, content)
    }

    fn kind(content: &[u8]) -> Option<FileKind> {
        read("x", content).ok().map(|file| file.kind)
    }

    #[test]
    fn the_content_says_what_a_file_is() {
        assert_eq!(kind(GIF), Some(FileKind::Gif));
        assert_eq!(kind(b"%PDF-1.7 ..."), Some(FileKind::Pdf));
        assert_eq!(kind("nama;jumlah\nkemeja;2\n".as_bytes()), Some(FileKind::Text));
        assert_eq!(kind("\u{FEFF}résumé".as_bytes()), Some(FileKind::Text));
        assert_eq!(kind(b"ID3\x04\0\0\0\0\0\0"), Some(FileKind::Mp3));
        assert_eq!(kind(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Some(FileKind::Mp4));
    }

    #[test]
    fn what_could_run_is_refused_whatever_it_is_called() {
        for content in [
            &b"<!doctype html><script>alert(1)</script>"[..],
            b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<?xml version='1.0'?><svg/>",
            "\u{FEFF}<html>".as_bytes(),
            b"#!/bin/sh\nrm -rf /",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"PK\x03\x04\x14\0\0\0\x08\0anything.apk",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document, or an installer",
            b"\0asm\x01\0\0\0",
            b"\xff\xfe\0\0",
        ] {
            let refused = read("foto.jpg", content).unwrap_err();
            assert!(refused.is(Kind::UnsupportedFile), "{:?}: {refused:?}", String::from_utf8_lossy(content));
        }
    }

    #[test]
    fn a_picture_tells_its_size_and_one_that_cannot_is_none() {
        let one = read("x.gif", GIF).unwrap();
        assert_eq!((one.width, one.height), (Some(1), Some(1)));
        assert!(read("x.jpg", b"\xff\xd8\xff\xe0 broken").unwrap_err().is(Kind::UnsupportedFile));
        let vast = b"GIF89a\xff\xff\xff\xff\0\0\0;";
        assert!(read("x.gif", vast).unwrap_err().is(Kind::TooLarge));
        assert!(read("x.gif", b"GIF89a\0\0\0\0\0\0\0;").unwrap_err().is(Kind::UnsupportedFile));
    }

    #[test]
    fn a_name_has_no_path_no_disguise_and_the_ending_of_its_content() {
        for (written, kept) in [
            ("foto.gif", "foto.gif"),
            ("Foto Liburan.GIF", "Foto Liburan.GIF"),
            ("../../etc/passwd", "passwd.gif"),
            ("C:\\Windows\\evil.exe", "evil.exe.gif"),
            ("nota\u{202E}fig.exe", "notafig.exe.gif"),
            ("a\nb\tc\u{0}\u{200F}.gif", "abc.gif"),
            (".htaccess", "htaccess.gif"),
            ("...", "file.gif"),
            ("", "file.gif"),
            ("/", "file.gif"),
            ("laporan.pdf", "laporan.pdf.gif"),
            ("IMG_0001.HEIC", "IMG_0001.gif"),
            ("layar.png", "layar.gif"),
        ] {
            assert_eq!(read(written, GIF).unwrap().name, kept, "{written:?}");
        }
        let long = read(&format!("{}.gif", "é".repeat(300)), GIF).unwrap().name;
        assert_eq!(long.chars().count(), FILE_NAME_CHARS);
        assert!(long.ends_with("é.gif"));
        assert_eq!(read("data.csv", b"a,b").unwrap().name, "data.csv");
        assert_eq!(read("run.bat", b"del *").unwrap().name, "run.bat.txt");
    }

    #[test]
    fn sizes_are_limited() {
        assert!(read("x", b"").unwrap_err().is(Kind::Invalid));
        assert!(read("x", &vec![b'a'; FILE_BYTES]).is_ok());
        assert!(read("x", &vec![b'a'; FILE_BYTES + 1]).unwrap_err().is(Kind::TooLarge));
    }
}
