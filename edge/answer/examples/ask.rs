//! Asks a shop's knowledge a question, or several in one message, and shows each whole decision: `cargo xtask ask` runs it.

use std::fs;
use std::path::PathBuf;

use answer::Pack;
use answer::pack::Before;
use anyhow::{Context, Result};
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

fn main() -> Result<()> {
    let options = Options::parse();
    let path = options.knowledge.display();
    let text = fs::read_to_string(&options.knowledge).with_context(|| format!("can't read {path}"))?;
    let knowledge: Knowledge = serde_json::from_str(&text).with_context(|| path.to_string())?;
    let pack = Pack::load(Pack::compile(&knowledge, 1)?)?;
    let before =
        Before { text: options.before.as_deref(), entry: options.entry.as_ref(), ..Before::default() };
    for decision in pack.decide_each(&options.text, before) {
        println!("{}", serde_json::to_string_pretty(&decision)?);
    }
    Ok(())
}
