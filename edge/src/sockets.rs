//! WebSockets of the objects, which sleep while nothing is said (hibernation): the sockets stay, memory goes.

use protocol::SUBPROTOCOL;
use serde::Serialize;
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{Response, Result, State, WebSocket, WebSocketPair, console_debug, console_error};

/// Has the runtime answer `ping` with `pong` while the object sleeps.
pub fn answer_pings(state: &State) {
    match WebSocketRequestResponsePair::new("ping", "pong") {
        Ok(pair) => state.set_websocket_auto_response(&pair),
        Err(error) => console_error!(r#"{{"level":"error","error":"no automatic pong: {error:?}"}}"#),
    }
}

/// Opens a socket: our end, and the response that carries the client's.
pub fn open(state: &State, tag: &str) -> Result<(WebSocket, Response)> {
    let pair = WebSocketPair::new()?;
    state.accept_websocket_with_tags(&pair.server, &[tag]);
    let response = Response::from_websocket(pair.client)?;
    response.headers().set("sec-websocket-protocol", SUBPROTOCOL)?;
    Ok((pair.server, response))
}

/// Sends a frame to one socket.
pub fn send(socket: &WebSocket, frame: &impl Serialize) -> Result<()> {
    socket.send_with_str(serde_json::to_string(frame)?)
}

/// Sends a frame to many sockets. One that is closing takes nothing more; its client comes back and resumes, so nothing
/// is lost by going on.
pub fn tell_all(sockets: &[WebSocket], frame: &impl Serialize) -> Result<()> {
    if sockets.is_empty() {
        return Ok(());
    }
    let text = serde_json::to_string(frame)?;
    for socket in sockets {
        if socket.send_with_str(&text).is_err() {
            console_debug!("a socket closed before it could be told");
        }
    }
    Ok(())
}
