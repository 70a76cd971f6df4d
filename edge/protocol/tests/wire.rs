//! The wire as clients see it: one example of everything. A change of the wire shows in review as a change of a snapshot.

use std::str::FromStr;

use insta::assert_json_snapshot;
use protocol::api::{Begin, Begun, EventPage, Invite, PostMessage, Question, QueuePlace, Session, SignIn};
use protocol::decision::{Act, Candidate, Heard, Reason, ReasonKind, Rule, Sound, Tongue, Verdict};
use protocol::event::{
    Choice, Contact, ContactChannel, Fact, FactKind, Handoff, HandoffReason, Message, Promise, Status,
};
use protocol::inbox::{Counts, Inbox, Page, View};
use protocol::macros::{Macro, Macros, PutMacro};
use protocol::problem::Kind;
use protocol::service::{Due, Goal};
use protocol::shop::{Language, Profile, Settings};
use protocol::staff::{
    Brief, Colleague, ConsoleFrame, Given, InboxFrame, InboxRow, Member, Permission, Presence, Role, Tried,
    Viewer,
};
use protocol::team::{SetLanguages, Team, TeamRef, Teams, Why};
use protocol::{
    Author, Body, ClientFrame, Command, ConversationId, Decision, Event, EventId, File, FileId, FileKind,
    MacroId, Millis, Mood, Priority, Problem, RuleId, Seq, ServerFrame, StaffId, TeamId, Understood,
    WebhookId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NOW: Millis = Millis(1_795_000_000_000);

fn event_id() -> EventId {
    EventId::from_parts(NOW, 1)
}

/// A slug or an id that the test knows to be one.
fn known<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("an id")
}

fn agent() -> Author {
    Author::Agent { id: StaffId::from_parts(NOW, 2), name: "Dina".into() }
}

fn fact(kind: FactKind, value: &str) -> Fact {
    Fact { kind, value: value.into() }
}

fn file() -> File {
    let (width, height) = (Some(1024), Some(768));
    let id = FileId::from_parts(NOW, 4);
    File { id, name: "foto.jpg".into(), kind: FileKind::Jpeg, bytes: 204_800, width, height }
}

fn made() -> Macro {
    let PutMacro { shortcut, title, text } = put();
    Macro { id: MacroId::from_parts(NOW, 5), shortcut, title, text }
}

fn put() -> PutMacro {
    PutMacro { shortcut: "resi".into(), title: "Nomor resi".into(), text: "Resinya {resi}".into() }
}

fn decision() -> Decision {
    Decision {
        decision: Verdict::Choices,
        rule: Rule::CloseCandidates,
        entries: vec![Candidate {
            id: known("shipping-cost"),
            title: "Ongkos kirim".into(),
            score: 0.5,
            matched: vec![Reason { kind: ReasonKind::Concept, text: "gratis ongkir".into() }],
        }],
        text: "Maksud Kakak yang mana?".into(),
        understood: Understood {
            normalized: "ongkos kirim berapa".into(),
            language: Tongue::Indonesian,
            acts: vec![Act::Question],
            mood: Mood::Neutral,
            heard: vec![Heard { what: Sound::Person, words: "mau orang".into() }],
            urgent: true,
            facts: vec![fact(FactKind::Order, "SKR-20418")],
        },
        knowledge: 3,
    }
}

fn bodies() -> Vec<Body> {
    vec![
        Body::Started { language: Language::Id, page: Some("Kemeja Parang".into()), customer: None },
        Body::Message(Message {
            text: "Maksud Kakak yang mana?".into(),
            choices: vec![Choice { id: known("shipping-cost"), label: "Ongkos kirim".into() }],
            entry: Some(known("cod")),
            offers_person: true,
            picked: Some(known("cod")),
            files: vec![file()],
            reply_to: Some(event_id()),
            by_rule: true,
        }),
        Body::Note { text: "Sudah dicek ke gudang".into(), mentions: vec![StaffId::from_parts(NOW, 2)] },
        Body::Edited { about: event_id(), text: "Rp15.000 ya Kak".into() },
        Body::Decision(decision()),
        Body::Handoff(Handoff {
            reason: HandoffReason::Asked,
            passed_on: vec![fact(FactKind::Question, "paket saya di mana")],
            promise: Promise::Soon { minutes: 5 },
        }),
        Body::Brief(Brief {
            reason: Some(HandoffReason::Anger),
            wants: "paket saya di mana".into(),
            asked: vec!["cek resi".into()],
            tried: vec![Tried {
                entry: known("track-package"),
                title: "Lacak paket".into(),
                helped: Some(false),
            }],
            facts: vec![fact(FactKind::Tracking, "JX1234567890")],
            mood_start: Mood::Neutral,
            mood: Mood::Angry,
            repeats: 2,
            contact: Some(Contact { channel: ContactChannel::Whatsapp, address: "0812-0000-2718".into() }),
        }),
        Body::Assigned { agent: StaffId::from_parts(NOW, 2), name: "Dina".into() },
        Body::Returned,
        Body::Resolved,
        Body::Reopened,
        Body::Snoozed { until: NOW },
        Body::Woke,
        Body::MarkedSpam,
        Body::NotSpam,
        Body::Tagged { add: vec!["grosir".into()], remove: vec!["retur".into()] },
        Body::Prioritised { priority: Priority::Urgent },
        Body::Missed { goal: Goal::NextReply, since: NOW },
        Body::StillThere { closes_at: NOW },
        Body::RuleRan { rule: RuleId::from_parts(NOW, 4), name: "Grosir".into(), webhooks: vec![] },
        Body::RuleRan {
            rule: RuleId::from_parts(NOW, 4),
            name: "Grosir".into(),
            webhooks: vec![WebhookId::from_parts(NOW, 5)],
        },
        Body::Targeted { goal: Goal::FirstReply, minutes: 5 },
        Body::RatingAsked,
        Body::FollowUp,
        Body::Rated { score: 5, comment: "Cepat".into() },
        Body::Feedback { about: event_id(), helpful: true },
        Body::Contact(Contact { channel: ContactChannel::Email, address: "ayu@contoh.example".into() }),
        Body::Routed { why: vec![Why::Known, Why::Language { language: Tongue::Javanese }] },
        Body::ForTeam { team: team_ref() },
        Body::Overflowed,
    ]
}

fn team_ref() -> TeamRef {
    TeamRef { id: TeamId::from_parts(NOW, 6), name: "Retur".into() }
}

fn team() -> Team {
    Team {
        id: TeamId::from_parts(NOW, 6),
        name: "Retur".into(),
        members: vec![StaffId::from_parts(NOW, 2)],
        topics: vec!["returns".into()],
        pages: vec!["grosir".into()],
        reasons: vec![HandoffReason::Anger],
        entries: vec![],
    }
}

fn events() -> Vec<Event> {
    let authors = [Author::System, Author::Bot { name: "Sekar".into() }, agent(), Author::Shopper];
    let event = |(seq, body): (u64, Body)| {
        let author = authors[seq as usize % authors.len()].clone();
        Event { seq: Seq(seq), id: event_id(), at: NOW, author, body }
    };
    (1..).zip(bodies()).map(event).collect()
}

fn commands() -> Vec<Command> {
    let id = event_id();
    vec![
        Command::Message {
            id,
            text: "Ongkos kirim".into(),
            picked: Some(known("shipping-cost")),
            files: vec![file()],
            reply_to: Some(event_id()),
        },
        Command::AskPerson { id },
        Command::BackToBot { id },
        Command::Feedback { id, about: id, helpful: false },
        Command::Rate { id, score: 4, comment: "Ramah".into() },
        Command::Contact {
            id,
            contact: Contact { channel: ContactChannel::Email, address: "ayu@contoh.example".into() },
        },
        Command::Take { id },
        Command::Note { id, text: "Tanya gudang".into(), mentions: vec![StaffId::from_parts(NOW, 2)] },
        Command::Edit { id, about: event_id(), text: "Rp15.000 ya Kak".into() },
        Command::Resolve { id },
        Command::Snooze { id, until: NOW },
        Command::Wake { id },
        Command::MarkSpam { id },
        Command::NotSpam { id },
        Command::Tag { id, add: vec!["grosir".into()], remove: vec!["retur".into()] },
        Command::Prioritise { id, priority: Priority::Low },
        Command::Transfer { id, to: None, team: Some(TeamId::from_parts(NOW, 6)), note: String::new() },
        Command::Transfer {
            id,
            to: Some(StaffId::from_parts(NOW, 2)),
            team: None,
            note: "Tanya soal grosir".into(),
        },
    ]
}

fn statuses() -> Vec<Status> {
    vec![
        Status::Bot,
        Status::Waiting { since: NOW, reason: HandoffReason::Unsure },
        Status::Agent { id: StaffId::from_parts(NOW, 2), name: "Dina".into() },
        Status::Snoozed { id: StaffId::from_parts(NOW, 2), name: "Dina".into(), until: NOW },
        Status::Resolved,
        Status::FollowUp,
        Status::Spam,
    ]
}

fn row() -> InboxRow {
    InboxRow {
        conversation: ConversationId::from_parts(NOW, 3),
        seq: Seq(9),
        read: Seq(7),
        status: Status::Waiting { since: NOW, reason: HandoffReason::Asked },
        customer_id: None,
        customer: String::new(),
        external_id: Some("pelanggan-1042".into()),
        contacts: Vec::new(),
        team: Some(team_ref()),
        overflowed: true,
        language: Some(Tongue::Javanese),
        promise: Some(Promise::Soon { minutes: 5 }),
        last_line: "paket saya di mana".into(),
        last_files: vec![FileKind::Jpeg],
        last_by: "shopper".into(),
        last_at: NOW,
        mood: Mood::Unhappy,
        unread: 2,
        rating: Some(3),
        comment: "Lama dibalas".into(),
        due: Some(Due {
            goal: Goal::FirstReply,
            since: NOW,
            pressing: NOW.plus(675_000),
            at: NOW.plus(900_000),
        }),
        missed: Some(NOW),
        given: Some(Given { by: Some("Dina".into()), note: "Tanya soal grosir".into() }),
        tags: vec!["grosir".into()],
        priority: Priority::High,
        mentioned: vec![StaffId::from_parts(NOW, 2)],
    }
}

fn counts() -> Counts {
    let held = [(StaffId::from_parts(NOW, 2), 4)].into();
    let teams = [(TeamId::from_parts(NOW, 6), 1)].into();
    Counts { waiting: 1, bot: 2, snoozed: 3, follow_up: 4, resolved: 5, spam: 6, held, teams }
}

/// What is written can be read again, and is the same.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(values: &[T]) {
    for value in values {
        let text = serde_json::to_string(value).expect("wire types are JSON");
        assert_eq!(&serde_json::from_str::<T>(&text).expect("what we wrote"), value, "{text}");
    }
}

#[test]
fn events_on_the_wire() {
    round_trip(&events());
    assert_json_snapshot!(events());
}

#[test]
fn frames_of_a_client_on_the_wire() {
    let mut frames: Vec<_> = commands().into_iter().map(|command| ClientFrame::Command { command }).collect();
    frames.extend([
        ClientFrame::Resume { after: Seq(4) },
        ClientFrame::Read { seq: Seq(4) },
        ClientFrame::Typing { on: true, draft: String::new() },
        ClientFrame::Typing { on: true, draft: "paket saya".into() },
    ]);
    round_trip(&frames);
    assert_json_snapshot!(frames);
}

#[test]
fn frames_of_the_server_on_the_wire() {
    let mut frames: Vec<_> = statuses()
        .into_iter()
        .map(|status| ServerFrame::Welcome {
            events: vec![],
            last: Seq(4),
            more: true,
            status,
            read: Seq(2),
            seen: Seq(3),
        })
        .collect();
    frames.extend([
        ServerFrame::Events { events: events()[..1].to_vec(), last: Seq(1), status: Status::Bot },
        ServerFrame::Typing { author: agent(), on: true, draft: String::new() },
        ServerFrame::Typing { author: Author::Shopper, on: true, draft: "paket saya".into() },
        ServerFrame::Viewers {
            viewers: vec![Viewer { id: StaffId::from_parts(NOW, 2), name: "Dina".into() }],
        },
        ServerFrame::Read { seq: Seq(4) },
        ServerFrame::Error { id: Some(event_id()), problem: Problem::new(Kind::IdTaken, "Mint a new id.") },
        ServerFrame::Done,
    ]);
    round_trip(&frames);
    assert_json_snapshot!(frames);
}

#[test]
fn bodies_of_the_api_on_the_wire() {
    let member = Member {
        id: StaffId::from_parts(NOW, 2),
        shop: "toko-batik".parse().unwrap(),
        name: "Dina".into(),
        role: Role::Agent,
        home: None,
    };
    let conversation = ConversationId::from_parts(NOW, 3);
    assert_json_snapshot!(json!({
        "question": Question { text: "ongkir?".into() },
        "answer": protocol::api::Answer::from(decision()),
        "begin": Begin {
            language: Language::En,
            page: Some("Kemeja Parang".into()),
            customer: Some("c1.x.y".into()),
        },
        "begun": Begun { conversation, token: "v1.x.y".into(), customer: "c1.x.y".into() },
        "message": PostMessage { id: event_id(), text: "Halo".into(), picked: None, files: vec![file()], reply_to: Some(event_id()) },
        "events": EventPage { events: vec![], last: Seq(0), more: false, status: Status::Bot, read: Seq(0), seen: Seq(0) },
        "queue": QueuePlace { place: Some(2), minutes: Some(4) },
        "invite": Invite { name: "Dina".into(), role: Role::Owner },
        "sign_in": SignIn { code: "s1.toko.x".into(), second: Some("123456".into()), bearer: true },
        "session": Session {
            member,
            permissions: vec![Permission::Read, Permission::Converse],
            shop_name: "Toko Batik".into(),
            token: None,
        },
        "inbox": Inbox {
            pages: vec![Page { view: View::Waiting, rows: vec![row()], next: Some(row().place()) }],
            counts: counts(),
        },
        "inbox_frame": InboxFrame::Rows {
            rows: vec![row()],
            gone: vec![ConversationId::from_parts(NOW, 5)],
            counts: counts(),
        },
        "console_frame": ConsoleFrame::Seen { seen: true },
        "colleagues_frame": InboxFrame::Colleagues {
            colleagues: vec![Colleague {
                id: StaffId::from_parts(NOW, 2),
                name: "Dina".into(),
                role: Role::Agent,
                presence: Presence::Busy,
                places: 5,
                has: 2,
                languages: vec![Tongue::Indonesian, Tongue::Javanese],
            }],
            teams: vec![team()],
        },
        "teams": Teams { revision: 3, teams: vec![team()], topics: vec!["returns".into()] },
        "set_languages": SetLanguages { languages: vec![Tongue::Sundanese] },
        "macros": Macros { macros: vec![made()] },
        "put_macro": put(),
        "problem": Problem::new(Kind::NotFound, "Check the address."),
    }));
}

#[test]
fn the_answer_for_everyone_keeps_the_reasons_back() {
    let answer = serde_json::to_value(protocol::api::Answer::from(decision())).unwrap();
    assert_eq!(answer["entries"][0].get("matched"), None);
    assert_eq!(answer.get("understood"), None);
}

#[test]
fn reasons_of_the_first_release_are_still_read() {
    let stored =
        json!(["ongkir", "[gratis-ongkir]", "‹Bertanya ongkos kirim›", {"kind": "place", "text": "x"}]);
    let read: Vec<Reason> = serde_json::from_value(stored).unwrap();
    let reason = |kind, text: &str| Reason { kind, text: text.to_owned() };
    let expected = [
        reason(ReasonKind::Word, "ongkir"),
        reason(ReasonKind::Concept, "gratis ongkir"),
        reason(ReasonKind::Need, "Bertanya ongkos kirim"),
        reason(ReasonKind::Unknown, "x"),
    ];
    assert_eq!(read, expected);
}

#[test]
fn what_is_newer_than_a_client_is_tolerated() {
    let event = json!({
        "seq": 1, "id": event_id(), "at": 0, "colour": "blue",
        "author": { "kind": "robot", "model": 7 }, "body": { "type": "hologram", "depth": 3 },
    });
    let event: Event = serde_json::from_value(event).unwrap();
    assert_eq!((event.author, event.body), (Author::Unknown, Body::Unknown));

    let read = |value: Value| serde_json::from_value::<ServerFrame>(value).unwrap();
    assert_eq!(read(json!({ "type": "fireworks" })), ServerFrame::Unknown);
    assert_eq!(serde_json::from_value::<HandoffReason>(json!("boredom")).unwrap(), HandoffReason::Unknown);
    assert_eq!(serde_json::from_value::<Mood>(json!("wistful")).unwrap(), Mood::Neutral);
    assert_eq!(serde_json::from_value::<FileKind>(json!("model/gltf")).unwrap(), FileKind::Unknown);
    assert_eq!(serde_json::from_value::<Role>(json!("emperor")).unwrap(), Role::Unknown);
}

#[test]
fn a_shop_needs_little_and_its_colour_is_only_a_colour() {
    let shop = |accent: &str| {
        json!({
            "slug": "toko", "name": "Toko", "accent": accent, "greeting": { "id": "Halo" },
            "hours": { "zone": "Asia/Makassar" }, "persona": { "name": "Sari" },
        })
    };
    let settings: Settings = serde_json::from_value(shop("#AA33ff")).unwrap();
    assert_eq!(settings.accent.as_str(), "#aa33ff");
    assert_eq!(settings.usual_wait_minutes, 5);
    for bad in ["red", "#12345", "#1234567", "#12345g", "url(x)", "#fff;}body{"] {
        assert!(serde_json::from_value::<Settings>(shop(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_profile_on_the_wire() {
    assert_json_snapshot!(Profile {
        slug: "toko-batik".parse().unwrap(),
        name: "Toko Batik".into(),
        accent: Default::default(),
        languages: vec![Language::Id, Language::En],
        greeting: Default::default(),
        suggestions: vec![],
        bot: "Sekar".into(),
        open: false,
        opens_at: Some(NOW),
        usual_wait_minutes: 5,
        zone: Some(protocol::shop::Zone::Wita),
    });
}
