//! The addresses by which a shop's owners let their own systems take part: API tokens, the identity key, and webhooks.

use protocol::WebhookId;
use protocol::identity::{IdentityKey, MadeIdentityKey};
use protocol::token::{MadeToken, Tokens};
use protocol::webhook::{Deliveries, MadeWebhook, Webhooks};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Env, Method, Request, Response, Stub};

use crate::accounts::change;
use crate::failure::{Outcome, not_found};
use crate::objects::{self, ToShop};
use crate::reply;
use crate::routes::{self, own_shop};
use crate::shop::integrations::ToIntegrations;

/// The addresses here, with `*` for what varies.
pub const PATTERNS: [&str; 9] = [
    "/v1/staff/tokens",
    "/v1/staff/tokens/*",
    "/v1/staff/identity-key",
    "/v1/staff/webhooks",
    "/v1/staff/webhooks/*",
    "/v1/staff/webhooks/*/secret",
    "/v1/staff/webhooks/*/test",
    "/v1/staff/webhooks/*/deliveries",
    "/v1/staff/webhooks/*/deliveries/*/again",
];

/// Answers a request to one of them; `path` is what follows `/v1/staff/`.
pub async fn answer(request: &mut Request, env: &Env, path: &[&str]) -> Outcome<Response> {
    match (request.method(), path) {
        (Method::Get, ["tokens"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<Tokens>(&shop, ToIntegrations::Tokens { who }).await
        }
        (Method::Post, ["tokens"]) => {
            let (new, shop, who) = change(request, env).await?;
            ask::<MadeToken>(&shop, ToIntegrations::MakeToken { who, new }).await
        }
        (Method::Delete, ["tokens", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            let token = id.parse().map_err(|_| not_found("token"))?;
            tell(&shop, ToIntegrations::RevokeToken { who, token }).await
        }

        (Method::Get, ["identity-key"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<IdentityKey>(&shop, ToIntegrations::IdentityKey { who }).await
        }
        (Method::Post, ["identity-key"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<MadeIdentityKey>(&shop, ToIntegrations::MakeIdentityKey { who }).await
        }
        (Method::Delete, ["identity-key"]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToIntegrations::RemoveIdentityKey { who }).await
        }

        (Method::Get, ["webhooks"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<Webhooks>(&shop, ToIntegrations::Webhooks { who }).await
        }
        (Method::Post, ["webhooks"]) => {
            let (put, shop, who) = change(request, env).await?;
            ask::<MadeWebhook>(&shop, ToIntegrations::MakeWebhook { who, put }).await
        }
        (Method::Put, ["webhooks", id]) => {
            let (put, shop, who) = change(request, env).await?;
            tell(&shop, ToIntegrations::ChangeWebhook { who, webhook: webhook(id)?, put }).await
        }
        (Method::Delete, ["webhooks", id]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToIntegrations::RemoveWebhook { who, webhook: webhook(id)? }).await
        }
        (Method::Post, ["webhooks", id, "secret"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<MadeWebhook>(&shop, ToIntegrations::RenewSecret { who, webhook: webhook(id)? }).await
        }
        (Method::Post, ["webhooks", id, "test"]) => {
            let (shop, who) = own_shop(request, env).await?;
            tell(&shop, ToIntegrations::TestWebhook { who, webhook: webhook(id)? }).await
        }
        (Method::Get, ["webhooks", id, "deliveries"]) => {
            let (shop, who) = own_shop(request, env).await?;
            ask::<Deliveries>(&shop, ToIntegrations::Deliveries { who, webhook: webhook(id)? }).await
        }
        (Method::Post, ["webhooks", id, "deliveries", delivery, "again"]) => {
            let (shop, who) = own_shop(request, env).await?;
            let delivery = delivery.parse().map_err(|_| not_found("delivery"))?;
            tell(&shop, ToIntegrations::SendAgain { who, webhook: webhook(id)?, delivery }).await
        }
        _ => Err(routes::nowhere(&[&["v1", "staff"], path].concat())),
    }
}

fn webhook(id: &str) -> Outcome<WebhookId> {
    id.parse().map_err(|_| not_found("webhook"))
}

async fn ask<T: DeserializeOwned + Serialize>(shop: &Stub, call: ToIntegrations) -> Outcome<Response> {
    reply::json(&objects::ask::<T>(shop, &ToShop::Integrations(call)).await?)
}

async fn tell(shop: &Stub, call: ToIntegrations) -> Outcome<Response> {
    objects::tell(shop, &ToShop::Integrations(call)).await?;
    reply::empty()
}
