//! What is learnt must not be older than the files it was learnt from.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::Path;

use answer::calibrate::CALIBRATION;
use answer::meaning::bank::Files;
use answer::{feeling, meaning};

fn files(folder: &str, ending: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("language").join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
    let file = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
    };
    named.map(file).collect()
}

#[test]
fn the_space_of_meanings_is_as_new_as_the_bank() {
    let source = meaning::learn::source(&files("needs", "txt"));
    assert_eq!(meaning::learn::learnt_from(), source, "language/needs has changed: run `cargo xtask learn`");
}

#[test]
fn feelings_are_as_new_as_their_examples() {
    let source = feeling::learn::source(&files("feelings", "tsv"));
    let advice = "language/feelings has changed: run `cargo xtask learn --reviews FILE`";
    assert_eq!(feeling::learn::learnt_from(), source, "{advice}");
}

#[test]
fn probabilities_are_fitted_to_the_space_that_is_there() {
    assert_eq!(CALIBRATION.space(), meaning::learn::learnt_from(), "run `cargo xtask learn`");
}
