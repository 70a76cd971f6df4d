//! When the connection is gone, or isn't what it should be.

use crate::browser::Screen;
use crate::place::Place;
use crate::shopper::Shopper;

const QUESTION: &str = "bisa tukar ukuran kak?";
/// What the shop's knowledge says to it.
const ANSWER: &str = "Bisa satu kali per barang";

#[tokio::test]
async fn a_message_written_while_the_server_was_gone_arrives_once_and_is_answered() {
    let mut place = Place::new().await;
    let shopper = Shopper::visits(&place, Screen::Phone).await;
    shopper.opens_chat().await;
    shopper.says("halo").await;
    shopper.browser.find(".said.theirs .name").await;
    place.stand.kill();
    shopper.browser.sees(".banner", "Menghubungkan kembali").await;
    shopper.says(QUESTION).await;
    shopper.browser.screenshot("chat-lost").await;
    place.stand.restart().await;
    shopper.hears(ANSWER).await;
    shopper
        .browser
        .until("no banner", "return document.querySelector('.banner').innerText === ''", vec![])
        .await;
    shopper.comes_back().await;
    shopper.hears(ANSWER).await;
    assert_eq!(shopper.times_said(QUESTION).await, 1);
}

#[tokio::test]
async fn a_message_written_in_a_tab_that_was_closed_arrives_once_from_the_next() {
    let mut place = Place::new().await;
    let shopper = Shopper::visits(&place, Screen::Desktop).await;
    shopper.opens_chat().await;
    shopper.says("halo").await;
    shopper.browser.find(".said.theirs .name").await;
    place.stand.kill();
    shopper.says(QUESTION).await;
    shopper.browser.new_tab().await;
    place.stand.restart().await;
    shopper.browser.goto(&place.shop_page("index.html")).await;
    shopper.opens_chat().await;
    shopper.hears(ANSWER).await;
    assert_eq!(shopper.times_said(QUESTION).await, 1);
}

/// What a proxy does that knows no WebSockets: their handshake ends in a 404. Counts the attempts.
const NO_WEBSOCKETS: &str = "const Real = window.WebSocket;
    window.attempts = 0;
    window.WebSocket = class extends Real {
        constructor(_, protocols) {
            super(location.origin.replace('http', 'ws') + '/blocked', protocols);
            window.attempts += 1;
        }
    };";

#[tokio::test]
async fn a_chat_works_where_websockets_are_blocked() {
    let place = Place::new().await;
    let shopper = Shopper::visits(&place, Screen::Phone).await;
    shopper.browser.before_each_page(NO_WEBSOCKETS).await;
    shopper.browser.reload().await;
    shopper.opens_chat().await;
    shopper.says(QUESTION).await;
    shopper.hears(ANSWER).await;
    assert!(shopper.browser.ask::<u32>("return window.attempts", vec![]).await > 0);
}
