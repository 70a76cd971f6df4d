//! Understand a shopper's question, choose an answer or say that there is none, say it in the shop's voice.
//!
//! Three steps with plain data between them: [`understand()`] → [`Pack::decide`] → [`speak::say`].

mod acts;
mod bytes;
pub mod calibrate;
mod clean;
mod compile;
mod decide;
mod entities;
mod features;
pub mod feeling;
mod hash;
mod heard;
mod keys;
mod lexicon;
pub mod meaning;
mod model;
mod mood;
mod normalise;
pub mod pack;
mod parts;
mod phrases;
mod reading;
mod says;
mod sense;
mod several;
pub mod speak;
mod stem;
mod tongue;
mod train;
mod understand;
mod vocabulary;
mod weigh;

pub use decide::CHOICE;
pub use pack::{CompileError, Pack, PackError};
pub use says::Words;
pub use understand::{understand, understand_courtesy};
