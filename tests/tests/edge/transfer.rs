//! A conversation changes hands between people: what each of them, and the shopper, sees of it.

use protocol::event::{Body, HandoffReason, Status};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::{Given, Role};
use protocol::{ServerFrame, StaffId};
use sapa_tests::{Agent, BATIK, Chat, SEPATU, Stand, new_id};

const NOTE: &str = "Mau grosir 40 potong, stok sudah saya cek";

fn to(member: Option<StaffId>) -> Command {
    Command::Transfer { id: new_id(), to: member, team: None, note: NOTE.to_owned() }
}

/// A visitor who asked something, and the agent who has the conversation.
async fn taken(stand: &Stand, name: &str) -> (Chat, Agent, Chat) {
    let visitor = stand.visitor(BATIK).await;
    visitor.says("bisa pesan 40 potong?").await;
    let agent = stand.agent(BATIK, name).await;
    let chat = agent.takes(visitor.conversation).await;
    (visitor, agent, chat)
}

#[tokio::test]
async fn given_to_a_colleague_it_is_theirs_with_the_note_and_the_shopper_sees_who_comes() {
    let stand = Stand::shared().await;
    let (visitor, dina, chat) = taken(&stand, "Dina").await;
    let mut tab = visitor.live().await;
    let rudi = stand.agent(BATIK, "Rudi").await;
    let mut inbox = rudi.live_inbox().await;
    let command = to(Some(rudi.member.id));

    let events = chat.does(command.clone()).await;

    let assigned = Body::Assigned { agent: rudi.member.id, name: "Rudi".to_owned() };
    assert_eq!((events[0].id, &events[0].body), (command.id(), &assigned));
    assert_eq!(events[1].body, Body::Note { text: NOTE.to_owned(), mentions: Vec::new() });
    assert_eq!(tab.events().await[0].body, assigned);
    assert!(!format!("{:?}", visitor.log().await).contains("grosir"), "the note is for colleagues");
    let row = inbox.row(visitor.conversation, |row| row.given.is_some()).await;
    assert_eq!(row.given, Some(Given { by: Some("Dina".to_owned()), note: NOTE.to_owned() }));
    assert_eq!(row.status, Status::Agent { id: rudi.member.id, name: "Rudi".to_owned() });

    chat.post(new_id(), "saya lagi").await.problem(Kind::WrongState);
    rudi.chat(visitor.conversation).says("Halo Kak, saya Rudi").await;
    inbox.row(visitor.conversation, |row| row.given.is_none()).await;
    assert_eq!(chat.does(command).await[0].body, assigned, "sent again it is the same event");
    assert_eq!(dina.row(visitor.conversation).await.and_then(|row| row.given), None);
}

#[tokio::test]
async fn given_back_it_waits_and_the_shopper_is_told() {
    let stand = Stand::shared().await;
    let (visitor, _, chat) = taken(&stand, "Dina").await;
    chat.does(to(None)).await;
    let page = visitor.page(protocol::Seq(0)).await;
    assert!(
        matches!(page.status, Status::Waiting { reason: HandoffReason::Transferred, .. }),
        "{:?}",
        page.status
    );
    assert!(matches!(page.events.last().map(|event| &event.body), Some(Body::Message(_))), "{page:?}");
}

#[tokio::test]
async fn only_who_has_it_or_a_supervisor_gives_it_and_only_to_somebody_of_the_shop() {
    let stand = Stand::shared().await;
    let (visitor, dina, chat) = taken(&stand, "Dina").await;
    let rudi = stand.agent(BATIK, "Rudi").await;
    let own = rudi.chat(visitor.conversation);
    own.command(to(Some(rudi.member.id))).await.problem(Kind::WrongState);
    visitor.command(to(Some(rudi.member.id))).await.problem(Kind::Forbidden);
    let trainer = stand.staff(BATIK, "Tono", Role::Trainer).await;
    chat.command(to(Some(trainer.member.id))).await.problem(Kind::Invalid);
    trainer.chat(visitor.conversation).command(to(Some(rudi.member.id))).await.problem(Kind::Forbidden);
    let stranger = stand.agent(SEPATU, "Joko").await;
    chat.command(to(Some(stranger.member.id))).await.problem(Kind::NotFound);
    stranger.chat(visitor.conversation).command(to(Some(stranger.member.id))).await.problem(Kind::NotFound);
    chat.command(to(Some(dina.member.id))).await.problem(Kind::WrongState);

    let supervisor = stand.staff(BATIK, "Wulan", Role::Supervisor).await.chat(visitor.conversation);
    supervisor.does(to(Some(rudi.member.id))).await;
    own.says("Halo Kak").await;
    let frame = supervisor.frame(&protocol::ClientFrame::Command { command: to(None) }).await;
    assert!(matches!(frame.json(), ServerFrame::Events { .. }));
}
