//! wrk, which makes the load for the benchmarks.

use std::process::Command;

use anyhow::{Result, ensure};

use super::debian;
use crate::command;

/// Makes sure that wrk is on PATH; where it isn't, Debian's is installed.
///
/// # Errors
/// It can't be installed here: says what to do.
pub fn ready() -> Result<()> {
    if !is_here() && debian::can_install() {
        debian::install(&["wrk"])?;
    }
    ensure!(is_here(), "the benchmarks need wrk on PATH: install it (Debian: apt-get install wrk)");
    Ok(())
}

fn is_here() -> bool {
    // It has no option that succeeds without a server to ask.
    command::ask(Command::new("sh").args(["-c", "command -v wrk"])).is_some()
}
