//! A day of an agent, on each screen: signing in with a passkey, taking who waits, a ready reply, a picture, a note that calls a
//! colleague, handing over; the colleague settles it, and the shopper says how it was.

use std::fs;

use fantoccini::key::Key;
use protocol::staff::Role;
use sapa_tests::{BATIK, new_email};
use tempfile::TempDir;

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

const WISH: &str = "bisa sewa baju adat buat wisuda 40 orang?";

#[tokio::test]
async fn a_day_of_an_agent_on_a_phone() {
    day(Screen::Phone).await;
}

#[tokio::test]
async fn a_day_of_an_agent_on_a_desktop() {
    day(Screen::Desktop).await;
}

async fn day(screen: Screen) {
    let place = Place::new().await;
    let shopper = Shopper::visits(&place, screen).await;
    shopper.opens_chat().await;
    shopper.says(WISH).await;
    shopper.browser.press(".choice.person").await;
    shopper.browser.find(".card.handoff").await;

    let rudi = Agent::signs_in(&place, "Rudi", screen).await;
    let dina = signs_in_with_a_passkey(&place, "Dina", screen).await;
    dina.browser.sees(".row", WISH).await;
    dina.opens_the_first().await;
    dina.browser.sees(".brief-body", WISH).await;
    dina.takes().await;
    shopper.browser.sees("header .who", "Dina · CS").await;

    ready_reply(&dina, &shopper).await;
    writes_while_seen(&dina, &shopper).await;
    picture(&dina, &shopper).await;
    note_that_calls(&dina, &rudi).await;
    hands_over(&dina, &rudi).await;
    settles(&rudi, &shopper).await;
}

/// Joins with a passkey, leaves, and comes back by it.
async fn signs_in_with_a_passkey(place: &Place, name: &str, screen: Screen) -> Agent {
    let owner = place.stand.staff(BATIK, "Ratna", Role::Owner).await;
    let invitation = owner.invites(name, &new_email(name), Role::Agent).await;
    let browser = Browser::start(screen).await;
    browser.add_authenticator().await;
    browser.goto(&format!("{}#invite={}", place.console(), invitation.code)).await;
    browser.press_named("Buat passkey dan bergabung").await;
    browser.find(".list").await;
    browser.press_named("Keluar").await;
    browser.find("#shop").await;
    browser.press_named("Masuk dengan passkey").await;
    browser.find(".list").await;
    browser.screenshot("day-signed-in").await;
    browser.assert_accessible("the console after signing in").await;
    Agent { browser }
}

async fn ready_reply(dina: &Agent, shopper: &Shopper) {
    dina.begins_to_write("/sal").await;
    dina.browser.sees(".suggestions [role=option]", "Salam pembuka").await;
    dina.browser.key(Key::Enter).await;
    dina.browser.gone(".suggestions [role=option]").await;
    dina.sends().await;
    shopper.browser.sees(".said.person .name", "Dina").await;
    shopper.hears("Dina").await;
}

/// What the shopper is writing is seen before it is sent; the answer gets an emoji.
async fn writes_while_seen(dina: &Agent, shopper: &Shopper) {
    shopper.browser.write(".composer textarea", "uk XL masih ada ga ya").await;
    dina.browser.sees(".seen-draft", "uk XL masih ada").await;
    dina.browser.screenshot("day-seen-draft").await;
    dina.begins_to_write("Sebentar ya Kak ").await;
    dina.browser.press(".emoji-button").await;
    dina.browser.screenshot("day-emoji").await;
    dina.browser.assert_accessible("emoji to choose from").await;
    dina.browser.press(".emoji button").await;
    dina.browser.gone(".emoji:popover-open").await;
    dina.sends().await;
    shopper.hears("Sebentar ya Kak 🙏").await;
    shopper.says(", kak?").await;
    dina.browser.sees(".thread", "uk XL masih ada ga ya, kak?").await;
    dina.browser.gone(".seen-draft").await;
}

async fn picture(dina: &Agent, shopper: &Shopper) {
    let folder = TempDir::with_prefix("sapa-day-").expect("a folder for temporary files");
    let photo = folder.path().join("contoh.png");
    fs::write(&photo, shopper.browser.picture().await).expect("a file");
    dina.browser.picks(".write input[type=file]", &photo).await;
    dina.browser.find(".attached img").await;
    dina.browser.gone(".attached progress").await;
    dina.begins_to_write("Ini contoh set yang kami punya ya Kak").await;
    dina.sends().await;
    shopper.browser.find(".said.theirs .frame img[src^='blob:']").await;
    shopper.hears("Ini contoh set").await;
    shopper.browser.screenshot("day-chat").await;
}

async fn note_that_calls(dina: &Agent, rudi: &Agent) {
    dina.browser.press_named("Catatan").await;
    dina.browser.find(".composer.noting textarea").await;
    dina.begins_to_write("@ru").await;
    dina.browser.sees(".suggestions [role=option]", "Rudi").await;
    dina.browser.screenshot("day-mention").await;
    dina.browser.assert_accessible("a colleague to mention").await;
    dina.browser.key(Key::Enter).await;
    dina.browser.gone(".suggestions [role=option]").await;
    dina.browser.keys("stok set wisuda masih ada?").await;
    dina.sends().await;
    dina.browser.sees(".said.note", "@Rudi stok set wisuda masih ada?").await;
    dina.browser.screenshot("day-note").await;
    rudi.browser.sees(".row .badge", "Anda disebut dalam catatan").await;
    rudi.browser.screenshot("day-mentioned").await;
    rudi.browser.assert_accessible("a row that mentions me").await;
    rudi.opens_the_first().await;
    rudi.browser.sees(".said.note", "@Rudi stok set wisuda masih ada?").await;
}

async fn hands_over(dina: &Agent, rudi: &Agent) {
    dina.browser.press(".actions .give").await;
    dina.browser.sees(".recipient", "Rudi").await;
    dina.browser.press(".recipients label:nth-of-type(2)").await;
    dina.browser.write(".transfer-note textarea", "Kamu yang pegang gudang, tolong lanjutkan ya").await;
    dina.browser.press(".transfer footer .primary").await;
    dina.browser.sees(".thread .line", "Anda menyerahkan percakapan ke Rudi").await;
    rudi.browser.find(".write textarea").await;
}

async fn settles(rudi: &Agent, shopper: &Shopper) {
    rudi.replies("Ada 45 set, Kak. Saya simpankan sampai besok ya").await;
    shopper.hears("Saya simpankan sampai besok").await;
    shopper.browser.sees("header .who", "Rudi · CS").await;
    rudi.browser.press_named("Selesaikan").await;
    shopper.browser.press(".rating .stars label:nth-of-type(5)").await;
    shopper.browser.press_named("Kirim penilaian").await;
    rudi.browser.sees(".thread .rating", "Nilai 5 dari 5").await;
    rudi.browser.screenshot("day-settled").await;
    rudi.browser.assert_accessible("a settled conversation").await;
    assert!(!shopper.browser.text().await.contains("gudang"), "notes are for colleagues only");
}
