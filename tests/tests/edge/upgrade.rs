//! A new version of the program on data that an older one left.

use protocol::Body;
use protocol::event::HandoffReason;
use rusqlite::Connection;
use sapa_tests::{BATIK, SEPATU, Stand};
use serde_json::{Value, json};

use crate::databases;

/// Where a pack says which format it has: after `SAPA`.
const FORMAT: usize = 4;

/// The databases of the shops, while the server is off.
fn shops(stand: &Stand) -> [Connection; 2] {
    [BATIK, SEPATU].map(|shop| databases::of_shop(stand, shop))
}

/// Makes a shop's pack one of the first format.
fn make_old(shop: &Connection) {
    let mut pack: Vec<u8> = shop.query_row("SELECT pack FROM packs", [], |row| row.get(0)).expect("a pack");
    pack[FORMAT..FORMAT + 2].copy_from_slice(&1u16.to_le_bytes());
    shop.execute("UPDATE packs SET pack = ?", [pack]).expect("stored");
}

async fn ask(stand: &Stand) -> Value {
    let question = json!({"text": "berapa ongkir ke bandung?"});
    stand.stranger().post(&format!("/v1/shops/{BATIK}/answers"), &question).await.json()
}

#[tokio::test]
async fn knowledge_that_an_older_version_compiled_is_compiled_anew_once() {
    let mut stand = Stand::start().await;
    let before = ask(&stand).await;
    stand.kill();
    shops(&stand).iter().for_each(make_old);
    stand.restart().await;
    assert_eq!(ask(&stand).await, before);

    stand.kill();
    stand.restart().await;
    assert_eq!(ask(&stand).await, before);

    stand.kill();
    let version =
        |shop: &Connection| shop.query_row("SELECT version FROM packs", [], |row| row.get(0)).unwrap();
    let mut versions: Vec<i64> = shops(&stand).iter().map(version).collect();
    versions.sort_unstable();
    assert_eq!(versions, [1, 2], "only the shop that was asked, and only once");
}

#[tokio::test]
async fn knowledge_that_can_not_be_compiled_anew_leaves_the_shop_open_and_brings_a_person() {
    let mut stand = Stand::start().await;
    stand.kill();
    for shop in shops(&stand) {
        make_old(&shop);
        shop.execute("UPDATE entries SET entry = '{}'", []).unwrap();
    }
    stand.restart().await;

    let profile: Value = stand.stranger().get(&format!("/v1/shops/{BATIK}")).await.json();
    assert_eq!(profile["name"], "Toko Batik Sekar");
    let visitor = stand.visitor(BATIK).await;
    visitor.says("berapa ongkir ke bandung?").await;
    let log = visitor.log().await;
    let why = log.iter().find_map(|event| match &event.body {
        Body::Handoff(handoff) => Some(handoff.reason),
        _ => None,
    });
    assert_eq!(why, Some(HandoffReason::NoKnowledge));
    let faults = stand.take_faults();
    assert!(faults.iter().any(|fault| fault.contains("pack not compiled anew")), "{faults:?}");
}
