//! Calling a person: what the shopper is told, and what whoever comes knows.

use protocol::event::{
    Body, Contact, ContactChannel, Fact, FactKind, Handoff, HandoffReason, Promise, Status,
};
use protocol::problem::Kind;
use protocol::staff::{Brief, Tried};
use protocol::{Command, Mood};

use super::{HOUR, MORNING, Shop, dina};
use crate::Actor;

fn card(shop: &Shop) -> Handoff {
    shop.last(|body| if let Body::Handoff(card) = body { Some(card.clone()) } else { None })
}

fn brief(shop: &Shop) -> Brief {
    shop.last(|body| if let Body::Brief(brief) = body { Some(brief.clone()) } else { None })
}

fn fact(kind: FactKind, value: &str) -> Fact {
    Fact { kind, value: value.to_owned() }
}

#[test]
fn one_tap_calls_a_person() {
    let mut shop = Shop::open();
    assert_eq!(shop.asks_person(), ["shopper hands over: Asked", "bot says", "brief"]);
    assert_eq!(shop.status(), Status::Waiting { since: MORNING, reason: HandoffReason::Asked });
}

#[test]
fn a_second_tap_changes_nothing_and_says_why() {
    let mut shop = Shop::open();
    shop.asks_person();
    let again = Command::AskPerson { id: shop.id() };
    assert!(shop.refused(Kind::WrongState, &Actor::Shopper, &again).contains("called already"));
    shop.takes();
    assert!(shop.refused(Kind::WrongState, &Actor::Shopper, &again).contains("Dina is here"));
}

#[test]
fn while_open_the_promise_is_the_usual_wait() {
    let mut shop = Shop::open();
    shop.asks_person();
    assert_eq!(card(&shop).promise, Promise::Soon { minutes: 5 });
}

#[test]
fn outside_hours_the_promise_is_the_next_opening() {
    let mut shop = Shop::closed();
    shop.asks_person();
    assert_eq!(card(&shop).promise, Promise::Later { opens_at: Some(MORNING.plus(22 * HOUR)) });
}

#[test]
fn the_card_shows_the_last_questions_and_the_numbers_in_the_shoppers_words() {
    let mut shop = Shop::open();
    for said in
        ["halo", "ongkir ke Solo?", "retur gimana?", "alamat?", "bayar SKR-1042 pakai apa?", "orang dong"]
    {
        shop.shopper(said);
    }
    let question = |value| fact(FactKind::Question, value);
    assert_eq!(
        card(&shop).passed_on,
        [
            question("retur gimana?"),
            question("alamat?"),
            question("bayar SKR-1042 pakai apa?"),
            fact(FactKind::Order, "SKR-1042"),
        ]
    );
}

#[test]
fn nothing_is_passed_on_twice() {
    let mut shop = Shop::open();
    for said in ["sulam SKR-1?", "ongkir?", "sulam SKR-1?"] {
        shop.shopper(said);
    }
    shop.asks_person();
    assert_eq!(
        card(&shop).passed_on,
        [
            fact(FactKind::Question, "ongkir?"),
            fact(FactKind::Question, "sulam SKR-1?"),
            fact(FactKind::Order, "SKR-1")
        ]
    );
}

#[test]
fn a_no_to_an_answer_makes_no_question_of_the_thanks_before_it() {
    let mut shop = Shop::open();
    for said in ["ongkir?", "makasih"] {
        shop.shopper(said);
    }
    shop.feedback(false);
    shop.asks_person();
    assert_eq!(card(&shop).passed_on, [fact(FactKind::Question, "ongkir?")]);
}

#[test]
fn a_long_question_is_shortened_on_the_card() {
    let mut shop = Shop::open();
    shop.shopper(&"panjang sekali ".repeat(100));
    shop.asks_person();
    let passed_on = card(&shop).passed_on;
    assert_eq!(passed_on.len(), 1);
    assert!(passed_on[0].value.chars().count() <= 160 && passed_on[0].value.ends_with('…'));
}

#[test]
fn a_call_for_nothing_in_particular_passes_nothing_on() {
    let mut shop = Shop::open();
    shop.shopper("halo");
    shop.shopper("orang dong");
    assert_eq!(card(&shop).passed_on, []);
    assert_eq!(brief(&shop).wants, "");
}

#[test]
fn the_brief_tells_the_story() {
    let mut shop = Shop::open();
    let contact = Contact { channel: ContactChannel::Whatsapp, address: "0812 3456 7890".to_owned() };
    let leave = Command::Contact { id: shop.id(), contact: contact.clone() };
    shop.done(&Actor::Shopper, &leave);
    shop.shopper("ongkir SKR-1?");
    shop.feedback(false);
    shop.shopper("retur ukuran");
    shop.picks("retur");
    shop.shopper("retur kok lama");
    shop.shopper("parah, kapan sampai SKR-2?");
    let tried =
        |entry: &str, helped| Tried { entry: entry.parse().unwrap(), title: entry.to_uppercase(), helped };
    assert_eq!(
        brief(&shop),
        Brief {
            reason: Some(HandoffReason::Anger),
            wants: "parah, kapan sampai SKR-2?".to_owned(),
            asked: ["ongkir SKR-1?", "retur ukuran", "retur kok lama"].map(str::to_owned).to_vec(),
            tried: vec![tried("ongkir", Some(false)), tried("retur", None)],
            facts: vec![fact(FactKind::Order, "SKR-1"), fact(FactKind::Order, "SKR-2")],
            mood_start: Mood::Neutral,
            mood: Mood::Angry,
            repeats: 1,
            contact: Some(contact),
        }
    );
}

#[test]
fn the_bot_is_patient_again_after_a_person() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    shop.shopper("bordir?");
    shop.takes();
    let back = Command::BackToBot { id: shop.id() };
    assert_eq!(shop.done(&dina(), &back), ["Dina gives it back", "bot says"]);
    assert_eq!(shop.shopper("payet?")[1], "bot decides Unknown: NothingFits");
}

#[test]
fn who_takes_it_uncalled_finds_the_story_too() {
    let mut shop = Shop::open();
    shop.shopper("ongkir SKR-1042?");
    assert_eq!(shop.takes(), ["Dina takes it", "brief"]);
    let found = brief(&shop);
    assert_eq!((found.reason, found.wants.as_str()), (None, "ongkir SKR-1042?"));
    assert_eq!(found.tried.len(), 1);
    shop.resolves();
    shop.shopper("makasih");
    assert_eq!(
        shop.takes(),
        ["Dina takes it", "brief"],
        "settled in the meantime, so the old one may say too little"
    );

    let mut called = Shop::open();
    called.shopper("ongkir?");
    called.asks_person();
    assert_eq!(called.takes(), ["Dina takes it"], "the brief of the call is there");
    let mut silent = Shop::open();
    assert_eq!(silent.takes(), ["Dina takes it"], "there is no story yet");
}
