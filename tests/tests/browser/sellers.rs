//! A platform's console on the screen: its owner sends somebody to a seller's shop, who goes there and back by the menu of shops.

use fantoccini::key::Key;
use protocol::frame::Command;
use protocol::staff::Role;
use sapa_tests::{new_id, renamed};
use serde_json::Value;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

const SELLERS: [(&str, &str); 2] =
    [("kios-batik", "Kios Batik Bu Tutik"), ("kios-kopi", "Kopi Gayo Takengon Langsung dari Petani")];

#[tokio::test]
async fn somebody_is_sent_to_a_sellers_shop_and_works_there_on_a_desktop() {
    works_at_a_sellers(Screen::Desktop).await;
}

#[tokio::test]
async fn somebody_is_sent_to_a_sellers_shop_and_works_there_on_a_phone() {
    works_at_a_sellers(Screen::Phone).await;
}

async fn works_at_a_sellers(screen: Screen) {
    let mut platform = renamed("pasar-nusantara");
    platform.settings.hours.week.clear();
    "Pasar Nusantara".clone_into(&mut platform.settings.name);
    let place = Place::with_shop(platform).await;
    for (slug, name) in SELLERS {
        let mut seller = renamed(slug);
        seller.settings.hours.week.clear();
        name.clone_into(&mut seller.settings.name);
        place.stand.load(&seller).await;
        let path = format!("/v1/platform/shops/pasar-nusantara/sellers/{slug}");
        assert_eq!(place.stand.operator().put(&path, &Value::Null).await.status, 204);
    }
    place.stand.agent("pasar-nusantara", "Dina").await;
    let owner = Agent::signs_in_to(&place, "pasar-nusantara", "Ratna", Role::Owner, screen).await;
    sends(&owner, "Dina").await;

    let visitor = place.stand.visitor("kios-batik").await;
    visitor.says("kak bisa cod ga ya ke sleman?").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;

    let dina = Agent::signs_in_to(&place, "pasar-nusantara", "Dina", Role::Agent, screen).await;
    dina.browser.sees(".elsewhere", "1").await;
    dina.browser.press("button.rail-shop").await;
    dina.browser.sees(".shops", "1 menunggu").await;
    dina.browser.screenshot("shops-menu").await;
    dina.browser.assert_accessible("the menu of shops").await;
    dina.browser.key(Key::Escape).await;
    dina.browser.gone(".shops:popover-open").await;
    dina.browser.press("button.rail-shop").await;
    dina.browser.press(".shops a[href='/console/kios-batik']").await;
    dina.browser.sees(".rail-shop", "Kios Batik").await;
    dina.browser.sees(".row", "sleman").await;
    dina.browser.screenshot("shops-at-a-sellers").await;
    dina.browser.assert_accessible("a seller's inbox").await;
    dina.opens_the_first().await;
    dina.takes().await;
    dina.replies("Bisa Kak, COD ke Sleman tersedia ya.").await;
    assert!(visitor.log().await.iter().any(|event| format!("{event:?}").contains("COD ke Sleman")));

    // A reload stays there; the way home is home.
    dina.browser.reload().await;
    dina.browser.sees(".thread", "COD ke Sleman").await;
    if screen == Screen::Desktop {
        dina.browser.press(".rail-me a[href='/console']").await;
        dina.browser.sees(".rail-shop", "Pasar Nusantara").await;
    }

    sees_a_guest(&place, screen).await;

    // Called back, the seller's console closes and leads home.
    dina.browser.goto(&format!("{}/console/kios-batik", place.stand.origin())).await;
    dina.browser.sees(".rail-shop", "Kios Batik").await;
    owner.browser.press_named("Akhiri tugas").await;
    owner.browser.press(".sure .danger").await;
    owner.browser.sees(".toast", "Dina tidak lagi bertugas di Kios Batik Bu Tutik").await;
    dina.browser.sees(".rail-shop", "Pasar Nusantara").await;
}

/// The seller's owner knows the guest from their own people.
async fn sees_a_guest(place: &Place, screen: Screen) {
    let owner = Agent::signs_in_to(place, "kios-batik", "Bu Tutik", Role::Owner, screen).await;
    owner.browser.press_named("Akun dan tim").await;
    owner.browser.press_named("Anggota").await;
    owner.browser.sees(".panel-item", "ditugaskan oleh pasar-nusantara").await;
    owner.browser.screenshot("team-with-a-guest").await;
    owner.browser.assert_accessible("a team with a guest").await;
    owner.browser.press_named("Catatan aktivitas").await;
    owner.browser.sees(".panel-body", "menugaskan Dina ke toko ini").await;
    owner.browser.screenshot("audit-with-a-guest").await;
}

/// The owner sends somebody to the first of the sellers.
async fn sends(owner: &Agent, name: &str) {
    owner.browser.press_named("Akun dan tim").await;
    owner.browser.press_named("Penjual").await;
    owner.browser.sees(".panel-body", "Belum ada yang ditugaskan ke sini").await;
    owner.browser.screenshot("sellers-empty").await;
    owner.browser.assert_accessible("no one is sent").await;
    let form = "section[aria-label='Kios Batik Bu Tutik'] form";
    owner.browser.chooses(&format!("{form} select"), name).await;
    owner.browser.press(&format!("{form} button")).await;
    owner.browser.sees(".toast", "Dina kini bertugas di Kios Batik Bu Tutik").await;
    owner.browser.sees(".panel-item", "Dina").await;
    owner.browser.screenshot("sellers").await;
    owner.browser.assert_accessible("somebody is sent").await;
}
