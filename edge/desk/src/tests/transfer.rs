//! A conversation changes hands: by an agent, by a supervisor, by the shop's routing, and by nobody's answering.

use protocol::Command;
use protocol::event::{Author, Body, HandoffReason, Status};
use protocol::problem::Kind;
use protocol::staff::{Given, Role};
use protocol::{ConversationId, EventId, Seq};

use super::{HOUR, MINUTE, MORNING, Shop, dina, member, rudi};
use crate::{Actor, is_repeat};

const NOTE: &str = "Mau grosir 40 potong, stok sudah saya cek";

/// Gives the conversation to Rudi.
fn to_rudi(shop: &mut Shop, note: &str) -> Command {
    let rudi = member(&rudi(), Role::Agent);
    shop.colleague = Some(rudi.clone());
    Command::Transfer { id: shop.id(), to: Some(rudi.id), team: None, note: note.to_owned() }
}

fn back(shop: &mut Shop) -> Command {
    Command::Transfer { id: shop.id(), to: None, team: None, note: String::new() }
}

/// The shop's routing gives it to Dina.
fn routed(shop: &mut Shop) -> Vec<String> {
    let dina = member(&dina(), Role::Agent);
    shop.colleague = Some(dina.clone());
    let command = Command::Transfer { id: shop.id(), to: Some(dina.id), team: None, note: String::new() };
    shop.done(&Actor::Shop, &command)
}

fn has(shop: &Shop) -> String {
    match shop.status() {
        Status::Agent { name, .. } => name,
        other => panic!("an agent expected, not {other:?}"),
    }
}

fn given(shop: &Shop) -> Option<Given> {
    shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0)).expect("something was said").given
}

#[test]
fn who_has_it_gives_it_to_a_colleague_with_a_note_that_no_shopper_sees() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.takes();
    let command = to_rudi(&mut shop, NOTE);

    assert_eq!(shop.done(&dina(), &command), ["Dina gives it to Rudi", "Dina notes"]);

    assert_eq!(has(&shop), "Rudi");
    assert_eq!(given(&shop), Some(Given { by: Some("Dina".to_owned()), note: NOTE.to_owned() }));
    let message = Command::say(shop.id(), "Halo Kak");
    assert!(shop.refused(Kind::WrongState, &dina(), &message).contains("Rudi"));
    shop.done(&rudi(), &message);
    assert_eq!(given(&shop), None, "once he does something it is simply his");
}

#[test]
fn given_back_it_waits_with_the_story_and_the_shopper_keeps_their_place() {
    let mut shop = Shop::open();
    shop.takes();
    shop.shopper("pesanan SKR-1 di mana");
    let asked = shop.now;
    shop.wait_minutes(3);
    let command = back(&mut shop);

    assert_eq!(shop.done(&dina(), &command), ["Dina hands over: Transferred", "bot says", "brief"]);
    assert_eq!(shop.status(), Status::Waiting { since: asked, reason: HandoffReason::Transferred });
}

#[test]
fn only_who_has_it_or_a_supervisor_gives_it_away() {
    let mut shop = Shop::open();
    let unheld = to_rudi(&mut shop, "");
    assert!(shop.refused(Kind::WrongState, &dina(), &unheld).contains("Take"));
    shop.asks_person();
    assert!(shop.refused(Kind::WrongState, &dina(), &unheld).contains("Take"));
    shop.takes();
    let mut sari = to_rudi(&mut shop, "");
    assert!(shop.refused(Kind::WrongState, &rudi(), &sari).contains("Dina"));
    shop.refused(Kind::Forbidden, &Actor::Shopper, &sari);

    shop.directs = true;
    let supervisor = super::agent("Wulan", 3);
    assert_eq!(shop.done(&supervisor, &sari), ["Wulan gives it to Rudi"]);
    sari = to_rudi(&mut shop, "");
    assert!(shop.refused(Kind::WrongState, &supervisor, &sari).contains("already"));
    let queue = back(&mut shop);
    shop.done(&supervisor, &queue);
    let again = back(&mut shop);
    shop.refused(Kind::WrongState, &supervisor, &again);
    let given = to_rudi(&mut shop, "");
    assert_eq!(shop.done(&supervisor, &given), ["Wulan gives it to Rudi"], "from the queue too");
}

#[test]
fn it_is_given_only_to_somebody_who_works_here_and_talks_to_shoppers() {
    let mut shop = Shop::open();
    shop.takes();
    let command = to_rudi(&mut shop, "");
    shop.colleague = None;
    shop.refused(Kind::NotFound, &dina(), &command);
    shop.colleague = Some(member(&rudi(), Role::Trainer));
    shop.refused(Kind::Invalid, &dina(), &command);
    let long = to_rudi(&mut shop, &"x".repeat(protocol::limits::TEXT_CHARS + 1));
    shop.refused(Kind::TooLarge, &dina(), &long);
    assert_eq!(has(&shop), "Dina");
}

#[test]
fn a_repeated_transfer_is_known_and_another_one_under_its_id_is_not() {
    let mut shop = Shop::open();
    shop.takes();
    let command = to_rudi(&mut shop, NOTE);
    shop.done(&dina(), &command);
    let event = shop.log.iter().find(|event| event.id == command.id()).unwrap();
    assert!(is_repeat(event, &dina(), &command));
    assert!(!is_repeat(event, &rudi(), &command));
    let elsewhere = Command::Transfer { id: command.id(), to: None, team: None, note: String::new() };
    assert!(!is_repeat(event, &dina(), &elsewhere));
}

#[test]
fn the_shop_gives_only_what_waits() {
    let mut shop = Shop::open();
    let dina = member(&dina(), Role::Agent);
    shop.colleague = Some(dina.clone());
    let offer = |id: EventId| Command::Transfer { id, to: Some(dina.id), team: None, note: String::new() };
    let early = offer(shop.id());
    shop.refused(Kind::WrongState, &Actor::Shop, &early);
    shop.asks_person();
    assert_eq!(routed(&mut shop), ["system gives it to Dina"]);
    assert!(is_repeat(shop.log.last().unwrap(), &Actor::Shop, &offer(shop.log.last().unwrap().id)));
    let second = offer(shop.id());
    shop.refused(Kind::WrongState, &Actor::Shop, &second);
    assert_eq!(given(&shop), Some(Given { by: None, note: String::new() }));
}

#[test]
fn who_is_given_one_and_says_nothing_for_the_usual_wait_loses_it_to_the_next() {
    let mut shop = Shop::open();
    shop.shopper("pesanan SKR-1 di mana");
    shop.asks_person();
    let called = shop.now;
    shop.wait_minutes(2);
    routed(&mut shop);
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(5 * MINUTE)));
    shop.wait_minutes(4);
    assert!(shop.rings().is_empty());
    shop.wait_minutes(1);

    assert_eq!(shop.rings(), ["system hands over: NoReply", "bot says", "brief"]);

    assert_eq!(
        shop.status(),
        Status::Waiting { since: called, reason: HandoffReason::NoReply },
        "they keep their place"
    );
    assert_eq!(shop.conversation.felt().person_wanted_at, Some(called));
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(10 * MINUTE)));
}

#[test]
fn who_answers_or_took_it_by_hand_keeps_it() {
    let mut answered = Shop::open();
    answered.asks_person();
    routed(&mut answered);
    answered.agent("Halo Kak");
    answered.shopper("halo");
    let mut taken = Shop::open();
    taken.asks_person();
    taken.takes();
    for mut shop in [answered, taken] {
        shop.wait_minutes(60);
        assert!(shop.rings().is_empty());
        assert_eq!(has(&shop), "Dina");
    }
}

#[test]
fn it_is_not_lost_while_the_shopper_waits_for_nothing_or_the_shop_is_closed() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.takes();
    let command = to_rudi(&mut shop, "");
    shop.done(&dina(), &command);
    assert_eq!(
        shop.conversation.next_clock(&shop.settings),
        None,
        "the shopper has asked nothing of a person"
    );
    // 19.58: two minutes are left today.
    shop.wait_minutes(9 * 60 + 58);
    shop.shopper("masih ada?");
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(MORNING.plus(22 * HOUR + 3 * MINUTE)));
}

#[test]
fn the_log_says_who_gave_it() {
    let mut shop = Shop::open();
    shop.asks_person();
    routed(&mut shop);
    let assigned = shop.log.iter().find(|event| matches!(event.body, Body::Assigned { .. })).unwrap();
    assert_eq!(assigned.author, Author::System);
}

#[test]
fn a_message_that_wakes_a_conversation_is_owed_an_answer_by_whoever_gets_it() {
    let mut shop = Shop::open();
    shop.shopper("orang");
    shop.takes();
    shop.agent("Sebentar ya Kak");
    let snooze = Command::Snooze { id: shop.id(), until: shop.now.plus(HOUR) };
    shop.done(&dina(), &snooze);
    shop.shopper("halo?");
    let command = to_rudi(&mut shop, "");
    shop.done(&dina(), &command);
    let usual = i64::from(shop.settings.usual_wait_minutes) * MINUTE;
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(usual)));
}

#[test]
fn whoever_is_given_what_the_bot_had_gets_the_story_too() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.directs = true;
    let command = to_rudi(&mut shop, NOTE);
    assert_eq!(shop.done(&dina(), &command), ["Dina gives it to Rudi", "Dina notes", "brief"]);
    assert_eq!(given(&shop).map(|given| given.note), Some(NOTE.to_owned()));
}
