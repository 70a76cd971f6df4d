//! Who works for the shop: the members, their roles, the operator's one-time links, and how somebody leaves.

use protocol::account::{Team, TeamMember};
use protocol::api::{Invitation, Invite, Members};
use protocol::audit::{Deed, Way};
use protocol::limits::SIGN_IN_LINK_MS;
use protocol::problem::Kind;
use protocol::staff::{Member, Permission, Role};
use protocol::{Millis, StaffId};
use worker::Result;

use super::accounts::Code;
use super::call::{SignedIn, Visit};
use super::{accounts, attempts, invitations, sessions, sign_in};
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::Identity;
use crate::mail::Sender;
use crate::shop::guests::check_at_home;
use crate::shop::{audit, knowledge, mails};
use crate::storage::{Database, number, text};
use crate::{clock, token};

/// The member with an id.
///
/// # Errors
/// A fault: the id comes from our own tables.
pub fn find(database: &Database, id: &str) -> Outcome<Member> {
    read(database, id)?.ok_or_else(|| Failure::Fault("a session of nobody".into()))
}

/// The member that somebody asked for by an id.
///
/// # Errors
/// Not found.
pub fn known(database: &Database, id: StaffId) -> Outcome<Member> {
    read(database, &id.to_string())?.ok_or_else(|| not_found("member"))
}

fn read(database: &Database, id: &str) -> Outcome<Option<Member>> {
    let text = database.text("SELECT member FROM members WHERE id = ?", vec![id.into()])?;
    Ok(text.as_deref().map(serde_json::from_str).transpose()?)
}

/// Everybody, in no particular order.
pub fn all(database: &Database) -> Outcome<Vec<Member>> {
    let texts = database.texts("SELECT member FROM members", vec![])?;
    Ok(texts.iter().map(|text| serde_json::from_str(text)).collect::<std::result::Result<_, _>>()?)
}

/// Somebody of these who talks to shoppers.
pub fn talking(members: &[Member], id: StaffId) -> Option<&Member> {
    members.iter().find(|member| member.id == id && desk::may(member.role, Permission::Converse))
}

/// Stores a member, new or changed. To be called inside a transaction, or alone.
pub fn store(database: &Database, member: &Member) -> Result<()> {
    let values = vec![member.id.to_string().into(), serde_json::to_string(member)?.into()];
    database.run("INSERT OR REPLACE INTO members (id, member) VALUES (?, ?)", values)
}

/// Makes a one-time code for somebody, who becomes a member if there is none of this name and role yet.
pub fn make_link(database: &Database, who: &Identity, invite: &Invite, now: Millis) -> Outcome<Invitation> {
    let (name, role) = (desk::staff::name(&invite.name)?, desk::staff::role(invite.role)?);
    let is_it = |member: &Member| member.name == name && member.role == role && member.home.is_none();
    let known = all(database)?.into_iter().find(is_it);
    let shop = knowledge::slug(database)?;
    let code = token::for_staff(&shop);
    let member = known.unwrap_or_else(|| Member { id: clock::staff_id(), shop, name, role, home: None });
    database.transaction(|| {
        store(database, &member)?;
        let expires = now.plus(SIGN_IN_LINK_MS).0;
        let values = vec![token::digest(&code).into(), member.id.to_string().into(), expires.into()];
        database.run("INSERT INTO codes (digest, member, expires) VALUES (?, ?, ?)", values)?;
        audit::record(database, who, Deed::LinkMade { name: member.name.clone(), role }, now)
    })?;
    Ok(Invitation { code })
}

/// Mails a one-time link to whoever works here under an address. Who asks often waits, whether there is anybody or not.
///
/// # Errors
/// Slow down.
pub fn mail_link(database: &Database, sender: &Sender, email: &str, now: Millis) -> Outcome<()> {
    attempts::count(database, &format!("link {email}"), false, now)?;
    let Some(id) = accounts::with_email(database, email)? else { return Ok(()) };
    let settings = knowledge::settings(database)?;
    let code = token::for_staff(&settings.slug);
    let link = format!("{}/console#code={code}", sender.site);
    let mail = desk::mail::sign_in(&settings, email, &link);
    let ends = now.plus(SIGN_IN_LINK_MS);
    Ok(database.transaction(|| {
        let values = vec![token::digest(&code).into(), id.as_str().into(), ends.0.into()];
        database.run("INSERT INTO codes (digest, member, expires, mailed) VALUES (?, ?, ?, 1)", values)?;
        mails::put(database, &mail, ends, now)
    })?)
}

/// Exchanges a code for a session; the code is used up, and so are all that were mailed to the same member. A mailed one asks
/// for the second factor, where the account has one.
///
/// # Errors
/// Unauthorized; second factor, where it is missing or wrong; slow down, after too many wrong ones.
pub fn follow_link(
    database: &Database,
    code: &str,
    second: Option<&str>,
    visit: &Visit,
    now: Millis,
) -> Outcome<SignedIn> {
    let query = "SELECT member, mailed FROM codes WHERE digest = ? AND expires > ?";
    let known = database.rows(query, vec![token::digest(code).into(), now.0.into()])?.into_iter().next();
    let mut columns = known.into_iter().flatten();
    let refused =
        || problem(Kind::Unauthorized, "This link was used or is over 15 minutes old. Ask for a new one.");
    let member = find(database, &columns.next().and_then(text).ok_or_else(refused)?)?;
    let way = match columns.next().and_then(number) {
        Some(1) => {
            let account = accounts::of(database, member.id)?;
            let tries = accounts::own_tries(member.id);
            match sign_in::check_second(database, &tries, &member, &account, second, Way::Mail, now)? {
                Some(Code::Recovery) => Way::RecoveryCode,
                _ => Way::Mail,
            }
        }
        _ => Way::Link,
    };
    Ok(database.transaction_with(|| {
        let values = vec![token::digest(code).into(), now.0.into(), member.id.to_string().into()];
        database.run(
            "DELETE FROM codes WHERE digest = ?1 OR expires <= ?2 OR (member = ?3 AND mailed)",
            values,
        )?;
        sessions::begin(database, member.clone(), way, visit, now)
    })?)
}

/// Everybody who works here, by name.
pub fn list(database: &Database) -> Outcome<Members> {
    let mut members = all(database)?;
    members.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Members { members })
}

/// The team, with all about their accounts that whoever manages it needs to know.
pub fn team(database: &Database, now: Millis) -> Outcome<Team> {
    let with_account = |member: Member| {
        let account = accounts::of(database, member.id)?;
        let open = sessions::of(database, member.id, None, now)?;
        Ok(TeamMember {
            email: account.email,
            password: account.password.is_some(),
            codes: account.codes.is_some(),
            passkeys: accounts::passkeys(database, member.id)?.len() as u32,
            sessions: open.len() as u32,
            seen: open.iter().filter_map(|session| session.used).max(),
            member,
        })
    };
    let members = list(database)?.members.into_iter().map(with_account).collect::<Outcome<_>>()?;
    Ok(Team { members, invitations: invitations::open(database, now)? })
}

/// Gives somebody another role, which takes their invitations back; answers with their sessions, which have ended: sockets carry the role they were opened with.
///
/// # Errors
/// Not found; forbidden for a guest; wrong state, where no owner would be left.
pub fn set_role(
    database: &Database,
    who: &Identity,
    id: StaffId,
    role: Role,
    now: Millis,
) -> Outcome<Vec<String>> {
    let member = known(database, id)?;
    check_at_home(&member)?;
    let role = desk::staff::role(role)?;
    desk::staff::check_owner_left(&all(database)?, id, Some(role))?;
    if member.role == role {
        return Ok(vec![]);
    }
    let ended = sessions::ids(database, id, None)?;
    let deed = Deed::RoleChanged { name: member.name.clone(), from: member.role, to: role };
    database.transaction(|| {
        store(database, &Member { role, ..member.clone() })?;
        invitations::revoke_all_by(database, id)?;
        sessions::end(database, &ended, now)?;
        audit::record(database, who, deed.clone(), now)
    })?;
    Ok(ended)
}

/// Removes a member with everything that lets them in; answers with their sessions, which have ended.
///
/// # Errors
/// Not found; forbidden for oneself and for a guest; wrong state, where no owner would be left.
pub fn remove(database: &Database, who: &Identity, id: StaffId, now: Millis) -> Outcome<Vec<String>> {
    let member = known(database, id)?;
    check_at_home(&member)?;
    if matches!(who, Identity::Staff(staff) if staff.member.id == id) {
        return Err(problem(Kind::Forbidden, "Another owner can remove you."));
    }
    desk::staff::check_owner_left(&all(database)?, id, None)?;
    let ended = sessions::ids(database, id, None)?;
    database.transaction(|| {
        erase(database, &member, now)?;
        audit::record(database, who, Deed::MemberRemoved { name: member.name.clone() }, now)
    })?;
    Ok(ended)
}

/// Erases a member with everything that lets them in. To be called inside a transaction; their sockets are still to be closed.
pub fn erase(database: &Database, member: &Member, now: Millis) -> Result<()> {
    let id = member.id;
    sessions::end(database, &sessions::ids(database, id, None)?, now)?;
    accounts::erase(database, id)?;
    invitations::revoke_all_by(database, id)?;
    database.run("DELETE FROM codes WHERE member = ?", vec![id.to_string().into()])?;
    database.run("DELETE FROM saved_views WHERE member = ?", vec![id.to_string().into()])?;
    database.run("DELETE FROM members WHERE id = ?", vec![id.to_string().into()])
}
