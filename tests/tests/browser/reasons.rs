//! The bot's reasons, as an agent opens them.

use sapa_tests::BATIK;

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn the_bots_reasons_are_told_in_plain_words_on_a_phone() {
    reasons(Screen::Phone).await;
}

#[tokio::test]
async fn the_bots_reasons_are_told_in_plain_words_on_a_desktop() {
    reasons(Screen::Desktop).await;
}

async fn reasons(screen: Screen) {
    let place = Place::new().await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("kak ongkir ke bandung brp?").await;
    visitor.says("dasar penipu, balikin duit saya sekarang").await;
    let agent = Agent::signs_in(&place, "Dina", screen).await;
    agent.opens_the_first().await;
    opens(&agent.browser, 0).await;
    agent.browser.sees(".reasons[open] .candidate-why", "Kata yang cocok: ").await;
    agent.browser.fits(".reasons[open] .candidate-head").await;
    let text = agent.browser.text().await;
    assert!(!text.contains(['‹', '[']), "marks of the engine: {text}");
    agent.browser.screenshot("console-reasons-answer").await;
    opens(&agent.browser, 1).await;
    agent.browser.sees(".reasons[open] dd", "Perlu keputusan tim: “").await;
    agent.browser.screenshot("console-reasons-handoff").await;
    agent.browser.assert_accessible("the bot's reasons").await;
}

/// Opens the reasons of one of the bot's turns, and shows them.
async fn opens(browser: &Browser, turn: usize) {
    let script = "const all = document.querySelectorAll('.reasons');
        all.forEach((one, at) => one.open = at === arguments[0]);
        all[arguments[0]].scrollIntoView({ block: 'center' });
        return true";
    browser
        .until("the reasons are there", "return document.querySelectorAll('.reasons').length > 1", vec![])
        .await;
    let _: bool = browser.ask(script, vec![turn.into()]).await;
}
