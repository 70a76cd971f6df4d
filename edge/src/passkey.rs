//! Passkeys, verified as the W3C's Web Authentication, Level 3, asks: section 7.1 for making one (attestation "none"),
//! section 7.2 for signing in with one. Pure: which challenge is good, and which key belongs to whom, is the caller's.
//!
//! A passkey's user handle names the shop and the member, so that signing in asks for nothing: 16 bytes of the member's id,
//! then the shop's slug, whose characters are all digits of base64url, six bits each. So the longest fits the 64 bytes
//! that there are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use coset::cbor::value::Value;
use coset::iana::{self, EnumI64 as _};
use coset::{AsCborValue as _, CoseKey, KeyType, Label, RegisteredLabelWithPrivate};
use p256::ecdsa::signature::Verifier as _;
use protocol::passkey::{Assertion, Attestation};
use protocol::{ShopSlug, StaffId};
use rsa::pkcs1v15;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The signature algorithms that are read, best first. RS256 is for Windows Hello, which often has no other.
pub const ALGORITHMS: [iana::Algorithm; 2] = [iana::Algorithm::ES256, iana::Algorithm::RS256];

/// The shortest RSA key that is taken, in bytes.
const RSA_BYTES: usize = 256;

/// Why a passkey isn't accepted. Nobody but a programmer can do anything about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused(pub &'static str);

type Checked<T> = Result<T, Refused>;

/// What a passkey is made or used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// A new one.
    Create,
    /// Signing in.
    Get,
}

/// The site that passkeys belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The console's origin.
    pub origin: String,
}

impl Site {
    /// The relying party's id: the origin's host.
    pub fn host(&self) -> &str {
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        host.rsplit_once(':').map_or(host, |(name, _)| name)
    }
}

/// What the browser saw, once its origin and purpose are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The challenge, in base64url. It is still to be checked.
    pub challenge: String,
    digest: [u8; 32],
}

/// A new passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// Its id, in base64url.
    pub id: String,
    /// Its public key: a COSE key in base64url.
    pub key: String,
    /// How often it says that it was used.
    pub counter: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// Reads what the browser saw.
///
/// # Errors
/// It was for another purpose or seen on another site.
pub fn seen(client_data: &str, ceremony: Ceremony, site: &Site) -> Checked<Seen> {
    let bytes = decode(client_data)?;
    let data: ClientData = serde_json::from_slice(&bytes).map_err(|_| Refused("client data is no JSON"))?;
    let kind = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    check(data.kind == kind, "made for another purpose")?;
    check(data.origin == site.origin && !data.cross_origin, "made on another site")?;
    Ok(Seen { challenge: data.challenge, digest: Sha256::digest(&bytes).into() })
}

/// Reads a new passkey.
///
/// # Errors
/// It is for another site, the person wasn't asked, or its key is of no kind that is read.
pub fn created(attestation: &Attestation, site: &Site) -> Checked<NewKey> {
    let object = decode(&attestation.object)?;
    let object: Value = coset::cbor::de::from_reader(object.as_slice()).map_err(|_| NO_CBOR)?;
    let bytes = object
        .as_map()
        .and_then(|map| map.iter().find(|(name, _)| name.as_text() == Some("authData")))
        .and_then(|(_, value)| value.as_bytes())
        .ok_or(Refused("no authenticator data"))?;
    let data = AuthenticatorData::read(bytes)?;
    data.check(site)?;
    let (id, key) = data.credential()?;
    PublicKey::read(&key)?;
    Ok(NewKey { id: BASE64.encode(id), key: BASE64.encode(key), counter: data.counter })
}

/// Checks that a passkey was used, and answers with its counter from now on.
///
/// # Errors
/// It was for another site, the person wasn't asked, it isn't this key's signature, or the key seems to have been copied.
pub fn used(assertion: &Assertion, seen: &Seen, key: &str, counter: u32, site: &Site) -> Checked<u32> {
    let bytes = decode(&assertion.authenticator_data)?;
    let data = AuthenticatorData::read(&bytes)?;
    data.check(site)?;
    let signed = [bytes.as_slice(), &seen.digest].concat();
    PublicKey::read(&decode(key)?)?.verify(&signed, &decode(&assertion.signature)?)?;
    let counts = data.counter != 0 || counter != 0; // many passkeys, synchronised between devices, don't count
    check(!counts || data.counter > counter, "the counter went back: this key may have been copied")?;
    Ok(data.counter)
}

/// A member's user handle.
pub fn handle(shop: &ShopSlug, member: StaffId) -> String {
    let digits = shop.as_str().len().next_multiple_of(4);
    let slug = format!("{shop:A<digits$}", shop = shop.as_str());
    let slug = BASE64.decode(slug).expect("a slug's characters are base64url's, and no last digit is cut");
    BASE64.encode([member.0.0.to_be_bytes().as_slice(), &slug].concat())
}

/// Who a user handle names.
pub fn named(handle: &str) -> Option<(ShopSlug, StaffId)> {
    let bytes = BASE64.decode(handle).ok()?;
    let (id, slug) = bytes.split_first_chunk::<16>()?;
    let shop = BASE64.encode(slug).trim_end_matches('A').parse().ok()?; // a slug has no upper case
    Some((shop, StaffId(u128::from_be_bytes(*id).into())))
}

const NO_CBOR: Refused = Refused("no CBOR");

/// Flags of the authenticator data.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;

/// What an authenticator signs (section 6.1).
struct AuthenticatorData<'a> {
    host_digest: &'a [u8; 32],
    flags: u8,
    counter: u32,
    rest: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    fn read(bytes: &'a [u8]) -> Checked<Self> {
        let read = || {
            let (host_digest, rest) = bytes.split_first_chunk()?;
            let (flags, rest) = rest.split_first()?;
            let (counter, rest) = rest.split_first_chunk()?;
            Some(Self { host_digest, flags: *flags, counter: u32::from_be_bytes(*counter), rest })
        };
        read().ok_or(Refused("authenticator data is cut"))
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    fn check(&self, site: &Site) -> Checked<()> {
        check(self.host_digest[..] == Sha256::digest(site.host().as_bytes())[..], "made for another host")?;
        check(self.has(USER_PRESENT) && self.has(USER_VERIFIED), "the person wasn't asked")?;
        check(self.has(BACKUP_ELIGIBLE) || !self.has(BACKED_UP), "backed up, and not made to be")
    }

    /// The new passkey's id and COSE key (section 6.5.1).
    fn credential(&self) -> Checked<(&'a [u8], Vec<u8>)> {
        check(self.has(HAS_CREDENTIAL), "no credential")?;
        let read = || {
            let (_make, rest) = self.rest.split_first_chunk::<16>()?;
            let (length, rest) = rest.split_first_chunk()?;
            rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
        };
        let (id, mut key) = read().ok_or(Refused("the credential is cut"))?;
        check((1..=1023).contains(&id.len()), "an id of that length can't be")?;
        let start = key;
        let _key: Value = coset::cbor::de::from_reader(&mut key).map_err(|_| NO_CBOR)?;
        Ok((id, start[..start.len() - key.len()].to_vec())) // extensions may follow
    }
}

/// A public key of a kind that is read.
enum PublicKey {
    Es256(p256::ecdsa::VerifyingKey),
    Rs256(pkcs1v15::VerifyingKey<Sha256>),
}

impl PublicKey {
    fn read(cose: &[u8]) -> Checked<Self> {
        let value: Value = coset::cbor::de::from_reader(cose).map_err(|_| NO_CBOR)?;
        let key = CoseKey::from_cbor_value(value).map_err(|_| Refused("no COSE key"))?;
        let is = |algorithm| key.alg == Some(RegisteredLabelWithPrivate::Assigned(algorithm));
        match key.kty {
            KeyType::Assigned(iana::KeyType::EC2) if is(iana::Algorithm::ES256) => Self::es256(&key),
            KeyType::Assigned(iana::KeyType::RSA) if is(iana::Algorithm::RS256) => Self::rs256(&key),
            _ => Err(Refused("a key of an unknown kind")),
        }
    }

    fn es256(key: &CoseKey) -> Checked<Self> {
        let curve = parameter(key, iana::Ec2KeyParameter::Crv.to_i64());
        let p256 = Value::from(iana::EllipticCurve::P_256.to_i64());
        check(curve == Some(&p256), "a key on another curve")?;
        let point = key.to_sec1_octet_string().map_err(|_| Refused("no point"))?;
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point);
        key.map(Self::Es256).map_err(|_| Refused("no point of the curve"))
    }

    fn rs256(key: &CoseKey) -> Checked<Self> {
        let number = |name| parameter(key, name).and_then(Value::as_bytes).ok_or(Refused("no RSA key"));
        let modulus = number(iana::RsaKeyParameter::N.to_i64())?;
        let exponent = number(iana::RsaKeyParameter::E.to_i64())?;
        check(modulus.len() >= RSA_BYTES, "an RSA key that is too short")?;
        let number = rsa::BoxedUint::from_be_slice_vartime;
        let key = rsa::RsaPublicKey::new(number(modulus), number(exponent));
        key.map(|key| Self::Rs256(pkcs1v15::VerifyingKey::new(key))).map_err(|_| Refused("no RSA key"))
    }

    fn verify(&self, signed: &[u8], signature: &[u8]) -> Checked<()> {
        let verified = match self {
            Self::Es256(key) => p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify(signed, &signature))
                .is_ok(),
            Self::Rs256(key) => pkcs1v15::Signature::try_from(signature)
                .and_then(|signature| key.verify(signed, &signature))
                .is_ok(),
        };
        check(verified, "another key's signature")
    }
}

fn parameter(key: &CoseKey, name: i64) -> Option<&Value> {
    key.params.iter().find(|(label, _)| *label == Label::Int(name)).map(|(_, value)| value)
}

fn check(holds: bool, otherwise: &'static str) -> Checked<()> {
    if holds { Ok(()) } else { Err(Refused(otherwise)) }
}

fn decode(text: &str) -> Checked<Vec<u8>> {
    BASE64.decode(text).map_err(|_| Refused("no base64url"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_names_shop_and_member_within_64_bytes() {
        let member = StaffId::from_parts(protocol::Millis(1_795_000_000_000), 42);
        for slug in ["a", "ab", "abc", "toko-batik", "a_9-", &"z".repeat(63), &"-".repeat(63)] {
            let slug: ShopSlug = slug.parse().unwrap();
            let handle = handle(&slug, member);
            let bytes = BASE64.decode(&handle).unwrap();
            assert!(bytes.len() <= 64, "{slug}: {}", bytes.len());
            assert_eq!(named(&handle), Some((slug, member)));
        }
        assert_eq!(named(""), None);
        assert_eq!(named("AAAAAAAAAAAAAAAAAAAAAA"), None, "no shop");
    }
}
