//! Shops of any size, made by rule for measuring what they cost: each entry is a need of the bank about one of many goods,
//! five of the need's phrasings and an answer put together from what the example shops say. The same size gives the same shop.

use std::fs;
use std::path::{Path, PathBuf};

use answer::meaning::bank::{self, Files, Need};
use protocol::shop::{Entry, Knowledge};

/// An entry has so many phrasings, each of at most so many characters: people ask an entry's question in a line.
const PHRASINGS: usize = 5;
const PHRASING_CHARS: usize = 60;

const GOODS: &str = "kemeja, gamis, sepatu lari, tas ransel, jam tangan, blender, kipas angin, lampu meja, kasur lipat, sprei, \
     panci, botol minum, serum wajah, sabun mandi, kopi bubuk, keripik pisang, mainan kayu, keyboard, sarung, helm";
const KINDS: &str = "hitam, premium, mini, anak, jumbo, seri terbaru";

/// A shop of so many entries, no two of them alike.
pub fn shop(entries: usize) -> Knowledge {
    let (needs, sentences) = (needs(), sentences());
    let entry = |n: usize| {
        let (need, round) = (&needs[n % needs.len()], n / needs.len());
        let goods = goods(7 * (n % needs.len()) + round);
        let sentence = |at: usize| &sentences[at % sentences.len()];
        Entry {
            id: format!("{}-{n}", need.id).parse().expect("needs have short names"),
            topic: String::new(),
            title: format!("{}, {goods}", need.title),
            questions: (0..PHRASINGS).map(|at| phrasing(need, PHRASINGS * round + at, &goods)).collect(),
            answer: format!("{} {} ({goods})", sentence(2 * n), sentence(11 * n + 5)),
        }
    };
    Knowledge {
        shop: "made".to_owned(),
        language: "id".to_owned(),
        entries: (0..entries).map(entry).collect(),
    }
}

/// The knowledge of the demo shop.
pub fn demo() -> Knowledge {
    knowledge(&home().join("../../examples/toko-batik/knowledge.json"))
}

/// The nth kind of goods, round and round.
fn goods(n: usize) -> String {
    let (goods, kinds) = (GOODS.split(", "), KINDS.split(", "));
    let all = goods.flat_map(|goods| kinds.clone().map(move |kind| format!("{goods} {kind}")));
    all.cycle().nth(n).expect("a cycle has no end")
}

/// One of the ways to put a need, about these goods.
fn phrasing(need: &Need, n: usize, goods: &str) -> String {
    let said = need.phrasings[n % need.phrasings.len()].trim_end_matches(['.', '?', '!']);
    match n % PHRASINGS {
        0 => format!("{said} buat {goods}?"),
        1 => format!("{goods}, {said}"),
        2 => format!("{said} (yang {goods})"),
        3 => format!("soal {goods} kak, {said}"),
        _ => said.to_owned(),
    }
}

/// The needs of shops, each with its short phrasings.
fn needs() -> Vec<Need> {
    let file =
        |path: PathBuf| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), read(&path));
    let folder = fs::read_dir(home().join("language/needs")).expect("the bank of needs is there");
    let files: Files = folder.map(|entry| file(entry.expect("a file").path())).collect();
    let mut needs = bank::read(&files).expect("the bank of needs can be read");
    for need in &mut needs {
        need.phrasings.retain(|said| said.chars().count() <= PHRASING_CHARS);
    }
    needs.retain(|need| !need.is_elsewhere && need.phrasings.len() >= PHRASINGS);
    needs
}

/// The sentences of the answers of all example shops.
fn sentences() -> Vec<String> {
    let shops = ["kopi-lereng", "rona-kulit", "rumah-gawai"]
        .map(|shop| knowledge(&home().join("tests/shops").join(shop).join("knowledge.json")));
    let entries = shops.into_iter().chain([demo()]).flat_map(|shop| shop.entries);
    let answers: Vec<String> = entries.map(|entry| entry.answer.replace('\n', " ")).collect();
    let sentences = answers.iter().flat_map(|answer| answer.split_inclusive(". "));
    sentences.map(|sentence| sentence.trim().to_owned()).collect()
}

fn knowledge(path: &Path) -> Knowledge {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
