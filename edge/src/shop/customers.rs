//! The shop's customers: who they are, how to reach them, which conversations are theirs, and who turned out to be whom.
//!
//! Two customers are merged only by hand. Nothing moves then: one points to the other, so that it can be undone, and
//! whatever is asked of either is answered for both. Where several point to one another, the one that points to nobody
//! stands for them all; it is called `whole` here. A customer without a conversation left is erased with what was written
//! about them. Who somebody is to the shop itself, its own server vouches for ([`super::users`]).

use desk::customer::{checked, contact_key, number_key};
use protocol::customer::{Card, Customer, Details, Edit, Found, Merged};
use protocol::event::Contact;
use protocol::problem::Kind;
use protocol::staff::InboxRow;
use protocol::{CustomerId, Millis};
use serde::Deserialize;
use worker::Result;

use super::users::numbers::{self, Link};
use super::{audit, damaged};
use crate::failure::{Outcome, not_found, problem};
use crate::identity::Identity;
use crate::objects::CustomerChange;
use crate::storage::Database;

pub const TABLES: &str = "
    CREATE TABLE customers (
        id TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        details TEXT NOT NULL DEFAULT '{}',
        name_key TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL DEFAULT 0,
        merged_into TEXT,
        merged_at INTEGER,
        merged_by TEXT
    );
    CREATE INDEX customers_by_name ON customers (name_key);
    CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;
    CREATE TABLE customer_contacts (
        customer TEXT NOT NULL,
        contact_key TEXT NOT NULL,
        contact TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (customer, contact_key)
    );
    CREATE INDEX customer_contacts_by_key ON customer_contacts (contact_key);
    CREATE TABLE customer_conversations (conversation TEXT PRIMARY KEY, customer TEXT NOT NULL);
    CREATE INDEX customer_conversations_by_customer ON customer_conversations (customer);
";

/// How many conversations a card lists.
const CONVERSATIONS: i64 = 50;

/// SQLite's `LIMIT` without one.
const NO_LIMIT: i64 = -1;

/// How many customers a search finds.
const FOUND: i64 = 20;

/// How many that are perhaps the same person a card names.
const SIMILAR: i64 = 5;

/// All who are one person with `?1`: those who point to it, to those, and so on.
pub(super) const GROUP: &str = "WITH RECURSIVE people (id) AS (
    VALUES (?1) UNION SELECT customers.id FROM customers JOIN people ON customers.merged_into = people.id
)";

/// The end of every name that begins so.
const LAST: char = char::MAX;

/// A conversation told its news: its customer becomes known. Answers with the row as the shop calls them, and with their
/// other rows, if there is a new way to reach them.
pub fn meet(database: &Database, row: InboxRow) -> Outcome<(InboxRow, Vec<InboxRow>)> {
    let Some(came_as) = row.customer_id else { return Ok((row, Vec::new())) };
    // Whose it is can have changed since it began.
    let link = numbers::link(database, row.conversation)?;
    let customer = link.as_ref().map_or(came_as, |link| link.customer);
    let is_news = database.transaction_with(|| {
        if link.is_none() {
            begin(database, customer, Millis(row.conversation.0.timestamp_ms() as i64))?;
            numbers::set_link(database, row.conversation, &Link { customer, external_id: None })?;
        }
        let kept = |contact| keep_contact(database, customer, contact, row.last_at);
        let kept = row.contacts.iter().map(kept).collect::<Result<Vec<_>>>()?;
        Ok(kept.contains(&true))
    })?;
    let others = if is_news { rows(database, customer)? } else { Vec::new() };
    let others = others.into_iter().filter(|other| other.conversation != row.conversation);
    let others = others.map(|other| named(database, other)).collect::<Outcome<_>>()?;
    Ok((named(database, row)?, others))
}

/// Somebody becomes a customer, unless they are one already.
pub(super) fn begin(database: &Database, customer: CustomerId, since: Millis) -> Result<()> {
    let statement = "INSERT OR IGNORE INTO customers (id, since) VALUES (?, ?)";
    database.run(statement, vec![customer.to_string().into(), since.0.into()])
}

/// Whether the shop has heard of a customer.
pub(super) fn exists(database: &Database, customer: CustomerId) -> Result<bool> {
    let query = "SELECT id FROM customers WHERE id = ?";
    Ok(database.text(query, vec![customer.to_string().into()])?.is_some())
}

/// Keeps a way to reach a customer, and tells whether it is a new one. One that is known is as new as when it was first left.
pub(super) fn keep_contact(
    database: &Database,
    customer: CustomerId,
    contact: &Contact,
    at: Millis,
) -> Result<bool> {
    let key = contact_key(contact);
    if key.is_empty() {
        return Ok(false);
    }
    let statement = "INSERT INTO customer_contacts (customer, contact_key, contact, at) VALUES (?, ?, ?, ?)
                     ON CONFLICT DO NOTHING RETURNING customer";
    let values =
        vec![customer.to_string().into(), key.into(), serde_json::to_string(contact)?.into(), at.0.into()];
    Ok(database.text(statement, values)?.is_some())
}

/// A row with whose it is, and with their name, or where they can be reached.
pub(super) fn named(database: &Database, row: InboxRow) -> Outcome<InboxRow> {
    let Some(link) = numbers::link(database, row.conversation)? else { return Ok(row) };
    let customer = read(database, whole(database, link.customer)?)?;
    let address = || customer.contacts.first().map(|contact| contact.address.clone()).unwrap_or_default();
    let name = if customer.name().is_empty() { address() } else { customer.name().to_owned() };
    Ok(InboxRow { customer_id: Some(link.customer), customer: name, external_id: link.external_id, ..row })
}

/// The rows of a customer's conversations, and of those whom they are merged with, as they were called so far.
pub(super) fn rows(database: &Database, customer: CustomerId) -> Outcome<Vec<InboxRow>> {
    conversations(database, whole(database, customer)?, NO_LIMIT)
}

/// The one who stands for a customer: themselves, or whom they were merged into.
///
/// # Errors
/// Not found.
pub fn whole(database: &Database, id: CustomerId) -> Outcome<CustomerId> {
    let query = "WITH RECURSIVE up (id, next) AS (
            SELECT id, merged_into FROM customers WHERE id = ?
            UNION SELECT customers.id, customers.merged_into FROM customers JOIN up ON customers.id = up.next
        ) SELECT id FROM up WHERE next IS NULL";
    let found = database.text(query, vec![id.to_string().into()])?.ok_or_else(|| not_found("customer"))?;
    found.parse().map_err(|_| damaged("customer's id"))
}

/// Everything about a customer who stands for themselves.
pub fn card(database: &Database, id: CustomerId) -> Outcome<Card> {
    Ok(Card {
        customer: read(database, id)?,
        conversations: conversations(database, id, CONVERSATIONS)?,
        merged: merged(database, id)?,
        similar: similar(database, id)?,
    })
}

/// Those whose name, telephone number, address or number with the shop begins so. Nothing finds nobody.
pub fn find(database: &Database, begins: &str) -> Outcome<Found> {
    let begins = begins.trim().to_lowercase();
    if begins.is_empty() {
        return Ok(Found { customers: Vec::new() });
    }
    let contact = number_key(&begins).unwrap_or_else(|| begins.clone());
    let query = "SELECT id FROM customers WHERE merged_into IS NULL AND name_key BETWEEN ?1 AND ?2
        UNION SELECT customer FROM customer_contacts WHERE contact_key BETWEEN ?3 AND ?4
        UNION SELECT id FROM customers
            WHERE external_id IS NOT NULL AND lower(external_id) BETWEEN lower(?1) AND lower(?2)
        LIMIT ?5";
    let values = vec![
        begins.clone().into(),
        format!("{begins}{LAST}").into(),
        contact.clone().into(),
        format!("{contact}{LAST}").into(),
        FOUND.into(),
    ];
    let mut customers = customers(database, &database.texts(query, values)?)?;
    customers.sort_by_key(|customer| (customer.name().to_lowercase(), customer.id));
    Ok(Found { customers })
}

/// Changes a customer who stands for themselves; answers with the inbox's rows as they are called since.
///
/// # Errors
/// Invalid details; a wrong state, when somebody else was faster or the two can't be merged or parted.
pub fn change(
    database: &Database,
    who: &Identity,
    id: CustomerId,
    change: &CustomerChange,
    now: Millis,
) -> Outcome<Vec<InboxRow>> {
    match change {
        CustomerChange::Edit(edit) => write(database, id, edit)?,
        CustomerChange::Merge(other) => merge(database, who, id, *other, now)?,
        CustomerChange::Part(other) => part(database, who, id, *other, now)?,
    }
    let mut rows = conversations(database, id, NO_LIMIT)?;
    if let CustomerChange::Part(other) = change {
        rows.extend(conversations(database, *other, NO_LIMIT)?);
    }
    rows.into_iter().map(|row| named(database, row)).collect()
}

fn write(database: &Database, id: CustomerId, edit: &Edit) -> Outcome<()> {
    let details = checked(&edit.details)?;
    let known = read(database, id)?;
    if known.revision != edit.revision {
        let detail = "A colleague changed this customer meanwhile. Look at it again, then change it.";
        return Err(problem(Kind::WrongState, detail));
    }
    Ok(set_details(database, &Customer { details, ..known })?)
}

pub(super) fn set_details(database: &Database, customer: &Customer) -> Result<()> {
    let statement = "UPDATE customers SET details = ?, name_key = ?, revision = revision + 1 WHERE id = ?";
    let (details, name_key) = (serde_json::to_string(&customer.details)?, customer.name().to_lowercase());
    database.run(statement, vec![details.into(), name_key.into(), customer.id.to_string().into()])
}

fn merge(database: &Database, who: &Identity, id: CustomerId, other: CustomerId, now: Millis) -> Outcome<()> {
    let other = whole(database, other)?;
    if other == id {
        return Err(problem(Kind::WrongState, "These are one customer already."));
    }
    if let (Some(own), Some(theirs)) = (numbers::verified(database, id)?, numbers::verified(database, other)?)
    {
        let detail = format!(
            "These are two customers of the shop's own, {} and {}. If they are one person, merge them in the shop's system first.",
            own.external_id, theirs.external_id
        );
        return Err(problem(Kind::WrongState, detail));
    }
    let by = who.name();
    Ok(database.transaction(|| {
        let statement = "UPDATE customers SET merged_into = ?, merged_at = ?, merged_by = ? WHERE id = ?";
        let values = vec![id.to_string().into(), now.0.into(), by.into(), other.to_string().into()];
        database.run(statement, values)?;
        audit::changed(database, who, "customers_merged", &id.to_string(), now)
    })?)
}

fn part(database: &Database, who: &Identity, id: CustomerId, other: CustomerId, now: Millis) -> Outcome<()> {
    if !merged(database, id)?.iter().any(|merged| merged.customer.id == other) {
        return Err(not_found("merged customer"));
    }
    Ok(database.transaction(|| {
        let statement =
            "UPDATE customers SET merged_into = NULL, merged_at = NULL, merged_by = NULL WHERE id = ?";
        database.run(statement, vec![other.to_string().into()])?;
        audit::changed(database, who, "customers_parted", &id.to_string(), now)
    })?)
}

/// The newest conversations of a customer who stands for themselves.
fn conversations(database: &Database, id: CustomerId, limit: i64) -> Outcome<Vec<InboxRow>> {
    let query = format!(
        "{GROUP} SELECT inbox.row FROM people
            JOIN customer_conversations ON customer_conversations.customer = people.id
            JOIN inbox ON inbox.conversation = customer_conversations.conversation
            ORDER BY inbox.last_at DESC LIMIT ?2"
    );
    let rows = database.texts(&query, vec![id.to_string().into(), limit.into()])?;
    Ok(rows.iter().map(|row| serde_json::from_str(row)).collect::<std::result::Result<_, _>>()?)
}

fn merged(database: &Database, id: CustomerId) -> Outcome<Vec<Merged>> {
    let query = "SELECT json_object('id', id, 'at', merged_at, 'by', merged_by)
        FROM customers WHERE merged_into = ? ORDER BY merged_at";
    #[derive(Deserialize)]
    struct Row {
        id: CustomerId,
        at: Millis,
        by: String,
    }
    let merged = |row: &String| -> Outcome<Merged> {
        let Row { id, at, by } = serde_json::from_str(row)?;
        Ok(Merged { customer: read(database, id)?, at, by })
    };
    database.texts(query, vec![id.to_string().into()])?.iter().map(merged).collect()
}

/// Others who left a number or an address that this one, or somebody merged with them, left too.
fn similar(database: &Database, id: CustomerId) -> Outcome<Vec<Customer>> {
    let query = format!(
        "{GROUP} SELECT DISTINCT theirs.customer FROM people
            JOIN customer_contacts own ON own.customer = people.id
            JOIN customer_contacts theirs ON theirs.contact_key = own.contact_key
            WHERE theirs.customer NOT IN (SELECT id FROM people) LIMIT ?2"
    );
    let others = database.texts(&query, vec![id.to_string().into(), SIMILAR.into()])?;
    customers(database, &others)
}

/// The customers who stand for these, each once.
fn customers(database: &Database, ids: &[String]) -> Outcome<Vec<Customer>> {
    let mut known: Vec<CustomerId> = Vec::new();
    for id in ids {
        let id = whole(database, id.parse().map_err(|_| damaged("customer's id"))?)?;
        if !known.contains(&id) {
            known.push(id);
        }
    }
    known.into_iter().map(|id| read(database, id)).collect()
}

/// A customer with the contacts of all who were merged into them.
pub(super) fn read(database: &Database, id: CustomerId) -> Outcome<Customer> {
    let query = "SELECT json_object('since', since, 'details', json(details), 'revision', revision)
        FROM customers WHERE id = ?";
    #[derive(Deserialize)]
    struct Row {
        since: Millis,
        details: Details,
        revision: u64,
    }
    let row = database.text(query, vec![id.to_string().into()])?.ok_or_else(|| not_found("customer"))?;
    let Row { since, details, revision } = serde_json::from_str(&row)?;
    let query = format!(
        "{GROUP} SELECT contact FROM people JOIN customer_contacts ON customer = people.id
            GROUP BY contact_key ORDER BY max(at) DESC"
    );
    let contacts = database.texts(&query, vec![id.to_string().into()])?;
    let contacts = contacts.iter().map(|contact| serde_json::from_str(contact));
    let contacts = contacts.collect::<std::result::Result<_, _>>()?;
    Ok(Customer { id, details, contacts, verified: numbers::verified(database, id)?, since, revision })
}
