//! `POST /v1/shops/{shop}/answers`, every question new, against Workers that answer a constant.

use protocol::shop::Entry;
use sapa_tests::{BATIK, Stand, batik};

use crate::baseline::Baseline;
use crate::load::requests_a_second;
use crate::{ROUNDS, median, spread};

/// Questions as people type them.
const QUESTIONS: &str = "edge/answer/tests/toko-batik/questions.tsv";
/// A shop of so many entries, each with so many phrasings.
const ENTRIES: usize = 1_000;
const PHRASINGS: usize = 5;
const LARGE: &str = "toko-besar";

/// Prints requests a second and their ratios.
pub async fn measure(stand: &Stand, baseline: &Baseline) {
    load_large_shop(stand).await;
    let constant = |address: &str| requests_a_second(&format!("http://{address}/"), None);
    let asked = |shop: &str| {
        let answers = format!("{}/v1/shops/{shop}/answers", stand.origin());
        requests_a_second(&answers, Some(("questions.lua", QUESTIONS)))
    };
    let round = || [constant(&baseline.rust), asked(BATIK), asked(LARGE), constant(&baseline.javascript)];
    let rounds: Vec<[f64; 4]> = (0..ROUNDS).map(|_| round()).collect();

    let column = |at: usize| rounds.iter().map(|round| round[at]).collect::<Vec<_>>();
    let ratios = |at: usize| rounds.iter().map(|round| round[at] / round[0]).collect::<Vec<_>>();
    println!(
        "\n| one isolate, 32 connections | requests/s | µs a request | of a constant |\n|---|---|---|---|"
    );
    let row = |name: &str, at| {
        let rate = median(column(at));
        println!("| {name} | {rate:.0} | {:.0} | {} |", 1e6 / rate, spread(&ratios(at), 2));
    };
    row("a Rust Worker that answers a constant", 0);
    row("Sapa answers a question from the demo shop's 145 entries, every question new", 1);
    row("the same from 1,000 entries of five phrasings", 2);
    row("a JavaScript Worker that answers a constant", 3);
}

/// The demo shop's entries again and again, each time about other goods.
async fn load_large_shop(stand: &Stand) {
    const GOODS: [&str; 7] = ["gamis", "sepatu", "ransel", "blender", "sprei", "serum", "kopi"];
    let mut shop = batik();
    shop.settings.slug = LARGE.parse().expect("a name for addresses");
    shop.knowledge.shop = LARGE.to_owned();
    let entries = std::mem::take(&mut shop.knowledge.entries);
    let about = |entry: &Entry, goods: &str| Entry {
        id: format!("{}-{goods}", entry.id).parse().expect("a short name"),
        title: format!("{} ({goods})", entry.title),
        questions: entry.questions.iter().take(PHRASINGS).map(|asked| format!("{asked} {goods}")).collect(),
        ..entry.clone()
    };
    let all = GOODS.iter().flat_map(|goods| entries.iter().map(|entry| about(entry, goods)));
    shop.knowledge.entries = all.take(ENTRIES).collect();
    assert_eq!(shop.knowledge.entries.len(), ENTRIES);
    stand.load(&shop).await;
}
