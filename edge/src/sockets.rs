//! WebSockets of the objects, which sleep while nothing is said (hibernation): the sockets stay, memory goes. So who is
//! behind a socket is written on the socket itself. A socket of the staff's carries its session, and ends with it.
//!
//! A tab that was closed, or a phone that lost its network, may leave a socket behind of which nobody tells us. Clients ask
//! `ping` when nothing was heard for a while, so a socket from which nothing came for minutes is one of those.

use std::collections::HashSet;

use protocol::{Millis, SESSION_ENDED, SUBPROTOCOL, StaffId};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{Response, Result, State, WebSocket, WebSocketPair, console_debug, console_error, web_sys};

use crate::clock;
use crate::identity::Identity;

/// How old the time of the last frame on a socket may be before it is written anew, in milliseconds.
const HEARD_MS: i64 = 1_000;

/// How long after the last that came from it a socket may still be looked at, in milliseconds: consoles ask `ping` every 15
/// seconds, and a laptop that was shut says nothing more.
const LOOKED_MS: i64 = 40_000;

/// What is written on a socket.
#[derive(Debug, Serialize, Deserialize)]
struct Attachment {
    who: Identity,
    /// When it was opened, or a frame came after that; pings are not counted.
    heard: Millis,
    /// Whether somebody sees what it feeds, as its client says.
    #[serde(default)]
    seen: bool,
}

#[wasm_bindgen]
extern "C" {
    /// `DurableObjectState`, for the one method that the `worker` crate doesn't bind.
    type AutoResponses;

    #[wasm_bindgen(method, js_name = getWebSocketAutoResponseTimestamp)]
    fn last_pong(this: &AutoResponses, socket: &web_sys::WebSocket) -> Option<js_sys::Date>;
}

/// Has the runtime answer `ping` with `pong` while the object sleeps.
pub fn answer_pings(state: &State) {
    match WebSocketRequestResponsePair::new("ping", "pong") {
        Ok(pair) => state.set_websocket_auto_response(&pair),
        Err(error) => console_error!(r#"{{"level":"error","error":"no automatic pong: {error:?}"}}"#),
    }
}

/// The same object's state, to be kept by what outlives the call.
pub fn again(state: &State) -> State {
    let raw: &JsValue = state.as_raw().as_ref();
    State::from(raw.clone().unchecked_into::<worker::worker_sys::DurableObjectState>())
}

/// Opens a socket for somebody: our end, and the response that carries the client's.
pub fn open(state: &State, tag: &str, who: &Identity) -> Result<(WebSocket, Response)> {
    let pair = WebSocketPair::new()?;
    let tags: Vec<&str> = [tag].into_iter().chain(who.session().map(|session| session.id.as_str())).collect();
    state.accept_websocket_with_tags(&pair.server, &tags);
    pair.server.serialize_attachment(Attachment { who: who.clone(), heard: clock::now(), seen: false })?;
    let response = Response::from_websocket(pair.client)?;
    response.headers().set("sec-websocket-protocol", SUBPROTOCOL)?;
    Ok((pair.server, response))
}

/// Who has sent a frame on a socket.
pub fn sender(socket: &WebSocket) -> Result<Option<Identity>> {
    let Some(Attachment { who, heard, seen }) = attachment(socket) else { return Ok(None) };
    let now = clock::now();
    if now.since(heard) > HEARD_MS {
        socket.serialize_attachment(Attachment { who: who.clone(), heard: now, seen })?;
    }
    Ok(Some(who))
}

/// Who is behind a socket.
pub fn owner(socket: &WebSocket) -> Option<Identity> {
    attachment(socket).map(|attachment| attachment.who)
}

fn attachment(socket: &WebSocket) -> Option<Attachment> {
    socket.deserialize_attachment().ok().flatten()
}

/// Whether one more socket fits under a tag that may have `most`. When none does, those are closed from which nothing came
/// for `silence` milliseconds.
pub fn has_room(state: &State, tag: &str, most: usize, silence: i64) -> Result<bool> {
    let open: Vec<_> = state.get_websockets_with_tag(tag).into_iter().filter(is_open).collect();
    if open.len() < most {
        return Ok(true);
    }
    let now = clock::now();
    let is_silent = |socket: &&WebSocket| now.since(last_heard(state, socket)) > silence;
    let silent: Vec<_> = open.iter().filter(is_silent).collect();
    silent.iter().try_for_each(|socket| socket.close(Some(1001), Some("nothing was heard")))?;
    Ok(open.len() - silent.len() < most)
}

/// Who of the staff has a socket open under a tag.
pub fn members(state: &State, tag: &str) -> HashSet<StaffId> {
    let sockets = state.get_websockets_with_tag(tag).into_iter().filter(is_open);
    sockets.filter_map(|socket| member(&socket)).collect()
}

/// Who of the staff looks at what their socket under a tag feeds: it says so, and something came from it lately.
pub fn looking(state: &State, tag: &str, now: Millis) -> HashSet<StaffId> {
    let sockets = state.get_websockets_with_tag(tag).into_iter().filter(is_open);
    let looks = |socket: &WebSocket| {
        attachment(socket).is_some_and(|attachment| attachment.seen)
            && now.since(last_heard(state, socket)) <= LOOKED_MS
    };
    sockets.filter(looks).filter_map(|socket| member(&socket)).collect()
}

/// Somebody begins to look at what a socket feeds, or no longer does; tells who of the staff it is.
pub fn look(socket: &WebSocket, seen: bool) -> Result<Option<StaffId>> {
    let Some(Attachment { who, .. }) = attachment(socket) else { return Ok(None) };
    socket.serialize_attachment(Attachment { who, heard: clock::now(), seen })?;
    Ok(member(socket))
}

fn member(socket: &WebSocket) -> Option<StaffId> {
    match attachment(socket)?.who {
        Identity::Staff(staff) => Some(staff.member.id),
        _ => None,
    }
}

fn is_open(socket: &WebSocket) -> bool {
    socket.as_ref().ready_state() == web_sys::WebSocket::OPEN
}

/// When something last came from a socket, be it only a ping.
fn last_heard(state: &State, socket: &WebSocket) -> Millis {
    let raw: &JsValue = state.as_raw().as_ref();
    let pong = raw.unchecked_ref::<AutoResponses>().last_pong(socket.as_ref());
    let pong = pong.map_or(Millis(0), |date| Millis(date.get_time() as i64));
    attachment(socket).map_or(pong, |attachment| attachment.heard.max(pong))
}

/// When the session behind a socket ends; `None` where it rests on none.
fn until(socket: &WebSocket) -> Option<Millis> {
    attachment(socket)?.who.session().map(|session| session.until)
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
