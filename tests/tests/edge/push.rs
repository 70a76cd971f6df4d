//! Pushes to browsers whose console is closed: empty, signed, one for what happens at once, and never slower for anybody.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use protocol::frame::Command;
use protocol::limits::PUSH_BROWSERS;
use protocol::problem::Kind;
use protocol::push::{Call, News, PushKey, PushTo, Why};
use protocol::staff::{ConsoleFrame, Role};
use reqwest::Method;
use sapa_tests::{Agent, Answer, BATIK, Chat, Stand, eventually, new_id, now};
use serde_json::Value;

use crate::databases;
use crate::receiver::{Received, Receiver};

const PATH: &str = "/v1/staff/me/push";

/// A push service that is content with everything: RFC 8030, section 5.
fn push_service() -> Receiver {
    Receiver::start(|_| Some(201))
}

async fn subscribes(agent: &Agent, endpoint: &str) -> Answer {
    agent.caller.put(PATH, &PushTo { endpoint: endpoint.to_owned() }).await
}

async fn news(agent: &Agent) -> Vec<Call> {
    agent.caller.get(&format!("{PATH}/news")).await.json::<News>().calls
}

/// A shopper who says something and waits for a person.
async fn waits(stand: &Stand, text: &str) -> Chat {
    let visitor = stand.visitor(BATIK).await;
    visitor.says(text).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    visitor
}

/// What the signature of a push claims, once it is verified (RFC 8292, section 2) under the key that it names.
fn claims(push: &Received, key: &str) -> Value {
    let (token, named) = push
        .header("authorization")
        .strip_prefix("vapid t=")
        .expect("VAPID")
        .split_once(", k=")
        .expect("a key");
    assert_eq!(named, key);
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let decoded = |text: &str| BASE64.decode(text).expect("base64url");
    let verifying = VerifyingKey::from_sec1_bytes(&decoded(key)).expect("a point of P-256");
    let signature = Signature::from_slice(&decoded(signature)).expect("64 bytes");
    verifying.verify(signed.as_bytes(), &signature).expect("a good signature");
    let (header, claims) = signed.split_once('.').expect("two parts");
    let header: Value = serde_json::from_slice(&decoded(header)).expect("JSON");
    assert_eq!(header["alg"], "ES256");
    serde_json::from_slice(&decoded(claims)).expect("JSON")
}

#[tokio::test]
async fn who_isnt_looking_is_told_by_a_push_that_carries_nothing_and_asks_what_is_new() {
    let stand = Stand::with_loopback().await;
    let (service, dina) = (push_service(), stand.agent(BATIK, "Dina").await);
    let PushKey { key } = dina.caller.get(PATH).await.json();
    assert_eq!(subscribes(&dina, &service.url()).await.status, 204);
    let visitor = waits(&stand, "paket saya hilang").await;

    let push = service.receives(1).await.remove(0);
    assert_eq!(push.body, b"", "nothing of a shopper's goes through a push service");
    assert_eq!((push.header("topic"), push.header("urgency"), push.header("ttl")), ("sapa", "high", "3600"));
    let claims = claims(&push, &key);
    assert_eq!(claims["aud"], service.url().trim_end_matches("/sapa"));
    assert_eq!(claims["sub"], stand.origin());
    let lasts = claims["exp"].as_i64().expect("a time") - now().0 / 1_000;
    assert!((3_600..=24 * 3_600).contains(&lasts), "{lasts}");

    let told = news(&dina).await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].conversation, told[0].why), (visitor.conversation, Why::Waiting));
    assert_eq!(told[0].line, "paket saya hilang");
    dina.takes(visitor.conversation).await;
    eventually("nothing that needs them", async || news(&dina).await.is_empty().then_some(())).await;
    let again: PushKey = dina.caller.get(PATH).await.json();
    assert_eq!(again.key, key, "the shop keeps its key");
}

#[tokio::test]
async fn what_happens_within_a_moment_is_one_push_and_concerns_whom_it_is_for() {
    let stand = Stand::with_loopback().await;
    let (to_dina, to_tari) = (push_service(), push_service());
    let dina = stand.agent(BATIK, "Dina").await;
    let tari = stand.staff(BATIK, "Tari", Role::Trainer).await;
    subscribes(&dina, &to_dina.url()).await;
    subscribes(&tari, &to_tari.url()).await;
    let (one, two) = (waits(&stand, "satu").await, waits(&stand, "dua").await);
    to_dina.receives(1).await;
    let told = news(&dina).await;
    assert_eq!(
        told.iter().map(|call| call.conversation).collect::<Vec<_>>(),
        [two.conversation, one.conversation]
    );

    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let chat = ratna.takes(one.conversation).await;
    let mentions = vec![tari.member.id];
    chat.does(Command::Note { id: new_id(), text: "@Tari lihat ini".into(), mentions }).await;
    to_tari.receives(1).await;
    let told = news(&tari).await;
    assert_eq!(told.len(), 1, "who may take nothing isn't told of who waits");
    assert_eq!((told[0].conversation, told[0].why), (one.conversation, Why::Mentioned));
    assert_eq!(to_dina.received().len(), 1);
}

#[tokio::test]
async fn who_looks_at_a_console_is_not_pushed_to() {
    let contact = "mailto:cs@toko.example";
    let stand = Stand::with_loopback_and(&[("SAPA_CONTACT", contact)]).await;
    let (service, dina) = (push_service(), stand.agent(BATIK, "Dina").await);
    let PushKey { key } = dina.caller.get(PATH).await.json();
    subscribes(&dina, &service.url()).await;
    let mut console = dina.live_inbox().await;
    let mut says = async |seen| {
        let frame = serde_json::to_string(&ConsoleFrame::Seen { seen }).expect("JSON");
        console.send_text(&frame).await;
        console.send_text("ping").await;
        while console.text().await != "pong" {}
    };
    says(true).await;
    let seen = waits(&stand, "dilihat").await;
    dina.row_when(seen.conversation, |row| row.unread > 0).await;
    says(false).await;
    let unseen = waits(&stand, "tidak dilihat").await;
    let push = service.receives(1).await.remove(0);
    assert_eq!(claims(&push, &key)["sub"], contact);
    let told: Vec<_> = news(&dina).await.into_iter().map(|call| call.conversation).collect();
    assert_eq!(told, [unseen.conversation]);
    says(true).await;
    eventually("they have seen it", async || news(&dina).await.is_empty().then_some(())).await;
}

#[tokio::test]
async fn what_a_push_service_refused_comes_again_and_what_is_gone_is_forgotten() {
    let mut stand = Stand::with_loopback().await;
    let (gone, shaky) =
        (Receiver::start(|_| Some(410)), Receiver::start(|n| Some(if n == 0 { 503 } else { 201 })));
    let (dina, phone) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Dina").await);
    subscribes(&dina, &gone.url()).await;
    subscribes(&phone, &shaky.url()).await;
    waits(&stand, "halo").await;
    gone.receives(1).await;
    shaky.receives(2).await;
    waits(&stand, "halo lagi").await;
    shaky.receives(3).await;
    assert_eq!(gone.received().len(), 1);
    stand.kill();
    let left =
        databases::of_shop(&stand, BATIK).query_row("SELECT count(*) FROM pushes", [], |row| row.get(0));
    assert_eq!(left, Ok(1));
    stand.restart().await;
}

#[tokio::test]
async fn a_push_service_that_hangs_delays_no_other_and_no_inbox() {
    let stand = Stand::with_loopback().await;
    let (hanging, content) = (Receiver::start(|_| None), push_service());
    let (dina, ratna) = (stand.agent(BATIK, "Dina").await, stand.staff(BATIK, "Ratna", Role::Owner).await);
    subscribes(&dina, &hanging.url()).await;
    subscribes(&ratna, &content.url()).await;
    waits(&stand, "halo").await;
    hanging.receives(1).await;
    let started = Instant::now();
    let late = waits(&stand, "saya juga").await;
    ratna.row_when(late.conversation, |row| !row.last_line.is_empty()).await;
    content.receives(2).await;
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_browser_is_forgotten_with_its_session_and_the_oldest_of_too_many() {
    let mut stand = Stand::with_loopback().await;
    let service = push_service();
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let endpoint = |number: usize| format!("{}/{number}", service.url());
    for number in 0..=PUSH_BROWSERS {
        let session = stand.agent(BATIK, "Dina").await;
        assert_eq!(subscribes(&session, &endpoint(number)).await.status, 204);
    }
    let (leaver, switched_off, removed) =
        (stand.agent(BATIK, "Sari").await, stand.agent(BATIK, "Tono").await, stand.agent(BATIK, "Umi").await);
    for (number, agent) in (100..).zip([&leaver, &switched_off, &removed]) {
        subscribes(agent, &endpoint(number)).await;
    }
    waits(&stand, "halo").await;
    for one in [&leaver, &switched_off, &removed] {
        eventually("a call for each", async || (news(one).await.len() == 1).then_some(())).await;
    }
    leaver.caller.send(leaver.caller.request(Method::DELETE, "/v1/staff/session")).await;
    assert_eq!(switched_off.caller.delete(PATH).await.status, 204);
    ratna.caller.delete(&format!("/v1/staff/members/{}", removed.member.id)).await;
    stand.kill();
    let database = databases::of_shop(&stand, BATIK);
    let all = |query: &str| -> Vec<String> {
        let mut statement = database.prepare(query).expect("a query");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a text")).collect()
    };
    let mut expected: Vec<String> = (1..=PUSH_BROWSERS).map(endpoint).collect();
    expected.sort();
    assert_eq!(all("SELECT endpoint FROM pushes ORDER BY endpoint"), expected);
    let strangers = "SELECT member FROM calls WHERE member NOT IN (SELECT member FROM pushes)";
    assert_eq!(all(strangers), Vec::<String>::new());
    drop(database);
    stand.restart().await;
}

#[tokio::test]
async fn only_a_public_server_is_pushed_to() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    for inside in
        ["", "http://push.example/x", "https://127.0.0.1/x", "https://10.0.0.1/", "https://push.local/"]
    {
        subscribes(&dina, inside).await.problem(Kind::Invalid);
    }
}
