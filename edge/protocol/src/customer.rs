//! Customers as a shop's people see them: one person, whatever the number of their conversations.

use serde::{Deserialize, Serialize};

use crate::event::Contact;
use crate::id::{CustomerId, Millis};
use crate::staff::InboxRow;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// What the staff wrote about them.
    #[serde(flatten)]
    pub details: Details,
    /// The ways to reach them that they left, newest first.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Who they are to the shop itself, if its server vouched for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// When they first wrote.
    pub since: Millis,
    /// Counts the changes of the details: a change must name the one that it was made on.
    pub revision: u64,
}

/// What the shop's own server said about its customer, in the last token that it signed ([`crate::identity`]). A customer has
/// at most one such number, and a number belongs to one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verified {
    /// The shop's own number for them.
    pub external_id: String,
    /// Their name in the shop's books: they are called so while the staff wrote none. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Those of their contacts that the shop knows to be theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

impl Customer {
    /// What they are called: as the staff wrote, else as the shop's books have it; may be empty.
    #[must_use]
    pub fn name(&self) -> &str {
        match (&self.details.name, &self.verified) {
            (name, Some(verified)) if name.is_empty() => &verified.name,
            (name, _) => name,
        }
    }
}

/// What the staff may write about a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Details {
    /// Their name; empty while nobody knows it. At most [`crate::limits::CUSTOMER_NAME_CHARS`] characters.
    pub name: String,
    /// At most [`crate::limits::CUSTOMER_LABELS`], each once, of 1 to [`crate::limits::CUSTOMER_LABEL_CHARS`] characters.
    pub tags: Vec<String>,
    /// What else the shop keeps about its customers; as many and as long as tags, each name once.
    pub fields: Vec<Field>,
    /// At most [`crate::limits::CUSTOMER_NOTE_CHARS`] characters.
    pub note: String,
}

/// A custom field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// What it tells.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// `PUT /v1/staff/customers/{id}`: new details, in place of all of the old ones. Answered by the [`Card`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The details from now on.
    #[serde(flatten)]
    pub details: Details,
    /// The [`Customer::revision`] that was edited; if somebody else was faster the edit is refused.
    pub revision: u64,
}

/// `GET /v1/staff/customers/{id}`: everything that the shop knows about a customer. The id of one who was merged into
/// another gives the other's card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Who.
    pub customer: Customer,
    /// Their conversations, those of merged customers too, newest first; at most 50.
    pub conversations: Vec<InboxRow>,
    /// Whom they were merged with.
    pub merged: Vec<Merged>,
    /// Other customers who left the same number or address: perhaps the same person.
    pub similar: Vec<Customer>,
}

/// Somebody who was found to be the same person, and can be told apart again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Merged {
    /// Who.
    pub customer: Customer,
    /// When.
    pub at: Millis,
    /// The name of the colleague who did it.
    pub by: String,
}

/// `POST /v1/staff/customers/{id}/merged`: this other customer is the same person. Answered by the [`Card`], as is
/// `DELETE /v1/staff/customers/{id}/merged/{other}`, which takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Merge {
    /// The other.
    pub other: CustomerId,
}

/// `GET /v1/staff/customers?q=…`: those whose name, telephone number, address or number with the
/// shop begins so; at most 20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CustomersFound"))]
pub struct Found {
    /// By name.
    pub customers: Vec<Customer>,
}
