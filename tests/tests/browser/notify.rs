//! Notifications: asked for by a switch, for what needs this agent, and silent while they look at it.

use protocol::frame::Command;
use protocol::staff::Role;
use sapa_tests::{BATIK, new_id};

use crate::browser::{Browser, Screen};
use crate::console::Agent;
use crate::place::Place;

/// The browser's notifications, written down instead of shown.
const WRITTEN_DOWN: &str = "window.asked = 0; window.told = [];
    window.Notification = class {
        static permission = 'default';
        static requestPermission() { asked++; this.permission = 'granted'; return Promise.resolve('granted'); }
        constructor(title, options) { told.push(options.body); }
    };";

#[tokio::test]
async fn an_agent_who_asks_for_it_is_told_of_what_needs_them_and_isnt_on_their_screen() {
    let place = Place::new().await;
    let code = place.stand.invite(BATIK, "Dina", Role::Agent).await;
    let agent = Agent { browser: Browser::start(Screen::Desktop).await };
    agent.browser.before_each_page(WRITTEN_DOWN).await;
    agent.browser.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
    agent.browser.find(".empty-title").await;
    let waits = async |text: &str| {
        let visitor = place.stand.visitor(BATIK).await;
        visitor.says(text).await;
        visitor.does(Command::AskPerson { id: new_id() }).await;
        agent.browser.sees(".row-last", text).await;
        visitor
    };
    waits("sebelum dinyalakan").await;
    assert_eq!(agent.browser.ask::<u32>("return asked", vec![]).await, 0, "nobody is asked at load");

    agent.browser.press("[title='Aktifkan notifikasi']").await;
    agent.browser.find("[title='Notifikasi aktif'][aria-pressed='true']").await;
    let visitor = waits("paket saya hilang").await;
    let told = "return told.length === 1 && told[0].includes(arguments[0])";
    agent.browser.until("a notification", told, vec!["paket saya hilang".into()]).await;

    let row = format!("[data-row='{}']", visitor.conversation);
    agent.browser.press(&row).await;
    agent.takes().await;
    visitor.says("masih di sana?").await;
    agent.browser.sees(".said.theirs", "masih di sana?").await;
    agent.browser.sees(&format!("{row} .row-last"), "masih di sana?").await;
    assert_eq!(agent.browser.ask::<u32>("return told.length", vec![]).await, 1, "it is on the screen");
    agent.browser.key(fantoccini::key::Key::Escape).await;
    agent.browser.key(fantoccini::key::Key::Escape).await;
    agent.browser.find(".pick").await;
    visitor.says("halo?").await;
    let told = "return told.length === 2 && told[1].includes(arguments[0])";
    agent.browser.until("another notification", told, vec!["halo?".into()]).await;
}
