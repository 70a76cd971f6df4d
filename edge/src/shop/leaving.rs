//! Customers who go: with their last conversation, when it is erased, or when it turns out to be somebody else's.

use desk::customer::joined;
use protocol::customer::{Customer, Details};
use protocol::staff::InboxRow;
use protocol::{ConversationId, CustomerId};
use worker::Result;

use super::customers::{keep_contact, named, read, rows, set_details, whole};
use super::inbox;
use super::users::numbers::{self, Link};
use crate::failure::Outcome;
use crate::storage::Database;

/// A conversation was erased from the inbox; a customer without another one is erased too. Answers with the rows of those
/// whom they were merged with, which may have borne their name or number.
pub fn forget(database: &Database, conversation: ConversationId) -> Outcome<Vec<InboxRow>> {
    let Some(Link { customer, .. }) = numbers::link(database, conversation)? else { return Ok(Vec::new()) };
    let others = rows(database, customer)?;
    database.transaction(|| {
        let statement = "DELETE FROM customer_conversations WHERE conversation = ?";
        database.run(statement, vec![conversation.to_string().into()])?;
        if has_conversation(database, customer)? { Ok(()) } else { erase(database, customer) }
    })?;
    others.into_iter().map(|row| named(database, row)).collect()
}

/// A conversation went from one customer to another. If it was the only one, what colleagues wrote about the one, and how they
/// can be reached, goes with it, and the one is erased; else only how to reach them that was left in it. To be called inside a
/// transaction.
pub(super) fn left(
    database: &Database,
    customer: CustomerId,
    to: CustomerId,
    conversation: ConversationId,
) -> Result<()> {
    if has_conversation(database, customer)? {
        let row = inbox::row(database, conversation)?;
        let mut contacts = row.iter().flat_map(|row| row.contacts.iter().map(move |it| (it, row.last_at)));
        return contacts.try_for_each(|(it, at)| keep_contact(database, to, it, at).map(drop));
    }
    let moved = "INSERT OR IGNORE INTO customer_contacts (customer, contact_key, contact, at)
                 SELECT ?, contact_key, contact, at FROM customer_contacts WHERE customer = ?";
    database.run(moved, vec![to.to_string().into(), customer.to_string().into()])?;
    inherit(database, customer, to)?;
    erase(database, customer)
}

/// What colleagues wrote about a customer is written about another from now on.
fn inherit(database: &Database, customer: CustomerId, to: CustomerId) -> Outcome<()> {
    let written = read(database, customer)?.details;
    if written == Details::default() {
        return Ok(());
    }
    let heir = read(database, whole(database, to)?)?;
    let details = joined(&heir.details, &written);
    Ok(set_details(database, &Customer { details, ..heir })?)
}

fn has_conversation(database: &Database, customer: CustomerId) -> Result<bool> {
    let query = "SELECT conversation FROM customer_conversations WHERE customer = ? LIMIT 1";
    Ok(database.text(query, vec![customer.to_string().into()])?.is_some())
}

fn erase(database: &Database, customer: CustomerId) -> Result<()> {
    let customer = || vec![customer.to_string().into()];
    database.run("DELETE FROM customer_contacts WHERE customer = ?", customer())?;
    database.run("UPDATE customers SET merged_into = NULL WHERE merged_into = ?", customer())?;
    database.run("DELETE FROM customers WHERE id = ?", customer())
}
