//! A passkey's authenticator in software: makes one key (ES256, attestation "none") and signs as a phone would. Whatever it
//! says can be changed before it is sent, so that tests lie as attackers would.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ciborium::value::Value;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use protocol::passkey::{
    Assertion, Attestation, Authentication, CreationOptions, Registration, RequestOptions,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// The person was there and was verified.
pub const ASKED: u8 = 0b101;

/// The data hold a new credential.
const HAS_CREDENTIAL: u8 = 1 << 6;

/// An authenticator with one key.
#[derive(Debug, Clone)]
pub struct Authenticator {
    /// The page that it is used on.
    pub origin: String,
    /// The host that it signs for.
    pub host: String,
    /// What it says of the person: that they were asked, unless it is changed.
    pub flags: u8,
    /// How often it was used.
    pub counter: u32,
    /// Whose key it says it is, once it made one.
    pub handle: String,
    key: SigningKey,
    id: [u8; 32],
}

impl Authenticator {
    /// A new one, on a page of this origin (`http://127.0.0.1:PORT`).
    pub fn new(origin: &str) -> Self {
        let host = origin.trim_start_matches("http://").split(':').next().expect("a host").to_owned();
        let key = SigningKey::from_slice(&rand::random::<[u8; 32]>()).expect("nearly all numbers are keys");
        let (flags, counter, handle) = (ASKED, 0, String::new());
        Self { origin: origin.to_owned(), host, flags, counter, handle, key, id: rand::random() }
    }

    /// The key's id.
    pub fn id(&self) -> String {
        BASE64.encode(self.id)
    }

    /// Makes its key known.
    pub fn makes(&mut self, options: &CreationOptions) -> Registration {
        self.handle.clone_from(&options.user.id);
        let mut data = self.data(self.flags | HAS_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("a short id").to_be_bytes());
        data.extend(self.id);
        data.extend(cbor(&self.public_key()));
        let object = Value::Map(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Value::Map(vec![])),
            ("authData".into(), Value::Bytes(data)),
        ]);
        let client_data = BASE64.encode(self.client_data("webauthn.create", &options.challenge));
        let response = Attestation { client_data, object: BASE64.encode(cbor(&object)) };
        Registration { id: self.id(), response }
    }

    /// Signs in.
    pub fn signs(&mut self, options: &RequestOptions) -> Authentication {
        self.counter += 1;
        let (data, client_data) =
            (self.data(self.flags), self.client_data("webauthn.get", &options.challenge));
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = Assertion {
            client_data: BASE64.encode(client_data),
            authenticator_data: BASE64.encode(data),
            signature: BASE64.encode(signature.to_der()),
            user_handle: Some(self.handle.clone()),
        };
        Authentication { id: self.id(), response }
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let seen = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        seen.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(&self.host).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// As a COSE key: EC2, ES256, P-256, x, y.
    fn public_key(&self) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().expect("a point"), point.y().expect("a point"));
        let pair = |name: i64, value: Value| (name.into(), value);
        Value::Map(vec![
            pair(1, 2.into()),
            pair(3, (-7).into()),
            pair(-1, 1.into()),
            pair(-2, Value::Bytes(x.to_vec())),
            pair(-3, Value::Bytes(y.to_vec())),
        ])
    }
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a list of bytes takes everything");
    bytes
}
