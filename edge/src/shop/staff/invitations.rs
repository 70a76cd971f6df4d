//! Invitations to the team: a link that is good once, for seven days, and can be taken back until then.

use desk::mail::Mail;
use protocol::account::{Invitation, Invited, NewInvitation};
use protocol::audit::{Deed, Way};
use protocol::limits::{INVITATION_MS, INVITATIONS_MAILED};
use protocol::problem::Kind;
use protocol::staff::Member;
use protocol::{Millis, StaffId};

use super::call::{Factor, SignedIn, Visit};
use super::{accounts, members, sessions};
use crate::failure::{Outcome, not_found, problem};
use crate::identity::Staff;
use crate::mail::Sender;
use crate::shop::{audit, knowledge, mails};
use crate::storage::Database;
use crate::{clock, token};

const HOUR_MS: i64 = 3_600_000;

/// Invites somebody, by an e-mail too where there is a sender and not too many were sent lately. An open invitation to the same address is replaced.
///
/// # Errors
/// Invalid; id taken, when the address is a member's.
pub fn make(
    database: &Database,
    staff: &Staff,
    new: &NewInvitation,
    sender: Option<&Sender>,
    now: Millis,
) -> Outcome<Invitation> {
    let (name, email) = (desk::staff::name(&new.name)?, desk::staff::email(&new.email)?);
    let role = desk::staff::role(new.role)?;
    if accounts::with_email(database, &email)?.is_some() {
        return Err(problem(Kind::IdTaken, "Somebody with this e-mail address works here already."));
    }
    let is_enough = audit::invited_since(database, now.plus(-HOUR_MS))? >= INVITATIONS_MAILED;
    let (id, until) = (clock::staff_id(), now.plus(INVITATION_MS));
    let invited = Invited { id, name, email, role, by: staff.member.name.clone(), until };
    let code = token::for_staff(&staff.member.shop);
    let stored = serde_json::to_string(&invited)?;
    let sender = sender.filter(|_| !is_enough);
    let mail = sender.map(|sender| mail(database, sender, &invited, &code)).transpose()?;
    database.transaction(|| {
        let values = vec![invited.email.as_str().into(), now.0.into()];
        database.run("DELETE FROM invitations WHERE email = ? OR until <= ?", values)?;
        let statement = "INSERT INTO invitations (id, digest, email, until, invited, inviter)
                         VALUES (?, ?, ?, ?, ?, ?)";
        let values = vec![
            id.to_string().into(),
            token::digest(&code).into(),
            invited.email.as_str().into(),
            until.0.into(),
            stored.as_str().into(),
            staff.member.id.to_string().into(),
        ];
        database.run(statement, values)?;
        mail.iter().try_for_each(|mail| mails::put(database, mail, until, now))?;
        let deed = Deed::Invited { name: invited.name.clone(), role };
        audit::record_of(database, Some(&staff.member), deed, now)
    })?;
    Ok(Invitation { invited, code, mailed: mail.is_some() })
}

fn mail(database: &Database, sender: &Sender, invited: &Invited, code: &str) -> Outcome<Mail> {
    let settings = knowledge::settings(database)?;
    let link = format!("{}/console#invite={code}", sender.site);
    Ok(desk::mail::invitation(&settings, invited, &link))
}

/// Those that are open, newest first.
pub fn open(database: &Database, now: Millis) -> Outcome<Vec<Invited>> {
    let query = "SELECT invited FROM invitations WHERE until > ? ORDER BY until DESC, id";
    let texts = database.texts(query, vec![now.0.into()])?;
    Ok(texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?)
}

/// Takes one back.
///
/// # Errors
/// Not found.
pub fn revoke(database: &Database, staff: &Staff, id: StaffId, now: Millis) -> Outcome<()> {
    let text = database.text("SELECT invited FROM invitations WHERE id = ?", vec![id.to_string().into()])?;
    let invited: Invited = serde_json::from_str(&text.ok_or_else(|| not_found("invitation"))?)?;
    Ok(database.transaction(|| {
        database.run("DELETE FROM invitations WHERE id = ?", vec![id.to_string().into()])?;
        let deed = Deed::InvitationRevoked { name: invited.name.clone() };
        audit::record_of(database, Some(&staff.member), deed, now)
    })?)
}

/// Takes back all that somebody made. To be called inside a transaction.
pub fn revoke_all_by(database: &Database, inviter: StaffId) -> worker::Result<()> {
    database.run("DELETE FROM invitations WHERE inviter = ?", vec![inviter.to_string().into()])
}

/// What an invitation says.
///
/// # Errors
/// Unauthorized: accepted, taken back, or too old.
pub fn look(database: &Database, code: &str, now: Millis) -> Outcome<Invited> {
    let query = "SELECT invited FROM invitations WHERE digest = ? AND until > ?";
    let text = database.text(query, vec![token::digest(code).into(), now.0.into()])?;
    let gone = "This invitation was accepted or taken back, or is over 7 days old. Ask for a new one.";
    Ok(serde_json::from_str(&text.ok_or_else(|| problem(Kind::Unauthorized, gone))?)?)
}

/// Makes the invited a member, with what they will sign in with, and signs them in.
///
/// # Errors
/// As [`look`]; what is wrong with the passkey.
pub fn accept(
    database: &Database,
    code: &str,
    factor: &Factor,
    visit: &Visit,
    now: Millis,
) -> Outcome<SignedIn> {
    let Invited { id, name, email, role, .. } = look(database, code, now)?;
    let member = Member { id, shop: knowledge::slug(database)?, name, role, home: None };
    if accounts::with_email(database, &email)?.is_some() {
        return Err(problem(Kind::IdTaken, "Somebody with this e-mail address works here already."));
    }
    if let Factor::Passkey(passkey) = factor {
        accounts::check_passkey(database, id, passkey)?;
        accounts::use_challenge(database, &passkey.challenge, passkey.ends, now)?;
    }
    Ok(database.transaction_with(|| {
        database.run("DELETE FROM invitations WHERE id = ?", vec![id.to_string().into()])?;
        members::store(database, &member)?;
        accounts::set(database, id, "email", Some(&email))?;
        match factor {
            Factor::Passkey(passkey) => {
                accounts::store_passkey(database, &member, &name_of(visit), passkey, now)?;
            }
            Factor::Password(key) => accounts::set(database, id, "password", Some(&key.digest()))?,
        }
        sessions::begin(database, member.clone(), Way::Invitation, visit, now)
    })?)
}

/// What a first passkey is called: after the browser that made it.
fn name_of(visit: &Visit) -> String {
    if visit.browser.is_empty() { "Passkey".to_owned() } else { visit.browser.clone() }
}
