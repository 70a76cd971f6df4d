//! Compiles what people edit into sorted static tables: the strings the bot says, and the word lists under `language/`
//! that are looked up for every word of every message.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/hash.rs"]
mod hash;

fn main() {
    strings::generate();
    println!("cargo::rerun-if-changed=language");
    println!("cargo::rerun-if-changed=src/hash.rs");
    let code = [forms(), meanings(), roots(), version()].concat();
    let out = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("language.rs");
    fs::write(out, code).expect("OUT_DIR is writable");
}

/// The rows of a file: its lines without comments and blanks, with the line's number for messages.
fn rows(file: &str) -> Vec<(String, String)> {
    let path = Path::new("language").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let wanted = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let at = |line: &str, n: usize| (line.to_owned(), format!("{}:{}", path.display(), n + 1));
    text.lines().enumerate().filter(|(_, line)| wanted(line)).map(|(n, line)| at(line, n)).collect()
}

fn cells<const N: usize>(line: &str, place: &str) -> [String; N] {
    let cells: Vec<_> = line.split('\t').map(|cell| cell.trim().to_owned()).collect();
    cells
        .try_into()
        .unwrap_or_else(|_| panic!("{place}: {N} cells with tabs between them are expected: `{line}`"))
}

/// `FORMS`: everyday spelling → plain words. A plain form that is itself listed is followed, so that
/// `gapake` → `ga pake` → `tidak pakai`.
fn forms() -> String {
    let mut forms = BTreeMap::new();
    for file in ["slang-open.tsv", "slang.tsv"] {
        let mut seen = BTreeSet::new();
        for (line, place) in rows(file) {
            let [form, plain] = cells(&line, &place);
            assert!(seen.insert(form.clone()), "{place}: `{form}` is listed twice");
            forms.insert(form, plain);
        }
    }
    let follow = |plain: &str| {
        let words = plain.split([' ', '-']).map(|word| forms.get(word).map_or(word, String::as_str));
        words.collect::<Vec<_>>().join(" ")
    };
    let rows = forms.iter().map(|(form, plain)| (form.as_str(), format!("{:?}", follow(plain))));
    table("FORMS: &[(u32, &str, &str)]", rows.collect())
}

/// `MEANINGS`: word of another language → the language and its Indonesian meaning.
fn meanings() -> String {
    let mut meanings = BTreeMap::new();
    for (line, place) in rows("meanings.tsv") {
        let [language, word, meaning] = cells(&line, &place);
        let origin = match language.as_str() {
            "jv" => "Javanese",
            "su" => "Sundanese",
            "en" => "English",
            "xx" => "Loan",
            _ => panic!("{place}: jv, su, en or xx is expected, not `{language}`"),
        };
        assert!(meanings.insert(word, (origin, meaning)).is_none(), "{place}: the word is listed twice");
    }
    let row =
        |origin: &str, meaning: &str| format!("Origin::{origin}, {:?}", meaning.trim_start_matches('-'));
    let rows = meanings.iter().map(|(word, (origin, meaning))| (word.as_str(), row(origin, meaning)));
    table("MEANINGS: &[(u32, &str, Origin, &str)]", rows.collect())
}

/// A static table of rows sorted by the hash of their word, which stands first.
fn table(name: &str, mut rows: Vec<(&str, String)>) -> String {
    rows.sort_by_key(|(word, _)| hash::word(word));
    let mut code = format!("static {name} = &[\n");
    for pair in rows.windows(2) {
        assert_ne!(hash::word(pair[0].0), hash::word(pair[1].0), "two words share a hash: {pair:?}");
    }
    for (word, rest) in rows {
        let _ = writeln!(code, "({}, {word:?}, {rest}),", hash::word(word));
    }
    code + "];\n"
}

/// `ROOTS`: the hashes of all root words. Two words that share one are harmless here: a stem more is accepted.
fn roots() -> String {
    let files = [rows("roots.txt"), rows("roots-shop.txt"), rows("fillers.txt")].concat();
    let hashes: BTreeSet<u32> = files.iter().map(|(root, _)| hash::word(root.trim())).collect();
    let hashes: Vec<_> = hashes.into_iter().collect();
    format!("static ROOTS: &[u32] = &{hashes:?};\n")
}

/// `LANGUAGE_VERSION`: the hash of all files that features are made with, of the space that they have a place in, and of what
/// was fitted to the scores.
fn version() -> String {
    let files = [
        "calibration.tsv",
        "concepts.tsv",
        "fillers.txt",
        "meaning.bin",
        "meanings.tsv",
        "roots-shop.txt",
        "roots.txt",
        "slang-open.tsv",
        "slang.tsv",
    ];
    let read = |file| {
        let path = Path::new("language").join(file);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let version = files.into_iter().fold(hash::START, |version, file| hash::more(version, &read(file)));
    format!("pub const LANGUAGE_VERSION: u64 = {version};\n")
}
