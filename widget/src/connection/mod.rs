//! The conversation's connection: does what [`Link`] decides, and lets everything that comes in change the [`Chat`].
//!
//! A conversation begins with the shopper's first command, not before. Its key is kept in the browser's storage under the
//! shop's name, where every tab of the shop finds it; who signed in on the shop's page is in `visit`. What goes out is in
//! `sending`, what comes in is in `receiving`.

use std::cell::RefCell;
use std::rc::Rc;

use attach::Attached;
use protocol::api::{Begun, QueuePlace};
use protocol::shop::Language;
use protocol::{ConversationId, FileId, Millis, SUBPROTOCOL};
use wasm_bindgen::JsValue;
use web_sys::{Blob, MessageEvent, StorageEvent, WebSocket};

use crate::browser::{self, Keep};
use crate::dom::spawn;
use crate::link::{Around, Do, Link, Seen};
use crate::queue::Queue;
use crate::reactive::*;
use crate::state::Chat;
use crate::unsent::Unsent;
use crate::wire;

mod receiving;
mod sending;
mod uploading;
mod visit;

/// How long a typing notice holds, and how long the bot's answer is expected, in milliseconds.
const TYPING_MS: i64 = 6_000;

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
    asking: bool,
    /// By the shop's word, who is signed in; empty for nobody, and once the server has refused it.
    user: String,
    /// The server hasn't heard of it.
    unheard: bool,
    /// Nothing is sent before this.
    paused_until: Millis,
    typing_sent: Millis,
    /// What the shopper has written and not sent, …
    typing: String,
    /// … and as much of it as the other side knows.
    typing_told: String,
    /// They are told more of it in a moment.
    typing_due: bool,
    unsent: Unsent,
    /// The bytes of the files that were picked.
    picked: Vec<(FileId, Blob)>,
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
        let inner = Inner { unsent: Unsent::new(shop), ..Inner::default() };
        let connection = Rc::new(Self { shop: shop.to_owned(), chat, lost, language, inner: inner.into() });
        if let Some(kept) = Keep::Always.get(&connection.key()) {
            connection.take_up(&kept);
        }
        connection.restore();
        connection.watch();
        connection.flush();
        connection
    }

    /// Takes up what earlier pages couldn't send.
    fn restore(&self) {
        let unsent = self.inner.borrow().unsent.restore(self.conversation());
        self.change(|chat| chat.queue.restore(unsent));
    }

    /// The title of the page the shopper is on, for a conversation that begins there.
    pub(crate) fn set_page(&self, title: String) {
        let title: String = title.chars().take(200).collect();
        self.inner.borrow_mut().page = Some(title).filter(|title| !title.is_empty());
    }

    /// Leaves this conversation; the next message begins another one.
    pub(crate) fn start_over(self: &Rc<Self>) {
        self.change(|chat| {
            chat.queue = Queue::default();
            chat.attached = Attached::default();
        });
        self.forget();
        self.keep().set(&self.key(), None);
    }

    /// Erases this conversation for everybody, and leaves it once that is done.
    pub(crate) fn erase(self: &Rc<Self>) {
        let Some(begun) = self.inner.borrow().session.clone() else { return self.start_over() };
        let this = Rc::clone(self);
        spawn(async move {
            match browser::ask("DELETE", &path(&begun, ""), Some(&begun.token), None).await {
                Some(answer) if answer.status < 300 || answer.status == 404 => {
                    this.keep().set(&this.customer_key(), None);
                    this.start_over();
                }
                _ => this.lost.set(true),
            }
        });
    }

    /// How the shopper stands among those who wait; `None` where nobody can tell now.
    pub(crate) async fn place(&self) -> Option<QueuePlace> {
        let begun = self.inner.borrow().session.clone()?;
        let answer = browser::ask("GET", &path(&begun, "/queue"), Some(&begun.token), None).await?;
        wire::place(&answer.body)
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
            if this.keep() == Keep::Always && event.key().is_some_and(|key| key == this.key()) {
                this.other_tab(event.new_value());
            }
        });
    }

    fn woken(self: &Rc<Self>) {
        self.step(Seen::Woken);
        if self.inner.borrow().unheard {
            self.identify();
        }
        self.flush();
    }

    /// Another tab of the shop began, left, or read a conversation.
    fn other_tab(self: &Rc<Self>, kept: Option<String>) {
        let Some(begun) = kept.as_deref().and_then(wire::begun) else { return self.forget() };
        let kept = kept.unwrap_or_default();
        if self.conversation() == Some(begun.conversation) {
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

    /// Where it is kept.
    fn keep(&self) -> Keep {
        self.inner.borrow().unsent.keep
    }

    /// Where it is kept who the shopper is to the shop, for their next conversation.
    fn customer_key(&self) -> String {
        [&self.key(), ":customer"].concat()
    }

    fn conversation(&self) -> Option<ConversationId> {
        self.inner.borrow().session.as_ref().map(|begun| begun.conversation)
    }

    fn take_up(self: &Rc<Self>, kept: &str) {
        let Some(begun) = wire::begun(kept) else { return };
        let seen = wire::seen(kept);
        self.change(|chat| chat.seen = seen);
        self.inner.borrow_mut().session = Some(begun);
        self.keep_unsent();
        self.step(Seen::Begun);
    }

    fn keep_session(&self) {
        if let Some(begun) = &self.inner.borrow().session {
            let seen = self.chat.with_untracked(|chat| chat.seen);
            self.keep().set(&self.key(), Some(&wire::begun_text(begun, seen)));
        }
    }

    /// Lets go of the conversation on this page. What wasn't sent in it stays on the screen, for the shopper to decide.
    fn forget(self: &Rc<Self>) {
        self.step(Seen::Ended);
        let left = self.inner.borrow_mut().session.take().is_some();
        self.change(|chat| {
            if left {
                chat.queue.leave();
            }
            chat.reset();
        });
    }

    /// The server doesn't know the conversation any more, or the key is too old.
    fn refused(self: &Rc<Self>) {
        self.keep().set(&self.key(), None);
        self.forget();
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
                this.write(&wire::resume(after));
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

    // The chat.

    /// Everything that changes the chat passes here, so that what isn't sent yet is always kept.
    fn change<T>(&self, change: impl FnOnce(&mut Chat) -> T) -> T {
        let result = change(&mut self.chat.write());
        self.keep_unsent();
        result
    }

    fn keep_unsent(&self) {
        let conversation = self.conversation();
        let mut inner = self.inner.borrow_mut();
        self.chat.with_untracked(|chat| inner.unsent.keep(conversation, &chat.queue));
    }
}

fn path(begun: &Begun, rest: &str) -> String {
    ["/v1/conversations/", &begun.conversation.to_string(), rest].concat()
}
