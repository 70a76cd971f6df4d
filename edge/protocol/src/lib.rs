//! Everything that crosses Sapa's wire, and nothing else: a client in any language can be written from these pages.
//!
//! * A conversation is a log of [`Event`]s, each with a [`Seq`] given by the server and an [`EventId`] minted by whoever
//!   caused it.
//! * A client changes a conversation by sending a [`Command`] that carries such an id. **The event with that id is the
//!   acknowledgement**: once a client sees it, it is durable. Sending a command again is always safe: the same id twice
//!   is one event, and the same id with another body is refused with [`problem::Kind::IdTaken`].
//! * A client that comes back says the last `seq` it has ([`ClientFrame::Resume`], or `events?after=SEQ` over HTTP) and
//!   gets the rest, in order, each once.
//!
//! # Over a WebSocket
//! Connect to `GET /v1/conversations/{id}/live` offering the protocols [`SUBPROTOCOL`] and the token, in that order; the
//! server selects the first. Frames are JSON text, one [`ClientFrame`] or [`ServerFrame`] each. Send
//! [`ClientFrame::Resume`] first; the answer is [`ServerFrame::Welcome`], and from then on [`ServerFrame::Events`] as
//! they happen. The bare text `ping` is answered with the bare text `pong` without waking the server.
//! When the staff session behind a socket ends (signed out, removed, over), the server closes it with [`SESSION_ENDED`].
//!
//! # Over HTTP, where WebSockets are blocked
//! `POST /v1/conversations/{id}/frames` takes one [`ClientFrame`] and answers with one [`ServerFrame`];
//! `GET /v1/conversations/{id}/events?after=SEQ` answers [`api::EventPage`]. Both carry `Authorization: Bearer TOKEN`.
//! A frame's answer shows what that frame brought about, which may lie beyond events that the client hasn't got: only the
//! pages (and a WebSocket's frames) move the place to resume from.
//!
//! # Files
//! A file is sent first, by `POST /v1/conversations/{id}/files`: the body is its bytes, the header `file-id` a [`FileId`] that
//! the sender mints, `file-name` its name (UTF-8, percent-encoded). The answer is a [`File`]; sending it again is safe. Then a
//! [`Command::Message`] names it. What no message named within an hour is forgotten.
//!
//! # Compatibility
//! Unknown fields are ignored and unknown variants read as `Unknown`, so either side may be newer than the other.
//! Failures are [`problem::Problem`] documents (RFC 9457).

pub mod account;
pub mod api;
pub mod audit;
pub mod customer;
pub mod decision;
pub mod event;
pub mod file;
pub mod filter;
pub mod frame;
pub mod id;
pub mod identity;
pub mod inbox;
pub mod label;
pub mod limits;
pub mod macros;
pub mod passkey;
pub mod problem;
pub mod push;
pub mod search;
pub mod sellers;
pub mod service;
pub mod shop;
pub mod staff;
pub mod team;
pub mod token;
pub mod webhook;
pub mod workflow;

pub use decision::{Decision, Mood, Understood};
pub use event::{Author, Body, Event};
pub use file::{File, FileKind};
pub use frame::{ClientFrame, Command, ServerFrame};
pub use id::{
    ConversationId, CustomerId, EntryId, EventId, FileId, MacroId, Millis, RuleId, Seq, ShopSlug, StaffId,
    TeamId, WebhookId,
};
pub use label::Priority;
pub use problem::Problem;

/// The WebSocket protocol's name; the version changes only when an older client could no longer take part.
pub const SUBPROTOCOL: &str = "sapa.v1";

/// The code with which a WebSocket is closed when the staff session behind it has ended: sign in again. (RFC 6455 leaves
/// 4000 to 4999 to applications; this one is made like HTTP's 401.)
pub const SESSION_ENDED: u16 = 4401;
