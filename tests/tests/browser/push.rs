//! What a closed console still hears. Headless Chromium has no push service, so its subscription is a stand-in's; the service
//! worker is the real one, woken as the browser would wake it.

use protocol::frame::Command;
use protocol::push::News;
use protocol::staff::Role;
use sapa_tests::{BATIK, Chat, eventually, new_id, renamed};
use serde_json::{Value, json};

use crate::browser::{Browser, Screen};
use crate::place::Place;

/// A push service's address, without a push service.
const SUBSCRIBED: &str = "PushManager.prototype.subscribe = async function (options) {
        window.subscribedWith = options;
        return { endpoint: 'http://127.0.0.1:9/push', unsubscribe: async () => true };
    };";

#[tokio::test]
async fn a_closed_console_hears_of_whoever_waits_on_a_desktop() {
    a_closed_console_hears_of_whoever_waits(Screen::Desktop).await;
}

#[tokio::test]
async fn a_closed_console_hears_of_whoever_waits_on_a_phone() {
    a_closed_console_hears_of_whoever_waits(Screen::Phone).await;
}

async fn waits(place: &Place, text: &str) -> Chat {
    let visitor = place.stand.visitor(BATIK).await;
    visitor.says(text).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    visitor
}

/// The notifications that the service worker shows, as titles and bodies.
const SHOWN: &str = "const done = arguments[arguments.length - 1];
    navigator.serviceWorker.getRegistration('/console').then((it) => it.getNotifications())
        .then((all) => done(all.map((one) => [one.title, one.body, one.data?.conversation])));";

async fn a_closed_console_hears_of_whoever_waits(screen: Screen) {
    let place = Place::with_loopback().await;
    let code = place.stand.invite(BATIK, "Dina", Role::Agent).await;
    let browser = Browser::start(screen).await;
    browser.grants(place.stand.origin(), &["notifications"]).await;
    browser.before_each_page(SUBSCRIBED).await;
    browser.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
    browser.press("[title='Aktifkan notifikasi']").await;
    browser.press("[title='Tetap kabari saya saat konsol ditutup']").await;
    browser.find("[title='Tetap kabari saya saat konsol ditutup'][aria-pressed='true']").await;
    browser.screenshot("console-push").await;
    browser.assert_accessible("the rail with pushes on").await;
    let with: Value = browser
        .ask("return [subscribedWith.userVisibleOnly, subscribedWith.applicationServerKey.length]", vec![])
        .await;
    assert_eq!(with, json!([true, 87]), "a point of P-256 in base64url");

    // While the console is on the screen it tells by itself; elsewhere in the same browser, the worker does.
    browser.goto(&format!("{}/chat/{BATIK}", place.stand.origin())).await;
    let (one, two) = (waits(&place, "paket saya hilang").await, waits(&place, "warnanya salah").await);
    let dina = place.stand.staff(BATIK, "Dina", Role::Agent).await;
    let path = "/v1/staff/me/push/news";
    let calls =
        async || Some(dina.caller.get(path).await.json::<News>().calls).filter(|calls| calls.len() == 2);
    eventually("both that wait", calls).await;
    // One that DevTools delivers is lost now and then; of two the browser shows one notification.
    let shown = eventually("a notification", async || {
        browser.delivers_a_push(place.stand.origin()).await;
        browser.answers_within(SHOWN, |shown| shown != &json!([])).await
    })
    .await;
    let expected =
        json!([["Ada pelanggan menunggu", "warnanya salah\ndan 1 lainnya", two.conversation.to_string()]]);
    assert_eq!(shown, expected);

    // What its worker names, the console opens.
    browser.goto(&format!("{}/console", place.stand.origin())).await;
    browser.find("[title='Tetap kabari saya saat konsol ditutup'][aria-pressed='true']").await;
    let tapped = "navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { open: arguments[0] } }))";
    browser.ask::<()>(tapped, vec![one.conversation.to_string().into()]).await;
    browser.sees(".thread", "paket saya hilang").await;
}

/// The console's service worker in Node, where taps and windows can be played.
const WORKER: &str = r#"
const on = {}, did = [], windows = [];
globalThis.self = {
  addEventListener: (name, what) => (on[name] = what),
  registration: { scope: 'https://sapa.example/console', getNotifications: async () => [], showNotification: async (title, { body, data }) => did.push([title, body, data.conversation]) },
};
globalThis.caches = { match: async () => ({ json: async () => ({ waiting: 'Ada pelanggan menunggu' }) }) };
globalThis.fetch = async (address) => did.push(['asked', address]) && ({ ok: true, json: async () => ({ calls: [{ conversation: 'C', why: 'waiting', at: 1, customer: 'Sari', line: 'halo' }] }) });
globalThis.clients = { matchAll: async () => windows, openWindow: async (address) => did.push(['opened', address]) };
const happens = async (name, more) => {
  const waits = [];
  on[name]({ waitUntil: (what) => waits.push(what), ...more });
  await Promise.all(waits);
};
const tap = () => happens('notificationclick', { notification: { close() {}, data: { conversation: 'C' } } });
const console_ = (visibilityState) => ({
  url: self.registration.scope, visibilityState,
  postMessage: (message) => did.push(['told', message.open]), focus: async () => did.push(['focused']),
});
const play = async () => {
  await happens('push');
  await tap();
  windows.push(console_('hidden'));
  await tap();
  windows[0] = console_('visible');
  await happens('push');
  console.log(JSON.stringify(did));
};
"#;

/// What the worker does for a console at an address.
fn plays(console: &str) -> Value {
    let worker = WORKER.replace("https://sapa.example/console'", &format!("https://sapa.example{console}'"));
    let script = format!("{worker}\n{}\nplay();", include_str!("../../../edge/console/worker.js"));
    let played = std::process::Command::new("node").args(["-e", &script]).output().expect("node");
    serde_json::from_slice(&played.stdout).unwrap_or_else(|_| panic!("{played:?}"))
}

#[test]
fn the_worker_shows_what_calls_and_a_tap_opens_it_but_a_console_that_is_seen_tells_by_itself() {
    for (console, asked) in [
        ("/console", "/v1/staff/me/push/news"),
        ("/console/kios-batik", "/v1/at/kios-batik/staff/me/push/news"),
    ] {
        let expected = json!([
            ["asked", asked],
            ["Ada pelanggan menunggu", "Sari: halo", "C"],
            ["opened", format!("{console}#c/C")],
            ["told", "C"],
            ["focused"],
        ]);
        assert_eq!(plays(console), expected, "and nothing for the last push");
    }
}

#[tokio::test]
async fn the_console_at_a_sellers_has_a_worker_of_its_own() {
    let place = Place::with_loopback().await;
    place.stand.load(&renamed("kios-batik")).await;
    let path = format!("/v1/platform/shops/{BATIK}/sellers/kios-batik");
    assert_eq!(place.stand.operator().put(&path, &Value::Null).await.status, 204);
    let (ratna, dina) =
        (place.stand.staff(BATIK, "Ratna", Role::Owner).await, place.stand.agent(BATIK, "Dina").await);
    let path = format!("/v1/staff/sellers/kios-batik/members/{}", dina.member.id);
    assert_eq!(ratna.caller.put(&path, &json!({ "role": "agent" })).await.status, 200);

    let code = place.stand.invite(BATIK, "Dina", Role::Agent).await;
    let browser = Browser::start(Screen::Desktop).await;
    browser.grants(place.stand.origin(), &["notifications"]).await;
    browser.before_each_page(SUBSCRIBED).await;
    browser.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
    browser.press("[title='Aktifkan notifikasi']").await;
    browser.find("[title='Tetap kabari saya saat konsol ditutup']").await; // the browser said yes, which the console keeps
    for console in ["/console", "/console/kios-batik"] {
        browser.goto(&format!("{}{console}", place.stand.origin())).await;
        browser.find("[title='Tetap kabari saya saat konsol ditutup'][aria-pressed='false']").await;
        browser.press("[title='Tetap kabari saya saat konsol ditutup']").await;
        browser.find("[title='Tetap kabari saya saat konsol ditutup'][aria-pressed='true']").await;
    }
    let workers = "const done = arguments[arguments.length - 1];
        navigator.serviceWorker.getRegistrations()
            .then((all) => done(all.map((one) => new URL(one.scope).pathname).sort()));";
    let both = json!(["/console", "/console/kios-batik"]);
    assert!(browser.answers_within(workers, |found| *found == both).await.is_some());
}
