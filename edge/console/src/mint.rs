//! What the pure modules are handed in: the time, the time zone, and new ids.

use jiff::tz::Offset;
use leptos::prelude::window;
use protocol::{EventId, FileId, MacroId, Millis, RuleId, TeamId};

/// Now, by the browser's clock.
pub fn now() -> Millis {
    Millis(js_sys::Date::now() as i64)
}

/// The browser's time zone, as it is now.
pub fn zone() -> Offset {
    // JavaScript counts the minutes from here to Greenwich, so east is negative.
    let minutes = -js_sys::Date::new_0().get_timezone_offset();
    Offset::from_seconds(minutes as i32 * 60).unwrap_or(Offset::UTC)
}

/// A new id for an event. Without the browser's source of randomness, which every browser that runs this has, the
/// weaker `Math.random` does: an id must be unique, not secret.
pub fn event_id() -> EventId {
    let mut bytes = [0; 16];
    let filled = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    EventId::from_parts(now(), u128::from_le_bytes(bytes))
}

/// A new id for a macro.
pub fn macro_id() -> MacroId {
    MacroId(event_id().0)
}

/// A new id for a workflow rule.
pub fn rule_id() -> RuleId {
    RuleId(event_id().0)
}

/// A new id for a team.
pub fn team_id() -> TeamId {
    TeamId(event_id().0)
}

/// A new id for a file.
pub fn file_id() -> FileId {
    FileId(event_id().0)
}
