//! Who may do what, what is refused, and what counts as the same command.

use protocol::api::Begin;
use protocol::event::{Author, Body, Contact, ContactChannel, Promise};
use protocol::limits::{COMMENT_CHARS, TEXT_CHARS};
use protocol::problem::Kind;
use protocol::shop::Language;
use protocol::{Command, ConversationId, CustomerId, EventId, Millis, Seq};

use super::{HOUR, MORNING, Shop, dina, rudi};
use crate::{Actor, is_repeat};

fn id(number: u128) -> EventId {
    EventId::from_parts(MORNING, number << 64)
}

fn message(text: &str) -> Command {
    Command::say(id(1), text)
}

fn contact(channel: ContactChannel, address: &str) -> Command {
    Command::Contact { id: id(1), contact: Contact { channel, address: address.to_owned() } }
}

#[test]
fn what_belongs_to_the_other_side_is_forbidden_in_every_state() {
    let about = id(9);
    let for_staff = [
        Command::Take { id: id(1) },
        Command::note(id(1), "x"),
        Command::Edit { id: id(1), about: id(9), text: "x".to_owned() },
        Command::Resolve { id: id(1) },
    ];
    let for_shoppers = [
        Command::AskPerson { id: id(1) },
        Command::Feedback { id: id(1), about, helpful: true },
        Command::Rate { id: id(1), score: 5, comment: String::new() },
        contact(ContactChannel::Email, "a@b.id"),
    ];
    let mut waiting = Shop::open();
    waiting.asks_person();
    let mut taken = Shop::open();
    taken.takes();
    let mut settled = Shop::open();
    settled.resolves();
    for mut shop in [Shop::open(), waiting, taken, settled] {
        for command in &for_staff {
            shop.refused(Kind::Forbidden, &Actor::Shopper, command);
        }
        for command in &for_shoppers {
            shop.refused(Kind::Forbidden, &dina(), command);
        }
    }
}

#[test]
fn texts_have_limits_and_say_what_to_do() {
    let mut shop = Shop::open();
    shop.takes();
    for actor in [Actor::Shopper, dina()] {
        assert!(shop.refused(Kind::Invalid, &actor, &message(" \n\u{202E}")).contains("Write something"));
        let long = message(&"a".repeat(TEXT_CHARS + 1));
        assert!(shop.refused(Kind::TooLarge, &actor, &long).contains("4000"));
    }
    shop.done(&Actor::Shopper, &message(&"é".repeat(TEXT_CHARS)));
    let note = Command::note(id(2), "\t");
    shop.refused(Kind::Invalid, &dina(), &note);
}

#[test]
fn a_message_is_stored_without_disguises() {
    let mut shop = Shop::open();
    shop.done(&Actor::Shopper, &message("  nota\u{202E}fdp.exe\u{0} <b>👍🏽</b> "));
    let Body::Message(said) = &shop.log[1].body else { panic!("{:?}", shop.log[1]) };
    assert_eq!(said.text, "notafdp.exe <b>👍🏽</b>");
}

#[test]
fn ratings_go_from_one_to_five() {
    let mut shop = Shop::open();
    shop.resolves();
    for score in [0, 6, 255] {
        let rate = Command::Rate { id: id(1), score, comment: String::new() };
        shop.refused(Kind::Invalid, &Actor::Shopper, &rate);
    }
    let comment = "x".repeat(COMMENT_CHARS + 1);
    shop.refused(Kind::TooLarge, &Actor::Shopper, &Command::Rate { id: id(1), score: 1, comment });
}

#[test]
fn a_contact_is_plausible() {
    use ContactChannel::{Email, Unknown, Whatsapp};
    let mut shop = Shop::open();
    for (number, channel, address) in [
        (1, Whatsapp, "0812-3456-7890"),
        (2, Whatsapp, "+62 812 3456 7890"),
        (3, Email, "sari.dewi+batik@mail.contoh.co.id"),
    ] {
        let leave =
            Command::Contact { id: id(number), contact: Contact { channel, address: address.to_owned() } };
        assert_eq!(shop.done(&Actor::Shopper, &leave), [format!("shopper at {address}")]);
    }
    for (channel, address) in [
        (Whatsapp, "0812"),
        (Whatsapp, "0812345678901234"),
        (Whatsapp, "wa saya 081234567890"),
        (Whatsapp, ""),
        (Email, "sari"),
        (Email, "@contoh.id"),
        (Email, "sari@contoh"),
        (Email, "sari@.id"),
        (Email, "sari@contoh.id."),
        (Email, "sari dewi@contoh.id"),
        (Email, "a@b@contoh.id"),
        (Unknown, "081234567890"),
    ] {
        shop.refused(Kind::Invalid, &Actor::Shopper, &contact(channel, address));
    }
}

#[test]
fn feedback_is_about_an_answer_of_this_conversation_and_given_once() {
    let mut shop = Shop::open();
    let foreign = Command::Feedback { id: id(1), about: id(9), helpful: true };
    shop.refused(Kind::NotFound, &Actor::Shopper, &foreign);
    shop.shopper("ongkir?");
    shop.feedback(true);
    let again = Command::Feedback { id: id(1), about: shop.last_answer(), helpful: false };
    shop.refused(Kind::WrongState, &Actor::Shopper, &again);
}

#[test]
fn an_agents_message_picks_nothing() {
    let mut shop = Shop::open();
    shop.takes();
    let picked = Some("ongkir".parse().unwrap());
    shop.done(
        &dina(),
        &Command::Message { id: id(1), text: "ya".to_owned(), picked, files: Vec::new(), reply_to: None },
    );
    let said = shop.last(|body| if let Body::Message(said) = body { Some(said.clone()) } else { None });
    assert_eq!(said.picked, None);
}

#[test]
fn the_page_a_shopper_came_from_is_kept_short_and_clean() {
    let mut shop = Shop::open();
    let someone = CustomerId::from_parts(shop.now, 1);
    for (page, stored) in [
        (None, None),
        (Some(" \u{202E} ".to_owned()), None),
        (Some("Batik\u{7} Parang ".to_owned()), Some("Batik Parang".to_owned())),
        (Some("é".repeat(300)), Some("é".repeat(200))),
    ] {
        let begin = Begin { language: Language::En, page, customer: None };
        let events = shop.with_context(|context| crate::begin(&begin, someone, context));
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].seq, Seq(1));
        assert_eq!(events[0].author, Author::System);
        assert_eq!(
            events[0].body,
            Body::Started { language: Language::En, page: stored, customer: Some(someone) }
        );
    }
}

#[test]
fn the_same_command_is_a_repeat_and_any_other_is_not() {
    let mut shop = Shop::open();
    shop.done(&Actor::Shopper, &message(" halo\u{0} "));
    let stored = shop.log[1].clone();
    assert!(is_repeat(&stored, &Actor::Shopper, &message(" halo\u{0} ")));
    assert!(is_repeat(&stored, &Actor::Shopper, &message("halo")), "cleaned in the same way");
    assert!(!is_repeat(&stored, &Actor::Shopper, &message("hai")));
    assert!(!is_repeat(&stored, &Actor::Shopper, &message("")));
    assert!(!is_repeat(&stored, &dina(), &message("halo")));
    assert!(!is_repeat(&stored, &Actor::Shopper, &Command::AskPerson { id: id(1) }));
    let picked = Some("ongkir".parse().unwrap());
    let pick =
        Command::Message { id: id(1), text: "halo".to_owned(), picked, files: Vec::new(), reply_to: None };
    assert!(!is_repeat(&stored, &Actor::Shopper, &pick));
}

#[test]
fn every_command_recognises_its_own_event() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    let about = shop.last_answer();
    let story = [
        (Actor::Shopper, message("halo")),
        (Actor::Shopper, Command::Feedback { id: id(2), about, helpful: false }),
        (Actor::Shopper, Command::AskPerson { id: id(3) }),
        (Actor::Shopper, Command::BackToBot { id: id(4) }),
        (dina(), Command::Take { id: id(5) }),
        (dina(), Command::say(id(6), "ya")),
        (rudi(), Command::note(id(7), "x")),
        (dina(), Command::Resolve { id: id(8) }),
        (Actor::Shopper, Command::Rate { id: id(9), score: 5, comment: " ok ".to_owned() }),
        (Actor::Shopper, contact_with(id(10))),
        (Actor::Shopper, Command::AskPerson { id: id(11) }),
    ];
    for (actor, command) in &story {
        shop.done(actor, command);
    }
    for (actor, command) in &story {
        let stored = shop.log.iter().find(|event| event.id == command.id()).unwrap();
        for (other, repeated) in &story {
            let is_same =
                actor == other && std::mem::discriminant(command) == std::mem::discriminant(repeated);
            assert_eq!(is_repeat(stored, other, repeated), is_same, "{stored:?} {repeated:?}");
        }
    }
    let note = shop.log.iter().find(|event| event.id == id(7)).unwrap();
    assert!(!is_repeat(note, &dina(), &story[6].1), "a colleague's");
    let renamed = Actor::Agent { id: staff(&dina()), name: "Dina S.".to_owned() };
    let taken = shop.log.iter().find(|event| event.id == id(5)).unwrap();
    assert!(is_repeat(taken, &renamed, &Command::Take { id: id(5) }));
}

fn contact_with(id: EventId) -> Command {
    let address = "0812 3456 7890".to_owned();
    Command::Contact { id, contact: Contact { channel: ContactChannel::Whatsapp, address } }
}

fn staff(actor: &Actor) -> protocol::StaffId {
    match actor {
        Actor::Agent { id, .. } => *id,
        Actor::Shopper | Actor::Shop => panic!("not staff"),
    }
}

#[test]
fn the_inbox_shows_the_last_thing_said() {
    let conversation = ConversationId::from_parts(MORNING, 7);
    let mut shop = Shop::open();
    assert_eq!(shop.conversation.row(conversation, Seq(0)), None);
    shop.shopper("orang dong");
    let said = format!("pesanan saya\n{}", "panjang ".repeat(40));
    shop.shopper(&said);
    shop.now = Millis(shop.now.0 + 1);
    shop.shopper(&said);
    let row = shop.conversation.row(conversation, Seq(0)).unwrap();
    assert!(row.last_line.starts_with("pesanan saya panjang") && row.last_line.chars().count() <= 120);
    assert_eq!((row.last_by.as_str(), row.last_at, row.unread), ("shopper", shop.now, 3));
    assert_eq!((row.seq, row.customer.as_str(), row.rating), (shop.conversation.last(), "", None));

    let read = shop.conversation.last();
    shop.done(&Actor::Shopper, &contact_with(id(1)));
    shop.done(&dina(), &Command::note(id(2), "rahasia"));
    let row = shop.conversation.row(conversation, read).unwrap();
    assert_eq!((row.unread, row.customer.as_str(), row.last_by.as_str()), (0, "0812 3456 7890", "shopper"));
}

#[test]
fn while_they_wait_the_inbox_shows_what_they_said_last_and_what_they_were_promised() {
    let conversation = ConversationId::from_parts(MORNING, 7);
    let row = |shop: &Shop| shop.conversation.row(conversation, Seq(0)).unwrap();
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    let asked_at = shop.now;
    shop.wait_minutes(1);
    shop.asks_person();
    let waiting = row(&shop);
    assert_eq!(
        (waiting.last_line.as_str(), waiting.last_by.as_str(), waiting.last_at),
        ("ongkir?", "shopper", asked_at)
    );
    assert_eq!(waiting.promise, Some(Promise::Soon { minutes: 5 }));
    shop.shopper("pesanan SKR-1");
    assert_eq!(row(&shop).last_line, "pesanan SKR-1", "though the bot noted it after that");
    shop.takes();
    shop.agent("Halo Kak");
    assert_eq!((row(&shop).last_line.as_str(), row(&shop).promise), ("Halo Kak", None));

    let mut closed = Shop::closed();
    closed.asks_person();
    assert_eq!(row(&closed).promise, Some(Promise::Later { opens_at: Some(MORNING.plus(22 * HOUR)) }));
    assert_eq!(row(&closed).last_by, "bot", "they have said nothing");
}
