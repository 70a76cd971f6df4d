//! A conversation over WebSocket: what a client hears, in which order, and that HTTP tells the same.

use std::time::Duration;

use protocol::event::{Author, Body};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::limits::{FRAME_BYTES, PAGE_EVENTS, SOCKETS};
use protocol::problem::Kind;
use protocol::{Event, EventId, Seq};
use sapa_tests::{BATIK, Chat, Live, Stand, new_id, renamed};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;

fn message(id: EventId, text: &str) -> Command {
    Command::say(id, text)
}

fn is_in_order(events: &[Event]) -> bool {
    events.is_sorted_by(|one, next| one.seq < next.seq)
}

/// The problem of the next frame, which must be an error about `id`.
async fn refusal(live: &mut Live<ServerFrame>, id: Option<EventId>) -> protocol::Problem {
    match live.next().await {
        ServerFrame::Error { id: about, problem } if about == id => problem,
        other => panic!("an error about {id:?} expected, not {other:?}"),
    }
}

#[tokio::test]
async fn a_socket_speaks_the_protocol_that_was_offered_first() {
    let stand = Stand::shared().await;
    let live = stand.visitor(BATIK).await.connect().await;
    assert_eq!(live.handshake["sec-websocket-protocol"], "sapa.v1", "never the token");
}

#[tokio::test]
async fn a_client_without_anything_is_welcomed_with_the_whole_log() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("bisa COD?").await;
    let mut live = visitor.connect().await;

    live.send(&ClientFrame::Resume { after: Seq(0) }).await;

    let ServerFrame::Welcome { events, last, more, status, read, seen } = live.next().await else {
        panic!("a welcome first")
    };
    let page = visitor.page(Seq(0)).await;
    assert_eq!(
        (events, last, more, status, read, seen),
        (page.events, page.last, page.more, page.status, page.read, page.seen)
    );
}

#[tokio::test]
async fn what_one_tab_has_shown_another_takes_for_seen() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("bisa COD?").await;
    let last = visitor.page(Seq(0)).await.last;
    assert_eq!(visitor.page(Seq(0)).await.seen, Seq(0));
    visitor.frame(&ClientFrame::Read { seq: last }).await;
    let page = visitor.page(Seq(0)).await;
    assert_eq!((page.seen, page.read), (last, Seq(0)));
    let staff = stand.agent(BATIK, "Dina").await.chat(visitor.conversation).page(Seq(0)).await;
    assert_eq!((staff.seen, staff.read), (Seq(0), last), "for the staff it is the other side");
}

#[tokio::test]
async fn an_event_with_the_commands_id_is_its_acknowledgement_and_comes_before_what_follows() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut live = visitor.live().await;
    let id = new_id();

    live.give(message(id, "bisa COD?")).await;

    let events = live.events().await;
    assert_eq!((events[0].id, &events[0].author), (id, &Author::Shopper));
    assert!(matches!(events[1].author, Author::Bot { .. }), "the bot answers in the same frame: {events:?}");
    assert!(is_in_order(&events));
    assert!(visitor.log().await.ends_with(&events), "what was heard is in the log");
}

#[tokio::test]
async fn a_client_that_comes_back_gets_the_rest_each_once() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for text in ["halo", "bisa COD?", "ongkir ke bandung?", "makasih"] {
        visitor.says(text).await;
    }
    let log = visitor.log().await;
    for (have, event) in log.iter().enumerate() {
        let mut live = visitor.connect().await;
        assert_eq!(live.resume(event.seq).await, log[have + 1..], "after {}", event.seq);
    }
}

#[tokio::test]
async fn a_place_beyond_the_log_gets_nothing_and_the_true_end() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut live = visitor.connect().await;
    live.send(&ClientFrame::Resume { after: Seq(u64::MAX) }).await;
    let ServerFrame::Welcome { events, last, .. } = live.next().await else { panic!("a welcome") };
    assert_eq!((events, last), (vec![], Seq(1)));
}

#[tokio::test]
async fn a_long_log_comes_in_pages() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let agent = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    let mut live = agent.live().await;
    for number in 0..PAGE_EVENTS + 20 {
        live.does(message(new_id(), &format!("baris {number}"))).await.expect("accepted");
    }

    let page = visitor.page(Seq(0)).await;
    assert!(page.more && page.events.len() <= PAGE_EVENTS);
    let log = visitor.log().await;
    assert_eq!(log.len(), PAGE_EVENTS + 22, "begun, assigned, and every line");
    assert!(is_in_order(&log));
    assert_eq!(visitor.connect().await.resume(Seq(0)).await, log);
}

#[tokio::test]
async fn two_tabs_hear_the_same() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let (mut one, mut other) = (visitor.live().await, visitor.live().await);
    one.give(message(new_id(), "halo")).await;
    assert_eq!(one.events().await, other.events().await);
}

#[tokio::test]
async fn what_is_posted_over_http_is_heard_on_sockets() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut live = visitor.live().await;
    let event = visitor.says("halo").await;
    assert_eq!(live.events().await[0], event);
}

/// A visitor and an agent who has their conversation.
async fn both_sides(stand: &Stand) -> (Chat, Chat) {
    let visitor = stand.visitor(BATIK).await;
    let agent = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    (visitor, agent)
}

#[tokio::test]
async fn each_side_sees_the_other_writing_and_nobody_sees_themselves() {
    let stand = Stand::shared().await;
    let (visitor, agent) = both_sides(&stand).await;
    let (mut shopper, mut tab, mut staff) = (visitor.live().await, visitor.live().await, agent.live().await);

    shopper.send(&ClientFrame::Typing { on: true, draft: "paket saya\u{202e}".to_owned() }).await;
    let seen = ServerFrame::Typing { author: Author::Shopper, on: true, draft: "paket saya".to_owned() };
    assert_eq!(staff.next().await, seen, "and what they have written so far");
    staff.send(&ClientFrame::Typing { on: true, draft: "sebentar ya".to_owned() }).await;
    let ServerFrame::Typing { author: Author::Agent { name, .. }, on: true, draft } = shopper.next().await
    else {
        panic!("the agent is writing")
    };
    assert_eq!(
        (name.as_str(), draft.as_str()),
        ("Dina", ""),
        "an agent's words are theirs until they are sent"
    );
    assert!(matches!(tab.next().await, ServerFrame::Typing { .. }));
    assert_eq!(tab.so_far().await, [], "a shopper's own tabs don't hear that they are writing");
    assert!(visitor.log().await.len() == 2, "writing is no event");
}

#[tokio::test]
async fn what_was_on_the_other_sides_screen_is_told_and_remembered() {
    let stand = Stand::shared().await;
    let (visitor, agent) = both_sides(&stand).await;
    let (mut shopper, mut staff) = (visitor.live().await, agent.live().await);
    let said = agent.says("Pesanannya sudah dikirim, Kak").await;

    shopper.send(&ClientFrame::Read { seq: said.seq }).await;
    staff.until(|frame| (frame == ServerFrame::Read { seq: said.seq }).then_some(())).await;

    assert_eq!(agent.page(Seq(0)).await.read, said.seq);
    assert_eq!(visitor.page(Seq(0)).await.read, Seq(0), "the agent's screen has shown nothing yet");
    let read = async |claimed: Seq| {
        visitor.frame(&ClientFrame::Read { seq: claimed }).await.json::<ServerFrame>();
        agent.page(Seq(0)).await.read
    };
    assert_eq!(read(Seq(1)).await, said.seq, "never backwards");
    let last = agent.says("Ada lagi yang bisa dibantu?").await;
    assert_eq!(read(Seq(u64::MAX)).await, last.seq, "never beyond the log");
}

#[tokio::test]
async fn a_ping_is_answered() {
    let stand = Stand::shared().await;
    let mut live = stand.visitor(BATIK).await.connect().await;
    live.send_text("ping").await;
    assert_eq!(live.text().await, "pong");
}

#[tokio::test]
async fn what_is_for_staff_never_reaches_a_shopper() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut live = visitor.live().await;
    let agent = stand.agent(BATIK, "Dina").await.chat(visitor.conversation);
    let mut staff = agent.live().await;

    visitor.says("ongkir ke surabaya berapa?").await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    agent.does(Command::Take { id: new_id() }).await;
    let note = new_id();
    agent.does(Command::note(note, "pelanggan lama, beri diskon")).await;
    agent.says("Halo Kak, saya Dina").await;

    let whole = agent.log().await;
    for kind in ["note", "decision", "brief"] {
        let is_kind = |event: &Event| serde_json::to_value(&event.body).expect("JSON")["type"] == kind;
        assert!(whole.iter().any(is_kind), "staff read a {kind}");
    }
    let heard = live.so_far().await;
    let resumed = visitor.connect().await.resume(Seq(0)).await;
    let answers = [
        visitor.frame(&ClientFrame::Resume { after: Seq(0) }).await,
        visitor.caller.get(&visitor.path("events")).await,
        // A shopper who learns a note's id must not get it by repeating it.
        visitor.post(note, "pelanggan lama, beri diskon").await,
    ];
    let told = answers.iter().map(|answer| answer.text().to_owned());
    let told: Vec<String> = told.chain([format!("{heard:?}"), format!("{resumed:?}")]).collect();
    for secret in ["diskon", "\"decision\"", "Decision(", "\"brief\"", "Brief(", "matched", "mood_start"] {
        assert!(told.iter().all(|text| !text.contains(secret)), "{secret} in {told:#?}");
    }
    assert!(format!("{:?}", staff.so_far().await).contains("diskon"), "staff hear of it");
    let public: Vec<Event> = whole.into_iter().filter(|event| !event.body.is_for_staff()).collect();
    assert_eq!(visitor.log().await, public, "and everything else does");
}

#[tokio::test]
async fn a_frame_that_can_not_be_read_is_refused_and_the_socket_stays() {
    let stand = Stand::shared().await;
    let mut live = stand.visitor(BATIK).await.live().await;
    for text in [
        "",
        "{",
        "null",
        "[]",
        "42",
        "\"halo\"",
        "{}",
        r#"{"type":"command"}"#,
        r#"{"type":"fly"}"#,
        r#"{"type":"read","seq":-1}"#,
        r#"{"type":"read","seq":"1"}"#,
        r#"{"type":"resume","after":1.5}"#,
        r#"{"type":"command","command":{"type":"message","text":"tanpa id"}}"#,
        r#"{"type":"command","command":{"type":"message","id":"bukan ulid","text":"halo"}}"#,
        "PING",
        "\u{0}",
        "🙂",
    ] {
        live.send_text(text).await;
        let problem = refusal(&mut live, None).await;
        assert!(problem.is(Kind::Malformed), "{text:?}: {problem:?}");
    }
    live.send_raw(Message::binary(b"{\"type\":\"resume\"}".as_slice())).await;
    assert!(refusal(&mut live, None).await.is(Kind::Malformed));
    live.send_text(&format!(r#"{{"type":"resume","x":"{}"}}"#, "x".repeat(FRAME_BYTES))).await;
    assert!(refusal(&mut live, None).await.is(Kind::TooLarge));

    live.does(message(new_id(), "halo")).await.expect("still works");
}

#[tokio::test]
async fn a_refused_command_is_named_by_its_id() {
    let stand = Stand::shared().await;
    let mut live = stand.visitor(BATIK).await.live().await;
    for (id, text, kind) in
        [(new_id(), " \n ", Kind::Invalid), (new_id(), &*"x".repeat(4_001), Kind::TooLarge)]
    {
        live.give(message(id, text)).await;
        assert!(refusal(&mut live, Some(id)).await.is(kind));
    }
    let id = new_id();
    live.give(Command::Take { id }).await;
    assert!(refusal(&mut live, Some(id)).await.is(Kind::Forbidden));
}

#[tokio::test]
async fn a_conversation_has_so_many_sockets_and_a_closed_one_makes_room() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut open = Vec::new();
    for _ in 0..SOCKETS {
        open.push(visitor.connect().await);
    }
    visitor.try_connect().await.expect_err("one too many").problem(Kind::SlowDown);
    open.pop().expect("an open socket").close().await;
    visitor.live().await;
}

#[tokio::test]
async fn sockets_that_fell_silent_make_room_for_whoever_comes_back() {
    let stand = Stand::with_settings(&[("SOCKET_SILENCE_SECONDS", "2")]).await;
    let visitor = stand.visitor(BATIK).await;
    let mut open = Vec::new();
    for _ in 0..SOCKETS {
        open.push(visitor.connect().await);
    }
    let (mut pings, mut speaks) = (open.pop().expect("a socket"), open.pop().expect("a socket"));
    sleep(Duration::from_secs(3)).await;
    pings.send_text("ping").await;
    assert_eq!(pings.text().await, "pong");
    speaks.does(message(new_id(), "halo")).await.expect("accepted");
    pings.events().await;

    let mut back = visitor.live().await;

    for silent in open {
        silent.ends().await;
    }
    speaks.does(message(new_id(), "masih di sini")).await.expect("whoever says something stays");
    assert!(!pings.events().await.is_empty(), "and so does whoever asks");
    assert!(!back.events().await.is_empty());
}

#[tokio::test]
async fn frames_over_http_answer_as_frames_on_a_socket_do() {
    let stand = Stand::shared().await;
    let (visitor, agent) = both_sides(&stand).await;
    let mut live = visitor.connect().await;
    let resume = ClientFrame::Resume { after: Seq(0) };

    live.send(&resume).await;
    assert_eq!(visitor.frame(&resume).await.json::<ServerFrame>(), live.next().await);

    let id = new_id();
    let over_http: ServerFrame = visitor.command(message(id, "halo")).await.json();
    assert_eq!(over_http, live.next().await);
    live.give(message(id, "halo")).await;
    assert_eq!(over_http, live.next().await, "and so does the repetition");

    let mut staff = agent.live().await;
    for frame in [ClientFrame::Typing { on: true, draft: String::new() }, ClientFrame::Read { seq: Seq(2) }] {
        assert_eq!(visitor.frame(&frame).await.json::<ServerFrame>(), ServerFrame::Done);
    }
    assert_eq!(
        staff.next().await,
        ServerFrame::Typing { author: Author::Shopper, on: true, draft: String::new() }
    );
    assert_eq!(staff.next().await, ServerFrame::Read { seq: Seq(2) });
}

#[tokio::test]
async fn a_quick_reply_is_answered_by_the_entry_it_stands_for() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let mut live = visitor.live().await;
    let picked = Some("free-shipping".parse().expect("an entry's id"));
    live.give(Command::Message {
        id: new_id(),
        text: "Syarat gratis ongkir".to_owned(),
        picked,
        files: Vec::new(),
        reply_to: None,
    })
    .await;
    let events = live.events().await;
    let Body::Message(answer) = &events[1].body else { panic!("an answer: {events:?}") };
    assert_eq!(answer.entry.as_ref().map(|entry| entry.as_str()), Some("free-shipping"));
}

#[tokio::test]
async fn a_conversation_that_slept_wakes_with_its_sockets() {
    let stand = Stand::shared().await;
    let (visitor, agent) = both_sides(&stand).await;
    let (mut shopper, mut staff) = (visitor.live().await, agent.live().await);
    // An object with nothing to do leaves memory after about ten seconds; its sockets stay.
    sleep(Duration::from_secs(13)).await;

    shopper.does(message(new_id(), "masih ada?")).await.expect("the socket still knows whose it is");
    let heard = staff.events().await;
    assert_eq!(heard[0].author, Author::Shopper);
    staff.does(message(new_id(), "Masih, Kak")).await.expect("who had it before has it still");
    assert_eq!(shopper.events().await.len(), 1);
}

#[tokio::test]
async fn a_burst_keeps_its_order_while_the_shop_is_fetched_anew() {
    let stand = Stand::shared().await;
    stand.load(&renamed("toko-ramai")).await; // a shop that no other test keeps fresh
    let visitor = stand.visitor("toko-ramai").await;
    let mut live = visitor.live().await;
    live.does(message(new_id(), "halo")).await.expect("accepted");
    // What is known of a shop is good for five seconds; the first message after that has to wait for the shop.
    sleep(Duration::from_secs(6)).await;

    let burst: Vec<EventId> = (0..20).map(|_| new_id()).collect();
    for (number, id) in burst.iter().enumerate() {
        live.give(message(*id, &format!("baris {number}"))).await;
    }
    live.does(message(new_id(), "sekian")).await.expect("accepted");

    let log = visitor.log().await;
    assert!(is_in_order(&log));
    let stored: Vec<EventId> = log.iter().map(|event| event.id).filter(|id| burst.contains(id)).collect();
    assert_eq!(stored, burst, "in the order in which they were sent");
}
