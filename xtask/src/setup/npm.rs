//! The tools that come from npm, at the versions of `package-lock.json`: workerd, wrangler, esbuild, Binaryen.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::progress::step;
use crate::project::Project;

/// wrangler and playwright need it.
const NODE_MAJOR: u32 = 20;

/// The installed tools.
pub struct Npm {
    modules: PathBuf,
}

impl Npm {
    /// The tools, installed if the lock file changed.
    ///
    /// # Errors
    /// Node.js is missing or too old, or npm can't install.
    pub fn ready(project: &Project) -> Result<Self> {
        let modules = project.source("node_modules");
        let lock = Fingerprint::default().file(&project.source("package-lock.json"))?;
        Stamp::new(modules.join(".sapa-lock")).unless_current(lock, || {
            check_node()?;
            step("install the tools from npm", |step| {
                let mut npm = Command::new("npm");
                // Their install scripts only check or move binaries; not running them keeps strangers' code out.
                npm.current_dir(&project.root).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                command::run(&mut npm, step).map(|_| ())
            })
        })?;
        Ok(Self { modules })
    }

    /// A tool by its name.
    pub fn tool(&self, name: &str) -> Command {
        Command::new(self.modules.join(".bin").join(name))
    }

    /// workerd itself: a signal sent to npm's wrapper would not reach it.
    pub fn workerd(&self) -> Result<PathBuf> {
        let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => "linux-64",
            ("linux", "aarch64") => "linux-arm64",
            ("macos", "x86_64") => "darwin-64",
            ("macos", "aarch64") => "darwin-arm64",
            (os, arch) => bail!("there is no workerd for {os} on {arch}"),
        };
        Ok(self.modules.join(format!("@cloudflare/workerd-{platform}/bin/workerd")))
    }
}

fn check_node() -> Result<()> {
    let advice =
        format!("Node.js {NODE_MAJOR} or newer, with npm, is needed: https://nodejs.org/en/download");
    let version = command::ask(Command::new("node").arg("--version")).context(advice.clone())?;
    if major(&version).is_none_or(|major| major < NODE_MAJOR) {
        bail!("{advice} (here is {version})");
    }
    command::ask(Command::new("npm").arg("--version")).context(advice).map(|_| ())
}

/// 20 of `v20.3.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("20.20.2"), None);
        assert_eq!(major("vnext"), None);
    }
}
