//! A WebSocket that comes back by itself.
//!
//! [`keep`] connects, says hello, and passes on what it hears. Every 15 seconds it asks `ping`, by which either side knows that
//! the other is there; when that stays unanswered, or the browser loses its network, the connection counts as lost. It then tries again after a
//! pause that doubles each time, or at once when the network is back. It ends when the sender of `outgoing` is gone.
//!
//! Frames that were queued while there was no connection are dropped: the hello makes up for them.

use std::future::poll_fn;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::stream::FusedStream;
use futures_util::{FutureExt, SinkExt, StreamExt, select};
use gloo_events::EventListener;
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{location, window};

use super::at;

/// How often `ping` is asked, and after how long an unanswered one ends the connection, in milliseconds.
const PING_MS: u32 = 15_000;
/// The first pause before trying again, in milliseconds.
const FIRST_PAUSE_MS: u32 = 500;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE_MS: u32 = 20_000;

/// What a connection tells its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It stands.
    Connected,
    /// A frame arrived.
    Frame(String),
    /// It is lost, or an attempt failed; the next one follows.
    Lost,
}

/// Keeps a connection to `path` on our own origin, with `outgoing` sent over it and `hello` first on each new one.
pub async fn keep(
    path: String,
    mut outgoing: UnboundedReceiver<String>,
    hello: impl Fn() -> Option<String>,
    hear: impl Fn(Heard),
) {
    let mut network = Network::watch();
    let mut tries = 0;
    while forget_queued(&mut outgoing) {
        let stood = live(&path, &mut outgoing, &mut network, &hello, &hear).await;
        hear(Heard::Lost);
        tries = if stood { 0 } else { tries + 1 };
        network.rest(pause(tries, js_sys::Math::random())).await;
    }
}

/// One connection, from its beginning to its end; tells whether it ever stood.
async fn live(
    path: &str,
    outgoing: &mut UnboundedReceiver<String>,
    network: &mut Network,
    hello: &impl Fn() -> Option<String>,
    hear: &impl Fn(Heard),
) -> bool {
    let Some(socket) = open(path).await else { return false };
    let (mut sink, stream) = socket.split();
    let mut stream = stream.fuse();
    // The first answer to either shows that the connection stands.
    let first = hello().unwrap_or_else(|| PING.to_owned());
    if sink.send(Message::Text(first)).await.is_err() {
        return false;
    }
    let (mut stood, mut asked) = (false, true);
    let mut rest = TimeoutFuture::new(PING_MS).fuse();
    loop {
        let say = select! {
            heard = stream.next() => match heard {
                Some(Ok(message)) => {
                    if !std::mem::replace(&mut stood, true) {
                        hear(Heard::Connected);
                    }
                    asked = false;
                    if let Message::Text(text) = message && text != PONG {
                        hear(Heard::Frame(text));
                    }
                    continue;
                }
                _ => return stood,
            },
            frame = outgoing.next() => match frame {
                Some(frame) => frame,
                None => return stood,
            },
            online = network.changes.next() => match online {
                Some(true) => continue,
                _ => return stood,
            },
            () = rest => {
                rest = TimeoutFuture::new(PING_MS).fuse();
                if std::mem::replace(&mut asked, true) {
                    return stood;
                }
                PING.to_owned()
            }
        };
        if sink.send(Message::Text(say)).await.is_err() {
            return stood;
        }
    }
}

/// Connects; `None` if that fails.
async fn open(path: &str) -> Option<WebSocket> {
    let mut socket = WebSocket::open_with_protocol(&address(path), protocol::SUBPROTOCOL).ok()?;
    let settled = poll_fn(|context| socket.poll_ready_unpin(context)).await;
    (settled.is_ok() && matches!(socket.state(), State::Open)).then_some(socket)
}

/// Drops what was meant for the last connection; tells whether somebody still wants one.
fn forget_queued(outgoing: &mut UnboundedReceiver<String>) -> bool {
    while outgoing.try_recv().is_ok() {}
    !outgoing.is_terminated()
}

const PING: &str = "ping";
const PONG: &str = "pong";

fn address(path: &str) -> String {
    let location = location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}{}", location.host().unwrap_or_default(), at(path))
}

/// How long to wait before the next attempt, in milliseconds: doubling, and spread by `chance` (0 to 1) so that not
/// every console comes back in the same moment.
fn pause(tries: u32, chance: f64) -> u32 {
    let longest = FIRST_PAUSE_MS.saturating_mul(1 << tries.min(10)).min(LONGEST_PAUSE_MS);
    longest / 2 + (f64::from(longest / 2) * chance) as u32
}

/// What the browser says about its network: `true` when it is back, `false` when it is gone.
struct Network {
    changes: UnboundedReceiver<bool>,
    _listeners: [EventListener; 2],
}

impl Network {
    fn watch() -> Self {
        let (sender, changes) = unbounded();
        let listen = |name: &'static str, online: bool| {
            let sender = sender.clone();
            EventListener::new(&window(), name, move |_| {
                // The receiver lives as long as this listener.
                sender.unbounded_send(online).unwrap_or_default();
            })
        };
        let _listeners = [listen("online", true), listen("offline", false)];
        Self { changes, _listeners }
    }

    /// Waits for so many milliseconds, or until the network is back.
    async fn rest(&mut self, ms: u32) {
        let mut over = TimeoutFuture::new(ms).fuse();
        loop {
            select! {
                () = over => return,
                online = self.changes.next() => if online != Some(false) { return },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_queued_is_dropped_until_nobody_wants_the_connection() {
        let (sender, mut outgoing) = unbounded();
        sender.unbounded_send("typing".to_owned()).unwrap();
        assert!(forget_queued(&mut outgoing));
        assert!(outgoing.try_recv().is_err());
        drop(sender);
        assert!(!forget_queued(&mut outgoing));
    }

    #[test]
    fn pauses_double_up_to_a_limit_and_are_spread() {
        assert_eq!((pause(0, 1.0), pause(1, 1.0), pause(3, 1.0)), (500, 1_000, 4_000));
        assert_eq!(pause(40, 1.0), LONGEST_PAUSE_MS);
        assert_eq!(pause(0, 0.0), 250);
    }
}
