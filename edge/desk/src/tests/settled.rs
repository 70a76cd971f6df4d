//! After the matter is settled: a rating, a thank-you, or another question.

use protocol::Command;
use protocol::event::{Body, HandoffReason, Status};
use protocol::problem::Kind;

use super::{Shop, dina};
use crate::Actor;

fn settled_by_a_person() -> Shop {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.asks_person();
    shop.takes();
    shop.agent("Rp12.000 ya Kak");
    assert_eq!(shop.resolves(), ["Dina resolves", "rating asked"]);
    shop
}

fn rate(shop: &mut Shop, score: u8) -> Command {
    Command::Rate { id: shop.id(), score, comment: String::new() }
}

#[test]
fn a_rating_is_given_once_and_only_when_asked_for() {
    let mut shop = Shop::open();
    let early = rate(&mut shop, 5);
    shop.refused(Kind::WrongState, &Actor::Shopper, &early);

    let mut shop = settled_by_a_person();
    assert_eq!(shop.rates(4), ["shopper rates 4"]);
    let second = rate(&mut shop, 5);
    shop.refused(Kind::WrongState, &Actor::Shopper, &second);
    assert_eq!(shop.conversation.felt().rating, Some(4));
}

#[test]
fn who_is_helped_a_second_time_may_rate_a_second_time() {
    let mut shop = settled_by_a_person();
    shop.rates(3);
    shop.shopper("retur?");
    shop.takes();
    shop.resolves();
    shop.rates(5);
    assert_eq!(shop.conversation.felt().rating, Some(5));
}

#[test]
fn a_thank_you_is_returned_and_reopens_nothing() {
    let mut shop = settled_by_a_person();
    for (said, rule) in [("makasih ya", "Thanks"), ("dadah", "Goodbye")] {
        assert_eq!(shop.shopper(said), ["shopper says", &format!("bot decides Answer: {rule}"), "bot says"]);
        assert_eq!(shop.status(), Status::Resolved);
    }
    assert_eq!(shop.rates(5), ["shopper rates 5"]);
}

#[test]
fn a_thank_you_reopens_nothing_while_the_knowledge_can_not_be_read() {
    let mut shop = settled_by_a_person().loses_knowledge();
    for (said, rule) in [("makasih ya kak", "Thanks"), ("sampai jumpa", "Goodbye")] {
        assert_eq!(shop.shopper(said), ["shopper says", &format!("bot decides Answer: {rule}"), "bot says"]);
        assert_eq!(shop.status(), Status::Resolved);
    }
    assert_eq!(shop.shopper("paket belum sampai, makasih")[1], "system reopens", "thanks are not all of it");
}

#[test]
fn who_comes_back_within_a_day_gets_a_person_again() {
    let mut shop = settled_by_a_person();
    shop.wait_minutes(24 * 60);
    assert_eq!(
        shop.shopper("kok belum sampai?"),
        ["shopper says", "system reopens", "bot hands over: CameBack", "bot says", "brief"]
    );
    assert_eq!(shop.status(), Status::Waiting { since: shop.now, reason: HandoffReason::CameBack });
    let wants =
        shop.last(|body| if let Body::Brief(brief) = body { Some(brief.wants.clone()) } else { None });
    assert_eq!(wants, "kok belum sampai?");
}

#[test]
fn a_day_counts_from_when_the_person_let_go() {
    let mut shop = Shop::open();
    shop.takes();
    shop.wait_minutes(23 * 60);
    shop.resolves();
    shop.wait_minutes(23 * 60);
    assert_eq!(shop.shopper("kok belum sampai?")[2], "bot hands over: CameBack");
}

#[test]
fn who_comes_back_later_or_never_had_a_person_gets_the_bot() {
    let mut later = settled_by_a_person();
    later.wait_minutes(24 * 60 + 1);
    let mut alone = Shop::open();
    alone.resolves();
    for mut shop in [later, alone] {
        assert_eq!(
            shop.shopper("retur?"),
            ["shopper says", "system reopens", "bot decides Answer: ClearWinner", "bot answers retur"]
        );
    }
}

#[test]
fn who_comes_back_may_ask_for_a_person_with_one_tap() {
    let mut shop = settled_by_a_person();
    assert_eq!(shop.asks_person(), ["shopper reopens", "bot hands over: Asked", "bot says", "brief"]);
}

#[test]
fn a_note_keeps_it_settled() {
    let mut shop = settled_by_a_person();
    let note = Command::note(shop.id(), "sudah dikirim");
    assert_eq!(shop.done(&dina(), &note), ["Dina notes"]);
    assert_eq!(shop.status(), Status::Resolved);
}
