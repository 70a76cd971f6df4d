//! What can be asked of a shop's object about its staff.

use protocol::account::NewInvitation;
use protocol::api::Invite;
use protocol::passkey::Assertion;
use protocol::staff::{Member, Role};
use protocol::{ConversationId, Millis, StaffId};
use serde::{Deserialize, Serialize};

use crate::identity::Identity;
use crate::passkey::{NewKey, Site};
use crate::password::Key;

impl ToStaff {
    /// Whether colleagues see something else of each other after it.
    pub fn changes_people(&self) -> bool {
        matches!(self, Self::Rename { .. } | Self::SetRole { .. } | Self::Remove { .. } | Self::Accept { .. })
    }

    /// Whether something may be mailed because of it.
    pub fn mails(&self) -> bool {
        matches!(self, Self::MailLink { .. } | Self::Invite { .. })
    }
}

/// A call. Those without `who` are made by somebody who isn't signed in.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToStaff {
    /// Make a one-time sign-in link. Answers [`protocol::api::Invitation`]. Operator only.
    MakeLink { who: Identity, invite: Invite },
    /// Mail such a link to whoever works here under this address. Answers nothing, whether there is anybody or not.
    MailLink { email: String },
    /// Sign in with such a link's code, and the second factor where it is asked for. Answers [`SignedIn`].
    FollowLink { code: String, second: Option<String>, visit: Visit },
    /// Sign in with a passkey. Answers [`SignedIn`].
    UsePasskey { passkey: UsedPasskey, visit: Visit },
    /// Sign in with a password. Answers [`SignedIn`].
    UsePassword { email: String, key: Key, code: Option<String>, visit: Visit },
    /// Whose session or API token this is. Answers [`Identity`]. `opens` is the conversation that they are about to open a
    /// socket to: it must be told when the session ends.
    WhoIs { secret: String, opens: Option<ConversationId> },
    /// End the session that the asker came by. Answers nothing.
    SignOut { who: Identity },

    /// One's own account. Answers [`protocol::account::Account`].
    Account { who: Identity },
    /// Change one's name. Answers nothing.
    Rename { who: Identity, name: String },
    /// Add a passkey. Answers nothing.
    AddPasskey { who: Identity, name: String, passkey: MadePasskey },
    /// Call a passkey something else. Answers nothing.
    RenamePasskey { who: Identity, id: String, name: String },
    /// Remove a passkey. Answers nothing.
    RemovePasskey { who: Identity, id: String },
    /// Set one's password. Answers nothing.
    SetPassword { who: Identity, current: Option<Key>, email: String, key: Key },
    /// A new secret for an authenticator app. Answers [`protocol::account::CodeSecret`].
    NewCodes { who: Identity },
    /// Confirm it. Answers [`protocol::account::RecoveryCodes`].
    ConfirmCodes { who: Identity, code: String },
    /// Ask for no codes any more. Answers nothing.
    StopCodes { who: Identity, code: String },
    /// End a session: one's own, or a colleague's. Answers nothing.
    EndSession { who: Identity, session: String },

    /// Who works here. Answers [`protocol::api::Members`].
    Members { who: Identity },
    /// The same with all about their accounts, and the invitations. Answers [`protocol::account::Team`].
    Team { who: Identity },
    /// A colleague's sessions. Answers [`protocol::account::Sessions`].
    Sessions { who: Identity, member: StaffId },
    /// End all of a colleague's sessions. Answers nothing.
    EndSessions { who: Identity, member: StaffId },
    /// Give somebody another role. Answers nothing.
    SetRole { who: Identity, member: StaffId, role: Role },
    /// Remove somebody. Answers nothing.
    Remove { who: Identity, member: StaffId },
    /// Invite somebody. Answers [`protocol::account::Invitation`].
    Invite { who: Identity, invitation: NewInvitation },
    /// Take an invitation back. Answers nothing.
    Revoke { who: Identity, invitation: StaffId },
    /// Look at an invitation. Answers [`protocol::account::Invited`].
    Look { code: String },
    /// Accept one. Answers [`SignedIn`].
    Accept { code: String, factor: Factor, visit: Visit },

    /// The audit log. Answers [`protocol::audit::AuditPage`].
    Audit { who: Identity, before: Option<i64> },
}

/// The circumstances of a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Visit {
    /// The browser, in plain words.
    pub browser: String,
    /// How long the session lasts, in milliseconds.
    pub lasts: i64,
}

/// A passkey that was used on the console's site; its challenge is the server's own and still good.
#[derive(Debug, Serialize, Deserialize)]
pub struct UsedPasskey {
    /// Its id.
    pub id: String,
    /// Whose it claims to be.
    pub member: StaffId,
    /// What the authenticator answered.
    pub assertion: Assertion,
    /// The console's site.
    pub site: Site,
    /// When the challenge ends.
    pub ends: Millis,
}

/// A passkey that was made on the console's site; its challenge is the server's own and still good.
#[derive(Debug, Serialize, Deserialize)]
pub struct MadePasskey {
    /// The passkey.
    pub key: NewKey,
    /// The challenge.
    pub challenge: String,
    /// When it ends.
    pub ends: Millis,
}

/// What somebody will sign in with.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// A passkey.
    Passkey(MadePasskey),
    /// A password.
    Password(Key),
}

/// The answer to everything that signs somebody in.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub member: Member,
    /// The session's secret.
    pub secret: String,
    /// How long the session lasts, in milliseconds.
    pub lasts: i64,
}
