//! The addresses about a platform's sellers: where somebody works, going to work there, and whom the platform sends.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use protocol::ShopSlug;
use protocol::account::NewRole;
use protocol::sellers::{Sellers, Workplace, Workplaces};
use worker::{Delay, Env, Method, Request, Response, Stub};

use crate::accounts::{change, signed_in, visit};
use crate::failure::{Outcome, not_found};
use crate::identity::{Identity, Staff};
use crate::objects::{self, ToShop};
use crate::routes::{self, own_shop};
use crate::shop::guests::{There, ToGuests};
use crate::shop::sellers::ToSellers;
use crate::shop::staff::SignedIn;
use crate::{door, reply};

/// The addresses here, with `*` for what varies.
pub const PATTERNS: [&str; 4] =
    ["/v1/staff/shops", "/v1/staff/shops/*/session", "/v1/staff/sellers", "/v1/staff/sellers/*/members/*"];

/// How long a shop may take to say how things stand there, in milliseconds.
const PATIENCE_MS: u64 = 2_000;

/// Answers a request to one of them; `path` is what follows `/v1/staff/`.
pub async fn answer(request: &mut Request, env: &Env, path: &[&str]) -> Outcome<Response> {
    match (request.method(), path) {
        (Method::Get, ["shops"]) => workplaces(request, env).await,
        (Method::Post, ["shops", seller, "session"]) => enter(request, env, seller).await,
        (Method::Get, ["sellers"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask(&shop, ToSellers::Sellers { who }).await
        }
        (Method::Put, ["sellers", seller, "members", member]) => {
            let (NewRole { role }, shop, who) = change(request, env).await?;
            let (seller, member) = (routes::slug(seller)?, member.parse().map_err(|_| not_found("member"))?);
            ask(&shop, ToSellers::Send { who, seller, member, role }).await
        }
        (Method::Delete, ["sellers", seller, "members", member]) => {
            let (shop, who) = own_shop(request, env).await?;
            let (seller, member) = (routes::slug(seller)?, member.parse().map_err(|_| not_found("member"))?);
            ask(&shop, ToSellers::CallBack { who, seller, member }).await
        }
        _ => Err(routes::nowhere(&[&["v1", "staff"], path].concat())),
    }
}

async fn ask(shop: &Stub, call: ToSellers) -> Outcome<Response> {
    reply::json(&objects::ask::<Sellers>(shop, &ToShop::from(call)).await?)
}

/// The asker's own shop and those they are sent to, each asked how things stand there. One that doesn't answer soon has no
/// numbers.
async fn workplaces(request: &Request, env: &Env) -> Outcome<Response> {
    let staff = door::person(request, env).await?;
    let (home, role) = (staff.member.shop.clone(), staff.member.role);
    let who = Identity::Staff(staff);
    let call = ToShop::from(ToSellers::Workplaces { who: who.clone() });
    let Workplaces { mut shops, is_platform } = objects::ask(&objects::shop(env, &home)?, &call).await?;
    shops.insert(0, Workplace { name: home.to_string(), shop: home, role, standing: None });
    let asked = shops.iter().map(|workplace| ask_there(env, &workplace.shop, &who));
    let told = join_all(asked).await;
    for (workplace, told) in shops.iter_mut().zip(told) {
        if let Some(There { name, standing }) = told {
            (workplace.name, workplace.standing) = (name, Some(standing));
        }
    }
    reply::json(&Workplaces { shops, is_platform })
}

async fn ask_there(env: &Env, shop: &ShopSlug, who: &Identity) -> Option<There> {
    let shop = objects::shop(env, shop).ok()?;
    let call = ToShop::from(ToGuests::Standing { who: who.clone() });
    let asked = objects::ask(&shop, &call);
    match select(pin!(asked), Delay::from(Duration::from_millis(PATIENCE_MS))).await {
        Either::Left((told, _)) => told.ok(),
        Either::Right(_) => None,
    }
}

/// Begins a session at a seller's shop: a cookie where the asker came by one, else a bearer token. Its secret is handed out only
/// once the platform has noted it: a session of theirs that has ended meanwhile would not take it along.
async fn enter(request: &Request, env: &Env, seller: &str) -> Outcome<Response> {
    let staff: Staff = door::person(request, env).await?;
    let seller = routes::slug(seller)?;
    let home = objects::shop(env, &staff.member.shop)?;
    let who = Identity::Staff(staff);
    let call = ToShop::from(ToGuests::Enter { who: who.clone(), visit: visit(request, env)? });
    let begun: SignedIn = objects::ask(&objects::shop(env, &seller)?, &call).await?;
    objects::tell(&home, &ToShop::from(ToSellers::NoteEntered { who, seller })).await?;
    signed_in(request, env, begun, door::shows_key(request)?).await
}

// ── The operator ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Puts a seller's shop under a platform. Each of the two objects is told what makes it so; asked again, both say the same.
pub async fn join(request: &Request, env: &Env, platform: &str, seller: &str) -> Outcome<Response> {
    let who = door::operator(request, env)?;
    let (platform, seller) = (routes::slug(platform)?, routes::slug(seller)?);
    let shop = objects::shop(env, &platform)?;
    let call = ToSellers::MayJoin { who: who.clone(), seller: seller.clone() };
    objects::tell(&shop, &ToShop::from(call)).await?;
    let call = ToGuests::Join { who: who.clone(), platform };
    let name: String = objects::ask(&objects::shop(env, &seller)?, &ToShop::from(call)).await?;
    objects::tell(&shop, &ToShop::from(ToSellers::Join { who, seller, name })).await?;
    reply::empty()
}

/// Takes it from there, and with it whoever was sent. Where it isn't under that platform nothing changes.
pub async fn part(request: &Request, env: &Env, platform: &str, seller: &str) -> Outcome<Response> {
    let who = door::operator(request, env)?;
    let (platform, seller) = (routes::slug(platform)?, routes::slug(seller)?);
    let call = ToSellers::Part { who: who.clone(), seller: seller.clone() };
    objects::tell(&objects::shop(env, &platform)?, &ToShop::from(call)).await?;
    let call = ToGuests::Part { who, platform };
    objects::tell(&objects::shop(env, &seller)?, &ToShop::from(call)).await?;
    reply::empty()
}
