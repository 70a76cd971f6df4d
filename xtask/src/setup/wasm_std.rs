//! A toolchain that compiles for `wasm32-unknown-unknown`: what is there, else rustup's, else Debian's.
//!
//! Debian has a recent rustc (`rustc-web`, kept for browsers) with its standard library's source, but not compiled for
//! wasm32. That is done here once, into a sysroot in the user's cache that only our own builds know of.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::debian;
use crate::command;
use crate::fingerprint::content_hash;
use crate::progress::{Step, step};
use crate::project::{Project, cargo};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// Compiles for wasm32.
pub struct WasmToolchain {
    kind: Kind,
    root: PathBuf,
}

enum Kind {
    /// The toolchain that runs this tool.
    Active,
    /// Debian's, with the standard library that we compiled.
    Debian { sysroot: PathBuf },
}

impl WasmToolchain {
    /// A toolchain, installed where missing.
    ///
    /// # Errors
    /// None can be had: says what to do.
    pub fn ready(project: &Project) -> Result<Self> {
        let toolchain = |kind| Self { kind, root: project.root.clone() };
        if active_has_std(project) {
            return Ok(toolchain(Kind::Active));
        }
        let debian_wanted = env::var("SAPA_WASM_STD").is_ok_and(|way| way == "debian");
        if !debian_wanted && add_by_rustup(project) {
            return Ok(toolchain(Kind::Active));
        }
        if !debian::are_installed(&DEBIAN_PACKAGES) {
            if !debian::can_install() {
                bail!(missing());
            }
            debian::install(&DEBIAN_PACKAGES).with_context(missing)?;
        }
        Ok(toolchain(Kind::Debian { sysroot: debian_sysroot()? }))
    }

    /// A `cargo VERB` whose output is for wasm32; rustc gets these flags, behind those that `RUSTFLAGS` has for an active
    /// toolchain.
    pub fn cargo(&self, verb: &str, flags: &[&str]) -> Command {
        let mut command = match &self.kind {
            Kind::Active if flags.is_empty() => cargo(),
            Kind::Active => {
                let own = env::var("RUSTFLAGS").unwrap_or_default();
                let own: Vec<&str> = own.split_whitespace().collect();
                with_flags(cargo(), &[&own, flags].concat())
            }
            Kind::Debian { sysroot } => {
                let sysroot = format!("--sysroot={}", sysroot.display());
                debian_cargo(&[&[&sysroot, "-Clinker=/usr/bin/wasm-ld-22"], flags].concat())
            }
        };
        command.current_dir(&self.root).arg(verb).args(["--target", TARGET]);
        command
    }
}

fn missing() -> String {
    format!(
        "the standard library for {TARGET} is missing. Either\n  rustup target add {TARGET}\nor, on Debian 12 and as root,\n  apt-get install --no-install-recommends {}",
        DEBIAN_PACKAGES.join(" ")
    )
}

fn active_has_std(project: &Project) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder = command::ask(Command::new(rustc).current_dir(&project.root).args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]));
    folder.is_some_and(|folder| has_std(Path::new(&folder)))
}

fn has_std(folder: &Path) -> bool {
    let Ok(files) = fs::read_dir(folder) else { return false };
    files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn add_by_rustup(project: &Project) -> bool {
    let added = step("add wasm32 with rustup", |step| {
        command::run(Command::new("rustup").current_dir(&project.root).args(["target", "add", TARGET]), step)
    });
    if let Err(error) = &added {
        println!("  rustup can't: {error:#}");
    }
    added.is_ok() && active_has_std(project)
}

/// Debian's cargo and rustc, with flags for what is compiled for wasm32 only.
fn debian_cargo(flags: &[&str]) -> Command {
    let mut command = Command::new("/usr/bin/cargo");
    command
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTDOC", "/usr/bin/rustdoc")
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN");
    with_flags(command, flags)
}

fn with_flags(mut cargo: Command, flags: &[&str]) -> Command {
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    cargo
}

/// The compiled standard library of Debian's rustc; its folder's name changes with the compiler and with how it is made.
fn debian_sysroot() -> Result<PathBuf> {
    let version =
        command::ask(Command::new("/usr/bin/rustc").arg("-vV")).context("/usr/bin/rustc doesn't run")?;
    let recipe = format!("{version}\n{SEED_MANIFEST}\n{}", BUILD_STD.join(" "));
    let sysroot = cache()?.join(format!("wasm-std-{}", content_hash(recipe.as_bytes())));
    if !has_std(&libraries(&sysroot)) {
        step("compile the standard library for wasm32 (once, about a minute)", |step| {
            compile_std(&sysroot, step)
        })?;
    }
    Ok(sysroot)
}

/// The user's cache, for what outlives a `cargo clean`.
fn cache() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    Ok(base.context("no home folder to keep the standard library in: set XDG_CACHE_HOME")?.join("sapa"))
}

fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// An empty crate: compiling it compiles the standard library beside it.
const SEED_MANIFEST: &str = r#"
[package]
name = "seed"
version = "0.0.0"
edition = "2024"

[lib]
path = "lib.rs"

[profile.release]
opt-level = 3
codegen-units = 1
panic = "abort"
"#;

/// `test` is for wasm-bindgen-test; bitcode is for link-time optimisation, which the whole workspace uses.
const BUILD_STD: [&str; 3] =
    ["-Zbuild-std=std,panic_abort,proc_macro,test", "-Cembed-bitcode=yes", "-Zforce-unstable-if-unmarked"];

fn compile_std(sysroot: &Path, step: &Step) -> Result<()> {
    let work = sysroot.with_extension(format!("making-{}", std::process::id()));
    fs::create_dir_all(&work)?;
    fs::write(work.join("Cargo.toml"), SEED_MANIFEST)?;
    fs::write(work.join("lib.rs"), "")?;

    let [build_std, flags @ ..] = BUILD_STD;
    let mut cargo = debian_cargo(&flags);
    cargo
        .current_dir(&work)
        .env("RUSTC_BOOTSTRAP", "1") // -Z flags on a stable compiler
        .args(["build", "--release", "--target", TARGET, "--target-dir", "target", build_std]);
    command::run(&mut cargo, step)?;

    let made = work.join("sysroot");
    copy_libraries(&work.join("target").join(TARGET).join("release/deps"), &libraries(&made))?;
    // In one step, so that a sysroot is either whole or absent.
    if let Err(error) = fs::rename(&made, sysroot)
        && !has_std(&libraries(sysroot))
    {
        return Err(error).with_context(|| format!("can't create {}", sysroot.display()));
    }
    fs::remove_dir_all(&work)?;
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let path = file?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if name.ends_with(".rlib") && !name.starts_with("libseed-") {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
