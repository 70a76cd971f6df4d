//! Who did what to what and when: the shop's log of deeds, which nobody can change.

use serde::{Deserialize, Serialize};

use crate::id::{Millis, StaffId};
use crate::staff::Role;

/// `GET /v1/staff/audit?before=ID`: newest first, at most [`crate::limits::PAGE_DEEDS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Older ones are there: ask with the last entry's id as `before`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AuditEntry"))]
pub struct Entry {
    /// Its place: 1, 2, 3 …
    pub id: i64,
    /// When.
    pub at: Millis,
    /// Who; `None` for the platform's operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// What.
    pub deed: Deed,
}

/// Who did something, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct By {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
}

/// How somebody signed in, or tried to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A one-time link made by the operator.
    Link,
    /// A one-time link that was mailed to them, and a code if one is asked for.
    Mail,
    /// An invitation, by which they became a member.
    Invitation,
    /// A passkey.
    Passkey,
    /// A password, and a code if one is asked for.
    Password,
    /// A password, and a recovery code.
    RecoveryCode,
    /// A session at the platform that sends them.
    Platform,
    /// A way this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}

/// What was done. `name` is the colleague, key or thing that it was done to, as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Deed {
    /// Signed in.
    SignedIn {
        /// How.
        way: Way,
        /// With which browser.
        #[serde(default)]
        browser: String,
    },
    /// Somebody tried to sign in to this account, and wasn't let in.
    SignInFailed {
        /// How.
        way: Way,
    },
    /// Signed out.
    SignedOut,
    /// Made a one-time sign-in link for somebody.
    LinkMade {
        /// For whom.
        name: String,
        /// As what.
        role: Role,
    },
    /// Invited somebody.
    Invited {
        /// Whom.
        name: String,
        /// As what.
        role: Role,
    },
    /// Took an invitation back.
    InvitationRevoked {
        /// Whose.
        name: String,
    },
    /// Gave a colleague another role.
    RoleChanged {
        /// Whom.
        name: String,
        /// The role before.
        from: Role,
        /// The role since.
        to: Role,
    },
    /// Removed a colleague.
    MemberRemoved {
        /// Whom.
        name: String,
    },
    /// Ended sessions of an account.
    SessionsEnded {
        /// Whose.
        name: String,
        /// How many.
        count: u32,
    },
    /// Changed their own name.
    Renamed {
        /// To what.
        name: String,
    },
    /// Added a passkey.
    PasskeyAdded {
        /// Which.
        name: String,
    },
    /// Removed a passkey.
    PasskeyRemoved {
        /// Which.
        name: String,
    },
    /// Set or changed their password.
    PasswordSet,
    /// Has codes asked for after the password.
    CodesOn,
    /// Has no codes asked for any more.
    CodesOff,
    /// Changed something of the shop's.
    Changed {
        /// What: `macro`, `places` and `languages` (of a colleague), `service`, `teams`, `rules`, `customers_merged`, `customers_parted`,
        /// `token_made`, `token_revoked`, `webhook_made`, `webhook_changed`, `webhook_secret`, `webhook_removed`,
        /// `identity_key_made`, `identity_key_replaced`, `identity_key_removed`; of a platform: `seller_joined`, `seller_parted`, `sent`
        /// and `called_back` (who, and where); of a seller's shop: `platform_joined`, `platform_parted`, `guest_came`, `guest_left`.
        what: String,
        /// Which one, if there are several; of customers only the id, for a line of the log can't be erased.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    },
    /// A deed this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}
