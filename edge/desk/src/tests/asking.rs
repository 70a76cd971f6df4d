//! The bot's turn.

use protocol::decision::Rule;
use protocol::event::{Body, Status};

use super::Shop;

#[test]
fn a_question_the_shop_knows_is_answered_at_once() {
    let mut shop = Shop::open();
    assert_eq!(
        shop.shopper("ongkir ke Bandung?"),
        ["shopper says", "bot decides Answer: ClearWinner", "bot answers ongkir"]
    );
    assert_eq!(shop.status(), Status::Bot);
}

#[test]
fn two_close_answers_become_choices_with_a_person_beside_them() {
    let mut shop = Shop::open();
    assert_eq!(
        shop.shopper("retur ukuran"),
        ["shopper says", "bot decides Choices: CloseCandidates", "bot asks: retur or ukuran, or a person"]
    );
    let label = shop.last(|body| match body {
        Body::Message(said) => said.choices.first().map(|choice| choice.label.clone()),
        _ => None,
    });
    assert_eq!(label, "RETUR");
    assert_eq!(shop.picks("retur"), ["shopper says", "bot decides Answer: Picked", "bot answers retur"]);
}

#[test]
fn what_the_shop_does_not_know_is_said_with_a_person_beside_it() {
    let mut shop = Shop::open();
    assert_eq!(
        shop.shopper("bisa sulam nama?"),
        ["shopper says", "bot decides Unknown: NothingFits", "bot says, or a person"]
    );
}

#[test]
fn a_message_may_lean_on_what_came_before() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.shopper("retur ukuran");
    let before = shop.conversation.before();
    assert_eq!(before.text, Some("retur ukuran"));
    assert_eq!(before.entry.map(|entry| entry.as_str()), Some("ongkir"));
    assert_eq!(before.offered.iter().map(|entry| entry.as_str()).collect::<Vec<_>>(), ["retur", "ukuran"]);
    shop.picks("retur");
    assert!(shop.conversation.before().offered.is_empty());
}

#[test]
fn small_talk_is_returned_and_never_costs_patience() {
    let mut shop = Shop::open();
    for (said, rule) in
        [("halo", "Greeting"), ("halo", "Greeting"), ("makasih", "Thanks"), ("dadah", "Goodbye")]
    {
        assert_eq!(shop.shopper(said), ["shopper says", &format!("bot decides Answer: {rule}"), "bot says"]);
    }
}

#[test]
fn these_words_call_a_person_at_once() {
    for (words, rule, reason) in [
        ("mau bicara sama orang", "AskedForPerson", "Asked"),
        ("parah banget tokonya", "Anger", "Anger"),
        ("saya kirim somasi", "Discretion", "Discretion"),
    ] {
        let mut shop = Shop::open();
        assert_eq!(
            shop.shopper(words),
            [
                "shopper says",
                &format!("bot decides Handoff: {rule}"),
                &format!("bot hands over: {reason}"),
                "bot says",
                "brief"
            ]
        );
        assert!(matches!(shop.status(), Status::Waiting { .. }));
    }
}

#[test]
fn unsure_twice_in_a_row_calls_a_person() {
    for (first, second) in
        [("sulam?", "bordir?"), ("retur ukuran", "bordir?"), ("sulam?", "retur ukuran"), ("sulam?", "sulam?")]
    {
        let mut shop = Shop::open();
        shop.shopper(first);
        assert_eq!(
            shop.shopper(second)[1..3],
            ["bot decides Handoff: UnsureTwice", "bot hands over: Unsure"]
        );
    }
}

#[test]
fn an_answer_or_a_picked_choice_in_between_restores_patience() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    shop.shopper("ongkir?");
    assert_eq!(shop.shopper("bordir?")[1], "bot decides Unknown: NothingFits");

    let mut shop = Shop::open();
    shop.shopper("retur ukuran");
    shop.picks("retur");
    assert_eq!(shop.shopper("bordir?")[1], "bot decides Unknown: NothingFits");
}

#[test]
fn small_talk_in_between_does_not_restore_patience() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    shop.shopper("halo");
    assert_eq!(shop.shopper("bordir?")[1], "bot decides Handoff: UnsureTwice");
}

#[test]
fn whoever_refuses_a_person_is_given_none_for_unsureness() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    assert_eq!(shop.shopper("jangan ah")[1], "bot decides Unknown: NothingFits");
}

#[test]
fn yes_to_an_offered_person_calls_one() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    assert_eq!(shop.shopper("iya")[1..3], ["bot decides Handoff: AskedForPerson", "bot hands over: Asked"]);
}

#[test]
fn yes_to_choices_is_no_yes_to_a_person() {
    let mut shop = Shop::open();
    shop.shopper("retur ukuran");
    assert_eq!(shop.shopper("iya")[1], "bot decides Handoff: UnsureTwice", "not: asked for a person");
}

#[test]
fn an_offer_ends_when_the_matter_is_settled() {
    let mut shop = Shop::open();
    shop.shopper("sulam?");
    shop.resolves();
    assert_eq!(shop.shopper("iya")[2], "bot decides Unknown: NothingFits");
}

#[test]
fn an_answer_that_names_no_entry_is_no_answer() {
    for broken in ["rusak", "rusak retur ukuran"] {
        let mut shop = Shop::open();
        assert_eq!(shop.shopper(broken)[1..], ["bot decides Unknown: NothingFits", "bot says, or a person"]);
    }
}

#[test]
fn the_same_answer_is_never_given_twice() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    assert_eq!(
        shop.shopper("ongkir berapa?"),
        ["shopper says", "bot decides Choices: AnsweredBefore", "bot says, or a person"]
    );
    assert_eq!(
        shop.shopper("ongkir!"),
        ["shopper says", "bot decides Handoff: AskedAgain", "bot hands over: Repeated", "bot says", "brief"]
    );
}

#[test]
fn a_picked_choice_is_not_repeated_either_and_the_others_are_offered() {
    let mut shop = Shop::open();
    shop.shopper("retur?");
    shop.shopper("retur ukuran");
    assert_eq!(shop.picks("retur")[1], "bot decides Choices: AnsweredBefore");
}

#[test]
fn what_was_understood_and_answered_before_is_not_unsureness() {
    let mut shop = Shop::open();
    for question in ["ongkir?", "sulam?", "ongkir?"] {
        shop.shopper(question);
    }
    assert_eq!(shop.shopper("bordir?")[1], "bot decides Unknown: NothingFits");
}

#[test]
fn each_answer_has_its_own_repeats() {
    let mut shop = Shop::open();
    for question in ["ongkir?", "retur?"] {
        shop.shopper(question);
        assert_eq!(shop.shopper(question)[1], "bot decides Choices: AnsweredBefore");
    }
}

#[test]
fn the_first_no_offers_a_person_and_the_second_calls_one() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    assert_eq!(
        shop.feedback(false),
        ["shopper helped: false", "bot decides Unknown: NotHelped", "bot says, or a person"]
    );
    shop.shopper("retur?");
    assert_eq!(
        shop.feedback(false),
        [
            "shopper helped: false",
            "bot decides Handoff: NotHelped",
            "bot hands over: NotHelped",
            "bot says",
            "brief"
        ]
    );
}

#[test]
fn a_no_to_an_old_answer_is_about_that_answer() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.shopper("sulam?");
    assert_eq!(shop.feedback(false)[1..], ["bot decides Unknown: NotHelped", "bot says, or a person"]);
}

#[test]
fn a_yes_is_stored_and_nothing_more() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    assert_eq!(shop.feedback(true), ["shopper helped: true"]);
}

#[test]
fn without_knowledge_a_person_is_called() {
    let mut shop = Shop::without_knowledge();
    assert_eq!(
        shop.shopper("ongkir?")[1..3],
        ["bot decides Handoff: NoKnowledge", "bot hands over: NoKnowledge"]
    );
}

#[test]
fn the_record_shows_what_fired_and_what_was_said() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.shopper("ongkir?");
    let (decision, message) = (
        shop.last(|body| if let Body::Decision(decision) = body { Some(decision.clone()) } else { None }),
        shop.last(|body| if let Body::Message(message) = body { Some(message.clone()) } else { None }),
    );
    assert_eq!(decision.rule, Rule::AnsweredBefore);
    assert_eq!(decision.entries[0].id.as_str(), "ongkir");
    assert_eq!(decision.entries[0].matched[0].text, "kata");
    assert_eq!(decision.text, message.text);
}
