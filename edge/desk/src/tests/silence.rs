//! A shopper who says nothing any more: asked once, then let go; and taken up again whenever they come back.

use protocol::event::{Author, Body, Contact, ContactChannel, HandoffReason, Status};
use protocol::staff::Role;
use protocol::{Command, Millis};

use super::{HOUR, MORNING, Shop, dina, member, rudi};
use crate::Actor;

/// A shop that closes after ten silent hours, in which Dina said the last word in the morning.
fn answered() -> Shop {
    let mut shop = Shop::open();
    shop.settings.service.close_after_hours = Some(10);
    shop.takes();
    shop.shopper("bisa tukar?");
    shop.agent("Bisa Kak, kirim balik ya");
    shop
}

fn closes_at(shop: &Shop) -> Option<Millis> {
    let told = |body: &Body| match body {
        Body::StillThere { closes_at } => Some(*closes_at),
        _ => None,
    };
    shop.log.iter().rev().find_map(|event| told(&event.body))
}

/// What the clock brings about in the next ten days, ringing whenever it wants to.
fn lets_time_pass(shop: &mut Shop) -> Vec<String> {
    let (end, mut told) = (shop.now.plus(10 * 24 * HOUR), Vec::new());
    while let Some(at) = shop.conversation.next_clock(&shop.settings).filter(|at| *at <= end) {
        shop.now = at;
        told.extend(shop.rings());
    }
    shop.now = end;
    told
}

#[test]
fn who_is_silent_is_asked_and_then_the_matter_is_settled() {
    let mut shop = answered();
    // 20.00 is closing time: they are asked when the shop opens.
    let opens = MORNING.plus(22 * HOUR);
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(opens));
    shop.now = opens;
    assert_eq!(shop.rings(), ["still there?", "bot says"]);
    assert_eq!(closes_at(&shop), Some(opens.plus(24 * HOUR)));
    assert!(matches!(shop.status(), Status::Agent { .. }));
    shop.wait_minutes(24 * 60 - 1);
    assert!(shop.rings().is_empty());
    shop.wait_minutes(1);
    assert_eq!(shop.rings(), ["system resolves", "rating asked"]);
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
}

#[test]
fn a_tap_is_no_answer_but_the_silence_begins_anew() {
    let mut shop = answered();
    shop.wait_minutes(60);
    let contact = Contact { channel: ContactChannel::Email, address: "sari@contoh.id".to_owned() };
    let left = Command::Contact { id: shop.id(), contact };
    shop.done(&Actor::Shopper, &left);
    assert_eq!(lets_time_pass(&mut shop), ["still there?", "bot says", "system resolves", "rating asked"]);
}

#[test]
fn the_question_is_the_bots_in_the_shops_voice() {
    let mut shop = answered();
    shop.now = MORNING.plus(22 * HOUR);
    shop.rings();
    let asked = shop.log.last().expect("a question");
    assert_eq!(asked.author, Author::Bot { name: "Sekar".to_owned() });
    let Body::Message(said) = &asked.body else { panic!("a message expected, not {asked:?}") };
    assert!(said.text.contains("Kak") && said.text.contains("24 jam"), "{}", said.text);
}

#[test]
fn whoever_comes_back_is_taken_up_again_by_a_person() {
    let mut shop = answered();
    assert_eq!(lets_time_pass(&mut shop).last().map(String::as_str), Some("rating asked"));
    shop.shopper("kak, alamatnya ke mana?");
    assert_eq!(shop.status(), Status::Bot, "after ten days the bot has it");

    let mut shop = answered();
    shop.now = MORNING.plus(22 * HOUR);
    shop.rings();
    shop.now = shop.now.plus(24 * HOUR);
    shop.rings();
    shop.shopper("kak, alamatnya ke mana?");
    assert!(matches!(shop.status(), Status::Waiting { reason: HandoffReason::CameBack, .. }));
}

#[test]
fn an_answer_ends_the_silence_and_another_word_begins_a_new_one() {
    let mut shop = answered();
    shop.now = MORNING.plus(22 * HOUR);
    shop.rings();
    shop.shopper("masih kak");
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
    shop.agent("Baik Kak");
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(10 * HOUR)));
}

#[test]
fn an_alarm_that_comes_late_still_leaves_them_time_to_answer() {
    let mut shop = answered();
    shop.wait_minutes(3 * 24 * 60);
    assert_eq!(shop.rings(), ["still there?", "bot says"]);
    assert_eq!(closes_at(&shop), Some(shop.now.plus(24 * HOUR)));
}

#[test]
fn nobody_is_let_go_who_waits_for_an_answer_or_talks_with_the_bot() {
    let mut waiting = answered();
    let back = Command::Transfer { id: waiting.id(), to: None, team: None, note: String::new() };
    waiting.done(&dina(), &back);
    let mut owed = answered();
    owed.shopper("berapa ongkirnya?");
    let mut bot = answered();
    let returned = Command::BackToBot { id: bot.id() };
    bot.done(&dina(), &returned);
    for shop in [&mut waiting, &mut owed, &mut bot] {
        lets_time_pass(shop);
        assert_ne!(shop.status(), Status::Resolved);
        assert_eq!(closes_at(shop), None);
    }
}

#[test]
fn what_was_put_off_given_on_or_called_spam_is_not_closed() {
    let mut snoozed = answered();
    let until = snoozed.now.plus(2 * 24 * HOUR);
    let snooze = Command::Snooze { id: snoozed.id(), until };
    snoozed.done(&dina(), &snooze);
    assert_eq!(lets_time_pass(&mut snoozed), ["woke"]);

    let mut given = answered();
    given.colleague = Some(member(&rudi(), Role::Agent));
    let Some(rudi) = given.colleague.as_ref().map(|rudi| rudi.id) else { panic!("a colleague") };
    let give = Command::Transfer { id: given.id(), to: Some(rudi), team: None, note: String::new() };
    given.done(&dina(), &give);
    assert!(lets_time_pass(&mut given).is_empty());

    let mut spam = answered();
    let mark = Command::MarkSpam { id: spam.id() };
    spam.done(&dina(), &mark);
    assert!(lets_time_pass(&mut spam).is_empty());
    let back = Command::NotSpam { id: spam.id() };
    spam.done(&dina(), &back);
    assert!(lets_time_pass(&mut spam).is_empty(), "not before somebody has said something again");
}

#[test]
fn a_shop_that_never_closes_chats_asks_nobody() {
    let mut shop = answered();
    shop.settings.service.close_after_hours = None;
    shop.wait_minutes(30 * 24 * 60);
    assert!(shop.rings().is_empty());
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
}
