//! `cargo xtask`: everything that is done with this project, from a fresh machine to a deployed Worker.
//!
//! Each verb first makes sure that what it needs is there ([`setup`], [`build`]), and does nothing twice.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use protocol::ShopSlug;

mod bench;
mod build;
mod command;
mod deploy;
mod dev;
mod fingerprint;
mod operator;
mod progress;
mod project;
mod secrets;
mod setup;
mod storefront;
mod test;
mod workerd;

use project::Project;

/// Builds, runs, tests and deploys Sapa.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const ENVIRONMENT: &str = "\
Environment:
  SAPA_WASM_STD=debian   take the wasm32 standard library from Debian's packages, never from rustup
  SAPA_OPERATOR_TOKEN    the operator's token, for `load` and `link` (default: the one in --data)
  CHROME, CHROMEDRIVER   the browser and its driver for the tests (default: found on PATH)";

#[derive(Subcommand)]
enum Verb {
    /// Install what is missing: the wasm32 standard library, the npm tools, Chromium. Part of every other verb.
    Setup,
    /// Build the widget, the console and the Worker into target/sapa.
    Build,
    /// Run everything on this machine, with the demo shop, until stopped.
    Dev(dev::Options),
    /// Check and test everything; ends with the counts.
    Test(test::Options),
    /// Measure how well questions are answered and moods are told, on labelled files; `--help` tells their formats.
    #[command(disable_help_flag = true)]
    Evaluate(ToolOptions),
    /// Ask a shop's knowledge a question, and see why the bot decides as it does.
    #[command(disable_help_flag = true)]
    Ask(ToolOptions),
    /// Learn anew what the language data teaches: after a change under edge/answer/language/needs, or feelings.
    Learn(LearnOptions),
    /// Write docs/openapi.json, after a change of the wire or of its addresses.
    Openapi,
    /// Measure speed and size against the least that a Worker can do; prints the README's tables.
    Bench,
    /// Load a shop's settings and knowledge into a running server.
    Load(LoadOptions),
    /// Make a link that signs somebody in to the console, once, within 15 minutes.
    Link(LinkOptions),
    /// Deploy to Cloudflare with wrangler.
    Deploy(deploy::Options),
}

/// What is handed on to a tool of the answer engine.
#[derive(clap::Args)]
struct ToolOptions {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

#[derive(clap::Args)]
struct LearnOptions {
    /// Learn feelings too, from edge/answer/language/feelings and from reviews: text, tab, `positive`, `neutral` or
    /// `negative`, a line each.
    #[arg(long, value_name = "FILE")]
    reviews: Option<PathBuf>,
}

/// Which server, and the right to run it.
#[derive(clap::Args)]
struct ServerOptions {
    /// The server's address.
    #[arg(long, default_value = "http://127.0.0.1:8787")]
    url: String,
    /// Where `dev` keeps its data: the operator's token is read there unless SAPA_OPERATOR_TOKEN is set.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(clap::Args)]
struct LoadOptions {
    #[command(flatten)]
    server: ServerOptions,
    /// A folder with shop.json and knowledge.json, and perhaps macros.json.
    folder: PathBuf,
}

#[derive(clap::Args)]
struct LinkOptions {
    #[command(flatten)]
    server: ServerOptions,
    /// The shop.
    #[arg(long, default_value = dev::DEMO_SHOP, value_parser = shop_slug)]
    shop: ShopSlug,
    /// The name that colleagues and shoppers see.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long, value_enum, default_value = "agent")]
    role: operator::Role,
}

fn shop_slug(text: &str) -> Result<ShopSlug, String> {
    text.parse().map_err(|error| format!("{error}"))
}

impl ServerOptions {
    fn connect(&self, project: &Project) -> Result<operator::Operator> {
        let data = self.data.clone().unwrap_or_else(|| project.default_data());
        Ok(operator::Operator::new(&self.url, &secrets::operator_token(&data)?))
    }
}

/// Where `dev` and the tests listen: this machine only.
fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn main() -> ExitCode {
    match run(&Cli::parse().verb) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<ExitCode> {
    let project = Project::find()?;
    match verb {
        Verb::Setup => setup::for_tests(&project).map(|_| ())?,
        Verb::Build => build::bundle(&project, &setup::for_build(&project)?)?,
        Verb::Dev(options) => dev::run(&project, options)?,
        Verb::Test(options) => return test::run(&project, options),
        Verb::Evaluate(tool) => return answer_tool("evaluate", &tool.arguments),
        Verb::Ask(tool) => return answer_tool("ask", &tool.arguments),
        Verb::Learn(options) => return learn(options),
        Verb::Openapi => return openapi(),
        Verb::Bench => bench::run(&project)?,
        Verb::Load(options) => {
            let shop = operator::shop_in(&options.folder)?;
            let loaded = options.server.connect(&project)?.load(&shop)?;
            println!("{}: {} entries, knowledge version {}", loaded.shop, loaded.entries, loaded.knowledge);
        }
        Verb::Link(options) => {
            let operator = options.server.connect(&project)?;
            println!("{}", operator.sign_in_link(&options.shop, &options.name, options.role)?);
        }
        Verb::Deploy(options) => deploy::run(&project, options)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a tool of the answer engine, optimised as the engine is in the Worker: what it measures is what is shipped.
fn answer_tool(name: &str, arguments: &[String]) -> Result<ExitCode> {
    let mut cargo = project::cargo();
    cargo.args(["run", "--quiet", "--profile", "tool", "--package", "answer", "--example", name, "--"]);
    let status = cargo.args(arguments).status().context("can't start cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes the OpenAPI document.
fn openapi() -> Result<ExitCode> {
    let status = project::cargo().args(["run", "--quiet", "--package", "openapi"]).status();
    Ok(if status.context("can't start cargo")?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each step needs what the one before wrote, compiled in.
fn learn(options: &LearnOptions) -> Result<ExitCode> {
    let mut steps = vec![("learn", vec!["meanings".to_owned()])];
    if let Some(reviews) = &options.reviews {
        anyhow::ensure!(reviews.is_file(), "there is no file {}", reviews.display());
        steps.push(("learn", vec!["feelings".to_owned(), reviews.display().to_string()]));
    }
    steps.push(("calibrate", Vec::new()));
    for (tool, arguments) in steps {
        if answer_tool(tool, &arguments)? != ExitCode::SUCCESS {
            return Ok(ExitCode::FAILURE);
        }
    }
    if options.reviews.is_none() {
        println!("feelings are as they were: `--reviews FILE` teaches them anew");
    }
    Ok(ExitCode::SUCCESS)
}
