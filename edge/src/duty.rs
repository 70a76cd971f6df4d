//! The addresses about who is there and gets what waits: colleagues, one's presence, places and languages, teams, the shop's
//! routing.

use protocol::api::{Colleagues, SetPlaces, SetPresence};
use protocol::limits::{FRAME_BYTES, SETUP_BYTES};
use protocol::shop::Service;
use protocol::team::{SetLanguages, Teams};
use worker::{Env, Request, Response};

use crate::failure::{Outcome, not_found};
use crate::objects::{self, ToShop};
use crate::routes::own_shop;
use crate::shop::duty::ToDuty;
use crate::{body, reply, shops};

/// The addresses here, with `*` for what varies.
pub const PATTERNS: [&str; 6] = [
    "/v1/staff/colleagues",
    "/v1/staff/presence",
    "/v1/staff/service",
    "/v1/staff/teams",
    "/v1/staff/members/*/places",
    "/v1/staff/members/*/languages",
];

/// `GET colleagues`.
pub async fn colleagues(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let colleagues: Colleagues = objects::ask(&shop, &ToShop::Duty(ToDuty::Colleagues { who })).await?;
    reply::json(&colleagues)
}

/// `PUT presence`.
pub async fn set_presence(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let SetPresence { presence } = body::json(request, FRAME_BYTES).await?;
    objects::tell(&shop, &ToShop::Duty(ToDuty::SetPresence { who, presence })).await?;
    reply::empty()
}

/// `PUT members/{id}/places`.
pub async fn set_places(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let member = id.parse().map_err(|_| not_found("member"))?;
    let SetPlaces { places } = body::json(request, FRAME_BYTES).await?;
    objects::tell(&shop, &ToShop::Duty(ToDuty::SetPlaces { who, member, places })).await?;
    reply::empty()
}

/// `PUT members/{id}/languages`.
pub async fn set_languages(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let member = id.parse().map_err(|_| not_found("member"))?;
    let SetLanguages { languages } = body::json(request, FRAME_BYTES).await?;
    objects::tell(&shop, &ToShop::Duty(ToDuty::SetLanguages { who, member, languages })).await?;
    reply::empty()
}

/// `GET teams`.
pub async fn teams(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let teams: Teams = objects::ask(&shop, &ToShop::Duty(ToDuty::Teams { who })).await?;
    reply::json(&teams)
}

/// `PUT teams`.
pub async fn put_teams(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let slug = who.member().map(|member| member.shop.clone());
    let teams = body::json(request, SETUP_BYTES).await?;
    let teams: Teams = objects::ask(&shop, &ToShop::Duty(ToDuty::PutTeams { who, teams })).await?;
    slug.iter().for_each(shops::forget);
    reply::json(&teams)
}

/// `GET service`.
pub async fn service(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let service: Service = objects::ask(&shop, &ToShop::Duty(ToDuty::Service { who })).await?;
    reply::json(&service)
}

/// `PUT service`.
pub async fn set_service(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let slug = who.member().map(|member| member.shop.clone());
    let service: Service = body::json(request, FRAME_BYTES).await?;
    objects::tell(&shop, &ToShop::Duty(ToDuty::SetService { who, service })).await?;
    slug.iter().for_each(shops::forget);
    reply::empty()
}
