//! The short way for questions without a conversation, most of the traffic: one call from `edge/index.js` with plain
//! strings, one string back, no promise and no header crossing into wasm. It answers only what needs nothing else;
//! everything unusual (a shop not held, a limit reached, a body that can't be read) goes the long way through
//! [`crate::routes`], which has the errors.

use protocol::api::Question;
use protocol::limits::QUESTION_CHARS;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::door::{self, Counted, Limits};
use crate::routes;
use crate::{clock, shops};

/// The body that answers a question posted to `url`, or `None` to go the long way.
#[wasm_bindgen]
pub fn answer_at_once(
    url: &str,
    body: &str,
    origin: Option<String>,
    address: Option<String>,
) -> Option<String> {
    let (own_origin, path) = door::split_origin(url);
    let slug = path.strip_prefix("/v1/shops/")?.strip_suffix("/answers")?.parse().ok()?;
    let shop = shops::fresh(&slug, clock::now())?;
    let question: Question = serde_json::from_str(body).ok()?;
    let fits = !question.text.trim().is_empty() && question.text.chars().nth(QUESTION_CHARS).is_none();
    let allowed = shop.pack.is_some() && door::may_embed(origin.as_deref(), own_origin, &shop.settings);
    if !fits || !allowed {
        return None;
    }
    door::count_address(&*Limits::known()?, address.as_deref(), Counted::Questions, Some(&slug)).ok()?;
    serde_json::to_string(&routes::answer_once(&shop, question.text.trim())).ok()
}
