//! Passkeys as browsers speak of them: the JSON forms of Web Authentication, Level 3, section 5.1, which
//! `PublicKeyCredential.parseCreationOptionsFromJSON()` takes and `toJSON()` gives. Bytes are base64url without padding.

use serde::{Deserialize, Serialize};

/// What a browser needs to make a passkey: `PublicKeyCredentialCreationOptionsJSON`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions {
    /// Who asks.
    pub rp: Party,
    /// For whom.
    pub user: User,
    /// To be signed; good once, for [`crate::limits::CHALLENGE_MS`].
    pub challenge: String,
    /// The signature algorithms that the server reads, best first.
    pub pub_key_cred_params: Vec<Algorithm>,
    /// Passkeys that this account has already.
    pub exclude_credentials: Vec<Descriptor>,
    /// What kind of passkey is wanted.
    pub authenticator_selection: Selection,
    /// `none`: which make of authenticator it is doesn't matter.
    pub attestation: String,
}

/// The server, as an authenticator knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Party {
    /// The console's host name.
    pub id: String,
    /// The shop's name.
    pub name: String,
}

/// Whose passkey it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Names the shop and the member, in 16 to 64 bytes that nobody reads but the server.
    pub id: String,
    /// Their e-mail address, or their name.
    pub name: String,
    /// Their name.
    pub display_name: String,
}

/// A signature algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Algorithm {
    /// `public-key`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its number in the IANA registry of COSE algorithms: -7 is ES256, -257 is RS256.
    pub alg: i64,
}

/// A passkey, by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Descriptor {
    /// `public-key`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// What kind of passkey is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Selection {
    /// `required`: it can be found without a name, so that signing in asks for nothing.
    pub resident_key: String,
    /// `required`: a fingerprint, a face or a PIN, so that it stands for two factors.
    pub user_verification: String,
}

/// What a browser needs to use a passkey: `PublicKeyCredentialRequestOptionsJSON`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    /// To be signed; good once, for [`crate::limits::CHALLENGE_MS`].
    pub challenge: String,
    /// The console's host name.
    pub rp_id: String,
    /// `required`.
    pub user_verification: String,
}

/// A passkey that was made: of a `RegistrationResponseJSON`, what the server reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Registration {
    /// Its id.
    pub id: String,
    /// What the authenticator answered.
    pub response: Attestation,
}

/// What an authenticator answers when it makes a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attestation {
    /// What the browser saw, as it was signed.
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    /// The passkey's public half, in CBOR.
    #[serde(rename = "attestationObject")]
    pub object: String,
}

/// A passkey that was used: of an `AuthenticationResponseJSON`, what the server reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authentication {
    /// The passkey's id.
    pub id: String,
    /// What the authenticator answered.
    pub response: Assertion,
}

/// What an authenticator answers when it uses a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Assertion {
    /// What the browser saw, as it was signed.
    #[serde(rename = "clientDataJSON")]
    pub client_data: String,
    /// Which party it was for, and how the person was asked.
    pub authenticator_data: String,
    /// Over both.
    pub signature: String,
    /// Whose passkey it is: [`User::id`].
    #[serde(default)]
    pub user_handle: Option<String>,
}
