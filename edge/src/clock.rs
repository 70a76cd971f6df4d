//! The only places where time and randomness enter the edge.

use protocol::{ConversationId, CustomerId, EventId, Millis, StaffId, WebhookId};
use worker::Date;

/// Now, by the runtime's clock. It stands still between two awaits.
pub fn now() -> Millis {
    Millis(Date::now().as_millis() as i64)
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the runtime always has crypto.getRandomValues");
    bytes
}

/// A new id for a conversation.
pub fn conversation_id() -> ConversationId {
    ConversationId::from_parts(now(), entropy())
}

/// A new id for an event that the edge causes itself.
pub fn event_id() -> EventId {
    EventId::from_parts(now(), entropy())
}

/// A new id for a customer.
pub fn customer_id() -> CustomerId {
    CustomerId::from_parts(now(), entropy())
}

/// A new id for a member of staff.
pub fn staff_id() -> StaffId {
    StaffId::from_parts(now(), entropy())
}

/// A new id for a webhook.
pub fn webhook_id() -> WebhookId {
    WebhookId::from_parts(now(), entropy())
}

fn entropy() -> u128 {
    u128::from_le_bytes(random())
}
