//! The folder that the Worker serves.
//!
//! ```text
//! public/{sapa,console-worker}.js  {chat,console}.html  under their own names, revalidated
//! public/manifest.json                                 what the Worker fills the pages with
//! public/assets/NAME-HASH.{js,css,wasm}                never change under one name, cached for good
//! ```
//! Beside each stands its Brotli form, `.br`.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use super::browser_app::AppFiles;
use super::{CONSOLE, WIDGET};
use crate::command;
use crate::fingerprint::{Fingerprint, Stamp, content_hash};
use crate::progress::step;
use crate::project::Project;
use crate::setup::BuildTools;

const LOADER: &str = "widget/loader/sapa.js";
const WORKER: &str = "edge/console/worker.js";

/// What the Worker reads to know the names of this build.
#[derive(Serialize)]
struct Manifest {
    widget: AppFiles,
    console: AppFiles,
    /// The loader's hash, its entity tag.
    sapa: String,
    /// The same of the console's service worker.
    worker: String,
}

/// Publish what has no hash in its name, and drop what earlier builds left.
pub fn publish(project: &Project, tools: &BuildTools, widget: AppFiles, console: AppFiles) -> Result<()> {
    let public = project.public();
    for page in [WIDGET.page, CONSOLE.page].map(|page| project.source(page)) {
        if let Some(name) = page.file_name() {
            fs::copy(&page, public.join(name))?;
        }
    }
    remove_stale(&public.join("assets"), &[&widget, &console])?;
    let manifest = Manifest {
        widget,
        console,
        sapa: publish_script(project, tools, LOADER, "sapa", "es2017")?,
        worker: publish_script(project, tools, WORKER, "console-worker", "es2020")?,
    };
    fs::write(public.join("manifest.json"), serde_json::to_vec(&manifest)?)?;
    Ok(())
}

/// Answers with the minified script's hash. `target`: the oldest JavaScript that it may be.
fn publish_script(
    project: &Project,
    tools: &BuildTools,
    source: &str,
    name: &str,
    target: &str,
) -> Result<String> {
    let source = project.source(source);
    let inputs = Fingerprint::default()
        .bytes(super::RECIPE.as_bytes())
        .file(&project.source("package-lock.json"))?
        .file(&source)?;
    Stamp::new(project.bundle().join(format!("build/{name}.stamp"))).unless_current(inputs, || {
        step(&format!("bundle {name}.js"), |step| {
            let mut esbuild = tools.npm.tool("esbuild");
            esbuild.arg(&source).args(["--minify", &format!("--target={target}"), "--log-level=warning"]);
            let script = command::run(&mut esbuild, step)?;
            write_with_brotli(&project.public().join(format!("{name}.js")), script.as_bytes())?;
            Ok(content_hash(script.as_bytes()))
        })
    })
}

/// Publish a file as `assets/NAME-HASH.EXTENSION`; answers with its address.
pub fn publish_hashed(project: &Project, name: &str, extension: &str, content: &[u8]) -> Result<String> {
    let address = format!("/assets/{name}-{}.{extension}", content_hash(content));
    write_with_brotli(&project.public().join(address.trim_start_matches('/')), content)?;
    Ok(address)
}

fn write_with_brotli(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)?;
    let mut brotli = path.as_os_str().to_owned();
    brotli.push(".br");
    fs::write(brotli, compress(content)?)?;
    Ok(())
}

/// Brotli at its smallest: quality 11, window 2^22 bytes.
fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn remove_stale(assets: &Path, current: &[&AppFiles]) -> Result<()> {
    let names = current.iter().flat_map(|files| files.all()).filter_map(|address| address.rsplit('/').next());
    let current: HashSet<String> = names.flat_map(|name| [name.to_owned(), format!("{name}.br")]).collect();
    for file in fs::read_dir(assets)? {
        let file = file?;
        if !current.contains(&*file.file_name().to_string_lossy()) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}
