//! The door: who is calling, from where, and how often. Everything that a caller sends is checked here, before any object
//! hears of it; behind the door there is only a typed [`Identity`].

use std::cell::RefCell;
use std::net::Ipv6Addr;
use std::rc::Rc;

use protocol::limits::{
    COMMAND_BURST, COMMANDS_A_MINUTE, PROGRAM_CALLS_A_MINUTE, SESSION_MS, SILENCE_MS, UNSENT_FILE_MS,
};
use protocol::problem::Kind;
use protocol::shop::Settings;
use protocol::staff::Member;
use protocol::{ConversationId, SUBPROTOCOL, ShopSlug};
use worker::{Env, Method, Request};

use crate::clock;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::objects::{self, ToShop};
use crate::passkey::Site;
use crate::rate::{self, Rate};
use crate::shop::staff::{ToStaff, in_person};
use crate::token;

/// The cookie that holds a console's session. Scripts can't read it, and other sites can't send it.
const COOKIE: &str = "sapa_session";

/// A shorter secret could be guessed.
const SECRET_BYTES: usize = 16;

/// Whoever may call about a conversation: its visitor, or the shop's staff.
pub async fn participant(request: &Request, env: &Env, conversation: ConversationId) -> Outcome<Identity> {
    let key = key(request)?;
    if let Some(key) = key.as_deref().filter(|key| shop_named(key).is_none()) {
        let visitor = token::read_visitor(&secret(env)?, key, clock::now());
        let visitor = visitor
            .ok_or_else(|| problem(Kind::Unauthorized, "Begin a new conversation to get a new token."))?;
        if visitor.conversation != conversation {
            return Err(not_found("conversation"));
        }
        return Ok(Identity::Visitor { shop: visitor.shop, conversation });
    }
    let opens = wants_socket(request)?.then_some(conversation);
    staff_who_open(request, env, opens).await
}

/// The shopper of a shop's whose conversation is running, if they show its token.
///
/// # Errors
/// Unauthorized; not found, when the conversation is another shop's.
pub fn visitor(request: &Request, env: &Env, shop: &ShopSlug) -> Outcome<Option<Identity>> {
    let Some(key) = bearer(request)? else { return Ok(None) };
    let visitor = token::read_visitor(&secret(env)?, &key, clock::now());
    let visitor = visitor.ok_or_else(|| problem(Kind::Unauthorized, "This is no conversation's token."))?;
    if visitor.shop != *shop {
        return Err(not_found("conversation"));
    }
    Ok(Some(Identity::Visitor { shop: visitor.shop, conversation: visitor.conversation }))
}

/// A member of staff, or a program of the shop's.
pub async fn staff(request: &Request, env: &Env) -> Outcome<Identity> {
    staff_who_open(request, env, None).await
}

/// A member of staff, in person.
pub async fn person(request: &Request, env: &Env) -> Outcome<Staff> {
    in_person(&staff(request, env).await?).cloned()
}

/// A member of staff or a program, who may be about to open a socket to a conversation.
async fn staff_who_open(request: &Request, env: &Env, opens: Option<ConversationId>) -> Outcome<Identity> {
    count(request, env, Counted::Calls, None)?;
    let signed_out = || problem(Kind::Unauthorized, "Sign in to the console first.");
    let shown = key(request)?.filter(|key| shop_named(key).is_some());
    let by_cookie = shown.is_none();
    let secret = match shown {
        Some(secret) => secret,
        None => cookie(request)?.ok_or_else(signed_out)?,
    };
    let at = shop_in_address(request)?;
    let is_meant = |shop: &ShopSlug| at.as_ref().is_none_or(|at| at == shop);
    let shop = shop_named(&secret).filter(is_meant).ok_or_else(signed_out)?;
    let who =
        objects::ask(&objects::shop(env, &shop)?, &ToShop::from(ToStaff::WhoIs { secret, opens })).await;
    let who: Identity = who.map_err(|failure: Failure| failure.instead_of_not_found(signed_out))?;
    // A guest's cookie is nothing without the one it rests on: somebody else may have signed in to this browser since.
    if let Some(parent) = who.session().and_then(|session| session.parent.as_ref()).filter(|_| by_cookie)
        && !cookies(request)?.iter().any(|secret| token::digest(secret) == *parent)
    {
        return Err(signed_out());
    }
    if matches!(who, Identity::Program(_)) && wants_socket(request)? {
        let detail = "Ask over HTTP, or have webhooks sent: API tokens open no WebSockets.";
        return Err(problem(Kind::Forbidden, detail));
    }
    Ok(who)
}

/// What visitors' tokens are signed with.
///
/// # Errors
/// A fault when the server was started without one, or with one that can be guessed.
pub fn secret(env: &Env) -> Outcome<String> {
    let secret = env.secret("SAPA_SECRET")?.to_string();
    if secret.len() < SECRET_BYTES {
        return Err(Failure::Fault(format!("SAPA_SECRET must have at least {SECRET_BYTES} characters")));
    }
    Ok(secret)
}

/// The platform's operator, by the token that the server was started with.
pub fn operator(request: &Request, env: &Env) -> Outcome<Identity> {
    let expected = env.secret("SAPA_OPERATOR_TOKEN")?.to_string();
    match bearer(request)? {
        Some(key) if !expected.is_empty() && token::same(&key, &expected) => Ok(Identity::Operator),
        _ => Err(problem(
            Kind::Unauthorized,
            "Send the operator's token: Authorization: Bearer SAPA_OPERATOR_TOKEN.",
        )),
    }
}

/// The key that a caller shows: a bearer token, or the one offered beside the protocol's name for a WebSocket.
fn key(request: &Request) -> Outcome<Option<String>> {
    if let Some(key) = bearer(request)? {
        return Ok(Some(key));
    }
    let offered = request.headers().get("sec-websocket-protocol")?.unwrap_or_default();
    let mut protocols = offered.split(',').map(str::trim);
    Ok(protocols.find(|name| !name.is_empty() && *name != SUBPROTOCOL).map(str::to_owned))
}

fn bearer(request: &Request) -> Outcome<Option<String>> {
    let header = request.headers().get("authorization")?;
    Ok(header.and_then(|text| text.strip_prefix("Bearer ").map(|key| key.trim().to_owned())))
}

/// The shop that a key of the staff's side names: a session's secret or an API token.
fn shop_named(key: &str) -> Option<ShopSlug> {
    token::staff_shop(key).or_else(|| token::program_shop(key))
}

/// The console's cookie. A browser sends it by itself, so whatever it changes must come from a page of ours.
fn cookie(request: &Request) -> Outcome<Option<String>> {
    let at = shop_in_address(request)?;
    let is_meant = |secret: &String| at.is_none() || shop_named(secret) == at;
    let secret = cookies(request)?.into_iter().find(is_meant);
    let reads_only = request.method() == Method::Get && !wants_socket(request)?;
    if secret.is_some() && !reads_only && origin(request)? != Some(own_origin(request)) {
        return Err(problem(Kind::OriginNotAllowed, "Only the console's own pages may do this."));
    }
    Ok(secret)
}

/// All of the console's cookies that a browser sends: at a seller's shop its own, and the one at home.
fn cookies(request: &Request) -> Outcome<Vec<String>> {
    let header = request.headers().get("cookie")?.unwrap_or_default();
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    Ok(pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned()).collect())
}

/// Whether somebody shows their key themselves, as programs do.
pub fn shows_key(request: &Request) -> Outcome<bool> {
    Ok(bearer(request)?.is_some())
}

/// The header that sets the console's cookie; `seconds` 0 removes it. A guest's is kept apart from the one of their own shop, so
/// that a browser has both, each for its addresses.
pub fn cookie_for(request: &Request, member: &Member, secret: &str, seconds: i64) -> String {
    let secure = if own_origin(request).starts_with("https:") { "; Secure" } else { "" };
    let path = if member.home.is_some() { format!("/v1/at/{}", member.shop) } else { "/v1".to_owned() };
    format!("{COOKIE}={secret}; HttpOnly; SameSite=Strict; Path={path}; Max-Age={seconds}{secure}")
}

/// The shop that an address names (`/v1/at/{shop}/…`): the one whose session is meant, where a browser has several.
///
/// # Errors
/// Not found, where that can't be a shop.
fn shop_in_address(request: &Request) -> Outcome<Option<ShopSlug>> {
    let path = request.path();
    let named = path.strip_prefix("/v1/at/").and_then(|rest| rest.split('/').next());
    named.map(|shop| shop.parse().map_err(|_| not_found("shop"))).transpose()
}

/// Whether a request asks for a WebSocket.
pub fn wants_socket(request: &Request) -> Outcome<bool> {
    Ok(request.headers().get("upgrade")?.is_some_and(|value| value.eq_ignore_ascii_case("websocket")))
}

/// The page's origin, if a browser sends the request.
pub fn origin(request: &Request) -> Outcome<Option<String>> {
    Ok(request.headers().get("origin")?)
}

/// The origin that this server was called by.
pub fn own_origin(request: &Request) -> String {
    split_origin(&request.inner().url()).0.to_owned()
}

/// The site that the console's passkeys belong to.
pub fn site(request: &Request) -> Site {
    Site { origin: own_origin(request) }
}

/// An address' origin, and what follows it.
pub fn split_origin(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |colon| colon + 3);
    let end = url[host..].find('/').map_or(url.len(), |slash| host + slash);
    url.split_at(end)
}

/// Whether a page may use a shop's chat: a page of ours, one on the shop's list, or no page at all.
///
/// # Errors
/// Origin not allowed.
pub fn check_origin(request: &Request, settings: &Settings) -> Outcome<()> {
    if may_embed(origin(request)?.as_deref(), &own_origin(request), settings) {
        return Ok(());
    }
    Err(problem(Kind::OriginNotAllowed, "Ask the shop to add this site to the ones that may show its chat."))
}

/// Whether a page of this origin may use the shop's chat.
pub fn may_embed(origin: Option<&str>, own: &str, settings: &Settings) -> bool {
    origin.is_none_or(|origin| {
        origin == own || settings.allowed_origins.iter().any(|allowed| allowed == origin)
    })
}

/// What is counted at the door.
#[derive(Debug, Clone, Copy)]
pub enum Counted {
    /// Questions without a conversation.
    Questions,
    /// Conversations begun.
    Conversations,
    /// Frames and catch-ups over HTTP, sockets opened.
    Calls,
    /// Sign-ins tried.
    SignIns,
}

/// How much is allowed, by the server's settings. Read once an isolate: settings change only with a deployment.
///
/// Many phones share one address behind a mobile carrier, so an address alone is given room.
#[derive(Debug)]
pub struct Limits {
    questions: u32,
    conversations: u32,
    calls: u32,
    sign_ins: u32,
    commands: u32,
    programs: u32,
    /// How long a staff session lasts, in milliseconds.
    pub session_ms: i64,
    /// How long a socket may say nothing before another may have its place, in milliseconds. Browsers let hidden tabs wake
    /// once a minute, so less than two would take it from the living.
    pub silence_ms: i64,
    /// How long a file may wait for the message that names it, in milliseconds.
    pub unsent_file_ms: i64,
    /// Whether webhooks may be saved for this machine: for tests. Whether they get there, the runtime's network decides.
    pub webhooks_to_loopback: bool,
    /// Whom operators of push services can write to, as an address (`mailto:…` or `https://…`); by default the console's own.
    pub contact: Option<String>,
    /// The header with the caller's address. Only a proxy that overwrites it may be trusted with it, so its name is a
    /// setting: Cloudflare's own by default, empty where nothing stands in front.
    address_header: String,
}

thread_local! {
    static LIMITS: RefCell<Option<Rc<Limits>>> = RefCell::default();
}

impl Limits {
    /// The server's limits.
    pub fn of(env: &Env) -> Rc<Self> {
        LIMITS.with_borrow_mut(|limits| limits.get_or_insert_with(|| Rc::new(Self::read(env))).clone())
    }

    /// The limits, if a request has made them known already.
    pub fn known() -> Option<Rc<Self>> {
        LIMITS.with_borrow(Clone::clone)
    }

    fn read(env: &Env) -> Self {
        let setting = |name: &str| env.var(name).ok().map(|value| value.to_string());
        let number =
            |name: &str, default: u32| setting(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let milliseconds = |name: &str, default: i64| {
            let seconds = setting(name).and_then(|text| text.parse::<u32>().ok());
            seconds.map_or(default, |seconds| i64::from(seconds) * 1_000)
        };
        Self {
            questions: number("RATE_QUESTIONS_A_MINUTE", 600),
            conversations: number("RATE_CONVERSATIONS_A_MINUTE", 60),
            calls: number("RATE_CALLS_A_MINUTE", 3_000),
            sign_ins: number("RATE_SIGN_INS_A_MINUTE", 30),
            commands: number("RATE_COMMANDS_A_MINUTE", COMMANDS_A_MINUTE),
            programs: number("RATE_PROGRAMS_A_MINUTE", PROGRAM_CALLS_A_MINUTE),
            session_ms: milliseconds("STAFF_SESSION_SECONDS", SESSION_MS),
            unsent_file_ms: milliseconds("UNSENT_FILE_SECONDS", UNSENT_FILE_MS),
            silence_ms: milliseconds("SOCKET_SILENCE_SECONDS", SILENCE_MS),
            webhooks_to_loopback: setting("WEBHOOKS_TO_LOOPBACK").is_some(),
            contact: setting("SAPA_CONTACT"),
            address_header: setting("ADDRESS_HEADER").unwrap_or_else(|| "cf-connecting-ip".to_owned()),
        }
    }

    /// How fast one visitor may say things in a conversation; counted in its own object, so it holds everywhere.
    pub fn commands(&self) -> Rate {
        let burst = self.commands.saturating_mul(COMMAND_BURST) / COMMANDS_A_MINUTE;
        Rate { burst: burst.max(1), a_minute: self.commands }
    }

    /// How often a program may call with one token; counted in the shop's object, so it holds everywhere.
    pub fn programs(&self) -> Rate {
        Rate { burst: self.programs, a_minute: self.programs }
    }

    fn a_minute(&self, what: Counted) -> u32 {
        match what {
            Counted::Questions => self.questions,
            Counted::Conversations => self.conversations,
            Counted::Calls => self.calls,
            Counted::SignIns => self.sign_ins,
        }
    }
}

/// Counts a request against its address and shop.
///
/// # Errors
/// Slow down.
pub fn count(request: &Request, env: &Env, what: Counted, shop: Option<&ShopSlug>) -> Outcome<()> {
    let limits = Limits::of(env);
    let address = match limits.address_header.as_str() {
        "" => None,
        header => request.headers().get(header)?,
    };
    count_address(&limits, address.as_deref(), what, shop)
}

/// Counts a request from an address against that address and a shop.
///
/// # Errors
/// Slow down.
pub fn count_address(
    limits: &Limits,
    address: Option<&str>,
    what: Counted,
    shop: Option<&ShopSlug>,
) -> Outcome<()> {
    let a_minute = limits.a_minute(what);
    let network = address.map(network).unwrap_or_default();
    let key = format!("{what:?} {} {network}", shop.map_or("", ShopSlug::as_str));
    if rate::allows(&key, Rate { burst: a_minute, a_minute }, clock::now()) {
        Ok(())
    } else {
        Err(problem(Kind::SlowDown, "Wait a minute, then try again."))
    }
}

/// What is counted as one address: of an IPv6 address its first 64 bits, since one home has all of the rest.
fn network(address: &str) -> String {
    match address.parse::<Ipv6Addr>() {
        Ok(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_counts_as_one_address() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn an_address_is_split_after_its_host() {
        assert_eq!(split_origin("https://a.example:8787/v1/x?y"), ("https://a.example:8787", "/v1/x?y"));
        assert_eq!(split_origin("https://a.example"), ("https://a.example", ""));
    }
}
