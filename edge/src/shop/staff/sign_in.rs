//! Signing in with a passkey, or with a password and a code.

use protocol::Millis;
use protocol::audit::{Deed, Way};
use protocol::problem::Kind;
use protocol::staff::Member;

use super::accounts::{self, Code, Stored};
use super::call::{SignedIn, UsedPasskey, Visit};
use super::{attempts, members, sessions};
use crate::failure::{Failure, Outcome, problem};
use crate::passkey::{self, Ceremony};
use crate::password::Key;
use crate::shop::audit;
use crate::storage::{Database, number, text};
use crate::token;

/// Signs in with a passkey.
///
/// # Errors
/// Unauthorized: a removed passkey, another key's signature, an answer that was used before.
pub fn by_passkey(database: &Database, used: &UsedPasskey, visit: &Visit, now: Millis) -> Outcome<SignedIn> {
    let unknown =
        || problem(Kind::Unauthorized, "This passkey isn't known here any more. Sign in another way.");
    let query = "SELECT member, key, counter FROM passkeys WHERE id = ? AND member = ?";
    let values = vec![used.id.as_str().into(), used.member.to_string().into()];
    let row = database.rows(query, values)?.into_iter().next().ok_or_else(unknown)?;
    let mut columns = row.into_iter();
    let member = members::find(database, &columns.next().and_then(text).unwrap_or_default())?;
    let key = columns.next().and_then(text).unwrap_or_default();
    let counter = columns.next().and_then(number).and_then(|counter| u32::try_from(counter).ok());

    let seen = passkey::seen(&used.assertion.client_data, Ceremony::Get, &used.site);
    let seen = seen.map_err(|_| unknown())?;
    let verified = passkey::used(&used.assertion, &seen, &key, counter.unwrap_or_default(), &used.site);
    let Ok(counter) = verified else {
        failed(database, &member, Way::Passkey, now)?;
        return Err(problem(
            Kind::Unauthorized,
            "This passkey's answer can't be verified. Sign in another way.",
        ));
    };
    accounts::use_challenge(database, &seen.challenge, used.ends, now)?;
    Ok(database.transaction_with(|| {
        let values = vec![i64::from(counter).into(), now.0.into(), used.id.as_str().into()];
        database.run("UPDATE passkeys SET counter = ?, used = ? WHERE id = ?", values)?;
        sessions::begin(database, member.clone(), Way::Passkey, visit, now)
    })?)
}

/// Signs in with a password, and a code where codes are asked for.
///
/// # Errors
/// Unauthorized, the same whether there is such an account or not; second factor, where a code is missing or wrong; slow
/// down, after too many of either.
pub fn by_password(
    database: &Database,
    email: &str,
    key: &Key,
    code: Option<&str>,
    visit: &Visit,
    now: Millis,
) -> Outcome<SignedIn> {
    attempts::check(database, email, now)?;
    let member = accounts::with_email(database, email)?;
    let member = member.map(|id| members::find(database, &id)).transpose()?;
    let stored =
        member.as_ref().map(|member| accounts::of(database, member.id)).transpose()?.unwrap_or_default();
    let password = stored.password.as_deref().unwrap_or_default();
    let (true, Some(member)) = (token::same(&key.digest(), password), &member) else {
        attempts::count(database, email, false, now)?;
        if let Some(member) = &member {
            failed(database, member, Way::Password, now)?;
        }
        return Err(wrong());
    };
    let used = check_second(database, email, member, &stored, code, Way::Password, now)?;
    let way = if used == Some(Code::Recovery) { Way::RecoveryCode } else { Way::Password };
    attempts::count(database, email, true, now)?;
    Ok(database.transaction_with(|| sessions::begin(database, member.clone(), way, visit, now))?)
}

/// Asks for the second factor, where the account has one; answers with what was used. Wrong tries are counted under `subject`.
///
/// # Errors
/// Second factor, where it is missing or wrong; slow down, after too many wrong ones.
pub fn check_second(
    database: &Database,
    subject: &str,
    member: &Member,
    stored: &Stored,
    code: Option<&str>,
    way: Way,
    now: Millis,
) -> Outcome<Option<Code>> {
    if stored.codes.is_none() {
        return Ok(None);
    }
    attempts::check(database, subject, now)?;
    let missing = || problem(Kind::SecondFactor, "Send a code of the authenticator app too.");
    let used = accounts::use_code(database, member.id, stored, code.ok_or_else(missing)?, now)?;
    attempts::count(database, subject, used.is_some(), now)?;
    if used.is_none() {
        failed(database, member, way, now)?;
        return Err(problem(Kind::SecondFactor, "This code isn't right, or was used already."));
    }
    Ok(used)
}

/// What is said when shop, e-mail address or password aren't right; which of them, nobody learns.
pub fn wrong() -> Failure {
    problem(Kind::Unauthorized, "Shop, e-mail address or password isn't right. Check all three.")
}

fn failed(database: &Database, member: &Member, way: Way, now: Millis) -> Outcome<()> {
    Ok(audit::record_of(database, Some(member), Deed::SignInFailed { way }, now)?)
}
