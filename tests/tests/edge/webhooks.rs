//! Webhooks: a shop's own systems are told what happens, signed, at least once, and never by way of what lies inside.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use protocol::event::{Author, HandoffReason};
use protocol::frame::Command;
use protocol::limits::{WEBHOOK_FINISHED_MS, WEBHOOK_OLD_SECRET_MS, WEBHOOK_WAITING, WEBHOOKS};
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::webhook::{
    Deliveries, Delivery, Happening, MadeWebhook, Notice, Outcome, PutWebhook, Topic, Webhook, Webhooks,
};
use protocol::workflow::{Action, Rule, Rules, When};
use protocol::{RuleId, WebhookId};
use sapa_tests::{Agent, Answer, BATIK, SEPATU, Stand, eventually, new_id, now};

use crate::databases;
use crate::receiver::{Received, Receiver};

async fn makes(owner: &Agent, url: &str, topics: &[Topic]) -> Answer {
    let put = PutWebhook { url: url.to_owned(), topics: topics.to_vec(), on: true };
    owner.caller.post("/v1/staff/webhooks", &put).await
}

async fn list(owner: &Agent) -> Vec<Webhook> {
    owner.caller.get("/v1/staff/webhooks").await.json::<Webhooks>().webhooks
}

fn path(webhook: &Webhook, rest: &str) -> String {
    format!("/v1/staff/webhooks/{}{rest}", webhook.id)
}

async fn deliveries(owner: &Agent, webhook: &Webhook) -> Vec<Delivery> {
    owner.caller.get(&path(webhook, "/deliveries")).await.json::<Deliveries>().deliveries
}

/// The newest delivery, as soon as it is as wanted.
async fn delivery_when(owner: &Agent, webhook: &Webhook, wanted: impl Fn(&Delivery) -> bool) -> Delivery {
    let look = async || deliveries(owner, webhook).await.into_iter().next().filter(&wanted);
    eventually("the delivery that is wanted", look).await
}

#[tokio::test]
async fn what_happens_is_told_in_order_and_nothing_that_is_for_staff_only() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::content();
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, secret } = makes(&ratna, &receiver.url(), &Topic::ALL).await.json();
    let visitor = stand.visitor(BATIK).await;
    visitor.says("kain motif megamendung").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let chat = ratna.takes(visitor.conversation).await;
    chat.does(Command::note(new_id(), "orangnya suka kelinci")).await;
    chat.says("Halo Kak").await;
    chat.does(Command::Resolve { id: new_id() }).await;
    visitor.does(Command::Rate { id: new_id(), score: 5, comment: "mantap".into() }).await;

    let is_rated = |notice: &Notice| notice.what.topic() == Topic::Rated;
    let told = eventually("the rating", async || {
        let told: Vec<Notice> = receiver.received().iter().map(|came| came.opened(&secret)).collect();
        told.last().is_some_and(is_rated).then_some(told)
    })
    .await;

    assert!(told.iter().all(|notice| notice.conversation == Some(visitor.conversation)));
    assert!(told.iter().all(|notice| notice.shop.as_str() == BATIK));
    assert!(told.is_sorted_by_key(|notice| notice.seq), "in the log's order");
    let whats: Vec<_> = told.into_iter().map(|notice| notice.what).collect();
    assert_eq!(whats[0], Happening::Started {});
    assert!(whats.contains(&Happening::Waiting { reason: HandoffReason::Asked }), "{whats:?}");
    assert!(whats.contains(&Happening::Assigned { agent: ratna.member.id, name: "Ratna".into() }));
    let by = Author::Agent { id: ratna.member.id, name: "Ratna".into() };
    assert!(whats.contains(&Happening::Resolved { by }));
    assert!(whats.contains(&Happening::Rated { score: 5, comment: "mantap".into() }));
    let said = |who: &str| {
        let is_theirs = |author: &Author| match author {
            Author::Shopper => who == "shopper",
            Author::Bot { .. } => who == "bot",
            Author::Agent { .. } => who == "agent",
            _ => false,
        };
        whats.iter().any(|what| matches!(what, Happening::Message { author, .. } if is_theirs(author)))
    };
    assert!(said("shopper") && said("bot") && said("agent"));
    assert!(!format!("{whats:?}").contains("kelinci"), "a note is for staff only");

    let arrived = |all: &Vec<Delivery>| all.iter().all(|one| one.next.is_none() && one.attempts == 1);
    let all = eventually("arrivals", async || Some(deliveries(&ratna, &webhook).await).filter(arrived)).await;
    assert_eq!(all.len(), whats.len());
    let once: HashSet<String> =
        receiver.received().iter().map(|came| came.header("webhook-id").to_owned()).collect();
    assert_eq!(once.len(), whats.len());
    stand.kill();
    let kept = databases::of_shop(&stand, BATIK)
        .query_row("SELECT count(body) FROM deliveries", [], |row| row.get::<_, i64>(0));
    assert_eq!(kept.expect("a count"), 0, "what arrived keeps no body");
    stand.restart().await;
}

#[tokio::test]
async fn only_what_was_chosen_is_told_and_only_while_it_is_on() {
    let stand = Stand::with_loopback().await;
    let receiver = Receiver::content();
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let made = makes(&ratna, &receiver.url(), &[Topic::Waiting]).await;
    let MadeWebhook { webhook, secret } = made.json();
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let told = receiver.receives(1).await;
    assert_eq!(told[0].opened(&secret).what, Happening::Waiting { reason: HandoffReason::Asked });

    let off = PutWebhook { url: webhook.url.clone(), topics: vec![Topic::Message], on: false };
    assert_eq!(ratna.caller.put(&path(&webhook, ""), &off).await.status, 204);
    visitor.says("masih di sini").await;
    ratna.row_when(visitor.conversation, |row| row.last_line == "masih di sini").await;
    assert_eq!(deliveries(&ratna, &webhook).await.len(), 1);
    assert_eq!(receiver.received().len(), 1);

    assert_eq!(ratna.caller.delete(&path(&webhook, "")).await.status, 204);
    assert_eq!(list(&ratna).await, []);
    ratna.caller.get(&path(&webhook, "/deliveries")).await.problem(Kind::NotFound);
    let changes = ratna.changes_by(&ratna.member).await;
    assert_eq!(changes, ["webhook_removed", "webhook_changed", "webhook_made"]);
}

#[tokio::test]
async fn what_was_refused_comes_again_under_the_same_id_and_the_webhook_shows_it() {
    let stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|number| Some(if number == 0 { 500 } else { 200 }));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, secret } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    assert_eq!(ratna.caller.post(&path(&webhook, "/test"), &()).await.status, 204);

    let refused = delivery_when(&ratna, &webhook, |one| one.attempts == 1).await;
    assert_eq!(refused.outcome, Some(Outcome::Answered { status: 500 }));
    assert!(refused.next.is_some() && !refused.is_given_up());
    assert!(list(&ratna).await[0].failing.is_some());
    let again = path(&webhook, &format!("/deliveries/{}/again", refused.id));
    ratna.caller.post(&again, &()).await.problem(Kind::WrongState);

    let arrived = delivery_when(&ratna, &webhook, |one| one.attempts == 2).await;
    assert_eq!((arrived.outcome, arrived.next), (Some(Outcome::Answered { status: 200 }), None));
    assert_eq!(list(&ratna).await[0].failing, None);
    let [one, two] = receiver.received().try_into().expect("two attempts");
    assert_eq!(one.header("webhook-id"), two.header("webhook-id"));
    assert_eq!(one.body, two.body);
    assert_eq!((one.opened(&secret).what, two.opened(&secret).conversation), (Happening::Test {}, None));
    ratna.caller.post(&again, &()).await.problem(Kind::WrongState);
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_by_hand() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|number| Some(if number == 0 { 410 } else { 200 }));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, .. } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    delivery_when(&ratna, &webhook, |one| one.attempts == 1).await;
    stand.kill(); // twenty-eight hours later
    let database = databases::of_shop(&stand, BATIK);
    database.execute("UPDATE deliveries SET due = NULL, attempts = 9", []).expect("a change");
    drop(database);
    stand.restart().await;

    let given_up = delivery_when(&ratna, &webhook, |one| one.is_given_up()).await;
    let again = path(&webhook, &format!("/deliveries/{}/again", given_up.id));
    assert_eq!(ratna.caller.post(&again, &()).await.status, 204);
    delivery_when(&ratna, &webhook, |one| one.outcome == Some(Outcome::Answered { status: 200 })).await;
    let nothing = path(&webhook, &format!("/deliveries/{}/again", new_id()));
    ratna.caller.post(&nothing, &()).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn what_is_finished_is_listed_for_a_week_and_no_longer() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::content();
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, .. } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    for _ in 0..2 {
        ratna.caller.post(&path(&webhook, "/test"), &()).await;
        delivery_when(&ratna, &webhook, |one| one.next.is_none()).await;
    }
    stand.kill();
    let database = databases::of_shop(&stand, BATIK);
    let ages = "UPDATE deliveries SET at = at - ? WHERE id = (SELECT min(id) FROM deliveries)";
    database.execute(ages, [WEBHOOK_FINISHED_MS]).expect("a change");
    drop(database);
    stand.restart().await;
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    let is_tidy = async || (deliveries(&ratna, &webhook).await.len() == 2).then_some(());
    receiver.receives(3).await;
    eventually("the oldest is forgotten, the other two are not", is_tidy).await;
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|_| Some(302));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, .. } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    let refused = delivery_when(&ratna, &webhook, |one| one.attempts == 1).await;
    assert_eq!(refused.outcome, Some(Outcome::Answered { status: 302 }));
    assert!(receiver.received().iter().all(|came| came.path == "/sapa"));
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_no_other_and_no_inbox() {
    let stand = Stand::with_loopback().await;
    let (hanging, content) = (Receiver::start(|_| None), Receiver::content());
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, .. } = makes(&ratna, &hanging.url(), &[Topic::Message]).await.json();
    makes(&ratna, &content.url(), &[Topic::Message]).await.json::<MadeWebhook>();
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    hanging.receives(1).await;

    let started = Instant::now();
    visitor.says("masih di sini").await;
    eventually("the second word", async || {
        let is_it = |came: &Received| String::from_utf8_lossy(&came.body).contains("masih di sini");
        content.received().iter().any(is_it).then_some(())
    })
    .await;
    let late = stand.visitor(BATIK).await;
    late.says("saya juga").await;
    ratna.row_when(late.conversation, |row| !row.last_line.is_empty()).await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(hanging.received().len(), 1, "one at a time");

    let timed_out = async || {
        let all = deliveries(&ratna, &webhook).await;
        all.into_iter().find(|one| one.outcome == Some(Outcome::TimedOut))
    };
    assert!(eventually("it is given up for now", timed_out).await.next.is_some());
}

#[tokio::test]
async fn a_webhook_that_a_rule_calls_is_told_whatever_it_chose_and_no_other_is() {
    let stand = Stand::with_loopback().await;
    let (named, other) = (Receiver::content(), Receiver::content());
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let made = makes(&ratna, &named.url(), &[Topic::Erased]).await;
    let MadeWebhook { webhook, secret } = made.json();
    let not_named: MadeWebhook = makes(&ratna, &other.url(), &[Topic::Waiting]).await.json();
    let rule = |actions| Rule {
        id: RuleId::from_parts(now(), 1),
        name: "Grosir".into(),
        on: true,
        when: When::HandedOver,
        any: false,
        conditions: vec![],
        actions,
    };
    let nothing = WebhookId::from_parts(now(), 9);
    let to = |webhook| vec![rule(vec![Action::CallWebhook { webhook, host: String::new() }])];
    let put = async |rules| ratna.caller.put("/v1/staff/rules", &Rules { revision: 0, rules }).await;
    put(to(nothing)).await.problem(Kind::Invalid);
    let kept: Rules = put(to(webhook.id)).await.json();
    let host = named.url().split('/').nth(2).expect("a host").to_owned();
    assert_eq!(kept.rules[0].actions, [Action::CallWebhook { webhook: webhook.id, host }]);

    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let notice = named.receives(1).await[0].opened(&secret);
    assert_eq!(notice.what, Happening::RuleRan { rule: kept.rules[0].id, name: "Grosir".into() });
    assert_eq!(notice.conversation, Some(visitor.conversation));
    ratna.caller.post(&path(&not_named.webhook, "/test"), &()).await;
    let told = other.receives(2).await;
    let told: Vec<Topic> = told.iter().map(|came| came.opened(&not_named.secret).what.topic()).collect();
    assert_eq!(told, [Topic::Waiting, Topic::Test], "and nothing between them");
}

#[tokio::test]
async fn a_new_secret_signs_at_once_and_the_old_one_for_a_day_too() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::content();
    let (ratna, joko) =
        (stand.staff(BATIK, "Ratna", Role::Owner).await, stand.staff(SEPATU, "Joko", Role::Owner).await);
    let MadeWebhook { webhook, secret: old } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    joko.caller.post(&path(&webhook, "/secret"), &()).await.problem(Kind::NotFound);
    let made: MadeWebhook = ratna.caller.post(&path(&webhook, "/secret"), &()).await.json();
    let left = made.webhook.old_secret_until.expect("a time").since(now());
    assert!((1..=WEBHOOK_OLD_SECRET_MS).contains(&left), "{left}");
    assert_ne!(made.secret, old);
    let again: MadeWebhook = ratna.caller.post(&path(&webhook, "/secret"), &()).await.json();
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    let came = receiver.receives(1).await.remove(0);
    assert_eq!(came.header("webhook-signature").split(' ').count(), 2);
    assert_eq!(came.opened(&old), came.opened(&again.secret), "the one in use, not the one that was lost");
    assert_eq!(ratna.changes_by(&ratna.member).await[0], "webhook_secret");

    stand.kill(); // a day later
    databases::of_shop(&stand, BATIK).execute("UPDATE webhooks SET old_until = 1", []).expect("a change");
    stand.restart().await;
    assert_eq!(list(&ratna).await[0].old_secret_until, None);
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    let came = receiver.receives(2).await.remove(1);
    assert_eq!(came.header("webhook-signature").split(' ').count(), 1);
    came.opened(&again.secret);
}

#[tokio::test]
async fn what_there_was_no_room_for_is_counted_and_shown() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|_| Some(500));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let made = makes(&ratna, &receiver.url(), &[Topic::Message, Topic::Erased]).await;
    let MadeWebhook { webhook, .. } = made.json();
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    delivery_when(&ratna, &webhook, |one| one.attempts == 1).await;
    stand.kill();
    let fill = format!(
        "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {WEBHOOK_WAITING} - 1)
         INSERT INTO deliveries (webhook, id, topic, at, body, due)
         SELECT webhook, printf('%026d', n), topic, at, '{{}}', due + 86400000 FROM many, deliveries"
    );
    databases::of_shop(&stand, BATIK).execute(&fill, []).expect("a full queue");
    stand.restart().await;
    assert_eq!(list(&ratna).await[0].dropped, None);
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let dropped = async || list(&ratna).await[0].dropped.filter(|dropped| dropped.count == 2);
    let dropped = eventually("the question and its answer are counted", dropped).await;
    assert!(now().since(dropped.at) < 60_000);
    assert!(deliveries(&ratna, &webhook).await.iter().all(|one| one.topic == Topic::Test));
    visitor.erase().await;
    delivery_when(&ratna, &webhook, |one| one.topic == Topic::Erased).await;
}

#[tokio::test]
async fn what_was_on_its_way_survives_a_power_cut() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|number| (number > 0).then_some(204));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, secret } = makes(&ratna, &receiver.url(), &[Topic::Waiting]).await.json();
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let first = receiver.receives(1).await.remove(0);

    stand.kill(); // before its answer
    stand.restart().await;

    let second = receiver.receives(2).await.remove(1);
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_eq!(second.opened(&secret).conversation, Some(visitor.conversation));
    delivery_when(&ratna, &webhook, |one| one.next.is_none()).await;
}

#[tokio::test]
async fn the_runtime_reaches_nothing_inside_whatever_was_saved() {
    // The address may be saved here; the network is the one that everybody has.
    let stand = Stand::with_settings(&[("WEBHOOKS_TO_LOOPBACK", "yes")]).await;
    let receiver = Receiver::content();
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let MadeWebhook { webhook, .. } = makes(&ratna, &receiver.url(), &[Topic::Message]).await.json();
    ratna.caller.post(&path(&webhook, "/test"), &()).await;
    let refused = delivery_when(&ratna, &webhook, |one| one.attempts == 1).await;
    assert_eq!(refused.outcome, Some(Outcome::Unreachable));
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn an_erased_conversation_leaves_nothing_on_its_way_but_the_news_of_it() {
    let mut stand = Stand::with_loopback().await;
    let receiver = Receiver::start(|number| Some(if number == 0 { 500 } else { 204 }));
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let made = makes(&ratna, &receiver.url(), &[Topic::Message, Topic::Erased]).await;
    let MadeWebhook { webhook, secret } = made.json();
    let visitor = stand.visitor(BATIK).await;
    visitor.says("alamat saya Jalan Rahasia 7").await;
    receiver.receives(1).await;
    visitor.erase().await;
    let is_erased = |one: &Delivery| one.topic == Topic::Erased && one.next.is_none();
    delivery_when(&ratna, &webhook, is_erased).await;
    assert_eq!(deliveries(&ratna, &webhook).await.len(), 1);
    let last = receiver.received().pop().expect("the news");
    assert_eq!(last.opened(&secret).what, Happening::Erased {});
    assert_eq!(last.opened(&secret).conversation, Some(visitor.conversation));
    stand.kill();
    assert!(!databases::hold(&stand, b"Jalan Rahasia"), "its words are overwritten");
    stand.restart().await;
}

#[tokio::test]
async fn an_address_inside_another_shops_webhook_and_a_sixth_are_refused() {
    let stand = Stand::start().await;
    let (ratna, joko) =
        (stand.staff(BATIK, "Ratna", Role::Owner).await, stand.staff(SEPATU, "Joko", Role::Owner).await);
    for bad in ["http://toko.example/", "https://127.0.0.1/", "http://127.0.0.1:9/", "https://gudang.local/"]
    {
        makes(&ratna, bad, &Topic::ALL).await.problem(Kind::Invalid);
    }
    makes(&ratna, "https://toko.example/", &[]).await.problem(Kind::Invalid);
    let made = makes(&ratna, "https://toko.example/", &[Topic::Erased]).await;
    let MadeWebhook { webhook, secret } = made.json();
    assert!(secret.starts_with("whsec_"), "{secret}");
    let bad = PutWebhook { url: "https://[::1]/".into(), topics: vec![Topic::Erased], on: true };
    ratna.caller.put(&path(&webhook, ""), &bad).await.problem(Kind::Invalid);

    let good = PutWebhook { url: "https://evil.example/".into(), topics: vec![Topic::Erased], on: true };
    joko.caller.put(&path(&webhook, ""), &good).await.problem(Kind::NotFound);
    joko.caller.delete(&path(&webhook, "")).await.problem(Kind::NotFound);
    joko.caller.get(&path(&webhook, "/deliveries")).await.problem(Kind::NotFound);
    joko.caller.post(&path(&webhook, "/test"), &()).await.problem(Kind::NotFound);
    assert_eq!(list(&ratna).await, [webhook]);
    assert!(!ratna.caller.get("/v1/staff/webhooks").await.text().contains("whsec_"));

    for _ in 1..WEBHOOKS {
        makes(&ratna, "https://toko.example/", &[Topic::Erased]).await.json::<MadeWebhook>();
    }
    makes(&ratna, "https://toko.example/", &[Topic::Erased]).await.problem(Kind::TooLarge);
}
