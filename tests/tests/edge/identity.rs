//! Shoppers whom the shop's own server vouches for: verified by its signature alone, found again on every device, and never
//! mixed up with whoever uses the same browser.

use std::process::Command;

use protocol::CustomerId;
use protocol::customer::{Card, Customer, Details, Edit, Found, Merge};
use protocol::event::{Contact, ContactChannel};
use protocol::identity::{Claims, IdentityKey};
use protocol::limits::{GIVEN_BACK_MS, IDENTITY_KEY_MS, USER_TOKEN_BYTES};
use protocol::problem::Kind;
use protocol::search;
use protocol::staff::{InboxRow, Role};
use protocol::webhook::{PutWebhook, Topic};
use sapa_tests::{Agent, BATIK, Chat, SEPATU, Stand, claims, eventually, new_id, now, user_token};

use crate::databases;
use crate::receiver::Receiver;

/// A number that no other test uses.
fn number() -> String {
    format!("pelanggan-{}", new_id())
}

/// A shop's owner, and the key that they made for its server. On the shared stand the second shop is used: the first one's key
/// comes and goes.
async fn shop(stand: &Stand) -> (Agent, String) {
    let owner = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let secret = owner.makes_identity_key().await;
    (owner, secret)
}

/// Somebody who says something before they sign in.
async fn newcomer(stand: &Stand) -> Chat {
    let chat = stand.visitor(SEPATU).await;
    chat.says("halo kak, sepatu lari ada?").await;
    chat
}

/// Signs in with a conversation running, which becomes theirs.
async fn signs_in(chat: &Chat, secret: &str, number: &str) {
    let theirs = chat.caller.identifies(SEPATU, &user_token(secret, &claims(number))).await;
    assert_eq!(theirs.map(|theirs| theirs.conversation), Some(chat.conversation));
}

async fn verified_row(agent: &Agent, chat: &Chat) -> InboxRow {
    agent.row_when(chat.conversation, |row| row.external_id.is_some()).await
}

async fn card(agent: &Agent, customer: CustomerId) -> Card {
    agent.caller.get(&format!("/v1/staff/customers/{customer}")).await.json()
}

async fn customer_of(agent: &Agent, chat: &Chat) -> Customer {
    let row = agent.row_when(chat.conversation, |row| row.customer_id.is_some()).await;
    card(agent, row.customer_id.expect("a customer")).await.customer
}

/// What the shop says about a customer, if anything.
fn number_of(customer: &Customer) -> Option<&str> {
    customer.verified.as_ref().map(|verified| verified.external_id.as_str())
}

#[tokio::test]
async fn who_signs_in_keeps_their_conversation_and_is_verified_in_it() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let chat = newcomer(&stand).await;
    let before = customer_of(&joko, &chat).await;
    assert_eq!(number_of(&before), None);
    let mut inbox = joko.live_inbox().await;

    let number = number();
    let who = Claims {
        name: Some("Sari Dewi".into()),
        email: Some("sari@contoh.id".into()),
        email_verified: true,
        phone_number: Some("0812 9999 0001".into()),
        ..claims(&number)
    };
    let theirs =
        chat.caller.identifies(SEPATU, &user_token(&secret, &who)).await.expect("their conversation");
    assert_eq!(theirs.conversation, chat.conversation);
    theirs.says("ukuran 40 ya").await;

    let row = inbox.row(chat.conversation, |row| row.external_id.is_some()).await;
    assert_eq!((row.external_id.as_deref(), row.customer.as_str()), (Some(number.as_str()), "Sari Dewi"));
    let row = joko.row_when(chat.conversation, |news| news.seq > row.seq).await;
    assert_eq!(row.external_id.as_deref(), Some(number.as_str()), "news of the conversation leave it so");
    let customer = customer_of(&joko, &chat).await;
    assert_eq!(customer.id, before.id, "the customer whom they came as");
    let email = Contact { channel: ContactChannel::Email, address: "sari@contoh.id".into() };
    let verified = customer.verified.clone().expect("a number");
    assert_eq!((verified.external_id, verified.contacts), (number.clone(), vec![email]));
    assert_eq!(customer.contacts.len(), 2);
    assert_eq!(customer.details, Details::default(), "nothing is written in the colleagues' name");

    // What colleagues write goes before what the shop's books say.
    let details = Details { name: "Mbak Sari".into(), ..Details::default() };
    let path = format!("/v1/staff/customers/{}", customer.id);
    let _: Card = joko.caller.put(&path, &Edit { details, revision: 0 }).await.json();
    inbox.row(chat.conversation, |row| row.customer == "Mbak Sari").await;
    signs_in(&chat, &secret, &number).await;
    assert_eq!(joko.row(chat.conversation).await.expect("a row").customer, "Mbak Sari");
}

#[tokio::test]
async fn another_device_is_given_the_unfinished_conversation_by_the_signature_alone() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (chat, number) = (newcomer(&stand).await, number());
    let token = user_token(&secret, &claims(&number));
    assert!(stand.stranger().identifies(SEPATU, &token).await.is_none(), "nothing was vouched for yet");
    signs_in(&chat, &secret, &number).await;
    verified_row(&joko, &chat).await;

    let phone = stand.stranger().identifies(SEPATU, &token).await.expect("their conversation");
    assert_eq!(phone.conversation, chat.conversation);
    assert_eq!(phone.log().await, chat.log().await);
    phone.says("ini saya di HP").await;
    let again = stand.stranger().identifies(SEPATU, &token).await;
    assert!(again.is_some(), "a token is good until it ends, however often it is shown");

    // A conversation that runs on the phone meanwhile becomes theirs too, and its customer is known.
    let other = newcomer(&stand).await;
    let guest = customer_of(&joko, &other).await;
    signs_in(&other, &secret, &number).await;
    let customer = customer_of(&joko, &chat).await;
    assert_eq!(verified_row(&joko, &other).await.customer_id, Some(customer.id));
    let gone = joko.caller.get(&format!("/v1/staff/customers/{}", guest.id)).await;
    gone.problem(Kind::NotFound);
    assert_eq!(card(&joko, customer.id).await.conversations.len(), 2);
    let newest = stand.stranger().identifies(SEPATU, &token).await.expect("the newer of the two");
    assert_eq!(newest.conversation, other.conversation);
    assert!(
        stand.stranger().identifies(SEPATU, &user_token(&secret, &claims(&self::number()))).await.is_none()
    );
}

#[tokio::test]
async fn what_colleagues_wrote_and_how_to_reach_them_goes_along_to_the_known_customer() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (first, second, number) = (newcomer(&stand).await, newcomer(&stand).await, number());
    signs_in(&first, &secret, &number).await;
    second.leaves(ContactChannel::Whatsapp, "0812 9999 0002").await;
    joko.row_when(second.conversation, |row| !row.contacts.is_empty()).await;
    let guest = customer_of(&joko, &second).await;
    let details =
        Details { note: "Minta kurir pagi.".into(), tags: vec!["grosir".into()], ..Details::default() };
    let path = format!("/v1/staff/customers/{}", guest.id);
    let _: Card = joko.caller.put(&path, &Edit { details: details.clone(), revision: 0 }).await.json();

    signs_in(&second, &secret, &number).await;

    let customer = customer_of(&joko, &second).await;
    assert_eq!(number_of(&customer), Some(number.as_str()));
    assert_eq!(customer.details, details);
    assert_eq!(customer.contacts.len(), 1);
}

#[tokio::test]
async fn whoever_signs_in_next_on_the_same_browser_gets_nothing_of_the_one_before() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (sari, dewi) = (number(), number());
    let (chat, key) = stand.stranger().begin_as(SEPATU, None).await;
    chat.says("alamat saya Jalan Melati 7").await;
    let customer = customer_of(&joko, &chat).await;
    signs_in(&chat, &secret, &sari).await;

    let dewis = user_token(&secret, &claims(&dewi));
    assert!(chat.caller.identifies(SEPATU, &dewis).await.is_none(), "not even with the key to it");
    let row = verified_row(&joko, &chat).await;
    assert_eq!((row.external_id, row.customer_id), (Some(sari.clone()), Some(customer.id)));

    // A conversation that begins under the browser's old key goes to whom the shop names, and nobody is merged.
    let (next, _) = stand.stranger().begin_as(SEPATU, Some(&key)).await;
    next.says("halo, saya Dewi").await;
    assert_eq!(customer_of(&joko, &next).await.id, customer.id);
    signs_in(&next, &secret, &dewi).await;
    let other = customer_of(&joko, &next).await;
    assert_eq!(number_of(&other), Some(dewi.as_str()));
    let kept = card(&joko, customer.id).await;
    assert_eq!((number_of(&kept.customer), kept.conversations.len()), (Some(sari.as_str()), 1));
    assert!(kept.merged.is_empty());
}

#[tokio::test]
async fn what_the_shop_did_not_sign_is_refused_and_the_shopper_chats_on() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let elsewhere = ratna.makes_identity_key().await;
    let (chat, number) = (newcomer(&stand).await, number());
    let good = user_token(&secret, &claims(&number));
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>().try_into().expect("three parts");
    let none = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}
    let at = |ms: i64| Claims { exp: now().plus(ms).0 as f64 / 1_000.0, ..claims(&number) };
    for (token, kind, says) in [
        (user_token(&elsewhere, &claims(&number)), Kind::Unauthorized, "signature"),
        (user_token("", &claims(&number)), Kind::Unauthorized, "signature"),
        (format!("{header}.{payload}."), Kind::Unauthorized, "signature"),
        (format!("{header}.{payload}A.{signature}"), Kind::Unauthorized, "signature"),
        (format!("{none}.{payload}."), Kind::Invalid, "HS256"),
        (format!("{none}.{payload}.{signature}"), Kind::Invalid, "HS256"),
        (user_token(&secret, &at(-120_000)), Kind::Unauthorized, "`exp`"),
        (user_token(&secret, &at(25 * 3_600_000)), Kind::Invalid, "`exp`"),
        (user_token(&secret, &claims("")), Kind::Invalid, "`sub`"),
        (user_token(&secret, &claims(&"x".repeat(201))), Kind::Invalid, "`sub`"),
        (
            user_token(&secret, &Claims { email: Some("sari".into()), ..claims(&number) }),
            Kind::Invalid,
            "`email`",
        ),
        ("halo".into(), Kind::Invalid, "JWT"),
        (String::new(), Kind::Invalid, "JWT"),
        ("x".repeat(USER_TOKEN_BYTES + 1), Kind::TooLarge, "bytes"),
    ] {
        for caller in [chat.caller.clone(), stand.stranger()] {
            let problem = caller.shows(SEPATU, &token, None).await.problem(kind);
            assert!(problem.detail.contains(says), "{token}: {problem:?}");
        }
    }
    chat.says("masih di sini").await;
    let row = joko.row_when(chat.conversation, |row| row.last_line.contains("masih")).await;
    assert_eq!(row.external_id, None);
    assert_eq!(number_of(&customer_of(&joko, &chat).await), None);
}

#[tokio::test]
async fn a_token_is_shown_by_the_shops_own_pages_about_its_own_conversations() {
    let stand = Stand::shared().await;
    let (_, secret) = shop(&stand).await;
    let token = user_token(&secret, &claims(&number()));
    let elsewhere = stand.stranger().with_header("origin", "https://lain.example");
    elsewhere.shows(SEPATU, &token, None).await.problem(Kind::OriginNotAllowed);
    stand.stranger().shows("toko-lain", &token, None).await.problem(Kind::NotFound);
    let others = stand.visitor(BATIK).await;
    others.caller.shows(SEPATU, &token, None).await.problem(Kind::NotFound);
    for forged in ["v1.AAAA.AAAA", "x", Stand::OPERATOR_TOKEN] {
        stand.stranger().with_key(forged).shows(SEPATU, &token, None).await.problem(Kind::Unauthorized);
    }
    let own = stand.visitor(SEPATU).await;
    assert!(
        own.caller.shows(SEPATU, &token, Some("x")).await.status == 200,
        "a bad customer's key is no error"
    );
}

#[tokio::test]
async fn a_customer_whom_the_browser_knew_gets_the_number_without_a_conversation() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (chat, key) = stand.stranger().begin_as(SEPATU, None).await;
    chat.says("halo").await;
    let (customer, number) = (customer_of(&joko, &chat).await, number());
    let answer = stand.stranger().shows(SEPATU, &user_token(&secret, &claims(&number)), Some(&key)).await;
    assert_eq!(answer.text(), "{}", "an old conversation isn't handed out: it was never vouched for");
    assert_eq!(number_of(&card(&joko, customer.id).await.customer), Some(number.as_str()));
    assert_eq!(joko.row(chat.conversation).await.expect("a row").external_id, None, "nor is it verified");
}

#[tokio::test]
async fn whoever_signs_in_before_the_inbox_has_heard_of_them_is_the_customer_whom_the_browser_knew() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (chat, key) = stand.stranger().begin_as(SEPATU, None).await;
    let number = number();
    let token = user_token(&secret, &claims(&number));
    assert_eq!(chat.caller.shows(SEPATU, &token, Some(&key)).await.status, 200);
    chat.says("halo").await;
    let row = verified_row(&joko, &chat).await;
    let (next, _) = stand.stranger().begin_as(SEPATU, Some(&key)).await;
    next.says("halo lagi").await;
    assert_eq!(Some(customer_of(&joko, &next).await.id), row.customer_id);
    chat.says("masih ada?").await;
    assert_eq!(chat.caller.shows(SEPATU, &token, Some(&key)).await.status, 200, "as often as they like");
}

#[tokio::test]
async fn two_of_the_shops_customers_are_never_merged_and_a_merged_guest_is_not_verified() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let [sari, dewi, guest] = [newcomer(&stand).await, newcomer(&stand).await, newcomer(&stand).await];
    let (saris, dewis) = (number(), number());
    signs_in(&sari, &secret, &saris).await;
    signs_in(&dewi, &secret, &dewis).await;
    let [one, other, third] = [
        customer_of(&joko, &sari).await.id,
        customer_of(&joko, &dewi).await.id,
        customer_of(&joko, &guest).await.id,
    ];
    let merged = |id| format!("/v1/staff/customers/{id}/merged");

    let problem = joko.caller.post(&merged(one), &Merge { other }).await.problem(Kind::WrongState);
    assert!(problem.detail.contains(&saris) && problem.detail.contains(&dewis), "{problem:?}");

    let whole: Card = joko.caller.post(&merged(third), &Merge { other: one }).await.json();
    assert_eq!(number_of(&whole.customer), Some(saris.as_str()), "the whole has it");
    joko.caller.post(&merged(third), &Merge { other }).await.problem(Kind::WrongState);
    let row = |chat: &Chat| joko.row_when(chat.conversation, |_| true);
    assert_eq!(row(&guest).await.external_id, None, "that colleagues think so vouches for nothing");
    guest.says("pesan terbaru").await;
    joko.row_when(guest.conversation, |row| row.last_line.contains("terbaru")).await;
    let token = user_token(&secret, &claims(&saris));
    let given = stand.stranger().identifies(SEPATU, &token).await.expect("their own conversation");
    assert_eq!(given.conversation, sari.conversation, "not the newer one of whom they were merged with");

    // In the merged guest's browser a third customer of the shop's signs in: one more customer, no second number.
    let rinas = number();
    signs_in(&guest, &secret, &rinas).await;
    assert_eq!(number_of(&customer_of(&joko, &guest).await), Some(rinas.as_str()));
    assert_eq!(number_of(&customer_of(&joko, &sari).await), Some(saris.as_str()));
}

#[tokio::test]
async fn undoing_a_merge_leaves_each_their_number() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (one, other) = (newcomer(&stand).await, newcomer(&stand).await);
    let (whole, part) = (customer_of(&joko, &one).await.id, customer_of(&joko, &other).await.id);
    let merged = format!("/v1/staff/customers/{whole}/merged");
    let _: Card = joko.caller.post(&merged, &Merge { other: part }).await.json();
    let number = number();
    signs_in(&other, &secret, &number).await;
    assert_eq!(number_of(&card(&joko, whole).await.customer), Some(number.as_str()));

    let apart: Card = joko.caller.delete(&format!("{merged}/{part}")).await.json();

    assert_eq!(number_of(&apart.customer), None);
    assert_eq!(number_of(&card(&joko, part).await.customer), Some(number.as_str()), "who signed in has it");
}

#[tokio::test]
async fn an_erased_conversation_is_neither_given_back_nor_its_customer_kept() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let (chat, number) = (newcomer(&stand).await, number());
    let token = user_token(&secret, &claims(&number));
    signs_in(&chat, &secret, &number).await;
    let customer = customer_of(&joko, &chat).await;
    assert_eq!(chat.erase().await.status, 204);
    assert!(stand.stranger().identifies(SEPATU, &token).await.is_none());
    assert!(chat.caller.identifies(SEPATU, &token).await.is_none(), "nor by its key");
    joko.caller.get(&format!("/v1/staff/customers/{}", customer.id)).await.problem(Kind::NotFound);
    let next = newcomer(&stand).await;
    signs_in(&next, &secret, &number).await;
    verified_row(&joko, &next).await;
}

#[tokio::test]
async fn a_customer_is_found_by_the_shops_number_and_webhooks_tell_it() {
    let stand = Stand::with_loopback().await;
    let receiver = Receiver::content();
    let (joko, secret) = shop(&stand).await;
    let put = PutWebhook { url: receiver.url(), topics: vec![Topic::Message], on: true };
    assert_eq!(joko.caller.post("/v1/staff/webhooks", &put).await.status, 200);
    let chat = newcomer(&stand).await;
    receiver.receives(1).await;
    signs_in(&chat, &secret, "CUST-0042").await;
    chat.says("sudah masuk").await;
    let customer = customer_of(&joko, &chat).await.id;

    for begins in ["CUST-0042", "cust-00"] {
        let Found { customers } = joko.caller.get(&format!("/v1/staff/customers?q={begins}")).await.json();
        assert_eq!(customers.iter().map(|it| it.id).collect::<Vec<_>>(), [customer], "{begins}");
        let found: search::Found = joko.caller.get(&format!("/v1/staff/search?q={begins}")).await.json();
        assert_eq!(found.hits.iter().map(search::Hit::conversation).collect::<Vec<_>>(), [chat.conversation]);
    }
    let found: search::Found = joko.caller.get("/v1/staff/search?q=0042").await.json();
    assert_eq!(found.hits, [], "by its beginning");

    let told = eventually("the notice of what was said since", async || {
        let bodies: Vec<serde_json::Value> =
            receiver.received().iter().map(|it| serde_json::from_slice(&it.body).expect("JSON")).collect();
        bodies.into_iter().find(|body| body["text"] == "sudah masuk")
    })
    .await;
    assert_eq!(told["external_id"], "CUST-0042");
    let first: serde_json::Value = serde_json::from_slice(&receiver.received()[0].body).expect("JSON");
    assert_eq!(first.get("external_id"), None, "nobody had vouched for anybody then");
}

#[tokio::test]
async fn a_key_that_was_replaced_is_good_for_a_day_and_a_removed_one_no_longer() {
    let mut stand = Stand::start().await;
    let (joko, old) = shop(&stand).await;
    let path = "/v1/staff/identity-key";
    let standing: IdentityKey = joko.caller.get(path).await.json();
    assert!(standing.made.is_some() && standing.previous_until.is_none());
    let new = joko.makes_identity_key().await;
    assert_ne!(old, new);
    let standing: IdentityKey = joko.caller.get(path).await.json();
    let left = standing.previous_until.expect("the one before").since(now());
    assert!((IDENTITY_KEY_MS - 60_000..=IDENTITY_KEY_MS).contains(&left), "{left}");
    let token = |secret: &str| user_token(secret, &claims("1042"));
    for secret in [&old, &new] {
        assert_eq!(stand.stranger().shows(SEPATU, &token(secret), None).await.status, 200);
    }

    stand.kill();
    let database = databases::of_shop(&stand, SEPATU);
    let passed = "UPDATE identity_keys SET until = until - ?1";
    assert_eq!(database.execute(passed, [IDENTITY_KEY_MS]).expect("the keys"), 2);
    drop(database);
    stand.restart().await;

    stand.stranger().shows(SEPATU, &token(&old), None).await.problem(Kind::Unauthorized);
    assert_eq!(stand.stranger().shows(SEPATU, &token(&new), None).await.status, 200);
    assert_eq!(joko.caller.delete(path).await.status, 204);
    let problem = stand.stranger().shows(SEPATU, &token(&new), None).await.problem(Kind::Unauthorized);
    assert!(problem.detail.contains("no identity key"), "{problem:?}");
    joko.caller.delete(path).await.problem(Kind::NotFound);
    assert_eq!(joko.caller.get(path).await.json::<IdentityKey>(), IdentityKey::default());
    let deeds = ["identity_key_removed", "identity_key_replaced", "identity_key_made"];
    assert_eq!(joko.changes_by(&joko.member).await, deeds);
}

#[tokio::test]
async fn who_was_vouched_for_is_so_after_a_power_cut_and_an_old_settled_conversation_is_not_given_back() {
    let mut stand = Stand::start().await;
    let (joko, secret) = shop(&stand).await;
    let chat = newcomer(&stand).await;
    let token = user_token(&secret, &claims("1042"));
    signs_in(&chat, &secret, "1042").await;
    stand.kill(); // the news of what was said may not have reached the inbox
    stand.restart().await;
    let row = verified_row(&joko, &chat).await;
    assert_eq!(row.external_id.as_deref(), Some("1042"));

    let agent = joko.takes(chat.conversation).await;
    agent.does(protocol::Command::Resolve { id: new_id() }).await;
    joko.row_when(chat.conversation, |row| matches!(row.status, protocol::event::Status::Resolved)).await;
    let given = stand.stranger().identifies(SEPATU, &token).await;
    assert!(given.is_some(), "settled just now: there may be something to add, or to rate");
    stand.kill();
    let database = databases::of_shop(&stand, SEPATU);
    let earlier = "UPDATE inbox SET last_at = last_at - ?1";
    assert_eq!(database.execute(earlier, [GIVEN_BACK_MS]).expect("the inbox"), 1);
    drop(database);
    stand.restart().await;
    assert!(stand.stranger().identifies(SEPATU, &token).await.is_none());
}

#[tokio::test]
async fn a_hundred_sign_ins_at_once_make_one_customer() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let number = number();
    let chats = futures_util::future::join_all((0..20).map(|_| newcomer(&stand))).await;
    let token = user_token(&secret, &claims(&number));
    let shown = chats.iter().flat_map(|chat| std::iter::repeat_n(chat, 5));
    futures_util::future::join_all(shown.map(|chat| chat.caller.identifies(SEPATU, &token))).await;
    let mut customers = Vec::new();
    for chat in &chats {
        customers.push(verified_row(&joko, chat).await.customer_id.expect("a customer"));
    }
    customers.dedup();
    assert_eq!(customers.len(), 1);
    assert_eq!(card(&joko, customers[0]).await.conversations.len(), 20);
}

/// The example in the README, run as it stands there.
#[tokio::test]
async fn the_tokens_that_the_readme_makes_in_node_are_good() {
    let stand = Stand::shared().await;
    let (joko, secret) = shop(&stand).await;
    let readme = include_str!("../../../README.md");
    let (_, example) = readme.split_once("```js\n").expect("an example in JavaScript");
    let (example, _) = example.split_once("```").expect("its end");
    let customer = "{ id: 1042, name: 'Sari Dewi', email: 'sari@contoh.id', emailVerified: true }";
    let script = format!("{example}\nconsole.log(sapaToken({customer}, process.argv[1]))");
    let made = Command::new("node").args(["-e", &script, &secret]).output().expect("node");
    let token = String::from_utf8(made.stdout).expect("ASCII");
    let chat = newcomer(&stand).await;
    let theirs = chat.caller.identifies(SEPATU, token.trim()).await.expect("a good token");
    assert_eq!(theirs.conversation, chat.conversation);
    let verified = customer_of(&joko, &chat).await.verified.expect("a number");
    assert_eq!((verified.external_id.as_str(), verified.name.as_str()), ("1042", "Sari Dewi"));
    assert_eq!(verified.contacts.len(), 1, "the shop has checked the address");
}
