//! The views that members of staff keep, each their own.

use protocol::StaffId;
use protocol::filter::SavedViews;

use crate::failure::Outcome;
use crate::storage::Database;

pub const TABLE: &str = "CREATE TABLE saved_views (member TEXT PRIMARY KEY, views TEXT NOT NULL)";

/// Somebody's.
pub fn list(database: &Database, member: StaffId) -> Outcome<SavedViews> {
    let query = "SELECT views FROM saved_views WHERE member = ?";
    let views = database.text(query, vec![member.to_string().into()])?;
    Ok(views.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// Replaces them.
///
/// # Errors
/// As [`desk::checked_views`].
pub fn put(database: &Database, member: StaffId, views: &SavedViews) -> Outcome<SavedViews> {
    let views = desk::checked_views(views)?;
    let values = vec![member.to_string().into(), serde_json::to_string(&views)?.into()];
    database.run("INSERT OR REPLACE INTO saved_views (member, views) VALUES (?, ?)", values)?;
    Ok(views)
}
