//! Calls to the Durable Objects: what can be asked of each, as plain data, and how the question travels.
//!
//! A call is a JSON body in a request that only this Worker can send; a WebSocket's call, or one about a file's bytes, travels
//! in the address of that inner request, which is never logged. The caller's identity is a part of every call.

use js_sys::Uint8Array;
use protocol::api::{Begin, LoadShop};
use protocol::customer::Edit;
use protocol::macros::PutMacro;
use protocol::search::Said;
use protocol::staff::{InboxRow, Member};
use protocol::team::Why;
use protocol::workflow::Rule;
use protocol::{
    ClientFrame, ConversationId, CustomerId, EventId, FileId, MacroId, Millis, Problem, Seq, ShopSlug,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use worker::{Env, Headers, Method, Request, RequestInit, Response, Stub};

use crate::failure::{Failure, Outcome};
use crate::identity::Identity;
use crate::shop::duty::ToDuty;
use crate::shop::guests::ToGuests;
use crate::shop::inbox::Ask;
use crate::shop::integrations::{Happened, ToIntegrations};
use crate::shop::push::ToPush;
use crate::shop::sellers::ToSellers;
use crate::shop::staff::ToStaff;
use crate::shop::users::Shown;
use crate::shop::workflow::ToWorkflow;

/// What can be asked of a conversation's object.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToConversation {
    /// Begin. Answers nothing.
    Begin {
        /// Its shop.
        shop: ShopSlug,
        /// Its id, which the object doesn't know by itself.
        conversation: ConversationId,
        /// Who begins it.
        customer: CustomerId,
        /// The shopper's circumstances.
        begin: Begin,
    },
    /// The log after a place. Answers [`protocol::api::EventPage`].
    Events {
        /// Who asks.
        who: Identity,
        /// The last place they have.
        after: Seq,
    },
    /// One frame. Answers [`protocol::ServerFrame`].
    Frame {
        /// Who sends it.
        who: Identity,
        /// The frame.
        frame: ClientFrame,
    },
    /// A WebSocket.
    Live {
        /// Who connects.
        who: Identity,
    },
    /// Keep a file, whose bytes are the body of the call. Answers [`protocol::File`].
    AddFile {
        /// Who sends it.
        who: Identity,
        /// Its id, minted by them.
        id: FileId,
        /// What they call it.
        name: String,
    },
    /// A file. Answers its bytes, with the headers they are to be served with.
    File {
        /// Who asks.
        who: Identity,
        /// Which one.
        id: FileId,
    },
    /// Erase everything. Answers nothing. The visitor only.
    Erase {
        /// Who asks.
        who: Identity,
    },
    /// Close the sockets of a staff session that has ended. Answers nothing. The conversation's shop only.
    EndSession {
        /// Who asks.
        who: Identity,
        /// The session's id.
        session: String,
        /// When it would have ended by itself.
        #[serde(default)]
        until: Millis,
    },
    /// Give the conversation to somebody, if it still waits. Answers its [`InboxRow`], which says who has it, or nothing
    /// where there is none. The conversation's shop only.
    Assign {
        /// Who asks.
        who: Identity,
        /// The event's id; the same one however often this is sent.
        id: EventId,
        /// To whom.
        to: Member,
        /// Why to them.
        why: Vec<Why>,
    },
    /// The shop has changed what is due by when: sets the clock anew, and tells the inbox. Answers nothing. The conversation's
    /// shop only.
    Reckon {
        /// Who asks.
        who: Identity,
    },
    /// How a workflow rule would have fared here. Answers a list of [`protocol::workflow::Match`]. The conversation's shop only.
    TryRule {
        /// Who asks.
        who: Identity,
        /// The rule.
        rule: Rule,
    },
}

/// What can be asked of a shop's object.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToShop {
    /// Settings and knowledge, if newer than `have`. Answers [`crate::shops::Snapshot`]'s bytes, or 204.
    Snapshot {
        /// The version that the asker has.
        have: Option<u64>,
    },
    /// Load settings and knowledge. Answers [`protocol::api::Loaded`]. Operator only.
    Load {
        /// Who asks.
        who: Identity,
        /// What is loaded.
        load: Box<LoadShop>,
    },
    /// About the staff.
    Staff(Box<ToStaff>),
    /// The macros. Answers [`Macros`](protocol::macros::Macros), as the next two do.
    Macros {
        /// Who asks.
        who: Identity,
    },
    /// Make or replace a macro. Whoever may edit them only.
    PutMacro {
        /// Who asks.
        who: Identity,
        /// Which one.
        id: MacroId,
        /// What it is from now on.
        put: PutMacro,
    },
    /// Remove a macro. Whoever may edit them only.
    RemoveMacro {
        /// Who asks.
        who: Identity,
        /// Which one.
        id: MacroId,
    },
    /// About the seller shops under this one.
    Sellers(ToSellers),
    /// About the platform that this one is under, and whom it sends.
    Guests(ToGuests),
    /// About who is there and gets what waits.
    Duty(ToDuty),
    /// About how the inbox is kept in order.
    Workflow(Box<ToWorkflow>),
    /// About what the shop's own systems take part by.
    Integrations(ToIntegrations),
    /// About what a closed console still hears.
    Push(ToPush),
    /// A part of the inbox. Answers [`protocol::inbox::Inbox`].
    Inbox {
        /// Who asks.
        who: Identity,
        /// Which part.
        ask: Ask,
    },
    /// One conversation's row. Answers [`InboxRow`].
    InboxRow {
        /// Who asks.
        who: Identity,
        /// Whose.
        conversation: ConversationId,
    },
    /// How a shopper stands who waits. Answers [`protocol::api::QueuePlace`].
    Queue {
        /// Who asks: the shopper, or the staff.
        who: Identity,
        /// Whose.
        conversation: ConversationId,
    },
    /// The inbox as it changes: a WebSocket.
    Live {
        /// Who connects.
        who: Identity,
    },
    /// The shop's word for who a shopper is. Answers an `Option` of the conversation to go on with.
    Identify(Shown),
    /// News of a conversation for the inbox. Answers nothing.
    Row {
        /// The conversation.
        who: Identity,
        /// Its row.
        row: Box<InboxRow>,
        /// What was said since the last news that arrived, in order.
        said: Vec<Said>,
        /// What happened since then that webhooks are told of.
        #[serde(default)]
        happened: Vec<Happened>,
    },
    /// What was said with these words in it. Answers [`protocol::search::Found`].
    Search {
        /// Who asks.
        who: Identity,
        /// The words.
        q: String,
        /// The end of the page before.
        after: Option<i64>,
    },
    /// Customers by the beginning of a name, a number or an address. Answers [`protocol::customer::Found`].
    FindCustomers {
        /// Who asks.
        who: Identity,
        /// The beginning.
        begins: String,
    },
    /// A customer's card, after a change if one is wanted. Answers [`protocol::customer::Card`].
    Customer {
        /// Who asks.
        who: Identity,
        /// Whose.
        customer: CustomerId,
        /// What is to change.
        change: Option<CustomerChange>,
    },
    /// A conversation was erased. Answers nothing.
    Forget {
        /// The conversation.
        who: Identity,
    },
}

/// A change to what a shop knows about a customer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerChange {
    /// New details.
    Edit(Edit),
    /// This other one is the same person …
    Merge(CustomerId),
    /// … or isn't after all.
    Part(CustomerId),
}

impl From<ToStaff> for ToShop {
    fn from(call: ToStaff) -> Self {
        Self::Staff(Box::new(call))
    }
}

impl From<ToWorkflow> for ToShop {
    fn from(call: ToWorkflow) -> Self {
        Self::Workflow(Box::new(call))
    }
}

/// A conversation's object.
pub fn conversation(env: &Env, id: ConversationId) -> Outcome<Stub> {
    Ok(env.durable_object("CONVERSATION")?.get_by_name(&id.to_string())?)
}

/// A shop's object.
pub fn shop(env: &Env, slug: &ShopSlug) -> Outcome<Stub> {
    Ok(env.durable_object("SHOP")?.get_by_name(slug.as_str())?)
}

/// Asks an object and reads its JSON answer.
///
/// # Errors
/// The object's own problem, or a fault when it could not be reached.
pub async fn ask<T: DeserializeOwned>(object: &Stub, call: &impl Serialize) -> Outcome<T> {
    Ok(serde_json::from_str(&send(object, call).await?.text().await?)?)
}

/// Asks an object that answers bytes, or nothing (`None`).
///
/// # Errors
/// As [`ask`].
pub async fn ask_bytes(object: &Stub, call: &impl Serialize) -> Outcome<Option<Vec<u8>>> {
    let mut response = send(object, call).await?;
    if response.status_code() == 204 { Ok(None) } else { Ok(Some(response.bytes().await?)) }
}

/// Tells an object something that it answers with nothing.
///
/// # Errors
/// As [`ask`].
pub async fn tell(object: &Stub, call: &impl Serialize) -> Outcome<()> {
    send(object, call).await.map(drop)
}

/// Asks an object and hands on its answer as it is.
///
/// # Errors
/// As [`ask`].
pub async fn send(object: &Stub, call: &impl Serialize) -> Outcome<Response> {
    let body = Uint8Array::from(serde_json::to_vec(call)?.as_slice());
    post(object, INNER, Some(body.into())).await
}

/// Asks an object about the body of a request, which streams on to it.
///
/// # Errors
/// As [`ask`].
pub async fn ask_about<T: DeserializeOwned>(
    object: &Stub,
    call: &impl Serialize,
    request: &Request,
) -> Outcome<T> {
    let body = request.inner().body().map(Into::into);
    Ok(serde_json::from_str(&post(object, &in_address(call)?, body).await?.text().await?)?)
}

async fn post(object: &Stub, address: &str, body: Option<JsValue>) -> Outcome<Response> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post);
    init.with_body(body);
    let mut response = object.fetch_with_request(Request::new_with_init(address, &init)?).await?;
    match response.status_code() {
        200 | 204 => Ok(response),
        _ => Err(read_problem(&response.text().await?)),
    }
}

/// Opens a WebSocket to an object; the response is to be handed to the client as it is.
///
/// # Errors
/// The object's own problem, or a fault when it could not be reached.
pub async fn connect(object: &Stub, call: &impl Serialize) -> Outcome<Response> {
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init(&in_address(call)?, &init)?;
    let mut response = object.fetch_with_request(request).await?;
    match response.status_code() {
        101 => Ok(response),
        _ => Err(read_problem(&response.text().await?)),
    }
}

/// The address of inner requests; it only has to be one.
const INNER: &str = "https://object/";

/// An address with a call in it.
fn in_address(call: &impl Serialize) -> Outcome<String> {
    Ok(format!("{INNER}?{}", js_sys::encode_uri_component(&serde_json::to_string(call)?)))
}

fn read_problem(body: &str) -> Failure {
    match serde_json::from_str::<Problem>(body) {
        Ok(problem) => problem.into(),
        Err(_) => {
            Failure::Fault(format!("an object answered {} bytes that are no problem document", body.len()))
        }
    }
}

/// Reads a call in the object that it was sent to.
///
/// # Errors
/// A fault: only this Worker calls, so a call that can't be read is a bug.
pub async fn read<T: DeserializeOwned>(request: &mut Request) -> Outcome<T> {
    let url = request.inner().url();
    match url.split_once('?') {
        Some((_, call)) => {
            let call = js_sys::decode_uri_component(call)
                .map_err(|_| Failure::Fault("a call was garbled".into()))?;
            Ok(serde_json::from_str(&String::from(call))?)
        }
        None => Ok(serde_json::from_slice(&request.bytes().await?)?),
    }
}
