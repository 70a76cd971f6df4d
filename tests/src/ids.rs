//! Ids as a client mints them.

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::{ConversationId, EventId, Millis};

/// Now, by this machine's clock.
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    Millis(i64::try_from(since.as_millis()).expect("milliseconds since 1970 fit 63 bits"))
}

/// A new event's id.
pub fn new_id() -> EventId {
    EventId::from_parts(now(), rand::random())
}

/// The id of a conversation that nobody began.
pub fn new_conversation_id() -> ConversationId {
    ConversationId::from_parts(now(), rand::random())
}
