//! One story from the first tap to the rating, told on each screen, with a picture of everything that is seen.

use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

const QUESTION: &str = "kak ongkir ke bandung brp?";
/// Nothing in the shop's knowledge is near it.
const UNKNOWN: &str = "bisa sewa baju adat buat wisuda 40 orang?";
const NOTE: &str = "Cek stok gudang dulu sebelum janji";

#[tokio::test]
async fn a_question_is_answered_handed_over_and_rated_on_a_phone() {
    whole_path(Screen::Phone).await;
}

#[tokio::test]
async fn a_question_is_answered_handed_over_and_rated_on_a_desktop() {
    whole_path(Screen::Desktop).await;
}

async fn whole_path(screen: Screen) {
    let place = Place::new().await;
    others_chat(&place).await;
    let shopper = Shopper::visits(&place, screen).await;
    nothing_is_loaded_before_the_tap(&place, &shopper).await;
    first_screen(&shopper).await;
    answer_from_the_knowledge(&shopper).await;
    person_on_one_tap(&shopper).await;
    let agent = Agent::signs_in(&place, "Dina", screen).await;
    waiting_first_with_the_brief(&agent).await;
    two_people_talk(&shopper, &agent).await;
    agent.notes(NOTE).await;
    agent.browser.screenshot("console-note").await;
    agent.browser.press_named("Selesaikan").await;
    rating(&shopper, &agent).await;
    assert!(!shopper.browser.text().await.contains(NOTE), "a note is for colleagues only");
}

/// Other shoppers, whom the bot answers: the one who waits must stand before them.
async fn others_chat(place: &Place) {
    for question in ["halo, bisa COD?", "kalau kekecilan bisa tukar ukuran?", "tokonya buka jam berapa ya"] {
        place.stand.visitor(BATIK).await.says(question).await;
    }
}

async fn nothing_is_loaded_before_the_tap(place: &Place, shopper: &Shopper) {
    let launcher = shopper.launcher().await;
    assert!(launcher.is_displayed().await.expect("the launcher is there"));
    let name = launcher.attr("aria-label").await.expect("the launcher is there");
    assert_eq!(name.as_deref(), Some("Buka chat"));
    assert!(!shopper.has_chat().await, "the chat waits for the tap");
    let script = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => n.startsWith(arguments[0]))";
    let requested: Vec<String> = shopper.browser.ask(script, vec![place.stand.origin().into()]).await;
    assert_eq!(requested, [format!("{}/sapa.js", place.stand.origin())]);
    shopper.browser.screenshot("storefront").await;
}

async fn first_screen(shopper: &Shopper) {
    shopper.opens_chat().await;
    shopper.hears("Saya Sekar").await;
    shopper.browser.sees(".choice", "Ongkir ke kota saya?").await;
    shopper.browser.screenshot("chat-first").await;
    shopper.browser.assert_accessible("the chat's first screen").await;
}

async fn answer_from_the_knowledge(shopper: &Shopper) {
    shopper.says(QUESTION).await;
    shopper.hears("Ongkir reguler dari Solo").await;
    shopper.browser.screenshot("chat-answer").await;
    shopper.browser.assert_accessible("a conversation").await;
    shopper.comes_back().await;
    shopper.browser.sees(".said.mine", QUESTION).await;
    shopper.hears("Ongkir reguler dari Solo").await;
    assert_eq!(shopper.browser.count(".said.mine").await, 1);
}

async fn person_on_one_tap(shopper: &Shopper) {
    shopper.says(UNKNOWN).await;
    shopper.browser.press(".choice.person").await;
    shopper.browser.sees(".card.handoff", "CS kami segera membalas").await;
    shopper.browser.sees(".card.handoff", UNKNOWN).await;
    shopper.browser.screenshot("chat-handoff").await;
    shopper.browser.assert_accessible("a handoff").await;
}

async fn waiting_first_with_the_brief(agent: &Agent) {
    agent.browser.sees(".rows-section:first-of-type li:first-child .row", "janji 5 menit").await;
    agent.browser.sees(".row:first-of-type .row-last", UNKNOWN).await;
    agent.browser.fits(".row-name").await;
    let none_is_picked = "return [...document.querySelectorAll('.tick')].every(e => e.offsetHeight === 0)";
    assert!(agent.browser.ask::<bool>(none_is_picked, vec![]).await, "ticks show only while rows are picked");
    agent.browser.is_one_line(".pick .button").await;
    agent.browser.screenshot("console-inbox").await;
    agent.browser.assert_accessible("the inbox").await;
    agent.opens_the_first().await;
    agent.browser.sees(".brief-body", UNKNOWN).await;
    agent.browser.screenshot("console-thread").await;
    agent.browser.assert_accessible("a thread").await;
    let link = agent.browser.find(".said-text a[href='https://tokobatiksekar.example/ongkir']").await;
    for (name, value) in [("target", "_blank"), ("rel", "noopener noreferrer nofollow")] {
        assert_eq!(link.attr(name).await.expect("the link is there").as_deref(), Some(value));
    }
}

async fn two_people_talk(shopper: &Shopper, agent: &Agent) {
    agent.takes().await;
    agent.browser.fits(".thread-name").await;
    shopper.browser.sees("header .who", "Dina · CS").await;
    agent.begins_to_write("Halo Kak, saya Dina. Untuk tanggal berapa ya?").await;
    shopper.browser.find(".dots").await;
    agent.sends().await;
    shopper.browser.sees(".said.person .name", "Dina").await;
    shopper.hears("Untuk tanggal berapa ya?").await;
    shopper.says("tanggal 12 Desember kak").await;
    agent.browser.sees(".said.theirs", "tanggal 12 Desember kak").await;
    shopper.browser.screenshot("chat-person").await;
    agent.browser.screenshot("console-talk").await;
}

async fn rating(shopper: &Shopper, agent: &Agent) {
    shopper.browser.press(".rating .stars label:nth-of-type(5)").await;
    shopper.browser.write(".rating textarea", "Cepat dan ramah").await;
    shopper.browser.screenshot("chat-rating").await;
    shopper.browser.assert_accessible("a rating").await;
    shopper.browser.press_named("Kirim penilaian").await;
    shopper.browser.sees(".notice", "Terima kasih atas penilaiannya").await;
    agent.browser.sees(".thread .rating", "Nilai 5 dari 5").await;
    agent.browser.sees(".thread .rating", "Cepat dan ramah").await;
    agent.browser.screenshot("console-rated").await;
}
