//! A Worker's bundle: its module, and one script of wasm-bindgen's glue and our entry module.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::{RECIPE, wasm};
use crate::command;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::{Step, step};
use crate::project::Project;
use crate::setup::{BuildTools, Npm, WasmToolchain};

/// A Worker in Rust.
pub struct Worker {
    /// The crate.
    package: &'static str,
    /// Our entry module, which imports wasm-bindgen's glue as `./NAME.js`.
    entry: &'static str,
    /// The glue's name, and that of the folder for the bundle.
    name: &'static str,
}

/// The product.
pub const EDGE: Worker = Worker { package: "sapa-bundle", entry: "edge/index.js", name: "worker" };

/// What it is measured against.
pub const BASELINE: Worker =
    Worker { package: "sapa-baseline", entry: "bench/baseline.js", name: "baseline" };

/// Vector instructions: every runtime of Workers has them, and understanding a question is much arithmetic.
const SIMD: [&str; 1] = ["-Ctarget-feature=+simd128"];

impl Worker {
    /// Where the bundle is.
    pub fn folder(&self, project: &Project) -> PathBuf {
        project.bundle().join(self.name)
    }

    /// Make `index.js` and `index_bg.wasm` in the Worker's folder.
    pub fn bundle(&self, project: &Project, tools: &BuildTools) -> Result<()> {
        self.compile(project, &tools.wasm)?;
        let compiled = self.package.replace('-', "_");
        let compiled = project.target.join(format!("wasm32-unknown-unknown/release/{compiled}.wasm"));
        let inputs = Fingerprint::default()
            .bytes(RECIPE.as_bytes())
            .file(&project.source("package-lock.json"))?
            .file(&compiled)?
            .file(&project.source(self.entry))?;
        let work = project.bundle().join("build").join(self.name);
        Stamp::new(work.with_extension("stamp")).unless_current(inputs, || {
            step(&format!("bundle the {}", self.name), |step| {
                self.make_glue(project, &compiled, &work)?;
                wasm::optimise(&tools.npm, &work.join(self.glue_module()), "-O3", step)?;
                self.publish(project, &tools.npm, &work, step)
            })
        })
    }

    fn compile(&self, project: &Project, wasm: &WasmToolchain) -> Result<()> {
        step(&format!("compile the {}", self.name), |step| {
            let mut cargo = wasm.cargo("build", &SIMD);
            cargo.env("WASM_BINDGEN_USE_JS_SYS", "1"); // what the crate `worker` is meant to be compiled with
            cargo.args(["--release", "--package", self.package, "--target-dir"]).arg(&project.target);
            command::run(&mut cargo, step).map(|_| ())
        })
    }

    fn glue_module(&self) -> String {
        format!("{}_bg.wasm", self.name)
    }

    fn make_glue(&self, project: &Project, compiled: &Path, work: &Path) -> Result<()> {
        if work.exists() {
            fs::remove_dir_all(work)?;
        }
        wasm::bindgen(compiled, self.name).module(true)?.reset_state_function(true).generate(work)?;
        fs::copy(project.source(self.entry), work.join("index.js"))?;
        Ok(())
    }

    fn publish(&self, project: &Project, npm: &Npm, work: &Path, step: &Step) -> Result<()> {
        let module = format!("./{}", self.glue_module());
        let mut esbuild = npm.tool("esbuild");
        esbuild.current_dir(work).args(["index.js", "--bundle", "--minify", "--format=esm"]);
        esbuild.args(["--log-level=warning", "--external:cloudflare:*", &format!("--external:{module}")]);
        let script = command::run(&mut esbuild, step)?;
        // wasm-bindgen imports the module in the source phase; workerd's wasm imports are what that would give.
        let script = script.replace("import source ", "import ").replace(&module, "./index_bg.wasm");
        ensure!(script.contains("\"./index_bg.wasm\""), "wasm-bindgen's glue no longer imports its module");

        let folder = self.folder(project);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.js"), script)?;
        fs::copy(work.join(self.glue_module()), folder.join("index_bg.wasm"))?;
        Ok(())
    }
}
