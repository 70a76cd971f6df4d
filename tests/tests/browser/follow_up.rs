//! A low rating on a supervisor's screen: found, read, settled with a note.

use protocol::frame::Command;
use protocol::staff::Role;
use sapa_tests::{BATIK, new_id};

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn a_low_rating_is_followed_up_on_a_desktop() {
    follows_up(Screen::Desktop).await;
}

#[tokio::test]
async fn a_low_rating_is_followed_up_on_a_phone() {
    follows_up(Screen::Phone).await;
}

async fn follows_up(screen: Screen) {
    let place = Place::new().await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("paket saya rusak, mau bicara dengan orang").await;
    let dina = place.stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    dina.says("Maaf ya Kak, bisa kirim fotonya?").await;
    dina.does(Command::Resolve { id: new_id() }).await;
    let comment = "Ditutup begitu saja padahal paket saya belum diganti, kecewa".to_owned();
    visitor.does(Command::Rate { id: new_id(), score: 1, comment }).await;

    let wulan = Agent::signs_in_as(&place, "Wulan", Role::Supervisor, screen).await;
    wulan.browser.press("[title='Tindak lanjut']").await;
    wulan.browser.sees(".row .rated", "Nilai 1 dari 5: “Ditutup begitu saja").await;
    wulan.browser.screenshot("console-follow-up").await;
    wulan.browser.assert_accessible("what is to be followed up").await;
    wulan.opens_the_first().await;
    wulan.browser.sees(".rating", "Ditutup begitu saja padahal paket saya belum diganti").await;
    wulan.browser.press("[title='Selesaikan (E)']").await;
    wulan.browser.find("textarea[aria-label^='Apa yang sudah dilakukan?']").await;
    wulan.browser.screenshot("console-follow-up-thread").await;
    wulan.browser.assert_accessible("a follow-up").await;
    wulan.begins_to_write("Sudah ditelepon, paket pengganti dikirim besok").await;
    wulan.sends().await;
    wulan.browser.sees(".said.note", "paket pengganti dikirim besok").await;
    wulan.browser.press("[title='Selesaikan (E)']").await;
    wulan.browser.sees(".thread .line", "Percakapan diselesaikan oleh Anda").await;
}
