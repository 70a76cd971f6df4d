//! Understand a shopper's question, choose an answer or say that there is none, say it in the shop's voice.
//!
//! Three steps with plain data between them: [`understand()`] → [`Pack::decide`] → [`speak::say`].

pub mod pack;
pub mod speak;
mod understand;

pub use pack::{CompileError, Pack, PackError};
pub use understand::understand;
