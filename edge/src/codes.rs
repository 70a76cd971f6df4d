//! Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, every 30 seconds, which all apps know), and recovery
//! codes for the day when the phone is lost.

use protocol::Millis;
use protocol::account::CodeSecret;
use totp_rs::{Builder, Secret, Totp};

use crate::clock;

/// The characters of recovery codes: none that are taken for another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A new secret: 20 bytes, as RFC 4226 advises.
pub fn new_secret() -> String {
    Secret::from(clock::random::<20>().to_vec()).to_base32()
}

/// The step that a code is of, if it is right at `now` or was, or will be, within 30 seconds. A step is good once: the caller
/// remembers.
pub fn step(secret: &str, code: &str, now: Millis) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1_000).ok()?;
    totp(secret)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

/// A secret with its address for an app (Google Authenticator's key URI format).
pub fn to_show(secret: String, shop_name: &str, account: &str) -> CodeSecret {
    let part = |text: &str| String::from(js_sys::encode_uri_component(text));
    let (issuer, account) = (part(shop_name), part(account));
    let uri = format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}");
    CodeSecret { secret, uri }
}

/// A new recovery code: ten characters, 50 bits, in two halves that are easily copied.
pub fn recovery_code() -> String {
    let character = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
    let [one, other] = [clock::random::<5>(), clock::random::<5>()];
    let half = |bytes: [u8; 5]| bytes.map(character).into_iter().collect::<String>();
    format!("{}-{}", half(one), half(other))
}

/// A recovery code as it is compared: however it was typed.
pub fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret `12345678901234567890`, of whose eight digits ours are the last six.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_are_the_standards() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step(SECRET, code, Millis(seconds * 1_000)), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_and_a_step_late() {
        let at = |seconds: i64| step(SECRET, "081804", Millis((1_111_111_109 + seconds) * 1_000));
        let own = Some(1_111_111_109 / 30);
        // The moment is the last second of its step.
        assert_eq!([at(-60), at(-59), at(0), at(30), at(31)], [None, own, own, own, None]);
    }

    #[test]
    fn a_code_may_be_typed_with_spaces_and_nothing_else() {
        assert!(step(SECRET, " 287 082 ", Millis(59_000)).is_some());
        for bad in ["", "28708", "2870820", "28708a", "２８７０８２"] {
            assert_eq!(step(SECRET, bad, Millis(59_000)), None, "{bad}");
        }
        assert_eq!(plain("ABCde-FGH 23"), "abcdefgh23");
    }
}
