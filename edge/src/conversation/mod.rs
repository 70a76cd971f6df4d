//! One conversation: its log, its sockets, its clocks. A Durable Object, placed near its shopper.
//!
//! Every change goes the same way ([`Conversation::command`]): the pure `desk` says which events it brings about, they are
//! stored in one transaction together with what the shop's inbox has to be told, and only then does anybody see them.
//! Between reading the state and storing the change nothing is awaited, so two changes never mix.

mod files;
mod log;
mod mentions;
mod sides;

use std::cell::RefCell;
use std::rc::Rc;

use desk::Actor;
use protocol::api::{Begin, EventPage};
use protocol::event::Message;
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::limits::{FILE_BYTES, FRAMES_A_COMMAND, PAGE_EVENTS};
use protocol::problem::Kind;
use protocol::search::Said;
use protocol::staff::{InboxRow, Member, Permission};
use protocol::team::Why;
use protocol::workflow::Rule;
use protocol::{Author, Body, ConversationId, CustomerId, Event, EventId, FileId, Millis, Seq, ShopSlug};
use worker::{
    DurableObject, Env, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage, durable_object,
};

use crate::alarm::Alarm;
use crate::body;
use crate::clock;
use crate::door::Limits;
use crate::failure::{Failure, Outcome, not_found, problem};
use crate::identity::{Identity, Staff};
use crate::objects::{self, ToConversation, ToShop};
use crate::outbox;
use crate::rate::{Bucket, Rate};
use crate::reply;
use crate::shop::duty::ToDuty;
use crate::shop::integrations::Happened;
use crate::shops::{self, Shop};
use crate::sockets;
use crate::storage::Database;
use sides::Side;

/// Staff sessions that were ended before their time: a socket of theirs that was under way then comes too late.
const ENDED_SESSIONS: &str = "CREATE TABLE ended_sessions (session TEXT PRIMARY KEY, until INTEGER NOT NULL)";

const MIGRATIONS: [&str; 7] = [
    "CREATE TABLE about (shop TEXT NOT NULL, conversation TEXT NOT NULL);
     CREATE TABLE reads (side TEXT PRIMARY KEY, seq INTEGER NOT NULL)",
    log::TABLE,
    outbox::TABLE,
    log::TOLD,
    ENDED_SESSIONS,
    files::TABLES,
    mentions::TABLE,
];

/// How long news of an ordinary message may wait for more of it before the inbox is told, in milliseconds.
/// A change of status is told at once.
const NEWS_MS: i64 = 200;

/// The Durable Object.
#[durable_object]
pub struct Conversation {
    state: State,
    env: Env,
    database: Database,
    /// What the log folds to; empty until the first call after a wake-up.
    memory: RefCell<Option<Memory>>,
    alarm: Alarm,
}

struct Memory {
    shop: ShopSlug,
    id: ConversationId,
    desk: desk::Conversation,
    read_by_shopper: Seq,
    read_by_staff: Seq,
    commands: Bucket,
    frames: Bucket,
}

impl DurableObject for Conversation {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_pings(&state);
        let database = Database::new(&state);
        Self { state, env, database, memory: RefCell::default(), alarm: Alarm::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match self.call(&mut request).await {
            Ok(response) => Ok(response),
            Err(failure) => reply::failure(failure),
        }
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        let Some(who) = sockets::sender(&socket)? else { return socket.close(Some(1008), Some("unknown")) };
        if who.session().is_some_and(|session| session.until <= clock::now()) {
            return sockets::close_ended(&socket);
        }
        let (id, outcome) = match sides::read(message) {
            Ok(frame) => (command_id(&frame), self.frame(&who, frame).await),
            Err(failure) => (None, Err(failure)),
        };
        match outcome {
            Ok(Reply::Told | Reply::Nothing) => Ok(()),
            Ok(Reply::Frame(frame)) => sockets::send(&socket, &frame),
            Err(failure) => sockets::send(&socket, &sides::refusal(id, failure)),
        }
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> Result<()> {
        sides::tell_who_is_left(&self.state, &socket)?;
        socket.close(Some(1000), Some("closed"))
    }

    async fn websocket_error(&self, socket: WebSocket, _: worker::Error) -> Result<()> {
        sides::tell_who_is_left(&self.state, &socket) // the socket is gone; its client comes back and resumes
    }

    async fn alarm(&self) -> Result<Response> {
        self.alarm.rang(self.ring(), &self.state).await
    }
}

/// What comes of a frame.
enum Reply {
    /// A frame for whoever sent it.
    Frame(ServerFrame),
    /// Whoever is connected was told, the sender too.
    Told,
    /// Done, with nothing to show for it.
    Nothing,
}

fn command_id(frame: &ClientFrame) -> Option<protocol::EventId> {
    match frame {
        ClientFrame::Command { command } => Some(command.id()),
        _ => None,
    }
}

impl Conversation {
    async fn call(&self, request: &mut Request) -> Outcome<Response> {
        match objects::read(request).await? {
            ToConversation::Begin { shop, conversation, customer, begin } => {
                self.begin(shop, conversation, customer, &begin).await
            }
            ToConversation::Events { who, after } => reply::json(&self.events(&who, after)?),
            ToConversation::Live { who } => self.live(&who).await,
            ToConversation::AddFile { who, id, name } => {
                self.may_send_file(&who)?;
                let content = body::bytes(request, FILE_BYTES).await?;
                self.add_file(&who, id, &name, &content).await
            }
            ToConversation::File { who, id } => {
                let (file, content) = self.with(&who, |_| files::read(&self.database, &who, id))?;
                reply::file(&file, content)
            }
            ToConversation::Erase { who } => self.erase(&who).await,
            ToConversation::EndSession { who, session, until } => self.end_session(&who, &session, until),
            ToConversation::Assign { who, id, to, why } => self.assign(&who, id, to, why).await,
            ToConversation::Reckon { who } => self.reckon(&who).await,
            ToConversation::TryRule { who, rule } => self.try_rule(&who, &rule).await,
            ToConversation::Frame { who, frame } => {
                let after = self.with(&who, |memory| Ok(memory.desk.last()))?;
                let reply = match self.frame(&who, frame).await? {
                    Reply::Frame(frame) => frame,
                    Reply::Told => self.news(&who, after)?,
                    Reply::Nothing => ServerFrame::Done,
                };
                reply::json(&reply)
            }
        }
    }

    async fn begin(
        &self,
        shop: ShopSlug,
        id: ConversationId,
        customer: CustomerId,
        begin: &Begin,
    ) -> Outcome<Response> {
        let known = shops::get(&self.env, &shop).await?;
        if self.database.exists()? {
            return Err(problem(Kind::IdTaken, "This conversation has begun already."));
        }
        let now = clock::now();
        let events = desk::begin(begin, customer, &mut known.context(now, &mut clock::event_id));
        let mut desk = desk::Conversation::default();
        events.iter().for_each(|event| desk.apply(event));
        self.database.migrate(&MIGRATIONS)?;
        self.database.transaction(|| {
            let about = vec![shop.as_str().into(), id.to_string().into()];
            self.database.run("INSERT INTO about (shop, conversation) VALUES (?, ?)", about)?;
            log::append(&self.database, &events)?;
            // Where a rule has said something, or called somebody, the inbox has a row to show.
            let due = desk.due(&known.settings);
            self.tell_inbox(desk.row(id, Seq(0)).map(|row| InboxRow { due, ..row }), now)
        })?;
        if events.len() > 1 {
            self.memory_shop()?;
            self.arm(&known).await?;
        }
        reply::empty()
    }

    /// The conversation's shop. When it must be fetched, other events wait: else a message that came later could be
    /// stored first.
    async fn shop(&self, slug: &ShopSlug) -> Outcome<Rc<Shop>> {
        if let Some(shop) = shops::fresh(slug, clock::now()) {
            return Ok(shop);
        }
        let (env, slug) = (self.env.clone(), slug.clone());
        self.state.block_concurrency_while(async move { Ok(shops::get(&env, &slug).await) }).await?
    }

    /// Runs `body` on what the log folds to, if `who` may enter.
    fn with<T>(&self, who: &Identity, body: impl FnOnce(&mut Memory) -> Outcome<T>) -> Outcome<T> {
        let mut memory = self.memory.borrow_mut();
        if memory.is_none() {
            *memory = self.recall()?;
        }
        match memory.as_mut() {
            Some(memory) if who.may_enter(&memory.shop, memory.id) => {
                who.check(Permission::Read)?;
                body(memory)
            }
            _ => Err(not_found("conversation")),
        }
    }

    /// Reads the conversation back from its log; `None` when it never began.
    fn recall(&self) -> Outcome<Option<Memory>> {
        if !self.database.exists()? {
            return Ok(None);
        }
        self.database.migrate(&MIGRATIONS)?;
        let damaged = || Failure::Fault("a conversation that doesn't know what it is".into());
        let about = |column: &str| self.database.text(&format!("SELECT {column} FROM about"), vec![]);
        let read = |side: Side| -> Result<Seq> {
            let query = "SELECT seq FROM reads WHERE side = ?";
            Ok(Seq(self.database.number(query, vec![side.name().into()])?.unwrap_or(0) as u64))
        };
        let mut desk = desk::Conversation::default();
        log::each(&self.database, |event| desk.apply(&event))?;
        Ok(Some(Memory {
            shop: about("shop")?.and_then(|text| text.parse().ok()).ok_or_else(damaged)?,
            id: about("conversation")?.and_then(|text| text.parse().ok()).ok_or_else(damaged)?,
            desk,
            read_by_shopper: read(Side::Shopper)?,
            read_by_staff: read(Side::Staff)?,
            commands: Bucket::full(self.commands_rate(), clock::now()),
            frames: Bucket::full(self.frames_rate(), clock::now()),
        }))
    }

    async fn live(&self, who: &Identity) -> Outcome<Response> {
        let slug = self.with(who, |memory| Ok(memory.shop.clone()))?;
        self.check_open(who)?;
        let response = sides::accept(&self.state, who, Limits::of(&self.env).silence_ms)?;
        if who.is_staff() {
            sides::tell_who_came(&self.state)?;
            self.arm(&*self.shop(&slug).await?).await?; // its session's end is one more thing to wait for
        }
        Ok(response)
    }

    /// A staff session has ended. Where the conversation was erased meanwhile, no socket is left to close.
    fn end_session(&self, who: &Identity, session: &str, until: Millis) -> Outcome<Response> {
        if self.memory_shop()?.is_some_and(|shop| *who == Identity::Shop(shop)) {
            let now = clock::now();
            self.database.run("DELETE FROM ended_sessions WHERE until <= ?", vec![now.0.into()])?;
            let statement = "INSERT OR REPLACE INTO ended_sessions (session, until) VALUES (?, ?)";
            self.database.run(statement, vec![session.into(), until.0.into()])?;
            sockets::end_session(&self.state, session)?;
        }
        reply::empty()
    }

    /// Gives the conversation to somebody as the shop's routing wants it, if it still waits; the answer says who has it now.
    async fn assign(&self, who: &Identity, id: EventId, to: Member, why: Vec<Why>) -> Outcome<Response> {
        let slug = self.memory_shop()?.filter(|shop| *who == Identity::Shop(shop.clone()));
        let Some(slug) = slug else { return reply::json(&None::<InboxRow>) };
        let shop = self.shop(&slug).await?;
        let command = Command::Transfer { id, to: Some(to.id), team: None, note: String::new() };
        let row = {
            let mut memory = self.memory.borrow_mut();
            let Some(memory) = memory.as_mut() else { return reply::json(&None::<InboxRow>) };
            let now = clock::now();
            if log::find(&self.database, id)?.is_none() {
                let mut mint = clock::event_id;
                let mut context = shop.context(now, &mut mint);
                (context.colleague, context.why) = (Some(to), why);
                match desk::handle(&memory.desk, &Actor::Shop, &command, &mut context) {
                    Ok(events) => self.store(memory, &shop, events, now)?,
                    // Somebody took it, or the shopper went back to the bot: the row says so.
                    Err(problem) if problem.is(Kind::WrongState) => {}
                    Err(problem) => return Err(problem.into()),
                }
            }
            self.row(&memory.desk, memory, &shop)?
        };
        self.arm(&shop).await?;
        reply::json(&row)
    }

    /// Reckons what is due by when by the shop's settings as they are now.
    async fn reckon(&self, who: &Identity) -> Outcome<Response> {
        let slug = self.memory_shop()?.filter(|shop| *who == Identity::Shop(shop.clone()));
        let Some(slug) = slug else { return reply::empty() };
        let shop = self.shop(&slug).await?;
        if let Some(memory) = self.memory.borrow().as_ref() {
            let row = || self.row(&memory.desk, memory, &shop);
            self.database.transaction(|| self.tell_inbox(row()?, clock::now()))?;
        }
        self.arm(&shop).await?;
        reply::empty()
    }

    /// Tells how a workflow rule would have fared; changes nothing.
    async fn try_rule(&self, who: &Identity, rule: &Rule) -> Outcome<Response> {
        let slug = self.memory_shop()?.filter(|shop| *who == Identity::Shop(shop.clone()));
        let shop = self.shop(&slug.ok_or_else(|| not_found("conversation"))?).await?;
        let id = self.memory.borrow().as_ref().map(|memory| memory.id);
        let mut rehearsal =
            desk::Rehearsal::new(rule, &shop.settings, id.ok_or_else(|| not_found("conversation"))?);
        log::each(&self.database, |event| rehearsal.add(event))?;
        reply::json(&rehearsal.finish(clock::now()))
    }

    /// Lets through whose session hasn't ended since the door asked.
    fn check_open(&self, who: &Identity) -> Outcome<()> {
        let Some(session) = who.session() else { return Ok(()) };
        let query = "SELECT session FROM ended_sessions WHERE session = ?";
        match self.database.text(query, vec![session.id.as_str().into()])? {
            None => Ok(()),
            Some(_) => Err(problem(Kind::Unauthorized, "The session has ended. Sign in again.")),
        }
    }

    /// Erases the conversation: its row in the inbox first, so that a failure leaves it whole and the shopper can try
    /// again; then everything here.
    async fn erase(&self, who: &Identity) -> Outcome<Response> {
        let (shop, conversation) = self.with(who, |memory| Ok((memory.shop.clone(), memory.id)))?;
        if who.is_staff() {
            return Err(problem(Kind::Forbidden, "Only the shopper may erase their conversation."));
        }
        let object = objects::shop(&self.env, &shop)?;
        objects::tell(&object, &ToShop::Forget { who: Identity::Conversation { shop, conversation } })
            .await?;
        self.state.storage().delete_alarm().await?;
        self.state.storage().delete_all().await?;
        self.memory.take();
        self.alarm.is_off();
        for socket in self.state.get_websockets() {
            socket.close(Some(1000), Some("erased"))?;
        }
        reply::empty()
    }

    /// The log after a place, as `who` may read it.
    fn events(&self, who: &Identity, after: Seq) -> Outcome<EventPage> {
        self.with(who, |memory| {
            let events = log::after(&self.database, after)?;
            let more = events.len() == PAGE_EVENTS;
            let last = events.last().map_or_else(|| after.min(memory.desk.last()), |event| event.seq);
            let sides = (memory.read_by_shopper, memory.read_by_staff);
            let (read, seen) = if who.is_staff() { sides } else { (sides.1, sides.0) };
            let events = visible(events, who);
            let status = sides::status(&memory.desk, Side::of(who));
            Ok(EventPage { events, last, more, status, read, seen })
        })
    }

    fn news(&self, who: &Identity, after: Seq) -> Outcome<ServerFrame> {
        let EventPage { events, last, status, .. } = self.events(who, after)?;
        Ok(ServerFrame::Events { events, last, status })
    }

    async fn frame(&self, who: &Identity, frame: ClientFrame) -> Outcome<Reply> {
        match frame {
            // Whoever only looks on leaves no trace.
            ClientFrame::Read { .. } | ClientFrame::Typing { .. }
                if who.check(Permission::Converse).is_err() =>
            {
                Ok(Reply::Nothing)
            }
            ClientFrame::Command { command } => self.command(who, &command).await,
            ClientFrame::Resume { after } => {
                self.paced(who)?;
                let EventPage { events, last, more, status, read, seen } = self.events(who, after)?;
                Ok(Reply::Frame(ServerFrame::Welcome { events, last, more, status, read, seen }))
            }
            ClientFrame::Read { seq } => {
                self.paced(who)?;
                self.read(who, seq).await
            }
            ClientFrame::Typing { on, draft } => {
                self.paced(who)?;
                let draft = if who.is_staff() { String::new() } else { desk::draft_shown(&draft) };
                let author = author(who);
                sides::tell_typing(&self.state, who, &ServerFrame::Typing { author, on, draft })?;
                Ok(Reply::Nothing)
            }
        }
    }

    async fn command(&self, who: &Identity, command: &Command) -> Outcome<Reply> {
        let slug = self.with(who, |memory| Ok(memory.shop.clone()))?;
        who.check(Permission::Converse)?;
        let shop = self.shop(&slug).await?;
        let colleague = self.colleague(who, command).await?;
        let now = clock::now();
        let actor = actor(who);
        let repeated = self.with(who, |memory| {
            if let Some(event) = log::find(&self.database, command.id())? {
                return if desk::is_repeat(&event, &actor, command) {
                    let status = sides::status(&memory.desk, Side::of(who));
                    let last = memory.desk.last();
                    Ok(Some(ServerFrame::Events { events: vec![event], last, status }))
                } else {
                    Err(problem(Kind::IdTaken, "Mint a new id for each thing you say."))
                };
            }
            if !who.is_staff() && !memory.commands.take(self.commands_rate(), now) {
                return Err(problem(Kind::SlowDown, "Wait a moment, then send it again with the same id."));
            }
            let mut mint = clock::event_id;
            let mut context = shop.context(now, &mut mint);
            context.colleague = colleague;
            context.directs = who.is_staff() && who.check(Permission::Direct).is_ok();
            let events = desk::handle(&memory.desk, &actor, command, &mut context)?;
            if let Command::Message { files, .. } = command {
                files::check(&self.database, who, files)?;
            }
            self.store(memory, &shop, events, now)?;
            Ok(None)
        })?;
        self.arm(&shop).await?;
        Ok(repeated.map_or(Reply::Told, Reply::Frame))
    }

    /// The colleague whom a command of the staff's names, if it names one who works here: only the shop's object knows them.
    async fn colleague(&self, who: &Identity, command: &Command) -> Outcome<Option<Member>> {
        let Command::Transfer { to: Some(member), .. } = *command else { return Ok(None) };
        let known = self.with(who, |memory| Ok((memory.shop.clone(), memory.id)));
        let (true, Ok((shop, conversation))) = (who.is_staff(), known) else { return Ok(None) };
        let object = objects::shop(&self.env, &shop)?;
        let who = Identity::Conversation { shop, conversation };
        match objects::ask(&object, &ToShop::Duty(ToDuty::Colleague { who, member })).await {
            Ok(colleague) => Ok(Some(colleague)),
            Err(Failure::Problem(problem)) if problem.is(Kind::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Lets somebody in who may send a file now, before its bytes are read.
    fn may_send_file(&self, who: &Identity) -> Outcome<()> {
        self.with(who, |memory| {
            who.check(Permission::Converse)?;
            if who.is_staff() || memory.commands.take(self.commands_rate(), clock::now()) {
                return Ok(());
            }
            Err(problem(Kind::SlowDown, "Wait a moment, then send the file again with the same id."))
        })
    }

    async fn add_file(&self, who: &Identity, id: FileId, name: &str, content: &[u8]) -> Outcome<Response> {
        let slug = self.with(who, |memory| Ok(memory.shop.clone()))?;
        let shop = self.shop(&slug).await?;
        let file = desk::file(id, name, content)?;
        self.with(who, |_| files::store(&self.database, who, &file, content, clock::now()))?;
        self.arm(&shop).await?;
        reply::json(&file)
    }

    /// Lets somebody in who doesn't send frames faster than a person could cause them.
    fn paced(&self, who: &Identity) -> Outcome<()> {
        self.with(who, |memory| {
            if who.is_staff() || memory.frames.take(self.frames_rate(), clock::now()) {
                return Ok(());
            }
            Err(problem(Kind::SlowDown, "Wait a moment before the next frame."))
        })
    }

    /// How fast one visitor may say things.
    fn commands_rate(&self) -> Rate {
        Limits::of(&self.env).commands()
    }

    fn frames_rate(&self) -> Rate {
        let Rate { burst, a_minute } = self.commands_rate();
        Rate {
            burst: burst.saturating_mul(FRAMES_A_COMMAND),
            a_minute: a_minute.saturating_mul(FRAMES_A_COMMAND),
        }
    }

    /// Stores events and what the inbox has to be told of them, then tells everybody connected.
    fn store(&self, memory: &mut Memory, shop: &Shop, events: Vec<Event>, now: Millis) -> Outcome<()> {
        let before = memory.desk.status();
        let mut desk = memory.desk.clone();
        events.iter().for_each(|event| desk.apply(event));
        let due = if desk.status() == before { now.plus(NEWS_MS) } else { now };
        self.database.transaction(|| {
            log::append(&self.database, &events)?;
            mentions::add(&self.database, &mentions::of(&events))?;
            events.iter().try_for_each(|event| match &event.body {
                Body::Message(said) => files::named(&self.database, event.id, &said.files),
                _ => Ok(()),
            })?;
            self.tell_inbox(self.row(&desk, memory, shop)?, due)
        })?;
        memory.desk = desk;
        sides::tell_events(&self.state, events, &memory.desk)?;
        Ok(())
    }

    /// How the conversation stands, as the inbox shows it.
    fn row(&self, desk: &desk::Conversation, memory: &Memory, shop: &Shop) -> Result<Option<InboxRow>> {
        let mentioned = mentions::all(&self.database)?;
        let due = desk.due(&shop.settings);
        Ok(desk.row(memory.id, memory.read_by_staff).map(|row| InboxRow { due, mentioned, ..row }))
    }

    /// Has the inbox told of a row. To be called inside a transaction.
    fn tell_inbox(&self, row: Option<InboxRow>, due: Millis) -> Result<()> {
        let Some(row) = row else { return Ok(()) };
        outbox::put(&self.database, "inbox", serde_json::to_string(&row)?, due)
    }

    async fn read(&self, who: &Identity, seq: Seq) -> Outcome<Reply> {
        let side = Side::of(who);
        let slug = self.with(who, |memory| Ok(memory.shop.clone()))?;
        let shop = self.shop(&slug).await?;
        self.with(who, |memory| {
            let seq = seq.min(memory.desk.last());
            let mentioned = match who {
                Identity::Staff(Staff { member, .. }) if mentions::waits(&self.database, member.id, seq)? => {
                    Some(member.id)
                }
                _ => None,
            };
            let known = match side {
                Side::Shopper => &mut memory.read_by_shopper,
                Side::Staff => &mut memory.read_by_staff,
            };
            if seq <= *known && mentioned.is_none() {
                return Ok(());
            }
            *known = seq.max(*known);
            let seq = *known;
            self.database.transaction(|| {
                let statement = "INSERT INTO reads (side, seq) VALUES (?, ?)
                                 ON CONFLICT (side) DO UPDATE SET seq = excluded.seq";
                self.database.run(statement, vec![side.name().into(), (seq.0 as i64).into()])?;
                mentioned.iter().try_for_each(|staff| mentions::seen(&self.database, *staff))?;
                match side {
                    Side::Staff => self.tell_inbox(self.row(&memory.desk, memory, &shop)?, clock::now()),
                    Side::Shopper => Ok(()),
                }
            })?;
            sides::tell(&self.state, side.other(), &ServerFrame::Read { seq })?;
            Ok(())
        })?;
        self.arm(&shop).await?;
        Ok(Reply::Nothing)
    }

    /// What the alarm does: forgets files that no message named, the desk's clock, then what is due in the outbox.
    async fn ring(&self) -> Outcome<()> {
        let Some(slug) = self.memory_shop()? else { return Ok(()) };
        let shop = self.shop(&slug).await?;
        let now = clock::now();
        files::sweep(&self.database, now.plus(-Limits::of(&self.env).unsent_file_ms))?;
        if let Some(memory) = self.memory.borrow_mut().as_mut() {
            let events = desk::ring(&memory.desk, &mut shop.context(now, &mut clock::event_id));
            if !events.is_empty() {
                self.store(memory, &shop, events, now)?;
            }
        }
        for letter in outbox::due(&self.database, clock::now())? {
            let delivered = self.deliver(&slug, &letter.message).await;
            if !self.database.exists()? {
                return Ok(()); // erased while we were telling
            }
            match delivered {
                Ok(()) => outbox::delivered(&self.database, &letter)?,
                Err(_) => outbox::failed(&self.database, &letter, clock::now())?,
            }
        }
        self.arm(&shop).await
    }

    fn memory_shop(&self) -> Outcome<Option<ShopSlug>> {
        let mut memory = self.memory.borrow_mut();
        if memory.is_none() {
            *memory = self.recall()?;
        }
        Ok(memory.as_ref().map(|memory| memory.shop.clone()))
    }

    async fn deliver(&self, slug: &ShopSlug, message: &str) -> Outcome<()> {
        let row: Box<InboxRow> = serde_json::from_str(message)?;
        let who = Identity::Conversation { shop: slug.clone(), conversation: row.conversation };
        let shop = objects::shop(&self.env, slug)?;
        loop {
            // A page of the log at a time: what was said long ago, before it was told at all, may be much.
            let news = log::after(&self.database, log::told(&self.database)?)?;
            let said = news.iter().map(|event| self.said(event)).collect::<Result<Vec<_>>>()?;
            let said = said.into_iter().flatten().collect();
            let happened = news.iter().filter_map(happened).collect();
            objects::tell(&shop, &ToShop::Row { who: who.clone(), row: row.clone(), said, happened }).await?;
            match news.last() {
                Some(last) if self.database.exists()? => log::tell(&self.database, last.seq)?,
                _ => return Ok(()),
            }
            if news.len() < PAGE_EVENTS {
                return Ok(());
            }
        }
    }

    /// What of an event can be found. Words that were put right take the place of the first ones.
    fn said(&self, event: &Event) -> Result<Option<Said>> {
        let Body::Edited { about, text } = &event.body else { return Ok(desk::said(event)) };
        let message = log::find(&self.database, *about)?;
        let edited = |message| Event { body: Body::Message(Message::text(text)), ..message };
        Ok(message.map(edited).as_ref().and_then(desk::said))
    }

    /// Closes the sockets of sessions that are over, and sets the alarm to the nearest of the outbox, the desk's clock, the
    /// next end of a session, and the next file to forget.
    async fn arm(&self, shop: &Shop) -> Outcome<()> {
        let clock = self.memory.borrow().as_ref().and_then(|memory| memory.desk.next_clock(&shop.settings));
        let session_ends = sockets::end_sessions(&self.state, Side::Staff.name(), clock::now())?;
        let unsent = files::oldest_unsent(&self.database)?;
        let sweep = unsent.map(|at| at.plus(Limits::of(&self.env).unsent_file_ms));
        let nearest = [outbox::next(&self.database)?, clock, session_ends, sweep].into_iter().flatten().min();
        match nearest {
            Some(at) => Ok(self.alarm.no_later_than(at, &self.state).await?),
            None => Ok(()),
        }
    }
}

fn actor(who: &Identity) -> Actor {
    match who.member() {
        Some(member) => Actor::Agent { id: member.id, name: member.name.clone() },
        None => Actor::Shopper,
    }
}

fn author(who: &Identity) -> Author {
    match who.member() {
        Some(member) => Author::Agent { id: member.id, name: member.name.clone() },
        None => Author::Shopper,
    }
}

/// What webhooks are told of an event, if anything.
fn happened(event: &Event) -> Option<Happened> {
    let what = desk::webhook::happening(event)?;
    let to = desk::webhook::called(event).to_vec();
    Some(Happened { id: event.id, at: event.at, seq: Some(event.seq), what, to })
}

/// Of these events, those that `who` may read.
fn visible(events: Vec<Event>, who: &Identity) -> Vec<Event> {
    events.into_iter().filter(|event| who.is_staff() || !event.body.is_for_staff()).collect()
}
