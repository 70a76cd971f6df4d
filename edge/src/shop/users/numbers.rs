//! Which customer has which number of the shop's, and for which conversations it was vouched.

use protocol::customer::Verified;
use protocol::{ConversationId, CustomerId};
use worker::Result;

use crate::failure::Outcome;
use crate::shop::customers::GROUP;
use crate::shop::damaged;
use crate::storage::{Database, text};

/// * `verified`: what the last token said, a [`Verified`].
/// * `customer_conversations.external_id`: for whom the shop has vouched in this very conversation.
pub const TABLES: &str = "
    ALTER TABLE customers ADD COLUMN verified TEXT;
    ALTER TABLE customers ADD COLUMN external_id TEXT AS (verified ->> '$.external_id');
    CREATE UNIQUE INDEX customers_by_external_id ON customers (external_id) WHERE external_id IS NOT NULL;
    CREATE INDEX customers_by_number ON customers (lower(external_id)) WHERE external_id IS NOT NULL;
    ALTER TABLE customer_conversations ADD COLUMN external_id TEXT;
    CREATE INDEX customer_conversations_vouched ON customer_conversations (external_id)
        WHERE external_id IS NOT NULL;
    CREATE INDEX customer_conversations_by_number ON customer_conversations (lower(external_id))
        WHERE external_id IS NOT NULL;
";

/// Whose a conversation is.
pub struct Link {
    /// The customer.
    pub customer: CustomerId,
    /// The number, if the shop has vouched for them in this conversation.
    pub external_id: Option<String>,
}

/// Whose a conversation is, if the shop has heard of it.
pub fn link(database: &Database, conversation: ConversationId) -> Outcome<Option<Link>> {
    let query = "SELECT customer, external_id FROM customer_conversations WHERE conversation = ?";
    let row = database.rows(query, vec![conversation.to_string().into()])?.into_iter().next();
    let Some(row) = row else { return Ok(None) };
    let mut columns = row.into_iter();
    let customer = columns.next().and_then(text).and_then(|id| id.parse().ok());
    let customer = customer.ok_or_else(|| damaged("customer's id"))?;
    Ok(Some(Link { customer, external_id: columns.next().and_then(text) }))
}

/// Makes a conversation a customer's. To be called inside a transaction.
pub fn set_link(database: &Database, conversation: ConversationId, link: &Link) -> Result<()> {
    let statement =
        "INSERT INTO customer_conversations (conversation, customer, external_id) VALUES (?, ?, ?)
        ON CONFLICT (conversation) DO UPDATE
        SET customer = excluded.customer, external_id = excluded.external_id";
    let (customer, number) = (link.customer.to_string(), link.external_id.clone());
    database.run(statement, vec![conversation.to_string().into(), customer.into(), number.into()])
}

/// The customer who has a number.
pub fn holder(database: &Database, number: &str) -> Outcome<Option<CustomerId>> {
    let query = "SELECT id FROM customers WHERE external_id = ?";
    let id = database.text(query, vec![number.into()])?;
    id.map(|id| id.parse().map_err(|_| damaged("customer's id"))).transpose()
}

/// What the shop has said about a customer who stands for themselves, or about somebody merged into them.
pub fn verified(database: &Database, whole: CustomerId) -> Outcome<Option<Verified>> {
    let query = format!(
        "{GROUP} SELECT verified FROM people JOIN customers ON customers.id = people.id
            WHERE external_id IS NOT NULL LIMIT 1"
    );
    let said = database.text(&query, vec![whole.to_string().into()])?;
    Ok(said.as_deref().map(serde_json::from_str).transpose()?)
}

/// Keeps what the shop says about a customer, and tells whether it is anything new. To be called inside a transaction.
pub fn set_verified(database: &Database, customer: CustomerId, verified: &Verified) -> Result<bool> {
    // They are found by the name that the staff wrote, else by this one.
    let statement = "UPDATE customers SET verified = ?1,
            name_key = iif(coalesce(details ->> '$.name', '') = '', ?2, name_key)
        WHERE id = ?3 AND verified IS NOT ?1 RETURNING id";
    let values = vec![
        serde_json::to_string(verified)?.into(),
        verified.name.to_lowercase().into(),
        customer.to_string().into(),
    ];
    Ok(database.text(statement, values)?.is_some())
}
