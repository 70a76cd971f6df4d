//! How the inbox is kept in order, as the shop's object does it: the tags in use, the workflow rules, and the
//! views that people keep.

use protocol::filter::SavedViews;
use protocol::staff::Permission;
use protocol::workflow::{Rule, Rules};
use serde::{Deserialize, Serialize};
use worker::Response;

use super::{Shop, inbox, rules, views};
use crate::clock;
use crate::failure::Outcome;
use crate::identity::Identity;
use crate::reply;

/// What can be asked of a shop's object about it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToWorkflow {
    /// The tags in use. Answers [`protocol::label::TagsInUse`].
    Tags { who: Identity },
    /// The rules. Answers [`Rules`], as the next does. Owners only.
    Rules { who: Identity },
    /// Replace the rules. Owners only.
    PutRules { who: Identity, rules: Rules },
    /// How a rule would have fared. Answers [`protocol::workflow::Tried`]. Owners only.
    TryRule { who: Identity, rule: Rule },
    /// The views that the asker keeps. Answers [`SavedViews`], as the next does.
    Views { who: Identity },
    /// Replace them.
    PutViews { who: Identity, views: SavedViews },
    /// What rules can be about. Answers a list of [`protocol::event::Choice`].
    Entries { who: Identity },
}

impl Shop {
    /// Answers a call about how the inbox is kept in order.
    pub(super) async fn workflow(&self, call: ToWorkflow) -> Outcome<Response> {
        match call {
            ToWorkflow::Tags { who } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&inbox::tags(&self.database)?)
            }
            ToWorkflow::Rules { who } => {
                self.allowed(&who, Permission::ManageShop)?;
                reply::json(&rules::list(&self.database)?)
            }
            ToWorkflow::PutRules { who, rules } => {
                self.allowed(&who, Permission::ManageShop)?;
                reply::json(&rules::put(&self.database, &who, &rules, clock::now())?)
            }
            ToWorkflow::TryRule { who, rule } => {
                // It shows what customers wrote, which a token's `manage_shop` alone doesn't include.
                self.person(&who, Permission::ManageShop)?;
                reply::json(&self.try_rule(&rule).await?)
            }
            ToWorkflow::Views { who } => {
                let me = self.allowed(&who, Permission::Read)?.id;
                reply::json(&views::list(&self.database, me)?)
            }
            ToWorkflow::PutViews { who, views } => {
                let me = self.allowed(&who, Permission::Read)?.id;
                reply::json(&views::put(&self.database, me, &views)?)
            }
            ToWorkflow::Entries { who } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&rules::entries(&self.database)?)
            }
        }
    }
}
