//! One whole conversation as its log is stored and sent: a change of it shows in review.

use protocol::Command;
use protocol::event::{Body, Contact, ContactChannel, Event};

use super::{Shop, dina};
use crate::Actor;

#[test]
fn a_whole_conversation() {
    let mut shop = Shop::open();
    shop.shopper("halo");
    shop.shopper("retur ukuran?");
    shop.picks("retur");
    shop.feedback(false);
    shop.shopper("parah, pesanan SKR-1042 salah terus");
    let contact = Contact { channel: ContactChannel::Whatsapp, address: "0812 3456 7890".to_owned() };
    let leave = Command::Contact { id: shop.id(), contact };
    shop.done(&Actor::Shopper, &leave);
    shop.shopper("masih ada?");
    shop.wait_minutes(10);
    shop.rings();
    let note = Command::note(shop.id(), "kirim ulang hari ini");
    shop.done(&dina(), &note);
    shop.takes();
    shop.agent("Kami kirim ulang hari ini ya Kak");
    shop.resolves();
    shop.shopper("makasih");
    shop.rates(5);
    insta::assert_json_snapshot!(shop.log.into_iter().map(without_bots_words).collect::<Vec<_>>());
}

/// How the bot words its lines is for the answer engine to say, and changes oftener than the log.
fn without_bots_words(mut event: Event) -> Event {
    match (&event.author, &mut event.body) {
        (protocol::Author::Bot { .. }, Body::Message(said)) => said.text.clear(),
        (_, Body::Decision(decision)) => decision.text.clear(),
        _ => {}
    }
    event
}
