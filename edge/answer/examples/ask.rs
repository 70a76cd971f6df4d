//! Asks a shop's knowledge one question and shows the whole decision: `cargo xtask ask` runs it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{error, fs};

use answer::Pack;
use answer::pack::Before;
use clap::Parser;
use protocol::EntryId;
use protocol::shop::Knowledge;

/// Ask a shop's knowledge a question, and see what was understood and why it was decided so.
#[derive(Parser)]
#[command(name = "cargo xtask ask")]
struct Options {
    /// What the shop knows, as JSON.
    #[arg(long, value_name = "FILE")]
    knowledge: PathBuf,
    /// What the shopper said before, which a short question may lean on.
    #[arg(long, value_name = "TEXT")]
    before: Option<String>,
    /// What the bot answered last.
    #[arg(long, value_name = "ENTRY")]
    entry: Option<EntryId>,
    /// The question.
    text: String,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn error::Error>> {
    let path = options.knowledge.display();
    let text =
        fs::read_to_string(&options.knowledge).map_err(|error| format!("can't read {path}: {error}"))?;
    let knowledge: Knowledge = serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
    let pack = Pack::load(Pack::compile(&knowledge, 1)?)?;
    let before =
        Before { text: options.before.as_deref(), entry: options.entry.as_ref(), ..Before::default() };
    println!("{}", serde_json::to_string_pretty(&pack.decide(&options.text, before))?);
    Ok(())
}
