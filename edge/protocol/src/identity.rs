//! Who is signed in on the shop's own pages, as the shop's server vouches for it.
//!
//! The shop's server signs a short token about its signed-in customer with the shop's identity key: a JWT (RFC 7519) with
//! the algorithm HS256 (RFC 7515), whose claims are [`Claims`], of at most [`crate::limits::USER_TOKEN_BYTES`] bytes. The key
//! is used as it is written, all of its characters. The page hands the token to the chat (`data-user` on the script tag, or
//! `Sapa.identify(token)`), the chat sends it here ([`Identify`]), and only the shop's object checks it: the browser decides
//! nothing. Whoever isn't vouched for chats all the same, unverified.

use serde::{Deserialize, Serialize};

use crate::id::{ConversationId, Millis};

/// What a token says, under the names of RFC 7519 and OpenID Connect Core (section 5.1). Other claims are ignored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claims {
    /// The shop's own number for its customer, which never changes and is never given to another: 1 to
    /// [`crate::limits::EXTERNAL_ID_CHARS`] characters.
    pub sub: String,
    /// When the token ends, in seconds since 1970: at most [`crate::limits::USER_TOKEN_MS`] ahead. Until then it is good however
    /// often it is shown.
    pub exp: f64,
    /// When it begins to be good, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<f64>,
    /// What they are called: at most [`crate::limits::CUSTOMER_NAME_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the shop knows that the address is theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub email_verified: bool,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Whether the shop knows that the number is theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub phone_number_verified: bool,
}

/// `POST /v1/shops/{shop}/identity`: says who the shopper is. With `Authorization: Bearer TOKEN` of their running conversation it
/// becomes theirs. Answers [`Identified`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identify {
    /// The token that the shop's server signed.
    pub user: String,
    /// [`crate::api::Begun::customer`], if the browser kept one: who they were before they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// The conversation that they go on with: the running one, where it is theirs now; else the last one that was vouched for as
/// theirs, on whatever device, if it isn't settled or was settled less than [`crate::limits::GIVEN_BACK_MS`] ago. Both
/// fields are absent where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identified {
    /// Which one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The visitor's key to it, as [`crate::api::Begun::token`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// `GET /v1/staff/identity-key`: whether the shop has a key. `POST` makes one, or another in its place, and answers
/// [`MadeIdentityKey`]; `DELETE` removes it and those before it at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentityKey {
    /// When it was made; absent while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Millis>,
    /// Until when the one before it is good too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_until: Option<Millis>,
}

/// A new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MadeIdentityKey {
    /// How things stand now.
    pub key: IdentityKey,
    /// `idsec_…`, by which the shop's server signs; told this once.
    pub secret: String,
}
