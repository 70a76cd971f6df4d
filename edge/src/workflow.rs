//! The addresses about how the inbox is kept in order: the tags in use, the workflow rules and what those can be about, the views
//! that people keep.

use protocol::event::Choice;
use protocol::filter::SavedViews;
use protocol::label::TagsInUse;
use protocol::limits::{FRAME_BYTES, SETUP_BYTES};
use protocol::workflow::{Rules, Tried};
use worker::{Env, Request, Response};

use crate::failure::Outcome;
use crate::objects::{self, ToShop};
use crate::routes::own_shop;
use crate::shop::workflow::ToWorkflow;
use crate::{body, reply, shops};

/// The addresses here.
pub const PATTERNS: [&str; 5] =
    ["/v1/staff/tags", "/v1/staff/rules", "/v1/staff/rules/try", "/v1/staff/entries", "/v1/staff/views"];

/// `GET tags`.
pub async fn tags(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let tags: TagsInUse = objects::ask(&shop, &ToShop::from(ToWorkflow::Tags { who })).await?;
    reply::json(&tags)
}

/// `GET rules`.
pub async fn rules(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let rules: Rules = objects::ask(&shop, &ToShop::from(ToWorkflow::Rules { who })).await?;
    reply::json(&rules)
}

/// `PUT rules`.
pub async fn put_rules(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let slug = who.member().map(|member| member.shop.clone());
    let rules: Rules = body::json(request, SETUP_BYTES).await?;
    let rules: Rules = objects::ask(&shop, &ToShop::from(ToWorkflow::PutRules { who, rules })).await?;
    slug.iter().for_each(shops::forget);
    reply::json(&rules)
}

/// `POST rules/try`.
pub async fn try_rule(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let rule = body::json(request, FRAME_BYTES).await?;
    let tried: Tried = objects::ask(&shop, &ToShop::from(ToWorkflow::TryRule { who, rule })).await?;
    reply::json(&tried)
}

/// `GET entries`.
pub async fn entries(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let entries: Vec<Choice> = objects::ask(&shop, &ToShop::from(ToWorkflow::Entries { who })).await?;
    reply::json(&entries)
}

/// `GET views`.
pub async fn views(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let views: SavedViews = objects::ask(&shop, &ToShop::from(ToWorkflow::Views { who })).await?;
    reply::json(&views)
}

/// `PUT views`.
pub async fn put_views(request: &mut Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let views = body::json(request, FRAME_BYTES).await?;
    let views: SavedViews = objects::ask(&shop, &ToShop::from(ToWorkflow::PutViews { who, views })).await?;
    reply::json(&views)
}
