//! Files with a message, and without a word beside them.

use protocol::event::{HandoffReason, Status};
use protocol::limits::MESSAGE_FILES;
use protocol::problem::Kind;
use protocol::{Command, EventId, File, FileId, FileKind, Seq};

use super::{MORNING, Shop, dina};
use crate::Actor;

fn photo(number: u128) -> File {
    let (width, height) = (Some(800), Some(600));
    let id = FileId::from_parts(MORNING, number);
    File { id, name: "foto.jpg".to_owned(), kind: FileKind::Jpeg, bytes: 1_000, width, height }
}

fn sends(id: EventId, text: &str, files: Vec<File>) -> Command {
    Command::Message { id, text: text.to_owned(), picked: None, files, reply_to: None }
}

impl Shop {
    fn shopper_sends(&mut self, text: &str) -> Vec<String> {
        let command = sends(self.id(), text, vec![photo(1)]);
        self.done(&Actor::Shopper, &command)
    }
}

#[test]
fn a_picture_alone_is_answered_kindly_and_a_second_one_calls_a_person() {
    let mut shop = Shop::open();
    assert_eq!(
        shop.shopper_sends(""),
        ["shopper says", "bot decides Unknown: OnlyFiles", "bot says, or a person"]
    );
    let told = shop.shopper_sends("");
    assert_eq!(told[..3], ["shopper says", "bot decides Handoff: OnlyFiles", "bot hands over: Unsure"]);
    assert!(matches!(shop.status(), Status::Waiting { reason: HandoffReason::Unsure, .. }));
}

#[test]
fn words_between_two_pictures_are_answered_and_the_bot_stays_patient() {
    let mut shop = Shop::open();
    shop.shopper_sends("");
    assert_eq!(shop.shopper("ongkir?").last().map(String::as_str), Some("bot answers ongkir"));
    assert_eq!(shop.conversation.felt().repeats(), 0, "nothing was said twice");
    assert_eq!(shop.shopper_sends("").len(), 3, "not handed over");
}

#[test]
fn a_yes_after_the_picture_calls_the_person_that_was_offered() {
    let mut shop = Shop::open();
    shop.shopper_sends("");
    assert_eq!(shop.shopper("iya")[1], "bot decides Handoff: AskedForPerson");
}

#[test]
fn a_picture_with_words_is_answered_by_the_words() {
    let mut shop = Shop::open();
    assert_eq!(shop.shopper_sends("ongkir?").last().map(String::as_str), Some("bot answers ongkir"));
}

#[test]
fn a_picture_after_the_matter_was_settled_goes_to_whoever_had_it() {
    let mut shop = Shop::open();
    shop.takes();
    shop.resolves();
    assert_eq!(shop.shopper_sends("")[..3], ["shopper says", "system reopens", "bot hands over: CameBack"]);
}

#[test]
fn a_picture_alone_leaves_no_empty_question_in_the_brief() {
    let mut shop = Shop::open();
    shop.shopper("ukuran?");
    shop.shopper_sends("");
    shop.asks_person();
    let brief = shop.last(|body| match body {
        protocol::Body::Brief(brief) => Some(brief.clone()),
        _ => None,
    });
    assert_eq!((brief.wants.as_str(), brief.asked.len()), ("ukuran?", 0));
}

#[test]
fn the_inbox_is_told_what_was_sent() {
    let mut shop = Shop::open();
    shop.takes();
    let command = sends(shop.id(), "", vec![photo(1), photo(2)]);
    shop.done(&dina(), &command);
    let row = shop.conversation.row("01KAPB3V4Z0000000000000001".parse().unwrap(), Seq(0)).unwrap();
    assert_eq!((row.last_line.as_str(), row.last_files), ("", vec![FileKind::Jpeg; 2]));
}

#[test]
fn files_are_counted_and_named_once_and_without_them_words_are_needed() {
    let mut shop = Shop::open();
    let many = (1..=MESSAGE_FILES as u128 + 1).map(photo).collect();
    let cases = [
        (sends(shop.id(), "halo", many), Kind::TooLarge),
        (sends(shop.id(), "halo", vec![photo(1), photo(1)]), Kind::Invalid),
        (sends(shop.id(), " ", vec![]), Kind::Invalid),
    ];
    for (command, kind) in cases {
        shop.refused(kind, &Actor::Shopper, &command);
    }
}
