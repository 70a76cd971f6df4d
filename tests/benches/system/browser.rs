//! What a shopper's browser pays: bytes, requests, blocking, time. By `bench/widget.mjs`, in Chromium slowed to a cheap phone
//! on a slow network.

use std::process::Command;

use sapa_tests::{Stand, batik};

/// Prints the table.
pub async fn measure(stand: &Stand) {
    let mut shop = batik();
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = port.expect("a free port").port();
    shop.settings.allowed_origins = vec![format!("http://127.0.0.1:{port}")];
    stand.load(&shop).await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/widget.mjs");
    let status = Command::new("node").args([script, stand.origin(), &port.to_string()]).status();
    assert!(status.expect("node can be started").success(), "bench/widget.mjs failed");
}
