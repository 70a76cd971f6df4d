//! The addresses, and who may call which. Every route's check stands beside it.

use protocol::api::{Answer, Begin, Begun, EventPage, Invitation, Invite, LoadShop, Loaded};
use protocol::api::{PostMessage, Question, QueuePlace};
use protocol::customer::{self, Card, Merge};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::id::InvalidId;
use protocol::identity::{Identified, Identify};
use protocol::inbox::Inbox;
use protocol::limits::{FILE_BYTES, FRAME_BYTES, QUESTION_CHARS, SETUP_BYTES};
use protocol::macros::{Macros, PutMacro};
use protocol::problem::Kind;
use protocol::search::Found;
use protocol::shop::{Profile, Settings};
use protocol::staff::InboxRow;
use protocol::{ConversationId, File, Seq, ShopSlug};
use std::str::FromStr;

use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Stub};

use crate::door::{self, Counted};
use crate::duty;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::Identity;
use crate::objects::{self, CustomerChange, ToConversation, ToShop};
use crate::shop::inbox::Ask;
use crate::shop::staff::ToStaff;
use crate::shop::users::Shown;
use crate::shops::{self, Shop};
use crate::{accounts, assets, body, clock, integrations, push, reply, sellers, token, workflow};

/// Answers a request.
pub async fn answer(mut request: Request, env: &Env, path: &str) -> Outcome<Response> {
    let segments = segments(path);
    let method = request.method();
    match (method, segments.as_slice()) {
        (Method::Post, ["v1", "shops", shop, "answers"]) => ask(&mut request, env, shop).await,
        (Method::Post, ["v1", "conversations", id, "messages"]) => post_message(&mut request, env, id).await,
        (Method::Post, ["v1", "conversations", id, "frames"]) => post_frame(&mut request, env, id).await,
        (Method::Get, ["v1", "conversations", id, "events"]) => events(&request, env, id).await,
        (Method::Get, ["v1", "conversations", id, "queue"]) => queue(&request, env, id).await,
        (Method::Post, ["v1", "conversations", id, "files"]) => add_file(&request, env, id).await,
        (Method::Get, ["v1", "conversations", id, "files", file]) => file_of(&request, env, id, file).await,
        (Method::Get, ["v1", "conversations", id, "live"]) => live(&request, env, id).await,
        (Method::Delete, ["v1", "conversations", id]) => erase(&request, env, id).await,
        (Method::Post, ["v1", "shops", shop, "conversations"]) => begin(&mut request, env, shop).await,
        (Method::Post, ["v1", "shops", shop, "identity"]) => identify(&mut request, env, shop).await,
        (Method::Get, ["v1", "shops", shop]) => profile(&request, env, shop).await,
        (Method::Options, ["v1", "shops" | "conversations", ..]) => preflight(&request),

        (Method::Get, ["v1", "staff", "colleagues"]) => duty::colleagues(&request, env).await,
        (Method::Put, ["v1", "staff", "presence"]) => duty::set_presence(&mut request, env).await,
        (Method::Put, ["v1", "staff", "members", id, "places"]) => {
            duty::set_places(&mut request, env, id).await
        }
        (Method::Put, ["v1", "staff", "members", id, "languages"]) => {
            duty::set_languages(&mut request, env, id).await
        }
        (Method::Get, ["v1", "staff", "teams"]) => duty::teams(&request, env).await,
        (Method::Put, ["v1", "staff", "teams"]) => duty::put_teams(&mut request, env).await,
        (Method::Get, ["v1", "staff", "service"]) => duty::service(&request, env).await,
        (Method::Put, ["v1", "staff", "service"]) => duty::set_service(&mut request, env).await,
        (Method::Get, ["v1", "staff", "macros"]) => macros(&request, env).await,
        (Method::Put, ["v1", "staff", "macros", id]) => put_macro(&mut request, env, id).await,
        (Method::Delete, ["v1", "staff", "macros", id]) => remove_macro(&request, env, id).await,
        (Method::Get, ["v1", "staff", "tags"]) => workflow::tags(&request, env).await,
        (Method::Get, ["v1", "staff", "rules"]) => workflow::rules(&request, env).await,
        (Method::Put, ["v1", "staff", "rules"]) => workflow::put_rules(&mut request, env).await,
        (Method::Post, ["v1", "staff", "rules", "try"]) => workflow::try_rule(&mut request, env).await,
        (Method::Get, ["v1", "staff", "views"]) => workflow::views(&request, env).await,
        (Method::Put, ["v1", "staff", "views"]) => workflow::put_views(&mut request, env).await,
        (Method::Get, ["v1", "staff", "entries"]) => workflow::entries(&request, env).await,
        (Method::Get, ["v1", "staff", "inbox"]) => inbox(&request, env).await,
        (Method::Get, ["v1", "staff", "inbox", id]) => inbox_row(&request, env, id).await,
        (Method::Get, ["v1", "staff", "search"]) => search(&request, env).await,
        (Method::Get, ["v1", "staff", "live"]) => staff_live(&request, env).await,
        (Method::Get, ["v1", "staff", "customers"]) => find_customers(&request, env).await,
        (Method::Get, ["v1", "staff", "customers", id]) => customer(&request, env, id).await,
        (Method::Put, ["v1", "staff", "customers", id]) => edit_customer(&mut request, env, id).await,
        (Method::Post, ["v1", "staff", "customers", id, "merged"]) => {
            merge_customers(&mut request, env, id).await
        }
        (Method::Delete, ["v1", "staff", "customers", id, "merged", other]) => {
            part_customers(&request, env, id, other).await
        }
        (_, ["v1", "staff", "tokens" | "identity-key" | "webhooks", ..]) => {
            integrations::answer(&mut request, env, &segments[2..]).await
        }
        (_, ["v1", "staff", "shops" | "sellers", ..]) => {
            sellers::answer(&mut request, env, &segments[2..]).await
        }
        (_, ["v1", "staff", "me", "push", rest @ ..]) => push::answer(&mut request, env, rest).await,
        (_, ["v1", "staff", rest @ ..]) => accounts::answer(&mut request, env, rest).await,

        (Method::Put, ["v1", "platform", "shops", shop]) => load(&mut request, env, shop).await,
        (Method::Post, ["v1", "platform", "shops", shop, "sign-in-links"]) => {
            invite(&mut request, env, shop).await
        }
        (Method::Put, ["v1", "platform", "shops", shop, "sellers", seller]) => {
            sellers::join(&request, env, shop, seller).await
        }
        (Method::Delete, ["v1", "platform", "shops", shop, "sellers", seller]) => {
            sellers::part(&request, env, shop, seller).await
        }

        // What a browser loads. The runtime leaves out the body of an answer to HEAD.
        (Method::Get | Method::Head, ["sapa.js"]) => assets::loader(&request, env).await,
        (Method::Get | Method::Head, ["assets", _]) => assets::file(&request, env, path).await,
        (Method::Get | Method::Head, ["chat", shop]) => {
            door::count(&request, env, Counted::Calls, None)?;
            let shop = shops::get(env, &slug(shop)?).await?;
            assets::chat(&request, env, &shop, &public_profile(&shop.settings)).await
        }
        (Method::Get | Method::Head, ["console"]) => assets::console(&request, env).await,
        (Method::Get | Method::Head, ["console", "worker.js"]) => assets::console_worker(&request, env).await,
        (Method::Get | Method::Head, ["console", shop]) => {
            slug(shop)?;
            assets::console(&request, env).await
        }
        (_, elsewhere) => Err(nowhere(elsewhere)),
    }
}

/// An address' parts. Those of staff and conversations may be asked at a shop (`/v1/at/{shop}/…`), which says nothing but whose
/// session is meant: the door reads it.
fn segments(path: &str) -> Vec<&str> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["v1", "at", _, rest @ ..] if matches!(rest, ["staff" | "conversations", ..]) => {
            [&["v1"], rest].concat()
        }
        _ => segments,
    }
}

/// Why there is no answer: the address exists for another method, or not at all.
pub fn nowhere(segments: &[&str]) -> Failure {
    match pattern_of(segments) {
        Some(_) => problem(Kind::MethodNotAllowed, "This address exists, but not for this method."),
        None => not_found("page"),
    }
}

/// The addresses here, with `*` for what varies; those of [`accounts`], [`duty`], [`workflow`], [`push`],
/// [`sellers`] and [`integrations`] stand there.
const PATTERNS: [&str; 30] = [
    "/v1/shops/*/answers",
    "/v1/shops/*/conversations",
    "/v1/shops/*/identity",
    "/v1/shops/*",
    "/v1/conversations/*/messages",
    "/v1/conversations/*/frames",
    "/v1/conversations/*/events",
    "/v1/conversations/*/queue",
    "/v1/conversations/*/files",
    "/v1/conversations/*/files/*",
    "/v1/conversations/*/live",
    "/v1/conversations/*",
    "/v1/staff/macros",
    "/v1/staff/macros/*",
    "/v1/staff/inbox",
    "/v1/staff/inbox/*",
    "/v1/staff/search",
    "/v1/staff/live",
    "/v1/staff/customers",
    "/v1/staff/customers/*",
    "/v1/staff/customers/*/merged",
    "/v1/staff/customers/*/merged/*",
    "/v1/platform/shops/*/sign-in-links",
    "/v1/platform/shops/*/sellers/*",
    "/v1/platform/shops/*",
    "/sapa.js",
    "/chat/*",
    "/console",
    "/console/worker.js",
    "/console/*",
];

/// A path without what varies in it, for the log: ids and names stay out of it.
pub fn pattern(path: &str) -> &'static str {
    pattern_of(&segments(path)).unwrap_or("other")
}

fn pattern_of(segments: &[&str]) -> Option<&'static str> {
    let elsewhere = accounts::PATTERNS.into_iter().chain(duty::PATTERNS).chain(workflow::PATTERNS);
    let elsewhere = elsewhere.chain(integrations::PATTERNS).chain(push::PATTERNS).chain(sellers::PATTERNS);
    PATTERNS.into_iter().chain(elsewhere).find(|pattern| {
        let parts: Vec<&str> = pattern.split('/').skip(1).collect();
        parts.len() == segments.len()
            && parts.iter().zip(segments).all(|(part, own)| *part == "*" || part == own)
    })
}

/// A shop by its name in an address.
///
/// # Errors
/// Not found.
pub fn slug(text: &str) -> Outcome<ShopSlug> {
    text.parse().map_err(|_| not_found("shop"))
}

// ── Shops ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async fn profile(request: &Request, env: &Env, shop: &str) -> Outcome<Response> {
    door::count(request, env, Counted::Calls, None)?;
    let shop = shops::get(env, &slug(shop)?).await?;
    door::check_origin(request, &shop.settings)?;
    allow_origin(request, reply::json(&public_profile(&shop.settings))?)
}

fn public_profile(settings: &Settings) -> Profile {
    let opening = desk::opening(&settings.hours, clock::now());
    let opens_at = match opening {
        desk::Opening::Open => None,
        desk::Opening::Closed { opens_at } => opens_at,
    };
    Profile {
        slug: settings.slug.clone(),
        name: settings.name.clone(),
        accent: settings.accent.clone(),
        languages: settings.languages.clone(),
        greeting: settings.greeting.clone(),
        suggestions: settings.suggestions.clone(),
        bot: settings.persona.name.clone(),
        open: opening == desk::Opening::Open,
        opens_at,
        usual_wait_minutes: settings.usual_wait_minutes,
        zone: Some(settings.hours.zone),
    }
}

async fn ask(request: &mut Request, env: &Env, shop: &str) -> Outcome<Response> {
    let slug = slug(shop)?;
    door::count(request, env, Counted::Questions, Some(&slug))?;
    let shop = shops::get(env, &slug).await?;
    door::check_origin(request, &shop.settings)?;
    let question: Question = body::json(request, FRAME_BYTES).await?;
    let text = question.text.trim();
    if text.is_empty() {
        return Err(problem(Kind::Invalid, "Ask something: `text` is empty."));
    }
    if text.chars().nth(QUESTION_CHARS).is_some() {
        return Err(problem(Kind::TooLarge, format!("Ask in at most {QUESTION_CHARS} characters.")));
    }
    if shop.pack.is_none() {
        return Err(problem(
            Kind::Unavailable,
            "The shop's knowledge can't be read right now. Ask a person there.",
        ));
    }
    allow_origin(request, reply::json(&answer_once(&shop, text))?)
}

/// The bot's answer to a question without a conversation.
pub fn answer_once(shop: &Shop, text: &str) -> Answer {
    desk::answer_once(text, &mut shop.context(clock::now(), &mut clock::event_id)).into()
}

// ── Conversations ─────────────────────────────────────────────────────────────────────────────────────────────────

async fn begin(request: &mut Request, env: &Env, shop: &str) -> Outcome<Response> {
    let slug = slug(shop)?;
    door::count(request, env, Counted::Conversations, Some(&slug))?;
    let known = shops::get(env, &slug).await?;
    door::check_origin(request, &known.settings)?;
    let begin: Begin = body::json(request, FRAME_BYTES).await?;
    let (secret, now) = (door::secret(env)?, clock::now());
    let known = begin.customer.as_ref().and_then(|key| token::read_customer(&secret, &slug, key, now));
    let customer = known.unwrap_or_else(clock::customer_id);
    let id = clock::conversation_id();
    let call = ToConversation::Begin { shop: slug.clone(), conversation: id, customer, begin };
    objects::tell(&objects::conversation(env, id)?, &call).await?;
    let token = token::for_visitor(&secret, &slug, id, now);
    let customer = token::for_customer(&secret, &slug, customer, now);
    allow_origin(request, reply::json(&Begun { conversation: id, token, customer })?)
}

/// Only the shop's object can tell whether its server vouches for somebody; the key to a conversation of theirs is made once it
/// has.
async fn identify(request: &mut Request, env: &Env, shop: &str) -> Outcome<Response> {
    let slug = slug(shop)?;
    door::count(request, env, Counted::Calls, None)?;
    let known = shops::get(env, &slug).await?;
    door::check_origin(request, &known.settings)?;
    let who = door::visitor(request, env, &slug)?;
    let Identify { user, customer } = body::json(request, FRAME_BYTES).await?;
    let (secret, now) = (door::secret(env)?, clock::now());
    let came_as = customer.and_then(|key| token::read_customer(&secret, &slug, &key, now));
    let call = ToShop::Identify(Shown { who, came_as, user });
    let conversation: Option<ConversationId> = objects::ask(&objects::shop(env, &slug)?, &call).await?;
    let token = conversation.map(|id| token::for_visitor(&secret, &slug, id, now));
    allow_origin(request, reply::json(&Identified { conversation, token })?)
}

async fn post_message(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let (id, who) = enter(request, env, id).await?;
    let PostMessage { id: event_id, text, picked, files, reply_to } =
        body::json(request, FRAME_BYTES).await?;
    let command = Command::Message { id: event_id, text, picked, files, reply_to };
    let frame = ClientFrame::Command { command };
    let call = ToConversation::Frame { who, frame };
    match objects::ask(&objects::conversation(env, id)?, &call).await? {
        ServerFrame::Events { events, .. } => {
            let event = events.into_iter().find(|event| event.id == event_id);
            let event = event.ok_or_else(|| not_found("message"))?;
            allow_origin(request, reply::json(&event)?)
        }
        _ => Err(not_found("message")),
    }
}

async fn post_frame(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let (id, who) = enter(request, env, id).await?;
    let frame: ClientFrame = body::json(request, FRAME_BYTES).await?;
    let call = ToConversation::Frame { who, frame };
    let frame: ServerFrame = objects::ask(&objects::conversation(env, id)?, &call).await?;
    allow_origin(request, reply::json(&frame)?)
}

async fn events(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (id, who) = enter(request, env, id).await?;
    let after = match request.url()?.query_pairs().find(|(name, _)| name == "after") {
        None => Seq(0),
        Some((_, text)) => {
            Seq(text.parse().map_err(|_| problem(Kind::Invalid, "`after` is a whole number from 0."))?)
        }
    };
    let call = ToConversation::Events { who, after };
    let page: EventPage = objects::ask(&objects::conversation(env, id)?, &call).await?;
    allow_origin(request, reply::json(&page)?)
}

/// The shop's object knows who waits; a visitor's key names their shop.
async fn queue(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (conversation, who) = enter(request, env, id).await?;
    let shop = match &who {
        Identity::Visitor { shop, .. } => Some(shop),
        who => who.member().map(|member| &member.shop),
    };
    let shop = objects::shop(env, shop.ok_or_else(|| not_found("conversation"))?)?;
    let place: QueuePlace = objects::ask(&shop, &ToShop::Queue { who, conversation }).await?;
    allow_origin(request, reply::json(&place)?)
}

/// A file: its bytes are the body; its id and its name stand in headers, for addresses end up in logs.
async fn add_file(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (conversation, who) = enter(request, env, id).await?;
    if body::length(request)?.is_some_and(|length| length > FILE_BYTES) {
        return Err(problem(Kind::TooLarge, format!("Send files of at most {FILE_BYTES} bytes.")));
    }
    let header = |name: &str| -> Outcome<String> { Ok(request.headers().get(name)?.unwrap_or_default()) };
    let id = header("file-id")?.parse();
    let id = id.map_err(|_| problem(Kind::Invalid, "Send a ULID of your own in the header `file-id`."))?;
    let name = js_sys::decode_uri_component(&header("file-name")?).map(String::from);
    let name = name.map_err(|_| problem(Kind::Invalid, "Percent-encode the header `file-name` as UTF-8."))?;
    let call = ToConversation::AddFile { who, id, name };
    let file: File = objects::ask_about(&objects::conversation(env, conversation)?, &call, request).await?;
    allow_origin(request, reply::json(&file)?)
}

async fn file_of(request: &Request, env: &Env, id: &str, file: &str) -> Outcome<Response> {
    let (conversation, who) = enter(request, env, id).await?;
    let id = file.parse().map_err(|_| not_found("file"))?;
    let call = ToConversation::File { who, id };
    let answer = objects::send(&objects::conversation(env, conversation)?, &call).await?;
    let headers = answer.headers().clone();
    let response = Response::from_body(answer.body().clone())?.with_headers(headers);
    if let Some(origin) = door::origin(request)? {
        response.headers().set("access-control-allow-origin", &origin)?;
    }
    Ok(response)
}

async fn live(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    socket_wanted(request)?;
    let (id, who) = enter(request, env, id).await?;
    objects::connect(&objects::conversation(env, id)?, &ToConversation::Live { who }).await
}

async fn erase(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (id, who) = enter(request, env, id).await?;
    objects::tell(&objects::conversation(env, id)?, &ToConversation::Erase { who }).await?;
    allow_origin(request, reply::empty()?)
}

/// Who is calling about which conversation. Whether they may enter it, its object says: it alone knows its shop.
async fn enter(request: &Request, env: &Env, id: &str) -> Outcome<(ConversationId, Identity)> {
    let id = id.parse().map_err(|_| not_found("conversation"))?;
    door::count(request, env, Counted::Calls, None)?;
    Ok((id, door::participant(request, env, id).await?))
}

fn socket_wanted(request: &Request) -> Outcome<()> {
    if door::wants_socket(request)? {
        return Ok(());
    }
    Err(problem(
        Kind::UpgradeRequired,
        "Connect with a WebSocket, or use the HTTP addresses beside this one.",
    ))
}

// ── Staff ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async fn macros(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let macros: Macros = objects::ask(&shop, &ToShop::Macros { who }).await?;
    reply::json(&macros)
}

async fn put_macro(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let id = id.parse().map_err(|_| problem(Kind::Invalid, "The address ends with a ULID of your own."))?;
    let put: PutMacro = body::json(request, FRAME_BYTES).await?;
    let macros: Macros = objects::ask(&shop, &ToShop::PutMacro { who, id, put }).await?;
    reply::json(&macros)
}

async fn remove_macro(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let id = id.parse().map_err(|_| not_found("macro"))?;
    let macros: Macros = objects::ask(&shop, &ToShop::RemoveMacro { who, id }).await?;
    reply::json(&macros)
}

async fn inbox(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let url = request.url()?;
    let filter = url.query_pairs().find(|(name, _)| name == "filter");
    let filter = filter.map(|(_, text)| serde_json::from_str(&text)).transpose();
    let filter = filter.map_err(|_| problem(Kind::Invalid, "`filter` must be a filter as JSON."))?;
    let filter = filter.unwrap_or_default();
    let ask = Ask { view: parameter(request, "view")?, after: parameter(request, "after")?, filter };
    let inbox: Inbox = objects::ask(&shop, &ToShop::Inbox { who, ask }).await?;
    reply::json(&inbox)
}

async fn inbox_row(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let conversation = id.parse().map_err(|_| not_found("conversation"))?;
    let row: InboxRow = objects::ask(&shop, &ToShop::InboxRow { who, conversation }).await?;
    reply::json(&row)
}

async fn search(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let url = request.url()?;
    let value = |name| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let after = value("after")
        .map(|text| text.parse().map_err(|_| problem(Kind::Invalid, "`after` must be a page's `next`.")));
    let call = ToShop::Search { who, q: value("q").unwrap_or_default(), after: after.transpose()? };
    let found: Found = objects::ask(&shop, &call).await?;
    reply::json(&found)
}

/// A value in the address, if it is there.
///
/// # Errors
/// Invalid, with what was expected.
fn parameter<T: FromStr<Err = InvalidId>>(request: &Request, name: &str) -> Outcome<Option<T>> {
    let url = request.url()?;
    let value = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.parse());
    let refuse = |wrong: InvalidId| problem(Kind::Invalid, format!("`{name}` must be {}.", wrong.expected));
    value.transpose().map_err(refuse)
}

async fn staff_live(request: &Request, env: &Env) -> Outcome<Response> {
    socket_wanted(request)?;
    let (shop, who) = own_shop(request, env).await?;
    objects::connect(&shop, &ToShop::Live { who }).await
}

async fn find_customers(request: &Request, env: &Env) -> Outcome<Response> {
    let (shop, who) = own_shop(request, env).await?;
    let address = request.url()?;
    let begins = address.query_pairs().find(|(name, _)| name == "q").map(|(_, text)| text.into_owned());
    let begins = begins.unwrap_or_default();
    let found: customer::Found = objects::ask(&shop, &ToShop::FindCustomers { who, begins }).await?;
    reply::json(&found)
}

async fn customer(request: &Request, env: &Env, id: &str) -> Outcome<Response> {
    card(own_shop(request, env).await?, id, None).await
}

async fn edit_customer(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let caller = own_shop(request, env).await?;
    let edit = body::json(request, FRAME_BYTES).await?;
    card(caller, id, Some(CustomerChange::Edit(edit))).await
}

async fn merge_customers(request: &mut Request, env: &Env, id: &str) -> Outcome<Response> {
    let caller = own_shop(request, env).await?;
    let Merge { other } = body::json(request, FRAME_BYTES).await?;
    card(caller, id, Some(CustomerChange::Merge(other))).await
}

async fn part_customers(request: &Request, env: &Env, id: &str, other: &str) -> Outcome<Response> {
    let caller = own_shop(request, env).await?;
    let other = other.parse().map_err(|_| not_found("customer"))?;
    card(caller, id, Some(CustomerChange::Part(other))).await
}

/// Answers with a customer's card, after the change if there is one.
async fn card((shop, who): (Stub, Identity), id: &str, change: Option<CustomerChange>) -> Outcome<Response> {
    let customer = id.parse().map_err(|_| not_found("customer"))?;
    let card: Card = objects::ask(&shop, &ToShop::Customer { who, customer, change }).await?;
    reply::json(&card)
}

/// Who of the staff is calling, and their shop's object.
pub async fn own_shop(request: &Request, env: &Env) -> Outcome<(Stub, Identity)> {
    let who = door::staff(request, env).await?;
    let member = who.member().ok_or_else(|| not_found("shop"))?;
    Ok((objects::shop(env, &member.shop)?, who))
}

// ── The platform's operator ─────────────────────────────────────────────────────────────────────────────────────────

async fn load(request: &mut Request, env: &Env, shop: &str) -> Outcome<Response> {
    let who = door::operator(request, env)?;
    let slug = slug(shop)?;
    let load: Box<LoadShop> = body::json(request, SETUP_BYTES).await?;
    if load.settings.slug != slug {
        return Err(problem(Kind::Invalid, format!("`settings.slug` must be `{slug}`, as in the address.")));
    }
    let loaded: Loaded = objects::ask(&objects::shop(env, &slug)?, &ToShop::Load { who, load }).await?;
    shops::forget(&slug);
    reply::json(&loaded)
}

async fn invite(request: &mut Request, env: &Env, shop: &str) -> Outcome<Response> {
    let who = door::operator(request, env)?;
    let shop = objects::shop(env, &slug(shop)?)?;
    let invite: Invite = body::json(request, FRAME_BYTES).await?;
    let call = ToShop::from(ToStaff::MakeLink { who, invite });
    let invitation: Invitation = objects::ask(&shop, &call).await?;
    reply::json(&invitation)
}

// ── Other origins ───────────────────────────────────────────────────────────────────────────────────────────────────

/// Lets the calling page read the answer. Nothing here rests on a cookie: shoppers' calls carry a bearer token, and the
/// console's cookie is never sent by another site. Which sites may begin a conversation, [`door::check_origin`] says.
fn allow_origin(request: &Request, response: Response) -> Outcome<Response> {
    if let Some(origin) = door::origin(request)? {
        response.headers().set("access-control-allow-origin", &origin)?;
        response.headers().set("vary", "origin")?;
    }
    Ok(response)
}

/// Whether pages of other origins may read what an address answers.
pub fn is_shared(path: &str) -> bool {
    path.starts_with("/v1/shops/") || path.starts_with("/v1/conversations/")
}

fn preflight(request: &Request) -> Outcome<Response> {
    let headers = Headers::new();
    headers.set("access-control-allow-methods", "GET, POST, DELETE")?;
    headers.set("access-control-allow-headers", "authorization, content-type, file-id, file-name")?;
    headers.set("access-control-max-age", "86400")?;
    allow_origin(request, ResponseBuilder::new().with_status(204).with_headers(headers).empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_sees_patterns_never_ids() {
        assert_eq!(
            pattern("/v1/conversations/01ARZ3NDEKTSV4RRFFQ69G5FAV/events"),
            "/v1/conversations/*/events"
        );
        assert_eq!(pattern("/v1/shops/toko-batik"), "/v1/shops/*");
        assert_eq!(pattern("/v1/at/toko-batik/staff/inbox"), "/v1/staff/inbox");
        assert_eq!(pattern("/v1/at/toko-batik/platform/shops/toko-batik"), "other");
        assert_eq!(pattern("/console/toko-batik"), "/console/*");
        assert_eq!(pattern("/wp-login.php"), "other");
    }
}
