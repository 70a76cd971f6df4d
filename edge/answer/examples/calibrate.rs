//! Fits how scores become probabilities on labelled messages: the second half of `cargo xtask learn`.
//!
//! The shops under `tests/` are used, but for those in `tests/shops/unopened.txt`: they stay honest judges.

use std::fs;
use std::path::{Path, PathBuf};

use answer::Pack;
use answer::calibrate::{Calibration, Labelled};
use anyhow::Result;

fn main() -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut messages = messages(&home.join("../../examples/toko-batik"), &home.join("tests/toko-batik"))?;
    for shop in opened(&home.join("tests/shops"))? {
        messages.extend(self::messages(&shop, &shop)?);
    }
    let file = home.join("language/calibration.tsv");
    fs::write(&file, Calibration::fit(&messages).to_string())?;
    println!("{}: fitted on {} messages", file.display(), messages.len());
    Ok(())
}

/// The folders of the shops that may be looked at.
fn opened(shops: &Path) -> Result<Vec<PathBuf>> {
    let unopened = fs::read_to_string(shops.join("unopened.txt"))?;
    let mut folders: Vec<PathBuf> =
        fs::read_dir(shops)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    let names: Vec<&str> = unopened.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_open = |folder: &Path| names.iter().all(|name| !folder.ends_with(name));
    folders.retain(|folder| folder.is_dir() && is_open(folder));
    folders.sort();
    Ok(folders)
}

fn messages(knowledge: &Path, questions: &Path) -> Result<Vec<Labelled>> {
    let knowledge = serde_json::from_str(&fs::read_to_string(knowledge.join("knowledge.json"))?)?;
    let pack = Pack::load(Pack::compile(&knowledge, 1)?)?;
    let questions = fs::read_to_string(questions.join("questions.tsv"))?;
    let labelled = |line: &str| {
        let (text, rest) = line.split_once('\t')?;
        let expected: Vec<&str> = rest.split('\t').next()?.split('|').filter(|id| *id != "-").collect();
        Some(pack.labelled(text, &expected))
    };
    Ok(questions.lines().skip(1).filter_map(labelled).collect())
}
