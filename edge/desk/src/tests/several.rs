//! Several questions in one message; these stories part them by "terus".

use protocol::decision::Verdict;
use protocol::event::Body;
use protocol::shop::Persona;
use protocol::{EventId, Mood};

use super::knowledge::{Chat, PACK, bot_says};
use super::{MORNING, Shop, settings};
use crate::Context;

#[test]
fn each_question_has_its_own_decision_and_answer() {
    let mut shop = Shop::open();
    assert_eq!(
        shop.shopper("ongkir? terus retur?"),
        [
            "shopper says",
            "bot decides Answer: ClearWinner",
            "bot answers ongkir",
            "bot decides Answer: ClearWinner",
            "bot answers retur"
        ]
    );
    assert_eq!(shop.conversation.felt().answered_by_bot, 2);
    assert_eq!(shop.feedback(true), ["shopper helped: true"]);
}

#[test]
fn what_nothing_fits_is_said_last_with_a_person_beside_it() {
    let mut shop = Shop::open();
    let events = shop.shopper("ongkir? terus retur? terus bisa sulam?");
    assert_eq!(events[5..], ["bot decides Unknown: NothingFits", "bot says, or a person"]);
    let said = shop.last(|body| if let Body::Message(said) = body { Some(said.text.clone()) } else { None });
    assert!(said.contains("“bisa sulam?”"), "only what has no answer is quoted: {said}");
}

#[test]
fn an_answer_given_before_is_not_given_again_among_others() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    assert_eq!(
        shop.shopper("retur? terus ongkir?")[1..],
        [
            "bot decides Answer: ClearWinner",
            "bot answers retur",
            "bot decides Choices: AnsweredBefore",
            "bot says, or a person"
        ]
    );
}

#[test]
fn once_a_person_is_called_the_bot_leaves_them_the_rest() {
    let mut shop = Shop::open();
    for _ in 0..2 {
        shop.shopper("ongkir?");
    }
    assert_eq!(
        shop.shopper("ongkir? terus retur?")[1..],
        ["bot decides Handoff: AskedAgain", "bot hands over: Repeated", "bot says", "brief"]
    );
}

#[test]
fn thanks_with_a_question_take_a_settled_matter_up_again() {
    let mut shop = Shop::open();
    shop.resolves();
    assert_eq!(shop.shopper("makasih terus ongkir?")[1], "system reopens");
}

const BOTH: &str = "bisa cod ga kak? terus ongkir ke bandung brp?";

#[test]
fn the_demo_shop_answers_both_questions_and_feels_with_the_shopper_once() {
    let mut chat = Chat::default();
    let events = chat.says(&format!("kecewa banget sama tokonya. {BOTH}"));
    let entries: Vec<_> = bot_says(&events).iter().filter_map(|said| said.entry.clone()).collect();
    assert_eq!(entries.iter().map(|entry| entry.as_str()).collect::<Vec<_>>(), ["cod", "shipping-cost"]);
    let moods: Vec<Mood> = events
        .iter()
        .filter_map(|event| match &event.body {
            Body::Decision(decision) => Some(decision.understood.mood),
            _ => None,
        })
        .collect();
    assert_eq!(moods, [Mood::Unhappy, Mood::Neutral]);
}

#[test]
fn a_wish_for_a_person_in_any_part_is_for_the_whole_message() {
    let mut chat = Chat::default();
    let events = chat.says(&format!("{BOTH} sama tolong sambungkan ke admin dong"));
    assert!(events.iter().any(|event| matches!(event.body, Body::Handoff(_))), "{events:#?}");
    assert!(bot_says(&events).iter().all(|said| said.entry.is_none()));
}

#[test]
fn without_a_conversation_both_answers_are_one_text_signed_once() {
    let persona = Persona { signature: "— Sekar".to_owned(), ..settings().persona };
    let settings = protocol::shop::Settings { persona, ..settings() };
    let mut mint = || EventId::from_parts(MORNING, 1);
    let mut context = Context::new(MORNING, &settings, Some(&PACK), &mut mint);
    let answer = crate::answer_once(BOTH, &mut context);
    assert_eq!(answer.decision, Verdict::Answer);
    let ids: Vec<&str> = answer.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["cod", "shipping-cost"]);
    for entry in &answer.entries {
        assert!(answer.text.contains(PACK.entry(&entry.id).unwrap().answer), "{}", answer.text);
    }
    assert_eq!(answer.text.matches("— Sekar").count(), 1, "{}", answer.text);
}

#[test]
fn the_mood_of_a_message_with_several_questions_is_the_messages() {
    let mut shop = Shop::open();
    shop.shopper("makasih");
    shop.shopper("kecewa ongkir? terus retur?");
    assert_eq!(shop.conversation.felt().mood_now, Mood::Unhappy);
}
