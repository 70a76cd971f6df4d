//! The protocol as JSON, read and written by the browser's own parser, field by field.
//!
//! A JSON library would weigh more than the rest of the widget. Reading is tolerant, as the protocol asks: unknown fields
//! are skipped, unknown kinds become `Unknown`, an event that makes no sense is left out.

use std::str::FromStr;

use js_sys::{Array, JSON, Reflect};
use protocol::api::{Begin, Begun, EventPage, QueuePlace};
use protocol::event::{
    Choice, Contact, ContactChannel, Fact, FactKind, Handoff, HandoffReason, Message, Promise, Status,
};
use protocol::problem::Kind;
use protocol::shop::{Accent, Language, Localized, Profile};
use protocol::{Author, Body, Command, Event, EventId, File, FileKind, Millis, Problem, Seq, ServerFrame};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;

// Reading.

/// A JSON value that is being read.
struct Json(JsValue);

impl Json {
    fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    fn get(&self, name: &str) -> Json {
        Json(Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED))
    }

    fn is_list(&self) -> bool {
        Array::is_array(&self.0)
    }

    fn text(&self, name: &str) -> String {
        self.get(name).0.as_string().unwrap_or_default()
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).0.as_f64().unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        self.get(name).0.is_truthy()
    }

    fn id<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }

    fn seq(&self, name: &str) -> Seq {
        Seq(self.number(name) as u64)
    }

    fn millis(&self, name: &str) -> Option<Millis> {
        self.get(name).0.as_f64().map(|at| Millis(at as i64))
    }

    fn list<T>(&self, name: &str, read: fn(&Json) -> Option<T>) -> Vec<T> {
        let mut list = Vec::new();
        self.each(name, &mut |item| list.extend(read(item)));
        list
    }

    fn each(&self, name: &str, read: &mut dyn FnMut(&Json)) {
        let list = self.get(name);
        if list.is_list() {
            list.0.unchecked_ref::<Array>().iter().for_each(|item| read(&Json(item)));
        }
    }
}

/// Reads a frame from the server; `None` if it isn't one.
pub(crate) fn server_frame(text: &str) -> Option<ServerFrame> {
    let json = Json::parse(text)?;
    Some(match json.text("type").as_str() {
        "welcome" => ServerFrame::Welcome {
            events: json.list("events", event),
            last: json.seq("last"),
            more: json.flag("more"),
            status: status(&json.get("status")),
            read: json.seq("read"),
            seen: json.seq("seen"),
        },
        "events" => ServerFrame::Events {
            events: json.list("events", event),
            last: json.seq("last"),
            status: status(&json.get("status")),
        },
        "typing" => ServerFrame::Typing {
            author: author(&json.get("author")),
            on: json.flag("on"),
            draft: String::new(), // the staff alone are told
        },
        "read" => ServerFrame::Read { seq: json.seq("seq") },
        "error" => ServerFrame::Error { id: json.id("id"), problem: read_problem(&json.get("problem")) },
        "done" => ServerFrame::Done,
        _ => ServerFrame::Unknown,
    })
}

/// Reads a page of the log.
pub(crate) fn event_page(text: &str) -> Option<EventPage> {
    let json = Json::parse(text)?;
    json.get("events").is_list().then(|| EventPage {
        events: json.list("events", event),
        last: json.seq("last"),
        more: json.flag("more"),
        status: status(&json.get("status")),
        read: json.seq("read"),
        seen: json.seq("seen"),
    })
}

/// Reads how the shopper stands among those who wait; what is no such answer has no place.
pub(crate) fn place(text: &str) -> Option<QueuePlace> {
    let json = Json::parse(text)?;
    let number = |name| Some(json.number(name) as u32).filter(|number| *number > 0);
    Some(QueuePlace { place: number("place"), minutes: number("minutes") })
}

/// Reads the key to a conversation, from the server or as [`begun_text`] wrote it.
pub(crate) fn begun(text: &str) -> Option<Begun> {
    let json = Json::parse(text)?;
    let token = Some(json.text("token")).filter(|token| !token.is_empty())?;
    Some(Begun { conversation: json.id("conversation")?, token, customer: json.text("customer") })
}

/// Reads the shop's profile; `None` if it has no valid slug.
pub(crate) fn profile(text: &str) -> Option<Profile> {
    let json = Json::parse(text)?;
    Some(Profile {
        slug: json.id("slug")?,
        name: json.text("name"),
        accent: Accent::try_from(json.text("accent")).unwrap_or_default(),
        languages: json
            .list("languages", |language| language.0.as_string().map(|code| self::language(&code))),
        greeting: localized(&json.get("greeting")),
        suggestions: json.list("suggestions", |text| Some(localized(text))),
        bot: json.text("bot"),
        open: json.flag("open"),
        opens_at: json.millis("opens_at"),
        usual_wait_minutes: json.number("usual_wait_minutes") as u32,
        zone: None, // only the console tells times in the shop's own
    })
}

/// Reads what a failed request says; by its status if it says nothing.
pub(crate) fn problem_kind(text: &str, status: u16) -> Kind {
    let problem = Json::parse(text).map(|json| read_problem(&json));
    problem.map_or_else(|| by_status(status), |problem| kind(&Problem { status, ..problem }))
}

/// What is to be done about a problem.
pub(crate) fn problem_detail(text: &str) -> String {
    Json::parse(text).map(|json| json.text("detail")).unwrap_or_default()
}

/// A problem's kind; for one that this client doesn't know, what its status means.
pub(crate) fn kind(problem: &Problem) -> Kind {
    let known = Kind::ALL.iter().find(|kind| problem.is(**kind));
    known.copied().unwrap_or_else(|| by_status(problem.status))
}

fn by_status(status: u16) -> Kind {
    let known = Kind::ALL.iter().find(|kind| kind.status() == status);
    known.copied().unwrap_or(if status < 500 { Kind::Invalid } else { Kind::Internal })
}

/// A language by its code.
pub(crate) fn language(code: &str) -> Language {
    if code == "en" { Language::En } else { Language::Id }
}

/// Reads the command that [`command_text`] wrote.
pub(crate) fn command(text: &str) -> Option<Command> {
    read_command(&Json::parse(text)?)
}

fn read_problem(json: &Json) -> Problem {
    Problem {
        kind: json.text("type"),
        title: json.text("title"),
        status: json.number("status") as u16,
        detail: json.text("detail"),
        request_id: json.text("request_id"),
        retry_after: None,
    }
}

fn event(json: &Json) -> Option<Event> {
    Some(Event {
        seq: json.seq("seq"),
        id: json.id("id")?,
        at: json.millis("at")?,
        author: author(&json.get("author")),
        body: body(&json.get("body"))?,
    })
}

fn author(json: &Json) -> Author {
    match json.text("kind").as_str() {
        "shopper" => Author::Shopper,
        "bot" => Author::Bot { name: json.text("name") },
        "agent" => match json.id("id") {
            Some(id) => Author::Agent { id, name: json.text("name") },
            None => Author::Unknown,
        },
        "system" => Author::System,
        _ => Author::Unknown,
    }
}

/// What only staff may read never comes here, so it isn't read.
fn body(json: &Json) -> Option<Body> {
    Some(match json.text("type").as_str() {
        "message" => Body::Message(message(json)),
        "handoff" => Body::Handoff(Handoff {
            reason: HandoffReason::Unknown, // for staff; the chat tells the same story for each
            passed_on: json.list("passed_on", fact),
            promise: promise(&json.get("promise")),
        }),
        "assigned" => Body::Assigned { agent: json.id("agent")?, name: json.text("name") },
        "returned" => Body::Returned,
        "resolved" => Body::Resolved,
        "reopened" => Body::Reopened,
        "rating_asked" => Body::RatingAsked,
        "rated" => Body::Rated { score: json.number("score") as u8, comment: json.text("comment") },
        "feedback" => Body::Feedback { about: json.id("about")?, helpful: json.flag("helpful") },
        "contact" => Body::Contact(contact(json)),
        "edited" => Body::Edited { about: json.id("about")?, text: json.text("text") },
        _ => Body::Unknown,
    })
}

fn message(json: &Json) -> Message {
    Message {
        text: json.text("text"),
        files: json.list("files", file),
        choices: json.list("choices", |c| Some(Choice { id: c.id("id")?, label: c.text("label") })),
        entry: json.id("entry"),
        offers_person: json.flag("offers_person"),
        picked: json.id("picked"),
        reply_to: json.id("reply_to"),
        ..Message::default()
    }
}

/// Reads the answer to an upload.
pub(crate) fn uploaded(text: &str) -> Option<File> {
    file(&Json::parse(text)?)
}

fn file(json: &Json) -> Option<File> {
    let pixels = |name| json.get(name).0.as_f64().map(|pixels| pixels as u32);
    Some(File {
        id: json.id("id")?,
        name: json.text("name"),
        kind: FileKind::of(&json.text("kind")),
        bytes: json.number("bytes") as u32,
        width: pixels("width"),
        height: pixels("height"),
    })
}

fn status(json: &Json) -> Status {
    match json.text("kind").as_str() {
        "bot" => Status::Bot,
        "waiting" => Status::Waiting {
            since: json.millis("since").unwrap_or_default(),
            reason: HandoffReason::Unknown,
        },
        "agent" => match json.id("id") {
            Some(id) => Status::Agent { id, name: json.text("name") },
            None => Status::Unknown,
        },
        "resolved" => Status::Resolved,
        _ => Status::Unknown,
    }
}

fn promise(json: &Json) -> Promise {
    match json.text("kind").as_str() {
        "soon" => Promise::Soon { minutes: json.number("minutes") as u32 },
        "later" => Promise::Later { opens_at: json.millis("opens_at") },
        _ => Promise::Unknown,
    }
}

fn fact(json: &Json) -> Option<Fact> {
    let kind = match json.text("kind").as_str() {
        "question" => FactKind::Question,
        "order" => FactKind::Order,
        "tracking" => FactKind::Tracking,
        "courier" => FactKind::Courier,
        "phone" => FactKind::Phone,
        "email" => FactKind::Email,
        "money" => FactKind::Money,
        "date" => FactKind::Date,
        "size" => FactKind::Size,
        _ => FactKind::Unknown,
    };
    Some(Fact { kind, value: json.text("value") })
}

fn contact(json: &Json) -> Contact {
    let channel = match json.text("channel").as_str() {
        "whatsapp" => ContactChannel::Whatsapp,
        "email" => ContactChannel::Email,
        _ => ContactChannel::Unknown,
    };
    Contact { channel, address: json.text("address") }
}

fn localized(json: &Json) -> Localized {
    Localized { id: json.text("id"), en: json.text("en") }
}

fn read_command(json: &Json) -> Option<Command> {
    let id: EventId = json.id("id")?;
    Some(match json.text("type").as_str() {
        "message" => {
            let files = json.list("files", file);
            Command::Message { id, text: json.text("text"), picked: json.id("picked"), files, reply_to: None }
        }
        "ask_person" => Command::AskPerson { id },
        "back_to_bot" => Command::BackToBot { id },
        "feedback" => Command::Feedback { id, about: json.id("about")?, helpful: json.flag("helpful") },
        "rate" => Command::Rate { id, score: json.number("score") as u8, comment: json.text("comment") },
        "contact" => Command::Contact { id, contact: contact(&json.get("contact")) },
        _ => return None,
    })
}

// Writing.

/// A JSON object that is being written.
struct Made(js_sys::Object);

impl Made {
    fn new(kind: &str) -> Self {
        Self(js_sys::Object::new()).with("type", kind)
    }

    fn set(self, name: &str, value: &JsValue) -> Self {
        browser::set(&self.0, name, value);
        self
    }

    fn with(self, name: &str, value: &str) -> Self {
        self.set(name, &JsValue::from_str(value))
    }

    fn with_some(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    fn number(self, name: &str, value: f64) -> Self {
        self.set(name, &JsValue::from_f64(value))
    }

    fn text(self) -> String {
        text(&self.0)
    }
}

fn text(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// A language's code.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::Id => "id",
        Language::En => "en",
    }
}

// Frames for the server: protocol::ClientFrame.

/// Asks for what came after a place in the log.
pub(crate) fn resume(after: Seq) -> String {
    Made::new("resume").number("after", after.0 as f64).text()
}

/// Gives a command.
pub(crate) fn give(command: &Command) -> String {
    Made::new("command").set("command", &made(command).0).text()
}

/// Tells what the shopper has seen.
pub(crate) fn read(seq: Seq) -> String {
    Made::new("read").number("seq", seq.0 as f64).text()
}

/// Tells that the shopper is writing, and what so far; or not any more, where that is nothing.
pub(crate) fn typing(draft: &str) -> String {
    Made::new("typing").set("on", &JsValue::from_bool(!draft.is_empty())).with("draft", draft).text()
}

/// Writes the beginning of a conversation.
pub(crate) fn begin(begin: &Begin) -> String {
    let made = Made(js_sys::Object::new()).with("language", code(begin.language));
    made.with_some("page", begin.page.as_deref()).with_some("customer", begin.customer.as_deref()).text()
}

/// Writes who the shop says is here, and who they were before.
pub(crate) fn identify(user: &str, customer: Option<&str>) -> String {
    Made(js_sys::Object::new()).with("user", user).with_some("customer", customer).text()
}

/// Writes the key to a conversation, for the browser's storage.
pub(crate) fn begun_text(begun: &Begun, seen: Seq) -> String {
    Made(js_sys::Object::new())
        .with("conversation", &begun.conversation.to_string())
        .with("token", &begun.token)
        .number("seen", seen.0 as f64)
        .text()
}

/// What of a conversation was seen, as [`begun_text`] wrote it.
pub(crate) fn seen(text: &str) -> Seq {
    Json::parse(text).map(|json| json.seq("seen")).unwrap_or_default()
}

/// Writes a command, for the browser's storage.
pub(crate) fn command_text(command: &Command) -> String {
    made(command).text()
}

fn made_files(files: &[File]) -> Array {
    let made = files.iter().map(|file| {
        let made = Made(js_sys::Object::new())
            .with("id", &file.id.to_string())
            .with("name", &file.name)
            .with("kind", file.kind.media_type())
            .number("bytes", f64::from(file.bytes));
        let made = file.width.iter().fold(made, |made, width| made.number("width", f64::from(*width)));
        file.height.iter().fold(made, |made, height| made.number("height", f64::from(*height))).0
    });
    made.collect()
}

/// The commands that shoppers have; those of staff are never sent from here.
fn made(command: &Command) -> Made {
    let made = match command {
        Command::Message { text, picked, files, .. } => {
            let made = Made::new("message").with("text", text);
            let made = if files.is_empty() { made } else { made.set("files", &made_files(files)) };
            match picked {
                Some(entry) => made.with("picked", entry.as_str()),
                None => made,
            }
        }
        Command::BackToBot { .. } => Made::new("back_to_bot"),
        Command::Feedback { about, helpful, .. } => Made::new("feedback")
            .with("about", &about.to_string())
            .set("helpful", &JsValue::from_bool(*helpful)),
        Command::Rate { score, comment, .. } => {
            Made::new("rate").number("score", f64::from(*score)).with("comment", comment)
        }
        Command::Contact { contact, .. } => {
            let channel = if contact.channel == ContactChannel::Email { "email" } else { "whatsapp" };
            let inner =
                Made(js_sys::Object::new()).with("channel", channel).with("address", &contact.address);
            Made::new("contact").set("contact", &inner.0)
        }
        _ => Made::new("ask_person"),
    };
    made.with("id", &command.id().to_string())
}
