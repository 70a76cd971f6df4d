//! Where things are: the sources, the build's output, a developer's data.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The project's folders.
pub struct Project {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

/// What we read of `cargo metadata`.
#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Project {
    /// The project that this tool was built from.
    pub fn find() -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .output()
            .context("can't run cargo")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory })
    }

    /// A file or folder of the sources.
    pub fn source(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// What this tool makes: the Worker, the served files, and what it takes to make them.
    pub fn bundle(&self) -> PathBuf {
        self.target.join("sapa")
    }

    /// The files that the Worker serves.
    pub fn public(&self) -> PathBuf {
        self.bundle().join("public")
    }

    /// Where `dev` keeps secrets and conversations unless told otherwise.
    pub fn default_data(&self) -> PathBuf {
        self.root.join(".sapa")
    }
}

/// The cargo that runs this tool.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
