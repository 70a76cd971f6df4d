//! The part of the panel by which an owner lets the shop's own systems take part.

use protocol::staff::Role;
use sapa_tests::BATIK;

use crate::browser::{Browser, Screen};
use crate::place::Place;

#[tokio::test]
async fn an_owner_makes_and_revokes_a_token_on_a_phone() {
    makes_and_revokes_a_token(Screen::Phone).await;
}

#[tokio::test]
async fn an_owner_makes_and_revokes_a_token_on_a_desktop() {
    makes_and_revokes_a_token(Screen::Desktop).await;
}

/// An owner at the console, in the part of the panel about integrations.
async fn owner_at(place: &Place, screen: Screen) -> Browser {
    let code = place.stand.invite(BATIK, "Ratna", Role::Owner).await;
    let browser = Browser::start(screen).await;
    browser.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
    browser.press_named("Akun dan tim").await;
    browser.press_named("Integrasi").await;
    browser
}

async fn makes_and_revokes_a_token(screen: Screen) {
    let place = Place::new().await;
    let owner = owner_at(&place, screen).await;
    owner.sees(".panel-part", "Token API").await;
    owner.screenshot("console-tokens-empty").await;
    owner.press(".door-more summary").await;
    owner.press_named("Buat token").await;
    owner.sees(".door-why", "Isi nama programnya").await;
    owner.write("#token-name", "Sistem gudang").await;
    owner.screenshot("console-tokens-refused").await;
    owner.press_named("Buat token").await;
    owner.sees(".made", "Salin token untuk Sistem gudang").await;
    owner.sees(".panel-item", "belum pernah dipakai").await;
    let secret: String = owner.ask("return document.querySelector('.made input').value", vec![]).await;
    let program = place.stand.stranger().with_key(&secret);
    assert_eq!(program.get("/v1/staff/inbox").await.status, 200);
    owner.screenshot("console-tokens").await;
    owner.assert_accessible("the tokens").await;

    owner.press_named("Cabut").await;
    owner.sees(".sure", "Cabut token Sistem gudang?").await;
    owner.press(".sure .danger").await;
    owner.until_count(".panel-item", 0).await;
    assert_eq!(program.get("/v1/staff/inbox").await.status, 401);
    owner.press_named("Catatan aktivitas").await;
    owner.sees(".panel-item", "Ratna mencabut token API Sistem gudang").await;
}

#[tokio::test]
async fn an_owner_makes_tries_and_removes_a_webhook_on_a_phone() {
    makes_tries_and_removes_a_webhook(Screen::Phone).await;
}

#[tokio::test]
async fn an_owner_makes_tries_and_removes_a_webhook_on_a_desktop() {
    makes_tries_and_removes_a_webhook(Screen::Desktop).await;
}

async fn makes_tries_and_removes_a_webhook(screen: Screen) {
    let place = Place::new().await;
    let owner = owner_at(&place, screen).await;
    owner.sees(".panel-part:nth-of-type(2)", "Webhook").await;
    owner.press(".panel-part:nth-of-type(2) .door-more summary").await;
    owner.press_named("Buat webhook").await;
    owner.sees(".door-why", "diawali https://").await;
    owner.write("#webhook-url", "https://toko.invalid/sapa").await;
    owner.screenshot("console-webhook-new").await;
    owner.press_named("Buat webhook").await;
    owner.sees(".made", "Salin kunci ini ke server Anda").await;
    let secret: String = owner.ask("return document.querySelector('.made input').value", vec![]).await;
    assert!(secret.starts_with("whsec_"));
    owner.sees(".webhook .tag", "Aktif").await;

    owner.press_named("Coba").await;
    owner.sees(".webhook", "Gagal sejak").await;
    owner.press(".webhook details:last-of-type summary").await;
    owner.sees(".webhook .panel-list", "server tidak bisa dihubungi").await;
    owner.ask::<()>("document.querySelector('.webhook').scrollIntoView()", vec![]).await;
    owner.screenshot("console-webhooks").await;
    owner.assert_accessible("the webhooks").await;

    owner.press_named("Ganti kunci").await;
    owner.sees(".sure", "Kunci lama masih berlaku 24 jam").await;
    owner.press(".sure .danger").await;
    owner.sees(".webhook", "Kunci lama masih berlaku sampai").await;
    let value = "return document.querySelector('.made input').value";
    assert_ne!(owner.ask::<String>(value, vec![]).await, secret);
    owner.ask::<()>("document.querySelector('.webhook').scrollIntoView()", vec![]).await;
    owner.screenshot("console-webhook-key").await;

    owner.press_named("Nonaktifkan").await;
    owner.sees(".webhook .tag", "Nonaktif").await;
    owner.press_named("Hapus").await;
    owner.press(".sure .danger").await;
    owner.until_count(".webhook", 0).await;
}
