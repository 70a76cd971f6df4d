//! The inbox at the console: views, search, picking several, putting off; on a phone and on a desktop.

use fantoccini::key::Key;
use protocol::frame::Command;
use sapa_tests::{BATIK, Stand, eventually, new_id};

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn an_agent_finds_picks_and_puts_off_on_a_phone() {
    works_through_the_inbox(Screen::Phone).await;
}

#[tokio::test]
async fn an_agent_finds_picks_and_puts_off_on_a_desktop() {
    works_through_the_inbox(Screen::Desktop).await;
}

/// Three who wait, two with the bot.
async fn shoppers(stand: &Stand) {
    for question in [
        "brg saya blm sampai, resi JX1234567890",
        "mau tukar ukuran kemeja parang",
        "beli follower murah min",
    ] {
        let visitor = stand.visitor(BATIK).await;
        visitor.says(question).await;
        visitor.does(Command::AskPerson { id: new_id() }).await;
    }
    for question in ["halo, bisa COD?", "tokonya buka jam berapa ya"] {
        stand.visitor(BATIK).await.says(question).await;
    }
    let dina = stand.agent(BATIK, "Dina").await;
    let is_there = async || (dina.opens_inbox().await.counts.waiting == 3).then_some(());
    eventually("three who wait", is_there).await;
}

async fn works_through_the_inbox(screen: Screen) {
    let place = Place::new().await;
    shoppers(&place.stand).await;
    let agent = Agent::signs_in(&place, "Dina", screen).await;
    empty_views_say_what_belongs_there(&agent).await;
    finds_a_message(&agent).await;
    picks_two_and_undoes(&agent).await;
    labels_two_and_one(&agent).await;
    puts_one_off(&agent).await;
    filters_and_keeps_a_view(&agent).await;
}

async fn empty_views_say_what_belongs_there(agent: &Agent) {
    agent.browser.press(".rail-item[title='Ditunda']").await;
    agent.browser.sees(".empty-title", "Tidak ada yang ditunda").await;
    agent.browser.screenshot("inbox-empty").await;
    agent.browser.assert_accessible("an empty view").await;
    agent.browser.press(".rail-item[title='Semua']").await;
    agent.browser.sees(".rows-section", "Menunggu").await;
    agent.browser.screenshot("inbox-list").await;
    agent.browser.assert_accessible("the list").await;
}

async fn finds_a_message(agent: &Agent) {
    agent.browser.keys("/").await;
    agent.browser.keys("tidakadaini").await;
    agent.browser.sees(".empty-title", "Tidak ada yang cocok").await;
    agent.browser.screenshot("search-nothing").await;
    agent.browser.key(Key::Escape).await;
    agent.browser.keys("barang").await;
    agent.browser.sees("mark", "brg").await;
    agent.browser.screenshot("search").await;
    agent.browser.assert_accessible("what was found").await;
    agent.browser.press(".hits .row").await;
    agent.browser.find("[data-found]").await;
    agent.browser.sees("[data-found]", "brg saya blm sampai").await;
    agent.browser.screenshot("search-opened").await;
    agent.browser.key(Key::Escape).await;
    agent.browser.press("[aria-label='Hapus pencarian']").await;
}

async fn picks_two_and_undoes(agent: &Agent) {
    agent.browser.press_named("Pilih beberapa").await;
    agent.browser.press(".rows-section li:nth-child(1) .row").await;
    agent.browser.press(".rows-section li:nth-child(2) .row").await;
    agent.browser.sees(".select-bar", "2 dipilih").await;
    agent.browser.screenshot("inbox-picking").await;
    agent.browser.assert_accessible("picking").await;
    agent.browser.press_named("Spam").await;
    agent.browser.sees(".toast", "2 percakapan ditandai spam").await;
    agent.browser.sees(".rail-item[title='Spam'] .count", "2").await;
    agent.browser.screenshot("inbox-spam").await;
    agent.browser.press_named("Urungkan").await;
    agent.browser.sees(".rail-item[title='Menunggu'] .count", "3").await;
}

async fn labels_two_and_one(agent: &Agent) {
    agent.browser.press_named("Pilih beberapa").await;
    agent.browser.press(".rows-section li:nth-child(2) .row").await;
    agent.browser.press(".rows-section li:nth-child(3) .row").await;
    agent.browser.press_named("Label").await;
    agent.browser.sees(".labels h2", "Label dan prioritas 2 percakapan").await;
    agent.browser.write("#label-new", "  Grosir ").await;
    agent.browser.screenshot("labels-writing").await;
    agent.browser.key(Key::Enter).await;
    agent.browser.sees(".label-choice[aria-pressed='true']", "grosir").await;
    agent.browser.press(".choice.urgent").await;
    agent.browser.screenshot("labels").await;
    agent.browser.assert_accessible("labels of two").await;
    agent.browser.press_named("Simpan").await;
    agent.browser.sees(".toast", "Label dan prioritas 2 percakapan tersimpan").await;
    agent.browser.until_count(".row-labels .priority.urgent", 2).await;
    agent.browser.sees(".rows-section li:nth-child(2) .row-labels", "grosir").await;
    agent.browser.sees(".rows-section li:nth-child(3) .row", "brg saya blm sampai").await;
    agent.browser.screenshot("labelled").await;

    agent.opens_the_first().await;
    agent.browser.sees(".thread-labels", "Mendesak").await;
    agent.browser.screenshot("labels-thread").await;
    agent.browser.keys("l").await;
    agent.browser.press(".label-choice[aria-pressed='true']").await;
    agent.browser.press(".choice.normal").await;
    agent.browser.press_named("Simpan").await;
    agent.browser.gone(".thread-labels .priority").await;
    agent.browser.gone(".thread-labels .label").await;
    agent.browser.sees(".messages", "Label dihapus: grosir").await;
    agent.browser.key(Key::Escape).await;
}

async fn filters_and_keeps_a_view(agent: &Agent) {
    if agent.browser.screen() == Screen::Phone {
        agent.browser.press(".thread-head .back").await;
    }
    agent.browser.press_named("Filter percakapan").await;
    agent.browser.press(".filter .label-choice:first-child").await;
    agent.browser.sees(".filter [aria-pressed='true']", "Mendesak").await;
    agent.browser.until_count(".rows .row", 1).await;
    agent.browser.screenshot("filter").await;
    agent.browser.assert_accessible("the filter").await;
    agent.browser.write(".filter-keep .field", "Yang mendesak").await;
    agent.browser.press(".filter-keep .button").await;
    agent.browser.sees(".kept", "Yang mendesak").await;
    agent.browser.press_named("Filter percakapan").await;
    agent.browser.press(".rail-item[title='Semua']").await;
    agent.browser.until_count(".rows .row", 5).await;
    agent.browser.press(".rail-item[title='Yang mendesak']").await;
    agent.browser.until_count(".rows .row", 1).await;
    agent.browser.sees(".filter-on", "Sedang difilter").await;
    agent.browser.screenshot("kept-view").await;
    agent.browser.assert_accessible("a kept view").await;
    agent.browser.press(".rows .row").await;
    agent.browser.find(".thread-labels .priority").await;
    agent.browser.keys("l").await;
    agent.browser.press(".choice.normal").await;
    agent.browser.press_named("Simpan").await;
    agent.browser.gone(".rows .row").await;
    if agent.browser.screen() == Screen::Desktop {
        agent.browser.sees(".empty-title", "Tidak ada yang cocok").await;
        agent.browser.press_named("Hapus tampilan Yang mendesak").await;
        agent.browser.gone(".kept").await;
    }
}

async fn puts_one_off(agent: &Agent) {
    agent.opens_the_first().await;
    agent.takes().await;
    agent.browser.press("[title='Tunda (Z)']").await;
    agent.browser.sees(".snooze", "Besok pagi").await;
    agent.browser.screenshot("snooze").await;
    agent.browser.assert_accessible("putting off").await;
    agent.browser.press(".snooze li:first-child button").await;
    agent.browser.sees(".toast", "1 percakapan ditunda sampai").await;
    agent.browser.sees(".thread-state", "Ditunda Dina sampai").await;
    agent.browser.screenshot("snoozed").await;
    agent.browser.assert_accessible("a thread that was put off").await;
}
