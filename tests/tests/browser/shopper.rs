//! A shopper on the shop's page, and in the chat that it opens.

use fantoccini::elements::Element;
use fantoccini::key::Key;

use crate::browser::{Browser, Screen};
use crate::place::Place;

/// What the loader puts on the page: the last thing there, with a shadow root.
const LAUNCHER: &str = "body > div:last-of-type";

/// The chat's frame, in a script that is given [`LAUNCHER`].
const FRAME: &str = "document.querySelector(arguments[0]).shadowRoot.querySelector('iframe')";

/// A shopper with a browser.
pub struct Shopper {
    pub browser: Browser,
}

impl Shopper {
    /// Comes to the shop's first page.
    pub async fn visits(place: &Place, screen: Screen) -> Self {
        let browser = Browser::start(screen).await;
        browser.goto(&place.shop_page("index.html")).await;
        Self { browser }
    }

    /// The launcher's button.
    pub async fn launcher(&self) -> Element {
        self.browser.find_in_shadow(LAUNCHER, "button").await
    }

    /// Whether the chat has been loaded.
    pub async fn has_chat(&self) -> bool {
        let script =
            "return document.querySelector(arguments[0]).shadowRoot.querySelector('iframe') !== null";
        self.browser.ask(script, vec![LAUNCHER.into()]).await
    }

    /// Taps the launcher and goes on in the chat.
    pub async fn opens_chat(&self) {
        self.launcher().await.click().await.expect("the launcher can be tapped");
        self.enters_chat().await;
    }

    /// Goes on in the chat.
    pub async fn enters_chat(&self) {
        let frame = self.browser.find_in_shadow(LAUNCHER, "iframe").await;
        frame.enter_frame().await.expect("the chat is in a frame");
        self.browser.find(".composer textarea").await;
    }

    /// On the page: marks the chat's frame, so that another one can be told from it.
    pub async fn marks_frame(&self) {
        let script = format!("{FRAME}.dataset.marked = 'yes'");
        self.browser.ask::<()>(&script, vec![LAUNCHER.into()]).await;
    }

    /// On the page: waits for another frame than the marked one.
    pub async fn until_frame_is_new(&self) {
        let script = format!("return !{FRAME}.dataset.marked");
        self.browser.until("a new frame", &script, vec![LAUNCHER.into()]).await;
    }

    /// Loads the page again and opens the chat.
    pub async fn comes_back(&self) {
        self.browser.leave_frame().await;
        self.browser.reload().await;
        self.opens_chat().await;
    }

    /// Writes a message and sends it as is usual on their screen.
    pub async fn says(&self, text: &str) {
        self.browser.write(".composer textarea", text).await;
        match self.browser.screen() {
            Screen::Phone => self.browser.press(".send").await,
            Screen::Desktop => self.browser.key(Key::Enter).await,
        }
        self.browser.sees(".said.mine", text).await;
    }

    /// How often they have said this.
    pub async fn times_said(&self, text: &str) -> usize {
        let script = "return [...document.querySelectorAll('.said.mine .bubble')]
            .filter(bubble => bubble.innerText === arguments[0]).length";
        self.browser.ask(script, vec![text.into()]).await
    }

    /// Waits until the shop's side has said this.
    pub async fn hears(&self, text: &str) {
        self.browser.sees(".said.theirs .bubble", text).await;
    }
}
