//! What goes out: the shopper's commands, what they have seen, and that they are writing; and the conversation's beginning,
//! with the first of these.

use std::rc::Rc;

use protocol::api::{Begin, Begun};
use protocol::event::Status;
use protocol::problem::Kind;
use protocol::{Command, EventId, Seq, ServerFrame};

use super::{Connection, TYPING_MS, path};
use crate::browser;
use crate::dom::spawn;
use crate::link::Seen;
use crate::reactive::*;
use crate::wire;

/// Between the typing notices that are sent, in milliseconds.
const TYPING_EVERY_MS: i64 = 2_000;
/// Until the server is asked again after "too many requests" or a fault of its own.
const PAUSE_MS: i64 = 5_000;

impl Connection {
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
            self.tell(wire::read(newest));
        }
    }

    /// The shopper has written so much, or (nothing) stopped. A person on the other side sees it; the bot doesn't care.
    pub(crate) fn typing(self: &Rc<Self>, draft: &str) {
        draft.clone_into(&mut self.inner.borrow_mut().typing);
        self.tell_typing();
    }

    /// Tells it at most every so often, and once more when there is more by then.
    fn tell_typing(self: &Rc<Self>) {
        let person = self
            .chat
            .with_untracked(|chat| matches!(chat.status, Status::Agent { .. } | Status::Waiting { .. }));
        let now = browser::now();
        let mut inner = self.inner.borrow_mut();
        if !person || !inner.link.is_live() || inner.typing == inner.typing_told {
            return;
        }
        let wait = TYPING_EVERY_MS - now.since(inner.typing_sent);
        if wait > 0 && !inner.typing.is_empty() {
            if !std::mem::replace(&mut inner.typing_due, true) {
                let this = Rc::clone(self);
                browser::after(wait, move || {
                    this.inner.borrow_mut().typing_due = false;
                    this.tell_typing();
                });
            }
            return;
        }
        inner.typing_sent = now;
        inner.typing_told = inner.typing.clone();
        let frame = wire::typing(&inner.typing);
        drop(inner);
        self.tell(frame);
    }

    /// Sends what waits to be sent, if there is a way to send it.
    pub(super) fn flush(self: &Rc<Self>) {
        if browser::now() < self.inner.borrow().paused_until {
            return;
        }
        if self.inner.borrow().session.is_none() {
            return self.begin();
        }
        self.upload();
        if self.inner.borrow().link.is_live() {
            while let Some((_, frame)) = self.next_to_send() {
                self.write(&frame);
            }
        } else if self.inner.borrow().link.is_by_http() {
            self.post_commands();
        }
    }

    /// The next command, by its id and as a frame.
    fn next_to_send(&self) -> Option<(EventId, String)> {
        if !self.chat.with_untracked(|chat| chat.queue.has_work()) {
            return None;
        }
        self.change(|chat| {
            let command = chat.queue.next_to_send()?;
            let answered_by_bot = matches!(chat.status, Status::Bot) || chat.last == Seq(0);
            if answered_by_bot && matches!(command, Command::Message { .. }) {
                chat.typing = Some(browser::now().plus(TYPING_MS));
            }
            Some((command.id(), wire::give(command)))
        })
    }

    /// Tries again after a while.
    pub(super) fn pause(self: &Rc<Self>) {
        self.inner.borrow_mut().paused_until = browser::now().plus(PAUSE_MS);
        let this = Rc::clone(self);
        browser::after(PAUSE_MS + 50, move || this.flush());
    }

    /// Sends what needs no acknowledgement.
    fn tell(self: &Rc<Self>, frame: String) {
        if self.inner.borrow().link.is_live() {
            self.write(&frame);
        } else if self.inner.borrow().link.is_by_http() {
            let this = Rc::clone(self);
            spawn(async move {
                this.post(&frame).await;
            });
        }
    }

    pub(super) fn write(&self, frame: &str) {
        if let Some(socket) = &self.inner.borrow().socket {
            // A socket that can't send will say that it is closed; the queue sends again then.
            let _ = socket.send_with_str(frame);
        }
    }

    fn post_commands(self: &Rc<Self>) {
        if std::mem::replace(&mut self.inner.borrow_mut().posting, true) {
            return;
        }
        let this = Rc::clone(self);
        spawn(async move {
            while let Some((id, frame)) = this.next_to_send() {
                let Some(answer) = this.post(&frame).await else {
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

    /// `None`: it didn't arrive, or the answer is about a conversation that this page has left meanwhile.
    async fn post(&self, frame: &str) -> Option<browser::Answer> {
        let begun = self.inner.borrow().session.clone()?;
        let path = path(&begun, "/frames");
        let answer = browser::ask("POST", &path, Some(&begun.token), Some(frame)).await;
        answer.filter(|_| self.conversation() == Some(begun.conversation))
    }

    /// Begins a conversation, if there is something to say or to send in it.
    fn begin(self: &Rc<Self>) {
        let has_work = self.chat.with_untracked(|chat| chat.queue.has_work() || chat.attached.has_work());
        let mut inner = self.inner.borrow_mut();
        if !has_work || inner.asking || std::mem::replace(&mut inner.beginning, true) {
            return;
        }
        drop(inner);
        let this = Rc::clone(self);
        spawn(async move {
            let page = this.inner.borrow().page.clone();
            let customer = this.keep().get(&this.customer_key());
            let begin = wire::begin(&Begin { language: this.language.get_untracked(), page, customer });
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

    /// Takes up the conversation that was begun, or the one that another tab began meanwhile: the tabs share one.
    fn begun(self: &Rc<Self>, begun: Begun) {
        if self.keep().get(&self.customer_key()).is_none() {
            self.keep().set(&self.customer_key(), Some(&begun.customer));
        }
        let other = self.keep().get(&self.key()).filter(|kept| wire::begun(kept).is_some());
        if let Some(kept) = other {
            return self.take_up(&kept);
        }
        self.inner.borrow_mut().session = Some(begun);
        self.keep_session();
        self.keep_unsent();
        self.identify();
        self.step(Seen::Begun);
        self.upload();
    }

    fn not_begun(self: &Rc<Self>, kind: Kind) {
        match kind {
            Kind::SlowDown | Kind::Internal | Kind::Unavailable => self.pause(),
            _ => self.change(|chat| {
                chat.queue.refuse_all(kind);
                chat.attached.refuse_all(kind);
            }),
        }
    }
}
