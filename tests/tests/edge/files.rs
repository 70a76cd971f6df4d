//! Files from both sides: what is accepted comes back byte for byte and harmless; everything else is refused and loses
//! nothing.

use std::time::Duration;

use futures_util::future::join_all;
use protocol::event;
use protocol::frame::Command;
use protocol::limits::{CONVERSATION_FILES_BYTES, FILE_BYTES, MESSAGE_FILES};
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::{Event, File, FileKind};
use reqwest::{Body, Method};
use sapa_tests::{
    Answer, BATIK, Caller, Chat, PIXEL, SEPATU, Stand, eventually, new_conversation_id, new_file_id, new_id,
};
use tokio::time::sleep;

use crate::databases;

fn files(event: &Event) -> &[File] {
    match &event.body {
        event::Body::Message(said) => &said.files,
        other => panic!("a message expected, not {other:?}"),
    }
}

/// The bytes of a file as it is served, which nothing may run or take for anything else.
fn served<'a>(answer: &'a Answer, content_type: &str, disposition: &str) -> &'a [u8] {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), content_type);
    assert_eq!(answer.header("content-disposition"), disposition);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert!(answer.header("cache-control").starts_with("private"), "{}", answer.header("cache-control"));
    assert!(answer.header("vary").contains("authorization"), "{}", answer.header("vary"));
    &answer.body
}

/// Text of a length, no two thousand bytes of it alike: pieces that were swapped would show.
fn text_of(length: usize) -> Vec<u8> {
    (0..).flat_map(|number: u32| format!("{number}\n").into_bytes()).take(length).collect()
}

#[tokio::test]
async fn a_picture_and_a_document_go_from_each_side_to_the_other() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let photo = visitor.sends_file("Foto (1).gif", PIXEL).await;
    assert_eq!((photo.kind, photo.width, photo.height), (FileKind::Gif, Some(1), Some(1)));
    let said = visitor.says_with("ini kak", vec![photo.clone()]).await;
    assert_eq!(files(&said), std::slice::from_ref(&photo));

    let dina = stand.agent(BATIK, "Dina").await;
    let staff = dina.takes(visitor.conversation).await;
    let answer = staff.file(photo.id).await;
    assert_eq!(served(&answer, "image/gif", "inline; filename*=UTF-8''Foto%20%281%29.gif"), PIXEL);

    let pdf = b"%PDF-1.7 invoice".as_slice();
    let invoice = staff.sends_file("faktur é.pdf", pdf).await;
    staff.says_with("", vec![invoice.clone()]).await;
    let answer = visitor.file(invoice.id).await;
    let disposition = "attachment; filename*=UTF-8''faktur%20%C3%A9.pdf";
    assert_eq!(served(&answer, "application/pdf", disposition), pdf);
    assert!(visitor.log().await.iter().any(|event| event.body == said.body), "it is in the log");
}

#[tokio::test]
async fn a_file_of_the_largest_size_comes_back_whole_and_a_larger_one_is_refused() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let content = text_of(FILE_BYTES);
    let file = visitor.sends_file("besar.csv", content.clone()).await;
    let answer = visitor.file(file.id).await;
    assert!(
        served(&answer, "text/plain; charset=utf-8", "attachment; filename*=UTF-8''besar.csv") == content
    );

    let chunk = || Ok::<_, std::io::Error>(vec![b'a'; 65_536]);
    let stream = futures_util::stream::iter((0..=FILE_BYTES / 65_536).map(move |_| chunk()));
    let (announced, unannounced) = (new_file_id(), new_file_id());
    let requests = [
        (announced, visitor.upload_request(announced, "x.txt", text_of(FILE_BYTES + 1))),
        (unannounced, visitor.upload_request(unannounced, "x.txt", []).body(Body::wrap_stream(stream))),
    ];
    for (id, request) in requests {
        // The server may hang up on what is too large before all of it was sent.
        if let Ok(answer) = Caller::try_send(request).await {
            answer.problem(Kind::TooLarge);
        }
        visitor.file(id).await.problem(Kind::NotFound);
    }
}

#[tokio::test]
async fn the_content_decides_and_what_could_run_is_refused_whatever_it_is_called() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for content in [
        &b"<!doctype html><script>alert(1)</script>"[..],
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"#!/bin/sh\nid",
        b"MZ\x90\0\x03\0\0\0\x04",
        b"PK\x03\x04\x14\0\x08\0classes.dex",
        b"\0\x01\x02\x03",
        b"\xff\xd8\xff\xe0 no picture",
    ] {
        let request = visitor.upload_request(new_file_id(), "foto.jpg", content);
        let answer = visitor.caller.send(request.header("content-type", "image/jpeg")).await;
        let problem = answer.problem(Kind::UnsupportedFile);
        assert!(problem.detail.contains("JPEG"), "says what can be sent: {}", problem.detail);
    }
    visitor.upload(new_file_id(), "x.gif", b"").await.problem(Kind::Invalid);
    let polyglot = [PIXEL, b"<script>alert(1)</script>"].concat();
    let file = visitor.sends_file("evil.html", polyglot).await;
    assert_eq!(file.name, "evil.html.gif");
    let answer = visitor.file(file.id).await;
    served(&answer, "image/gif", "inline; filename*=UTF-8''evil.html.gif");
}

#[tokio::test]
async fn a_name_is_data() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for (written, kept) in [
        ("../../../etc/passwd", "passwd.gif"),
        ("..\\..\\windows\\evil.exe", "evil.exe.gif"),
        ("nota\u{202E}fig.exe", "notafig.exe.gif"),
        ("a\r\nset-cookie: x=y\0.gif", "aset-cookie: x=y.gif"),
        ("\"><script>alert(1)</script>.gif", "script>.gif"),
        ("'; DROP TABLE files; --.gif", "'; DROP TABLE files; --.gif"),
        ("", "file.gif"),
    ] {
        let file = visitor.sends_file(written, PIXEL).await;
        assert_eq!(file.name, kept, "{written:?}");
        let answer = visitor.file(file.id).await;
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.header("content-disposition").starts_with("inline; filename*=UTF-8''"));
    }
    let request = visitor.caller.request(Method::POST, &visitor.path("files")).body(PIXEL);
    let request = request.header("file-id", new_file_id().to_string()).header("file-name", "%E0%A4%A");
    let unreadable = visitor.caller.send(request).await;
    unreadable.problem(Kind::Invalid);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_another_under_its_id_is_refused() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let id = new_file_id();
    let answers = join_all((0..10).map(|_| visitor.upload(id, "foto.gif", PIXEL))).await;
    let stored: Vec<File> = answers.iter().map(Answer::json).collect();
    assert!(stored.iter().all(|file| *file == stored[0]));
    let other = [PIXEL, b"!"].concat();
    visitor.upload(id, "foto.gif", other).await.problem(Kind::IdTaken);
    visitor.upload(id, "lain.gif", PIXEL).await.problem(Kind::IdTaken);
    assert_eq!(visitor.file(id).await.body, PIXEL);
    let request = visitor.caller.request(Method::POST, &visitor.path("files")).body(PIXEL);
    visitor.caller.send(request).await.problem(Kind::Invalid);
}

#[tokio::test]
async fn a_message_names_only_files_that_its_sender_sent_and_each_once() {
    let stand = Stand::shared().await;
    let (visitor, other) = (stand.visitor(BATIK).await, stand.visitor(BATIK).await);
    let dina = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    let file = visitor.sends_file("foto.gif", PIXEL).await;
    let foreign = other.sends_file("foto.gif", PIXEL).await;
    let bigger = File { bytes: 1_000_000, ..file.clone() };
    let renamed = File { name: "virus.exe".to_owned(), ..file.clone() };
    for bad in [foreign.clone(), bigger, renamed, File { id: new_file_id(), ..file.clone() }] {
        visitor.post_with("ini", vec![bad]).await.problem(Kind::NotFound);
    }
    dina.post_with("ini", vec![file.clone()]).await.problem(Kind::NotFound);
    visitor.post_with("ini", vec![file.clone(), file.clone()]).await.problem(Kind::Invalid);
    visitor.post_with("ini", vec![file.clone(); MESSAGE_FILES + 1]).await.problem(Kind::TooLarge);

    let command = Command::Message {
        id: new_id(),
        text: String::new(),
        picked: None,
        files: vec![file.clone()],
        reply_to: None,
    };
    let told = visitor.does(command.clone()).await;
    assert_eq!(visitor.does(command).await[0], told[0], "a repeat is the same event");
    visitor.post_with("lagi", vec![file]).await.problem(Kind::NotFound);
    visitor.file(foreign.id).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn what_is_not_sent_yet_only_its_sender_sees() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let staff = dina.takes(visitor.conversation).await;
    let (theirs, ours) = (visitor.sends_file("a.gif", PIXEL).await, staff.sends_file("b.gif", PIXEL).await);
    staff.file(theirs.id).await.problem(Kind::NotFound);
    visitor.file(ours.id).await.problem(Kind::NotFound);
    sari.chat(visitor.conversation).file(ours.id).await.problem(Kind::NotFound);
    assert_eq!(staff.file(ours.id).await.body, PIXEL);
}

#[tokio::test]
async fn nobody_else_sends_or_fetches_a_file() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let file = visitor.sends_file("foto.gif", PIXEL).await;
    visitor.says_with("ini", vec![file.clone()]).await;
    let intruders: [(Caller, Kind); 5] = [
        (stand.stranger(), Kind::Unauthorized),
        (stand.operator(), Kind::Unauthorized),
        (stand.visitor(BATIK).await.caller, Kind::NotFound),
        (stand.visitor(SEPATU).await.caller, Kind::NotFound),
        (stand.staff(SEPATU, "Joko", Role::Owner).await.caller, Kind::NotFound),
    ];
    for (intruder, kind) in intruders {
        let chat = intruder.chat(visitor.conversation);
        chat.file(file.id).await.problem(kind);
        chat.upload(new_file_id(), "x.gif", PIXEL).await.problem(kind);
    }
    for role in Role::ALL {
        let staff = stand.staff(BATIK, "Siapa", role).await.chat(visitor.conversation);
        assert_eq!(staff.file(file.id).await.body, PIXEL, "{role:?} reads");
        let sent = staff.upload(new_file_id(), "x.gif", PIXEL).await;
        match role {
            Role::Trainer => drop(sent.problem(Kind::Forbidden)),
            _ => drop(sent.json::<File>()),
        }
    }
    let own = &visitor.caller;
    own.get(&visitor.path("files/x")).await.problem(Kind::NotFound);
    own.get(&visitor.path("files/..%2f..%2fetc")).await.problem(Kind::NotFound);
    visitor.file(new_file_id()).await.problem(Kind::NotFound);
    own.get(&visitor.path("files")).await.problem(Kind::MethodNotAllowed);
    let nowhere: Chat = own.chat(new_conversation_id());
    nowhere.upload(new_file_id(), "x.gif", PIXEL).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn a_conversation_holds_so_many_bytes_of_files_and_no_more() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let content = text_of(FILE_BYTES);
    for number in 0..CONVERSATION_FILES_BYTES / FILE_BYTES {
        visitor.sends_file(&format!("{number}.txt"), content.clone()).await;
    }
    let full = visitor.upload(new_file_id(), "x.gif", PIXEL).await.problem(Kind::TooLarge);
    assert!(full.detail.contains(&CONVERSATION_FILES_BYTES.to_string()), "{}", full.detail);
    visitor.says("halo").await;
}

#[tokio::test]
async fn files_arrive_as_fast_as_messages_and_no_faster() {
    let stand = Stand::with_settings(&[("RATE_COMMANDS_A_MINUTE", "3")]).await;
    let visitor = stand.visitor(BATIK).await;
    visitor.sends_file("a.gif", PIXEL).await;
    visitor.upload(new_file_id(), "b.gif", PIXEL).await.problem(Kind::SlowDown);
}

#[tokio::test]
async fn what_no_message_names_is_forgotten_and_what_one_names_stays() {
    let stand = Stand::with_settings(&[("UNSENT_FILE_SECONDS", "2")]).await;
    let visitor = stand.visitor(BATIK).await;
    let (unsent, sent) = (visitor.sends_file("a.gif", PIXEL).await, visitor.sends_file("b.gif", PIXEL).await);
    visitor.says_with("", vec![sent.clone()]).await;
    assert_eq!(visitor.file(unsent.id).await.body, PIXEL);
    sleep(Duration::from_secs(2)).await;
    eventually("the unsent file is forgotten", async || {
        (visitor.file(unsent.id).await.status == 404).then_some(())
    })
    .await;
    assert_eq!(visitor.file(sent.id).await.body, PIXEL);
    visitor.post_with("ini", vec![unsent]).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn an_acknowledged_file_survives_every_power_cut() {
    let mut stand = Stand::start().await;
    let visitor = stand.visitor(BATIK).await;
    let mut acknowledged: Vec<(File, Vec<u8>)> = Vec::new();
    for round in 0..5 {
        let content = text_of(2_500_000 + round);
        acknowledged.push((visitor.sends_file("data.txt", content.clone()).await, content.clone()));
        // This one is under way when the power goes: it is there whole, or not at all and can be sent again.
        let id = new_file_id();
        let request = visitor.upload_request(id, "data.txt", content.clone());
        let upload = tokio::spawn(Caller::try_send(request));
        sleep(Duration::from_millis(20 * round as u64)).await;
        stand.kill();
        let cut_off = upload.await.expect("the task ends").is_err();
        stand.restart().await;
        for (file, content) in &acknowledged {
            assert!(visitor.file(file.id).await.body == *content, "{} after {round}", file.id);
        }
        let again: File = visitor.upload(id, "data.txt", content.clone()).await.json();
        assert!(visitor.file(again.id).await.body == content, "cut off: {cut_off}");
    }
    for (file, _) in &acknowledged {
        visitor.says_with("", vec![file.clone()]).await;
    }
}

#[tokio::test]
async fn erasing_a_conversation_takes_its_files_along() {
    let mut stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let sends = async |content: &[u8]| {
        let visitor = stand.visitor(BATIK).await;
        let file = visitor.sends_file("ktp.txt", content).await;
        visitor.says_with("", vec![file.clone()]).await;
        assert_eq!(dina.chat(visitor.conversation).file(file.id).await.body, content);
        (visitor, file)
    };
    let (erased, kept) = (b"ktp nomor 3172-SECRET-0001", b"ktp nomor 3172-SECRET-0002");
    let (visitor, file) = sends(erased).await;
    let (other, stays) = sends(kept).await;

    assert_eq!(visitor.erase().await.status, 204);

    visitor.file(file.id).await.problem(Kind::NotFound);
    dina.chat(visitor.conversation).file(file.id).await.problem(Kind::NotFound);
    stand.kill();
    assert!(databases::hold(&stand, kept), "this looks where files are");
    assert!(!databases::hold(&stand, erased));
    stand.restart().await;
    assert_eq!(other.file(stays.id).await.body, kept);
}

#[tokio::test]
async fn the_inbox_tells_of_a_picture_and_the_bot_says_that_it_cannot_see_it() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let photo = visitor.sends_file("foto.gif", PIXEL).await;
    visitor.says_with("", vec![photo]).await;
    let log = visitor.log().await;
    let answer = log.iter().rev().find_map(|event| match &event.body {
        event::Body::Message(said) if said.offers_person => Some(said.text.clone()),
        _ => None,
    });
    assert!(answer.expect("a person is offered").contains("belum bisa"));
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let row = dina.row_when(visitor.conversation, |row| row.last_by == "shopper").await;
    assert_eq!((row.last_line.as_str(), row.last_files), ("", vec![FileKind::Gif]));
}
