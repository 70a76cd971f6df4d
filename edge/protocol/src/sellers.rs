//! A platform shop and the seller shops under it: whom of its people the platform sends to work in a seller's inbox.
//!
//! Somebody who is sent works there as everybody does: they are a member of the seller's staff, with a role of their own there
//! and with [`Member::home`](crate::staff::Member::home). They sign in to the platform alone; for the seller's shop they get a
//! second session, which ends with the first. In a browser it is a cookie of the addresses under `/v1/at/{shop}/`, which are
//! those under `/v1/` otherwise: `/v1/at/{shop}/staff/inbox` is the inbox of that shop.

use serde::{Deserialize, Serialize};

use crate::id::{ShopSlug, StaffId};
use crate::staff::Role;

/// `GET /v1/staff/shops`: where the asker works. `POST /v1/staff/shops/{shop}/session` begins a session in a seller's shop, as a
/// cookie or a bearer token, whichever the asker came by, and answers [`crate::api::Session`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Workplaces {
    /// Their own shop, then the sellers' by name.
    pub shops: Vec<Workplace>,
    /// Whether their own shop has sellers under it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_platform: bool,
}

/// A shop in which somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Workplace {
    /// The shop.
    pub shop: ShopSlug,
    /// Its name.
    pub name: String,
    /// What they are there.
    pub role: Role,
    /// How things stand there; `None` where the shop doesn't say just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// What calls for somebody in a shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// How many conversations wait for a person.
    pub waiting: u32,
    /// How many the asker has there.
    pub mine: u32,
}

/// `GET /v1/staff/sellers`, for whoever manages the platform's staff. Answered too by
/// `PUT /v1/staff/sellers/{shop}/members/{id}`, which takes a [`crate::account::NewRole`] and sends somebody there, and by its
/// `DELETE`, which calls them back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sellers {
    /// By name; at most [`crate::limits::SELLERS`].
    pub sellers: Vec<Seller>,
}

/// A seller's shop.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Seller {
    /// The shop.
    pub shop: ShopSlug,
    /// Its name.
    pub name: String,
    /// Who is sent there, by name.
    #[serde(default)]
    pub sent: Vec<Sent>,
}

/// Somebody of the platform's who works in a seller's shop.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sent {
    /// Their id, here and there.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// What they are there: an agent or a supervisor.
    pub role: Role,
}
