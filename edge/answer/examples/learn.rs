//! Learns the space of meanings anew from the bank of needs: `cargo xtask learn` runs it.

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use answer::meaning::learn;

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
    let table = learn::learn(&language.join("needs"), |epoch, of| eprint!("\rlearning, round {} of {of}", epoch + 1))?;
    eprintln!();
    let file = language.join("meaning.bin");
    fs::write(&file, &table)?;
    println!("{}: {} bytes", file.display(), table.len());
    Ok(())
}
