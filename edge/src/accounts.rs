//! The addresses about staff accounts: signing in, one's own account, the team, invitations, the audit log.
//!
//! What can be verified without the shop's object is verified here: that a passkey was made or used on this site, for a
//! challenge of ours; and passwords become keys here. The object does the rest.

use protocol::account::{
    AcceptInvitation, Account, CodeSecret, Confirm, Invitation, InvitationDetails, Invited, MailLink,
    NewInvitation, NewPasskey, NewPassword, NewRole, OpenInvitation, PasskeySignIn, PasswordSignIn,
    RecoveryCodes, Rename, Sessions, Team,
};
use protocol::api::{Members, Session, SignIn};
use protocol::audit::AuditPage;
use protocol::limits::FRAME_BYTES;
use protocol::passkey::{
    Algorithm, CreationOptions, Descriptor, Party, Registration, RequestOptions, Selection, User,
};
use protocol::problem::Kind;
use protocol::staff::Member;
use protocol::{ShopSlug, StaffId};
use serde::de::DeserializeOwned;
use worker::{Env, Method, Request, Response, Stub};

use crate::door::{self, Counted, Limits};
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::Identity;
use crate::mail::Sender;
use crate::objects::{self, ToShop};
use crate::passkey::{self, ALGORITHMS, Ceremony};
use crate::password::Key;
use crate::routes::{self, own_shop};
use crate::shop::staff::{self, Factor, MadePasskey, SignedIn, ToStaff, UsedPasskey, Visit};
use crate::{body, browser, clock, reply, shops, token};

/// What a challenge for signing in is for.
const SIGN_IN: &str = "sign-in";

/// The addresses here, with `*` for what varies.
pub const PATTERNS: [&str; 22] = [
    "/v1/staff/challenge",
    "/v1/staff/session",
    "/v1/staff/session/passkey",
    "/v1/staff/session/password",
    "/v1/staff/session/link",
    "/v1/staff/me",
    "/v1/staff/me/passkeys",
    "/v1/staff/me/passkeys/options",
    "/v1/staff/me/passkeys/*",
    "/v1/staff/me/password",
    "/v1/staff/me/codes",
    "/v1/staff/me/codes/off",
    "/v1/staff/sessions/*",
    "/v1/staff/members",
    "/v1/staff/members/*",
    "/v1/staff/members/*/sessions",
    "/v1/staff/team",
    "/v1/staff/invitations",
    "/v1/staff/invitations/*",
    "/v1/staff/invitation",
    "/v1/staff/invitation/accept",
    "/v1/staff/audit",
];

/// Answers a request under `/v1/staff/`.
pub async fn answer(request: &mut Request, env: &Env, path: &[&str]) -> Outcome<Response> {
    let method = request.method();
    match (method, path) {
        (Method::Post, ["challenge"]) => challenge(request, env),
        (Method::Post, ["session"]) => follow_link(request, env).await,
        (Method::Post, ["session", "passkey"]) => use_passkey(request, env).await,
        (Method::Post, ["session", "password"]) => use_password(request, env).await,
        (Method::Post, ["session", "link"]) => mail_link(request, env).await,
        (Method::Get, ["session"]) => session(request, env).await,
        (Method::Delete, ["session"]) => sign_out(request, env).await,

        (Method::Get, ["me"]) => ask::<Account>(request, env, |who| ToStaff::Account { who }).await,
        (Method::Put, ["me"]) => {
            let (Rename { name }, shop, who) = change(request, env).await?;
            tell(&shop, ToStaff::Rename { who, name }).await
        }
        (Method::Post, ["me", "passkeys", "options"]) => passkey_options(request, env).await,
        (Method::Post, ["me", "passkeys"]) => add_passkey(request, env).await,
        (Method::Put, ["me", "passkeys", id]) => {
            let (Rename { name }, shop, who) = change(request, env).await?;
            tell(&shop, ToStaff::RenamePasskey { who, id: (*id).to_owned(), name }).await
        }
        (Method::Delete, ["me", "passkeys", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToStaff::RemovePasskey { who, id: (*id).to_owned() }).await
        }
        (Method::Put, ["me", "password"]) => set_password(request, env).await,
        (Method::Post, ["me", "codes"]) => {
            ask::<CodeSecret>(request, env, |who| ToStaff::NewCodes { who }).await
        }
        (Method::Put, ["me", "codes"]) => {
            let (Confirm { code }, shop, who) = change(request, env).await?;
            let call = ToShop::from(ToStaff::ConfirmCodes { who, code });
            reply::json(&objects::ask::<RecoveryCodes>(&shop, &call).await?)
        }
        (Method::Post, ["me", "codes", "off"]) => {
            let (Confirm { code }, shop, who) = change(request, env).await?;
            tell(&shop, ToStaff::StopCodes { who, code }).await
        }
        (Method::Delete, ["sessions", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToStaff::EndSession { who, session: (*id).to_owned() }).await
        }

        (Method::Get, ["members"]) => ask::<Members>(request, env, |who| ToStaff::Members { who }).await,
        (Method::Get, ["team"]) => ask::<Team>(request, env, |who| ToStaff::Team { who }).await,
        (Method::Put, ["members", id]) => {
            let (NewRole { role }, shop, who) = change(request, env).await?;
            tell(&shop, ToStaff::SetRole { who, member: staff_id(id, "member")?, role }).await
        }
        (Method::Delete, ["members", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToStaff::Remove { who, member: staff_id(id, "member")? }).await
        }
        (Method::Get, ["members", id, "sessions"]) => {
            let member = staff_id(id, "member")?;
            ask::<Sessions>(request, env, |who| ToStaff::Sessions { who, member }).await
        }
        (Method::Delete, ["members", id, "sessions"]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToStaff::EndSessions { who, member: staff_id(id, "member")? }).await
        }
        (Method::Post, ["invitations"]) => {
            let (invitation, shop, who) = change::<NewInvitation>(request, env).await?;
            let call = ToShop::from(ToStaff::Invite { who, invitation });
            reply::json(&objects::ask::<Invitation>(&shop, &call).await?)
        }
        (Method::Delete, ["invitations", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToStaff::Revoke { who, invitation: staff_id(id, "invitation")? }).await
        }
        (Method::Post, ["invitation"]) => open_invitation(request, env).await,
        (Method::Post, ["invitation", "accept"]) => accept_invitation(request, env).await,

        (Method::Get, ["audit"]) => audit(request, env).await,
        _ => Err(routes::nowhere(&[&["v1", "staff"], path].concat())),
    }
}

/// A change that somebody of the staff wants: what, their shop's object, who.
pub async fn change<T: DeserializeOwned>(request: &mut Request, env: &Env) -> Outcome<(T, Stub, Identity)> {
    let (shop, who) = own_shop(request, env).await?;
    Ok((body::json(request, FRAME_BYTES).await?, shop, who))
}

/// Asks the caller's shop, and answers what it says.
async fn ask<T: DeserializeOwned + serde::Serialize>(
    request: &Request,
    env: &Env,
    call: impl FnOnce(Identity) -> ToStaff,
) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    reply::json(&objects::ask::<T>(&shop, &ToShop::from(call(who))).await?)
}

async fn tell(shop: &Stub, call: ToStaff) -> Outcome<Response> {
    objects::tell(shop, &ToShop::from(call)).await?;
    reply::empty()
}

fn staff_id(text: &str, what: &str) -> Outcome<StaffId> {
    text.parse().map_err(|_| not_found(what))
}

// ── Signing in and out ──────────────────────────────────────────────────────────────────────────────────────────────

/// Counts a sign-in, which another site must not make: nobody is signed in to a session of another's choosing.
fn check_sign_in(request: &Request, env: &Env) -> Outcome<()> {
    door::count(request, env, Counted::SignIns, None)?;
    if door::origin(request)?.is_some_and(|origin| origin != door::own_origin(request)) {
        return Err(problem(Kind::OriginNotAllowed, "Sign in on the console's own page."));
    }
    Ok(())
}

/// The circumstances of a sign-in.
pub fn visit(request: &Request, env: &Env) -> Outcome<Visit> {
    let user_agent = request.headers().get("user-agent")?.unwrap_or_default();
    Ok(Visit { browser: browser::in_words(&user_agent), lasts: Limits::of(env).session_ms })
}

fn challenge(request: &Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    reply::json(&RequestOptions {
        challenge: token::for_challenge(&door::secret(env)?, SIGN_IN, clock::now()),
        rp_id: door::site(request).host().to_owned(),
        user_verification: REQUIRED.to_owned(),
    })
}

async fn follow_link(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    let SignIn { code, second, bearer } = body::json(request, FRAME_BYTES).await?;
    let unreadable = || problem(Kind::Unauthorized, "This is no sign-in code. Ask for a new link.");
    let shop = token::staff_shop(&code).ok_or_else(unreadable)?;
    let call = ToStaff::FollowLink { code, second, visit: visit(request, env)? };
    sign_in(request, env, &shop, call, bearer, unreadable).await
}

/// Has a link mailed, if there is anybody to mail it to; who asks can't tell.
async fn mail_link(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    if Sender::of(env).is_none() {
        return Err(problem(Kind::Unavailable, "This server sends no e-mails. Sign in another way."));
    }
    let MailLink { shop, email } = body::json(request, FRAME_BYTES).await?;
    let email = desk::staff::email(&email)?;
    let Ok(shop) = shop.parse::<ShopSlug>() else { return reply::empty() };
    match tell(&objects::shop(env, &shop)?, ToStaff::MailLink { email }).await {
        Err(Failure::Problem(problem)) if problem.is(Kind::NotFound) => reply::empty(),
        answer => answer,
    }
}

async fn use_passkey(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    let PasskeySignIn { passkey, bearer } = body::json(request, FRAME_BYTES).await?;
    let refused = || problem(Kind::Unauthorized, "This passkey's answer can't be verified. Try again.");
    let site = door::site(request);
    let seen = passkey::seen(&passkey.response.client_data, Ceremony::Get, &site).map_err(|_| refused())?;
    let ends = token::read_challenge(&door::secret(env)?, SIGN_IN, &seen.challenge, clock::now());
    let ends = ends.ok_or_else(|| problem(Kind::Unauthorized, "That took too long. Try again."))?;
    let named = passkey.response.user_handle.as_deref().and_then(passkey::named);
    let (shop, member) = named.ok_or_else(refused)?;
    let used = UsedPasskey { id: passkey.id, member, assertion: passkey.response, site, ends };
    let call = ToStaff::UsePasskey { passkey: used, visit: visit(request, env)? };
    sign_in(request, env, &shop, call, bearer, refused).await
}

async fn use_password(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    let PasswordSignIn { shop, email, password, code, bearer } = body::json(request, FRAME_BYTES).await?;
    let plain = email.trim().to_lowercase();
    // Before anything is looked at, so that every refusal takes as long.
    let key = Key::new(&door::secret(env)?, &shop, &plain, &password)?;
    let shop = shop.parse().map_err(|_| staff::wrong())?;
    let email = desk::staff::email(&email).map_err(|_| staff::wrong())?;
    let call = ToStaff::UsePassword { email, key, code, visit: visit(request, env)? };
    sign_in(request, env, &shop, call, bearer, staff::wrong).await
}

/// Has a shop sign somebody in. A shop that doesn't exist lets nobody in either.
async fn sign_in(
    request: &Request,
    env: &Env,
    shop: &ShopSlug,
    call: ToStaff,
    bearer: bool,
    refused: impl FnOnce() -> Failure,
) -> Outcome<Response> {
    let begun = objects::ask(&objects::shop(env, shop)?, &ToShop::from(call)).await;
    signed_in(request, env, begun.map_err(|failure: Failure| failure.instead_of_not_found(refused))?, bearer)
        .await
}

/// Hands a session out: as a cookie, or as a bearer token to programs.
pub async fn signed_in(request: &Request, env: &Env, begun: SignedIn, bearer: bool) -> Outcome<Response> {
    let SignedIn { member, secret, lasts } = begun;
    let shop_name = shops::get(env, &member.shop).await?.settings.name.clone();
    let cookie = door::cookie_for(request, &member, &secret, lasts / 1_000);
    let response = reply::json(&about_session(member, shop_name, bearer.then_some(secret)))?;
    if !bearer {
        response.headers().set("set-cookie", &cookie)?;
    }
    Ok(response)
}

async fn session(request: &Request, env: &Env) -> Outcome<Response> {
    let member = door::person(request, env).await?.member;
    let shop_name = shops::get(env, &member.shop).await?.settings.name.clone();
    reply::json(&about_session(member, shop_name, None))
}

fn about_session(member: Member, shop_name: String, token: Option<String>) -> Session {
    Session { permissions: desk::permissions(member.role), member, shop_name, token }
}

async fn sign_out(request: &Request, env: &Env) -> Outcome<Response> {
    let staff = door::person(request, env).await?;
    let shop = objects::shop(env, &staff.member.shop)?;
    let cookie = door::cookie_for(request, &staff.member, "", 0);
    objects::tell(&shop, &ToShop::from(ToStaff::SignOut { who: Identity::Staff(staff) })).await?;
    let response = reply::empty()?;
    response.headers().set("set-cookie", &cookie)?;
    Ok(response)
}

// ── Passkeys and passwords ──────────────────────────────────────────────────────────────────────────────────────────

const PUBLIC_KEY: &str = "public-key";
const REQUIRED: &str = "required";

/// What a challenge for a new passkey is for.
fn adding(shop: &ShopSlug, member: StaffId) -> String {
    format!("add {shop} {member}")
}

/// What a browser needs to make a passkey for a member, or for somebody who is about to become one.
async fn creation_options(
    request: &Request,
    env: &Env,
    member: &Member,
    account: &str,
    known: impl Iterator<Item = String>,
) -> Outcome<CreationOptions> {
    let shop = &member.shop;
    let algorithm = |alg| Algorithm { kind: PUBLIC_KEY.to_owned(), alg: alg as i64 };
    Ok(CreationOptions {
        rp: Party {
            id: door::site(request).host().to_owned(),
            name: shops::get(env, shop).await?.settings.name.clone(),
        },
        user: User {
            id: passkey::handle(shop, member.id),
            name: account.to_owned(),
            display_name: member.name.clone(),
        },
        challenge: token::for_challenge(&door::secret(env)?, &adding(shop, member.id), clock::now()),
        pub_key_cred_params: ALGORITHMS.into_iter().map(algorithm).collect(),
        exclude_credentials: known.map(|id| Descriptor { kind: PUBLIC_KEY.to_owned(), id }).collect(),
        authenticator_selection: Selection {
            resident_key: REQUIRED.to_owned(),
            user_verification: REQUIRED.to_owned(),
        },
        attestation: "none".to_owned(),
    })
}

/// Verifies a new passkey of somebody's.
fn made(
    request: &Request,
    env: &Env,
    new: &Registration,
    shop: &ShopSlug,
    member: StaffId,
) -> Outcome<MadePasskey> {
    let refused = |_| problem(Kind::Invalid, "This passkey can't be verified. Make it anew.");
    let site = door::site(request);
    let seen = passkey::seen(&new.response.client_data, Ceremony::Create, &site).map_err(refused)?;
    let ends =
        token::read_challenge(&door::secret(env)?, &adding(shop, member), &seen.challenge, clock::now());
    let ends = ends.ok_or_else(|| problem(Kind::Invalid, "That took too long. Make the passkey anew."))?;
    let key = passkey::created(&new.response, &site).map_err(refused)?;
    Ok(MadePasskey { key, challenge: seen.challenge, ends })
}

async fn passkey_options(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let call = ToShop::from(ToStaff::Account { who });
    let Account { member, email, passkeys, .. } = objects::ask(&shop, &call).await?;
    let known = passkeys.into_iter().map(|passkey| passkey.id);
    let account = email.as_deref().unwrap_or(&member.name);
    reply::json(&creation_options(request, env, &member, account, known).await?)
}

async fn add_passkey(request: &mut Request, env: &Env) -> Outcome<Response> {
    let staff = door::person(request, env).await?;
    let (shop, member) = (staff.member.shop.clone(), staff.member.id);
    let NewPasskey { name, passkey } = body::json(request, FRAME_BYTES).await?;
    let passkey = made(request, env, &passkey, &shop, member)?;
    let name = if name.trim().is_empty() { visit(request, env)?.browser } else { name };
    let call = ToStaff::AddPasskey { who: Identity::Staff(staff), name, passkey };
    tell(&objects::shop(env, &shop)?, call).await
}

async fn set_password(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (NewPassword { current, email, password }, shop, who) = change(request, env).await?;
    let call = ToShop::from(ToStaff::Account { who: who.clone() });
    let account: Account = objects::ask(&shop, &call).await?;
    let email = account.email.or(email).unwrap_or_default();
    let email = desk::staff::email(&email)?;
    desk::staff::check_password(&password, &email)?;
    let (secret, slug) = (door::secret(env)?, account.member.shop);
    let key = |password: &str| Key::new(&secret, slug.as_str(), &email, password);
    let current = current.as_deref().map(key).transpose()?;
    tell(&shop, ToStaff::SetPassword { who, current, key: key(&password)?, email }).await
}

// ── Invitations ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// The shop that an invitation is from, and what it says.
async fn look(env: &Env, code: &str) -> Outcome<(ShopSlug, Stub, Invited)> {
    let unreadable = || problem(Kind::Unauthorized, "This is no invitation. Ask for a new link.");
    let slug = token::staff_shop(code).ok_or_else(unreadable)?;
    let shop = objects::shop(env, &slug)?;
    let call = ToShop::from(ToStaff::Look { code: code.to_owned() });
    let invited = objects::ask(&shop, &call).await;
    Ok((slug, shop, invited.map_err(|failure: Failure| failure.instead_of_not_found(unreadable))?))
}

async fn open_invitation(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    let OpenInvitation { code } = body::json(request, FRAME_BYTES).await?;
    let (shop, _, invited) = look(env, &code).await?;
    let member = Member { id: invited.id, shop, name: invited.name.clone(), role: invited.role, home: None };
    let options = creation_options(request, env, &member, &invited.email, std::iter::empty()).await?;
    let shop_name = options.rp.name.clone();
    reply::json(&InvitationDetails { shop: member.shop.to_string(), shop_name, invited, options })
}

async fn accept_invitation(request: &mut Request, env: &Env) -> Outcome<Response> {
    check_sign_in(request, env)?;
    let AcceptInvitation { code, passkey, password, bearer } = body::json(request, FRAME_BYTES).await?;
    let (slug, _, invited) = look(env, &code).await?;
    let factor = match (passkey, password) {
        (Some(passkey), None) => Factor::Passkey(made(request, env, &passkey, &slug, invited.id)?),
        (None, Some(password)) => {
            desk::staff::check_password(&password, &invited.email)?;
            Factor::Password(Key::new(&door::secret(env)?, slug.as_str(), &invited.email, &password)?)
        }
        _ => return Err(problem(Kind::Invalid, "Send a passkey or a password, one of them.")),
    };
    let call = ToStaff::Accept { code, factor, visit: visit(request, env)? };
    sign_in(request, env, &slug, call, bearer, || not_found("shop")).await
}

// ── The audit log ───────────────────────────────────────────────────────────────────────────────────────────────────

async fn audit(request: &Request, env: &Env) -> Outcome<Response> {
    let url = request.url()?;
    let before = url.query_pairs().find(|(name, _)| name == "before").map(|(_, value)| value.parse::<i64>());
    let before = before.transpose().map_err(|_| problem(Kind::Invalid, "`before` is an entry's id."))?;
    ask::<AuditPage>(request, env, |who| ToStaff::Audit { who, before }).await
}
