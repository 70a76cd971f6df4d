//! `cargo xtask`: everything that is done with this project, from a fresh machine to a deployed Worker.
//!
//! Each verb first makes sure that what it needs is there ([`setup`], [`build`]), and does nothing twice.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod build;
mod command;
mod fingerprint;
mod progress;
mod project;
mod setup;

use project::Project;

/// Builds, runs, tests and deploys Sapa.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const ENVIRONMENT: &str = "\
Environment:
  SAPA_WASM_STD=debian   take the wasm32 standard library from Debian's packages, never from rustup
  CHROME, CHROMEDRIVER   the browser and its driver for the tests (default: found on PATH)";

#[derive(Subcommand)]
enum Verb {
    /// Install what is missing: the wasm32 standard library, the npm tools, Chromium. Part of every other verb.
    Setup,
    /// Build the widget, the console and the Worker into target/sapa.
    Build,
}

fn main() -> ExitCode {
    match run(&Cli::parse().verb) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<ExitCode> {
    let project = Project::find()?;
    match verb {
        Verb::Setup => setup::for_tests(&project).map(|_| ())?,
        Verb::Build => build::bundle(&project, &setup::for_build(&project)?)?,
    }
    Ok(ExitCode::SUCCESS)
}
