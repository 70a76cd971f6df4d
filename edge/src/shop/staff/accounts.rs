//! One's own account: what somebody signs in with, and how they change it.

use protocol::account::{Account, CodeSecret, Passkey, RecoveryCodes};
use protocol::audit::Deed;
use protocol::limits::{PASSKEYS, RECOVERY_CODES};
use protocol::problem::Kind;
use protocol::staff::Member;
use protocol::{Millis, StaffId};
use worker::Result;

use super::call::MadePasskey;
use super::{attempts, members, sessions};
use crate::failure::{Outcome, not_found, problem};
use crate::identity::Staff;
use crate::password::Key;
use crate::shop::{audit, knowledge};
use crate::storage::{Database, number, text};
use crate::{codes, token};

/// What is stored of an account.
#[derive(Debug, Default)]
pub struct Stored {
    /// The e-mail address, in lower case.
    pub email: Option<String>,
    /// The digest of the password's key.
    pub password: Option<String>,
    /// The authenticator app's secret, …
    pub codes: Option<String>,
    /// … and one that is still to be confirmed.
    codes_pending: Option<String>,
    /// The step of the last code that was used.
    codes_step: i64,
}

/// The account of a member; an empty one for who has never set anything.
pub fn of(database: &Database, member: StaffId) -> Result<Stored> {
    let query = "SELECT email, password, codes, codes_pending, codes_step FROM accounts WHERE member = ?";
    let Some(row) = database.rows(query, vec![member.to_string().into()])?.into_iter().next() else {
        return Ok(Stored::default());
    };
    let mut columns = row.into_iter();
    let mut next = || columns.next().and_then(text);
    let (email, password, codes, codes_pending) = (next(), next(), next(), next());
    let codes_step = columns.next().and_then(number).unwrap_or_default();
    Ok(Stored { email, password, codes, codes_pending, codes_step })
}

/// Whose e-mail address it is.
pub fn with_email(database: &Database, email: &str) -> Result<Option<String>> {
    database.text("SELECT member FROM accounts WHERE email = ?", vec![email.into()])
}

/// Sets one column of an account.
pub fn set(database: &Database, member: StaffId, column: &'static str, value: Option<&str>) -> Result<()> {
    let id = member.to_string();
    database.run("INSERT OR IGNORE INTO accounts (member) VALUES (?)", vec![id.as_str().into()])?;
    let statement = format!("UPDATE accounts SET {column} = ? WHERE member = ?");
    database.run(&statement, vec![value.into(), id.into()])
}

/// Erases all that somebody signs in with. To be called inside a transaction.
pub fn erase(database: &Database, member: StaffId) -> Result<()> {
    for table in ["accounts", "passkeys", "recovery_codes"] {
        let statement = format!("DELETE FROM {table} WHERE member = ?");
        database.run(&statement, vec![member.to_string().into()])?;
    }
    Ok(())
}

/// The account as its owner sees it.
pub fn show(database: &Database, staff: &Staff, now: Millis) -> Outcome<Account> {
    let member = staff.member.clone();
    let stored = of(database, member.id)?;
    let left = "SELECT count(*) FROM recovery_codes WHERE member = ?";
    Ok(Account {
        email: stored.email,
        password: stored.password.is_some(),
        codes: stored.codes.is_some(),
        recovery_codes: database.number(left, vec![member.id.to_string().into()])?.unwrap_or(0) as u32,
        passkeys: passkeys(database, member.id)?,
        sessions: sessions::of(database, member.id, Some(&staff.session.id), now)?,
        member,
    })
}

/// Changes one's name.
pub fn rename(database: &Database, staff: &Staff, name: &str, now: Millis) -> Outcome<()> {
    let name = desk::staff::name(name)?;
    let member = Member { name: name.clone(), ..staff.member.clone() };
    Ok(database.transaction(|| {
        members::store(database, &member)?;
        audit::record_of(database, Some(&staff.member), Deed::Renamed { name: name.clone() }, now)
    })?)
}

// ── Passkeys ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A member's passkeys, oldest first.
pub fn passkeys(database: &Database, member: StaffId) -> Result<Vec<Passkey>> {
    let query = "SELECT id, name, added, used FROM passkeys WHERE member = ? ORDER BY added, id";
    let passkey = |row: Vec<_>| {
        let mut columns = row.into_iter();
        Some(Passkey {
            id: columns.next().and_then(text)?,
            name: columns.next().and_then(text)?,
            added: Millis(columns.next().and_then(number)?),
            used: columns.next().and_then(number).map(Millis),
        })
    };
    let rows = database.rows(query, vec![member.to_string().into()])?;
    Ok(rows.into_iter().filter_map(passkey).collect())
}

/// Uses a challenge up.
///
/// # Errors
/// Unauthorized, if it was used before or is over.
pub fn use_challenge(database: &Database, challenge: &str, ends: Millis, now: Millis) -> Outcome<()> {
    if ends <= now {
        return Err(problem(Kind::Unauthorized, "That took too long. Try again."));
    }
    database.run("DELETE FROM challenges WHERE ends <= ?", vec![now.0.into()])?;
    let query = "SELECT ends FROM challenges WHERE challenge = ?";
    if database.number(query, vec![challenge.into()])?.is_some() {
        return Err(problem(Kind::Unauthorized, "This passkey's answer was used already. Try again."));
    }
    let values = vec![challenge.into(), ends.0.into()];
    Ok(database.run("INSERT INTO challenges (challenge, ends) VALUES (?, ?)", values)?)
}

/// Whether a new passkey may be added to an account.
///
/// # Errors
/// Id taken; invalid, if there are too many.
pub fn check_passkey(database: &Database, member: StaffId, passkey: &MadePasskey) -> Outcome<()> {
    let query = "SELECT member FROM passkeys WHERE id = ?";
    if database.text(query, vec![passkey.key.id.as_str().into()])?.is_some() {
        return Err(problem(Kind::IdTaken, "This passkey was added already."));
    }
    if passkeys(database, member)?.len() >= PASSKEYS {
        return Err(problem(Kind::Invalid, format!("At most {PASSKEYS} passkeys: remove one first.")));
    }
    Ok(())
}

/// Stores a new passkey. To be called inside a transaction.
pub fn store_passkey(
    database: &Database,
    member: &Member,
    name: &str,
    passkey: &MadePasskey,
    now: Millis,
) -> Result<()> {
    let statement = "INSERT INTO passkeys (id, member, name, key, counter, added) VALUES (?, ?, ?, ?, ?, ?)";
    let values = vec![
        passkey.key.id.as_str().into(),
        member.id.to_string().into(),
        name.into(),
        passkey.key.key.as_str().into(),
        i64::from(passkey.key.counter).into(),
        now.0.into(),
    ];
    database.run(statement, values)?;
    audit::record_of(database, Some(member), Deed::PasskeyAdded { name: name.to_owned() }, now)
}

/// Adds a passkey to one's account.
pub fn add_passkey(
    database: &Database,
    staff: &Staff,
    name: &str,
    passkey: &MadePasskey,
    now: Millis,
) -> Outcome<()> {
    let name = desk::staff::name(name)?;
    check_passkey(database, staff.member.id, passkey)?;
    use_challenge(database, &passkey.challenge, passkey.ends, now)?;
    Ok(database.transaction(|| store_passkey(database, &staff.member, &name, passkey, now))?)
}

/// Calls one's passkey something else.
pub fn rename_passkey(database: &Database, staff: &Staff, id: &str, name: &str) -> Outcome<()> {
    let name = desk::staff::name(name)?;
    own_passkey(database, staff, id)?;
    Ok(database.run("UPDATE passkeys SET name = ? WHERE id = ?", vec![name.into(), id.into()])?)
}

/// Removes one's passkey.
///
/// # Errors
/// Not found; wrong state, where nothing to sign in with would be left.
pub fn remove_passkey(database: &Database, staff: &Staff, id: &str, now: Millis) -> Outcome<()> {
    let name = own_passkey(database, staff, id)?;
    let member = staff.member.id;
    if passkeys(database, member)?.len() == 1 && of(database, member)?.password.is_none() {
        return Err(problem(Kind::WrongState, "Add another passkey or set a password first."));
    }
    Ok(database.transaction(|| {
        database.run("DELETE FROM passkeys WHERE id = ?", vec![id.into()])?;
        audit::record_of(database, Some(&staff.member), Deed::PasskeyRemoved { name: name.clone() }, now)
    })?)
}

fn own_passkey(database: &Database, staff: &Staff, id: &str) -> Outcome<String> {
    let query = "SELECT name FROM passkeys WHERE id = ? AND member = ?";
    let name = database.text(query, vec![id.into(), staff.member.id.to_string().into()])?;
    name.ok_or_else(|| not_found("passkey"))
}

// ── Password and codes ──────────────────────────────────────────────────────────────────────────────────────────────

/// Sets one's password; answers with one's other sessions, which have ended.
///
/// # Errors
/// Unauthorized when the password so far is wrong, slow down after too many of those, id taken when the e-mail address is
/// a colleague's.
pub fn set_password(
    database: &Database,
    staff: &Staff,
    current: Option<&Key>,
    email: &str,
    key: &Key,
    now: Millis,
) -> Outcome<Vec<String>> {
    let member = &staff.member;
    let stored = of(database, member.id)?;
    if let Some(password) = &stored.password {
        let is_right = current.is_some_and(|current| token::same(&current.digest(), password));
        attempts::count(database, &own_tries(member.id), is_right, now)?;
        if !is_right {
            return Err(problem(Kind::Forbidden, "The password so far isn't right."));
        }
    }
    if with_email(database, email)?.is_some_and(|owner| owner != member.id.to_string()) {
        return Err(problem(Kind::IdTaken, "A colleague uses this e-mail address already."));
    }
    let ended = sessions::ids(database, member.id, Some(&staff.session.id))?;
    database.transaction(|| {
        set(database, member.id, "email", Some(email))?;
        set(database, member.id, "password", Some(&key.digest()))?;
        sessions::end(database, &ended, now)?;
        let mailed = "DELETE FROM codes WHERE member = ? AND mailed";
        database.run(mailed, vec![member.id.to_string().into()])?;
        audit::record_of(database, Some(member), Deed::PasswordSet, now)
    })?;
    Ok(ended)
}

/// A new secret for an authenticator app, which counts once it is confirmed.
pub fn new_codes(database: &Database, staff: &Staff) -> Outcome<CodeSecret> {
    let member = &staff.member;
    let stored = of(database, member.id)?;
    if stored.password.is_none() {
        return Err(problem(Kind::WrongState, "Set a password first: codes are asked for after it."));
    }
    if stored.codes.is_some() {
        return Err(problem(Kind::WrongState, "Codes are asked for already. Turn them off first."));
    }
    let secret = codes::new_secret();
    set(database, member.id, "codes_pending", Some(&secret))?;
    let shop_name = knowledge::settings(database)?.name;
    Ok(codes::to_show(secret, &shop_name, stored.email.as_deref().unwrap_or(&member.name)))
}

/// Confirms the new secret with a code; answers with recovery codes.
///
/// # Errors
/// Wrong state without a new secret, forbidden when the code isn't right, slow down after too many of those.
pub fn confirm_codes(database: &Database, staff: &Staff, code: &str, now: Millis) -> Outcome<RecoveryCodes> {
    let member = &staff.member;
    let pending = of(database, member.id)?.codes_pending;
    let secret =
        pending.ok_or_else(|| problem(Kind::WrongState, "Begin anew: there is no code to confirm."))?;
    let step = codes::step(&secret, code, now);
    attempts::count(database, &own_tries(member.id), step.is_some(), now)?;
    let step = step.ok_or_else(wrong_code)?;
    let fresh: Vec<String> = (0..RECOVERY_CODES).map(|_| codes::recovery_code()).collect();
    database.transaction(|| {
        set(database, member.id, "codes", Some(&secret))?;
        set(database, member.id, "codes_pending", None)?;
        set_step(database, member.id, step)?;
        let id = || member.id.to_string();
        database.run("DELETE FROM recovery_codes WHERE member = ?", vec![id().into()])?;
        for code in &fresh {
            let values = vec![recovery_digest(member.id, code).into(), id().into()];
            database.run("INSERT INTO recovery_codes (digest, member) VALUES (?, ?)", values)?;
        }
        audit::record_of(database, Some(member), Deed::CodesOn, now)
    })?;
    Ok(RecoveryCodes { codes: fresh })
}

/// Asks for no codes any more.
///
/// # Errors
/// Wrong state when none are asked for, forbidden when the code isn't right, slow down after too many of those.
pub fn stop_codes(database: &Database, staff: &Staff, code: &str, now: Millis) -> Outcome<()> {
    let member = &staff.member;
    let stored = of(database, member.id)?;
    if stored.codes.is_none() {
        return Err(problem(Kind::WrongState, "No codes are asked for."));
    }
    attempts::check(database, &own_tries(member.id), now)?;
    let used = use_code(database, member.id, &stored, code, now)?;
    attempts::count(database, &own_tries(member.id), used.is_some(), now)?;
    used.ok_or_else(wrong_code)?;
    Ok(database.transaction(|| {
        set(database, member.id, "codes", None)?;
        database.run("DELETE FROM recovery_codes WHERE member = ?", vec![member.id.to_string().into()])?;
        audit::record_of(database, Some(member), Deed::CodesOff, now)
    })?)
}

/// Which kind of code was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// One of the authenticator app.
    App,
    /// A recovery code.
    Recovery,
}

/// Uses a code up, if it is good.
pub fn use_code(
    database: &Database,
    member: StaffId,
    stored: &Stored,
    code: &str,
    now: Millis,
) -> Result<Option<Code>> {
    let step = stored.codes.as_ref().and_then(|secret| codes::step(secret, code, now));
    if let Some(step) = step.filter(|step| *step > stored.codes_step) {
        set_step(database, member, step)?;
        return Ok(Some(Code::App));
    }
    let digest = recovery_digest(member, code);
    let known = "SELECT digest FROM recovery_codes WHERE digest = ?";
    if database.text(known, vec![digest.as_str().into()])?.is_none() {
        return Ok(None);
    }
    database.run("DELETE FROM recovery_codes WHERE digest = ?", vec![digest.into()])?;
    Ok(Some(Code::Recovery))
}

fn set_step(database: &Database, member: StaffId, step: i64) -> Result<()> {
    let values = vec![step.into(), member.to_string().into()];
    database.run("UPDATE accounts SET codes_step = ? WHERE member = ?", values)
}

fn recovery_digest(member: StaffId, code: &str) -> String {
    token::digest(&format!("{member} {}", codes::plain(code)))
}

/// Under which name wrong tries of a known member are counted: of one who is signed in, or follows a mailed link.
pub fn own_tries(member: StaffId) -> String {
    format!("member {member}")
}

fn wrong_code() -> crate::failure::Failure {
    problem(Kind::Forbidden, "This code isn't right, or was used already. Wait for the next one.")
}
