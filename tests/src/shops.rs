//! The shops that every stand has: the demo shop as it is shipped, and a small one beside it.

use protocol::api::LoadShop;
use protocol::macros::Macros;
use serde::de::DeserializeOwned;

/// The demo shop.
pub const BATIK: &str = "toko-batik";

/// Another shop, which must never see anything of the first.
pub const SEPATU: &str = "toko-sepatu";

/// The demo shop, open around the clock: what a test says of waiting must not depend on when it runs.
pub fn batik() -> LoadShop {
    let mut shop = read(
        include_str!("../../examples/toko-batik/shop.json"),
        include_str!("../../examples/toko-batik/knowledge.json"),
    );
    shop.settings.hours.week.clear();
    shop.macros = parse::<Macros>(include_str!("../../examples/toko-batik/macros.json")).macros;
    shop
}

/// The other shop.
pub fn sepatu() -> LoadShop {
    read(include_str!("../data/toko-sepatu/shop.json"), include_str!("../data/toko-sepatu/knowledge.json"))
}

/// The other shop under another slug, to be changed as a test needs it.
pub fn renamed(slug: &str) -> LoadShop {
    let mut shop = sepatu();
    shop.settings.slug = slug.parse().expect("a slug");
    slug.clone_into(&mut shop.knowledge.shop);
    shop
}

fn read(settings: &str, knowledge: &str) -> LoadShop {
    LoadShop { settings: parse(settings), knowledge: parse(knowledge), macros: Vec::new() }
}

fn parse<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("a shop's files are what the protocol says")
}
