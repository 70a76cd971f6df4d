//! To the server and back.

pub mod connection;
pub mod http;
