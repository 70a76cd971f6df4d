//! The chat that shoppers see: a page inside the loader's frame, or a page of its own.
//!
//! `state`, `queue`, `link`, `contact` and `accent` are pure and hold the rules; `connection`, `host` and `browser`
//! do what they decide; `unsent` keeps what isn't sent yet; `wire` reads and writes the protocol; `views`, made of what `dom` offers, show it.

mod accent;
mod app;
mod browser;
mod connection;
mod contact;
mod dom;
mod host;
mod link;
mod queue;
mod reactive;
mod state;
mod unsent;
mod views;
mod wire;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Shows the chat. Called by `chat.js` once the module is loaded.
#[wasm_bindgen]
pub fn start() {
    app::start();
}
