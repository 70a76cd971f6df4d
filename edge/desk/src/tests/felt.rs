//! Felt service, counted from the log.

use protocol::{Command, Mood};

use super::{MINUTE, MORNING, Shop, dina};
use crate::{Actor, Felt};

#[test]
fn a_good_conversation() {
    let mut shop = Shop::open();
    shop.shopper("retur ukuran");
    shop.picks("retur");
    shop.feedback(true);
    shop.shopper("makasih");
    shop.resolves();
    shop.rates(5);
    let felt = Felt {
        choices_taken: 1,
        helped: 1,
        answered_by_bot: 1,
        mood_now: Mood::Happy,
        rating: Some(5),
        ..Felt::default()
    };
    assert_eq!(shop.conversation.felt(), felt);
}

#[test]
fn a_conversation_that_was_served_and_not_felt_so() {
    let mut shop = Shop::open();
    shop.shopper("kecewa, sulam nama bisa?");
    shop.shopper("ongkir?");
    shop.shopper("ongkir!");
    shop.shopper("ongkir!!");
    shop.wait_minutes(7);
    shop.takes();
    let felt = Felt {
        asked_again: 2,
        rephrased: 1,
        answered_by_bot: 1,
        person_wanted_at: Some(MORNING),
        person_came_at: Some(MORNING.plus(7 * MINUTE)),
        mood_start: Mood::Unhappy,
        mood_now: Mood::Unhappy,
        ..Felt::default()
    };
    assert_eq!(shop.conversation.felt(), felt);
    assert_eq!(felt.repeats(), 3);
}

#[test]
fn a_mood_stays_until_another_one_is_shown() {
    let mut shop = Shop::open();
    shop.shopper("parah!");
    let mood = |shop: &Shop| shop.conversation.felt().mood_now;
    assert_eq!(mood(&shop), Mood::Angry);
    let back = Command::BackToBot { id: shop.id() };
    shop.done(&Actor::Shopper, &back);
    shop.shopper("SKR-1");
    assert_eq!(mood(&shop), Mood::Angry);
    shop.shopper("makasih");
    assert_eq!(mood(&shop), Mood::Happy);
}

#[test]
fn a_mood_outlasts_any_number_of_neutral_messages() {
    let mut shop = Shop::open();
    shop.shopper("kecewa, ongkir?");
    for _ in 0..20 {
        shop.shopper("halo");
    }
    assert_eq!(shop.conversation.felt().mood_now, Mood::Unhappy);
}

#[test]
fn each_wait_ends_when_the_first_person_comes() {
    let mut shop = Shop::open();
    let hand_back = |shop: &mut Shop| {
        let back = Command::BackToBot { id: shop.id() };
        shop.done(&dina(), &back);
        shop.wait_minutes(1);
    };
    shop.asks_person();
    for _ in 0..2 {
        shop.takes();
        hand_back(&mut shop);
    }
    assert_eq!(shop.conversation.felt().person_came_at, Some(MORNING));
    shop.asks_person();
    let felt = shop.conversation.felt();
    assert_eq!((felt.person_wanted_at, felt.person_came_at), (Some(shop.now), None));
}

#[test]
fn a_person_who_was_not_called_is_no_wait() {
    let mut shop = Shop::open();
    shop.takes();
    let felt = shop.conversation.felt();
    assert_eq!((felt.person_wanted_at, felt.person_came_at), (None, None));
}
