//! Whole-system tests: the real bundle on real workerd, called as shoppers, agents and strangers call it.
//!
//! A [`Stand`] is a server of its own with two shops in it. On it stand the actors: a visitor is a [`Chat`] begun with
//! [`Stand::visitor`], an [`Agent`] comes in by the operator's invitation, and a [`Caller`] is anybody at all. The tests
//! are in `tests/edge`, one file a subject, under the names that the subjects have in `edge/src` where there is one.

mod answer;
mod authenticator;
mod caller;
mod chat;
mod code;
mod files;
mod ids;
mod live;
mod shops;
mod staff;
mod stand;
mod token;
mod user;

pub use answer::Answer;
pub use authenticator::Authenticator;
pub use caller::Caller;
pub use chat::Chat;
pub use code::code;
pub use files::{PIXEL, new_file_id};
pub use ids::{new_conversation_id, new_id, now};
pub use live::Live;
pub use shops::{BATIK, SEPATU, batik, renamed, sepatu};
pub use staff::{Agent, new_email};
pub use stand::{Stand, eventually};
pub use token::visitor_token;
pub use user::{claims, user_token};
