//! From the bot to a person and back: what each side sees, step by step, and what the inbox says meanwhile.

use std::slice;

use protocol::event::{Author, Body, Contact, ContactChannel, Handoff, HandoffReason, Promise, Status};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::problem::Kind;
use protocol::shop::{Day, Opening};
use protocol::staff::{Brief, InboxFrame, Role};
use protocol::{Event, EventId, Millis};
use sapa_tests::{Agent, BATIK, Chat, Stand, new_id, now, renamed};

const WHOLE_DAY: i64 = 24 * 60;

fn handoff(events: &[Event]) -> &Handoff {
    let found = events.iter().find_map(|event| match &event.body {
        Body::Handoff(handoff) => Some(handoff),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("a handoff in {events:?}"))
}

fn brief(events: &[Event]) -> &Brief {
    let found = events.iter().rev().find_map(|event| match &event.body {
        Body::Brief(brief) => Some(brief),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("a brief in {events:?}"))
}

fn said_by_bot(events: &[Event]) -> Option<&str> {
    events.iter().find_map(|event| match (&event.author, &event.body) {
        (Author::Bot { .. }, Body::Message(message)) => Some(message.text.as_str()),
        _ => None,
    })
}

fn is_waiting(status: &Status) -> bool {
    matches!(status, Status::Waiting { .. })
}

async fn asks_for_a_person(visitor: &Chat) -> Vec<Event> {
    visitor.does(Command::AskPerson { id: new_id() }).await
}

/// A visitor who asked something and then for a person, and the agent who took the conversation.
async fn taken(stand: &Stand) -> (Chat, Agent, Chat) {
    let visitor = stand.visitor(BATIK).await;
    visitor.says("bisa COD?").await;
    asks_for_a_person(&visitor).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = dina.takes(visitor.conversation).await;
    (visitor, dina, chat)
}

#[tokio::test]
async fn whoever_asks_for_a_person_is_told_who_comes_and_when() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("kak ongkir ke surabaya berapa ya").await;
    let id = new_id();

    let events = visitor.does(Command::AskPerson { id }).await;

    assert_eq!((events[0].id, &events[0].author), (id, &Author::Shopper), "the wish itself is on the record");
    let Handoff { reason, promise, passed_on } = handoff(&events);
    assert_eq!((*reason, *promise), (HandoffReason::Asked, Promise::Soon { minutes: 5 }));
    assert!(passed_on.iter().any(|fact| fact.value.contains("ongkir")), "what was passed on: {passed_on:?}");
    assert!(said_by_bot(&events).is_some_and(|text| text.contains('5')), "in words too: {events:?}");
    assert!(is_waiting(&visitor.page(protocol::Seq(0)).await.status));
    visitor.command(Command::AskPerson { id: new_id() }).await.problem(Kind::WrongState);
}

#[tokio::test]
async fn the_agent_gets_the_story_so_that_nothing_has_to_be_said_twice() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("berapa lama pengiriman ke bandung?").await;
    visitor.says("pesanan SKR-20418 belum sampai").await;
    asks_for_a_person(&visitor).await;

    let chat = stand.agent(BATIK, "Dina").await.chat(visitor.conversation);
    let log = chat.log().await;

    let brief = brief(&log);
    assert_eq!(brief.reason, Some(HandoffReason::Asked));
    assert_eq!(brief.wants, "pesanan SKR-20418 belum sampai");
    assert_eq!(brief.asked, ["berapa lama pengiriman ke bandung?"]);
    assert!(brief.facts.iter().any(|fact| fact.value == "SKR-20418"), "{:?}", brief.facts);
}

#[tokio::test]
async fn who_takes_it_from_the_bot_gets_the_story_too_and_the_shopper_no_word_of_it() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("pesanan SKR-20418 belum sampai").await;

    let chat = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;

    let log = chat.log().await;
    let brief = brief(&log);
    assert_eq!((brief.reason, brief.wants.as_str()), (None, "pesanan SKR-20418 belum sampai"));
    assert!(brief.facts.iter().any(|fact| fact.value == "SKR-20418"), "{:?}", brief.facts);
    let last = visitor.log().await.pop().expect("a log");
    assert!(matches!(last.body, Body::Assigned { .. }), "{last:?}");
}

#[tokio::test]
async fn while_they_wait_the_inbox_shows_what_they_said_and_what_they_were_promised() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let mut inbox = dina.live_inbox().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("pesanan SKR-20418 belum sampai").await;
    asks_for_a_person(&visitor).await;

    let row = inbox.row(visitor.conversation, |row| is_waiting(&row.status)).await;
    assert_eq!(
        (row.last_line.as_str(), row.last_by.as_str()),
        ("pesanan SKR-20418 belum sampai", "shopper"),
        "not the bot's last words"
    );
    assert_eq!(row.promise, Some(Promise::Soon { minutes: 5 }));

    dina.takes(visitor.conversation).await;
    let row = inbox.row(visitor.conversation, |row| !is_waiting(&row.status)).await;
    assert_eq!(row.promise, None);
}

#[tokio::test]
async fn a_waiting_conversation_appears_in_every_console_at_once() {
    let stand = Stand::shared().await;
    let (dina, ratna) = (stand.agent(BATIK, "Dina").await, stand.staff(BATIK, "Ratna", Role::Owner).await);
    let (mut one, mut other) = (dina.live_inbox().await, ratna.live_inbox().await);
    for console in [&mut one, &mut other] {
        assert!(matches!(console.next().await, InboxFrame::Rows { .. }), "first the counts");
    }
    let visitor = stand.visitor(BATIK).await;
    visitor.says("pesanan saya belum sampai").await;
    asks_for_a_person(&visitor).await;

    for console in [&mut one, &mut other] {
        let row = console.row(visitor.conversation, |row| is_waiting(&row.status)).await;
        assert_eq!((row.unread, row.rating), (1, None));
    }
    let row = dina.row(visitor.conversation).await.expect("a row");
    assert!(is_waiting(&row.status), "and whoever comes later finds it");
}

#[tokio::test]
async fn a_conversation_in_which_nothing_was_said_is_in_no_inbox() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let (silent, speaking) = (stand.visitor(BATIK).await, stand.visitor(BATIK).await);
    let mut inbox = dina.live_inbox().await;
    speaking.says("halo").await;
    inbox.row(speaking.conversation, |_| true).await;
    assert_eq!(dina.row(silent.conversation).await, None);
}

#[tokio::test]
async fn the_agent_who_takes_it_talks_with_the_shopper_and_the_bot_is_silent() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    asks_for_a_person(&visitor).await;
    let mut tab = visitor.live().await;
    let dina = stand.agent(BATIK, "Dina").await;

    let chat = dina.takes(visitor.conversation).await;
    let assigned = tab.events().await;
    assert_eq!(assigned[0].body, Body::Assigned { agent: dina.member.id, name: "Dina".to_owned() });
    let reply = chat.says("Halo Kak, saya Dina. Saya cek dulu ya").await;
    assert_eq!(tab.events().await, slice::from_ref(&reply));
    assert_eq!(reply.author, Author::Agent { id: dina.member.id, name: "Dina".to_owned() });

    let asked = visitor.says("ongkir ke surabaya berapa?").await;
    assert_eq!(tab.events().await, slice::from_ref(&asked), "no word of the bot's");
    assert_eq!(chat.log().await.last(), Some(&asked), "and no decision of its either");
}

#[tokio::test]
async fn a_second_agent_can_not_take_or_answer_what_a_colleague_has() {
    let stand = Stand::shared().await;
    let (visitor, _, _) = taken(&stand).await;
    let sari = stand.agent(BATIK, "Sari").await.chat(visitor.conversation);
    let refused = sari.command(Command::Take { id: new_id() }).await.problem(Kind::WrongState);
    assert!(refused.detail.contains("Dina"), "{}", refused.detail);
    sari.post(new_id(), "saya saja").await.problem(Kind::WrongState);
    sari.command(Command::Resolve { id: new_id() }).await.problem(Kind::WrongState);
    sari.does(Command::note(new_id(), "saya bisa bantu cek gudang")).await;
}

#[tokio::test]
async fn of_two_agents_who_take_it_at_the_same_moment_one_has_it() {
    let stand = Stand::shared().await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    for _ in 0..10 {
        let visitor = stand.visitor(BATIK).await;
        asks_for_a_person(&visitor).await;
        let (one, other) = (dina.chat(visitor.conversation), sari.chat(visitor.conversation));
        let (one, other) = tokio::join!(
            one.command(Command::Take { id: new_id() }),
            other.command(Command::Take { id: new_id() })
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[tokio::test]
async fn an_agent_must_take_a_conversation_before_answering_in_it() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let chat = stand.agent(BATIK, "Dina").await.chat(visitor.conversation);
    chat.post(new_id(), "halo").await.problem(Kind::WrongState);
    chat.does(Command::Take { id: new_id() }).await;
    chat.says("halo").await;
}

#[tokio::test]
async fn handed_back_the_bot_answers_again() {
    let stand = Stand::shared().await;
    let (visitor, _, chat) = taken(&stand).await;
    let mut tab = visitor.live().await;

    chat.does(Command::BackToBot { id: new_id() }).await;

    let events = tab.events().await;
    assert_eq!(events[0].body, Body::Returned);
    assert!(said_by_bot(&events).is_some(), "the bot says that it is back: {events:?}");
    visitor.says("ongkir ke surabaya berapa?").await;
    assert!(said_by_bot(&tab.events().await).is_some());
}

#[tokio::test]
async fn a_waiting_shopper_may_go_back_to_the_bot() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.command(Command::BackToBot { id: new_id() }).await.problem(Kind::WrongState);
    asks_for_a_person(&visitor).await;
    visitor.does(Command::BackToBot { id: new_id() }).await;
    assert_eq!(visitor.page(protocol::Seq(0)).await.status, Status::Bot);
}

#[tokio::test]
async fn a_settled_matter_is_rated_once_and_the_inbox_shows_it() {
    let stand = Stand::shared().await;
    let (visitor, dina, chat) = taken(&stand).await;
    let mut inbox = dina.live_inbox().await;
    let rate = |id: EventId, score| Command::Rate { id, score, comment: "Cepat & ramah <3".to_owned() };
    visitor.command(rate(new_id(), 5)).await.problem(Kind::WrongState);

    chat.does(Command::Resolve { id: new_id() }).await;
    let log = visitor.log().await;
    assert_eq!(log[log.len() - 2].body, Body::Resolved);
    assert_eq!(log[log.len() - 1].body, Body::RatingAsked);
    for score in [0, 6, 255] {
        visitor.command(rate(new_id(), score)).await.problem(Kind::Invalid);
    }
    let id = new_id();
    visitor.does(rate(id, 5)).await;
    visitor.does(rate(id, 5)).await;
    visitor.command(rate(new_id(), 1)).await.problem(Kind::WrongState);

    let rated: Vec<_> = visitor.log().await.into_iter().filter(|event| event.id == id).collect();
    assert_eq!(rated.len(), 1);
    assert_eq!(rated[0].body, Body::Rated { score: 5, comment: "Cepat & ramah <3".to_owned() });
    let row = inbox.row(visitor.conversation, |row| row.rating.is_some()).await;
    assert_eq!((row.rating, row.status), (Some(5), Status::Resolved));
}

#[tokio::test]
async fn whoever_comes_back_after_it_was_settled_goes_to_the_person_they_had() {
    let stand = Stand::shared().await;
    let (visitor, _, chat) = taken(&stand).await;
    chat.does(Command::Resolve { id: new_id() }).await;
    visitor.says("kak, barangnya ternyata robek").await;
    let page = visitor.page(protocol::Seq(0)).await;
    assert!(
        matches!(page.status, Status::Waiting { reason: HandoffReason::CameBack, .. }),
        "{:?}",
        page.status
    );
    assert!(page.events.iter().any(|event| event.body == Body::Reopened));
}

#[tokio::test]
async fn the_inbox_counts_what_no_agent_has_seen() {
    let stand = Stand::shared().await;
    let (visitor, dina, chat) = taken(&stand).await;
    let mut inbox = dina.live_inbox().await;
    let first = visitor.says("halo?").await;
    let last = visitor.says("masih di sana?").await;
    inbox.row(visitor.conversation, |row| row.unread == 3 && row.last_line == "masih di sana?").await;

    chat.frame(&ClientFrame::Read { seq: first.seq }).await.json::<ServerFrame>();
    inbox.row(visitor.conversation, |row| row.unread == 1).await;
    chat.frame(&ClientFrame::Read { seq: last.seq }).await.json::<ServerFrame>();
    let row = inbox.row(visitor.conversation, |row| row.unread == 0).await;
    assert!(matches!(row.status, Status::Agent { .. }), "{:?}", row.status);

    chat.says("Masih, Kak").await;
    let row = inbox.row(visitor.conversation, |row| row.last_by == "agent").await;
    assert_eq!((row.last_line.as_str(), row.unread), ("Masih, Kak", 0));
}

#[tokio::test]
async fn a_way_to_be_reached_is_checked_and_shown_to_staff() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let contact = |channel, address: &str| Command::Contact {
        id: new_id(),
        contact: Contact { channel, address: address.to_owned() },
    };
    for (channel, bad) in [
        (ContactChannel::Email, "ayu"),
        (ContactChannel::Email, "ayu@contoh@example.id"),
        (ContactChannel::Whatsapp, "12"),
        (ContactChannel::Whatsapp, "<script>08123456789"),
    ] {
        visitor.command(contact(channel, bad)).await.problem(Kind::Invalid);
    }
    let mut inbox = stand.agent(BATIK, "Dina").await.live_inbox().await;
    visitor.does(contact(ContactChannel::Whatsapp, "0812 0000 2718")).await;
    inbox.row(visitor.conversation, |row| row.customer == "0812 0000 2718").await;
}

/// `HH:MM` of a minute of the day.
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[tokio::test]
async fn outside_opening_hours_the_shopper_learns_when_a_person_is_back() {
    let stand = Stand::shared().await;
    let mut shop = renamed("toko-tutup");
    // Open for one minute, about twelve hours from now: closed while this test runs.
    let offset = i64::from(shop.settings.hours.zone.offset_hours()) * 60;
    let local = now().0 / 60_000 + offset;
    let opens = local + WHOLE_DAY / 2;
    let minute = opens % WHOLE_DAY;
    shop.settings.hours.week = vec![Opening {
        days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun],
        open: clock(minute),
        close: clock(minute + 1),
    }];
    stand.load(&shop).await;
    let visitor = stand.visitor("toko-tutup").await;

    let events = asks_for_a_person(&visitor).await;

    let opens_at = Millis((opens - offset) * 60_000);
    assert_eq!(handoff(&events).promise, Promise::Later { opens_at: Some(opens_at) });
    assert!(said_by_bot(&events).is_some_and(|text| text.contains("WITA")), "{events:?}");
    let profile: serde_json::Value = stand.stranger().get("/v1/shops/toko-tutup").await.json();
    assert_eq!((&profile["open"], &profile["opens_at"]), (&false.into(), &opens_at.0.into()));
}

#[tokio::test]
async fn a_shop_whose_opening_is_not_known_promises_no_time() {
    let stand = Stand::shared().await;
    let mut shop = renamed("toko-libur");
    let never = Opening { days: vec![Day::Mon], open: "08:00".to_owned(), close: "08:00".to_owned() };
    shop.settings.hours.week = vec![never];
    stand.load(&shop).await;
    let events = asks_for_a_person(&stand.visitor("toko-libur").await).await;
    assert_eq!(handoff(&events).promise, Promise::Later { opens_at: None });
}
