//! `cargo xtask dev`: everything on this machine, with the demo shop, until it is stopped.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use protocol::ShopSlug;
use protocol::api::LoadShop;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::fingerprint::{Fingerprint, Stamp};
use crate::operator::{Operator, Role, shop_in};
use crate::progress::step;
use crate::project::Project;
use crate::secrets::Secrets;
use crate::workerd::{Start, Workerd};
use crate::{build, loopback, setup, storefront};

/// The demo shop's slug.
pub const DEMO_SHOP: &str = "toko-batik";
/// The storefront's address in the demo shop's settings.
const WRITTEN_STOREFRONT: &str = "http://127.0.0.1:8788";

/// Where things run.
#[derive(clap::Args)]
pub struct Options {
    /// The server's port, on 127.0.0.1.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// The demo storefront's port, on 127.0.0.1.
    #[arg(long, default_value_t = 8788)]
    storefront_port: u16,
    /// Keeps secrets, conversations and the log [default: .sapa in the project].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Build, start, load, say where, and wait.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    check_free(options.port, "--port")?;
    check_free(options.storefront_port, "--storefront-port")?;
    let tools = setup::for_build(project)?;
    build::bundle(project, &tools)?;

    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, stopped.clone())?;
    }
    let data = options.data.clone().unwrap_or_else(|| project.default_data());
    fs::create_dir_all(&data).with_context(|| format!("can't create {}", data.display()))?;
    let data = data.canonicalize()?;
    let secrets = Secrets::in_folder(&data)?;
    let address = loopback(options.port);
    let start = Start {
        program: &tools.npm.workerd()?,
        bundle: &project.bundle(),
        data: &data,
        address,
        secrets: &secrets,
    };
    let mut workerd = step("start workerd", |_| Workerd::start(&start))?;

    let edge = format!("http://{address}");
    let shop_page = format!("http://{}", loopback(options.storefront_port));
    let operator = Operator::new(&edge, &secrets.operator_token);
    load_demo(project, &operator, &data, &shop_page)?;
    storefront::serve(
        project.source("examples/storefront"),
        loopback(options.storefront_port),
        edge.clone(),
    )?;
    let shop: ShopSlug = DEMO_SHOP.parse()?;
    // Browsers make passkeys for a host name only.
    let console = operator.sign_in_link(&shop, "Dina", Role::Owner)?.replace("//127.0.0.1:", "//localhost:");
    println!(
        "ready {edge}\n\n  storefront  {shop_page}/\n  chat page   {edge}/chat/{shop}\n  console     {console}\n\n\
         The console's link signs in once; for another:\n  \
         cargo xtask link --name Dina --role owner --url {edge} --data {}\nStop with Ctrl+C.",
        data.display()
    );
    while !stopped.load(Ordering::Relaxed) {
        workerd.check()?;
        sleep(Duration::from_millis(100));
    }
    workerd.stop().map(|_| ())
}

fn check_free(port: u16, option: &str) -> Result<()> {
    let address = loopback(port);
    TcpListener::bind(address).map(|_| ()).with_context(|| {
        format!("can't listen on {address}: stop what does, or choose another port with {option}")
    })
}

/// Load the demo shop unless the same is loaded already.
fn load_demo(project: &Project, operator: &Operator, data: &Path, storefront: &str) -> Result<()> {
    let shop = demo(&project.source("examples").join(DEMO_SHOP), storefront)?;
    let content = Fingerprint::default().bytes(&serde_json::to_vec(&shop)?);
    Stamp::new(data.join("demo-shop.stamp"))
        .unless_current(content, || step("load the demo shop", |_| operator.load(&shop).map(|_| ())))
}

/// The demo shop, for a storefront at another address too.
fn demo(folder: &Path, storefront: &str) -> Result<LoadShop> {
    let mut shop = shop_in(folder)?;
    for origin in &mut shop.settings.allowed_origins {
        *origin = origin.replace(WRITTEN_STOREFRONT, storefront);
    }
    Ok(shop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_shop_lets_its_storefront_in_wherever_it_runs() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(DEMO_SHOP);
        let shop = demo(&folder, "http://127.0.0.1:9999").unwrap();
        assert!(shop.settings.allowed_origins.contains(&"http://127.0.0.1:9999".to_owned()));
    }
}
