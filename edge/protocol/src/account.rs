//! A staff account: signing in, what somebody changes about their own, the team and its invitations.

use serde::{Deserialize, Serialize};

use crate::id::{Millis, StaffId};
use crate::passkey::{Authentication, CreationOptions, Registration};
use crate::staff::{Member, Role};

/// `POST /v1/staff/session/passkey`: sign in with a passkey, whose challenge came from `POST /v1/staff/challenge`
/// ([`crate::passkey::RequestOptions`]). Answers [`crate::api::Session`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeySignIn {
    /// What the browser's `toJSON()` gave.
    pub passkey: Authentication,
    /// Answer with a bearer token instead of a cookie, for programs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bearer: bool,
}

/// `POST /v1/staff/session/password`: sign in with a password. Answers [`crate::api::Session`], or the problem
/// [`crate::problem::Kind::SecondFactor`] when the password is right and `code` is still needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasswordSignIn {
    /// The shop's slug.
    pub shop: String,
    /// The account's e-mail address; case doesn't matter.
    pub email: String,
    /// The password.
    pub password: String,
    /// The six digits of the authenticator app, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Answer with a bearer token instead of a cookie, for programs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bearer: bool,
}

/// `GET /v1/staff/me`: one's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// Who.
    pub member: Member,
    /// The e-mail address to sign in with; `None` for whoever was let in by the operator and hasn't given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A password is set.
    pub password: bool,
    /// Codes of an authenticator app are asked for after the password.
    pub codes: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// Oldest first.
    pub passkeys: Vec<Passkey>,
    /// Those that are open, the one used last first.
    pub sessions: Vec<OpenSession>,
}

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub added: Millis,
    /// When it was last used to sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Millis>,
}

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenSession {
    /// Its id, which opens nothing.
    pub id: String,
    /// When it began; `None` for one from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Millis>,
    /// When it was last used, give or take five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Millis>,
    /// The browser and system in plain words: `Chrome · Windows`. Empty if it told neither.
    #[serde(default)]
    pub browser: String,
    /// It is the one that asks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub this: bool,
}

/// `GET /v1/staff/members/{id}/sessions`, for whoever manages the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sessions {
    /// The one used last first.
    pub sessions: Vec<OpenSession>,
}

/// `PUT /v1/staff/me`: change one's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rename {
    /// 1 to [`crate::limits::NAME_CHARS`] characters.
    pub name: String,
}

/// `POST /v1/staff/me/passkeys`: add a passkey made with what `POST /v1/staff/me/passkeys/options` answered
/// ([`CreationOptions`]). `PUT /v1/staff/me/passkeys/{id}` takes a [`Rename`]; `DELETE` removes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPasskey {
    /// What to call it; empty: after the browser that made it.
    #[serde(default)]
    pub name: String,
    /// What the browser's `toJSON()` gave.
    pub passkey: Registration,
}

/// `PUT /v1/staff/me/password`: set or change one's password. Other sessions of the account end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewPassword {
    /// The password so far; needed if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// The e-mail address to sign in with; needed if the account has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// [`crate::limits::PASSWORD_CHARS`] characters.
    pub password: String,
}

/// The answer to `POST /v1/staff/me/codes`: a new secret for an authenticator app. It counts only once
/// `PUT /v1/staff/me/codes` has confirmed it. `DELETE` with a [`Confirm`] asks for no codes any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSecret {
    /// In base32, to be typed.
    pub secret: String,
    /// `otpauth://…`, to be shown as a QR code.
    pub uri: String,
}

/// A code of the authenticator app, or a recovery code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirm {
    /// The code.
    pub code: String,
}

/// The answer to a confirmed secret: codes for the day when the phone is lost, each good once. Shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// Ten.
    pub codes: Vec<String>,
}

/// `GET /v1/staff/team`, for whoever manages the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Team {
    /// By name.
    pub members: Vec<TeamMember>,
    /// Those not accepted yet and still good, newest first.
    pub invitations: Vec<Invited>,
}

/// A colleague, as whoever manages the staff sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TeamMember {
    /// Who.
    #[serde(flatten)]
    pub member: Member,
    /// Their e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// How many passkeys they have.
    pub passkeys: u32,
    /// They have a password.
    pub password: bool,
    /// They are asked for codes after it.
    pub codes: bool,
    /// How many sessions they have open.
    pub sessions: u32,
    /// When one of them was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Millis>,
}

/// `PUT /v1/staff/members/{id}`: another role. The member's sessions end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewRole {
    /// The role.
    pub role: Role,
}

/// `POST /v1/staff/invitations`: invite somebody to the team. An invitation to the same address that wasn't accepted yet is
/// replaced. Answers [`Invitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewInvitation {
    /// Their name: 1 to [`crate::limits::NAME_CHARS`] characters.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// `POST /v1/staff/session/link`: have a link to sign in with mailed to oneself, where the server sends e-mails. The answer is
/// the same whether anybody with this address works there or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailLink {
    /// The shop's slug.
    pub shop: String,
    /// One's e-mail address.
    pub email: String,
}

/// The answer to [`NewInvitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TeamInvitation"))]
pub struct Invitation {
    /// What was made.
    pub invited: Invited,
    /// Good once, for 7 days: `/console#invite=CODE`. Told this once.
    pub code: String,
    /// It is mailed to them, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mailed: bool,
}

/// An invitation that is open. `DELETE /v1/staff/invitations/{id}` takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invited {
    /// The id of the member that it would make.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// What they would be.
    pub role: Role,
    /// Who invited them.
    pub by: String,
    /// When it ends.
    pub until: Millis,
}

/// `POST /v1/staff/invitation`: look at an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenInvitation {
    /// From [`Invitation::code`].
    pub code: String,
}

/// The answer to [`OpenInvitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationDetails {
    /// The shop's slug.
    pub shop: String,
    /// The shop's name.
    pub shop_name: String,
    /// Who is invited, by whom, as what.
    pub invited: Invited,
    /// For a passkey.
    pub options: CreationOptions,
}

/// `POST /v1/staff/invitation/accept`: become a member, with a passkey or a password. Answers [`crate::api::Session`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptInvitation {
    /// From [`Invitation::code`].
    pub code: String,
    /// The passkey, made with [`InvitationDetails::options`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<Registration>,
    /// Or the password: [`crate::limits::PASSWORD_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Answer with a bearer token instead of a cookie, for programs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bearer: bool,
}
