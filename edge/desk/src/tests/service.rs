//! What people owe a shopper, by a clock that is handed in: opening time only, in the shop's own zone.

use protocol::event::Body;
use protocol::problem::Kind;
use protocol::service::{Due, Goal};
use protocol::shop::{Service, Zone};
use protocol::{Command, ConversationId, Millis, Seq};

use super::{HOUR, MINUTE, MORNING, Shop, dina};

/// A shop with targets that are easy to foresee.
fn shop() -> Shop {
    let mut shop = Shop::open();
    shop.settings.service = Service {
        first_reply_minutes: Some(20),
        next_reply_minutes: Some(40),
        resolution_minutes: Some(240),
        ..Service::default()
    };
    shop
}

fn due(shop: &Shop) -> Option<Due> {
    shop.conversation.due(&shop.settings)
}

fn owed(shop: &Shop) -> Option<(Goal, Millis)> {
    due(shop).map(|due| (due.goal, due.at))
}

fn missed(shop: &Shop) -> Vec<Goal> {
    let goal = |body: &Body| match body {
        Body::Missed { goal, .. } => Some(*goal),
        _ => None,
    };
    shop.log.iter().filter_map(|event| goal(&event.body)).collect()
}

#[test]
fn nothing_is_owed_while_the_bot_answers_and_after_the_end() {
    let mut shop = shop();
    shop.shopper("ongkir?");
    assert_eq!(due(&shop), None);
    shop.asks_person();
    assert!(due(&shop).is_some());
    shop.takes();
    shop.resolves();
    assert_eq!(due(&shop), None);
}

#[test]
fn a_shop_without_targets_owes_nothing_by_the_clock() {
    let mut shop = Shop::open();
    shop.asks_person();
    shop.takes();
    assert_eq!((due(&shop), shop.conversation.next_clock(&shop.settings)), (None, None));
}

#[test]
fn first_a_word_then_the_next_one_and_in_the_end_a_solution() {
    let mut shop = shop();
    shop.asks_person();
    let called = shop.now;
    let first = Due {
        goal: Goal::FirstReply,
        since: called,
        pressing: called.plus(15 * MINUTE),
        at: called.plus(20 * MINUTE),
    };
    assert_eq!(due(&shop), Some(first));
    shop.wait_minutes(5);
    shop.takes();
    assert_eq!(due(&shop), Some(first), "coming is no word yet");
    shop.agent("Halo Kak");
    assert_eq!(owed(&shop), Some((Goal::Resolution, called.plus(4 * HOUR))));
    shop.shopper("jadi gimana kak");
    let next = Some((Goal::NextReply, shop.now.plus(40 * MINUTE)));
    assert_eq!(owed(&shop), next);
    shop.wait_minutes(1);
    shop.shopper("halo?");
    assert_eq!(owed(&shop), next, "a second message makes it no later");
}

#[test]
fn time_counts_while_the_shop_is_open() {
    let mut shop = shop();
    // 19.50: ten minutes are left today, and the shop opens at 08.00.
    shop.wait_minutes(9 * 60 + 50);
    shop.asks_person();
    let opens = MORNING.plus(22 * HOUR);
    let first = due(&shop).map(|due| (due.pressing, due.at));
    assert_eq!(first, Some((opens.plus(5 * MINUTE), opens.plus(10 * MINUTE))));

    shop.settings.hours.holidays = vec!["2026-11-23".to_owned()];
    assert_eq!(due(&shop).map(|due| due.at), Some(opens.plus(24 * HOUR + 10 * MINUTE)), "not on a holiday");
}

#[test]
fn a_shop_counts_in_its_own_zone() {
    let at = |zone| {
        let mut shop = shop();
        shop.settings.hours.zone = zone;
        // 18.50 WIB, 19.50 WITA, 20.50 WIT
        shop.wait_minutes(8 * 60 + 50);
        shop.asks_person();
        due(&shop).map(|due| due.at)
    };
    let asked = MORNING.plus(8 * HOUR + 50 * MINUTE);
    assert_eq!(at(Zone::Wib), Some(asked.plus(20 * MINUTE)));
    assert_eq!(at(Zone::Wita), Some(MORNING.plus(21 * HOUR + 10 * MINUTE)));
    assert_eq!(at(Zone::Wit), Some(MORNING.plus(20 * HOUR + 20 * MINUTE)));
}

#[test]
fn what_is_missed_is_written_down_once_for_the_staff() {
    let mut shop = shop();
    shop.asks_person();
    shop.wait_minutes(10);
    assert_eq!(shop.rings(), ["bot says"], "that it takes longer");
    assert_eq!(shop.conversation.next_clock(&shop.settings), Some(MORNING.plus(20 * MINUTE)));
    shop.wait_minutes(10);
    assert_eq!(shop.rings(), ["missed FirstReply"]);
    assert!(shop.log.last().is_some_and(|event| event.body.is_for_staff()));
    shop.wait_minutes(1);
    assert!(shop.rings().is_empty());
    assert_eq!(due(&shop).map(|due| due.goal), Some(Goal::FirstReply), "it is still owed");

    shop.takes();
    shop.agent("Maaf menunggu Kak");
    shop.wait_minutes(5 * 60);
    assert_eq!(shop.rings(), ["missed Resolution"]);
    shop.shopper("gimana kak");
    shop.wait_minutes(40);
    assert_eq!(shop.rings(), ["missed NextReply"]);
    assert_eq!(missed(&shop), [Goal::FirstReply, Goal::Resolution, Goal::NextReply]);
}

#[test]
fn the_row_says_when_something_was_missed_until_people_are_done() {
    let row_missed = |shop: &Shop| {
        let row = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0));
        row.expect("something was said").missed
    };
    let mut shop = shop();
    shop.shopper("orang");
    assert_eq!(row_missed(&shop), None);
    shop.wait_minutes(20);
    shop.rings();
    assert_eq!(row_missed(&shop), Some(shop.now));
    shop.takes();
    shop.agent("Maaf menunggu Kak");
    assert!(row_missed(&shop).is_some());
    shop.resolves();
    assert_eq!(row_missed(&shop), None);
}

#[test]
fn an_alarm_that_comes_late_writes_down_all_that_was_missed_meanwhile() {
    let mut shop = shop();
    shop.asks_person();
    shop.wait_minutes(6 * 60);
    assert_eq!(shop.rings(), ["bot says", "missed FirstReply", "missed Resolution"]);
}

#[test]
fn each_case_has_its_own_clocks() {
    let mut shop = shop();
    for _ in 0..2 {
        shop.asks_person();
        shop.wait_minutes(20);
        shop.rings();
        assert_eq!(missed(&shop).last(), Some(&Goal::FirstReply));
        shop.takes();
        shop.resolves();
    }
    assert_eq!(missed(&shop).len(), 2);
}

#[test]
fn spam_is_owed_nothing() {
    let mut shop = shop();
    shop.asks_person();
    let spam = Command::MarkSpam { id: shop.id() };
    shop.done(&dina(), &spam);
    shop.shopper("beli follower murah");
    assert_eq!((due(&shop), shop.conversation.next_clock(&shop.settings)), (None, None));
}

#[test]
fn a_target_that_makes_no_sense_is_refused_in_words_that_help() {
    let mut settings = Shop::open().settings;
    settings.service = Service { first_reply_minutes: Some(0), ..Service::default() };
    let problem = crate::validate(&settings).expect_err("refused");
    assert!(problem.is(Kind::Invalid));
    assert!(problem.detail.contains("service.first_reply_minutes") && problem.detail.contains("43200"));
    settings.service = Service { close_after_hours: Some(721), ..Service::default() };
    assert!(crate::validate(&settings).expect_err("refused").detail.contains("720"));
    settings.service = Service { resolution_minutes: Some(43_200), ..Service::default() };
    assert!(crate::validate(&settings).is_ok());
}
