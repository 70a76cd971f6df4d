//! An agent at the console.

use protocol::staff::Role;
use sapa_tests::BATIK;

use crate::browser::{Browser, Screen};
use crate::place::Place;

/// An agent with a browser; of the demo shop, where no other is named.
pub struct Agent {
    pub browser: Browser,
}

impl Agent {
    /// Signs in with a link made by the operator.
    pub async fn signs_in(place: &Place, name: &str, screen: Screen) -> Self {
        Self::signs_in_as(place, name, Role::Agent, screen).await
    }

    /// The same, as somebody of another role.
    pub async fn signs_in_as(place: &Place, name: &str, role: Role, screen: Screen) -> Self {
        Self::signs_in_to(place, BATIK, name, role, screen).await
    }

    /// The same, in another shop.
    pub async fn signs_in_to(place: &Place, shop: &str, name: &str, role: Role, screen: Screen) -> Self {
        let code = place.stand.invite(shop, name, role).await;
        let browser = Browser::start(screen).await;
        browser.goto(&format!("{}/console#code={code}", place.stand.origin())).await;
        browser.find(".list").await;
        Self { browser }
    }

    /// Opens the conversation that stands first.
    pub async fn opens_the_first(&self) {
        self.browser.press(".row").await;
        self.browser.find(".thread .composer").await;
    }

    /// Takes the open conversation.
    pub async fn takes(&self) {
        self.browser.press(".gate .primary").await;
        self.browser.find(".write textarea").await;
    }

    /// Writes without sending.
    pub async fn begins_to_write(&self, text: &str) {
        self.browser.write(".write textarea", text).await;
    }

    /// Sends what is written.
    pub async fn sends(&self) {
        self.browser.press(".write-foot .primary").await;
    }

    /// Replies to the customer.
    pub async fn replies(&self, text: &str) {
        self.begins_to_write(text).await;
        self.sends().await;
        self.browser.sees(".said.ours", text).await;
    }

    /// Leaves a note for colleagues.
    pub async fn notes(&self, text: &str) {
        self.browser.press_named("Catatan").await;
        self.browser.find(".composer.noting textarea").await;
        self.begins_to_write(text).await;
        self.sends().await;
        self.browser.sees(".said.note", text).await;
    }
}
