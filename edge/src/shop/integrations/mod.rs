//! How the shop's own systems take part: the API tokens by which they call, and the webhooks by which they are told.

mod courier;
mod deliveries;
mod signature;
mod tokens;
mod webhooks;

use protocol::problem::Kind;
use protocol::staff::Permission;
use protocol::token::NewToken;
use protocol::webhook::{Deliveries, Happening, PutWebhook, Topic, Webhook};
use protocol::{ConversationId, EventId, StaffId, WebhookId};
use serde::{Deserialize, Serialize};
use worker::Response;

use super::{Shop, users};
use crate::door::Limits;
use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::storage::Database;
use crate::{clock, reply};

pub use courier::{next, send_all};
pub use deliveries::{Happened, TABLE as DELIVERIES};
pub use tokens::{TABLE as TOKENS, check_known, who_is};
pub use webhooks::{LATER as WEBHOOKS_LATER, TABLE as WEBHOOKS, host, list};

/// What can be asked of a shop's object about it. Owners only, in person: by none of its tokens can another be made.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToIntegrations {
    /// The tokens. Answers [`protocol::token::Tokens`].
    Tokens { who: Identity },
    /// Make one. Answers [`protocol::token::MadeToken`].
    MakeToken { who: Identity, new: NewToken },
    /// Revoke one. Answers nothing.
    RevokeToken { who: Identity, token: StaffId },

    /// The identity key. Answers [`protocol::identity::IdentityKey`].
    IdentityKey { who: Identity },
    /// Make one, or another in its place. Answers [`protocol::identity::MadeIdentityKey`].
    MakeIdentityKey { who: Identity },
    /// Remove it. Answers nothing.
    RemoveIdentityKey { who: Identity },

    /// The webhooks. Answers [`protocol::webhook::Webhooks`].
    Webhooks { who: Identity },
    /// Make one. Answers [`protocol::webhook::MadeWebhook`].
    MakeWebhook { who: Identity, put: PutWebhook },
    /// Change one. Answers nothing.
    ChangeWebhook { who: Identity, webhook: WebhookId, put: PutWebhook },
    /// Give one another secret. Answers [`protocol::webhook::MadeWebhook`].
    RenewSecret { who: Identity, webhook: WebhookId },
    /// Remove one. Answers nothing.
    RemoveWebhook { who: Identity, webhook: WebhookId },
    /// Send it a test. Answers nothing.
    TestWebhook { who: Identity, webhook: WebhookId },
    /// What is on its way, and what became of it. Answers [`Deliveries`].
    Deliveries { who: Identity, webhook: WebhookId },
    /// Send one once more. Answers nothing.
    SendAgain { who: Identity, webhook: WebhookId, delivery: EventId },
}

impl ToIntegrations {
    fn who(&self) -> &Identity {
        match self {
            Self::Tokens { who }
            | Self::MakeToken { who, .. }
            | Self::RevokeToken { who, .. }
            | Self::IdentityKey { who }
            | Self::MakeIdentityKey { who }
            | Self::RemoveIdentityKey { who }
            | Self::Webhooks { who }
            | Self::MakeWebhook { who, .. }
            | Self::ChangeWebhook { who, .. }
            | Self::RenewSecret { who, .. }
            | Self::RemoveWebhook { who, .. }
            | Self::TestWebhook { who, .. }
            | Self::Deliveries { who, .. }
            | Self::SendAgain { who, .. } => who,
        }
    }
}

impl Shop {
    /// Answers a call about the shop's own systems.
    pub(super) async fn integrations(&self, call: ToIntegrations) -> Outcome<Response> {
        let shop = self.person(call.who(), Permission::ManageShop)?.member.shop.clone();
        let (database, now) = (&self.database, clock::now());
        let checked = |put| desk::webhook::checked(&put, Limits::of(&self.env).webhooks_to_loopback);
        match call {
            ToIntegrations::Tokens { .. } => return reply::json(&tokens::list(database)?),
            ToIntegrations::MakeToken { who, new } => {
                return reply::json(&tokens::make(database, &who, &shop, &new, now)?);
            }
            ToIntegrations::RevokeToken { who, token } => tokens::revoke(database, &who, token, now)?,

            ToIntegrations::IdentityKey { .. } => return reply::json(&users::key(database, now)?),
            ToIntegrations::MakeIdentityKey { who } => {
                return reply::json(&users::make_key(database, &who, now)?);
            }
            ToIntegrations::RemoveIdentityKey { who } => users::remove_key(database, &who, now)?,

            ToIntegrations::Webhooks { .. } => return reply::json(&webhooks::all(database)?),
            ToIntegrations::MakeWebhook { who, put } => {
                return reply::json(&webhooks::make(database, &who, &checked(put)?, now)?);
            }
            ToIntegrations::ChangeWebhook { who, webhook, put } => {
                webhooks::change(database, &who, webhook, &checked(put)?, now)?;
            }
            ToIntegrations::RenewSecret { who, webhook } => {
                return reply::json(&webhooks::renew(database, &who, webhook, now)?);
            }
            ToIntegrations::RemoveWebhook { who, webhook } => webhooks::remove(database, &who, webhook, now)?,
            ToIntegrations::TestWebhook { webhook, .. } => {
                let mut webhook = switched_on(database, webhook)?;
                webhook.topics = vec![Topic::Test];
                let what = Happening::Test {};
                let test = Happened { id: clock::event_id(), at: now, seq: None, what, to: vec![] };
                deliveries::put(database, &shop, None, &[test], &[webhook], now)?;
            }
            ToIntegrations::Deliveries { webhook, .. } => {
                let deliveries = deliveries::list(database, webhooks::find(database, webhook)?.id)?;
                return reply::json(&Deliveries { deliveries });
            }
            ToIntegrations::SendAgain { webhook, delivery, .. } => {
                deliveries::again(database, switched_on(database, webhook)?.id, delivery, now)?;
            }
        }
        self.arm().await?;
        reply::empty()
    }

    /// Puts what happened in a conversation on its way to the webhooks.
    pub(super) fn tell_webhooks(&self, conversation: ConversationId, happened: &[Happened]) -> Outcome<bool> {
        let webhooks = webhooks::list(&self.database)?;
        if webhooks.is_empty() {
            return Ok(false);
        }
        let (shop, now) = (self.slug()?, clock::now());
        deliveries::put(&self.database, &shop, Some(conversation), happened, &webhooks, now)
    }

    /// A conversation was erased: what was on its way of it goes, and the webhooks are told.
    pub(super) fn forget_in_webhooks(&self, conversation: ConversationId) -> Outcome<bool> {
        self.database.transaction(|| {
            deliveries::drop_all(&self.database, "conversation = ?", &conversation.to_string())
        })?;
        // The conversation's own id, so that telling it again is no second notice.
        let (id, what) = (EventId(conversation.0), Happening::Erased {});
        self.tell_webhooks(conversation, &[Happened { id, at: clock::now(), seq: None, what, to: vec![] }])
    }
}

/// A webhook to which something can be sent by hand.
///
/// # Errors
/// Not found; wrong state, where it is switched off.
fn switched_on(database: &Database, id: WebhookId) -> Outcome<Webhook> {
    let webhook = webhooks::find(database, id)?;
    if !webhook.on {
        return Err(problem(Kind::WrongState, "The webhook is switched off. Switch it on first."));
    }
    Ok(webhook)
}
