//! Makes the bundle: what the browser loads (`public/`), the Worker (`worker/`), and the two configurations that run it,
//! all in `target/sapa`. Cargo knows when to compile; what follows is skipped while its inputs stay the same.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::command;
use crate::progress::step;
use crate::project::Project;
use crate::setup::{BuildTools, WasmToolchain};

mod assets;
mod browser_app;
mod wasm;
mod worker;

use browser_app::BrowserApp;

/// Everything from here decides what the bundle is, so a change of it makes the bundle anew.
const RECIPE: &str = concat!(
    include_str!("assets.rs"),
    include_str!("browser_app.rs"),
    include_str!("wasm.rs"),
    include_str!("worker.rs"),
);

const WIDGET: BrowserApp = BrowserApp {
    name: "widget",
    entry: "widget/chat.js",
    style: "widget/widget.css",
    page: "widget/chat.html",
};

const CONSOLE: BrowserApp = BrowserApp {
    name: "console",
    entry: "edge/console/entry.js",
    style: "edge/console/console.css",
    page: "edge/console/console.html",
};

/// Where workerd and wrangler find the bundle; their paths are relative to `target/sapa`, where copies of them stand.
const CONFIGURATIONS: [&str; 2] = ["edge/workerd.capnp", "edge/wrangler.toml"];

/// Make the bundle.
///
/// # Errors
/// Something doesn't compile, or a tool fails: with everything it said.
pub fn bundle(project: &Project, tools: &BuildTools) -> Result<()> {
    compile_browser_apps(project, &tools.wasm)?;
    let widget = WIDGET.bundle(project, tools)?;
    let console = CONSOLE.bundle(project, tools)?;
    assets::publish(project, tools, widget, console)?;
    worker::EDGE.bundle(project, tools)?;
    for configuration in CONFIGURATIONS.map(|path| project.source(path)) {
        if let Some(name) = configuration.file_name() {
            fs::copy(&configuration, project.bundle().join(name))?;
        }
    }
    Ok(())
}

/// Make the Worker that the product is measured against; answers with its folder.
///
/// # Errors
/// As [`bundle`].
pub fn baseline(project: &Project, tools: &BuildTools) -> Result<PathBuf> {
    worker::BASELINE.bundle(project, tools)?;
    let folder = worker::BASELINE.folder(project);
    for file in ["baseline.capnp", "constant.js"] {
        fs::copy(project.source("bench").join(file), folder.join(file))?;
    }
    Ok(folder)
}

/// Both at once, so that what they share is compiled once.
fn compile_browser_apps(project: &Project, wasm: &WasmToolchain) -> Result<()> {
    step("compile the widget and the console", |step| {
        let mut cargo = wasm.cargo("build", &[]);
        cargo.args(["--profile", "web", "--package", WIDGET.name, "--package", CONSOLE.name]);
        command::run(cargo.arg("--target-dir").arg(&project.target), step).map(|_| ())
    })
}
