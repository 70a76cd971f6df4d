//! Learns anew what the language data teaches, the first half of `cargo xtask learn`: the space of meanings, or with
//! `feelings [REVIEWS.tsv]` the feelings.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use answer::{feeling, meaning};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let language = Path::new(env!("CARGO_MANIFEST_DIR")).join("language");
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (file, table) = match arguments.split_first() {
        Some((what, rest)) if what == "feelings" => {
            ("feeling.bin", feeling::learn::learn(&language, rest.first().map(Path::new))?)
        }
        _ => ("meaning.bin", meaning::learn::learn(&language.join("needs"), progress)?),
    };
    let file = language.join(file);
    fs::write(&file, &table)?;
    println!("{}: {} bytes", file.display(), table.len());
    Ok(())
}

fn progress(round: usize, of: usize) {
    eprintln!("learning, round {} of {of}", round + 1);
}
