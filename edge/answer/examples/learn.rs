//! Learns anew what the language data teaches, for `cargo xtask learn`: `meanings`, the space of meanings, or `feelings
//! REVIEWS.tsv`.

use std::path::Path;
use std::{env, fs};

use answer::meaning::bank::Files;
use answer::{feeling, meaning};
use anyhow::{Context, Error, Result, bail};

fn main() -> Result<()> {
    let language = Path::new(env!("CARGO_MANIFEST_DIR")).join("language");
    let needs = files(&language.join("needs"), "txt")?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (file, table) = match arguments[..] {
        ["meanings"] => ("meaning.bin", meaning::learn::learn(&needs, progress).map_err(Error::msg)?),
        ["feelings", reviews] => {
            let examples = files(&language.join("feelings"), "tsv")?;
            let reviews = read(Path::new(reviews))?;
            ("feeling.bin", feeling::learn::learn(&examples, &needs, &reviews).map_err(Error::msg)?)
        }
        _ => bail!("`meanings` or `feelings REVIEWS.tsv` is expected"),
    };
    let file = language.join(file);
    fs::write(&file, &table).with_context(|| format!("can't write {}", file.display()))?;
    println!("{}: {} bytes", file.display(), table.len());
    Ok(())
}

fn progress(round: usize, of: usize) {
    eprintln!("learning, round {} of {of}", round + 1);
}

/// The folder's files with this ending.
fn files(folder: &Path, ending: &str) -> Result<Files> {
    let entries = fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))?;
    let mut files = Files::new();
    for path in entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()? {
        if path.extension().is_some_and(|found| found == ending) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, read(&path)?);
        }
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))
}
