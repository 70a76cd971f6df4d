//! `cargo xtask bench`: builds the Workers that Sapa is measured against, and runs the benchmark in `tests/benches/system`,
//! which prints the README's tables.

use anyhow::{Result, ensure};

use crate::project::{Project, cargo};
use crate::{build, setup};

/// Measure everything and print the tables.
///
/// # Errors
/// Something can't be built, or a measurement fails: with what it said.
pub fn run(project: &Project) -> Result<()> {
    let (tools, browser) = setup::for_benchmarks(project)?;
    build::bundle(project, &tools)?;
    let baseline = build::baseline(project, &tools)?;
    let mut bench = cargo();
    bench
        .current_dir(&project.root)
        .args(["bench", "--package", "sapa-tests", "--bench", "system"])
        .env("SAPA_WORKERD", tools.npm.workerd()?)
        .env("SAPA_BUNDLE", project.bundle())
        .env("SAPA_BASELINE", baseline)
        .env("CHROME", &browser.chrome);
    ensure!(bench.status()?.success(), "the benchmark failed");
    Ok(())
}
