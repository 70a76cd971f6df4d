//! The conversation's connection: does what [`Link`] decides, and lets everything that comes in change the [`Chat`].
//!
//! A conversation begins with the shopper's first command, not before. Its key is kept in the browser's storage under the
//! shop's name, where every tab of the shop finds it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use protocol::api::{Begin, Begun};
use protocol::event::Status;
use protocol::problem::Kind;
use protocol::shop::Language;
use protocol::{Author, ClientFrame, Command, Event, EventId, Millis, SUBPROTOCOL, Seq, ServerFrame};
use wasm_bindgen::JsValue;
use web_sys::{MessageEvent, StorageEvent, WebSocket};

use crate::browser::{self, Keep};
use crate::dom::spawn;
use crate::link::{Around, Do, Link, Seen};
use crate::queue::{Queue, Refusal};
use crate::state::Chat;
use crate::wire;

/// How long a typing notice holds, and how long the bot's answer is expected, in milliseconds.
const TYPING_MS: i64 = 6_000;
/// Between the typing notices that are sent.
const TYPING_EVERY_MS: i64 = 3_000;
/// Until the server is asked again after "too many requests" or a fault of its own.
const PAUSE_MS: i64 = 5_000;

/// The connection of one page to one shop.
pub(crate) struct Connection {
    shop: String,
    chat: RwSignal<Chat>,
    lost: RwSignal<bool>,
    language: RwSignal<Language>,
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    link: Link,
    session: Option<Begun>,
    socket: Option<WebSocket>,
    /// The newest timer; earlier ones do nothing when they ring.
    timer: u32,
    /// A request of this kind is on its way.
    beginning: bool,
    posting: bool,
    /// Nothing is sent before this.
    paused_until: Millis,
    typing_sent: Millis,
    /// The unsent commands as they were last kept.
    kept: String,
    /// The title of the page that the shopper is on.
    page: Option<String>,
}

impl Connection {
    /// A connection that takes up where an earlier page left off.
    pub(crate) fn start(
        shop: &str,
        chat: RwSignal<Chat>,
        lost: RwSignal<bool>,
        language: RwSignal<Language>,
    ) -> Rc<Self> {
        let connection =
            Rc::new(Self { shop: shop.to_owned(), chat, lost, language, inner: RefCell::default() });
        if let Some(unsent) = Keep::Tab.get(&connection.unsent_key()) {
            connection.change(|chat| chat.queue = Queue::restored(wire::commands(&unsent)));
        }
        if let Some(kept) = Keep::Always.get(&connection.key()) {
            connection.take_up(&kept);
        }
        connection.watch();
        connection.flush();
        connection
    }

    /// Does what the shopper asked for: shown at once, sent as soon as possible.
    pub(crate) fn send(self: &Rc<Self>, command: Command) {
        self.change(|chat| chat.queue.push(command));
        self.flush();
    }

    /// Tries a failed command again.
    pub(crate) fn retry(self: &Rc<Self>, id: EventId) {
        self.change(|chat| chat.queue.retry(id));
        self.flush();
    }

    /// The end of the thread is on the shopper's screen.
    pub(crate) fn seen(self: &Rc<Self>) {
        let newest = self.chat.with_untracked(|chat| chat.newest_theirs());
        if newest > self.chat.with_untracked(|chat| chat.seen) {
            self.change(|chat| chat.seen = newest);
            self.keep_session();
            self.tell(ClientFrame::Read { seq: newest });
        }
    }

    /// The shopper is writing, or stopped. A person on the other side may see it; the bot doesn't care.
    pub(crate) fn typing(self: &Rc<Self>, on: bool) {
        let person = self
            .chat
            .with_untracked(|chat| matches!(chat.status, Status::Agent { .. } | Status::Waiting { .. }));
        let now = browser::now();
        let mut inner = self.inner.borrow_mut();
        let due = if on { now.since(inner.typing_sent) > TYPING_EVERY_MS } else { inner.typing_sent.0 > 0 };
        if person && due && inner.link.is_live() {
            inner.typing_sent = if on { now } else { Millis(0) };
            drop(inner);
            self.tell(ClientFrame::Typing { on });
        }
    }

    /// The title of the page the shopper is on, for a conversation that begins there.
    pub(crate) fn set_page(&self, title: String) {
        let title: String = title.chars().take(200).collect();
        self.inner.borrow_mut().page = Some(title).filter(|title| !title.is_empty());
    }

    /// Leaves this conversation; the next message begins another one.
    pub(crate) fn start_over(self: &Rc<Self>) {
        self.change(|chat| chat.queue = Queue::default());
        self.forget();
        Keep::Always.set(&self.key(), None);
    }

    /// Erases this conversation for everybody, and leaves it once that is done.
    pub(crate) fn erase(self: &Rc<Self>) {
        let Some(begun) = self.inner.borrow().session.clone() else { return self.start_over() };
        let this = Rc::clone(self);
        spawn(async move {
            match browser::ask("DELETE", &path(&begun, ""), Some(&begun.token), None).await {
                Some(answer) if answer.status < 300 || answer.status == 404 => this.start_over(),
                _ => this.lost.set(true),
            }
        });
    }

    // What the surroundings do.

    fn watch(self: &Rc<Self>) {
        let window = browser::window();
        for event in ["online", "focus", "pageshow"] {
            let this = Rc::clone(self);
            browser::listen(&window, event, move |_: web_sys::Event| this.woken());
        }
        let this = Rc::clone(self);
        browser::listen(&window, "offline", move |_: web_sys::Event| this.lost.set(true));
        let this = Rc::clone(self);
        browser::listen(&browser::document(), "visibilitychange", move |_: web_sys::Event| {
            if browser::is_visible() {
                this.woken();
            }
        });
        let this = Rc::clone(self);
        browser::listen(&window, "storage", move |event: StorageEvent| {
            if event.key().is_some_and(|key| key == this.key()) {
                this.other_tab(event.new_value());
            }
        });
    }

    fn woken(self: &Rc<Self>) {
        self.step(Seen::Woken);
        self.flush();
    }

    /// Another tab of the shop began, left, or read a conversation.
    fn other_tab(self: &Rc<Self>, kept: Option<String>) {
        let Some(begun) = kept.as_deref().and_then(wire::begun) else { return self.forget() };
        let same =
            self.inner.borrow().session.as_ref().is_some_and(|own| own.conversation == begun.conversation);
        let kept = kept.unwrap_or_default();
        if same {
            let seen = wire::seen(&kept);
            self.change(|chat| chat.seen = chat.seen.max(seen));
        } else {
            self.forget();
            self.take_up(&kept);
        }
    }

    // The conversation's key.

    fn key(&self) -> String {
        ["sapa:", &self.shop].concat()
    }

    fn unsent_key(&self) -> String {
        ["sapa:", &self.shop, ":unsent"].concat()
    }

    fn take_up(self: &Rc<Self>, kept: &str) {
        let Some(begun) = wire::begun(kept) else { return };
        let seen = wire::seen(kept);
        self.change(|chat| chat.seen = seen);
        self.inner.borrow_mut().session = Some(begun);
        self.step(Seen::Begun);
    }

    fn keep_session(&self) {
        if let Some(begun) = &self.inner.borrow().session {
            let seen = self.chat.with_untracked(|chat| chat.seen);
            Keep::Always.set(&self.key(), Some(&wire::begun_text(begun, seen)));
        }
    }

    /// Lets go of the conversation on this page, but not of what wasn't sent yet.
    fn forget(self: &Rc<Self>) {
        self.step(Seen::Ended);
        self.inner.borrow_mut().session = None;
        self.change(Chat::reset);
    }

    /// The server doesn't know the conversation any more, or the key is too old: what wasn't sent starts a new one.
    fn refused(self: &Rc<Self>) {
        Keep::Always.set(&self.key(), None);
        self.forget();
        self.flush();
    }

    /// Begins a conversation, if there is something to say in it.
    fn begin(self: &Rc<Self>) {
        let has_work = self.chat.with_untracked(|chat| chat.queue.has_work());
        if !has_work || std::mem::replace(&mut self.inner.borrow_mut().beginning, true) {
            return;
        }
        let this = Rc::clone(self);
        spawn(async move {
            let page = this.inner.borrow().page.clone();
            let begin = wire::begin(&Begin { language: this.language.get_untracked(), page });
            let path = ["/v1/shops/", &this.shop, "/conversations"].concat();
            let answer = browser::ask("POST", &path, None, Some(&begin)).await;
            this.inner.borrow_mut().beginning = false;
            let Some(answer) = answer else {
                this.lost.set(true);
                return this.pause();
            };
            this.lost.set(false);
            match wire::begun(&answer.body) {
                Some(begun) => this.begun(begun),
                None => this.not_begun(wire::problem_kind(&answer.body, answer.status)),
            }
        });
    }

    fn begun(self: &Rc<Self>, begun: Begun) {
        self.inner.borrow_mut().session = Some(begun);
        self.keep_session();
        self.step(Seen::Begun);
    }

    fn not_begun(self: &Rc<Self>, kind: Kind) {
        match kind {
            Kind::SlowDown | Kind::Internal | Kind::Unavailable => self.pause(),
            _ => self.change(|chat| chat.queue.refuse_all(kind)),
        }
    }

    // Sending.

    /// Sends what waits to be sent, if there is a way to send it.
    fn flush(self: &Rc<Self>) {
        if browser::now() < self.inner.borrow().paused_until {
            return;
        }
        if self.inner.borrow().session.is_none() {
            return self.begin();
        }
        if self.inner.borrow().link.is_live() {
            while let Some(command) = self.next_to_send() {
                self.write(&ClientFrame::Command { command });
            }
        } else if self.inner.borrow().link.is_by_http() {
            self.post_commands();
        }
    }

    fn next_to_send(&self) -> Option<Command> {
        if !self.chat.with_untracked(|chat| chat.queue.has_work()) {
            return None;
        }
        self.change(|chat| {
            let command = chat.queue.next_to_send();
            let answered_by_bot = matches!(chat.status, Status::Bot) || chat.last == Seq(0);
            if answered_by_bot && matches!(command, Some(Command::Message { .. })) {
                chat.typing = Some(browser::now().plus(TYPING_MS));
            }
            command
        })
    }

    /// Tries again after a while.
    fn pause(self: &Rc<Self>) {
        self.inner.borrow_mut().paused_until = browser::now().plus(PAUSE_MS);
        let this = Rc::clone(self);
        browser::after(PAUSE_MS + 50, move || this.flush());
    }

    /// Sends what needs no acknowledgement.
    fn tell(self: &Rc<Self>, frame: ClientFrame) {
        if self.inner.borrow().link.is_live() {
            self.write(&frame);
        } else if self.inner.borrow().link.is_by_http() {
            let this = Rc::clone(self);
            spawn(async move {
                this.post(&frame).await;
            });
        }
    }

    fn write(&self, frame: &ClientFrame) {
        if let Some(socket) = &self.inner.borrow().socket {
            // A socket that can't send will say that it is closed; the queue sends again then.
            let _ = socket.send_with_str(&wire::client_frame(frame));
        }
    }

    fn post_commands(self: &Rc<Self>) {
        if std::mem::replace(&mut self.inner.borrow_mut().posting, true) {
            return;
        }
        let this = Rc::clone(self);
        spawn(async move {
            while let Some(command) = this.next_to_send() {
                let id = command.id();
                let Some(answer) = this.post(&ClientFrame::Command { command }).await else {
                    this.change(|chat| chat.queue.disconnected());
                    break;
                };
                match wire::server_frame(&answer.body) {
                    Some(ServerFrame::Events { events, status, .. }) => this.add(events, status),
                    Some(ServerFrame::Error { problem, .. }) => this.problem(Some(id), wire::kind(&problem)),
                    _ => this.problem(Some(id), wire::problem_kind(&answer.body, answer.status)),
                }
            }
            this.inner.borrow_mut().posting = false;
            this.step(Seen::Woken);
        });
    }

    async fn post(&self, frame: &ClientFrame) -> Option<browser::Answer> {
        let begun = self.inner.borrow().session.clone()?;
        let path = path(&begun, "/frames");
        browser::ask("POST", &path, Some(&begun.token), Some(&wire::client_frame(frame))).await
    }

    // Receiving.

    fn receive(self: &Rc<Self>, text: &str) {
        self.step(Seen::Heard);
        match wire::server_frame(text) {
            Some(ServerFrame::Welcome { events, last, more, status, read }) => {
                self.welcome(events, last, status, read);
                if more {
                    return self.write(&ClientFrame::Resume { after: last });
                }
                self.step(Seen::Welcomed);
                self.flush();
            }
            Some(ServerFrame::Events { events, last, status }) => {
                // Before the welcome is complete there may be a gap below these: the place to resume from stays.
                if self.inner.borrow().link.is_live() {
                    self.change(|chat| chat.last = chat.last.max(last));
                }
                self.add(events, status);
            }
            Some(ServerFrame::Typing { author, on }) if author != Author::Shopper => self.they_type(on),
            Some(ServerFrame::Read { seq }) => self.change(|chat| chat.read = chat.read.max(seq)),
            Some(ServerFrame::Error { id, problem }) => self.problem(id, wire::kind(&problem)),
            _ => {}
        }
    }

    fn welcome(&self, events: Vec<Event>, last: Seq, status: Status, read: Seq) {
        self.add(events, status);
        self.change(|chat| {
            chat.last = chat.last.max(last);
            chat.read = chat.read.max(read);
        });
    }

    fn add(&self, events: Vec<Event>, status: Status) {
        self.change(|chat| {
            chat.add(events);
            chat.status = status;
        });
    }

    fn they_type(&self, on: bool) {
        self.change(|chat| chat.typing = on.then(|| browser::now().plus(TYPING_MS)));
    }

    fn problem(self: &Rc<Self>, id: Option<EventId>, kind: Kind) {
        match (kind, id) {
            // A command about something that isn't there says nothing of the conversation itself.
            (Kind::Unauthorized, _) | (Kind::NotFound, None) => self.refused(),
            (_, Some(id)) => {
                let refusal = self.change(|chat| {
                    chat.typing = None;
                    chat.queue.refuse(id, kind)
                });
                if refusal == Refusal::Later {
                    self.pause();
                }
            }
            (_, None) => {}
        }
    }

    // The link.

    fn step(self: &Rc<Self>, seen: Seen) {
        let around = Around {
            now: browser::now(),
            visible: browser::is_visible(),
            online: browser::is_online(),
            random: js_sys::Math::random(),
        };
        let todo = self.inner.borrow_mut().link.step(seen, around);
        match todo {
            Do::Connect => self.connect(),
            Do::Close => self.close(),
            Do::Ping => {
                if let Some(socket) = &self.inner.borrow().socket {
                    let _ = socket.send_with_str("ping");
                }
            }
            Do::Poll => self.poll(),
            Do::Nothing => {}
        }
        self.show_state();
        self.arm();
    }

    fn show_state(&self) {
        let lost = self.inner.borrow().link.is_lost();
        if self.lost.get_untracked() != lost {
            self.lost.set(lost);
        }
    }

    /// Calls back when the link is due; one timer counts, the newest.
    fn arm(self: &Rc<Self>) {
        let mut inner = self.inner.borrow_mut();
        inner.timer = inner.timer.wrapping_add(1);
        let timer = inner.timer;
        if let Some(due) = inner.link.due() {
            let this = Rc::clone(self);
            browser::after(due.since(browser::now()), move || {
                if this.inner.borrow().timer == timer {
                    this.step(Seen::Timer);
                }
            });
        }
    }

    fn connect(self: &Rc<Self>) {
        self.close();
        let Some(begun) = self.inner.borrow().session.clone() else { return };
        let location = browser::window().location();
        let origin = location.origin().unwrap_or_default();
        let protocols = js_sys::Array::of2(&JsValue::from_str(SUBPROTOCOL), &JsValue::from_str(&begun.token));
        let url =
            ["ws", origin.strip_prefix("http").unwrap_or_default(), path(&begun, "/live").as_str()].concat();
        let Ok(socket) = WebSocket::new_with_str_sequence(&url, &protocols) else {
            let this = Rc::clone(self);
            browser::after(0, move || this.step(Seen::Closed));
            return;
        };
        self.hear(&socket);
        self.inner.borrow_mut().socket = Some(socket);
    }

    fn hear(self: &Rc<Self>, socket: &WebSocket) {
        let this = Rc::clone(self);
        let own = socket.clone();
        browser::listen(socket, "open", move |_: web_sys::Event| {
            if this.is_current(&own) {
                let after = this.chat.with_untracked(|chat| chat.last);
                this.write(&ClientFrame::Resume { after });
            }
        });
        let this = Rc::clone(self);
        let own = socket.clone();
        browser::listen(socket, "message", move |message: MessageEvent| {
            if let (true, Some(text)) = (this.is_current(&own), message.data().as_string()) {
                this.receive(&text);
            }
        });
        let this = Rc::clone(self);
        let own = socket.clone();
        browser::listen(socket, "close", move |_: web_sys::Event| {
            if this.is_current(&own) {
                this.step(Seen::Closed);
            }
        });
    }

    fn is_current(&self, socket: &WebSocket) -> bool {
        self.inner.borrow().socket.as_ref() == Some(socket)
    }

    fn close(&self) {
        let socket = self.inner.borrow_mut().socket.take();
        if let Some(socket) = socket {
            let _ = socket.close();
            self.change(|chat| chat.queue.disconnected());
        }
    }

    fn poll(self: &Rc<Self>) {
        let Some(begun) = self.inner.borrow().session.clone() else { return };
        let this = Rc::clone(self);
        spawn(async move {
            let after = this.chat.with_untracked(|chat| chat.last).to_string();
            let path = [path(&begun, "/events?after="), after].concat();
            let answer = browser::ask("GET", &path, Some(&begun.token), None).await;
            if this.inner.borrow().session.as_ref() != Some(&begun) {
                return;
            }
            match answer.map(|answer| (answer.status, wire::event_page(&answer.body))) {
                Some((_, Some(page))) => {
                    this.welcome(page.events, page.last, page.status, page.read);
                    this.step(Seen::Polled);
                    if page.more {
                        this.step(Seen::Woken);
                    }
                    this.flush();
                }
                Some((401 | 404, None)) => this.refused(),
                _ => this.step(Seen::PollFailed),
            }
        });
    }

    // The chat.

    /// Everything that changes the chat passes here, so that what isn't sent yet is always kept.
    fn change<T>(&self, change: impl FnOnce(&mut Chat) -> T) -> T {
        let mut chat = self.chat.write();
        let result = change(&mut chat);
        let unsent = wire::commands_text(chat.queue.iter().map(|queued| &queued.command));
        drop(chat);
        let mut inner = self.inner.borrow_mut();
        if inner.kept != unsent {
            Keep::Tab.set(&self.unsent_key(), Some(&unsent));
            inner.kept = unsent;
        }
        result
    }
}

fn path(begun: &Begun, rest: &str) -> String {
    ["/v1/conversations/", &begun.conversation.to_string(), rest].concat()
}
