//! From the bot to a person and back: what each side sees, step by step.

use protocol::event::{Body, HandoffReason, Promise, Status};
use protocol::frame::Command;
use sapa_tests::{BATIK, Stand, eventually, new_id};

#[tokio::test]
async fn whoever_asks_for_a_person_is_promised_one_and_waits_in_the_inbox() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("kak ongkir ke surabaya berapa ya").await;

    let events = visitor.does(Command::AskPerson { id: new_id() }).await;

    let Body::Handoff(handoff) = &events[0].body else { panic!("a handoff first: {events:?}") };
    assert_eq!(handoff.reason, HandoffReason::Asked);
    assert_eq!(handoff.promise, Promise::Soon { minutes: 5 });
    let dina = stand.agent(BATIK, "Dina").await;
    let row = eventually("a waiting row", async || {
        dina.row(visitor.conversation).await.filter(|row| matches!(row.status, Status::Waiting { .. }))
    })
    .await;
    assert_eq!(row.unread, 1);
}
