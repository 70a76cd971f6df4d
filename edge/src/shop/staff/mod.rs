//! The shop's staff: who works here, what they sign in with, their sessions, and the invitations to join them. Each call
//! checks first who asks; every change and its line in the audit log are one transaction.

mod accounts;
mod attempts;
mod call;
mod invitations;
mod members;
mod sessions;
mod sign_in;

use protocol::StaffId;
use protocol::account::Sessions;
use protocol::audit::Deed;
use protocol::problem::Kind;
use protocol::staff::Permission;
use serde::Serialize;
use worker::Response;

use super::guests::check_at_home;
use super::{Shop, audit, integrations};
use crate::door::Limits;
use crate::failure::{Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::mail::Sender;
use crate::storage::Database;
use crate::{clock, reply, token};

pub use call::{Factor, MadePasskey, SignedIn, ToStaff, UsedPasskey, Visit};
pub use members::{all, erase, known, list, store, talking};
pub use sessions::{SessionEnded, begin_under, check_open, end, end_under};
pub use sign_in::wrong;

pub const TABLES: &str = "
    CREATE TABLE members (id TEXT PRIMARY KEY, member TEXT NOT NULL);
    CREATE TABLE codes (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
    CREATE TABLE sessions (digest TEXT PRIMARY KEY, member TEXT NOT NULL, expires INTEGER NOT NULL);
";

/// The conversations to which a session has opened a socket.
pub const VISITS: &str = "CREATE TABLE visits (
    session TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (session, conversation)
)";

/// What people sign in with, and what is known of their sessions.
pub const ACCOUNTS: &str = "
    CREATE TABLE accounts (
        member TEXT PRIMARY KEY,
        email TEXT UNIQUE,
        password TEXT,
        codes TEXT,
        codes_pending TEXT,
        codes_step INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE passkeys (
        id TEXT PRIMARY KEY,
        member TEXT NOT NULL,
        name TEXT NOT NULL,
        key TEXT NOT NULL,
        counter INTEGER NOT NULL,
        added INTEGER NOT NULL,
        used INTEGER
    );
    CREATE INDEX passkeys_of ON passkeys (member);
    CREATE TABLE challenges (challenge TEXT PRIMARY KEY, ends INTEGER NOT NULL);
    CREATE TABLE recovery_codes (digest TEXT PRIMARY KEY, member TEXT NOT NULL);
    CREATE TABLE attempts (subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last INTEGER NOT NULL);
    CREATE TABLE invitations (
        id TEXT PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL UNIQUE,
        until INTEGER NOT NULL,
        invited TEXT NOT NULL
    );
    ALTER TABLE sessions ADD COLUMN began INTEGER;
    ALTER TABLE sessions ADD COLUMN used INTEGER;
    ALTER TABLE sessions ADD COLUMN browser TEXT;
    CREATE INDEX sessions_of ON sessions (member);
";

/// Whether a one-time link was mailed: then a second factor is asked for, where there is one.
pub const MAILED: &str = "ALTER TABLE codes ADD COLUMN mailed INTEGER NOT NULL DEFAULT 0";

/// Who made an invitation: it doesn't outlast their place in the team.
pub const INVITERS: &str = "ALTER TABLE invitations ADD COLUMN inviter TEXT";

/// What a call comes to: an answer, and the sessions that ended by it, whose sockets are still to be closed.
pub struct Done {
    /// The answer.
    pub response: Response,
    /// The sessions' ids.
    pub ended: Vec<String>,
}

fn said(answer: &impl Serialize) -> Outcome<Done> {
    Ok(Done { response: reply::json(answer)?, ended: vec![] })
}

fn done(ended: Vec<String>) -> Outcome<Done> {
    Ok(Done { response: reply::empty()?, ended })
}

/// Somebody of the staff, who calls in person.
///
/// # Errors
/// Forbidden to programs; not found for everybody else, as everything is that isn't theirs.
pub fn in_person(who: &Identity) -> Outcome<&Staff> {
    match who {
        Identity::Staff(staff) => Ok(staff),
        Identity::Program(_) => {
            Err(problem(Kind::Forbidden, "This is for people who are signed in. No API token opens it."))
        }
        _ => Err(not_found("account")),
    }
}

/// The ids of a member's sessions.
pub fn sessions_of(database: &Database, member: StaffId) -> worker::Result<Vec<String>> {
    sessions::ids(database, member, None)
}

impl Shop {
    /// Answers a call about the staff.
    pub(super) fn staff(&self, call: ToStaff) -> Outcome<Done> {
        let (database, now) = (&self.database, clock::now());
        match call {
            ToStaff::MakeLink { who, invite } => {
                super::operator(&who)?;
                said(&members::make_link(database, &who, &invite, now)?)
            }
            ToStaff::MailLink { email } => {
                if let Some(sender) = Sender::of(&self.env) {
                    members::mail_link(database, &sender, &email, now)?;
                }
                done(vec![])
            }
            ToStaff::FollowLink { code, second, visit } => {
                said(&members::follow_link(database, &code, second.as_deref(), &visit, now)?)
            }
            ToStaff::UsePasskey { passkey, visit } => {
                said(&sign_in::by_passkey(database, &passkey, &visit, now)?)
            }
            ToStaff::UsePassword { email, key, code, visit } => {
                said(&sign_in::by_password(database, &email, &key, code.as_deref(), &visit, now)?)
            }
            ToStaff::WhoIs { secret, opens } => match token::program_shop(&secret) {
                Some(_) => {
                    said(&integrations::who_is(database, &secret, Limits::of(&self.env).programs(), now)?)
                }
                None => said(&Identity::Staff(sessions::who_is(database, &secret, opens, now)?)),
            },
            ToStaff::SignOut { who } => {
                let staff = self.member(&who)?;
                self.end_recorded(&who, vec![staff.session.id.clone()], Deed::SignedOut)
            }

            ToStaff::Account { who } => said(&accounts::show(database, self.at_home(&who)?, now)?),
            ToStaff::Rename { who, name } => {
                accounts::rename(database, self.at_home(&who)?, &name, now)?;
                done(vec![])
            }
            ToStaff::AddPasskey { who, name, passkey } => {
                accounts::add_passkey(database, self.at_home(&who)?, &name, &passkey, now)?;
                done(vec![])
            }
            ToStaff::RenamePasskey { who, id, name } => {
                accounts::rename_passkey(database, self.at_home(&who)?, &id, &name)?;
                done(vec![])
            }
            ToStaff::RemovePasskey { who, id } => {
                accounts::remove_passkey(database, self.at_home(&who)?, &id, now)?;
                done(vec![])
            }
            ToStaff::SetPassword { who, current, email, key } => {
                let staff = self.at_home(&who)?;
                done(accounts::set_password(database, staff, current.as_ref(), &email, &key, now)?)
            }
            ToStaff::NewCodes { who } => said(&accounts::new_codes(database, self.at_home(&who)?)?),
            ToStaff::ConfirmCodes { who, code } => {
                said(&accounts::confirm_codes(database, self.at_home(&who)?, &code, now)?)
            }
            ToStaff::StopCodes { who, code } => {
                accounts::stop_codes(database, self.at_home(&who)?, &code, now)?;
                done(vec![])
            }
            ToStaff::EndSession { who, session } => self.end_session_of(&who, session),

            ToStaff::Members { who } => {
                self.allowed(&who, Permission::ManageStaff)?;
                said(&members::list(database)?)
            }
            ToStaff::Team { who } => {
                self.allowed(&who, Permission::ManageStaff)?;
                said(&members::team(database, now)?)
            }
            ToStaff::Sessions { who, member } => {
                let asking = self.person(&who, Permission::ManageStaff)?;
                let id = members::known(database, member)?.id;
                said(&Sessions { sessions: sessions::of(database, id, Some(&asking.session.id), now)? })
            }
            ToStaff::EndSessions { who, member } => {
                self.allowed(&who, Permission::ManageStaff)?;
                self.end_all_of(&who, member)
            }
            ToStaff::SetRole { who, member, role } => {
                self.allowed(&who, Permission::ManageStaff)?;
                done(members::set_role(database, &who, member, role, now)?)
            }
            ToStaff::Remove { who, member } => {
                self.allowed(&who, Permission::ManageStaff)?;
                done(members::remove(database, &who, member, now)?)
            }
            ToStaff::Invite { who, invitation } => {
                let staff = self.person(&who, Permission::ManageStaff)?;
                said(&invitations::make(database, staff, &invitation, Sender::of(&self.env).as_ref(), now)?)
            }
            ToStaff::Revoke { who, invitation } => {
                let staff = self.person(&who, Permission::ManageStaff)?;
                invitations::revoke(database, staff, invitation, now)?;
                done(vec![])
            }
            ToStaff::Look { code } => said(&invitations::look(database, &code, now)?),
            ToStaff::Accept { code, factor, visit } => {
                said(&invitations::accept(database, &code, &factor, &visit, now)?)
            }
            ToStaff::Audit { who, before } => {
                self.allowed(&who, Permission::ReadAudit)?;
                said(&audit::page(database, before)?)
            }
        }
    }

    /// Somebody of this shop's staff, about their own account: no permission is needed for that.
    fn member<'a>(&self, who: &'a Identity) -> Outcome<&'a Staff> {
        let staff = in_person(who)?;
        if staff.member.shop != self.slug()? {
            return Err(not_found("account"));
        }
        check_open(&self.database, &staff.session)?;
        Ok(staff)
    }

    /// The same for what a guest does at their platform.
    fn at_home<'a>(&self, who: &'a Identity) -> Outcome<&'a Staff> {
        let staff = self.member(who)?;
        check_at_home(&staff.member)?;
        Ok(staff)
    }

    /// Ends one session: one's own, or a colleague's. Whose a session is that one may not end, nobody learns.
    fn end_session_of(&self, who: &Identity, session: String) -> Outcome<Done> {
        let staff = self.member(who)?;
        let owner = sessions::owner(&self.database, &session)?.ok_or_else(|| not_found("session"))?;
        let owner = members::find(&self.database, &owner)?;
        if owner.id != staff.member.id && who.check(Permission::ManageStaff).is_err() {
            return Err(not_found("session"));
        }
        self.end_recorded(who, vec![session], Deed::SessionsEnded { name: owner.name, count: 1 })
    }

    fn end_all_of(&self, who: &Identity, member: StaffId) -> Outcome<Done> {
        let member = members::known(&self.database, member)?;
        let ended = sessions::ids(&self.database, member.id, None)?;
        let deed = Deed::SessionsEnded { name: member.name, count: ended.len() as u32 };
        self.end_recorded(who, ended, deed)
    }

    fn end_recorded(&self, who: &Identity, ended: Vec<String>, deed: Deed) -> Outcome<Done> {
        let now = clock::now();
        self.database.transaction(|| {
            sessions::end(&self.database, &ended, now)?;
            audit::record(&self.database, who, deed.clone(), now)
        })?;
        done(ended)
    }
}
