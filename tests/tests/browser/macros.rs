//! Replies that are ready: used with the keyboard, filled in, and made by an owner.

use fantoccini::key::Key;
use protocol::staff::Role;
use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn a_reply_is_found_filled_in_and_sent_with_the_keyboard() {
    let place = Place::new().await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("pesanan SKR-20418 sudah dikirim belum kak?").await;
    let agent = Agent::signs_in(&place, "Dina", Screen::Desktop).await;
    agent.opens_the_first().await;
    agent.takes().await;
    let page = &agent.browser;

    agent.begins_to_write("/re").await;
    page.sees(".suggestions [role=option]", "/resi").await;
    page.sees(".suggestions [aria-selected=true]", "/resi").await;
    page.screenshot("console-macros").await;
    page.assert_accessible("the list of macros").await;
    page.key(Key::Down).await;
    page.sees(".suggestions [aria-selected=true]", "/retur").await;
    page.key(Key::Escape).await;
    page.until_count(".suggestions [role=option]", 0).await;
    page.keys("s").await;
    page.sees(".suggestions [aria-selected=true]", "/resi").await;
    page.key(Key::Enter).await;

    page.sees(".blanks", "{resi}").await;
    let text: String = page.ask("return document.querySelector('.write textarea').value", vec![]).await;
    assert!(text.starts_with("Pesanan SKR-20418 sudah dikirim"), "{text}");
    assert!(page.is_disabled(".write-foot .primary").await, "a blank isn't sent by mistake");
    page.key(Key::Enter).await;
    page.screenshot("console-macro-blank").await;
    page.assert_accessible("a blank to fill in").await;
    page.press(".blank").await;
    page.keys("JX1234567890").await;
    page.gone(".blank").await;
    agent.sends().await;
    page.sees(".said.ours", "nomor resinya JX1234567890").await;
    let log = visitor.log().await;
    let sent = serde_json::to_string(&log).expect("JSON");
    assert!(sent.contains("nomor resinya JX1234567890") && !sent.contains("{resi}"));
}

#[tokio::test]
async fn an_owner_makes_a_reply_that_an_agent_then_has_on_a_desktop() {
    makes_one(Screen::Desktop).await;
}

#[tokio::test]
async fn an_owner_makes_a_reply_that_an_agent_then_has_on_a_phone() {
    makes_one(Screen::Phone).await;
}

async fn makes_one(screen: Screen) {
    let place = Place::new().await;
    place.stand.visitor(BATIK).await.says("halo").await;
    let dina = Agent::signs_in(&place, "Dina", screen).await;
    assert_eq!(dina.browser.count("dialog.macros").await, 0, "an agent only uses them");
    let owner = Agent::signs_in_as(&place, "Ratna", Role::Owner, screen).await;
    let page = &owner.browser;
    page.press("[title='Balasan cepat']").await;
    page.sees("dialog.macros[open] .macros-list", "Salam pembuka").await;
    page.screenshot("console-macros-edit").await;
    page.assert_accessible("the dialog of macros").await;
    page.press_named("Balasan cepat baru").await;
    page.write("dialog.macros input[id]", "/resi").await;
    page.write("dialog.macros label:nth-of-type(2) input", "Kado").await;
    page.write("dialog.macros textarea", "Bisa dibungkus kado, Kak. Mau ditulis apa di kartunya?").await;
    page.press_named("Simpan").await;
    page.sees("dialog.macros [role=alert]", "/resi sudah dipakai").await;
    page.screenshot("console-macros-taken").await;
    page.write("dialog.macros input[id]", "-kado").await;
    page.press_named("Simpan").await;
    page.sees("dialog.macros .macros-list", "/resi-kado").await;

    dina.opens_the_first().await;
    dina.takes().await;
    dina.begins_to_write("/resi-").await;
    dina.browser.sees(".suggestions [role=option]", "Kado").await;
}
