//! Installs packages with apt, on Debian and as root only.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::progress::step;

/// Whether packages can be installed here.
pub fn can_install() -> bool {
    nix::unistd::Uid::effective().is_root() && Path::new("/usr/bin/apt-get").exists()
}

/// Whether all these packages are installed.
pub fn are_installed(packages: &[&str]) -> bool {
    let status = command::ask(
        Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}\n"]).args(packages),
    );
    status.is_some_and(|lines| lines.lines().all(|line| line == "installed"))
}

/// Install packages, after refreshing apt's lists if it doesn't know them.
///
/// # Errors
/// apt can't find, fetch or install them. It never removes anything for their sake.
pub fn install(packages: &[&str]) -> Result<()> {
    step(&format!("install {} with apt", packages.join(", ")), |step| {
        let install = || command::run(apt_get(&["install", "--no-remove"]).args(packages), step);
        if install().is_err() {
            command::run(&mut apt_get(&["update"]), step)?;
            install()?;
        }
        Ok(())
    })
}

fn apt_get(verb: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["--yes", "--no-install-recommends"]).args(verb);
    command
}
