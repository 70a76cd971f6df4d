//! Colleagues in one conversation: who has it open, who is writing, who was mentioned; replies, and words put right.

use protocol::event::{Body, Message};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::{Author, EventId, Seq, StaffId};
use sapa_tests::{Agent, BATIK, Chat, Live, SEPATU, Stand, new_id};

/// The names of the next viewers that a console is told of.
async fn viewers(console: &mut Live<ServerFrame>) -> Vec<String> {
    console
        .until(|frame| match frame {
            ServerFrame::Viewers { viewers } => Some(viewers.into_iter().map(|viewer| viewer.name).collect()),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn colleagues_see_each_other_come_and_go_and_the_shopper_sees_nothing_of_it() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut tab = visitor.live().await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let chat = |agent: &Agent| agent.chat(visitor.conversation);
    let mut first = chat(&dina).live().await;
    assert_eq!(first.so_far().await, [], "nobody is told that they are alone");
    let mut second = chat(&dina).live().await;
    let mut other = chat(&sari).connect().await; // what it hears first is who else is there
    for console in [&mut first, &mut second, &mut other] {
        let mut names = viewers(console).await;
        names.sort_unstable();
        assert_eq!(names, ["Dina", "Sari"], "each once, however many tabs they have");
    }
    let onlooker = stand.staff(BATIK, "Tono", Role::Trainer).await.chat(visitor.conversation).live().await;
    other.close().await;
    for console in [&mut first, &mut second] {
        loop {
            let names = viewers(console).await;
            assert!(!names.contains(&"Tono".to_owned()), "whoever only looks on leaves no trace");
            if names == ["Dina"] {
                break;
            }
        }
    }
    onlooker.close().await;
    assert_eq!(tab.so_far().await, []);
}

#[tokio::test]
async fn who_of_the_staff_is_writing_their_colleagues_see_too() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let (mut tab, mut hers) = (visitor.live().await, dina.chat(visitor.conversation).live().await);
    let mut other = sari.chat(visitor.conversation).live().await;
    hers.send(&ClientFrame::Typing { on: true, draft: String::new() }).await;
    for live in [&mut tab, &mut other] {
        let name = live
            .until(|frame| match frame {
                ServerFrame::Typing { author: Author::Agent { name, .. }, on: true, .. } => Some(name),
                _ => None,
            })
            .await;
        assert_eq!(name, "Dina");
    }
    let own = hers.so_far().await;
    assert!(!own.iter().any(|frame| matches!(frame, ServerFrame::Typing { .. })), "not told to herself");
}

/// A note that mentions somebody.
fn note(staff: StaffId) -> Command {
    Command::Note { id: new_id(), text: "@Sari tolong cek gudang".to_owned(), mentions: vec![staff] }
}

#[tokio::test]
async fn whoever_is_mentioned_finds_it_in_the_inbox_until_they_have_looked() {
    let mut stand = Stand::start().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let chat = dina.takes(visitor.conversation).await;
    chat.does(note(sari.member.id)).await;
    let hers = [sari.member.id];
    dina.row_when(visitor.conversation, |row| row.mentioned == hers).await;
    assert!(!serde_json::to_string(&visitor.log().await).expect("JSON").contains("gudang"));

    stand.kill();
    stand.restart().await;
    let last = chat.page(Seq(0)).await.last;
    chat.frame(&ClientFrame::Read { seq: last }).await.json::<ServerFrame>();
    visitor.says("halo?").await;
    dina.row_when(visitor.conversation, |row| row.last_line == "halo?" && row.mentioned == hers).await;

    sari.chat(visitor.conversation).frame(&ClientFrame::Read { seq: last }).await.json::<ServerFrame>();
    dina.row_when(visitor.conversation, |row| row.mentioned.is_empty()).await;
}

fn reply(reply_to: EventId) -> Command {
    let (text, picked, files) = ("yang ini ya".to_owned(), None, Vec::new());
    Command::Message { id: new_id(), text, picked, files, reply_to: Some(reply_to) }
}

#[tokio::test]
async fn a_reply_names_what_it_is_to_and_both_sides_see_it() {
    let stand = Stand::shared().await;
    let (visitor, elsewhere) = (stand.visitor(BATIK).await, stand.visitor(BATIK).await);
    let (asked, foreign) = (visitor.says("ongkir?").await.id, elsewhere.says("halo").await.id);
    let chat = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    chat.does(reply(asked)).await;
    for side in [&visitor, &chat] {
        let log = side.log().await;
        let quotes = log.iter().any(
            |event| matches!(&event.body, Body::Message(Message { reply_to: Some(of), .. }) if *of == asked),
        );
        assert!(quotes);
    }
    for wrong in [foreign, new_id()] {
        chat.command(reply(wrong)).await.problem(Kind::NotFound);
        visitor.command(reply(wrong)).await.problem(Kind::NotFound);
    }
}

fn edit(about: EventId) -> Command {
    Command::Edit { id: new_id(), about, text: "Rp15.000 ya Kak".to_owned() }
}

#[tokio::test]
async fn words_are_put_right_by_whoever_said_them_and_the_log_keeps_both() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut tab = visitor.live().await;
    let asked = visitor.says("ongkir?").await.id;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = dina.takes(visitor.conversation).await;
    let said = chat.says("Rp51.000 ya Kak").await.id;
    let command = edit(said);
    let told = chat.does(command.clone()).await;
    assert_eq!(chat.does(command).await, told, "a repeat is the same event");
    let seen = tab
        .until(|frame| match frame {
            ServerFrame::Events { events, .. } => events.into_iter().find_map(|event| match event.body {
                Body::Edited { about, text } if about == said => Some(text),
                _ => None,
            }),
            _ => None,
        })
        .await;
    assert_eq!(seen, "Rp15.000 ya Kak");
    let log = serde_json::to_string(&visitor.log().await).expect("JSON");
    assert!(log.contains("51.000") && log.contains("15.000"));
    dina.row_when(visitor.conversation, |row| row.last_line.contains("15.000")).await;

    let others: [(Chat, Kind); 4] = [
        (stand.agent(BATIK, "Sari").await.chat(visitor.conversation), Kind::Forbidden),
        (stand.staff(BATIK, "Tono", Role::Trainer).await.chat(visitor.conversation), Kind::Forbidden),
        (stand.agent(SEPATU, "Joko").await.chat(visitor.conversation), Kind::NotFound),
        (visitor.clone(), Kind::Forbidden),
    ];
    for (other, kind) in others {
        other.command(edit(said)).await.problem(kind);
    }
    chat.command(edit(asked)).await.problem(Kind::WrongState);
    chat.command(edit(new_id())).await.problem(Kind::NotFound);
}
