//! `cargo xtask test`: every check and every test, each with its name and time, and the counts at the end.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::command::{Finished, run_to_end};
use crate::progress::step;
use crate::project::{Project, cargo};
use crate::setup::{Browser, BuildTools};
use crate::{build, setup};

/// What is tested.
#[derive(clap::Args)]
pub struct Options {
    /// Only tests whose name contains this; the checks of style are left out then.
    filter: Option<String>,
}

/// One run of cargo.
struct Check {
    name: &'static str,
    cargo: &'static [&'static str],
    /// The rest of the command line follows `--`.
    rest: &'static [&'static str],
    kind: Kind,
}

#[derive(PartialEq)]
enum Kind {
    /// Holds or doesn't.
    Style,
    /// Has tests, which can be counted and filtered.
    Tests,
    /// Has tests, which need the bundle, workerd and a browser.
    WholeSystem,
}

/// The whole-system tests come last: they take longest and say least about where a fault is.
const CHECKS: [Check; 6] = [
    Check { name: "format", cargo: &["fmt", "--all", "--check"], rest: &[], kind: Kind::Style },
    Check {
        name: "lints",
        cargo: &["clippy", "--workspace", "--all-targets"],
        rest: &["-D", "warnings"],
        kind: Kind::Style,
    },
    Check {
        name: "documentation",
        cargo: &["doc", "--workspace", "--no-deps"],
        rest: &[],
        kind: Kind::Style,
    },
    Check {
        name: "tests of the crates",
        cargo: &["test", "--workspace", "--exclude", "sapa-tests", "--exclude", "xtask", "--no-fail-fast"],
        rest: &[],
        kind: Kind::Tests,
    },
    Check {
        name: "tests of the build tool",
        cargo: &["test", "--package", "xtask", "--profile", "xtask"],
        rest: &[],
        kind: Kind::Tests,
    },
    Check {
        name: "tests of the whole system",
        cargo: &["test", "--package", "sapa-tests", "--no-fail-fast"],
        rest: &[],
        kind: Kind::WholeSystem,
    },
];

/// How many tests passed and failed. A check that doesn't hold counts as one that failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
}

/// Run everything, to the end even if something fails.
///
/// # Errors
/// Something can't even be built.
pub fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    let (tools, browser) = setup::for_tests(project)?;
    build::bundle(project, &tools)?;
    let mut total = Counts::default();
    for check in CHECKS.iter().filter(|check| options.filter.is_none() || check.kind != Kind::Style) {
        let counts = check.run(project, &tools, &browser, options.filter.as_deref())?;
        total.passed += counts.passed;
        total.failed += counts.failed;
    }
    if total == Counts::default() {
        bail!("no test has that in its name");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Check {
    fn run(
        &self,
        project: &Project,
        tools: &BuildTools,
        browser: &Browser,
        filter: Option<&str>,
    ) -> Result<Counts> {
        let mut command = self.command(project, tools, browser, filter)?;
        let finished = step(self.name, |step| {
            let finished = run_to_end(&mut command, step)?;
            if !finished.success {
                step.fail();
            }
            Ok(finished)
        })?;
        let counts = self.count(&finished);
        if self.kind != Kind::Style {
            println!("  {} passed, {} failed", counts.passed, counts.failed);
        }
        if !finished.success {
            println!("{}", finished.output.trim_end());
        }
        Ok(counts)
    }

    fn command(
        &self,
        project: &Project,
        tools: &BuildTools,
        browser: &Browser,
        filter: Option<&str>,
    ) -> Result<Command> {
        let mut command = cargo();
        command.current_dir(&project.root).env("RUSTDOCFLAGS", "-D warnings").args(self.cargo);
        if self.kind != Kind::Style {
            command.args(filter);
        }
        if self.kind == Kind::WholeSystem {
            let screenshots = project.bundle().join("screenshots");
            fs::create_dir_all(&screenshots)?;
            command
                .env("SAPA_WORKERD", tools.npm.workerd()?)
                .env("SAPA_BUNDLE", project.bundle())
                .env("SAPA_SCREENSHOTS", screenshots)
                .env("CHROME", &browser.chrome)
                .env("CHROMEDRIVER", &browser.driver);
        }
        if !self.rest.is_empty() {
            command.arg("--").args(self.rest);
        }
        Ok(command)
    }

    fn count(&self, finished: &Finished) -> Counts {
        let counts = match self.kind {
            Kind::Style => Counts::default(),
            Kind::Tests | Kind::WholeSystem => counts_in(&finished.output),
        };
        // What doesn't compile or crashes has no count of its own.
        let unseen = usize::from(!finished.success && counts.failed == 0);
        Counts { failed: counts.failed + unseen, ..counts }
    }
}

/// The sum over the lines `test result: ok. 3 passed; 0 failed; …`.
fn counts_in(output: &str) -> Counts {
    let results = output.lines().filter_map(|line| line.strip_prefix("test result: "));
    results.fold(Counts::default(), |sum, result| Counts {
        passed: sum.passed + number_before(result, " passed"),
        failed: sum.failed + number_before(result, " failed"),
    })
}

fn number_before(text: &str, word: &str) -> usize {
    let before = text.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Check = Check { name: "style", cargo: &[], rest: &[], kind: Kind::Style };
    const TESTS: Check = Check { name: "tests", cargo: &[], rest: &[], kind: Kind::Tests };

    #[test]
    fn the_counts_of_all_runs_are_summed() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s\n";
        assert_eq!(counts_in(output), Counts { passed: 12, failed: 3 });
    }

    #[test]
    fn what_does_not_compile_counts_as_failed() {
        let broken = Finished { output: "error[E0425]".to_owned(), success: false };
        assert_eq!(TESTS.count(&broken), Counts { passed: 0, failed: 1 });
        assert_eq!(STYLE.count(&broken), Counts { passed: 0, failed: 1 });
    }

    #[test]
    fn a_failed_test_is_counted_once() {
        let output = "test result: FAILED. 1 passed; 1 failed; 0 ignored".to_owned();
        assert_eq!(TESTS.count(&Finished { output, success: false }), Counts { passed: 1, failed: 1 });
    }
}
