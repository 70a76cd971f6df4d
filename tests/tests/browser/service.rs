//! Waiting as both sides see it: the shopper their place in the queue, the supervisor what was promised and missed.

use std::time::Duration;

use protocol::staff::Role;
use sapa_tests::{BATIK, batik};
use tokio::time::sleep;

use crate::browser::Screen;
use crate::console::Agent;
use crate::place::Place;
use crate::shopper::Shopper;

/// The shortest target that a shop can have, and the time until a console looks at its clock again.
const TARGET: Duration = Duration::from_secs(62);

#[tokio::test]
async fn a_queue_and_a_missed_target_on_a_desktop() {
    waits(Screen::Desktop).await;
}

#[tokio::test]
async fn a_queue_and_a_missed_target_on_a_phone() {
    waits(Screen::Phone).await;
}

async fn waits(screen: Screen) {
    let mut shop = batik();
    shop.settings.hours.week.clear();
    shop.settings.hours.holidays.clear();
    shop.settings.usual_wait_minutes = 5;
    shop.settings.service.first_reply_minutes = Some(1);
    let place = Place::with_shop(shop).await;
    let first = place.stand.visitor(BATIK).await;
    first.says("parah, paket saya belum sampai juga, mau bicara dengan orang!").await;

    let shopper = Shopper::visits(&place, screen).await;
    shopper.opens_chat().await;
    shopper.says("mau bicara dengan orang").await;
    shopper.browser.sees(".handoff .place", "Kakak urutan ke-2. Saat ini antreannya lebih lama").await;
    let wulan = Agent::signs_in_as(&place, "Wulan", Role::Supervisor, screen).await;
    // Asked again every 20 seconds.
    sleep(Duration::from_secs(15)).await;
    shopper.browser.sees(".handoff .place", "Kakak urutan ke-2, sekitar 10 menit lagi").await;
    shopper.browser.screenshot("widget-queue").await;
    shopper.browser.assert_accessible("the place in the queue").await;

    sleep(TARGET).await;
    wulan.browser.sees(".row.missed .due.late", "Target balasan pertama").await;
    wulan.browser.screenshot("console-missed").await;
    wulan.browser.assert_accessible("a missed target").await;
    wulan.opens_the_first().await;
    wulan.browser.sees(".thread .line", "Target terlewat: balasan pertama").await;
    wulan.takes().await;
    wulan.replies("Maaf menunggu ya Kak, saya cek paketnya sekarang").await;
    wulan.browser.screenshot("console-missed-thread").await;
    wulan.browser.gone(".thread-head .due").await;
}
