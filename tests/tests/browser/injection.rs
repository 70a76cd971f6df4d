//! Whatever people write is shown as they wrote it, and never runs.

use sapa_tests::batik;

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

const EVIL: &str = "<img src=x onerror=\"window.__xss=1\">";

#[tokio::test]
async fn markup_in_names_messages_and_notes_is_shown_and_never_runs() {
    let mut shop = batik();
    shop.settings.name = EVIL.to_owned();
    let place = Place::with_shop(shop).await;
    let shopper = Shopper::visits(&place, Screen::Desktop).await;
    shopper.opens_chat().await;
    shopper.browser.sees("header h1", EVIL).await;
    shopper.says(EVIL).await;
    shopper.browser.press_named("Menu").await;
    shopper.browser.press_named("Bicara dengan CS").await;
    shopper.browser.sees(".card.handoff", EVIL).await;

    let agent = Agent::signs_in(&place, EVIL, Screen::Desktop).await;
    agent.opens_the_first().await;
    agent.browser.sees(".said.theirs .said-text", EVIL).await;
    agent.browser.sees(".brief", EVIL).await;
    agent.takes().await;
    agent.replies(EVIL).await;
    agent.notes(EVIL).await;
    shopper.browser.sees(".said.person .bubble", EVIL).await;
    shopper.browser.sees(".said.person .name", EVIL).await;
    nothing_ran(&agent.browser).await;
    nothing_ran(&shopper.browser).await;
    shopper.browser.leave_frame().await;
    nothing_ran(&shopper.browser).await;
}

async fn nothing_ran(browser: &Browser) {
    assert!(browser.ask::<bool>("return window.__xss === undefined", vec![]).await);
}
