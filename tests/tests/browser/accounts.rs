//! Joining a team: an owner invites; the invited comes with a passkey, or with a password and an authenticator app.

use protocol::staff::Role;
use sapa_tests::{BATIK, code};

use crate::browser::{Browser, Screen};
use crate::place::Place;

const PASSWORD: &str = "kuda baterai benar";

#[tokio::test]
async fn the_invited_joins_and_comes_back_with_a_passkey_on_a_phone() {
    with_a_passkey(Screen::Phone).await;
}

#[tokio::test]
async fn the_invited_joins_and_comes_back_with_a_passkey_on_a_desktop() {
    with_a_passkey(Screen::Desktop).await;
}

#[tokio::test]
async fn the_invited_joins_and_comes_back_with_a_password_and_codes_on_a_phone() {
    with_a_password(Screen::Phone).await;
}

#[tokio::test]
async fn the_invited_joins_and_comes_back_with_a_password_and_codes_on_a_desktop() {
    with_a_password(Screen::Desktop).await;
}

/// An owner at the console, in the part of the panel that has this name.
async fn owner_at(place: &Place, screen: Screen, part: &str) -> Browser {
    let code = place.stand.invite(BATIK, "Ratna", Role::Owner).await;
    let browser = Browser::start(screen).await;
    browser.goto(&format!("{}#code={code}", place.console())).await;
    browser.press_named("Akun dan tim").await;
    browser.press_named(part).await;
    browser
}

/// Invites Wulan; answers with the link to send her.
async fn invites(owner: &Browser) -> String {
    owner.write("#invite-name", "Wulan").await;
    owner.write("#invite-email", "wulan@toko.example").await;
    owner.press_named("Buat undangan").await;
    owner.sees(".made", "Kirim tautan ini ke Wulan").await;
    owner.sees(".panel-item", "wulan@toko.example").await;
    owner.ask("return document.querySelector('.made input').value", vec![]).await
}

async fn opens_account(browser: &Browser) {
    browser.press_named("Akun dan tim").await;
    browser.sees(".panel-part h3", "Passkey").await;
}

async fn signs_out(browser: &Browser) {
    browser.press(".panel-head .quiet").await;
    browser.press_named("Keluar").await;
    browser.find("#shop").await;
}

async fn with_a_passkey(screen: Screen) {
    let place = Place::new().await;
    let owner = owner_at(&place, screen, "Anggota").await;
    let link = invites(&owner).await;
    owner.screenshot("console-team").await;
    owner.assert_accessible("the team").await;

    let wulan = Browser::start(screen).await;
    wulan.add_authenticator().await;
    wulan.goto(&link).await;
    wulan.sees("h1", "Selamat datang, Wulan!").await;
    wulan.sees(".door-card", "Ratna mengundang Anda bergabung dengan Toko Batik Sekar sebagai CS").await;
    wulan.screenshot("console-invitation").await;
    wulan.assert_accessible("an invitation").await;
    wulan.press_named("Buat passkey dan bergabung").await;
    wulan.find(".list").await;
    opens_account(&wulan).await;
    wulan.sees(".panel-item", "belum pernah dipakai untuk masuk").await;
    wulan.screenshot("console-account").await;
    wulan.assert_accessible("one's account").await;

    signs_out(&wulan).await;
    wulan.screenshot("console-sign-in").await;
    wulan.assert_accessible("signing in").await;
    wulan.press_named("Masuk dengan passkey").await;
    wulan.find(".list").await;
    opens_account(&wulan).await;
    wulan.sees(".panel-item", "terakhir dipakai").await;

    let owner = owner_at(&place, screen, "Catatan aktivitas").await;
    owner.sees(".panel-item", "Wulan masuk lewat passkey").await;
    owner.sees(".panel-item", "Ratna mengundang Wulan sebagai CS").await;
    owner.screenshot("console-audit").await;
    owner.assert_accessible("the log").await;
}

async fn with_a_password(screen: Screen) {
    let place = Place::new().await;
    let owner = owner_at(&place, screen, "Anggota").await;
    let link = invites(&owner).await;
    let wulan = Browser::start(screen).await;
    wulan.goto(&link).await;
    wulan.write("#password", "1234567890").await;
    wulan.press_named("Bergabung dengan kata sandi").await;
    wulan.sees(".door-why", "tidak mudah ditebak").await;
    wulan.ask::<()>("document.querySelector('#password').value = ''", vec![]).await;
    wulan.write("#password", PASSWORD).await;
    wulan.press_named("Bergabung dengan kata sandi").await;
    wulan.find(".list").await;

    opens_account(&wulan).await;
    wulan.press_named("Aktifkan kode").await;
    wulan.find(".qr").await;
    let secret: String = wulan.ask("return document.querySelector('.secret').innerText", vec![]).await;
    wulan.ask::<()>("document.querySelector('.qr').scrollIntoView({block: 'center'})", vec![]).await;
    wulan.screenshot("console-codes").await;
    wulan.assert_accessible("turning codes on").await;
    wulan.write("#first-code", &code(&secret, 0)).await;
    wulan.press(".steps .primary").await;
    wulan.sees("[role=status]", "Simpan kode cadangan ini").await;
    assert_eq!(wulan.count(".recovery li").await, 10);
    wulan.screenshot("console-recovery").await;
    wulan.press_named("Sudah saya simpan").await;
    wulan.sees(".panel-part", "Sisa kode cadangan: 10").await;

    signs_out(&wulan).await;
    wulan.write("#email", "wulan@toko.example").await;
    wulan.write("#password", "bukan itu, deh").await;
    wulan.press_named("Masuk dengan kata sandi").await;
    wulan.sees(".door-why", "kata sandi salah").await;
    wulan.screenshot("console-sign-in-refused").await;
    wulan.ask::<()>("document.querySelector('#password').value = ''", vec![]).await;
    wulan.write("#password", PASSWORD).await;
    wulan.press_named("Masuk dengan kata sandi").await;
    wulan.find("#second").await;
    wulan.screenshot("console-sign-in-code").await;
    wulan.assert_accessible("the code step").await;
    wulan.write("#second", &code(&secret, 1)).await;
    wulan.press_named("Masuk").await;
    wulan.find(".list").await;
}

#[tokio::test]
async fn a_link_by_email_is_asked_for_on_a_phone() {
    a_link_by_email_is_asked_for(Screen::Phone).await;
}

#[tokio::test]
async fn a_link_by_email_is_asked_for_on_a_desktop() {
    a_link_by_email_is_asked_for(Screen::Desktop).await;
}

async fn a_link_by_email_is_asked_for(screen: Screen) {
    let place = Place::with_mail().await;
    let browser = Browser::start(screen).await;
    browser.goto(&format!("{}/console", place.stand.origin())).await;
    browser.press_named("Kirim tautan masuk lewat email").await;
    browser.sees(".door-why", "Isi alamat toko dan email dulu").await;
    browser.write("#shop", BATIK).await;
    browser.write("#email", "siapa@toko.example").await;
    browser.press_named("Kirim tautan masuk lewat email").await;
    browser.sees(".door-sent", "Kalau email ini terdaftar di toko itu").await;
    browser.gone(".door-why").await;
    browser.screenshot("console-sign-in-mail").await;
    browser.assert_accessible("asking for a link by e-mail").await;

    let ordinary = Place::new().await;
    browser.goto(&format!("{}/console", ordinary.stand.origin())).await;
    browser.sees(".door", "Masuk dengan kata sandi").await;
    assert!(!browser.text().await.contains("lewat email"), "nothing is offered that doesn't work");
}
