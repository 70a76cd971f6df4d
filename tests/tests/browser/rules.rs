//! Workflow rules in the console: begun from an example, tried, saved, switched off; on a phone and on a desktop.

use protocol::staff::Role;
use sapa_tests::BATIK;
use serde_json::json;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn an_owner_makes_tries_and_switches_rules_on_a_phone() {
    makes_rules(Screen::Phone).await;
}

#[tokio::test]
async fn an_owner_makes_tries_and_switches_rules_on_a_desktop() {
    makes_rules(Screen::Desktop).await;
}

async fn makes_rules(screen: Screen) {
    let place = Place::new().await;
    let dina = place.stand.agent(BATIK, "Dina").await;
    for text in ["kak mau jd reseller, syaratnya apa", "ongkir ke bandung berapa ya"] {
        let visitor = place.stand.visitor(BATIK).await;
        visitor.says(text).await;
        dina.row_when(visitor.conversation, |_| true).await;
    }
    let ratna = place.stand.staff(BATIK, "Ratna", Role::Owner).await;
    let webhook =
        json!({ "url": "https://crm.toko.example/sapa", "topics": ["conversation.rated"], "on": true });
    assert_eq!(ratna.caller.post("/v1/staff/webhooks", &webhook).await.status, 200);
    let owner = Agent::signs_in_as(&place, "Ratna", Role::Owner, screen).await;
    owner.browser.press("[title='Akun dan tim']").await;
    owner.browser.press_named("Aturan").await;
    owner.browser.sees(".panel-body", "Belum ada aturan").await;
    owner.browser.screenshot("rules-empty").await;
    owner.browser.assert_accessible("no rules").await;
    begins_from_an_example(&owner).await;
    tries_it(&owner).await;
    saves_and_switches(&owner).await;
    makes_one_for_other_systems(&owner).await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("bisa reseler ga min").await;
    let row = dina.row_when(visitor.conversation, |_| true).await;
    assert!(row.tags.is_empty(), "the rule is off: {row:?}");
}

async fn begins_from_an_example(owner: &Agent) {
    owner.browser.press("li:nth-child(2) > .past").await;
    owner
        .browser
        .sees(
            ".rule-said",
            "pesannya berisi “reseller”, “grosir” atau “dropship”, maka beri label “reseller”.",
        )
        .await;
    owner.browser.press("[aria-label='Tambah tindakan…'] option:nth-child(4)").await;
    owner.browser.sees(".rule-said", "Belum lengkap").await;
    owner.browser.press("[aria-label='Serahkan ke rekan'] option:nth-child(2)").await;
    owner.browser.sees(".rule-said", "serahkan ke Dina.").await;
    owner.browser.press("[aria-label='Tambah syarat…'] option:nth-child(4)").await;
    owner.browser.press_named("Biasa").await;
    owner.browser.sees(".rule-said", "suasana hatinya biasa").await;
    owner.browser.screenshot("rule-editor").await;
    owner.browser.assert_accessible("a rule in the making").await;
}

/// A rule of one's own, which tells a webhook and gives a conversation a target.
async fn makes_one_for_other_systems(owner: &Agent) {
    owner.browser.press_named("Buat aturan").await;
    owner.browser.write("#rule-name", "Pesanan besar").await;
    owner.browser.chooses("[aria-label='Tambah tindakan…']", "Kirim ke webhook").await;
    owner.browser.sees(".rule-said", "Belum lengkap").await;
    owner.browser.chooses("[aria-label='Kirim ke webhook']", "crm.toko.example").await;
    owner.browser.sees(".rule-said", "kirim ke webhook crm.toko.example.").await;
    owner.browser.chooses("[aria-label='Tambah tindakan…']", "Target balasan pertama").await;
    owner.browser.write("[aria-label^='Target balasan pertama:']", "5").await;
    owner.browser.sees(".rule-said", "beri waktu 5 menit untuk").await;
    owner.browser.screenshot("rule-other-systems").await;
    owner.browser.assert_accessible("a rule for other systems").await;
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".panel-item", "Pesanan besar").await;
}

async fn tries_it(owner: &Agent) {
    owner.browser.press_named("Coba dulu").await;
    owner.browser.sees(".rule-trial", "Cocok 1 kali di 2 percakapan terakhir").await;
    owner.browser.sees(".rule-trial", "kak mau jd reseller").await;
    owner.browser.sees(".rule-trial", "Akan: beri label “reseller” dan serahkan ke Dina").await;
    owner.browser.screenshot("rule-tried").await;
    owner.browser.assert_accessible("a rule that was tried").await;
}

async fn saves_and_switches(owner: &Agent) {
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".panel-item", "Calon reseller").await;
    owner.browser.press("li:nth-child(1) > .past").await;
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".panel-item", "Marah soal pesanan").await;
    owner.browser.press("[aria-label='Naikkan Marah soal pesanan']").await;
    owner.browser.sees(".panel-item:first-child", "Marah soal pesanan").await;
    owner.browser.press("[aria-label='Jalankan aturan Calon reseller']").await;
    owner.browser.sees(".panel-item:last-child .switch", "Nonaktif").await;
    owner.browser.screenshot("rules").await;
    owner.browser.assert_accessible("the rules").await;
}
