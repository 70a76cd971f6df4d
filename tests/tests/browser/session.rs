//! A console whose session ends while it is open.

use protocol::staff::Role;
use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn whoever_was_removed_is_told_that_the_session_has_ended() {
    let place = Place::new().await;
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let owner = place.stand.staff(BATIK, "Ratna", Role::Owner).await;
    let dina = place.stand.agent(BATIK, "Dina").await.member;
    let agent = Agent::signs_in(&place, "Dina", Screen::Desktop).await;
    agent.opens_the_first().await;

    owner.caller.delete(&format!("/v1/staff/members/{}", dina.id)).await;

    agent.browser.sees(".door-why", "Silakan masuk lagi untuk melanjutkan").await;
    assert_eq!(agent.browser.count(".thread").await, 0, "nothing of the shop's stays on the screen");
}
