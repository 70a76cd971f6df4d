//! API tokens: by one of them a program of the shop's own calls the staff's side, as `Authorization: Bearer sapa_…`.

use serde::{Deserialize, Serialize};

use crate::id::{Millis, StaffId};
use crate::staff::Permission;

/// A token, as the shop's owners see it. Its secret was shown once, when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Token {
    /// Its id; what the program does stands under it.
    pub id: StaffId,
    /// What the program is called, by colleagues and shoppers: 1 to [`crate::limits::NAME_CHARS`] characters.
    pub name: String,
    /// What the program may do.
    pub scopes: Vec<Permission>,
    /// When it was made.
    pub made: Millis,
    /// When it was last used, give or take five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Millis>,
}

/// `GET /v1/staff/tokens`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// The oldest first; at most [`crate::limits::TOKENS`].
    pub tokens: Vec<Token>,
}

/// `POST /v1/staff/tokens`: make one. Answers [`MadeToken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewToken {
    /// See [`Token::name`].
    pub name: String,
    /// What the program may do; `manage_staff` is refused. What one of them rests on comes with it: `converse` with `read`,
    /// `direct` with both.
    pub scopes: Vec<Permission>,
}

/// A new token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MadeToken {
    /// The token.
    pub token: Token,
    /// What the program shows. The server keeps only a digest of it, so it is told this once.
    pub secret: String,
}
