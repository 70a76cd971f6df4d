//! What holds for any conversation, whoever does whatever in whatever order.

use std::collections::HashSet;

use proptest::prelude::*;
use protocol::event::{Author, Body, Contact, ContactChannel, Event, Status};
use protocol::shop::{Routing, Service};
use protocol::staff::Role;
use protocol::{Command, ConversationId, EventId, Priority, Seq, TeamId};

use super::team::teams;
use super::{MINUTE, MORNING, Shop, dina, member, rudi};
use crate::{Actor, Conversation, is_repeat};

/// What a staff note says, and nothing a shopper sees ever may.
const SECRET: &str = "rahasia";

/// One thing somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Give(Actor, Wish),
    Wait(i64),
    Ring,
}

/// A command without its ids.
#[derive(Debug, Clone)]
enum Wish {
    Say(&'static str),
    Pick(&'static str),
    AskPerson,
    BackToBot,
    Feedback(bool),
    Rate(u8),
    Contact,
    Take,
    Note,
    Resolve,
    Snooze(i64),
    Wake,
    MarkSpam,
    NotSpam,
    Transfer(bool),
    GiveTeam(u128),
    Tag(bool),
    Prioritise,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        12 => (actor(), wish()).prop_map(|(actor, wish)| Deed::Give(actor, wish)),
        2 => prop::sample::select(vec![1, 5, 11, 700, 1_500]).prop_map(Deed::Wait),
        1 => Just(Deed::Ring),
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![5 => Just(Actor::Shopper), 2 => Just(dina()), 1 => Just(rudi()), 1 => Just(Actor::Shop)]
}

fn wish() -> impl Strategy<Value = Wish> {
    let words = vec![
        "ongkir?",
        "retur",
        "ukuran?",
        "ongkir? terus retur?",
        "ongkir retur",
        "retur ukuran bayar",
        "sulam?",
        "bordir",
        "halo",
        "makasih",
        "dadah",
        "orang",
        "parah!",
        "somasi",
        "iya",
        "jangan",
        "SKR-1 di mana",
        "kecewa",
        "",
        "\u{202E}",
    ];
    let picks = vec!["ongkir", "retur", "ukuran"];
    prop_oneof![
        8 => prop::sample::select(words).prop_map(Wish::Say),
        2 => prop::sample::select(picks).prop_map(Wish::Pick),
        1 => Just(Wish::AskPerson),
        1 => Just(Wish::BackToBot),
        2 => any::<bool>().prop_map(Wish::Feedback),
        1 => (0..7u8).prop_map(Wish::Rate),
        1 => Just(Wish::Contact),
        2 => Just(Wish::Take),
        1 => Just(Wish::Note),
        1 => Just(Wish::Resolve),
        2 => prop::sample::select(vec![-1, 10, 700]).prop_map(Wish::Snooze),
        1 => Just(Wish::Wake),
        1 => Just(Wish::MarkSpam),
        2 => Just(Wish::NotSpam),
        2 => any::<bool>().prop_map(Wish::Transfer),
        2 => (1..4u128).prop_map(Wish::GiveTeam),
        2 => any::<bool>().prop_map(Wish::Tag),
        1 => Just(Wish::Prioritise),
    ]
}

fn command(shop: &mut Shop, wish: &Wish) -> Command {
    let id = shop.id();
    let answers = |event: &&Event| matches!(&event.body, Body::Message(said) if said.entry.is_some());
    let about = shop.log.iter().rev().find(answers).map_or(id, |event| event.id);
    let address = "0812 3456 7890".to_owned();
    match wish {
        Wish::Say(text) => Command::say(id, *text),
        Wish::Pick(entry) => Command::Message {
            id,
            text: entry.to_uppercase(),
            picked: Some(entry.parse().unwrap()),
            files: Vec::new(),
            reply_to: None,
        },
        Wish::AskPerson => Command::AskPerson { id },
        Wish::BackToBot => Command::BackToBot { id },
        Wish::Feedback(helpful) => Command::Feedback { id, about, helpful: *helpful },
        Wish::Rate(score) => Command::Rate { id, score: *score, comment: String::new() },
        Wish::Contact => {
            Command::Contact { id, contact: Contact { channel: ContactChannel::Whatsapp, address } }
        }
        Wish::Take => Command::Take { id },
        Wish::Note => Command::note(id, SECRET),
        Wish::Resolve => Command::Resolve { id },
        Wish::Snooze(minutes) => Command::Snooze { id, until: shop.now.plus(minutes * MINUTE) },
        Wish::Wake => Command::Wake { id },
        Wish::MarkSpam => Command::MarkSpam { id },
        Wish::NotSpam => Command::NotSpam { id },
        Wish::Tag(add) => {
            let (some, none) = (vec![SECRET.to_owned()], Vec::new());
            let (add, remove) = if *add { (some, none) } else { (none, some) };
            Command::Tag { id, add, remove }
        }
        Wish::Prioritise => Command::Prioritise { id, priority: Priority::High },
        Wish::Transfer(back) => {
            let rudi = member(&rudi(), Role::Agent);
            shop.colleague = Some(rudi.clone());
            let to = (!back).then_some(rudi.id);
            Command::Transfer { id, to, team: None, note: SECRET.to_owned() }
        }
        Wish::GiveTeam(number) => {
            let team = Some(TeamId::from_parts(MORNING, *number));
            Command::Transfer { id, to: None, team, note: SECRET.to_owned() }
        }
    }
}

/// Does a deed and checks what must hold of every single one.
fn act(shop: &mut Shop, deed: &Deed) {
    let before = shop.log.len();
    let status = shop.status();
    match deed {
        Deed::Wait(minutes) => shop.wait_minutes(*minutes),
        Deed::Ring => {
            shop.rings();
        }
        Deed::Give(actor, wish) => {
            let command = command(shop, wish);
            if shop.gives(actor, &command).is_ok() {
                assert!(is_repeat(&shop.log[before], actor, &command));
                let says = *actor == Actor::Shopper && matches!(wish, Wish::Say(_) | Wish::Pick(_));
                if says && status == Status::Bot {
                    let speaks = |event: &Event| is_by_bot(event) && matches!(event.body, Body::Message(_));
                    let lines = shop.log[before..].iter().filter(|event| speaks(event)).count();
                    let most = if matches!(wish, Wish::Say(text) if text.contains("terus")) { 2 } else { 1 };
                    assert!((1..=most).contains(&lines), "{lines} lines");
                }
            }
        }
    }
}

fn is_by_bot(event: &Event) -> bool {
    matches!(event.author, Author::Bot { .. })
}

fn fold<'a>(log: impl IntoIterator<Item = &'a Event>) -> Conversation {
    let mut conversation = Conversation::default();
    log.into_iter().for_each(|event| conversation.apply(event));
    conversation
}

fn lived(deeds: &[Deed]) -> Shop {
    let mut shop = Shop::open();
    shop.settings.teams = teams();
    shop.settings.service = Service {
        routing: Routing::LeastBusy,
        first_reply_minutes: Some(4),
        next_reply_minutes: Some(11),
        resolution_minutes: Some(700),
        close_after_hours: Some(9),
        ..Service::default()
    };
    deeds.iter().for_each(|deed| act(&mut shop, deed));
    shop
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec(deed(), 0..60)
}

proptest! {
    #[test]
    fn the_log_has_no_gaps_and_no_id_twice(deeds in deeds()) {
        let shop = lived(&deeds);
        let mut ids = HashSet::<EventId>::new();
        for (event, seq) in shop.log.iter().zip(1..) {
            prop_assert_eq!(event.seq, Seq(seq));
            prop_assert!(ids.insert(event.id));
        }
    }

    #[test]
    fn a_log_that_was_stored_and_read_again_is_the_same_conversation(deeds in deeds()) {
        let shop = lived(&deeds);
        let stored = serde_json::to_string(&shop.log).unwrap();
        let log: Vec<Event> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(fold(&log), shop.conversation);
    }

    #[test]
    fn the_bot_never_gives_the_same_answer_twice(deeds in deeds()) {
        let mut given = HashSet::new();
        for event in lived(&deeds).log.into_iter().filter(is_by_bot) {
            if let Body::Message(said) = event.body && let Some(entry) = said.entry {
                prop_assert!(given.insert(entry.clone()), "{} again", entry);
            }
        }
    }

    #[test]
    fn the_bot_never_speaks_over_a_person_nor_in_spam_but_asks_who_is_silent(deeds in deeds()) {
        let (mut conversation, mut asks) = (Conversation::default(), false);
        for event in lived(&deeds).log {
            let silent = matches!(
                conversation.status(),
                Status::Agent { .. } | Status::Snoozed { .. } | Status::Spam
            );
            prop_assert!(!(silent && is_by_bot(&event)) || asks, "{:?}", event);
            asks = matches!(event.body, Body::StillThere { .. });
            conversation.apply(&event);
        }
    }

    #[test]
    fn only_who_has_it_writes_as_the_shop(deeds in deeds()) {
        let mut conversation = Conversation::default();
        for event in lived(&deeds).log {
            if let (Author::Agent { id, .. }, Body::Message(_)) = (&event.author, &event.body) {
                let has_it = matches!(
                    conversation.status(),
                    Status::Agent { id: has, .. } | Status::Snoozed { id: has, .. } if has == *id
                );
                prop_assert!(has_it, "{event:?}");
            }
            conversation.apply(&event);
        }
    }

    #[test]
    fn what_staff_write_among_themselves_stays_there(deeds in deeds()) {
        for event in lived(&deeds).log.iter().filter(|event| !event.body.is_for_staff()) {
            prop_assert!(!serde_json::to_string(event).unwrap().contains(SECRET));
        }
    }

    #[test]
    fn what_waits_overflows_at_most_once_a_wait(deeds in deeds()) {
        let mut overflowed = false;
        for event in lived(&deeds).log {
            match event.body {
                Body::Overflowed => {
                    prop_assert!(!overflowed, "{:?}", event);
                    overflowed = true;
                }
                Body::Handoff(_) | Body::ForTeam { .. } => overflowed = false,
                _ => {}
            }
        }
    }

    #[test]
    fn every_handoff_is_announced_and_briefed(deeds in deeds()) {
        let log = lived(&deeds).log;
        for (at, _) in log.iter().enumerate().filter(|(_, event)| matches!(event.body, Body::Handoff(_))) {
            prop_assert!(is_by_bot(&log[at + 1]) && matches!(log[at + 1].body, Body::Message(_)));
            prop_assert!(matches!(log[at + 2].body, Body::Brief(_)));
        }
    }

    #[test]
    fn a_clock_that_rings_in_time_never_rings_in_circles(deeds in deeds()) {
        let mut shop = lived(&deeds);
        if let Some(due) = shop.conversation.next_clock(&shop.settings) {
            shop.now = shop.now.max(due);
            prop_assert!(!shop.rings().is_empty());
            let next = shop.conversation.next_clock(&shop.settings);
            prop_assert!(next.is_none_or(|next| next > shop.now), "{:?}", next);
        }
    }

    #[test]
    fn a_shopper_never_learns_of_snoozing_or_spam(deeds in deeds()) {
        let shop = lived(&deeds);
        let told = shop.conversation.public_status();
        let learns = matches!(told, Status::Snoozed { .. } | Status::Spam | Status::FollowUp);
        prop_assert!(!learns);
        let hidden = |body: &Body| {
            let staffs = matches!(body, Body::Missed { .. } | Body::StillThere { .. } | Body::FollowUp);
            staffs || matches!(body, Body::Snoozed { .. } | Body::Woke | Body::MarkedSpam | Body::NotSpam)
        };
        prop_assert!(shop.log.iter().all(|event| !hidden(&event.body) || event.body.is_for_staff()));
    }

    #[test]
    fn unread_is_what_the_shopper_said_after_what_was_read(deeds in deeds(), read in 0..80u64) {
        let shop = lived(&deeds);
        let said = |event: &&Event| event.author == Author::Shopper && matches!(event.body, Body::Message(_));
        let unread = shop.log.iter().filter(said).filter(|event| event.seq > Seq(read)).count();
        let row = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(read));
        prop_assert_eq!(row.map_or(0, |row| row.unread as usize), unread);
    }

    #[test]
    fn even_a_log_in_disorder_breaks_nothing(
        (log, more) in deeds()
            .prop_flat_map(|deeds| {
                let log = lived(&deeds).log;
                let size = log.len() * 2;
                prop::collection::vec(prop::sample::select(log), 0..size)
            })
            .prop_flat_map(|log| (Just(log), deeds())),
    ) {
        let mut shop = Shop::open();
        shop.conversation = fold(&log);
        let _ = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(3));
        let _ = shop.conversation.felt();
        for deed in &more {
            act(&mut shop, deed);
        }
    }
}
