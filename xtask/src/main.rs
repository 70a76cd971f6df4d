//! The project's tool.
fn main() {}
