//! Signing in by a link that is mailed, and invitations that are: by an HTTP API in the shape of Resend's, which the test plays.

use protocol::account::{CodeSecret, Confirm, MailLink, NewPassword};
use protocol::api::SignIn;
use protocol::audit::{Deed, Way};
use protocol::limits::INVITATIONS_MAILED;
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{Agent, Answer, BATIK, Stand, code, new_email};
use serde_json::Value;

use crate::receiver::{Received, Receiver};

const KEY: &str = "re_123";
const SITE: &str = "https://sapa.example";

/// A server that sends e-mails by way of this one.
async fn sends_by(api: &Receiver) -> Stand {
    let settings = [
        ("SAPA_EMAIL_URL", api.url()),
        ("SAPA_EMAIL_KEY", KEY.to_owned()),
        ("SAPA_EMAIL_FROM", "Sapa <halo@sapa.example>".to_owned()),
        ("SAPA_ORIGIN", SITE.to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Stand::with_loopback_and(&settings).await
}

async fn asks_for_link(stand: &Stand, shop: &str, email: &str) -> Answer {
    let body = MailLink { shop: shop.to_owned(), email: email.to_owned() };
    stand.stranger().post("/v1/staff/session/link", &body).await
}

async fn signs_in(stand: &Stand, code: &str, second: Option<&str>) -> Answer {
    let body = SignIn { code: code.to_owned(), second: second.map(str::to_owned), bearer: true };
    stand.stranger().post("/v1/staff/session", &body).await
}

/// Somebody with an e-mail address and a password.
async fn member(stand: &Stand, name: &str, email: &str) -> Agent {
    let agent = stand.agent(BATIK, name).await;
    let password = "kuda hijau makan awan".to_owned();
    let set = NewPassword { current: None, email: Some(email.to_owned()), password };
    assert_eq!(agent.caller.put("/v1/staff/me/password", &set).await.status, 204);
    agent
}

/// An e-mail's JSON, and the code in its link after `what`.
fn opened(came: &Received, what: &str) -> (Value, String) {
    assert_eq!(came.header("authorization"), format!("Bearer {KEY}"));
    let mail: Value = serde_json::from_slice(&came.body).expect("JSON");
    let text = mail["text"].as_str().expect("a text");
    let link = text.lines().find(|line| line.starts_with(SITE)).expect("a link to the configured origin");
    let code = link.strip_prefix(&format!("{SITE}/console#{what}=")).expect("a code").to_owned();
    assert!(mail["html"].as_str().expect("HTML").contains(link));
    (mail, code)
}

#[tokio::test]
async fn a_mailed_link_signs_in_once_and_the_answer_tells_nobody_who_works_there() {
    let api = Receiver::start(|_| Some(200));
    let stand = sends_by(&api).await;
    let email = new_email("dina");
    let dina = member(&stand, "Dina", &email).await;
    let known = asks_for_link(&stand, BATIK, &format!(" {} ", email.to_uppercase())).await;
    let (mail, code) = opened(&api.receives(1).await[0], "code");
    assert_eq!((&mail["to"], &mail["from"]), (&email.as_str().into(), &"Sapa <halo@sapa.example>".into()));
    assert_eq!(mail["subject"], "Tautan masuk ke Toko Batik Sekar");
    for (shop, address) in [(BATIK, "siapa@toko.example"), ("toko-lain", &email), ("", &email)] {
        let unknown = asks_for_link(&stand, shop, address).await;
        assert_eq!((unknown.status, unknown.text()), (known.status, known.text()), "{shop} {address}");
    }
    assert_eq!(stand.signed_in(&signs_in(&stand, &code, None).await).member, dina.member);
    signs_in(&stand, &code, None).await.problem(Kind::Unauthorized);
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let is_it = |deed: &Deed| matches!(deed, Deed::SignedIn { way: Way::Mail, .. });
    assert!(ratna.audit().await.iter().any(|entry| is_it(&entry.deed)));
    asks_for_link(&stand, BATIK, &email).await;
    let sent: Vec<Value> = api.receives(2).await.iter().map(|came| opened(came, "code").0).collect();
    assert!(sent.iter().all(|mail| mail["to"] == email.as_str()), "nobody else was written to: {sent:?}");
    assert_eq!(sent.len(), 2);
}

#[tokio::test]
async fn a_mailed_link_asks_for_the_second_factor_and_stays_good_until_it_is_right() {
    let api = Receiver::start(|_| Some(200));
    let stand = sends_by(&api).await;
    let email = new_email("dina");
    let dina = member(&stand, "Dina", &email).await;
    let CodeSecret { secret, .. } = dina.caller.post("/v1/staff/me/codes", &()).await.json();
    let confirm = Confirm { code: code(&secret, 0) };
    assert_eq!(dina.caller.put("/v1/staff/me/codes", &confirm).await.status, 200);
    asks_for_link(&stand, BATIK, &email).await;
    let (_, link) = opened(&api.receives(1).await[0], "code");
    signs_in(&stand, &link, None).await.problem(Kind::SecondFactor);
    signs_in(&stand, &link, Some("000000")).await.problem(Kind::SecondFactor);
    let next = code(&secret, 1);
    stand.signed_in(&signs_in(&stand, &link, Some(&next)).await);
}

#[tokio::test]
async fn whoever_asks_too_often_waits_whether_there_is_anybody_or_not() {
    let api = Receiver::start(|_| Some(200));
    let stand = sends_by(&api).await;
    let email = new_email("dina");
    member(&stand, "Dina", &email).await;
    for address in [email.as_str(), "siapa@toko.example"] {
        for _ in 0..5 {
            assert_eq!(asks_for_link(&stand, BATIK, address).await.status, 204);
        }
        asks_for_link(&stand, BATIK, address).await.problem(Kind::SlowDown);
    }
    asks_for_link(&stand, BATIK, "bukan alamat").await.problem(Kind::Invalid);
}

#[tokio::test]
async fn what_the_sender_refused_comes_again_once_and_an_invitation_is_mailed_too() {
    let api = Receiver::start(|number| Some(if number == 0 { 500 } else { 200 }));
    let mut stand = sends_by(&api).await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let email = new_email("sari");
    let invitation = ratna.invites("Sari", &email, Role::Agent).await;
    assert!(invitation.mailed);
    api.receives(1).await;
    stand.kill();
    stand.restart().await;
    let came = api.receives(2).await;
    let ((mail, code), (again, _)) = (opened(&came[0], "invite"), opened(&came[1], "invite"));
    assert_eq!((&mail, &mail["to"]), (&again, &email.as_str().into()));
    assert_eq!(came[0].header("idempotency-key"), came[1].header("idempotency-key"));
    assert_eq!(code, invitation.code);
    assert_eq!(mail["subject"], "Ratna mengundang Anda ke tim Toko Batik Sekar");
    stand.accepts_with_password(&code, "kuda hijau makan awan").await;
    for _ in 1..INVITATIONS_MAILED {
        assert!(ratna.invites("Budi", &new_email("budi"), Role::Agent).await.mailed);
    }
    let all = api.receives(1 + INVITATIONS_MAILED).await;
    let first = |came: &&Received| came.header("idempotency-key") == all[0].header("idempotency-key");
    assert_eq!(all.iter().filter(first).count(), 2, "what has arrived doesn't come again");
    let further = ratna.invites("Budi", &new_email("budi"), Role::Agent).await;
    assert!(!further.mailed && !further.code.is_empty(), "its link is sent by hand");
}

#[tokio::test]
async fn a_server_without_a_sender_says_so() {
    let stand = Stand::shared().await;
    asks_for_link(&stand, BATIK, "dina@toko.example").await.problem(Kind::Unavailable);
    let page = stand.stranger().get("/console").await;
    assert!(page.text().contains(r#"data-mail="off""#));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    assert!(!ratna.invites("Sari", &new_email("sari"), Role::Agent).await.mailed);
}
