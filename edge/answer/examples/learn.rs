//! Learns anew what the language data teaches, for `cargo xtask learn`: `meanings`, the space of meanings, or `feelings
//! REVIEWS.tsv`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use answer::meaning::bank::Files;
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

fn run() -> Result<(), String> {
    let language = Path::new(env!("CARGO_MANIFEST_DIR")).join("language");
    let needs = files(&language.join("needs"), "txt")?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (file, table) = match arguments[..] {
        ["meanings"] => ("meaning.bin", meaning::learn::learn(&needs, progress)?),
        ["feelings", reviews] => {
            let examples = files(&language.join("feelings"), "tsv")?;
            ("feeling.bin", feeling::learn::learn(&examples, &needs, &read(Path::new(reviews))?)?)
        }
        _ => return Err("`meanings` or `feelings REVIEWS.tsv` is expected".to_owned()),
    };
    let file = language.join(file);
    fs::write(&file, &table).map_err(|error| format!("can't write {}: {error}", file.display()))?;
    println!("{}: {} bytes", file.display(), table.len());
    Ok(())
}

fn progress(round: usize, of: usize) {
    eprintln!("learning, round {} of {of}", round + 1);
}

/// The folder's files with this ending.
fn files(folder: &Path, ending: &str) -> Result<Files, String> {
    let wrong = |error| format!("can't read {}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(wrong)?.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let paths = entries.into_iter().map(|entry| entry.path());
    let named = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
    named
        .map(|path| Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), read(&path)?)))
        .collect()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))
}
