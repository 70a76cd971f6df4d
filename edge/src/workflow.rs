//! The addresses about how the inbox is kept in order: the tags in use.

use protocol::label::TagsInUse;
use worker::{Env, Request, Response};

use crate::failure::Outcome;
use crate::objects::{self, ToShop};
use crate::reply;
use crate::routes::own_shop;
use crate::shop::workflow::ToWorkflow;

/// The addresses here.
pub const PATTERNS: [&str; 1] = ["/v1/staff/tags"];

/// `GET tags`.
pub async fn tags(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let tags: TagsInUse = objects::ask(&shop, &ToShop::from(ToWorkflow::Tags { who })).await?;
    reply::json(&tags)
}
