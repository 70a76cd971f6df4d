//! Pictures and documents from both sides, on each screen.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

#[tokio::test]
async fn a_picture_goes_to_the_agent_and_a_document_comes_back_on_a_phone() {
    both_ways(Screen::Phone).await;
}

#[tokio::test]
async fn a_picture_goes_to_the_agent_and_a_document_comes_back_on_a_desktop() {
    both_ways(Screen::Desktop).await;
}

/// A picture as large as a screen: what the browser shows just now.
async fn photo(folder: &TempDir, browser: &Browser) -> PathBuf {
    let path = folder.path().join("jahitan lepas.png");
    fs::write(&path, browser.picture().await).expect("a file");
    path
}

async fn both_ways(screen: Screen) {
    let place = Place::new().await;
    let folder = TempDir::with_prefix("sapa-files-").expect("a folder for temporary files");
    let shopper = Shopper::visits(&place, screen).await;
    let photo = photo(&folder, &shopper.browser).await;
    shopper.opens_chat().await;
    page_is_refused(&folder, &shopper).await;
    picture_alone(&photo, &shopper).await;
    let agent = Agent::signs_in(&place, "Dina", screen).await;
    agent.browser.sees(".row:first-of-type .row-last", "📷 Foto").await;
    agent.opens_the_first().await;
    agent.takes().await;
    picture_with_words(&photo, &shopper).await;
    agent_looks(&agent).await;
    document_comes_back(&folder, &shopper, &agent).await;
    shopper.comes_back().await;
    shopper.browser.until_count(".said.mine .frame img[src^='blob:']", 2).await;
    shopper.browser.sees(".said.theirs .paper", "faktur.pdf").await;
}

/// What can't be sent says so and can be taken away; nothing else is lost.
async fn page_is_refused(folder: &TempDir, shopper: &Shopper) {
    let page = folder.path().join("foto.jpg");
    fs::write(&page, "<!doctype html><script>alert(1)</script>").expect("a file");
    shopper.browser.write(".composer textarea", "tunggu").await;
    shopper.browser.picks(".attach input", &page).await;
    shopper.browser.sees(".attached .failed", "Jenis file ini belum bisa dikirim").await;
    assert!(shopper.browser.is_disabled(".send").await, "what was refused isn't sent by mistake");
    shopper.browser.screenshot("chat-refused-file").await;
    shopper.browser.assert_accessible("a refused file").await;
    shopper.browser.press_named("Hapus foto.jpg").await;
    shopper.browser.press(".send").await;
    shopper.browser.sees(".said.mine", "tunggu").await;
}

async fn picture_alone(photo: &Path, shopper: &Shopper) {
    shopper.browser.picks(".attach input", photo).await;
    shopper.browser.find(".attached img").await;
    shopper.browser.gone(".attached progress").await;
    shopper.browser.screenshot("chat-attached").await;
    shopper.browser.assert_accessible("an attached picture").await;
    shopper.browser.press(".send").await;
    shopper.browser.find(".said.mine .frame img[src^='blob:']").await;
    shopper.browser.gone(".attached li").await;
    shopper.hears("belum bisa").await;
    shopper.browser.press(".choice.person").await;
    shopper.browser.find(".card.handoff").await;
    shopper.browser.screenshot("chat-picture").await;
    shopper.browser.assert_accessible("a picture").await;
}

async fn picture_with_words(photo: &Path, shopper: &Shopper) {
    shopper.browser.picks(".attach input", photo).await;
    shopper.browser.find(".attached img").await;
    shopper.browser.gone(".attached progress").await;
    shopper.says("jahitannya lepas kak, bisa ditukar?").await;
}

async fn agent_looks(agent: &Agent) {
    agent.browser.sees(".said.theirs", "jahitannya lepas").await;
    agent.browser.until_count(".said.theirs .frame img[src^='blob:']", 2).await;
    agent.browser.screenshot("console-picture").await;
    agent.browser.assert_accessible("a picture in the console").await;
    agent.browser.press(".said.theirs .frame").await;
    agent.browser.find("dialog.large[open] img").await;
    agent.browser.screenshot("console-picture-large").await;
    agent.browser.press("dialog.large[open] .button").await;
    agent.browser.gone("dialog.large[open]").await;
}

async fn document_comes_back(folder: &TempDir, shopper: &Shopper, agent: &Agent) {
    let invoice = folder.path().join("faktur.pdf");
    fs::write(&invoice, [b"%PDF-1.7 ".as_slice(), &[b'x'; 204_000]].concat()).expect("a file");
    agent.browser.picks(".write input[type=file]", &invoice).await;
    agent.browser.sees(".attached .paper", "faktur.pdf").await;
    agent.browser.gone(".attached progress").await;
    agent.begins_to_write("Bisa, Kak. Ini faktur penggantinya ya").await;
    agent.browser.screenshot("console-attached").await;
    agent.browser.assert_accessible("an attached document").await;
    agent.sends().await;
    agent.browser.sees(".said.ours .paper", "faktur.pdf").await;
    shopper.browser.sees(".said.theirs .paper", "faktur.pdf").await;
    shopper.browser.sees(".said.theirs .paper", "205 KB").await;
    shopper.browser.screenshot("chat-document").await;
    agent.browser.screenshot("console-document").await;
}
