//! While a shopper waits: nothing they say is lost, and they are told what is true, once.

use protocol::Command;
use protocol::event::Status;
use protocol::problem::Kind;

use super::{HOUR, MINUTE, MORNING, Shop};
use crate::Actor;

#[test]
fn the_first_message_is_noted_and_the_next_ones_are_only_stored() {
    let mut shop = Shop::open();
    shop.asks_person();
    assert_eq!(shop.shopper("pesanan SKR-1"), ["shopper says", "bot says"]);
    assert_eq!(shop.shopper("ongkir?"), ["shopper says"]);
    assert_eq!(shop.shopper("halo?"), ["shopper says"]);
}

#[test]
fn a_message_that_called_a_person_is_not_noted_but_the_next_one_is() {
    let mut shop = Shop::open();
    shop.shopper("orang dong");
    assert_eq!(shop.shopper("pesanan SKR-1"), ["shopper says", "bot says"]);
    assert_eq!(shop.shopper("halo?"), ["shopper says"]);
}

#[test]
fn the_shopper_may_go_back_to_the_bot() {
    let mut shop = Shop::open();
    shop.asks_person();
    let back = Command::BackToBot { id: shop.id() };
    assert_eq!(shop.done(&Actor::Shopper, &back), ["shopper gives it back", "bot says"]);
    assert_eq!(shop.shopper("ongkir?")[2], "bot answers ongkir");
}

#[test]
fn going_back_is_for_those_who_wait() {
    let mut shop = Shop::open();
    let back = Command::BackToBot { id: shop.id() };
    assert!(shop.refused(Kind::WrongState, &Actor::Shopper, &back).contains("just write"));
    shop.takes();
    assert!(shop.refused(Kind::WrongState, &Actor::Shopper, &back).contains("Dina"));
    shop.resolves();
    shop.refused(Kind::WrongState, &Actor::Shopper, &back);
}

#[test]
fn a_wait_of_twice_the_usual_is_said_once() {
    let mut shop = Shop::open();
    shop.asks_person();
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(MORNING.plus(10 * MINUTE)));
    shop.wait_minutes(9);
    assert!(shop.rings().is_empty());
    shop.wait_minutes(1);
    assert_eq!(shop.rings(), ["bot says"]);
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
    shop.wait_minutes(60);
    assert!(shop.rings().is_empty());
}

#[test]
fn messages_in_between_neither_stop_nor_repeat_it() {
    let mut shop = Shop::open();
    shop.asks_person();
    shop.shopper("pesanan SKR-1");
    shop.shopper("halo?");
    shop.wait_minutes(10);
    assert_eq!(shop.rings(), ["bot says"]);
    assert_eq!(shop.shopper("halo??"), ["shopper says"]);
    assert!(shop.rings().is_empty());
}

#[test]
fn a_message_after_it_is_still_noted() {
    let mut shop = Shop::open();
    shop.asks_person();
    shop.wait_minutes(10);
    shop.rings();
    assert_eq!(shop.shopper("halo?"), ["shopper says", "bot says"]);
}

#[test]
fn each_wait_has_its_own_clock() {
    let mut shop = Shop::open();
    for _ in 0..2 {
        shop.asks_person();
        shop.wait_minutes(10);
        assert_eq!(shop.rings(), ["bot says"]);
        shop.takes();
        assert_eq!(shop.conversation.next_clock(&shop.settings), None);
        shop.resolves();
    }
}

#[test]
fn nobody_is_nagged_while_the_shop_is_closed() {
    let mut shop = Shop::closed();
    shop.asks_person();
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(MORNING.plus(22 * HOUR + 10 * MINUTE)));
    shop.wait_minutes(9 * 60);
    assert!(shop.rings().is_empty());
}

#[test]
fn a_wait_that_runs_into_closing_time_goes_on_the_next_morning() {
    let mut shop = Shop::open();
    shop.wait_minutes(9 * 60 + 55);
    shop.asks_person();
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(MORNING.plus(22 * HOUR + 10 * MINUTE)));
}

#[test]
fn a_shop_that_never_opens_sets_no_clock() {
    let mut shop = Shop::open();
    shop.settings.hours.week[0].days.clear();
    shop.asks_person();
    assert_eq!(shop.conversation.next_clock(&shop.settings), None);
    assert!(matches!(shop.status(), Status::Waiting { .. }));
}
