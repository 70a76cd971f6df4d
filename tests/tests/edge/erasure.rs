//! A shopper's right to have their conversation erased, and nobody else's.

use std::time::Duration;

use futures_util::future::join_all;
use protocol::event::Status;
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::InboxFrame;
use sapa_tests::{BATIK, SEPATU, Stand, new_id};
use tokio::time::sleep;

#[tokio::test]
async fn an_erased_conversation_is_gone_for_everybody() {
    let stand = Stand::shared().await;
    let (visitor, bystander) = (stand.visitor(BATIK).await, stand.visitor(BATIK).await);
    let dina = stand.agent(BATIK, "Dina").await;
    let mut inbox = dina.live_inbox().await;
    for chat in [&visitor, &bystander] {
        chat.does(Command::AskPerson { id: new_id() }).await;
        chat.says("alamat saya Jalan Melati 7").await;
        inbox.row(chat.conversation, |row| row.unread == 1).await;
    }
    let staff = dina.takes(visitor.conversation).await;
    inbox.row(visitor.conversation, |row| matches!(row.status, Status::Agent { .. })).await;
    let (tab, console) = (visitor.live().await, staff.live().await);

    assert_eq!(visitor.erase().await.status, 204);

    tab.ends().await;
    console.ends().await;
    for chat in [&visitor, &staff] {
        chat.caller.get(&chat.path("events")).await.problem(Kind::NotFound);
        chat.post(new_id(), "halo?").await.problem(Kind::NotFound);
        chat.try_connect().await.expect_err("no socket").problem(Kind::NotFound);
    }
    visitor.erase().await.problem(Kind::NotFound);
    // Others erase theirs on the shared stand at the same time.
    let is_told = |frame| match frame {
        InboxFrame::Rows { gone, .. } => gone.contains(&visitor.conversation).then_some(()),
        _ => None,
    };
    inbox.until(is_told).await;
    assert_eq!(dina.row(visitor.conversation).await, None);
    assert!(dina.row(bystander.conversation).await.is_some(), "the others stay");
    assert!(bystander.log().await.len() > 1);
}

#[tokio::test]
async fn only_the_shopper_may_erase_a_conversation() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let log = visitor.log().await;
    let conversation = visitor.conversation;

    stand.agent(BATIK, "Dina").await.takes(conversation).await.erase().await.problem(Kind::Forbidden);
    let strangers = [
        (stand.stranger(), Kind::Unauthorized),
        (stand.operator(), Kind::Unauthorized),
        (stand.visitor(BATIK).await.caller, Kind::NotFound),
        (stand.agent(SEPATU, "Joko").await.caller, Kind::NotFound),
    ];
    for (caller, kind) in strangers {
        caller.chat(conversation).erase().await.problem(kind);
    }
    assert!(visitor.log().await.starts_with(&log));
}

#[tokio::test]
async fn an_erased_conversation_does_not_come_back_with_the_power() {
    let mut stand = Stand::start().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("alamat saya Jalan Melati 7").await;
    let dina = stand.agent(BATIK, "Dina").await;
    assert_eq!(visitor.erase().await.status, 204);

    stand.kill();
    stand.restart().await;

    visitor.caller.get(&visitor.path("events")).await.problem(Kind::NotFound);
    assert_eq!(dina.inbox().await, []);
}

/// The inbox learns of what is said a moment later. When the shopper erases the conversation in that very moment, the news
/// may reach the inbox after the erasure: nothing is told of what is gone.
#[tokio::test]
async fn news_that_was_under_way_brings_no_erased_conversation_back() {
    let stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let erased_after = async |wait: u64| {
        let visitor = stand.visitor(BATIK).await;
        visitor.says("alamat saya Jalan Melati 7").await;
        sleep(Duration::from_millis(wait)).await;
        assert_eq!(visitor.erase().await.status, 204);
    };
    // The moments around the one at which the news of a message leaves.
    for _ in 0..5 {
        join_all((0..40).map(|number| erased_after(180 + number))).await;
    }
    sleep(Duration::from_secs(1)).await; // longer than news travels
    assert_eq!(dina.inbox().await, []);
}
