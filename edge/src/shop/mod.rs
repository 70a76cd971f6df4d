//! One shop: settings, knowledge, staff, inbox. A Durable Object, and the shop's own database: tenants never share one.

mod audit;
mod customers;
pub mod duty;
pub mod guests;
pub mod inbox;
pub mod integrations;
mod knowledge;
mod leaving;
mod macros;
mod mails;
mod presence;
pub mod push;
mod queue;
mod routing;
mod rules;
mod search;
pub mod sellers;
pub mod staff;
mod teams;
pub mod users;
mod views;
pub mod workflow;

use std::rc::Rc;

use protocol::api::{LoadShop, QueuePlace};
use protocol::inbox::View;
use protocol::problem::Kind;
use protocol::search::Said;
use protocol::staff::{InboxRow, Member, Permission};
use protocol::{ConversationId, CustomerId, Millis, ShopSlug};
use serde::Deserialize;
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage, durable_object,
};

use crate::alarm::Alarm;
use crate::clock;
use crate::door::Limits;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::mail::Sender;
use crate::objects::{self, CustomerChange, ToConversation, ToShop};
use crate::outbox;
use crate::outside::BUSY_MS;
use crate::reply;
use crate::sockets;
use crate::storage::Database;

const MIGRATIONS: [&str; 38] = [
    knowledge::TABLES,
    staff::TABLES,
    inbox::TABLES,
    inbox::FORGOTTEN,
    staff::VISITS,
    outbox::TABLE,
    inbox::VIEWS,
    search::TABLES,
    customers::TABLES,
    presence::TABLE,
    routing::TABLES,
    knowledge::SERVICE,
    staff::ACCOUNTS,
    audit::TABLE,
    macros::TABLE,
    staff::INVITERS,
    inbox::LABELS,
    routing::PRIORITY,
    queue::TABLES,
    rules::TABLE,
    integrations::TOKENS,
    integrations::WEBHOOKS,
    integrations::DELIVERIES,
    views::TABLE,
    inbox::LATEST,
    push::KEY,
    push::CALLS,
    push::TABLES,
    teams::TABLE,
    routing::LANGUAGES,
    inbox::TEAMS,
    users::KEYS,
    users::NUMBERS,
    integrations::WEBHOOKS_LATER,
    staff::MAILED,
    mails::TABLE,
    sellers::TABLES,
    guests::TABLES,
];

/// The Durable Object.
#[durable_object]
pub struct Shop {
    state: State,
    env: Env,
    database: Database,
    alarm: Rc<Alarm>,
    news: inbox::News,
    mails: mails::UnderWay,
}

impl DurableObject for Shop {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_pings(&state);
        let database = Database::new(&state);
        Self {
            state,
            env,
            database,
            alarm: Rc::default(),
            news: inbox::News::default(),
            mails: Rc::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let outcome = match objects::read(&mut request).await {
            Ok(call) => self.call(call).await,
            Err(failure) => Err(failure),
        };
        outcome.or_else(reply::failure)
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        // Pings are answered by the runtime.
        let WebSocketIncomingMessage::String(frame) = message else { return Ok(()) };
        Ok(self.heard_from(&socket, &frame)?)
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> Result<()> {
        socket.close(Some(1000), Some("closed"))?;
        self.left().await
    }

    async fn websocket_error(&self, _: WebSocket, _: worker::Error) -> Result<()> {
        self.left().await // its console comes back and opens the inbox anew
    }

    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang(self.ring(), &self.state).await
    }
}

impl Shop {
    async fn call(&self, call: ToShop) -> Outcome<Response> {
        if let ToShop::Load { who, load } = call {
            return self.load(&who, &load).await;
        }
        if !self.database.exists()? {
            return Err(not_found("shop"));
        }
        self.database.migrate(&MIGRATIONS)?;
        match call {
            ToShop::Load { who, load } => self.load(&who, &load).await,
            ToShop::Snapshot { have } => knowledge::snapshot(&self.database, have),
            ToShop::Staff(call) => {
                let (changes_people, mails) = (call.changes_people(), call.mails());
                let staff::Done { response, ended } = self.staff(*call)?;
                self.close_sockets(&ended).await?;
                if changes_people {
                    knowledge::publish(&self.database)?; // rules and teams name colleagues
                    self.people_changed().await?;
                }
                if mails {
                    self.arm().await?;
                }
                Ok(response)
            }
            ToShop::Sellers(call) => self.sellers(call).await,
            ToShop::Guests(call) => self.guests(call).await,
            ToShop::Duty(call) => self.duty(call).await,
            ToShop::Workflow(call) => self.workflow(*call).await,
            ToShop::Integrations(call) => self.integrations(call).await,
            ToShop::Push(call) => self.push(&call),
            ToShop::Macros { who } => {
                self.allowed(&who, Permission::Converse)?;
                reply::json(&macros::list(&self.database)?)
            }
            ToShop::PutMacro { who, id, put } => {
                self.allowed(&who, Permission::EditMacros)?;
                reply::json(&macros::put(&self.database, &who, id, &put, clock::now())?)
            }
            ToShop::RemoveMacro { who, id } => {
                self.allowed(&who, Permission::EditMacros)?;
                reply::json(&macros::remove(&self.database, &who, id, clock::now())?)
            }
            ToShop::Inbox { who, ask } => {
                let me = self.allowed(&who, Permission::Read)?.id;
                if ask.view == Some(View::FollowUp) {
                    who.check(Permission::Direct)?;
                }
                let directs = who.check(Permission::Direct).is_ok();
                reply::json(&inbox::open(&self.database, &ask, me, directs)?)
            }
            ToShop::InboxRow { who, conversation } => {
                self.allowed(&who, Permission::Read)?;
                let row = inbox::row(&self.database, conversation)?;
                reply::json(&row.ok_or_else(|| not_found("conversation"))?)
            }
            ToShop::Queue { who, conversation } => reply::json(&self.queue(&who, conversation)?),
            ToShop::Live { who } => {
                self.allowed(&who, Permission::Read)?;
                let response =
                    inbox::accept(&self.state, &self.database, &who, Limits::of(&self.env).silence_ms)?;
                self.look()?;
                self.route()?;
                self.arm().await?;
                Ok(response)
            }
            ToShop::Search { who, q, after } => {
                self.allowed(&who, Permission::Read)?;
                let mut found = search::find(&self.database, &desk::Query::read(&q)?, after)?;
                if after.is_none() {
                    found.hits.splice(0..0, search::numbered(&self.database, &q)?);
                }
                reply::json(&found)
            }
            ToShop::Identify(shown) => self.identify(&shown),
            ToShop::Row { who, row, said, happened } => {
                if self.own_conversation(&who)? != row.conversation {
                    return Err(not_found("conversation"));
                }
                let conversation = row.conversation;
                let calls = self.heard(*row, &said)?;
                let is_forgotten = inbox::is_forgotten(&self.database, conversation)?;
                let told = !is_forgotten && self.tell_webhooks(conversation, &happened)?;
                if self.route()? || told || calls {
                    self.arm().await?;
                }
                reply::empty()
            }
            ToShop::Forget { who } => {
                let conversation = self.own_conversation(&who)?;
                inbox::forget(&self.database, conversation)?;
                let renamed = leaving::forget(&self.database, conversation)?;
                routing::forget(&self.database, conversation)?;
                queue::forget(&self.database, conversation)?;
                self.news.gone(&self.state, conversation)?;
                self.update(renamed)?;
                if self.forget_in_webhooks(conversation)? {
                    self.arm().await?;
                }
                reply::empty()
            }
            ToShop::FindCustomers { who, begins } => {
                self.allowed(&who, Permission::Read)?;
                reply::json(&customers::find(&self.database, &begins)?)
            }
            ToShop::Customer { who, customer, change } => self.customer(&who, customer, change),
        }
    }

    /// Closes the sockets of sessions that have ended: those here at once, those in conversations by the outbox.
    async fn close_sockets(&self, sessions: &[String]) -> Outcome<()> {
        if sessions.is_empty() {
            return Ok(());
        }
        sessions.iter().try_for_each(|session| sockets::end_session(&self.state, session))?;
        self.arm().await
    }

    /// What the alarm does: delivers what is due in the outbox, and closes the sockets of sessions that are over.
    async fn ring(&self) -> Outcome<()> {
        if !self.database.exists()? {
            return Ok(());
        }
        self.database.migrate(&MIGRATIONS)?;
        for letter in outbox::due(&self.database, clock::now())? {
            match self.deliver(&letter).await {
                Ok(()) => outbox::delivered(&self.database, &letter)?,
                Err(_) => outbox::failed(&self.database, &letter, clock::now())?,
            }
        }
        self.look()?;
        self.route()?;
        integrations::send_all(&self.state, &self.database, &self.alarm, clock::now())?;
        mails::send_all(&self.state, &self.database, &self.alarm, Sender::of(&self.env), &self.mails)?;
        let limits = Limits::of(&self.env);
        push::send_all(&self.state, &self.database, &self.alarm, limits.contact.as_deref(), clock::now())?;
        self.arm().await
    }

    async fn deliver(&self, letter: &outbox::Letter) -> Outcome<()> {
        match serde_json::from_str(&letter.message)? {
            Letter::Offer(offer) => self.offer(&offer).await,
            Letter::Reckon { reckon } => {
                let call = ToConversation::Reckon { who: Identity::Shop(self.slug()?) };
                objects::tell(&objects::conversation(&self.env, reckon)?, &call).await
            }
            Letter::Sent { sent } => self.tell_seller(&sent, letter.id).await,
            Letter::Ended { ended, seller } => self.tell_ended(&seller, ended).await,
            Letter::SessionEnded(staff::SessionEnded { conversation, session, until }) => {
                let call = ToConversation::EndSession { who: Identity::Shop(self.slug()?), session, until };
                objects::tell(&objects::conversation(&self.env, conversation)?, &call).await
            }
        }
    }

    /// Takes news of a conversation: how it stands, and what was said in it since the last news. Tells whether it calls for
    /// somebody who is pushed to.
    fn heard(&self, row: InboxRow, said: &[Said]) -> Outcome<bool> {
        if inbox::is_forgotten(&self.database, row.conversation)? {
            return Ok(false);
        }
        let before = inbox::row(&self.database, row.conversation)?;
        search::add(&self.database, row.conversation, said)?;
        let (row, renamed) = customers::meet(&self.database, row)?;
        routing::heard(&self.database, &row)?;
        self.update(renamed)?;
        if !inbox::update(&self.database, &row)? {
            return Ok(false);
        }
        self.news.changed(&self.state, row.conversation)?;
        queue::heard(&self.database, &row, clock::now())?;
        self.note_calls(before.as_ref(), &row)
    }

    /// How a shopper stands who waits: for themselves, and for the staff.
    fn queue(&self, who: &Identity, conversation: ConversationId) -> Outcome<QueuePlace> {
        match who {
            Identity::Visitor { shop, conversation: own }
                if *shop == self.slug()? && *own == conversation => {}
            _ => drop(self.allowed(who, Permission::Read)?),
        }
        let row = inbox::row(&self.database, conversation)?.ok_or_else(|| not_found("conversation"))?;
        queue::ask(&self.database, &knowledge::settings(&self.database)?, &row, clock::now())
    }

    /// Takes rows as they are from now on, and tells the consoles of those that are new.
    fn update(&self, rows: Vec<InboxRow>) -> Outcome<()> {
        for row in rows {
            if inbox::update(&self.database, &row)? {
                self.news.changed(&self.state, row.conversation)?;
            }
        }
        Ok(())
    }

    /// Closes the sockets of sessions that are over, and sets the alarm to the nearest of the outbox, the next end, the
    /// moment from which somebody counts as away, and what is due to webhooks, browsers and mailboxes.
    async fn arm(&self) -> Outcome<()> {
        let session_ends = sockets::end_sessions(&self.state, inbox::CONSOLE, clock::now())?;
        let absence = presence::next(&self.database)?;
        let couriers = [integrations::next(&self.database)?, push::next(&self.database)?, self.next_mail()?];
        let rest = [outbox::next(&self.database)?, session_ends, absence];
        let nearest = rest.into_iter().chain(couriers).flatten().min();
        match nearest {
            Some(at) => Ok(self.alarm.no_later_than(at, &self.state).await?),
            None => Ok(()),
        }
    }

    /// When the courier of e-mails is to be sent. While one is under way it sees to that, but it may die with the instance.
    fn next_mail(&self) -> Result<Option<Millis>> {
        if self.mails.get() { Ok(Some(clock::now().plus(BUSY_MS))) } else { mails::next(&self.database) }
    }

    fn customer(
        &self,
        who: &Identity,
        customer: CustomerId,
        change: Option<CustomerChange>,
    ) -> Outcome<Response> {
        let permission = if change.is_some() { Permission::Converse } else { Permission::Read };
        self.allowed(who, permission)?;
        let customer = customers::whole(&self.database, customer)?;
        if let Some(change) = change {
            self.update(customers::change(&self.database, who, customer, &change, clock::now())?)?;
        }
        reply::json(&customers::card(&self.database, customer)?)
    }

    async fn load(&self, who: &Identity, load: &LoadShop) -> Outcome<Response> {
        operator(who)?;
        let macros = macros::checked(&load.macros)?;
        self.database.migrate(&MIGRATIONS)?;
        let loaded = knowledge::load(&self.database, load)?;
        macros::begin(&self.database, &macros)?;
        self.reckon_anew()?;
        self.route()?;
        self.arm().await?;
        reply::json(&loaded)
    }

    fn slug(&self) -> Outcome<ShopSlug> {
        knowledge::slug(&self.database)
    }

    fn own_conversation(&self, who: &Identity) -> Outcome<ConversationId> {
        match who {
            Identity::Conversation { shop, conversation } if *shop == self.slug()? => Ok(*conversation),
            _ => Err(not_found("conversation")),
        }
    }

    /// Somebody of this shop's staff who may do this, and whose session hasn't ended since the door asked; or a program whose
    /// token may, and hasn't been revoked since.
    fn allowed<'a>(&self, who: &'a Identity, permission: Permission) -> Outcome<&'a Member> {
        let slug = self.slug()?;
        let member = who.member().filter(|member| member.shop == slug).ok_or_else(|| not_found("shop"))?;
        match who {
            Identity::Program(_) => integrations::check_known(&self.database, member.id)?,
            _ => who.session().map_or(Ok(()), |session| staff::check_open(&self.database, session))?,
        }
        who.check(permission)?;
        Ok(member)
    }

    /// The same for what no program may do, whatever its token.
    fn person<'a>(&self, who: &'a Identity, permission: Permission) -> Outcome<&'a Staff> {
        self.allowed(who, permission)?;
        staff::in_person(who)
    }
}

/// What the outbox carries.
#[derive(Deserialize)]
#[serde(untagged)]
enum Letter {
    Offer(routing::Offer),
    Reckon { reckon: ConversationId },
    Sent { sent: ShopSlug },
    Ended { ended: String, seller: ShopSlug },
    SessionEnded(staff::SessionEnded),
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
