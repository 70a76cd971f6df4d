//! The shop's own customers, as its server vouches for them: which customer here somebody is who signed in on its pages,
//! and which conversation they go on with.
//!
//! A number of the shop's stands at one customer at most, and vouches for conversations one by one: only that in which a
//! token was shown is verified, not whatever else is said to be the same customer's. So a conversation that colleagues
//! merged by mistake is never handed to somebody else, nor taken for verified.

mod jwt;
mod keys;
pub mod numbers;

use desk::identity::{User, becomes};
use protocol::limits::GIVEN_BACK_MS;
use protocol::staff::InboxRow;
use protocol::{ConversationId, CustomerId, Millis};
use serde::{Deserialize, Serialize};
use worker::{Response, Result, SqlStorageValue};

use super::{Shop, customers, inbox, leaving};
use crate::failure::{Outcome, not_found};
use crate::identity::Identity;
use crate::storage::Database;
use crate::{clock, reply};
use numbers::Link;

pub use keys::{TABLE as KEYS, make as make_key, remove as remove_key, state as key};
pub use numbers::TABLES as NUMBERS;

/// A token of the shop's, as a shopper's page shows it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The shopper, if a conversation of theirs is running.
    pub who: Option<Identity>,
    /// As whom their browser knew them before.
    pub came_as: Option<CustomerId>,
    /// The token.
    pub user: String,
}

impl Shop {
    /// Takes the shop's word for who a shopper is. Answers the conversation to go on with: an `Option<ConversationId>`.
    pub(super) fn identify(&self, shown: &Shown) -> Outcome<Response> {
        let (database, now) = (&self.database, clock::now());
        let running = match &shown.who {
            None => None,
            Some(Identity::Visitor { shop, conversation }) if *shop == self.slug()? => Some(*conversation),
            Some(_) => return Err(not_found("conversation")),
        };
        let claims = jwt::read(&shown.user, &keys::good(database, now)?)?;
        let user = desk::identity::checked(&claims, now)?;
        let is_erased = running.map(|id| inbox::is_forgotten(database, id)).transpose()?;
        let running = running.filter(|_| is_erased != Some(true));
        let guest = Guest { database, user: &user, now };
        let (theirs, changed) = guest.comes(running, shown.came_as)?;
        self.update(changed)?;
        reply::json(&match theirs {
            Some(running) => Some(running),
            None => guest.unfinished()?,
        })
    }
}

/// Somebody whom the shop has vouched for.
struct Guest<'a> {
    database: &'a Database,
    user: &'a User,
    now: Millis,
}

impl Guest<'_> {
    fn number(&self) -> &str {
        &self.user.verified.external_id
    }

    /// They become the customer that they are, and the running conversation theirs. Answers that conversation, and the rows
    /// of the inbox that have changed by it. Whoever has nothing here leaves no trace.
    fn comes(
        &self,
        running: Option<ConversationId>,
        came_as: Option<CustomerId>,
    ) -> Outcome<(Option<ConversationId>, Vec<InboxRow>)> {
        let link = running.map(|id| numbers::link(self.database, id)).transpose()?.flatten();
        let vouched_for = link.as_ref().and_then(|link| link.external_id.as_deref());
        if vouched_for.is_some_and(|number| number != self.number()) {
            // What the shop has vouched for as somebody else's stays theirs.
            return self.comes(None, None);
        }
        let is_theirs = vouched_for.is_some();
        let before = link.as_ref().map(|link| link.customer);
        let came_as = self.came_as(before.or(came_as), running)?;
        let customer = becomes(numbers::holder(self.database, self.number())?, came_as);
        let Some(customer) = customer.or_else(|| running.map(|_| clock::customer_id())) else {
            return Ok((None, Vec::new()));
        };
        let before = before.filter(|before| *before != customer);
        let mut changed =
            before.map(|it| customers::rows(self.database, it)).transpose()?.unwrap_or_default();
        let is_news = self.database.transaction_with(|| {
            let is_news = self.keep(customer, running)?;
            match running {
                Some(running) if !is_theirs => self.take(customer, running, before).map(|()| true),
                _ => Ok(is_news),
            }
        })?;
        if is_news {
            changed.extend(customers::rows(self.database, customer)?);
        }
        let changed = changed.into_iter().map(|row| customers::named(self.database, row));
        Ok((running, changed.collect::<Outcome<_>>()?))
    }

    /// As whom they came, and whether that one has a number. Whom nobody has heard of yet has none; without a conversation
    /// there is nothing to keep of them.
    fn came_as(
        &self,
        customer: Option<CustomerId>,
        running: Option<ConversationId>,
    ) -> Outcome<Option<(CustomerId, bool)>> {
        let Some(customer) = customer else { return Ok(None) };
        if !customers::exists(self.database, customer)? {
            return Ok(running.map(|_| (customer, false)));
        }
        let whole = customers::whole(self.database, customer)?;
        Ok(Some((customer, numbers::verified(self.database, whole)?.is_some())))
    }

    /// Keeps what the shop says about them; whether any of it is new.
    fn keep(&self, customer: CustomerId, running: Option<ConversationId>) -> Result<bool> {
        let since = running.map_or(self.now, |id| Millis(id.0.timestamp_ms() as i64));
        customers::begin(self.database, customer, since)?;
        let mut is_news = numbers::set_verified(self.database, customer, &self.user.verified)?;
        for contact in &self.user.contacts {
            is_news |= customers::keep_contact(self.database, customer, contact, self.now)?;
        }
        Ok(is_news)
    }

    /// Makes a conversation theirs, from whomever's it was.
    fn take(&self, customer: CustomerId, running: ConversationId, before: Option<CustomerId>) -> Result<()> {
        let link = Link { customer, external_id: Some(self.number().to_owned()) };
        numbers::set_link(self.database, running, &link)?;
        before.iter().try_for_each(|before| leaving::left(self.database, *before, customer, running))
    }

    /// The conversation that they are given back: see [`protocol::identity::Identified`].
    fn unfinished(&self) -> Outcome<Option<ConversationId>> {
        let query = "SELECT inbox.conversation FROM customer_conversations
            JOIN inbox ON inbox.conversation = customer_conversations.conversation
            WHERE customer_conversations.external_id = ?
                AND (inbox.kind NOT IN ('resolved', 'follow_up') OR inbox.last_at > ?)
            ORDER BY inbox.last_at DESC LIMIT 1";
        let values: Vec<SqlStorageValue> = vec![self.number().into(), self.now.plus(-GIVEN_BACK_MS).0.into()];
        Ok(self.database.text(query, values)?.and_then(|id| id.parse().ok()))
    }
}
