//! The inbox: its rows, their connection, and the two columns that show them.

pub mod filter;
pub mod list;
pub mod live;
pub mod notify;
pub mod push;
pub mod rail;
pub mod rows;
pub mod search;
pub mod select;
pub mod team;

pub use list::{ListColumn, close_thread, focus_row, focus_search};
pub use protocol::inbox::View;
pub use rail::Rail;
pub use rows::Inbox;
