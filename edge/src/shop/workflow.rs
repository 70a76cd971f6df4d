//! How the inbox is kept in order, as the shop's object does it: the tags in use.

use protocol::staff::Permission;
use serde::{Deserialize, Serialize};
use worker::Response;

use super::{Shop, inbox};
use crate::failure::Outcome;
use crate::identity::Identity;
use crate::reply;

/// What can be asked of a shop's object about it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToWorkflow {
    /// The tags in use. Answers [`protocol::label::TagsInUse`].
    Tags { who: Identity },
}

impl Shop {
    /// Answers a call about how the inbox is kept in order.
    pub(super) async fn workflow(&self, call: ToWorkflow) -> Outcome<Response> {
        match call {
            ToWorkflow::Tags { who } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&inbox::tags(&self.database)?)
            }
        }
    }
}
