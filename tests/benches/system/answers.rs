//! `POST /v1/shops/{shop}/answers`, every question new, against Workers that answer a constant.

use sapa_tests::{BATIK, Stand};

use crate::baseline::Baseline;
use crate::load::requests_a_second;
use crate::{ROUNDS, median, spread};

/// Questions as people type them.
const QUESTIONS: &str = "edge/answer/tests/toko-batik/questions.tsv";

/// Prints requests a second and their ratios.
pub async fn measure(stand: &Stand, baseline: &Baseline) {
    let answers = format!("{}/v1/shops/{BATIK}/answers", stand.origin());
    let constant = |address: &str| requests_a_second(&format!("http://{address}/"), None);
    let asked = || requests_a_second(&answers, Some(("questions.lua", QUESTIONS)));
    let rounds: Vec<[f64; 3]> =
        (0..ROUNDS).map(|_| [constant(&baseline.rust), asked(), constant(&baseline.javascript)]).collect();

    let column = |at: usize| rounds.iter().map(|round| round[at]).collect::<Vec<_>>();
    let ratios = |at: usize| rounds.iter().map(|round| round[at] / round[0]).collect::<Vec<_>>();
    println!("\n| one isolate, 32 connections | requests/s | of a constant |\n|---|---|---|");
    let row = |name: &str, at| {
        println!("| {name} | {:.0} | {} |", median(column(at)), spread(&ratios(at), 2));
    };
    row("a Rust Worker that answers a constant", 0);
    row("Sapa answers a question from the demo shop's 145 entries", 1);
    row("a JavaScript Worker that answers a constant", 2);
}
