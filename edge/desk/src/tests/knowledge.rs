//! The desk with a real shop's knowledge: the demo shop answers, and its conversation goes on from there.

use std::sync::LazyLock;

use answer::Pack;
use protocol::decision::{Rule, Verdict};
use protocol::event::{Author, Body, Choice, Event, FactKind, Message};
use protocol::shop::Language;
use protocol::{Command, EventId, Seq};

use super::{MORNING, settings};
use crate::{Actor, Context, Conversation};

pub(super) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let knowledge = include_str!("../../../../examples/toko-batik/knowledge.json");
    let pack = Pack::compile(&serde_json::from_str(knowledge).unwrap(), 7).unwrap();
    Pack::load(pack).unwrap()
});

/// A conversation with the demo shop.
#[derive(Default)]
pub(super) struct Chat {
    conversation: Conversation,
    minted: u128,
}

impl Chat {
    fn id(&mut self) -> EventId {
        self.minted += 1;
        EventId::from_parts(MORNING, self.minted)
    }

    pub fn says(&mut self, text: &str) -> Vec<Event> {
        let command = Command::say(self.id(), text);
        self.gives(&command)
    }

    fn picks(&mut self, entry: &str) -> Vec<Event> {
        let picked = Some(entry.parse().unwrap());
        let command = Command::Message {
            id: self.id(),
            text: "yang ini".to_owned(),
            picked,
            files: Vec::new(),
            reply_to: None,
        };
        self.gives(&command)
    }

    fn gives(&mut self, command: &Command) -> Vec<Event> {
        let (conversation, settings) = (self.conversation.clone(), settings());
        let mut mint = || self.id();
        let mut context = Context::new(MORNING, &settings, Some(&PACK), &mut mint);
        let events = crate::handle(&conversation, &Actor::Shopper, command, &mut context).unwrap();
        events.iter().for_each(|event| self.conversation.apply(event));
        events
    }
}

impl Chat {
    fn begun_in(language: Language) -> Self {
        let mut chat = Self::default();
        let body = Body::Started { language, page: None, customer: None };
        chat.conversation.apply(&Event {
            seq: Seq(1),
            id: EventId::from_parts(MORNING, 1 << 64),
            at: MORNING,
            author: Author::System,
            body,
        });
        chat
    }
}

/// What the bot says in these events.
pub(super) fn bot_says(events: &[Event]) -> Vec<&Message> {
    let by_bot = events.iter().filter(|event| matches!(event.author, Author::Bot { .. }));
    by_bot.filter_map(|event| if let Body::Message(said) = &event.body { Some(said) } else { None }).collect()
}

#[test]
fn an_everyday_question_is_answered_from_the_shops_knowledge() {
    let mut chat = Chat::default();
    let events = chat.says("bs bayar di tempat ga kak?");
    let said = bot_says(&events)[0];
    let entry = said.entry.as_ref().expect("an answer");
    assert!(said.text.contains(PACK.entry(entry).unwrap().answer), "{}", said.text);
    let Body::Decision(decision) = &events[1].body else { panic!("{:?}", events[1]) };
    assert_eq!((decision.knowledge, &decision.text), (7, &said.text));
}

#[test]
fn a_picked_choice_is_answered_whatever_its_label_says() {
    let mut chat = Chat::default();
    let events = chat.picks("cod");
    assert_eq!(bot_says(&events)[0].entry.as_ref().unwrap().as_str(), "cod");
    let Body::Decision(decision) = &events[1].body else { panic!("{:?}", events[1]) };
    assert_eq!((decision.rule, decision.knowledge), (Rule::Picked, 7));
    let title = PACK.entry(&decision.entries[0].id).unwrap().title;
    assert_eq!(decision.entries[0].title, title);
}

#[test]
fn a_choice_named_by_its_place_is_a_choice_taken_and_no_question() {
    let mut chat = Chat::default();
    let offered = Message {
        choices: ["cod", "shipping-cost"].map(choice).to_vec(),
        ..Message::text("Maksudnya yang mana?")
    };
    let seq = chat.conversation.last().next();
    let author = Author::Bot { name: "Sekar".to_owned() };
    let id = chat.id();
    chat.conversation.apply(&Event { seq, id, at: MORNING, author, body: Body::Message(offered) });
    let events = chat.says("yang kedua");
    assert_eq!(bot_says(&events)[0].entry.as_ref().unwrap().as_str(), "shipping-cost");
    assert_eq!(chat.conversation.felt().choices_taken, 1);
    assert!(chat.conversation.story().questions().is_empty());
}

fn choice(id: &str) -> Choice {
    Choice { id: id.parse().unwrap(), label: id.to_owned() }
}

#[test]
fn a_choice_that_is_no_longer_known_is_read_as_words() {
    let mut chat = Chat::default();
    let events = chat.picks("entry-of-last-year");
    let Body::Decision(decision) = &events[1].body else { panic!("{:?}", events[1]) };
    assert_ne!(decision.rule, Rule::Picked);
}

#[test]
fn the_bot_speaks_the_shoppers_language_and_feels_with_them() {
    let line = |language, said| {
        let mut chat = Chat::begun_in(language);
        bot_says(&chat.says(said))[0].text.clone()
    };
    assert!(line(Language::Id, "halo").contains("Selamat"));
    assert!(line(Language::En, "halo").contains("Good"));
    let (calm, unhappy) = ("bisa bayar di tempat?", "kecewa banget, bisa bayar di tempat?");
    assert!(line(Language::Id, unhappy).len() > line(Language::Id, calm).len());
}

#[test]
fn the_bot_greets_in_other_words_each_time() {
    let mut chat = Chat::default();
    let (first, second) = (chat.says("halo"), chat.says("halo"));
    assert_ne!(bot_says(&first)[0].text, bot_says(&second)[0].text);
}

#[test]
fn every_line_of_the_bot_has_words_and_none_comes_twice_running() {
    let mut chat = Chat::default();
    let question = "bisa bayar di tempat?";
    let mut log = chat.says("halo");
    for said in [question, question, question, "pesanan saya TBS-12345", "halo?"] {
        log.extend(chat.says(said));
    }
    let back = Command::BackToBot { id: chat.id() };
    log.extend(chat.gives(&back));
    let lines: Vec<&str> = bot_says(&log).iter().map(|said| said.text.as_str()).collect();
    assert_eq!(lines.len(), 6, "{lines:#?}");
    assert!(lines.iter().all(|line| !line.is_empty()), "{lines:#?}");
    assert!(lines.windows(2).all(|pair| pair[0] != pair[1]), "{lines:#?}");
}

#[test]
fn a_number_told_while_waiting_is_passed_on_the_next_time() {
    let mut chat = Chat::default();
    let mut card = None;
    for said in ["nomor wa saya 081234567890", "halo?"] {
        let call = Command::AskPerson { id: chat.id() };
        card = chat.gives(&call).into_iter().next();
        chat.says(said);
        let back = Command::BackToBot { id: chat.id() };
        chat.gives(&back);
    }
    let Some(Event { body: Body::Handoff(card), .. }) = card else { panic!("{card:?}") };
    assert!(card.passed_on.iter().any(|fact| fact.kind == FactKind::Phone), "{:?}", card.passed_on);
}

#[test]
fn a_question_without_a_conversation_calls_nobody() {
    let settings = settings();
    let mut mint = || EventId::from_parts(MORNING, 1);
    let mut context = Context::new(MORNING, &settings, Some(&PACK), &mut mint);
    let answer = crate::answer_once("bisa bayar di tempat?", &mut context);
    assert_eq!(answer.rule, Rule::ClearWinner);
    assert!(answer.text.contains(PACK.entry(&answer.entries[0].id).unwrap().answer));
    let person = crate::answer_once("mau bicara dengan orang langsung", &mut context);
    assert_eq!(person.decision, Verdict::Handoff);
    assert!(!person.text.is_empty() && !person.text.contains("5 menit"), "{}", person.text);
}
