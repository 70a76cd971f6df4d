//! The keys that people hold: a visitor's token for one conversation, and the secrets behind staff sessions.
//!
//! A visitor's token is `v1.PAYLOAD.SIGNATURE` in base64url: the payload names the shop, the conversation and the expiry,
//! the signature is HMAC-SHA256 under the server's secret. It needs no look-up, so the door can refuse a forgery before
//! anything is read. A customer's key is made the same way, as `c1…`; it says who begins a conversation and opens none. A staff secret is random; only its SHA-256 is stored, in the shop's object, so that it can be revoked. So is an API token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use protocol::limits::{CHALLENGE_MS, CUSTOMER_KEY_MS, TOKEN_MS};
use protocol::{ConversationId, CustomerId, Millis, ShopSlug};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock;

const VISITOR: &str = "v1";
const CUSTOMER: &str = "c1";
const STAFF: &str = "s1";

/// How every API token begins, by which scanners find one that was published.
const PROGRAM: &str = "sapa_";

/// What a visitor's token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// The shop.
    #[serde(rename = "s")]
    pub shop: ShopSlug,
    /// The conversation, and the only one it opens.
    #[serde(rename = "c")]
    pub conversation: ConversationId,
    /// When it stops being good.
    #[serde(rename = "e")]
    expires: Millis,
}

/// What a customer's key says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CustomerKey {
    #[serde(rename = "s")]
    shop: ShopSlug,
    #[serde(rename = "u")]
    customer: CustomerId,
    #[serde(rename = "e")]
    expires: Millis,
}

/// Makes a visitor's token, good from `now` for [`TOKEN_MS`].
pub fn for_visitor(secret: &str, shop: &ShopSlug, conversation: ConversationId, now: Millis) -> String {
    let visitor = Visitor { shop: shop.clone(), conversation, expires: now.plus(TOKEN_MS) };
    sign(secret, VISITOR, &visitor)
}

/// Reads a visitor's token; `None` when it is forged, damaged or no longer good at `now`.
pub fn read_visitor(secret: &str, token: &str, now: Millis) -> Option<Visitor> {
    read(secret, VISITOR, token).filter(|visitor: &Visitor| now < visitor.expires)
}

/// Makes the key by which a browser says who its shopper is, good from `now` for [`CUSTOMER_KEY_MS`].
pub fn for_customer(secret: &str, shop: &ShopSlug, customer: CustomerId, now: Millis) -> String {
    let key = CustomerKey { shop: shop.clone(), customer, expires: now.plus(CUSTOMER_KEY_MS) };
    sign(secret, CUSTOMER, &key)
}

/// Who a shopper is to a shop; `None` when the key is another shop's, forged, damaged or no longer good at `now`.
pub fn read_customer(secret: &str, shop: &ShopSlug, key: &str, now: Millis) -> Option<CustomerId> {
    let key: CustomerKey = read(secret, CUSTOMER, key)?;
    (key.shop == *shop && now < key.expires).then_some(key.customer)
}

/// `KIND.PAYLOAD.SIGNATURE`
fn sign(secret: &str, kind: &str, says: &impl Serialize) -> String {
    let payload = BASE64.encode(serde_json::to_vec(says).expect("a struct of strings and numbers"));
    let signature = BASE64.encode(token_mac(secret, kind, &payload).finalize().into_bytes());
    format!("{kind}.{payload}.{signature}")
}

fn read<T: DeserializeOwned>(secret: &str, kind: &str, token: &str) -> Option<T> {
    let (payload, signature) = token.strip_prefix(kind)?.strip_prefix('.')?.split_once('.')?;
    token_mac(secret, kind, payload).verify_slice(&BASE64.decode(signature).ok()?).ok()?;
    serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()
}

/// The kind is a part of what is signed: a token of one kind is never taken for one of another.
fn token_mac(secret: &str, kind: &str, payload: &str) -> Hmac<Sha256> {
    mac(secret.as_bytes(), &["sapa.visitor.", kind, ".", payload].map(str::as_bytes))
}

/// HMAC-SHA256 (RFC 2104) over parts, one after the other.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac
}

/// How many bytes of a challenge are signed: when it ends, and 16 that nobody can guess.
const CHALLENGE_BYTES: usize = 24;

/// Makes a challenge for a passkey, good from `now` for [`CHALLENGE_MS`] and for one purpose: signing in, or adding a
/// passkey to a certain account. It is signed, so that nothing is stored until it comes back.
pub fn for_challenge(secret: &str, purpose: &str, now: Millis) -> String {
    let mut bytes = now.plus(CHALLENGE_MS).0.to_be_bytes().to_vec();
    bytes.extend(clock::random::<16>());
    let signature = challenge_mac(secret, purpose, &bytes).finalize().into_bytes();
    bytes.extend(signature);
    BASE64.encode(bytes)
}

/// When a challenge ends; `None` when it is forged, for another purpose, or no longer good at `now`.
pub fn read_challenge(secret: &str, purpose: &str, challenge: &str, now: Millis) -> Option<Millis> {
    let bytes = BASE64.decode(challenge).ok()?;
    let (signed, signature) = bytes.split_at_checked(CHALLENGE_BYTES)?;
    challenge_mac(secret, purpose, signed).verify_slice(signature).ok()?;
    let ends = Millis(i64::from_be_bytes(*signed.first_chunk()?));
    (now < ends).then_some(ends)
}

fn challenge_mac(secret: &str, purpose: &str, bytes: &[u8]) -> Hmac<Sha256> {
    mac(secret.as_bytes(), &[b"sapa.challenge.v1.", purpose.as_bytes(), b".", bytes])
}

/// Makes a staff secret: `s1.SHOP.RANDOM`. The shop is in it so that the door knows whom to ask.
pub fn for_staff(shop: &ShopSlug) -> String {
    format!("{STAFF}.{shop}.{}", BASE64.encode(clock::random::<32>()))
}

/// The shop that a staff secret names; whether it is good only that shop's object can tell.
pub fn staff_shop(secret: &str) -> Option<ShopSlug> {
    let (shop, _) = secret.strip_prefix(STAFF)?.strip_prefix('.')?.split_once('.')?;
    shop.parse().ok()
}

/// Makes an API token: `sapa_SHOP.RANDOM`.
pub fn for_program(shop: &ShopSlug) -> String {
    format!("{PROGRAM}{shop}.{}", BASE64.encode(clock::random::<32>()))
}

/// The shop that an API token names; whether it is good only that shop's object can tell.
pub fn program_shop(token: &str) -> Option<ShopSlug> {
    token.strip_prefix(PROGRAM)?.split_once('.')?.0.parse().ok()
}

/// What is stored of a staff secret or an API token.
pub fn digest(secret: &str) -> String {
    BASE64.encode(Sha256::digest(secret.as_bytes()))
}

/// Whether two secrets are the same, in time that doesn't depend on where they differ.
pub fn same(one: &str, other: &str) -> bool {
    let mac_of = |text: &str| token_mac("compare", "", text);
    mac_of(one).verify_slice(&mac_of(other).finalize().into_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn token() -> String {
        let conversation = ConversationId::from_parts(NOW, 7);
        for_visitor("secret", &"toko-batik".parse().unwrap(), conversation, NOW)
    }

    #[test]
    fn a_token_opens_its_own_conversation() {
        let visitor = read_visitor("secret", &token(), NOW).unwrap();
        assert_eq!(visitor.shop.as_str(), "toko-batik");
        assert_eq!(visitor.conversation, ConversationId::from_parts(NOW, 7));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let token = token();
        for i in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[i] = if forged[i] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(read_visitor("secret", &forged, NOW), None, "character {i}");
        }
    }

    #[test]
    fn a_token_ends_and_belongs_to_one_server() {
        assert!(read_visitor("secret", &token(), NOW.plus(TOKEN_MS - 1)).is_some());
        assert!(read_visitor("secret", &token(), NOW.plus(TOKEN_MS)).is_none());
        assert!(read_visitor("another", &token(), NOW).is_none());
    }

    #[test]
    fn a_challenge_is_good_for_its_purpose_and_for_a_while() {
        let challenge = for_challenge("secret", "sign-in", NOW);
        let read = |secret, purpose, at| read_challenge(secret, purpose, &challenge, at);
        let ends = NOW.plus(CHALLENGE_MS);
        assert_eq!(read("secret", "sign-in", NOW), Some(ends));
        assert_eq!(read("secret", "sign-in", ends.plus(-1)), Some(ends));
        assert_eq!(read("secret", "sign-in", ends), None);
        assert_eq!(read("secret", "add", NOW), None);
        assert_eq!(read("another", "sign-in", NOW), None);
        for bad in ["", "AAAA", &challenge[..40], &format!("{challenge}AAAA")] {
            assert_eq!(read_challenge("secret", "sign-in", bad, NOW), None, "{bad}");
        }
    }

    #[test]
    fn secrets_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
