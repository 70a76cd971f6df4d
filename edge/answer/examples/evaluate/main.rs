//! Measures the engine on labelled messages: `cargo xtask evaluate` runs it, `--help` tells how.

mod auroc;
mod f1;
mod memory;
mod moods;
mod questions;

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::{Map, Value};

/// Measure how well questions are answered and moods are told.
#[derive(Parser)]
#[command(name = "cargo xtask evaluate", after_help = FORMATS)]
struct Options {
    /// What the shop knows, as JSON.
    #[arg(long, value_name = "FILE", requires = "questions")]
    knowledge: Option<PathBuf>,
    /// Questions with the entries that answer them.
    #[arg(long, value_name = "FILE", requires = "knowledge", required_unless_present = "moods")]
    questions: Option<PathBuf>,
    /// Messages with their moods.
    #[arg(long, value_name = "FILE")]
    moods: Option<PathBuf>,
    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
    /// Print what went wrong, message by message.
    #[arg(long)]
    wrong: bool,
}

const FORMATS: &str = "\
Knowledge: {\"shop\", \"language\", \"entries\": [{\"id\", \"topic\", \"title\", \"questions\": […], \"answer\"}]}
Questions: tab-separated with a header: text, expected (an id, `id1|id2`, or `-` for out of scope), style
Moods:     tab-separated with a header: text, mood, wants_human (1 or 0). Moods are angry, unhappy, happy, neutral;
           or positive, negative, neutral: then angry and unhappy are both negative.

Nothing is tuned on these files: verdicts are those of the engine's own thresholds.";

/// What was measured on one file: shows itself as tables.
trait Report: Display {
    /// The same for machines.
    fn json(&self) -> Map<String, Value>;
    /// Message by message, what went wrong, to the standard error.
    fn show_wrong(&self);
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mut reports: Vec<Box<dyn Report>> = Vec::new();
    if let (Some(knowledge), Some(questions)) = (&options.knowledge, &options.questions) {
        reports.push(Box::new(questions::measure(knowledge, questions)?));
    }
    if let Some(moods) = &options.moods {
        reports.push(Box::new(moods::measure(moods)?));
    }
    if options.json {
        let all: Map<String, Value> = reports.iter().flat_map(|report| report.json()).collect();
        println!("{:#}", Value::Object(all));
    } else {
        reports.iter().for_each(|report| print!("{report}"));
    }
    if options.wrong {
        reports.iter().for_each(|report| report.show_wrong());
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))
}

/// A tab-separated file with a header: the named columns of each row. A missing last cell is empty.
struct Table {
    rows: Vec<(usize, Vec<String>)>,
    path: PathBuf,
}

impl Table {
    fn read<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Self> {
        let text = read(path)?;
        let mut lines = text.lines().enumerate();
        let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
        let place = |name: &str| {
            let found = header.iter().position(|column| column.trim() == name);
            found.with_context(|| format!("{}: the header has no column `{name}`", path.display()))
        };
        let places = columns.map(place).into_iter().collect::<Result<Vec<usize>>>()?;
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            places.iter().map(|at| cells.get(*at).copied().unwrap_or_default().trim().to_owned()).collect()
        };
        let rows = lines.filter(|(_, line)| !line.trim().is_empty()).map(|(n, line)| (n + 1, row(line)));
        Ok(Self { rows: rows.collect(), path: path.to_owned() })
    }

    fn wrong(&self, line: usize, what: &str) -> anyhow::Error {
        anyhow::anyhow!("{}, line {line}: {what}", self.path.display())
    }
}

/// To four digits.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
