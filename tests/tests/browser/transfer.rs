//! A conversation changes hands on the screen: given away with a note, and taken over from a colleague who is silent.

use std::time::Duration;

use protocol::frame::Command;
use sapa_tests::{BATIK, batik, new_id};
use tokio::time::sleep;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

/// The shortest that a shop can have, and the time until a console looks at its clock again.
const USUAL_WAIT: Duration = Duration::from_secs(62);

const NOTE: &str = "Mau grosir 40 potong, stok sudah saya cek";

#[tokio::test]
async fn a_conversation_is_given_away_and_taken_over_on_a_desktop() {
    changes_hands(Screen::Desktop).await;
}

#[tokio::test]
async fn a_conversation_is_given_away_and_taken_over_on_a_phone() {
    changes_hands(Screen::Phone).await;
}

async fn changes_hands(screen: Screen) {
    let mut shop = batik();
    shop.settings.usual_wait_minutes = 1;
    let place = Place::with_shop(shop).await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("kak, bisa pesan 40 potong buat seragam?").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    for (name, role) in [("Sari", protocol::staff::Role::Agent), ("Wulan", protocol::staff::Role::Supervisor)]
    {
        place.stand.staff(BATIK, name, role).await;
    }
    let dina = Agent::signs_in(&place, "Dina", screen).await;
    let rudi = Agent::signs_in(&place, "Rudi", Screen::Desktop).await;

    dina.browser.sees(".presence", "Siap").await;
    dina.browser.screenshot("console-duty").await;
    dina.browser.assert_accessible("the presence switch").await;
    dina.opens_the_first().await;
    dina.takes().await;
    dina.replies("Halo Kak, saya Dina. Saya cek stok dulu ya").await;
    dina.browser.press(".actions .give").await;
    dina.browser.sees(".recipient", "Rudi").await;
    dina.browser.sees(".recipient", "Siap").await;
    dina.browser.screenshot("console-transfer").await;
    dina.browser.write(".transfer input[type=search]", "rudi").await;
    dina.browser.press(".recipients label:nth-of-type(2)").await;
    dina.browser.write(".transfer-note textarea", NOTE).await;
    dina.browser.assert_accessible("the transfer").await;
    dina.browser.press(".transfer footer .primary").await;
    dina.browser.sees(".thread .line", "Anda menyerahkan percakapan ke Rudi").await;

    rudi.browser.sees(".row .given", NOTE).await;
    rudi.browser.screenshot("console-given").await;
    rudi.browser.assert_accessible("a given conversation").await;
    rudi.opens_the_first().await;
    rudi.browser.sees(".said.note", NOTE).await;
    rudi.browser.sees(".thread-state", "Anda pegang").await;

    // Rudi says nothing for the usual wait, which is a minute at least: Dina may take it over.
    sleep(USUAL_WAIT).await;
    dina.takes().await;
    dina.browser.sees(".thread .line", "Anda mengambil alih dari Rudi").await;
    dina.browser.screenshot("console-taken-over").await;
    rudi.browser.sees(".thread .line", "Dina mengambil alih dari Rudi").await;
}
