//! WebSockets of the objects, which sleep while nothing is said (hibernation): the sockets stay, memory goes. So who is
//! behind a socket is written on the socket itself. A socket of the staff's carries its session, and ends with it.

use protocol::{Millis, SESSION_ENDED, SUBPROTOCOL};
use serde::Serialize;
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{Response, Result, State, WebSocket, WebSocketPair, console_debug, console_error};

use crate::identity::Identity;

/// Has the runtime answer `ping` with `pong` while the object sleeps.
pub fn answer_pings(state: &State) {
    match WebSocketRequestResponsePair::new("ping", "pong") {
        Ok(pair) => state.set_websocket_auto_response(&pair),
        Err(error) => console_error!(r#"{{"level":"error","error":"no automatic pong: {error:?}"}}"#),
    }
}

/// Opens a socket for somebody: our end, and the response that carries the client's.
pub fn open(state: &State, tag: &str, who: &Identity) -> Result<(WebSocket, Response)> {
    let pair = WebSocketPair::new()?;
    let tags: Vec<&str> = [tag].into_iter().chain(who.session().map(|session| session.id.as_str())).collect();
    state.accept_websocket_with_tags(&pair.server, &tags);
    pair.server.serialize_attachment(who)?;
    let response = Response::from_websocket(pair.client)?;
    response.headers().set("sec-websocket-protocol", SUBPROTOCOL)?;
    Ok((pair.server, response))
}

/// Who is behind a socket.
pub fn identity(socket: &WebSocket) -> Option<Identity> {
    socket.deserialize_attachment().ok().flatten()
}

/// When the session behind a socket ends; `None` where it rests on none.
fn until(socket: &WebSocket) -> Option<Millis> {
    identity(socket)?.session().map(|session| session.until)
}

/// Closes the sockets of a session.
pub fn end_session(state: &State, session: &str) -> Result<()> {
    state.get_websockets_with_tag(session).iter().try_for_each(close_ended)
}

/// Closes the sockets under a tag whose session is over at `now`, and says when the next one is.
pub fn end_sessions(state: &State, tag: &str, now: Millis) -> Result<Option<Millis>> {
    let mut next: Option<Millis> = None;
    for socket in state.get_websockets_with_tag(tag) {
        match until(&socket) {
            Some(until) if until <= now => close_ended(&socket)?,
            Some(until) => next = Some(next.map_or(until, |next| next.min(until))),
            None => {}
        }
    }
    Ok(next)
}

/// Closes a socket whose session is over.
pub fn close_ended(socket: &WebSocket) -> Result<()> {
    socket.close(Some(SESSION_ENDED), Some("the session has ended"))
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
