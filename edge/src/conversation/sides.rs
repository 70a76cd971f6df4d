//! The two sides of a conversation, and the sockets of each.

use protocol::event::Status;
use protocol::limits::{FRAME_BYTES, SOCKETS};
use protocol::problem::Kind;
use protocol::staff::{Permission, Viewer};
use protocol::{ClientFrame, Event, EventId, ServerFrame};
use worker::{Response, Result, State, WebSocket, WebSocketIncomingMessage};

use crate::failure::{Failure, Outcome, problem};
use crate::identity::{Identity, Staff};
use crate::{body, reply, sockets};

/// The two sides of a conversation; each is told what the other does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer's tabs.
    Shopper,
    /// The staff's consoles.
    Staff,
}

impl Side {
    /// Whose side somebody is on.
    pub fn of(who: &Identity) -> Self {
        if who.is_staff() { Side::Staff } else { Side::Shopper }
    }

    /// The side opposite.
    pub fn other(self) -> Self {
        match self {
            Side::Shopper => Side::Staff,
            Side::Staff => Side::Shopper,
        }
    }

    /// The name it has in storage and on sockets.
    pub fn name(self) -> &'static str {
        match self {
            Side::Shopper => "shopper",
            Side::Staff => "staff",
        }
    }
}

/// Opens a socket for somebody; those that have said nothing for `silence` milliseconds make room if they must.
///
/// # Errors
/// Slow down.
pub fn accept(state: &State, who: &Identity, silence: i64) -> Outcome<Response> {
    let side = Side::of(who).name();
    if !sockets::has_room(state, side, SOCKETS, silence)? {
        return Err(problem(Kind::SlowDown, "Close some of the tabs that show this conversation."));
    }
    let (_, response) = sockets::open(state, side, who)?;
    Ok(response)
}

/// Reads a frame.
pub fn read(message: WebSocketIncomingMessage) -> Outcome<ClientFrame> {
    match message {
        WebSocketIncomingMessage::String(text) if text.len() <= FRAME_BYTES => body::parse(text.as_bytes()),
        WebSocketIncomingMessage::String(_) => {
            Err(problem(Kind::TooLarge, format!("Send frames of at most {FRAME_BYTES} bytes.")))
        }
        WebSocketIncomingMessage::Binary(_) => Err(problem(Kind::Malformed, "Send frames as JSON text.")),
    }
}

/// The frame for something that was refused.
pub fn refusal(id: Option<EventId>, failure: Failure) -> ServerFrame {
    ServerFrame::Error { id, problem: reply::problem(failure) }
}

/// Sends a frame to all of one side.
pub fn tell(state: &State, side: Side, frame: &ServerFrame) -> Result<()> {
    sockets::tell_all(&state.get_websockets_with_tag(side.name()), frame)
}

/// Who has the conversation, as one side is told.
pub fn status(desk: &desk::Conversation, side: Side) -> Status {
    match side {
        Side::Shopper => desk.public_status(),
        Side::Staff => desk.status(),
    }
}

/// Tells the staff who has the conversation open, now that somebody opened it; nobody has to be told that they are alone.
pub fn tell_who_came(state: &State) -> Result<()> {
    let sockets = state.get_websockets_with_tag(Side::Staff.name());
    match viewers(&sockets) {
        viewers if viewers.len() > 1 => sockets::tell_all(&sockets, &ServerFrame::Viewers { viewers }),
        _ => Ok(()),
    }
}

/// Tells the staff who has the conversation open, now that a socket of theirs is closing.
pub fn tell_who_is_left(state: &State, gone: &WebSocket) -> Result<()> {
    if !sockets::owner(gone).is_some_and(|who| who.is_staff()) {
        return Ok(());
    }
    let mut sockets = state.get_websockets_with_tag(Side::Staff.name());
    sockets.retain(|socket| socket.as_ref() != gone.as_ref());
    sockets::tell_all(&sockets, &ServerFrame::Viewers { viewers: viewers(&sockets) })
}

/// Who is behind these sockets, each once. Whoever only looks on leaves no trace.
fn viewers(sockets: &[WebSocket]) -> Vec<Viewer> {
    let mut viewers: Vec<Viewer> = Vec::new();
    for who in sockets.iter().filter_map(sockets::owner) {
        let Identity::Staff(Staff { member, .. }) = &who else { continue };
        let is_known = viewers.iter().any(|viewer| viewer.id == member.id);
        if !is_known && who.check(Permission::Converse).is_ok() {
            viewers.push(Viewer { id: member.id, name: member.name.clone() });
        }
    }
    viewers
}

/// Tells the other side that somebody is writing; of the staff, their colleagues too.
pub fn tell_typing(state: &State, who: &Identity, frame: &ServerFrame) -> Result<()> {
    tell(state, Side::of(who).other(), frame)?;
    let Identity::Staff(Staff { member, .. }) = who else { return Ok(()) };
    let mut colleagues = state.get_websockets_with_tag(Side::Staff.name());
    colleagues.retain(|socket| match sockets::owner(socket) {
        Some(Identity::Staff(other)) => other.member.id != member.id,
        _ => false,
    });
    sockets::tell_all(&colleagues, frame)
}

/// Sends new events to both sides, to each what it may read.
pub fn tell_events(state: &State, events: Vec<Event>, desk: &desk::Conversation) -> Result<()> {
    let frame = |events: Vec<Event>, side| ServerFrame::Events {
        events,
        last: desk.last(),
        status: status(desk, side),
    };
    let public: Vec<_> = events.iter().filter(|event| !event.body.is_for_staff()).cloned().collect();
    if !public.is_empty() {
        tell(state, Side::Shopper, &frame(public, Side::Shopper))?;
    }
    tell(state, Side::Staff, &frame(events, Side::Staff))
}
