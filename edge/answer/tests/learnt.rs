//! What is learnt must not be older than the files it was learnt from.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use answer::{feeling, meaning};

fn language() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("language")
}

#[test]
fn the_space_of_meanings_is_as_new_as_the_bank() {
    let source = meaning::learn::source(&language().join("needs")).unwrap();
    assert_eq!(meaning::learn::learnt_from(), source, "language/needs has changed: run `cargo xtask learn`");
}

#[test]
fn feelings_are_as_new_as_their_examples() {
    let source = feeling::learn::source(&language()).unwrap();
    assert_eq!(
        feeling::learn::learnt_from(),
        source,
        "the examples of feelings have changed: run `cargo xtask learn`"
    );
}
