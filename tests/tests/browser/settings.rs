//! How a shop looks after those who wait, set by its owner on the screen.

use protocol::staff::Role;
use sapa_tests::BATIK;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;

#[tokio::test]
async fn an_owner_sets_service_on_a_desktop() {
    sets_service(Screen::Desktop).await;
}

#[tokio::test]
async fn an_owner_sets_service_on_a_phone() {
    sets_service(Screen::Phone).await;
}

/// Opens the settings, once what comes late has pushed the buttons of the rail to their places.
async fn opens(owner: &Agent) {
    owner.browser.find(".presence .mark").await;
    owner.browser.press_named("Akun dan tim").await;
    owner.browser.press_named("Layanan").await;
}

async fn sets_service(screen: Screen) {
    let place = Place::new().await;
    for name in ["Dina", "Rudi Hartono dari Gudang Yogyakarta"] {
        place.stand.agent(BATIK, name).await;
    }
    let owner = Agent::signs_in_as(&place, "Ratna", Role::Owner, screen).await;
    opens(&owner).await;
    owner.browser.press(".service-way:nth-of-type(3) input").await;
    let choose = async |field: &str, value: &str| {
        let script = "const field = document.querySelector(arguments[0]); field.value = arguments[1];
            field.dispatchEvent(new Event('change', { bubbles: true }))";
        owner.browser.ask::<()>(script, vec![field.into(), value.into()]).await;
    };
    choose("#first-reply", "10").await;
    choose("#resolution", "480").await;
    choose("#close-after", "24").await;
    owner.browser.screenshot("console-service").await;
    owner.browser.assert_accessible("the service's settings").await;
    owner.browser.press_named("Simpan").await;
    owner.browser.sees(".toast", "Pengaturan layanan disimpan").await;
    choose("[aria-label='Batas percakapan untuk Dina']", "8").await;
    owner.browser.sees(".toast", "Dina menerima paling banyak 8 percakapan sekaligus").await;

    owner.browser.reload().await;
    opens(&owner).await;
    owner.browser.find(".service-way:nth-of-type(3) input:checked").await;
    let kept = "return ['#first-reply', '#next-reply', '#resolution', '#close-after']
        .map(field => document.querySelector(field).value).join()";
    assert_eq!(owner.browser.ask::<String>(kept, vec![]).await, "10,,480,24");
    let places = "return document.querySelector(\"[aria-label='Batas percakapan untuk Dina']\").value";
    assert_eq!(owner.browser.ask::<String>(places, vec![]).await, "8");
    owner.browser.ask::<()>("document.querySelector('.panel-body').scrollTo(0, 9999)", vec![]).await;
    owner.browser.screenshot("console-service-places").await;
}
