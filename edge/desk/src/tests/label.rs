//! Tags and priority: staff's own, whoever has the conversation.

use protocol::event::Status;
use protocol::limits::{TAG_CHARS, TAGS};
use protocol::problem::Kind;
use protocol::{Command, ConversationId, Priority, Seq};

use super::{MORNING, Shop, dina, rudi};
use crate::Actor;

fn tags(list: &[&str]) -> Vec<String> {
    list.iter().map(|tag| (*tag).to_owned()).collect()
}

fn tag(shop: &mut Shop, add: &[&str], remove: &[&str]) -> Command {
    Command::Tag { id: shop.id(), add: tags(add), remove: tags(remove) }
}

fn row(shop: &Shop) -> protocol::staff::InboxRow {
    let row = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0));
    row.expect("something was said")
}

#[test]
fn tags_are_one_however_they_are_written_and_two_who_tag_at_once_both_do() {
    let mut shop = Shop::open();
    shop.shopper("halo");
    let dinas = tag(&mut shop, &[" Grosir ", "grosir", "Langganan\nlama"], &[]);
    shop.done(&dina(), &dinas);
    let rudis = tag(&mut shop, &["retur", "grosir"], &["tidak ada"]);
    shop.done(&rudi(), &rudis);
    assert_eq!(row(&shop).tags, ["grosir", "langganan lama", "retur"]);
    let gone = tag(&mut shop, &[], &["GROSIR"]);
    shop.done(&dina(), &gone);
    assert_eq!(row(&shop).tags, ["langganan lama", "retur"]);
}

#[test]
fn whoever_has_it_a_colleague_may_label_it_and_the_shopper_never() {
    let mut shop = Shop::open();
    shop.shopper("orang");
    shop.takes();
    let command = Command::Prioritise { id: shop.id(), priority: Priority::Urgent };
    shop.refused(Kind::Forbidden, &Actor::Shopper, &command);
    shop.refused(Kind::Forbidden, &Actor::Shop, &command);
    assert_eq!(shop.done(&rudi(), &command), ["Rudi says Urgent"]);
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Dina"), "it is still hers");
    assert_eq!(row(&shop).priority, Priority::Urgent);
    let command = tag(&mut shop, &["vip"], &[]);
    shop.refused(Kind::Forbidden, &Actor::Shopper, &command);
    shop.done(&rudi(), &command);
    assert!(shop.log.iter().rev().take(2).all(|event| event.body.is_for_staff()));
}

#[test]
fn what_cannot_be_kept_is_refused_and_says_why() {
    let mut shop = Shop::open();
    shop.shopper("halo");
    let long = "x".repeat(TAG_CHARS + 1);
    for (add, remove, kind) in [
        (vec![], vec![], Kind::Invalid),
        (vec![" "], vec![], Kind::Invalid),
        (vec!["vip"], vec!["VIP"], Kind::Invalid),
        (vec![long.as_str()], vec![], Kind::TooLarge),
    ] {
        let command = tag(&mut shop, &add, &remove);
        shop.refused(kind, &dina(), &command);
    }
    let many: Vec<String> = (0..TAGS).map(|number| format!("label {number}")).collect();
    let all = Command::Tag { id: shop.id(), add: many.clone(), remove: Vec::new() };
    shop.done(&dina(), &all);
    let one_more = tag(&mut shop, &["satu lagi"], &[]);
    shop.refused(Kind::TooLarge, &dina(), &one_more);
    let known = tag(&mut shop, &["label 3"], &[]);
    shop.done(&dina(), &known);
    let instead = tag(&mut shop, &["satu lagi"], &["label 3"]);
    shop.done(&dina(), &instead);
    assert_eq!(row(&shop).tags.len(), TAGS);
}

#[test]
fn of_those_who_wait_the_more_pressing_stand_first_however_short_they_wait() {
    let place = |minutes: i64, priority| {
        let mut shop = Shop::open();
        shop.wait_minutes(minutes);
        shop.shopper("orang");
        let command = Command::Prioritise { id: shop.id(), priority };
        shop.done(&dina(), &command);
        let waiting = row(&shop).place();
        shop.takes();
        shop.agent("Sebentar ya");
        shop.shopper("oke");
        (waiting, row(&shop).place())
    };
    let order = [
        place(90, Priority::Urgent),
        place(80, Priority::High),
        place(60, Priority::Normal),
        place(70, Priority::Normal),
        place(0, Priority::Low),
    ];
    assert!(order.is_sorted_by_key(|(waiting, _)| *waiting), "{order:?}");
    assert!(order.is_sorted_by_key(|(_, unanswered)| *unanswered), "{order:?}");
}
