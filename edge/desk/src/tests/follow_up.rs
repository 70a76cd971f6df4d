//! A low rating: looked into by a supervisor, without the shopper being asked again.

use protocol::event::{HandoffReason, Status};
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::workflow::{Action, Rule, When};
use protocol::{Command, ConversationId, RuleId, Seq};

use super::{MORNING, Shop, dina, member, rudi};
use crate::Actor;

/// Dina settled it, the shopper gave one star, and whoever acts from now on is a supervisor.
fn rated_low() -> Shop {
    let mut shop = Shop::open();
    shop.shopper("orang");
    shop.takes();
    shop.agent("Sudah ya Kak");
    shop.resolves();
    let comment = "Lama sekali dibalasnya".to_owned();
    let rate = Command::Rate { id: shop.id(), score: 1, comment };
    assert_eq!(shop.done(&Actor::Shopper, &rate), ["shopper rates 1", "follow-up"]);
    shop.directs = true;
    shop
}

fn resolve(shop: &mut Shop) -> Command {
    Command::Resolve { id: shop.id() }
}

#[test]
fn one_or_two_stars_are_looked_into_and_the_shopper_is_told_that_it_is_settled() {
    for (score, status) in [(1, Status::FollowUp), (2, Status::FollowUp), (3, Status::Resolved)] {
        let mut shop = Shop::open();
        shop.takes();
        shop.resolves();
        shop.rates(score);
        assert_eq!(shop.status(), status, "{score}");
        assert_eq!(shop.conversation.public_status(), Status::Resolved);
    }
}

#[test]
fn the_row_carries_the_score_and_the_words() {
    let shop = rated_low();
    let row = shop.conversation.row(ConversationId::from_parts(MORNING, 1), Seq(0)).expect("a row");
    assert_eq!((row.rating, row.comment.as_str()), (Some(1), "Lama sekali dibalasnya"));
}

#[test]
fn it_is_settled_with_a_note_by_a_supervisor_and_nobody_is_asked_for_another_rating() {
    let mut shop = rated_low();
    let settle = resolve(&mut shop);
    assert!(shop.refused(Kind::WrongState, &rudi(), &settle).contains("note"));
    let note = Command::note(shop.id(), "Sudah ditelepon, diberi voucher");
    shop.done(&dina(), &note);
    shop.directs = false;
    let settle = resolve(&mut shop);
    shop.refused(Kind::Forbidden, &dina(), &settle);
    shop.directs = true;
    assert_eq!(shop.done(&rudi(), &settle), ["Rudi resolves"]);
    assert_eq!(shop.status(), Status::Resolved);
    let again = Command::Rate { id: shop.id(), score: 5, comment: String::new() };
    shop.refused(Kind::WrongState, &Actor::Shopper, &again);
}

#[test]
fn taken_up_it_ends_without_another_rating_too() {
    let mut shop = rated_low();
    shop.directs = false;
    let take = Command::Take { id: shop.id() };
    shop.refused(Kind::Forbidden, &rudi(), &take);
    shop.directs = true;
    assert_eq!(shop.done(&rudi(), &take), ["Rudi takes it", "brief"]);
    let word = Command::say(shop.id(), "Maaf ya Kak, saya bantu sampai selesai");
    shop.done(&rudi(), &word);
    shop.shopper("oke");
    let settle = resolve(&mut shop);
    assert_eq!(shop.done(&rudi(), &settle), ["Rudi resolves"]);
}

#[test]
fn silence_after_it_was_taken_up_asks_for_no_rating_either() {
    let mut shop = rated_low();
    shop.settings.service.close_after_hours = Some(1);
    let take = Command::Take { id: shop.id() };
    shop.done(&rudi(), &take);
    let word = Command::say(shop.id(), "Maaf ya Kak");
    shop.done(&rudi(), &word);
    shop.wait_minutes(60);
    shop.rings();
    shop.wait_minutes(24 * 60);
    assert_eq!(shop.rings(), ["system resolves"]);
}

#[test]
fn a_supervisor_gives_it_to_somebody_and_nobody_hides_it() {
    let mut shop = rated_low();
    shop.directs = false;
    let spam = Command::MarkSpam { id: shop.id() };
    shop.refused(Kind::WrongState, &dina(), &spam);
    let dina_again = member(&dina(), Role::Agent);
    shop.colleague = Some(dina_again.clone());
    let give = Command::Transfer { id: shop.id(), to: Some(dina_again.id), team: None, note: String::new() };
    shop.refused(Kind::Forbidden, &dina(), &give);
    shop.directs = true;
    shop.done(&rudi(), &give);
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Dina"));
}

#[test]
fn a_rule_may_answer_a_low_rating_and_its_note_is_not_what_somebody_did() {
    let mut shop = Shop::open();
    let actions = vec![
        Action::Say { text: "Maaf ya Kak, kami hubungi lagi".to_owned() },
        Action::Note { text: "Hubungi hari ini".to_owned() },
    ];
    shop.settings.rules = vec![Rule {
        id: RuleId::from_parts(MORNING, 1),
        name: "Nilai rendah".to_owned(),
        on: true,
        when: When::Rated,
        any: false,
        conditions: Vec::new(),
        actions,
    }];
    shop.takes();
    shop.resolves();
    let told = ["shopper rates 1", "follow-up", "rule Nilai rendah ran", "bot says", "system notes"];
    assert_eq!(shop.rates(1), told);
    shop.directs = true;
    let settle = resolve(&mut shop);
    shop.refused(Kind::WrongState, &rudi(), &settle);
}

#[test]
fn a_thank_you_leaves_it_and_another_question_takes_the_matter_up_again() {
    let mut shop = rated_low();
    shop.shopper("makasih");
    assert_eq!(shop.status(), Status::FollowUp);
    shop.shopper("kok belum sampai?");
    assert!(matches!(shop.status(), Status::Waiting { reason: HandoffReason::CameBack, .. }));
    shop.takes();
    assert_eq!(shop.resolves(), ["Dina resolves", "rating asked"], "another matter, another rating");
}
