//! What an isolate knows of its shops: settings and compiled knowledge, held in memory and refreshed from the shop's
//! object when they are a few seconds old. A question is answered without leaving the isolate.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use answer::Pack;
use protocol::shop::Settings;
use protocol::{EventId, Millis, ShopSlug};
use serde::{Deserialize, Serialize};
use worker::{Env, console_error};

use crate::clock;
use crate::failure::{Failure, Outcome, not_found};
use crate::objects::{self, ToShop};

/// How long an isolate answers from what it has before it asks whether there is something newer, in milliseconds.
/// So long may a publication take to be seen everywhere.
pub const FRESH_MS: i64 = 5_000;

/// How many shops an isolate holds; the one asked longest ago makes room. 32 packs of 1.5 MB stay well under the
/// 128 MB that an isolate has.
const HELD: usize = 32;

/// A shop, as an isolate knows it.
pub struct Shop {
    /// The owner's decisions.
    pub settings: Settings,
    /// Its knowledge; `None` when it can't be read, which the log tells.
    pub pack: Option<Pack>,
    version: u64,
}

impl Shop {
    /// What the desk works with.
    pub fn context<'a>(&'a self, now: Millis, mint: &'a mut dyn FnMut() -> EventId) -> desk::Context<'a> {
        desk::Context::new(now, &self.settings, self.pack.as_ref(), mint)
    }
}

/// What a shop's object hands out: the length of its head in four bytes (little-endian), the head as JSON, the pack.
#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of settings and knowledge.
    pub version: u64,
    /// The owner's decisions.
    pub settings: Settings,
}

impl Snapshot {
    /// The snapshot with its pack, as it travels.
    pub fn encode(&self, pack: &[u8]) -> Outcome<Vec<u8>> {
        let head = serde_json::to_vec(self)?;
        let length = u32::try_from(head.len()).map_err(|_| Failure::Fault("settings over 4 GB".into()))?;
        Ok([&length.to_le_bytes(), head.as_slice(), pack].concat())
    }

    fn decode(bytes: &[u8]) -> Outcome<(Self, &[u8])> {
        let damaged = || Failure::Fault("a shop's snapshot was cut short".into());
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or_else(damaged)?;
        let (head, pack) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(damaged)?;
        Ok((serde_json::from_slice(head)?, pack))
    }
}

struct Held {
    shop: Rc<Shop>,
    checked: Millis,
}

thread_local! {
    static SHOPS: RefCell<HashMap<ShopSlug, Held>> = RefCell::default();
}

/// A shop by its name in addresses.
///
/// # Errors
/// Not found, or a fault when the shop's object can't be reached and nothing is held.
pub async fn get(env: &Env, slug: &ShopSlug) -> Outcome<Rc<Shop>> {
    let now = clock::now();
    let held = SHOPS.with_borrow_mut(|shops| {
        let held = shops.get_mut(slug)?;
        let stale = now.since(held.checked) >= FRESH_MS;
        if stale {
            held.checked = now; // whoever comes while we ask is served from what is here
        }
        Some((held.shop.clone(), stale))
    });
    match held {
        Some((shop, false)) => Ok(shop),
        // What is held answers on while the shop's object can't be reached.
        Some((shop, true)) => match refresh(env, slug, Some(shop.version)).await {
            Ok(newer) => Ok(newer.unwrap_or(shop)),
            Err(failure) => {
                console_error!(r#"{{"level":"error","shop":"{slug}","error":"refresh: {failure:?}"}}"#);
                Ok(shop)
            }
        },
        None => refresh(env, slug, None).await?.ok_or_else(|| not_found("shop")),
    }
}

/// A shop that is held and fresh enough to answer from at once.
pub fn fresh(slug: &ShopSlug, now: Millis) -> Option<Rc<Shop>> {
    SHOPS.with_borrow(|shops| {
        let held = shops.get(slug).filter(|held| now.since(held.checked) < FRESH_MS)?;
        Some(held.shop.clone())
    })
}

/// Forgets a shop, so that the next question sees what was just loaded.
pub fn forget(slug: &ShopSlug) {
    SHOPS.with_borrow_mut(|shops| shops.remove(slug));
}

async fn refresh(env: &Env, slug: &ShopSlug, have: Option<u64>) -> Outcome<Option<Rc<Shop>>> {
    let call = ToShop::Snapshot { have };
    let Some(bytes) = objects::ask_bytes(&objects::shop(env, slug)?, &call).await? else { return Ok(None) };
    let (snapshot, pack) = Snapshot::decode(&bytes)?;
    let pack = Pack::load(pack.to_vec())
        .inspect_err(|error| console_error!(r#"{{"level":"error","shop":"{slug}","error":"pack: {error}"}}"#))
        .ok();
    let shop = Rc::new(Shop { settings: snapshot.settings, pack, version: snapshot.version });
    SHOPS.with_borrow_mut(|shops| {
        if shops.len() >= HELD && !shops.contains_key(slug) {
            let oldest = shops.iter().min_by_key(|(_, held)| held.checked).map(|(slug, _)| slug.clone());
            oldest.and_then(|oldest| shops.remove(&oldest));
        }
        shops.insert(slug.clone(), Held { shop: shop.clone(), checked: clock::now() });
    });
    Ok(Some(shop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_travels_whole_or_is_refused() {
        let settings = serde_json::from_value(serde_json::json!({
            "slug": "toko", "name": "Toko", "greeting": { "id": "Halo" },
            "hours": { "zone": "Asia/Jakarta" }, "persona": { "name": "Sari" }
        }))
        .unwrap();
        let bytes = Snapshot { version: 3, settings }.encode(&[1, 2, 3]).unwrap();
        let (snapshot, pack) = Snapshot::decode(&bytes).unwrap();
        assert_eq!((snapshot.version, pack), (3, [1, 2, 3].as_slice()));
        for cut in 0..bytes.len() - 3 {
            assert!(Snapshot::decode(&bytes[..cut]).is_err(), "{cut} bytes");
        }
    }
}
