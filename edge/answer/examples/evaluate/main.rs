//! Measures the engine on labelled messages: `cargo xtask evaluate` runs it, `--help` tells how.

mod auroc;
mod f1;
mod moods;
mod questions;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, str::FromStr};

use clap::Parser;
use serde_json::{Map, Value};

type Result<T> = std::result::Result<T, String>;

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

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let mut report = Map::new();
    if let (Some(knowledge), Some(questions)) = (&options.knowledge, &options.questions) {
        let measured = questions::measure(knowledge, questions)?;
        if options.json {
            report.extend(measured.json());
        } else {
            print!("{measured}");
        }
        if options.wrong {
            measured.show_wrong();
        }
    }
    if let Some(moods) = &options.moods {
        let measured = moods::measure(moods)?;
        if options.json {
            report.extend(measured.json());
        } else {
            print!("{measured}");
        }
        if options.wrong {
            measured.show_wrong();
        }
    }
    if options.json {
        println!("{:#}", Value::Object(report));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))
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
            found.ok_or_else(|| format!("{}: the header has no column `{name}`", path.display()))
        };
        let places = columns.map(place).into_iter().collect::<Result<Vec<usize>>>()?;
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            places.iter().map(|at| cells.get(*at).copied().unwrap_or_default().trim().to_owned()).collect()
        };
        let rows = lines.filter(|(_, line)| !line.trim().is_empty()).map(|(n, line)| (n + 1, row(line)));
        Ok(Self { rows: rows.collect(), path: path.to_owned() })
    }

    fn wrong(&self, line: usize, what: &str) -> String {
        format!("{}, line {line}: {what}", self.path.display())
    }
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// To a tenth of a percent point, as a share of 1.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
