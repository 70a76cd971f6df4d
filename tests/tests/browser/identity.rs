//! Who is signed in on the shop's page: known and found again by the shop's signature, and gone without a trace for whoever uses
//! the browser next.

use protocol::event::ContactChannel;
use protocol::identity::Claims;
use protocol::staff::{InboxRow, Role};
use sapa_tests::{BATIK, claims, eventually, user_token};

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

const ADDRESS: &str = "alamat saya Jalan Melati 7";

/// The demo shop, and tokens that its server signs.
struct Signed {
    place: Place,
    secret: String,
}

impl Signed {
    async fn new() -> Self {
        let place = Place::new().await;
        let secret = place.stand.staff(BATIK, "Ratna", Role::Owner).await.makes_identity_key().await;
        Self { place, secret }
    }

    fn token(&self, name: &str, number: &str) -> String {
        let email = Some(format!("{}@contoh.id", name.to_lowercase().replace(' ', ".")));
        let who = Claims { name: Some(name.to_owned()), email, email_verified: true, ..claims(number) };
        user_token(&self.secret, &who)
    }

    /// Waits until the only conversation is verified.
    async fn until_verified(&self) {
        let agent = self.place.stand.agent(BATIK, "Dina").await;
        let is_verified = |row: &InboxRow| row.external_id.is_some();
        eventually("a verified row", async || agent.inbox().await.pop().filter(is_verified)).await;
    }

    /// The page that the shop's server makes for whoever is signed in.
    fn page(&self, token: &str) -> String {
        self.place.shop_page(&format!("index.html?user={token}"))
    }
}

/// What the page does at a sign-in, and with nothing at a sign-out, without a reload.
async fn identify(shopper: &Shopper, token: Option<&str>) {
    shopper.browser.leave_frame().await;
    shopper.browser.ask::<()>("Sapa.identify(arguments[0])", vec![token.into()]).await;
}

/// In the chat: neither on the screen nor in the browser's storage is anything of a conversation.
async fn nothing_is_left(shopper: &Shopper) {
    let browser = &shopper.browser;
    browser.until_count(".said.mine", 0).await;
    let screen = browser.text().await;
    assert!(!screen.contains("Melati") && !screen.contains("COD"), "{screen}");
    let draft: String = browser.ask("return document.querySelector('textarea').value", vec![]).await;
    assert_eq!(draft, "");
    let kept = "return [localStorage, sessionStorage].flatMap(Object.keys).filter(key => key.startsWith('sapa:toko-batik'))";
    assert_eq!(browser.ask::<Vec<String>>(kept, vec![]).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_a_sign_out_nothing_of_the_chat_is_left_on_a_phone() {
    nothing_is_left_after_a_sign_out(Screen::Phone).await;
}

#[tokio::test]
async fn after_a_sign_out_nothing_of_the_chat_is_left_on_a_desktop() {
    nothing_is_left_after_a_sign_out(Screen::Desktop).await;
}

async fn nothing_is_left_after_a_sign_out(screen: Screen) {
    let shop = Signed::new().await;
    let (sari, dewi) = (shop.token("Sari", "1042"), shop.token("Dewi", "1043"));
    let shopper = Shopper::visits(&shop.place, screen).await;
    shopper.opens_chat().await;
    shopper.says(ADDRESS).await;
    shopper.hears("").await;

    // What she said before she signed in stays, and becomes hers.
    identify(&shopper, Some(&sari)).await;
    shopper.enters_chat().await;
    shopper.says("bisa COD kak?").await;
    assert_eq!(shopper.times_said(ADDRESS).await, 1);
    shop.until_verified().await;
    shopper.browser.write(".composer textarea", "nomor rekening saya").await;

    identify(&shopper, None).await;
    shopper.enters_chat().await;
    nothing_is_left(&shopper).await;
    shopper.browser.screenshot("widget-signed-out").await;

    // By pages that are loaded anew it is the same: hers shows her chat, one without her shows nothing of it.
    shopper.browser.leave_frame().await;
    shopper.browser.goto(&shop.page(&sari)).await;
    shopper.opens_chat().await;
    shopper.browser.sees(".said.mine", ADDRESS).await;
    shopper.browser.write(".composer textarea", "nomor rekening saya").await;
    shopper.browser.leave_frame().await;
    shopper.browser.reload().await;
    shopper.opens_chat().await;
    shopper.browser.sees(".said.mine", ADDRESS).await;
    shopper.browser.screenshot("widget-signed-in").await;
    shopper.browser.leave_frame().await;
    shopper.browser.goto(&shop.place.shop_page("index.html")).await;
    shopper.opens_chat().await;
    nothing_is_left(&shopper).await;

    // Somebody else signs in after her on the same page.
    identify(&shopper, Some(&sari)).await;
    shopper.enters_chat().await;
    shopper.browser.sees(".said.mine", ADDRESS).await;
    identify(&shopper, Some(&dewi)).await;
    shopper.enters_chat().await;
    shopper.browser.until_count(".said.mine", 0).await;
    shopper.says("halo, saya Dewi").await;
    shopper.hears("").await;
    assert_eq!(shopper.times_said(ADDRESS).await, 0);
}

#[tokio::test]
async fn another_tab_lets_go_of_the_chat_too() {
    let shop = Signed::new().await;
    let sari = shop.token("Sari", "1042");
    let shopper = Shopper { browser: Browser::start(Screen::Desktop).await };
    for by_a_page in [false, true] {
        shopper.browser.goto(&shop.page(&sari)).await;
        shopper.opens_chat().await;
        shopper.says(ADDRESS).await;
        shopper.browser.leave_frame().await;
        shopper.marks_frame().await;
        let first = shopper.browser.another_tab().await;
        shopper.browser.goto(&shop.page(&sari)).await;
        if by_a_page {
            shopper.browser.goto(&shop.place.shop_page("index.html")).await;
        } else {
            shopper.browser.ask::<()>("Sapa.identify(null)", vec![]).await;
        }

        shopper.browser.go_to_tab(first).await;
        shopper.until_frame_is_new().await;
        shopper.enters_chat().await;
        nothing_is_left(&shopper).await;
        shopper.browser.leave_frame().await;
    }
}

#[tokio::test]
async fn a_page_that_says_later_who_is_there_keeps_what_they_were_writing() {
    let shop = Signed::new().await;
    let sari = shop.token("Sari", "1042");
    let shopper = Shopper { browser: Browser::start(Screen::Desktop).await };
    for _ in 0..2 {
        shopper.browser.goto(&shop.page("")).await;
        identify(&shopper, Some(&sari)).await;
        shopper.opens_chat().await;
        if shopper.times_said(ADDRESS).await == 0 {
            shopper.says(ADDRESS).await;
            shopper.browser.write(".composer textarea", "dan satu lagi").await;
            shopper.browser.leave_frame().await;
        }
    }
    shopper.browser.sees(".said.mine", ADDRESS).await;
    let draft = "return document.querySelector('textarea').value === 'dan satu lagi'";
    shopper.browser.until("the draft", draft, vec![]).await;
}

#[tokio::test]
async fn another_device_shows_the_unfinished_conversation() {
    let shop = Signed::new().await;
    let sari = shop.token("Sari", "1042");
    let laptop = Shopper { browser: Browser::start(Screen::Desktop).await };
    laptop.browser.goto(&shop.page(&sari)).await;
    laptop.opens_chat().await;
    laptop.says(ADDRESS).await;
    laptop.hears("").await;
    shop.until_verified().await;

    let phone = Shopper { browser: Browser::start(Screen::Phone).await };
    phone.browser.goto(&shop.page(&sari)).await;
    phone.opens_chat().await;
    phone.browser.sees(".said.mine", ADDRESS).await;
    phone.says("ini saya di HP").await;
    laptop.browser.sees(".said.mine", "ini saya di HP").await;
}

#[tokio::test]
async fn with_a_refused_token_the_shopper_chats_on_and_the_page_maker_is_told() {
    let shop = Signed::new().await;
    let forged = user_token("idsec_another", &claims("1042"));
    let shopper = Shopper { browser: Browser::start(Screen::Desktop).await };
    let listen = "window.told = []; const warn = console.warn; console.warn = (...words) => { told.push(words.join(' ')); warn(...words); };";
    shopper.browser.before_each_page(listen).await;
    shopper.browser.goto(&shop.page(&forged)).await;
    shopper.opens_chat().await;
    shopper
        .browser
        .until("the reason in the console", "return told.some(it => it.includes('signature'))", vec![])
        .await;
    shopper.says("halo kak").await;
    shopper.hears("").await;
    // On the next page of the same tab they go on, but nobody else does.
    shopper.browser.leave_frame().await;
    shopper.browser.reload().await;
    shopper.opens_chat().await;
    shopper.browser.sees(".said.mine", "halo kak").await;
    identify(&shopper, None).await;
    shopper.enters_chat().await;
    nothing_is_left(&shopper).await;
}

#[tokio::test]
async fn colleagues_see_who_is_verified_on_a_phone() {
    colleagues_see_who_is_verified(Screen::Phone).await;
}

#[tokio::test]
async fn colleagues_see_who_is_verified_on_a_desktop() {
    colleagues_see_who_is_verified(Screen::Desktop).await;
}

async fn colleagues_see_who_is_verified(screen: Screen) {
    let shop = Signed::new().await;
    let stand = &shop.place.stand;
    let (chat, key) = stand.stranger().begin_as(BATIK, None).await;
    chat.says("kak pesanan saya kapan dikirim?").await;
    chat.leaves(ContactChannel::Whatsapp, "0812 3456 7890").await;
    let token = shop.token("Sari Dewi Kusumaningrum", "TB-PLG-001042");
    assert_eq!(chat.caller.shows(BATIK, &token, Some(&key)).await.status, 200);
    let (older, _) = stand.stranger().begin_as(BATIK, Some(&key)).await;
    older.says("halo, mau ganti alamat ya").await;

    let agent = Agent::signs_in(&shop.place, "Dina", screen).await;
    let browser = &agent.browser;
    let row = format!("#row-{}", chat.conversation);
    browser.sees(&row, "Terverifikasi").await;
    browser.screenshot("console-verified-list").await;
    browser.assert_accessible("the list with a verified customer").await;
    browser.press(&row).await;
    browser.sees(".thread-state", "Terverifikasi · TB-PLG-001042").await;
    browser.screenshot("console-verified-thread").await;
    if screen == Screen::Phone {
        browser.press("#card-show").await;
    }
    browser.sees(".vouched", "TB-PLG-001042").await;
    browser.sees(".card .pairs", "sari.dewi.kusumaningrum@contoh.id").await;
    browser.screenshot("console-verified-card").await;
    browser.assert_accessible("a verified customer's card").await;

    // The same browser's other conversation is the same customer's, but nobody vouches for it.
    browser.press(".past").await;
    browser.sees(".unverified", "Percakapan ini belum terverifikasi").await;
    browser.screenshot("console-unverified-card").await;
    browser.assert_accessible("a card whose conversation isn't verified").await;
}

#[tokio::test]
async fn an_owner_makes_replaces_and_removes_the_identity_key_on_a_phone() {
    keeps_the_identity_key(Screen::Phone).await;
}

#[tokio::test]
async fn an_owner_makes_replaces_and_removes_the_identity_key_on_a_desktop() {
    keeps_the_identity_key(Screen::Desktop).await;
}

async fn keeps_the_identity_key(screen: Screen) {
    let place = Place::new().await;
    let code = place.stand.invite(BATIK, "Ratna", Role::Owner).await;
    let owner = Browser::start(screen).await;
    owner.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
    owner.press_named("Akun dan tim").await;
    owner.press_named("Integrasi").await;
    owner.sees(".panel-part", "Kunci identitas pelanggan").await;
    owner.screenshot("console-identity-none").await;
    owner.press_named("Buat kunci").await;
    owner.sees(".made", "Salin kunci ini ke server toko").await;
    let secret = || owner.ask::<String>("return document.querySelector('.made input').value", vec![]);
    let first = secret().await;
    let good = user_token(&first, &claims("1042"));
    assert_eq!(place.stand.stranger().shows(BATIK, &good, None).await.status, 200);
    owner.screenshot("console-identity-made").await;
    owner.assert_accessible("a new identity key").await;

    owner.press_named("Ganti").await;
    owner.sees(".sure", "masih berlaku 24 jam").await;
    owner.press(".sure .danger").await;
    owner.sees(".identity-key", "Kunci sebelumnya berlaku sampai").await;
    assert_ne!(secret().await, first);
    owner.screenshot("console-identity-replaced").await;
    owner.press_named("Hapus").await;
    owner.sees(".sure", "langsung ditolak").await;
    owner.press(".sure .danger").await;
    owner.gone(".identity-key").await;
    assert_eq!(place.stand.stranger().shows(BATIK, &good, None).await.status, 401);
    owner.press_named("Catatan aktivitas").await;
    owner.sees(".panel-item", "Ratna menghapus kunci identitas pelanggan").await;
}
