//! The rules of staff accounts: names, e-mail addresses, passwords, how long to wait after wrong ones, and that a shop is
//! never left without an owner.

use protocol::limits::{EMAIL_BYTES, NAME_CHARS, PASSWORD_CHARS};
use protocol::problem::{Kind, Problem};
use protocol::staff::{Member, Role};
use protocol::{Millis, StaffId};

use crate::text::{clean, is_email};

/// Wrong sign-ins in a row before there is a wait.
const FREE_TRIES: u32 = 5;

/// The first wait, in milliseconds: a minute. Each further failure doubles it …
const FIRST_WAIT_MS: i64 = 60_000;

/// … up to 15 minutes.
const LONGEST_WAIT_MS: i64 = 15 * 60_000;

/// After so many milliseconds without a failure they are forgotten: an hour.
const FORGOTTEN_MS: i64 = 3_600_000;

/// Passwords of ten characters and more that stand on every list of common ones, or soon would.
const COMMON: [&str; 16] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "12345678910",
    "123456789a",
    "qwertyuiop",
    "password123",
    "password1234",
    "passw0rd123",
    "katasandi123",
    "bismillah123",
    "indonesia123",
    "sayangku123",
    "rahasia123",
    "iloveyou123",
    "admin12345",
];

/// A name as it is stored.
///
/// # Errors
/// Invalid.
pub fn name(text: &str) -> Result<String, Problem> {
    let name = text.trim();
    let is_plain = clean(name) == name && !name.contains(char::is_control);
    if !is_plain || name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(invalid(format!("Give a name of 1 to {NAME_CHARS} characters that can be seen.")));
    }
    Ok(name.to_owned())
}

/// A role that somebody can be given.
///
/// # Errors
/// Invalid.
pub fn role(role: Role) -> Result<Role, Problem> {
    if Role::ALL.contains(&role) {
        return Ok(role);
    }
    Err(invalid("Give a role: owner, supervisor, agent, trainer or seller."))
}

/// A role that a platform's people can be given in a seller's shop: its owners stay masters of it.
///
/// # Errors
/// Invalid.
pub fn sent_role(role: Role) -> Result<Role, Problem> {
    match role {
        Role::Agent | Role::Supervisor => Ok(role),
        _ => Err(invalid("Send somebody as an agent or as a supervisor.")),
    }
}

/// An e-mail address as it is stored and compared: in lower case. Whether somebody reads it, only a message can tell.
///
/// # Errors
/// Invalid.
pub fn email(text: &str) -> Result<String, Problem> {
    let email = text.trim().to_lowercase();
    if !is_email(&email) || clean(&email) != email || email.len() > EMAIL_BYTES {
        return Err(invalid("Give an e-mail address such as dina@toko.id."));
    }
    Ok(email)
}

/// Whether a password may be set for the account with an e-mail address.
///
/// # Errors
/// Invalid.
pub fn check_password(password: &str, email: &str) -> Result<(), Problem> {
    let (least, most) = (PASSWORD_CHARS.start(), PASSWORD_CHARS.end());
    if !PASSWORD_CHARS.contains(&password.chars().count()) {
        return Err(invalid(format!("Choose a password of {least} to {most} characters.")));
    }
    let lower = password.to_lowercase();
    let different: std::collections::BTreeSet<char> = lower.chars().collect();
    let guessable = different.len() < 5 || COMMON.contains(&lower.as_str()) || lower == email;
    if guessable {
        return Err(invalid("This password is easily guessed. Choose another, such as three or four words."));
    }
    Ok(())
}

/// Wrong sign-ins in a row, the last of them at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the last one was.
    pub last: Millis,
}

impl Failures {
    /// Until when nothing more is tried.
    #[must_use]
    pub fn wait_until(self) -> Millis {
        let Some(over) = self.count.checked_sub(FREE_TRIES) else { return self.last };
        self.last.plus((FIRST_WAIT_MS << over.min(10)).min(LONGEST_WAIT_MS))
    }

    /// Whether another may be tried.
    ///
    /// # Errors
    /// Slow down, with the seconds to wait.
    pub fn check(self, now: Millis) -> Result<(), Problem> {
        let left = self.wait_until().since(now);
        if left <= 0 || self.count < FREE_TRIES {
            return Ok(());
        }
        let seconds = u32::try_from(left.saturating_add(999) / 1_000).unwrap_or(u32::MAX);
        let detail = format!("Too many wrong tries. Wait {seconds} seconds, then try again.");
        Err(Problem { retry_after: Some(seconds), ..Problem::new(Kind::SlowDown, detail) })
    }

    /// These, and one more.
    #[must_use]
    pub fn and_one(self, now: Millis) -> Self {
        let count = if now.since(self.last) > FORGOTTEN_MS { 0 } else { self.count };
        Self { count: count.saturating_add(1), last: now }
    }

    /// Failures that were last added to before this moment are forgotten at `now`.
    #[must_use]
    pub fn forgotten_before(now: Millis) -> Millis {
        now.plus(-FORGOTTEN_MS)
    }
}

/// Whether an owner is left when somebody gets another role, or (`None`) goes.
///
/// # Errors
/// Wrong state.
pub fn check_owner_left(members: &[Member], id: StaffId, role: Option<Role>) -> Result<(), Problem> {
    let stays_owner = role == Some(Role::Owner);
    let another = members.iter().any(|member| member.role == Role::Owner && member.id != id);
    let was_owner = members.iter().any(|member| member.role == Role::Owner && member.id == id);
    if !was_owner || stays_owner || another {
        return Ok(());
    }
    Err(Problem::new(Kind::WrongState, "A shop needs an owner. Make somebody else an owner first."))
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::Invalid, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn after(failures: u32) -> Failures {
        (0..failures).fold(Failures::default(), |failures, _| failures.and_one(NOW))
    }

    #[test]
    fn five_tries_are_free_then_the_wait_doubles_up_to_fifteen_minutes() {
        assert_eq!(after(4).check(NOW), Ok(()));
        let minutes = |failures| after(failures).wait_until().since(NOW) / 60_000;
        assert_eq!([5, 6, 7, 8, 9, 40].map(minutes), [1, 2, 4, 8, 15, 15]);
        let problem = after(5).check(NOW.plus(1)).unwrap_err();
        assert!(problem.is(Kind::SlowDown));
        assert_eq!(problem.retry_after, Some(60));
        assert_eq!(after(5).check(NOW.plus(60_000)), Ok(()));
    }

    #[test]
    fn failures_of_an_hour_ago_are_forgotten() {
        assert_eq!(after(9).and_one(NOW.plus(FORGOTTEN_MS + 1)).count, 1);
        assert_eq!(after(9).and_one(NOW.plus(FORGOTTEN_MS)).count, 10);
    }

    #[test]
    fn an_address_is_compared_in_lower_case() {
        assert_eq!(email(" Dina@Toko.ID ").unwrap(), "dina@toko.id");
        for bad in
            ["", "dina", "dina@", "@toko.id", "dina@toko", "a b@toko.id", "a@b@toko.id", "a@.id", "a@id."]
        {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert!(email(&format!("{}@toko.id", "x".repeat(260))).is_err());
    }

    #[test]
    fn a_password_is_long_and_not_the_first_that_comes_to_mind() {
        assert!(check_password("kuda baterai benar", "dina@toko.id").is_ok());
        for bad in
            ["pendek123", "1234567890", "aaaaaaaaaaaa", "Bismillah123", "DINA@toko.id", &"xyzab".repeat(41)]
        {
            assert!(check_password(bad, "dina@toko.id").is_err(), "{bad}");
        }
    }

    #[test]
    fn nobody_is_sent_to_rule_a_sellers_shop() {
        let sent = Role::ALL.into_iter().filter(|role| sent_role(*role).is_ok());
        assert_eq!(sent.collect::<Vec<_>>(), [Role::Supervisor, Role::Agent]);
        assert!(sent_role(Role::Unknown).is_err());
    }

    #[test]
    fn the_last_owner_stays_one() {
        let member = |number, role| Member {
            id: StaffId::from_parts(NOW, number),
            shop: "toko-batik".parse().unwrap(),
            name: "x".into(),
            role,
            home: None,
        };
        let (one, two) = (member(1, Role::Owner), member(2, Role::Owner));
        let agent = member(3, Role::Agent);
        let alone = [one.clone(), agent.clone()];
        assert!(check_owner_left(&alone, one.id, None).is_err());
        assert!(check_owner_left(&alone, one.id, Some(Role::Agent)).is_err());
        assert!(check_owner_left(&alone, one.id, Some(Role::Owner)).is_ok());
        assert!(check_owner_left(&alone, agent.id, None).is_ok());
        assert!(check_owner_left(&[one.clone(), two, agent], one.id, None).is_ok());
    }
}
