//! Writes `docs/openapi.json`: `cargo xtask openapi`.

use std::fs;
use std::io;

fn main() -> io::Result<()> {
    fs::write(openapi::PATH, openapi::text())
}
