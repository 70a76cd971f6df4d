//! How pushes are signed: by a JSON Web Token under the shop's own key, which browsers were given when they subscribed
//! (VAPID, RFC 8292). The key is made once, and kept here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use protocol::Millis;
use serde_json::json;

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::storage::Database;

pub const TABLE: &str = "CREATE TABLE push_key (key TEXT NOT NULL)";

/// The shop's key.
pub struct Key(SigningKey);

impl Key {
    /// The one that is kept; at the first call, a new one.
    pub fn of(database: &Database) -> Outcome<Self> {
        if let Some(kept) = database.text("SELECT key FROM push_key", vec![])? {
            let key = BASE64.decode(&kept).ok().and_then(|bytes| SigningKey::from_slice(&bytes).ok());
            return key.map(Self).ok_or_else(|| Failure::Fault("a damaged key for pushes".into()));
        }
        let key = Self::new();
        let values = vec![BASE64.encode(key.0.to_bytes()).into()];
        database.run("INSERT INTO push_key (key) VALUES (?)", values)?;
        Ok(key)
    }

    /// One number in four billion is no key of P-256.
    fn new() -> Self {
        loop {
            if let Ok(key) = SigningKey::from_slice(&clock::random::<32>()) {
                return Self(key);
            }
        }
    }

    /// What browsers subscribe with.
    pub fn public(&self) -> String {
        BASE64.encode(self.0.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// The header `authorization` of a push to a service (its origin); `contact` is whom its operators can write to.
    pub fn authorization(&self, service: &str, contact: &str, now: Millis) -> String {
        let ends = now.0 / 1_000 + desk::push::SIGNATURE_SECONDS;
        let part = |json: serde_json::Value| BASE64.encode(json.to_string());
        let signed = format!(
            "{}.{}",
            part(json!({ "typ": "JWT", "alg": "ES256" })),
            part(json!({ "aud": service, "exp": ends, "sub": contact })),
        );
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", BASE64.encode(signature.to_bytes()), self.public())
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier as _;

    use super::*;

    #[test]
    fn what_is_signed_says_for_whom_until_when_and_by_whom() {
        let now = Millis(1_795_000_000_999);
        let key = Key::new();
        let header = key.authorization("https://push.example", "mailto:it@toko.example", now);
        let (token, public) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let verifying = VerifyingKey::from_sec1_bytes(&BASE64.decode(public).unwrap()).unwrap();
        let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
        verifying.verify(signed.as_bytes(), &signature).unwrap();
        let claims = BASE64.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        let ends = 1_795_000_000 + 12 * 3_600;
        let expected = json!({ "aud": "https://push.example", "exp": ends, "sub": "mailto:it@toko.example" });
        assert_eq!(claims, expected);
    }
}
