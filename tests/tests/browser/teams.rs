//! Teams on the screen: made by an owner, seen in the inbox, given a conversation; on a phone and on a desktop.

use protocol::frame::Command;
use protocol::staff::Role;
use sapa_tests::{BATIK, new_id};

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn an_owner_makes_teams_and_the_inbox_shows_them_on_a_desktop() {
    makes_teams(Screen::Desktop).await;
}

#[tokio::test]
async fn an_owner_makes_teams_and_the_inbox_shows_them_on_a_phone() {
    makes_teams(Screen::Phone).await;
}

async fn makes_teams(screen: Screen) {
    let place = Place::new().await;
    for name in ["Dina", "Rudi Hartono dari Gudang Yogyakarta", "Sari"] {
        place.stand.agent(BATIK, name).await;
    }
    let owner = Agent::signs_in_as(&place, "Ratna", Role::Owner, screen).await;
    owner.browser.find(".presence .mark").await;
    owner.browser.press_named("Akun dan tim").await;
    owner.browser.press_named("Tim").await;
    owner.browser.sees(".panel-body", "Belum ada tim").await;
    owner.browser.screenshot("teams-empty").await;
    owner.browser.assert_accessible("no teams").await;
    makes_one(&owner).await;
    sets_languages(&owner).await;
    owner.browser.press(".panel-head .button").await;

    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("cara retur gmn kak").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    owner.browser.sees(".row .team", "Retur").await;
    owner.browser.screenshot("teams-row").await;
    let dina = Agent::signs_in(&place, "Dina", Screen::Desktop).await;
    dina.browser.sees(".row .team.mine", "Retur").await;
    dina.browser.screenshot("teams-row-mine").await;
    gives(&owner).await;
}

async fn makes_one(owner: &Agent) {
    owner.browser.press_named("Buat tim").await;
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".panel-body", "Beri nama tim ini dulu").await;
    owner.browser.write("#team-name", "Retur").await;
    for name in ["Dina", "Retur", "Pelanggan marah"] {
        owner.browser.press_named(name).await;
    }
    owner.browser.write("#team-pages", "retur, garansi").await;
    owner.browser.screenshot("team-editor").await;
    owner.browser.assert_accessible("a team in the making").await;
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".toast", "Tim disimpan").await;
    owner.browser.sees(".panel-item", "Topik: Retur · Halaman: retur, garansi · Pelanggan marah").await;
}

async fn sets_languages(owner: &Agent) {
    owner.browser.press("[aria-label='Bahasa Sari'] .label-choice:nth-child(3)").await;
    owner.browser.sees(".toast", "Bahasa Sari disimpan").await;
    owner.browser.find("[aria-label='Bahasa Sari'] .label-choice:nth-child(3)[aria-pressed='true']").await;
    owner.browser.screenshot("teams").await;
    owner.browser.assert_accessible("the teams").await;
}

async fn gives(owner: &Agent) {
    owner.opens_the_first().await;
    owner.browser.sees(".thread-labels .team", "Retur").await;
    owner.takes().await;
    owner.browser.press(".actions .give").await;
    owner.browser.sees(".recipient", "Tim Retur").await;
    owner.browser.screenshot("teams-transfer").await;
    owner.browser.assert_accessible("giving to a team").await;
    owner.browser.press(".recipients label:nth-of-type(2)").await;
    owner.browser.press(".transfer footer .primary").await;
    owner.browser.sees(".toast", "Percakapan diserahkan ke Tim Retur").await;
    owner.browser.sees(".thread .line", "Masuk ke tim Retur").await;
    owner.browser.screenshot("teams-thread").await;
}
