//! Service levels and the end of silence, on the real clock of the objects and through power cuts. The rules themselves are
//! tested in the desk, with a clock that is handed in.

use protocol::event::{Body, Event, HandoffReason, Status};
use protocol::frame::{Command, ServerFrame};
use protocol::problem::Kind;
use protocol::service::Goal;
use protocol::shop::Service;
use protocol::staff::{InboxRow, Role};
use sapa_tests::{Agent, Chat, Live, Stand, eventually, new_id, renamed};
use serde_json::json;

use crate::databases;

const HOUR_MS: i64 = 3_600_000;

/// A shop of its own that is always open.
async fn shop(stand: &Stand, slug: &str, service: Service) {
    let mut shop = renamed(slug);
    shop.settings.hours.week.clear();
    shop.settings.hours.holidays.clear();
    shop.settings.service = service;
    stand.load(&shop).await;
}

/// Lets time pass while the power is off, and opens the conversation again: its clock sees how late it is.
async fn hours_later(stand: &mut Stand, chat: &Chat, hours: i64) -> Live<ServerFrame> {
    stand.kill();
    databases::let_time_pass(stand, chat.conversation, hours * HOUR_MS);
    stand.restart().await;
    chat.caller.connect(&chat.path("live")).await.expect("let in")
}

fn is_for_staff(event: &Event) -> bool {
    matches!(event.body, Body::Missed { .. } | Body::StillThere { .. })
}

fn missed(log: &[Event]) -> Vec<Goal> {
    let goal = |event: &Event| match event.body {
        Body::Missed { goal, .. } => Some(goal),
        _ => None,
    };
    log.iter().filter_map(goal).collect()
}

async fn status(chat: &Chat) -> Status {
    chat.page(protocol::Seq(0)).await.status
}

#[tokio::test]
async fn what_was_missed_is_on_the_record_once_and_the_row_tells_the_inbox() {
    let mut stand = Stand::start().await;
    let service =
        Service { first_reply_minutes: Some(30), resolution_minutes: Some(600), ..Service::default() };
    shop(&stand, "toko-tepat", service).await;
    let dina = stand.agent("toko-tepat", "Dina").await;
    let visitor = stand.visitor("toko-tepat").await;
    visitor.says("mau bicara dengan orang").await;
    let row = dina.row_when(visitor.conversation, |row| row.due.is_some()).await;
    assert_eq!((row.due.map(|due| due.goal), row.missed), (Some(Goal::FirstReply), None));

    let chat = dina.chat(visitor.conversation);
    let _open = hours_later(&mut stand, &chat, 1).await;
    dina.row_when(visitor.conversation, |row| row.missed.is_some()).await;
    let _open = hours_later(&mut stand, &chat, 0).await;

    assert_eq!(missed(&chat.log().await), [Goal::FirstReply]);
    assert!(!visitor.log().await.iter().any(is_for_staff), "the shopper isn't told");
    chat.does(Command::Take { id: new_id() }).await;
    chat.says("Maaf menunggu, Kak").await;
    let row = dina.row_when(visitor.conversation, |row| row.last_by == "agent").await;
    assert_eq!(row.due.map(|due| due.goal), Some(Goal::Resolution), "the word was said");
    assert!(row.missed.is_some(), "and it stays known that it came too late");
}

#[tokio::test]
async fn the_silent_are_asked_and_let_go_and_taken_up_again_through_power_cuts() {
    let mut stand = Stand::start().await;
    shop(&stand, "toko-sabar", Service { close_after_hours: Some(12), ..Service::default() }).await;
    let dina = stand.agent("toko-sabar", "Dina").await;
    let visitor = stand.visitor("toko-sabar").await;
    visitor.says("mau bicara dengan orang").await;
    let chat = dina.takes(visitor.conversation).await;
    chat.says("Sudah saya kirim ulang ya, Kak").await;
    let before = visitor.log().await.len();

    let _open = hours_later(&mut stand, &chat, 12).await;
    eventually("they are asked", async || chat.log().await.iter().any(is_for_staff).then_some(())).await;
    let seen = visitor.log().await;
    assert!(
        matches!(&seen[before..], [Event { body: Body::Message(said), .. }] if said.text.contains("24 jam"))
    );
    assert!(matches!(status(&chat).await, Status::Agent { .. }));

    let _open = hours_later(&mut stand, &chat, 24).await;
    eventually("it is settled", async || (status(&chat).await == Status::Resolved).then_some(())).await;
    assert!(matches!(visitor.log().await.last().map(|event| &event.body), Some(Body::RatingAsked)));
    visitor.does(Command::Rate { id: new_id(), score: 4, comment: String::new() }).await;
    visitor.says("kak, resinya belum bisa dilacak").await;
    assert!(matches!(status(&chat).await, Status::Waiting { reason: HandoffReason::CameBack, .. }));
}

#[tokio::test]
async fn a_target_counts_for_those_who_wait_already() {
    let stand = Stand::shared().await;
    let slug = "toko-susul";
    shop(&stand, slug, Service::default()).await;
    let owner = stand.staff(slug, "Olla", Role::Owner).await;
    let visitor = stand.visitor(slug).await;
    visitor.says("mau bicara dengan orang").await;
    let waits = |row: &InboxRow| matches!(row.status, Status::Waiting { .. });
    assert_eq!(owner.row_when(visitor.conversation, waits).await.due, None);

    let service = Service { first_reply_minutes: Some(30), ..Service::default() };
    assert_eq!(owner.caller.put("/v1/staff/service", &service).await.status, 204);
    let row = owner.row_when(visitor.conversation, |row| row.due.is_some()).await;
    assert_eq!(row.due.map(|due| due.goal), Some(Goal::FirstReply), "though nothing else has happened");
}

#[tokio::test]
async fn an_owner_sets_targets_that_make_sense() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-target", Service::default()).await;
    let owner = stand.staff("toko-target", "Olla", Role::Owner).await;
    let set = async |body| owner.caller.put("/v1/staff/service", &body).await;
    for (field, value) in [
        ("first_reply_minutes", 0),
        ("next_reply_minutes", 43_201),
        ("resolution_minutes", 0),
        ("close_after_hours", 721),
    ] {
        let problem = set(json!({ "routing": "manual", field: value })).await.problem(Kind::Invalid);
        assert!(problem.detail.contains(field), "{problem:?}");
    }
    assert_eq!(read(&owner).await, Service::default(), "a refusal changes nothing");
    let targets = json!({ "first_reply_minutes": 5, "close_after_hours": 24 });
    assert_eq!(set(targets).await.status, 204);
    let expected =
        Service { first_reply_minutes: Some(5), close_after_hours: Some(24), ..Service::default() };
    assert_eq!(read(&owner).await, expected);
}

async fn read(owner: &Agent) -> Service {
    owner.caller.get("/v1/staff/service").await.json()
}
