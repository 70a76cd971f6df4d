//! What an operator does with a running server: load a shop, let somebody in.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use protocol::ShopSlug;
use protocol::api::{Invitation, Invite, LoadShop, Loaded};
use protocol::macros::Macros;
use protocol::problem::Problem;
use protocol::staff;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::Request;

use crate::fingerprint::read;

/// What somebody may do, as it is written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    /// Runs the shop.
    Owner,
    /// Leads the people who talk to shoppers.
    Supervisor,
    /// Talks to shoppers.
    Agent,
    /// Teaches the bot.
    Trainer,
    /// Sells here.
    Seller,
}

impl From<Role> for staff::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Supervisor => Self::Supervisor,
            Role::Agent => Self::Agent,
            Role::Trainer => Self::Trainer,
            Role::Seller => Self::Seller,
        }
    }
}

/// A server, and the right to run it.
pub struct Operator {
    url: String,
    token: String,
    client: ureq::Agent,
}

impl Operator {
    /// Speaks with the server at an address such as `http://127.0.0.1:8787`.
    pub fn new(url: &str, token: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self { url: url.trim_end_matches('/').to_owned(), token: token.to_owned(), client: config.into() }
    }

    /// Load or replace a shop.
    pub fn load(&self, shop: &LoadShop) -> Result<Loaded> {
        self.call("PUT", &format!("/v1/platform/shops/{}", shop.settings.slug), shop)
    }

    /// A link to the console that signs somebody in, once.
    pub fn sign_in_link(&self, shop: &ShopSlug, name: &str, role: Role) -> Result<String> {
        let invite = Invite { name: name.to_owned(), role: role.into() };
        let path = format!("/v1/platform/shops/{shop}/sign-in-links");
        let Invitation { code } = self.call("POST", &path, &invite)?;
        Ok(format!("{}/console#code={code}", self.url))
    }

    fn call<T: DeserializeOwned>(&self, method: &str, path: &str, body: &impl Serialize) -> Result<T> {
        let address = format!("{}{path}", self.url);
        let request = Request::builder()
            .method(method)
            .uri(&address)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(serde_json::to_vec(body)?)?;
        let mut response = self.client.run(request).with_context(|| format!("{address} can't be reached"))?;
        let text = response.body_mut().read_to_string()?;
        if response.status().is_success() {
            return serde_json::from_str(&text).with_context(|| format!("{address} answered something else"));
        }
        match serde_json::from_str::<Problem>(&text) {
            Ok(problem) => bail!("{address}: {}. {}", problem.title, problem.detail),
            Err(_) => bail!("{address}: {}", response.status()),
        }
    }
}

/// A shop's settings and knowledge, as people write them: `shop.json` and `knowledge.json`; and, where there is a `macros.json`,
/// replies for its people.
pub fn shop_in(folder: &Path) -> Result<LoadShop> {
    fn part<T: DeserializeOwned>(path: &Path) -> Result<T> {
        serde_json::from_slice(&read(path)?).with_context(|| path.display().to_string())
    }
    let macros = folder.join("macros.json");
    let macros = if macros.exists() { part::<Macros>(&macros)?.macros } else { Vec::new() };
    Ok(LoadShop {
        macros,
        settings: part(&folder.join("shop.json"))?,
        knowledge: part(&folder.join("knowledge.json"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_shop_is_well_formed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/toko-batik");
        let shop = shop_in(&folder).unwrap();
        assert_eq!(shop.settings.slug.as_str(), crate::dev::DEMO_SHOP);
        assert!(shop.knowledge.entries.len() >= 80);
        assert!(shop.macros.len() >= 12);
    }
}
