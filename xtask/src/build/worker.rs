//! The Worker: its module, and one script of wasm-bindgen's glue and our entry module `edge/index.js`.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::{RECIPE, wasm};
use crate::command;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::{Step, step};
use crate::project::Project;
use crate::setup::{BuildTools, Npm, WasmToolchain};

const ENTRY: &str = "edge/index.js";

/// Make `worker/index.js` and `worker/index_bg.wasm`.
pub fn bundle(project: &Project, tools: &BuildTools) -> Result<()> {
    compile(project, &tools.wasm)?;
    let compiled = project.target.join("wasm32-unknown-unknown/release/sapa_edge.wasm");
    let inputs = Fingerprint::default()
        .bytes(RECIPE.as_bytes())
        .file(&project.source("package-lock.json"))?
        .file(&compiled)?
        .file(&project.source(ENTRY))?;
    Stamp::new(project.bundle().join("build/worker.stamp")).unless_current(inputs, || {
        step("bundle the Worker", |step| {
            let work = project.bundle().join("build/worker");
            make_glue(project, &compiled, &work)?;
            wasm::optimise(&tools.npm, &work.join("edge_bg.wasm"), "-O3", step)?;
            publish(project, &tools.npm, &work, step)
        })
    })
}

fn compile(project: &Project, wasm: &WasmToolchain) -> Result<()> {
    step("compile the Worker", |step| {
        let mut cargo = wasm.cargo("build");
        cargo.env("WASM_BINDGEN_USE_JS_SYS", "1"); // what the crate `worker` is meant to be compiled with
        cargo.args(["--release", "--package", "sapa-edge", "--target-dir"]).arg(&project.target);
        command::run(&mut cargo, step).map(|_| ())
    })
}

fn make_glue(project: &Project, compiled: &Path, work: &Path) -> Result<()> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    wasm::bindgen(compiled, "edge").module(true)?.reset_state_function(true).generate(work)?;
    fs::copy(project.source(ENTRY), work.join("index.js"))?;
    Ok(())
}

fn publish(project: &Project, npm: &Npm, work: &Path, step: &Step) -> Result<()> {
    let mut esbuild = npm.tool("esbuild");
    esbuild.current_dir(work).args([
        "index.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--log-level=warning",
    ]);
    esbuild.args(["--external:./edge_bg.wasm", "--external:cloudflare:*"]);
    let script = command::run(&mut esbuild, step)?;
    // wasm-bindgen imports the module in the source phase; workerd's wasm imports are what that would give.
    let script = script.replace("import source ", "import ").replace("./edge_bg.wasm", "./index_bg.wasm");
    ensure!(script.contains("\"./index_bg.wasm\""), "wasm-bindgen's glue no longer imports its module");

    let worker = project.bundle().join("worker");
    fs::create_dir_all(&worker)?;
    fs::write(worker.join("index.js"), script)?;
    fs::copy(work.join("edge_bg.wasm"), worker.join("index_bg.wasm"))?;
    Ok(())
}
