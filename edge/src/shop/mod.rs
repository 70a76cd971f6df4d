//! One shop: settings, knowledge, staff, inbox. A Durable Object, and the shop's own database: tenants never share one.

mod inbox;
mod knowledge;
mod staff;

use protocol::api::LoadShop;
use protocol::problem::Kind;
use protocol::{ConversationId, ShopSlug};
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage, durable_object,
};

use crate::clock;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, may_work};
use crate::objects::{self, ToShop};
use crate::reply;
use crate::sockets;
use crate::storage::Database;

const MIGRATIONS: [&str; 4] = [knowledge::TABLES, staff::TABLES, inbox::TABLES, inbox::FORGOTTEN];

/// The Durable Object.
#[durable_object]
pub struct Shop {
    state: State,
    database: Database,
}

impl DurableObject for Shop {
    fn new(state: State, _env: Env) -> Self {
        sockets::answer_pings(&state);
        let database = Database::new(&state);
        Self { state, database }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let outcome = match objects::read(&mut request).await {
            Ok(call) => self.call(call),
            Err(failure) => Err(failure),
        };
        outcome.or_else(reply::failure)
    }

    async fn websocket_message(&self, _: WebSocket, _: WebSocketIncomingMessage) -> Result<()> {
        Ok(()) // the inbox's socket only tells; pings are answered by the runtime
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> Result<()> {
        socket.close(Some(1000), Some("closed"))
    }

    async fn websocket_error(&self, _: WebSocket, _: worker::Error) -> Result<()> {
        Ok(()) // the socket is gone; its console comes back and gets the whole inbox
    }
}

impl Shop {
    fn call(&self, call: ToShop) -> Outcome<Response> {
        if let ToShop::Load { who, load } = call {
            return self.load(&who, &load);
        }
        if !self.database.exists()? {
            return Err(not_found("shop"));
        }
        self.database.migrate(&MIGRATIONS)?;
        match call {
            ToShop::Load { who, load } => self.load(&who, &load),
            ToShop::Snapshot { have } => knowledge::snapshot(&self.database, have),
            ToShop::Invite { who, invite } => {
                operator(&who)?;
                reply::json(&staff::invite(&self.database, &invite, clock::now())?)
            }
            ToShop::SignIn { code } => reply::json(&staff::sign_in(&self.database, &code, clock::now())?),
            ToShop::WhoIs { secret } => reply::json(&staff::who_is(&self.database, &secret, clock::now())?),
            ToShop::SignOut { secret } => {
                staff::sign_out(&self.database, &secret)?;
                reply::empty()
            }
            ToShop::Inbox { who } => {
                self.works_here(&who)?;
                reply::json(&inbox::read(&self.database)?)
            }
            ToShop::Live { who } => {
                self.works_here(&who)?;
                inbox::accept(&self.state, &self.database)
            }
            ToShop::Row { who, row } => {
                if self.own_conversation(&who)? != row.conversation {
                    return Err(not_found("conversation"));
                }
                inbox::update(&self.state, &self.database, &row)?;
                reply::empty()
            }
            ToShop::Forget { who } => {
                inbox::forget(&self.state, &self.database, self.own_conversation(&who)?)?;
                reply::empty()
            }
        }
    }

    fn load(&self, who: &Identity, load: &LoadShop) -> Outcome<Response> {
        operator(who)?;
        self.database.migrate(&MIGRATIONS)?;
        reply::json(&knowledge::load(&self.database, load)?)
    }

    fn slug(&self) -> Outcome<ShopSlug> {
        Ok(knowledge::settings(&self.database)?.slug)
    }

    fn own_conversation(&self, who: &Identity) -> Outcome<ConversationId> {
        match who {
            Identity::Conversation { shop, conversation } if *shop == self.slug()? => Ok(*conversation),
            _ => Err(not_found("conversation")),
        }
    }

    fn works_here(&self, who: &Identity) -> Outcome<()> {
        match who {
            Identity::Staff(member) if member.shop == self.slug()? && may_work(member) => Ok(()),
            _ => Err(not_found("shop")),
        }
    }
}

fn operator(who: &Identity) -> Outcome<()> {
    match who {
        Identity::Operator => Ok(()),
        _ => Err(problem(Kind::Forbidden, "Only the platform's operator may do this.")),
    }
}

fn damaged(what: &str) -> Failure {
    Failure::Fault(format!("a shop without its {what}"))
}
