//! Several questions in one message, as a shopper sees the answers.

use crate::browser::Screen;
use crate::place::Place;
use crate::shopper::Shopper;

#[tokio::test]
async fn several_questions_get_their_answers_one_under_the_other() {
    let place = Place::new().await;
    let shopper = Shopper::visits(&place, Screen::Phone).await;
    shopper.opens_chat().await;
    shopper.hears("Saya Sekar").await;
    shopper.says("kak bisa cod ga? trs ongkir ke bandung brp, sm bisa sewa baju adat ga").await;
    shopper.hears("Ongkir reguler dari Solo").await;
    shopper.hears("bisa sewa baju adat").await;
    shopper.browser.screenshot("chat-several").await;
    shopper.browser.assert_accessible("several answers").await;
}
