//! The staff app: a live inbox, the conversation with its story, and what an agent does with it.
//!
//! Pure modules fold what arrives into what is shown ([`inbox::rows`], [`thread::log`], [`thread::story`],
//! [`thread::customer`], [`thread::outbox`], [`time`], [`keys`]) and are tested on the host; the rest is views, and the
//! two wires: requests ([`wire::http`]) and sockets that come back by themselves ([`wire::connection`]).

mod app;
mod bulk;
mod dialog;
mod door;
mod due;
mod icon;
mod inbox;
mod keys;
mod labels;
mod macros;
mod mint;
mod panel;
mod passkey;
mod presence;
mod session;
mod shops;
mod state;
mod thread;
mod time;
mod verified;
mod wire;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
