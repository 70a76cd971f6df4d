//! Putting a message right, replying to one, mentioning a colleague.

use protocol::event::{Author, Body};
use protocol::limits::{EDIT_MS, MENTIONS};
use protocol::problem::Kind;
use protocol::{Command, EventId, Seq, StaffId};

use super::{MORNING, Shop, dina, rudi};
use crate::Actor;

fn edit(shop: &mut Shop, about: EventId) -> Command {
    Command::Edit { id: shop.id(), about, text: "Rp15.000 ya Kak".to_owned() }
}

/// Dina has the conversation and has said something: what, is the answer.
fn said(shop: &mut Shop) -> EventId {
    shop.shopper("ongkir?");
    shop.takes();
    shop.agent("Rp51.000 ya Kak");
    shop.log.last().expect("the message").id
}

#[test]
fn an_agent_puts_a_message_right_for_a_minute() {
    let mut shop = Shop::open();
    let about = said(&mut shop);
    shop.now = shop.now.plus(EDIT_MS);
    let in_time = edit(&mut shop, about);
    assert_eq!(shop.done(&dina(), &in_time), ["Dina edits"]);
    let row = shop.conversation.row("01KAPB3V4Z0000000000000001".parse().unwrap(), Seq(0)).unwrap();
    assert_eq!(row.last_line, "Rp15.000 ya Kak", "the inbox shows the words that stand now");
    assert!(
        shop.log.iter().any(|event| matches!(&event.body, Body::Message(m) if m.text.contains("51.000")))
    );

    shop.now = shop.now.plus(1);
    let late = edit(&mut shop, about);
    shop.refused(Kind::WrongState, &dina(), &late);
}

#[test]
fn nobody_changes_what_another_said() {
    let mut shop = Shop::open();
    let about = said(&mut shop);
    let command = edit(&mut shop, about);
    shop.refused(Kind::Forbidden, &rudi(), &command);
    shop.refused(Kind::Forbidden, &Actor::Shopper, &command);
    let shoppers = shop.log.iter().find(|event| event.author == Author::Shopper).expect("a question").id;
    let of_shopper = edit(&mut shop, shoppers);
    shop.refused(Kind::WrongState, &dina(), &of_shopper);
    let nothing = edit(&mut shop, EventId::from_parts(MORNING, 999));
    shop.refused(Kind::NotFound, &dina(), &nothing);
    let empty = Command::Edit { id: shop.id(), about, text: " ".to_owned() };
    shop.refused(Kind::Invalid, &dina(), &empty);
}

#[test]
fn a_reply_names_a_message_of_this_conversation() {
    let mut shop = Shop::open();
    let about = said(&mut shop);
    let reply = |shop: &mut Shop, reply_to| Command::Message {
        id: shop.id(),
        text: "yang ini".to_owned(),
        picked: None,
        files: Vec::new(),
        reply_to: Some(reply_to),
    };
    let good = reply(&mut shop, about);
    assert_eq!(shop.done(&Actor::Shopper, &good), ["shopper says"]);
    let answer = reply(&mut shop, good.id());
    assert_eq!(shop.done(&dina(), &answer), ["Dina says"]);
    let taken = shop.log.iter().find(|event| matches!(event.body, Body::Assigned { .. })).expect("taken").id;
    for wrong in [EventId::from_parts(MORNING, 999), taken] {
        let bad = reply(&mut shop, wrong);
        shop.refused(Kind::NotFound, &Actor::Shopper, &bad);
        shop.refused(Kind::NotFound, &dina(), &bad);
    }
}

#[test]
fn a_note_mentions_each_colleague_once_and_not_a_crowd() {
    let mut shop = Shop::open();
    let staff = |number| StaffId::from_parts(MORNING, number);
    let note =
        |shop: &mut Shop, mentions| Command::Note { id: shop.id(), text: "@Rudi".to_owned(), mentions };
    let twice = note(&mut shop, vec![staff(2), staff(1), staff(2)]);
    shop.done(&dina(), &twice);
    let mentions = shop.last(|body| match body {
        Body::Note { mentions, .. } => Some(mentions.clone()),
        _ => None,
    });
    assert_eq!(mentions, [staff(1), staff(2)]);
    let crowd = note(&mut shop, (0..=MENTIONS as u128).map(staff).collect());
    shop.refused(Kind::TooLarge, &dina(), &crowd);
}
