//! Visitors' tokens, made as the server makes them: with the server's secret good ones, with another one forgeries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::{ConversationId, Millis};
use serde_json::json;
use sha2::Sha256;

/// A token for a conversation of a shop, good until `expires`, signed with `secret`.
pub fn visitor_token(secret: &str, shop: &str, conversation: ConversationId, expires: Millis) -> String {
    let payload = BASE64.encode(json!({ "s": shop, "c": conversation, "e": expires }).to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(b"sapa.visitor.v1.");
    mac.update(payload.as_bytes());
    format!("v1.{payload}.{}", BASE64.encode(mac.finalize().into_bytes()))
}
