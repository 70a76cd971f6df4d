//! People at work: any of them at any time, one at a time, and the bot silent meanwhile.

use protocol::Command;
use protocol::event::Status;
use protocol::problem::Kind;

use super::{Shop, dina, rudi};

fn take(shop: &mut Shop) -> Command {
    Command::Take { id: shop.id() }
}

fn say(shop: &mut Shop) -> Command {
    Command::say(shop.id(), "Halo, saya bantu ya")
}

#[test]
fn an_agent_may_take_it_from_the_bot_from_a_wait_and_after_the_end() {
    let mut shop = Shop::open();
    assert_eq!(shop.takes(), ["Dina takes it"]);
    shop.resolves();
    assert_eq!(shop.takes(), ["Dina takes it"]);

    let mut shop = Shop::open();
    shop.asks_person();
    assert_eq!(shop.takes(), ["Dina takes it"]);
    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Dina"));
}

#[test]
fn the_bot_never_speaks_over_a_person() {
    let mut shop = Shop::open();
    shop.takes();
    for said in ["ongkir?", "halo", "parah!", "orang mana?"] {
        assert_eq!(shop.shopper(said), ["shopper says"]);
    }
    assert_eq!(shop.agent("Ongkirnya Rp12.000"), ["Dina says"]);
}

#[test]
fn feedback_to_an_old_answer_is_stored_and_wakes_no_bot() {
    let mut shop = Shop::open();
    shop.shopper("ongkir?");
    shop.takes();
    assert_eq!(shop.feedback(false), ["shopper helped: false"]);
}

#[test]
fn who_has_it_is_named_to_a_colleague_who_wants_it() {
    let mut shop = Shop::open();
    shop.takes();
    for command in [take(&mut shop), say(&mut shop), Command::Resolve { id: shop.id() }] {
        assert!(shop.refused(Kind::WrongState, &rudi(), &command).contains("Dina"), "{command:?}");
    }
    let again = take(&mut shop);
    shop.refused(Kind::WrongState, &dina(), &again);
}

#[test]
fn what_a_colleague_has_may_be_taken_over_once_they_were_silent_for_the_usual_wait() {
    let mut shop = Shop::open();
    shop.takes();
    shop.wait_minutes(4);
    shop.agent("Sebentar ya Kak");
    shop.wait_minutes(4);
    shop.shopper("halo?");
    let over = take(&mut shop);
    assert!(shop.refused(Kind::WrongState, &rudi(), &over).contains("5 minutes"), "only 4 since Dina wrote");
    shop.wait_minutes(1);

    assert_eq!(shop.done(&rudi(), &over), ["Rudi takes it"]);

    assert!(matches!(shop.status(), Status::Agent { name, .. } if name == "Rudi"));
    let message = say(&mut shop);
    assert!(shop.refused(Kind::WrongState, &dina(), &message).contains("Rudi"));
    let back = take(&mut shop);
    shop.refused(Kind::WrongState, &dina(), &back);
}

#[test]
fn who_could_be_taken_over_from_still_answers_and_then_keeps_it() {
    let mut shop = Shop::open();
    shop.takes();
    shop.wait_minutes(60);
    assert_eq!(shop.agent("Maaf menunggu, Kak"), ["Dina says"]);
    let over = take(&mut shop);
    shop.refused(Kind::WrongState, &rudi(), &over);
}

#[test]
fn a_colleagues_note_is_no_sign_of_who_has_it() {
    let mut shop = Shop::open();
    shop.takes();
    shop.wait_minutes(5);
    let note = Command::note(shop.id(), "Dina sudah pulang");
    shop.done(&rudi(), &note);
    let over = take(&mut shop);
    assert_eq!(shop.done(&rudi(), &over), ["Rudi takes it"]);
}

#[test]
fn an_agent_takes_it_before_writing() {
    let mut shop = Shop::open();
    let message = say(&mut shop);
    assert!(shop.refused(Kind::WrongState, &dina(), &message).contains("Take"));
    shop.takes();
    assert_eq!(shop.done(&dina(), &message), ["Dina says"]);
}

#[test]
fn any_agent_may_leave_a_note_at_any_time() {
    let mut waiting = Shop::open();
    waiting.asks_person();
    let mut taken = Shop::open();
    taken.takes();
    let mut settled = Shop::open();
    settled.resolves();
    for mut shop in [Shop::open(), waiting, taken, settled] {
        let status = shop.status();
        let note = Command::note(shop.id(), "pelanggan lama");
        assert_eq!(shop.done(&rudi(), &note), ["Rudi notes"]);
        assert_eq!(shop.status(), status);
    }
}

#[test]
fn only_who_has_it_hands_it_back() {
    let mut shop = Shop::open();
    shop.asks_person();
    let back = Command::BackToBot { id: shop.id() };
    shop.refused(Kind::WrongState, &dina(), &back);
    shop.takes();
    shop.refused(Kind::WrongState, &rudi(), &back);
    assert_eq!(shop.done(&dina(), &back), ["Dina gives it back", "bot says"]);
}

#[test]
fn anyone_may_settle_what_nobody_has() {
    for called in [false, true] {
        let mut shop = Shop::open();
        if called {
            shop.asks_person();
        }
        assert_eq!(shop.resolves(), ["Dina resolves", "rating asked"]);
        let again = Command::Resolve { id: shop.id() };
        shop.refused(Kind::WrongState, &dina(), &again);
    }
}
