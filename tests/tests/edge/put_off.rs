//! Snoozing and spam, as each side sees them.

use std::time::Duration;

use protocol::event::{Body, Event, Status};
use protocol::frame::Command;
use protocol::inbox::View;
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{BATIK, Chat, SEPATU, Stand, eventually, new_id, now};
use tokio::time::sleep;

/// What happened that is the staff's own business, by name: the server's own list isn't asked.
fn put_off(log: &[Event]) -> Vec<&Body> {
    let is_ours =
        |body: &&Body| matches!(body, Body::Snoozed { .. } | Body::Woke | Body::MarkedSpam | Body::NotSpam);
    log.iter().map(|event| &event.body).filter(is_ours).collect()
}

async fn status(chat: &Chat) -> Status {
    chat.page(protocol::Seq(0)).await.status
}

#[tokio::test]
async fn what_was_put_off_comes_back_by_itself_even_after_the_power_was_cut() {
    let mut stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let chat = dina.takes(visitor.conversation).await;
    chat.does(Command::Snooze { id: new_id(), until: now().plus(3_000) }).await;
    assert!(matches!(status(&chat).await, Status::Snoozed { .. }));
    assert!(matches!(status(&visitor).await, Status::Agent { .. }), "the shopper isn't told");
    let count = async |view| dina.opens_inbox().await.counts.of(view, dina.member.id);
    eventually("in its view", async || (count(View::Snoozed).await == 1).then_some(())).await;

    stand.kill();
    sleep(Duration::from_millis(3_000)).await;
    stand.restart().await;

    eventually("mine again", async || (count(View::Mine).await == 1).then_some(())).await;
    assert!(matches!(status(&chat).await, Status::Agent { id, .. } if id == dina.member.id));
    assert!(matches!(put_off(&chat.log().await)[..], [Body::Snoozed { .. }, Body::Woke]));
    assert!(put_off(&visitor.log().await).is_empty(), "the shopper isn't told afterwards either");
}

#[tokio::test]
async fn the_shopper_wakes_what_was_put_off() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let chat = dina.takes(visitor.conversation).await;
    let mut console = dina.live_inbox().await;
    chat.does(Command::Snooze { id: new_id(), until: now().plus(3_600_000) }).await;
    console.row(visitor.conversation, |row| matches!(row.status, Status::Snoozed { .. })).await;
    visitor.says("sudah sampai?").await;
    console.row(visitor.conversation, |row| matches!(row.status, Status::Agent { .. })).await;
}

#[tokio::test]
async fn spam_is_silent_and_undone_at_once() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let chat = dina.chat(visitor.conversation);
    let before = visitor.log().await.len();
    chat.does(Command::MarkSpam { id: new_id() }).await;
    assert_eq!(visitor.log().await.len(), before, "the shopper isn't told");
    visitor.says("ongkir ke bandung berapa?").await;
    assert_eq!(visitor.log().await.len(), before + 1, "stored, and nothing comes of it");
    assert_eq!(status(&visitor).await, Status::Bot, "as it was before");
    chat.does(Command::NotSpam { id: new_id() }).await;
    assert_eq!(visitor.log().await.len(), before + 1, "the shopper isn't told of that either");
    assert!(matches!(put_off(&chat.log().await)[..], [Body::MarkedSpam, Body::NotSpam]));
    visitor.says("ongkir ke bandung berapa?").await;
    let after = visitor.log().await;
    assert!(after.len() > before + 2, "the bot answers again");
    assert!(put_off(&after).is_empty());
}

#[tokio::test]
async fn only_those_who_may_talk_to_shoppers_put_off_and_mark() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let commands = || {
        [
            Command::Snooze { id: new_id(), until: now().plus(60_000) },
            Command::Wake { id: new_id() },
            Command::MarkSpam { id: new_id() },
            Command::NotSpam { id: new_id() },
        ]
    };
    let trainer = stand.staff(BATIK, "Tia", Role::Trainer).await.chat(visitor.conversation);
    let other = stand.staff(SEPATU, "Joko", Role::Owner).await.chat(visitor.conversation);
    let stranger = stand.stranger().chat(visitor.conversation);
    for (caller, kind) in [
        (&trainer, Kind::Forbidden),
        (&visitor, Kind::Forbidden),
        (&other, Kind::NotFound),
        (&stranger, Kind::Unauthorized),
    ] {
        for command in commands() {
            caller.command(command).await.problem(kind);
        }
    }
    let dina = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    let never = Command::Snooze { id: new_id(), until: now() };
    dina.command(never).await.problem(Kind::Invalid);
}
