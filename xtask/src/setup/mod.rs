//! Makes sure that a machine has what the build and the tests need. Quick when nothing is missing.

use anyhow::Result;

use crate::project::Project;

mod browser;
mod debian;
mod load_generator;
mod npm;
mod wasm_std;

pub use browser::Browser;
pub use npm::Npm;
pub use wasm_std::WasmToolchain;

/// What a build needs.
pub struct BuildTools {
    /// Compiles for wasm32.
    pub wasm: WasmToolchain,
    /// Bundles, optimises, serves.
    pub npm: Npm,
}

/// The tools of a build, installed where missing.
pub fn for_build(project: &Project) -> Result<BuildTools> {
    Ok(BuildTools { wasm: WasmToolchain::ready(project)?, npm: Npm::ready(project)? })
}

/// The tools of the tests, installed where missing.
pub fn for_tests(project: &Project) -> Result<(BuildTools, Browser)> {
    Ok((for_build(project)?, Browser::ready()?))
}

/// The tools of the benchmarks, installed where missing: those of the tests, and a load generator.
pub fn for_benchmarks(project: &Project) -> Result<(BuildTools, Browser)> {
    load_generator::ready()?;
    for_tests(project)
}
