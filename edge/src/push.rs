//! The addresses about what a closed console still hears. The session's browser is meant, so none of them names one.

use protocol::limits::FRAME_BYTES;
use protocol::push::{News, PushKey, PushTo};
use worker::{Env, Method, Request, Response};

use crate::failure::Outcome;
use crate::objects::{self, ToShop};
use crate::routes::{self, own_shop};
use crate::shop::push::ToPush;
use crate::{body, door, reply};

/// The addresses here.
pub const PATTERNS: [&str; 2] = ["/v1/staff/me/push", "/v1/staff/me/push/news"];

/// Answers a request to one of them; `path` is what follows `/v1/staff/me/push`.
pub async fn answer(request: &mut Request, env: &Env, path: &[&str]) -> Outcome<Response> {
    match (request.method(), path) {
        (Method::Get, []) => {
            let (shop, who) = own_shop(request, env).await?;
            let key: PushKey = objects::ask(&shop, &ToShop::Push(ToPush::Key { who })).await?;
            reply::json(&key)
        }
        (Method::Put, []) => {
            let (shop, who) = own_shop(request, env).await?;
            let PushTo { endpoint } = body::json(request, FRAME_BYTES).await?;
            let site = door::own_origin(request);
            objects::tell(&shop, &ToShop::Push(ToPush::Subscribe { who, endpoint, site })).await?;
            reply::empty()
        }
        (Method::Delete, []) => {
            let (shop, who) = own_shop(request, env).await?;
            objects::tell(&shop, &ToShop::Push(ToPush::Unsubscribe { who })).await?;
            reply::empty()
        }
        (Method::Get, ["news"]) => {
            let (shop, who) = own_shop(request, env).await?;
            let news: News = objects::ask(&shop, &ToShop::Push(ToPush::News { who })).await?;
            reply::json(&news)
        }
        _ => Err(routes::nowhere(&[&["v1", "staff", "me", "push"], path].concat())),
    }
}
