//! Tokens about a shop's signed-in customers, made as the shop's own server makes them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::identity::{Claims, Identified, Identify, MadeIdentityKey};
use serde_json::json;
use sha2::Sha256;

use crate::{Agent, Answer, Caller, Chat, now};

/// A token of these claims, signed with a key.
pub fn user_token(secret: &str, claims: &Claims) -> String {
    let part = |json: String| BASE64.encode(json);
    let payload = serde_json::to_string(claims).expect("claims are JSON");
    let signed = format!("{}.{}", part(json!({ "alg": "HS256", "typ": "JWT" }).to_string()), part(payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

/// Claims about the customer of this number, good for an hour.
pub fn claims(number: &str) -> Claims {
    let exp = now().plus(3_600_000).0 as f64 / 1_000.0;
    Claims { sub: number.to_owned(), exp: exp.floor(), ..Claims::default() }
}

impl Agent {
    /// Makes an identity key; an owner can.
    pub async fn makes_identity_key(&self) -> String {
        let made: MadeIdentityKey = self.caller.post("/v1/staff/identity-key", &()).await.json();
        made.secret
    }
}

impl Caller {
    /// Shows a shop's token, with the key of the running conversation if it is this caller's; the server may refuse.
    pub async fn shows(&self, shop: &str, user: &str, customer: Option<&str>) -> Answer {
        let body = Identify { user: user.to_owned(), customer: customer.map(str::to_owned) };
        self.post(&format!("/v1/shops/{shop}/identity"), &body).await
    }

    /// Shows a token that must be good. Answers their place in the conversation that they go on with.
    pub async fn identifies(&self, shop: &str, user: &str) -> Option<Chat> {
        let Identified { conversation, token } = self.shows(shop, user, None).await.json();
        Some(self.with_key(&token?).chat(conversation?))
    }
}
