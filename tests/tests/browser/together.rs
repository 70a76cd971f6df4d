//! Two agents in one conversation: they see each other, and one replies to a message and puts her words right.

use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

#[tokio::test]
async fn colleagues_see_each_other_and_a_reply_is_put_right_on_a_desktop() {
    together(Screen::Desktop).await;
}

#[tokio::test]
async fn colleagues_see_each_other_and_a_reply_is_put_right_on_a_phone() {
    together(Screen::Phone).await;
}

async fn together(screen: Screen) {
    let place = Place::new().await;
    let shopper = Shopper::visits(&place, screen).await;
    shopper.opens_chat().await;
    shopper.says("kak ongkir ke bandung brp?").await;
    shopper.hears("Ongkir reguler").await;
    shopper.says("kalau 2 kemeja jadi berapa?").await;
    let dina = Agent::signs_in(&place, "Dina", screen).await;
    dina.opens_the_first().await;
    dina.takes().await;
    let sari = place.stand.agent(BATIK, "Sari").await;
    let conversation = sari.inbox().await[0].conversation;
    let console = sari.chat(conversation).live().await;
    dina.browser.sees(".viewers", "Sari juga membuka percakapan ini").await;

    reveal(&dina, ".said.theirs .acts button").await;
    dina.browser.press(".said.theirs .acts button").await;
    dina.browser.sees(".referring", "Membalas:").await;
    dina.begins_to_write("Untuk 2 kemeja Rp51.000 ya Kak").await;
    dina.browser.screenshot("console-replying").await;
    dina.browser.assert_accessible("a reply to a message").await;
    dina.sends().await;
    dina.browser.sees(".said.ours .quote", "ongkir ke bandung").await;
    shopper.browser.sees(".said.person .quote", "ongkir ke bandung").await;

    reveal(&dina, ".said.ours .acts [aria-label='Edit']").await;
    dina.browser.press(".said.ours .acts [aria-label='Edit']").await;
    dina.browser.sees(".referring", "Mengedit pesan:").await;
    dina.browser.ask::<()>("document.querySelector('.write textarea').select()", vec![]).await;
    dina.begins_to_write("Untuk 2 kemeja Rp15.000 ya Kak").await;
    dina.browser.screenshot("console-editing").await;
    dina.sends().await;
    dina.browser.sees(".said.ours", "Rp15.000").await;
    dina.browser.sees(".said.ours", "diedit").await;
    shopper.browser.sees(".said.person", "Rp15.000").await;
    shopper.browser.sees(".said.person .meta", "diedit").await;
    assert!(!shopper.browser.text().await.contains("51.000"), "the words that stand are the only ones shown");
    shopper.browser.screenshot("chat-replied").await;
    shopper.browser.assert_accessible("a reply with a quote").await;
    dina.browser.screenshot("console-edited").await;
    dina.browser.assert_accessible("a message that was put right").await;

    console.close().await;
    dina.browser
        .until("nobody else is here", "return document.querySelector('.viewers').innerText === ''", vec![])
        .await;
}

/// With a mouse or a keyboard, what can be done with a message shows where the pointer or the focus is.
async fn reveal(agent: &Agent, css: &str) {
    let script = "const found = document.querySelector(arguments[0]); found?.focus(); return found !== null";
    agent.browser.until(css, script, vec![css.into()]).await;
}
