//! `cargo xtask deploy`: the bundle to Cloudflare, with wrangler.

use std::process::Stdio;

use anyhow::{Result, ensure};

use crate::command;
use crate::progress::step;
use crate::project::Project;
use crate::{build, setup};

/// What is deployed, and how far.
#[derive(clap::Args)]
pub struct Options {
    /// Check everything without an account; nothing is sent.
    #[arg(long)]
    dry_run: bool,
    /// The Worker's name, which is also its address [default: the one in edge/wrangler.toml].
    #[arg(long)]
    name: Option<String>,
}

/// wrangler reports what it does and asks for updates unless told not to.
const QUIET: [(&str, &str); 3] = [
    ("WRANGLER_SEND_METRICS", "false"),
    ("WRANGLER_SEND_ERROR_REPORTS", "false"),
    ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
];

/// Build and deploy.
///
/// # Errors
/// wrangler refuses the bundle, or there is no account.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let tools = setup::for_build(project)?;
    build::bundle(project, &tools)?;
    let mut wrangler = tools.npm.tool("wrangler");
    wrangler.current_dir(project.bundle()).envs(QUIET).args(["deploy", "--config", "wrangler.toml"]);
    if let Some(name) = &options.name {
        wrangler.args(["--name", name]);
    }
    if options.dry_run {
        let upload = project.bundle().join("build/upload");
        wrangler.env("CI", "1").arg("--dry-run").arg("--outdir").arg(upload);
        let report = step("check the deployment", |step| command::run(&mut wrangler, step))?;
        println!("{}", report.trim());
        return Ok(());
    }
    // A person may have to sign in: wrangler talks to them itself.
    let status = wrangler.stdin(Stdio::inherit()).status()?;
    ensure!(status.success(), "wrangler didn't deploy ({status})");
    Ok(())
}
