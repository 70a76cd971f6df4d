//! The customer's card: what colleagues know about somebody, and their other conversations.

use protocol::event::ContactChannel;
use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn a_customer_who_came_back_is_known_on_a_phone() {
    known_customer(Screen::Phone).await;
}

#[tokio::test]
async fn a_customer_who_came_back_is_known_on_a_desktop() {
    known_customer(Screen::Desktop).await;
}

async fn known_customer(screen: Screen) {
    let place = Place::new().await;
    let stranger = place.stand.stranger();
    let (first, key) = stranger.begin_as(BATIK, None).await;
    first.says("halo, bisa COD?").await;
    let (again, _) = stranger.begin_as(BATIK, Some(&key)).await;
    again.says("mau tanya pesanan saya kak").await;
    again.leaves(ContactChannel::Whatsapp, "0812 3456 7890").await;
    let (elsewhere, _) = stranger.begin_as(BATIK, None).await;
    elsewhere.says("kak kemeja parang ada ukuran XL?").await;
    elsewhere.leaves(ContactChannel::Whatsapp, "+62 812-3456-7890").await;

    let agent = Agent::signs_in(&place, "Dina", screen).await;
    let browser = &agent.browser;
    browser.find(&format!("#row-{}", again.conversation)).await;
    browser.press(&format!("#row-{}", again.conversation)).await;
    if screen == Screen::Phone {
        browser.press("#card-show").await;
    }
    browser.sees(".past-line", "COD").await;
    browser.press(".profile-edit").await;
    browser.write("#profile-name", "Ibu Ratna Wulandari").await;
    browser.write("#profile-tags", "grosir, langganan").await;
    browser.press_named("Tambah data").await;
    browser.write(".profile-line input:first-child", "Ukuran biasa").await;
    browser.write(".profile-line input:last-child", "XL, lengan panjang").await;
    browser.write("#profile-note", "Lebih suka dihubungi lewat WhatsApp, sore hari.").await;
    browser.screenshot("console-customer-form").await;
    browser.assert_accessible("the form of a customer's details").await;
    browser.press_named("Simpan").await;

    browser.sees(".card-name", "Ibu Ratna Wulandari").await;
    browser.sees(".people", "7890").await;
    browser.screenshot("console-customer").await;
    browser.press_named("Gabungkan").await;
    browser.sees(".people", "oleh Dina").await;
    browser.find(".pasts li:nth-child(2)").await;
    browser.screenshot("console-customer-merged").await;
    browser.assert_accessible("a customer's card").await;
    browser.press_named("Pisahkan").await;
    browser.find(".people .button").await;
    if screen == Screen::Phone {
        browser.press("#card-close").await;
        browser
            .until(
                "the card has made way",
                "return !document.querySelector('.card').checkVisibility()",
                vec![],
            )
            .await;
    }
}
