//! How webhooks are signed, by the Standard Webhooks specification: HMAC-SHA256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::Mac;
use protocol::Millis;

use crate::{clock, token};

/// How every secret begins.
const PREFIX: &str = "whsec_";

/// A new secret: 32 bytes that nobody can guess.
pub fn secret() -> String {
    format!("{PREFIX}{}", BASE64.encode(clock::random::<32>()))
}

/// The header `webhook-timestamp`: seconds since 1970.
pub fn timestamp(at: Millis) -> String {
    (at.0 / 1_000).to_string()
}

/// The header `webhook-signature`: one by each secret, with spaces between.
pub fn sign_all(secrets: &[String], id: &str, timestamp: &str, body: &str) -> String {
    let signed = secrets.iter().filter_map(|secret| sign(secret, id, timestamp, body));
    signed.collect::<Vec<_>>().join(" ")
}

/// `None` where the secret is none of ours.
fn sign(secret: &str, id: &str, timestamp: &str, body: &str) -> Option<String> {
    let key = BASE64.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mac = token::mac(&key, &[id, ".", timestamp, ".", body].map(str::as_bytes));
    Some(format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specifications_example_is_signed_as_it_says() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let time = timestamp(Millis(1_614_265_330_999));
        let signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", &time, r#"{"test": 2432232314}"#);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_signs_nothing() {
        for bad in ["", "whsec_?", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert_eq!(sign(bad, "id", "1", "{}"), None, "{bad}");
        }
    }
}
