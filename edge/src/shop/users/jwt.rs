//! Reads the tokens that a shop's server signs: JWTs with HS256 and nothing else (RFC 7519; RFC 7515, compact form).
//!
//! The algorithm is ours to choose, not the token's: what names another one, or none, is refused. The signature is checked
//! before a claim is read, over the bytes as they came, in time that doesn't depend on where they differ.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use protocol::identity::Claims;
use protocol::limits::USER_TOKEN_BYTES;
use protocol::problem::Kind;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::Sha256;

use crate::failure::{Outcome, problem};
use crate::token;

/// What a token says, if one of these keys has signed it. Whether it is said in time, `desk::identity` decides.
///
/// # Errors
/// Too large, invalid, or unauthorized: what is wrong, for whoever makes the tokens.
pub fn read(token: &str, keys: &[String]) -> Outcome<Claims> {
    if token.len() > USER_TOKEN_BYTES {
        let detail = format!("The token has {} bytes. Sign at most {USER_TOKEN_BYTES}.", token.len());
        return Err(problem(Kind::TooLarge, detail));
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(problem(Kind::Invalid, "`user` must be a JWT: HEADER.PAYLOAD.SIGNATURE."));
    };
    check_header(&object(header, "header")?)?;
    if keys.is_empty() {
        let detail = "The shop has no identity key. Make one in the console, under Integrations.";
        return Err(problem(Kind::Unauthorized, detail));
    }
    let signature = BASE64.decode(signature).unwrap_or_default();
    let is_signed_with = |key: &String| mac(key, header, payload).verify_slice(&signature).is_ok();
    if !keys.iter().any(is_signed_with) {
        let detail = "The signature doesn't match. Sign with the shop's identity key, all of it as it is written \
                      (`idsec_` too), and change nothing in the token afterwards.";
        return Err(problem(Kind::Unauthorized, detail));
    }
    let said = object(payload, "payload")?;
    let whole = "a text";
    let number = "a number of seconds since 1970";
    Ok(Claims {
        sub: claim(&said, "sub", whole)?.ok_or_else(|| missing("sub", "your own number for the customer"))?,
        exp: claim(&said, "exp", number)?.ok_or_else(|| missing("exp", "when the token ends"))?,
        nbf: claim(&said, "nbf", number)?,
        name: claim(&said, "name", whole)?,
        email: claim(&said, "email", whole)?,
        email_verified: claim(&said, "email_verified", "true or false")?.unwrap_or_default(),
        phone_number: claim(&said, "phone_number", whole)?,
        phone_number_verified: claim(&said, "phone_number_verified", "true or false")?.unwrap_or_default(),
    })
}

/// `crit` names what must be understood, and there is nothing of that kind here.
fn check_header(header: &Map<String, Value>) -> Outcome<()> {
    match header.get("alg").and_then(Value::as_str) {
        Some("HS256") if !header.contains_key("crit") => Ok(()),
        Some("HS256") => Err(problem(Kind::Invalid, "Leave `crit` out of the token's header.")),
        _ => {
            Err(problem(Kind::Invalid, "Sign the token with HS256: its header must say `\"alg\":\"HS256\"`."))
        }
    }
}

fn object(part: &str, called: &str) -> Outcome<Map<String, Value>> {
    let json = BASE64.decode(part).ok().and_then(|json| serde_json::from_slice(&json).ok());
    json.ok_or_else(|| {
        problem(
            Kind::Invalid,
            format!("The token's {called} must be a JSON object in base64url, without `=`."),
        )
    })
}

fn claim<T: DeserializeOwned>(said: &Map<String, Value>, name: &str, wanted: &str) -> Outcome<Option<T>> {
    let value = said.get(name).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|_| problem(Kind::Invalid, format!("`{name}` must be {wanted}.")))
}

fn missing(name: &str, what: &str) -> crate::failure::Failure {
    problem(Kind::Invalid, format!("`{name}` is missing: {what}."))
}

fn mac(key: &str, header: &str, payload: &str) -> Hmac<Sha256> {
    token::mac(key.as_bytes(), &[header, ".", payload].map(str::as_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    fn encoded(json: &str) -> String {
        BASE64.encode(json)
    }

    fn signed(key: &str, header: &str, payload: &str) -> String {
        let (header, payload) = (encoded(header), encoded(payload));
        let signature = BASE64.encode(mac(key, &header, &payload).finalize().into_bytes());
        format!("{header}.{payload}.{signature}")
    }

    fn keys() -> Vec<String> {
        vec!["idsec_new".to_owned(), "idsec_old".to_owned()]
    }

    fn refused(token: &str) -> (String, u16) {
        match read(token, &keys()) {
            Err(Failure::Problem(problem)) => (problem.detail, problem.status),
            other => panic!("refused, not {other:?}"),
        }
    }

    const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
    const PAYLOAD: &str =
        r#"{"sub":"1042","exp":1795003600,"email":"a@b.id","email_verified":true,"more":[1]}"#;

    /// RFC 7515, appendix A.1: the example's key isn't text, so only its bytes' HMAC is checked by another test vector: that
    /// of the site jwt.io, the one that most libraries test with.
    #[test]
    fn a_token_of_other_libraries_is_read() {
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        let Err(Failure::Problem(problem)) = read(token, &["your-256-bit-secret".to_owned()]) else {
            panic!("it has no `exp`");
        };
        assert!(problem.detail.starts_with("`exp` is missing"), "its signature is good: {}", problem.detail);
    }

    #[test]
    fn what_one_of_the_keys_signed_is_read() {
        for key in ["idsec_new", "idsec_old"] {
            let claims = read(&signed(key, HEADER, PAYLOAD), &keys()).unwrap();
            assert_eq!((claims.sub.as_str(), claims.exp), ("1042", 1_795_003_600.0));
            assert_eq!((claims.email.as_deref(), claims.email_verified), (Some("a@b.id"), true));
            assert_eq!((claims.name, claims.phone_number_verified), (None, false));
        }
    }

    #[test]
    fn no_byte_can_be_changed() {
        let token = signed("idsec_new", HEADER, PAYLOAD);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert!(read(&String::from_utf8(forged).unwrap(), &keys()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn only_hs256_with_the_shops_key_counts() {
        assert_eq!(refused(&signed("another", HEADER, PAYLOAD)).1, 401);
        assert_eq!(refused(&signed("", HEADER, PAYLOAD)).1, 401);
        let unsigned = format!("{}.{}.", encoded(r#"{"alg":"none"}"#), encoded(PAYLOAD));
        assert!(refused(&unsigned).0.contains("HS256"));
        for header in
            [r#"{"alg":"HS512"}"#, r#"{"alg":"hs256"}"#, r#"{"alg":["HS256"]}"#, "{}", r#"{"alg":"RS256"}"#]
        {
            assert!(refused(&signed("idsec_new", header, PAYLOAD)).0.contains("HS256"), "{header}");
        }
        let critical = r#"{"alg":"HS256","crit":["b64"],"b64":false}"#;
        assert!(refused(&signed("idsec_new", critical, PAYLOAD)).0.contains("crit"));
        let Err(Failure::Problem(problem)) = read(&signed("", HEADER, PAYLOAD), &[]) else {
            panic!("no key")
        };
        assert!(problem.detail.contains("no identity key"));
    }

    #[test]
    fn what_is_no_token_is_told_so() {
        for (token, says) in [
            ("", "HEADER.PAYLOAD.SIGNATURE"),
            ("a.b", "HEADER.PAYLOAD.SIGNATURE"),
            ("a.b.c.d", "HEADER.PAYLOAD.SIGNATURE"),
            ("....", "HEADER.PAYLOAD.SIGNATURE"),
            ("!.b.c", "header"),
            ("bnVsbA.b.c", "header"),
        ] {
            assert!(refused(token).0.contains(says), "{token}");
        }
        assert_eq!(refused(&"x".repeat(USER_TOKEN_BYTES + 1)).1, 413);
        for (payload, says) in [
            ("[]", "payload"),
            (r#"{"exp":1}"#, "`sub` is missing"),
            (r#"{"sub":1042,"exp":1}"#, "`sub` must be a text"),
            (r#"{"sub":"1"}"#, "`exp` is missing"),
            (r#"{"sub":"1","exp":"tomorrow"}"#, "`exp` must be a number"),
            (r#"{"sub":"1","exp":1,"email_verified":"true"}"#, "`email_verified` must be true or false"),
        ] {
            let (detail, status) = refused(&signed("idsec_new", HEADER, payload));
            assert!(detail.contains(says) && status == 422, "{payload}: {detail}");
        }
    }
}
