//! Who is signed in on the shop's own pages: what a token about it must say, and which of the shop's customers that makes
//! a shopper. Whether the token's signature is good the shell knows.

use protocol::customer::Verified;
use protocol::event::{Contact, ContactChannel};
use protocol::identity::Claims;
use protocol::limits::{CUSTOMER_NAME_CHARS, EXTERNAL_ID_CHARS, USER_TOKEN_LEEWAY_MS, USER_TOKEN_MS};
use protocol::problem::{Kind, Problem};
use protocol::{CustomerId, Millis};

use crate::commands::valid;
use crate::text::{clean, optional};

/// A signed-in customer of the shop's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// What the shop vouches for.
    pub verified: Verified,
    /// All the ways to reach them that it knows.
    pub contacts: Vec<Contact>,
}

/// Reads what a token says at `now`.
///
/// # Errors
/// `Unauthorized` outside its time, else `Invalid` or `TooLarge`: which claim is wrong, for whoever makes the tokens.
pub fn checked(claims: &Claims, now: Millis) -> Result<User, Problem> {
    in_time(claims, now)?;
    let name = about("name", optional(claims.name.as_deref().unwrap_or_default(), CUSTOMER_NAME_CHARS))?;
    let email = contact("email", ContactChannel::Email, claims.email.as_deref())?;
    let phone = contact("phone_number", ContactChannel::Whatsapp, claims.phone_number.as_deref())?;
    let known = [(&phone, claims.phone_number_verified), (&email, claims.email_verified)];
    let verified = Verified {
        external_id: external_id(&claims.sub)?,
        name: name.replace(['\n', '\t'], " "),
        contacts: known
            .into_iter()
            .filter(|(_, is_theirs)| *is_theirs)
            .filter_map(|(it, _)| it.clone())
            .collect(),
    };
    Ok(User { verified, contacts: phone.into_iter().chain(email).collect() })
}

fn in_time(claims: &Claims, now: Millis) -> Result<(), Problem> {
    let at = |seconds: f64| Millis((seconds * 1_000.0) as i64);
    let seconds = now.0 / 1_000;
    if now >= at(claims.exp).plus(USER_TOKEN_LEEWAY_MS) {
        let detail =
            format!("The token has ended: `exp` is {}, and it is {seconds} now. Sign a new one.", claims.exp);
        return Err(Problem::new(Kind::Unauthorized, detail));
    }
    if at(claims.exp) > now.plus(USER_TOKEN_MS + USER_TOKEN_LEEWAY_MS) {
        let most = USER_TOKEN_MS / 1_000;
        let detail = format!(
            "`exp` must be at most {most} seconds ahead, in seconds since 1970: it is {}, and it is {seconds} now.",
            claims.exp
        );
        return Err(Problem::new(Kind::Invalid, detail));
    }
    if claims.nbf.is_some_and(|begins| at(begins) > now.plus(USER_TOKEN_LEEWAY_MS)) {
        return Err(Problem::new(Kind::Unauthorized, "The token isn't good yet: `nbf` lies ahead."));
    }
    Ok(())
}

/// As it is written: two numbers that look the same must not be two customers, so what can't be seen is refused.
fn external_id(sub: &str) -> Result<String, Problem> {
    let chars = sub.chars().count();
    if !(1..=EXTERNAL_ID_CHARS).contains(&chars) {
        let detail = format!(
            "`sub`, your own number for the customer, must have 1 to {EXTERNAL_ID_CHARS} characters: it has {chars}."
        );
        return Err(Problem::new(Kind::Invalid, detail));
    }
    if clean(sub) != sub || sub.contains(['\n', '\t']) {
        return Err(Problem::new(Kind::Invalid, "`sub` has characters that can't be seen. Leave them out."));
    }
    Ok(sub.to_owned())
}

/// A claim that is empty is as good as none.
fn contact(claim: &str, channel: ContactChannel, address: Option<&str>) -> Result<Option<Contact>, Problem> {
    let Some(address) = address.filter(|address| !address.is_empty()) else { return Ok(None) };
    about(claim, valid(&Contact { channel, address: address.to_owned() })).map(Some)
}

fn about<T>(claim: &str, checked: Result<T, Problem>) -> Result<T, Problem> {
    checked.map_err(|problem| Problem { detail: format!("`{claim}`: {}", problem.detail), ..problem })
}

/// Which customer somebody is, now that the shop has said who they are; `None`: a new one. Nobody is merged.
///
/// * `known`: who has the number already.
/// * `came_as`: as whom they came, and whether that one, or somebody merged with them, has a number (another one, then).
#[must_use]
pub fn becomes(known: Option<CustomerId>, came_as: Option<(CustomerId, bool)>) -> Option<CustomerId> {
    known.or(came_as.filter(|(_, has_number)| !has_number).map(|(customer, _)| customer))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn claims() -> Claims {
        Claims { sub: "1042".into(), exp: seconds(3_600_000), ..Claims::default() }
    }

    /// So many milliseconds from now, in seconds since 1970.
    fn seconds(ms: i64) -> f64 {
        NOW.plus(ms).0 as f64 / 1_000.0
    }

    fn refused(claims: &Claims) -> Problem {
        checked(claims, NOW).expect_err("claims that are refused")
    }

    #[test]
    fn what_the_shop_knows_is_taken_over_cleaned() {
        let claims = Claims {
            name: Some(" Sari\nDewi\u{202E} ".into()),
            email: Some("sari@contoh.id".into()),
            email_verified: true,
            phone_number: Some("+62 812 3456 7890".into()),
            ..claims()
        };
        let User { verified, contacts } = checked(&claims, NOW).unwrap();
        assert_eq!((verified.external_id.as_str(), verified.name.as_str()), ("1042", "Sari Dewi"));
        let addresses = |contacts: &[Contact]| -> Vec<String> {
            contacts.iter().map(|contact| contact.address.clone()).collect()
        };
        assert_eq!(addresses(&contacts), ["+62 812 3456 7890", "sari@contoh.id"]);
        assert_eq!(addresses(&verified.contacts), ["sari@contoh.id"], "only what is called verified");
        let bare = checked(&Claims { email: Some(String::new()), ..self::claims() }, NOW).unwrap();
        assert_eq!((bare.contacts, bare.verified.name), (vec![], String::new()), "empty is as good as none");
    }

    #[test]
    fn a_token_has_its_time() {
        let ends = |ms| checked(&Claims { exp: seconds(ms), ..claims() }, NOW);
        let (leeway, longest) = (USER_TOKEN_LEEWAY_MS, USER_TOKEN_MS);
        assert!(ends(1 - leeway).is_ok() && ends(longest + leeway).is_ok());
        assert!(ends(-leeway).unwrap_err().is(Kind::Unauthorized));
        assert!(ends(longest + leeway + 1).unwrap_err().is(Kind::Invalid));
        assert!(ends(longest * 1_000).unwrap_err().detail.contains("`exp`"), "milliseconds by mistake");
        for exp in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e300] {
            assert!(checked(&Claims { exp, ..claims() }, NOW).is_err(), "{exp}");
        }
        let begins = |ms| checked(&Claims { nbf: Some(seconds(ms)), ..claims() }, NOW);
        assert!(begins(leeway).is_ok() && begins(leeway + 1).unwrap_err().is(Kind::Unauthorized));
    }

    #[test]
    fn a_problem_names_the_claim() {
        for sub in ["", &"x".repeat(EXTERNAL_ID_CHARS + 1), " 1", "1\u{202E}", "1\u{0}", "1\n2"] {
            let problem = refused(&Claims { sub: sub.to_owned(), ..claims() });
            assert!(problem.is(Kind::Invalid) && problem.detail.contains("`sub`"), "{sub:?} {problem:?}");
        }
        assert!(checked(&Claims { sub: "é".repeat(EXTERNAL_ID_CHARS), ..claims() }, NOW).is_ok());
        for (claims, name) in [
            (Claims { name: Some("x".repeat(CUSTOMER_NAME_CHARS + 1)), ..claims() }, "`name`"),
            (Claims { email: Some("sari".into()), ..claims() }, "`email`"),
            (Claims { phone_number: Some("12".into()), ..claims() }, "`phone_number`"),
        ] {
            assert!(refused(&claims).detail.starts_with(name), "{name}");
        }
    }

    #[test]
    fn nobody_has_two_numbers_and_no_number_has_two_customers() {
        let [sari, dewi] = [1, 2].map(|number| CustomerId::from_parts(NOW, number));
        for (known, came_as, expected) in [
            (None, None, None),
            (None, Some((sari, false)), Some(sari)),
            (None, Some((sari, true)), None),
            (Some(dewi), None, Some(dewi)),
            (Some(dewi), Some((sari, false)), Some(dewi)),
            (Some(dewi), Some((sari, true)), Some(dewi)),
            (Some(dewi), Some((dewi, true)), Some(dewi)),
        ] {
            assert_eq!(becomes(known, came_as), expected, "{known:?} {came_as:?}");
        }
    }
}
