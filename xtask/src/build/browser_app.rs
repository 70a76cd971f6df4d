//! A browser app's files: the module, its bundled script and its style sheet, under names that change with their content.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{RECIPE, assets, wasm};
use crate::command;
use crate::fingerprint::{Fingerprint, Stamp, read};
use crate::progress::{Step, step};
use crate::project::Project;
use crate::setup::{BuildTools, Npm};

/// A Leptos app and what stands beside it.
pub struct BrowserApp {
    /// The crate, its module and its glue.
    pub name: &'static str,
    /// The script that the page loads: starts the module, which it imports as `./NAME.js`.
    pub entry: &'static str,
    /// The style sheet.
    pub style: &'static str,
    /// The page, a template that the Worker fills.
    pub page: &'static str,
}

/// Where a page finds an app's files, from the root of the site.
#[derive(Clone, Serialize, Deserialize)]
pub struct AppFiles {
    js: String,
    css: String,
    wasm: String,
}

impl AppFiles {
    /// The three addresses.
    pub fn all(&self) -> [&str; 3] {
        [&self.js, &self.css, &self.wasm]
    }
}

impl BrowserApp {
    /// Make the app's files from its compiled module.
    pub fn bundle(&self, project: &Project, tools: &BuildTools) -> Result<AppFiles> {
        let compiled = project.target.join(format!("wasm32-unknown-unknown/web/{}.wasm", self.name));
        let inputs = Fingerprint::default()
            .bytes(RECIPE.as_bytes())
            .file(&project.source("package-lock.json"))?
            .file(&compiled)?
            .file(&project.source(self.entry))?
            .file(&project.source(self.style))?;
        let work = project.bundle().join("build").join(self.name);
        Stamp::new(work.with_extension("stamp")).unless_current(inputs, || {
            step(&format!("bundle the {}", self.name), |step| {
                self.make_glue(project, &compiled, &work)?;
                Ok(AppFiles {
                    js: self.publish_script(project, &tools.npm, &work, step)?,
                    css: self.publish_style(project, &tools.npm, step)?,
                    wasm: self.publish_module(project, &tools.npm, &work, step)?,
                })
            })
        })
    }

    /// The glue and the entry side by side, in a folder of their own.
    fn make_glue(&self, project: &Project, compiled: &Path, work: &Path) -> Result<()> {
        if work.exists() {
            fs::remove_dir_all(work)?;
        }
        wasm::bindgen(compiled, self.name).web(true)?.generate(work)?;
        fs::copy(project.source(self.entry), entry_in(work, self.entry)?)?;
        Ok(())
    }

    fn publish_module(&self, project: &Project, npm: &Npm, work: &Path, step: &Step) -> Result<String> {
        let module = work.join(format!("{}_bg.wasm", self.name));
        wasm::optimise(npm, &module, "-Oz", step)?;
        assets::publish_hashed(project, self.name, "wasm", &read(&module)?)
    }

    /// The entry with the glue in it. Where the module is, the page says: its address stands there for the preload.
    fn publish_script(&self, project: &Project, npm: &Npm, work: &Path, step: &Step) -> Result<String> {
        let mut esbuild = npm.tool("esbuild");
        esbuild.arg(entry_in(work, self.entry)?);
        esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]);
        assets::publish_hashed(project, self.name, "js", command::run(&mut esbuild, step)?.as_bytes())
    }

    fn publish_style(&self, project: &Project, npm: &Npm, step: &Step) -> Result<String> {
        let mut esbuild = npm.tool("esbuild");
        esbuild.arg(project.source(self.style)).args(["--bundle", "--minify", "--log-level=warning"]);
        assets::publish_hashed(project, self.name, "css", command::run(&mut esbuild, step)?.as_bytes())
    }
}

fn entry_in(work: &Path, entry: &str) -> Result<PathBuf> {
    Ok(work.join(Path::new(entry).file_name().context("an entry is a file")?))
}
