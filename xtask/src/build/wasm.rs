//! From what cargo compiled to what an engine loads: wasm-bindgen makes the JavaScript glue, wasm-opt a smaller module.

use std::path::Path;

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

use crate::command;
use crate::progress::Step;
use crate::setup::Npm;

/// What the module was compiled to use; without them wasm-opt refuses it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-simd",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// wasm-bindgen's settings for a module, without debug sections.
pub fn bindgen(module: &Path, name: &str) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
}

/// Optimise a module in place.
pub fn optimise(npm: &Npm, module: &Path, level: &str, step: &Step) -> Result<()> {
    let mut wasm_opt = npm.tool("wasm-opt");
    wasm_opt.args([level, "--strip-debug", "--strip-producers"]).args(FEATURES);
    command::run(wasm_opt.arg(module).arg("--output").arg(module), step).map(|_| ())
}
