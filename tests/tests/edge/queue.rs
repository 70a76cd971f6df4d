//! The queue as whoever waits sees it: their place, and minutes only where something supports them.

use protocol::api::QueuePlace;
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{Caller, Chat, SEPATU, Stand, eventually, new_conversation_id, new_id, renamed};

/// A shop of its own that is always open; its customers usually wait for five minutes.
async fn shop(stand: &Stand, slug: &str) {
    let mut shop = renamed(slug);
    shop.settings.hours.week.clear();
    shop.settings.hours.holidays.clear();
    shop.settings.usual_wait_minutes = 5;
    stand.load(&shop).await;
}

async fn waits(stand: &Stand, slug: &str) -> Chat {
    let visitor = stand.visitor(slug).await;
    visitor.says("mau bicara dengan orang").await;
    visitor
}

/// Waits until whoever waits is told this.
async fn is_told(caller: &Caller, chat: &Chat, place: Option<u32>, minutes: Option<u32>) {
    let wanted = QueuePlace { place, minutes };
    eventually("the place in the queue", async || {
        let answer = caller.get(&chat.path("queue")).await;
        (answer.status == 200 && answer.json::<QueuePlace>() == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_sees_their_place_and_how_it_moves() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-antre").await;
    let first = waits(&stand, "toko-antre").await;
    is_told(&first.caller, &first, Some(1), None).await;
    let second = waits(&stand, "toko-antre").await;
    is_told(&second.caller, &second, Some(2), None).await;

    let dina = stand.agent("toko-antre", "Dina").await;
    let _console = dina.live_inbox().await;
    is_told(&first.caller, &first, Some(1), Some(5)).await;
    is_told(&second.caller, &second, Some(2), Some(10)).await;
    is_told(&dina.caller, &second, Some(2), Some(10)).await;
    let rudi = stand.agent("toko-antre", "Rudi").await;
    let _another = rudi.live_inbox().await;
    is_told(&second.caller, &second, Some(2), Some(5)).await;

    dina.takes(first.conversation).await;
    is_told(&second.caller, &second, Some(1), Some(5)).await;
    is_told(&first.caller, &first, None, None).await;
    second.does(Command::BackToBot { id: new_id() }).await;
    is_told(&second.caller, &second, None, None).await;
}

#[tokio::test]
async fn after_some_waits_what_they_took_is_told() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-sigap").await;
    let dina = stand.agent("toko-sigap", "Dina").await;
    let _console = dina.live_inbox().await;
    for _ in 0..5 {
        let visitor = waits(&stand, "toko-sigap").await;
        is_told(&visitor.caller, &visitor, Some(1), Some(5)).await;
        dina.takes(visitor.conversation).await;
        is_told(&visitor.caller, &visitor, None, None).await;
    }
    let sixth = waits(&stand, "toko-sigap").await;
    is_told(&sixth.caller, &sixth, Some(1), Some(1)).await;
}

#[tokio::test]
async fn nobody_is_told_of_a_queue_that_is_not_theirs() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-tertib").await;
    let visitor = waits(&stand, "toko-tertib").await;
    is_told(&visitor.caller, &visitor, Some(1), None).await;
    for role in [Role::Owner, Role::Supervisor, Role::Agent, Role::Trainer, Role::Seller] {
        let staff = stand.staff("toko-tertib", "Dina", role).await;
        let answer = staff.caller.get(&visitor.path("queue")).await;
        assert_eq!(answer.json::<QueuePlace>().place, Some(1), "{role:?} may read");
        staff.caller.get(&queue_of_nobody()).await.problem(Kind::NotFound);
    }
    let other = stand.staff(SEPATU, "Joko", Role::Owner).await;
    other.caller.get(&visitor.path("queue")).await.problem(Kind::NotFound);
    let neighbour = stand.visitor("toko-tertib").await;
    neighbour.caller.get(&visitor.path("queue")).await.problem(Kind::NotFound);
    stand.stranger().get(&visitor.path("queue")).await.problem(Kind::Unauthorized);
    visitor.caller.delete(&format!("/v1/conversations/{}", visitor.conversation)).await;
    visitor.caller.get(&visitor.path("queue")).await.problem(Kind::NotFound);
}

fn queue_of_nobody() -> String {
    format!("/v1/conversations/{}/queue", new_conversation_id())
}
