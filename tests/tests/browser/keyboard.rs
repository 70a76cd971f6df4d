//! Everything without a mouse.

use fantoccini::key::Key;

use crate::browser::Screen;
use crate::place::Place;
use crate::shopper::Shopper;

/// The element that has the focus, through shadow roots.
const FOCUSED: &str = "let e = document.activeElement; while (e?.shadowRoot) e = e.shadowRoot.activeElement;";

#[tokio::test]
async fn a_shopper_with_only_a_keyboard_opens_writes_and_closes() {
    let place = Place::new().await;
    let shopper = Shopper::visits(&place, Screen::Desktop).await;
    shopper.launcher().await;
    tab_to_the_launcher(&shopper).await;
    shopper.browser.key(Key::Enter).await;
    shopper.enters_chat().await;
    let in_composer = format!("{FOCUSED} return e.matches('.composer textarea')");
    shopper.browser.until("the focus in the composer", &in_composer, vec![]).await;
    shopper.browser.keys("halo").await;
    shopper.browser.key(Key::Enter).await;
    shopper.browser.sees(".said.mine", "halo").await;
    shopper.browser.key(Key::Escape).await;
    shopper.browser.leave_frame().await;
    shopper.browser.until("the focus back on the launcher", &on_launcher(), vec![]).await;
    assert_eq!(
        shopper.launcher().await.attr("aria-expanded").await.expect("it is there").as_deref(),
        Some("false")
    );
}

/// Presses Tab until the launcher has the focus: it is the last thing on the page.
async fn tab_to_the_launcher(shopper: &Shopper) {
    for _ in 0..100 {
        if shopper.browser.ask(&on_launcher(), vec![]).await {
            return;
        }
        shopper.browser.key(Key::Tab).await;
    }
    panic!("the launcher can't be reached with Tab");
}

fn on_launcher() -> String {
    format!("{FOCUSED} return e?.getAttribute('aria-label')?.startsWith('Buka chat') ?? false")
}
