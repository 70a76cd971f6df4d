//! Snoozing and spam: out of the way without anything being lost.

use protocol::event::Status;
use protocol::limits::SNOOZE_MS;
use protocol::problem::Kind;
use protocol::{Command, Millis};

use super::{HOUR, MINUTE, Shop, dina, rudi};

fn snooze(shop: &mut Shop, ms: i64) -> Command {
    Command::Snooze { id: shop.id(), until: shop.now.plus(ms) }
}

/// A shop in which Dina has put her conversation off for so many minutes.
fn snoozed(minutes: i64) -> Shop {
    let mut shop = Shop::open();
    shop.shopper("orang");
    shop.takes();
    let command = snooze(&mut shop, minutes * MINUTE);
    assert_eq!(shop.done(&dina(), &command), ["Dina puts it off"]);
    shop
}

fn is_dinas(shop: &Shop) -> bool {
    matches!(shop.status(), Status::Agent { name, .. } if name == "Dina")
}

#[test]
fn what_was_put_off_comes_back_to_whoever_did_and_not_before() {
    let mut shop = snoozed(60);
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(shop.now.plus(HOUR)));
    shop.wait_minutes(59);
    assert!(shop.rings().is_empty());
    assert!(matches!(shop.status(), Status::Snoozed { .. }));
    shop.wait_minutes(1);
    assert_eq!(shop.rings(), ["woke"]);
    assert!(is_dinas(&shop));
}

#[test]
fn the_shopper_wakes_it_by_writing_and_the_bot_says_nothing() {
    let mut shop = snoozed(60);
    assert_eq!(shop.shopper("ongkir?"), ["shopper says", "woke"]);
    assert!(is_dinas(&shop));
}

#[test]
fn whoever_put_it_off_wakes_it_by_replying_or_at_will() {
    let mut shop = snoozed(60);
    assert_eq!(shop.agent("Sudah dikirim ya"), ["Dina says", "woke"]);
    let command = snooze(&mut shop, HOUR);
    shop.done(&dina(), &command);
    let wake = Command::Wake { id: shop.id() };
    shop.refused(Kind::WrongState, &rudi(), &wake);
    assert_eq!(shop.done(&dina(), &wake), ["woke"]);
    assert!(is_dinas(&shop));
}

#[test]
fn a_colleague_may_take_what_was_put_off() {
    let mut shop = snoozed(60);
    let take = Command::Take { id: shop.id() };
    assert_eq!(shop.done(&rudi(), &take), ["Rudi takes it"]);
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
}

#[test]
fn only_what_i_have_can_be_put_off_and_only_for_a_reasonable_time() {
    let mut shop = Shop::open();
    shop.shopper("orang");
    let command = snooze(&mut shop, HOUR);
    shop.refused(Kind::WrongState, &dina(), &command);
    shop.takes();
    shop.refused(Kind::WrongState, &rudi(), &command);
    for ms in [0, -HOUR, SNOOZE_MS + 1] {
        let command = snooze(&mut shop, ms);
        shop.refused(Kind::Invalid, &dina(), &command);
    }
    let never = Command::Snooze { id: shop.id(), until: Millis(i64::MAX) };
    shop.refused(Kind::Invalid, &dina(), &never);
}

#[test]
fn spam_is_silent_and_taken_back_as_if_nothing_had_been() {
    let mut shop = Shop::open();
    shop.shopper("orang");
    let before = shop.conversation.clone();
    let mark = Command::MarkSpam { id: shop.id() };
    assert_eq!(shop.done(&dina(), &mark), ["Dina marks spam"]);
    assert_eq!((shop.status(), shop.conversation.public_status()), (Status::Spam, before.status()));

    assert_eq!(shop.shopper("beli follower murah"), ["shopper says"]);
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
    shop.wait_minutes(60);
    assert!(shop.rings().is_empty());
    for command in [Command::AskPerson { id: shop.id() }, Command::BackToBot { id: shop.id() }] {
        shop.refused(Kind::WrongState, &crate::Actor::Shopper, &command);
    }
    for command in [
        Command::Take { id: shop.id() },
        Command::Resolve { id: shop.id() },
        Command::MarkSpam { id: shop.id() },
    ] {
        shop.refused(Kind::WrongState, &dina(), &command);
    }

    let take_back = Command::NotSpam { id: shop.id() };
    assert_eq!(shop.done(&rudi(), &take_back), ["Rudi takes spam back"]);
    assert_eq!(shop.status(), before.status());
    shop.refused(Kind::WrongState, &rudi(), &take_back);
}

#[test]
fn what_was_put_off_and_then_called_spam_comes_back_when_that_is_taken_back() {
    let mut shop = snoozed(60);
    let mark = Command::MarkSpam { id: shop.id() };
    shop.refused(Kind::WrongState, &rudi(), &mark);
    shop.done(&dina(), &mark);
    shop.wait_minutes(90);
    assert!(shop.rings().is_empty());
    let take_back = Command::NotSpam { id: shop.id() };
    shop.done(&dina(), &take_back);
    assert_eq!(shop.rings(), ["woke"]);
    assert!(is_dinas(&shop));
}

#[test]
fn the_shopper_neither_snoozes_nor_marks() {
    let mut shop = snoozed(60);
    for command in [
        snooze(&mut shop, HOUR),
        Command::Wake { id: shop.id() },
        Command::MarkSpam { id: shop.id() },
        Command::NotSpam { id: shop.id() },
    ] {
        shop.refused(Kind::Forbidden, &crate::Actor::Shopper, &command);
    }
}

#[test]
fn what_came_while_it_was_spam_makes_no_clock_ring_twice() {
    let mut shop = Shop::open();
    shop.shopper("orang");
    let spam = Command::MarkSpam { id: shop.id() };
    shop.done(&dina(), &spam);
    shop.shopper("halo?");
    let back = Command::NotSpam { id: shop.id() };
    shop.done(&dina(), &back);
    shop.wait_minutes(30);
    assert_eq!(shop.rings(), ["bot says"], "that it takes longer");
    assert!(shop.rings().is_empty());
    assert_eq!(shop.shopper("masih ada?"), ["shopper says", "bot says"], "and it is noted, once");
    assert_eq!(shop.shopper("kak?"), ["shopper says"]);
}
