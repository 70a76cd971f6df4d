//! What comes in: frames from the socket, and answers to polls where there is none.

use std::rc::Rc;

use protocol::event::Status;
use protocol::problem::Kind;
use protocol::{Author, Event, EventId, Seq, ServerFrame};

use super::{Connection, TYPING_MS, path};
use crate::browser;
use crate::dom::spawn;
use crate::link::Seen;
use crate::queue::Refusal;
use crate::reactive::*;
use crate::wire;

impl Connection {
    pub(super) fn receive(self: &Rc<Self>, text: &str) {
        self.step(Seen::Heard);
        match wire::server_frame(text) {
            Some(ServerFrame::Welcome { events, last, more, status, read, seen }) => {
                self.welcome(events, last, status, (read, seen));
                if more {
                    return self.write(&wire::resume(last));
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
            Some(ServerFrame::Typing { author, on, .. }) if author != Author::Shopper => self.they_type(on),
            Some(ServerFrame::Read { seq }) => self.change(|chat| chat.read = chat.read.max(seq)),
            Some(ServerFrame::Error { id, problem }) => self.problem(id, wire::kind(&problem)),
            _ => {}
        }
    }

    fn welcome(&self, events: Vec<Event>, last: Seq, status: Status, (read, seen): (Seq, Seq)) {
        self.add(events, status);
        self.change(|chat| {
            chat.last = chat.last.max(last);
            chat.read = chat.read.max(read);
            chat.seen = chat.seen.max(seen); // on another device, perhaps
        });
    }

    pub(super) fn add(&self, events: Vec<Event>, status: Status) {
        self.change(|chat| {
            chat.add(events);
            chat.status = status;
        });
    }

    fn they_type(&self, on: bool) {
        self.change(|chat| chat.typing = on.then(|| browser::now().plus(TYPING_MS)));
    }

    pub(super) fn problem(self: &Rc<Self>, id: Option<EventId>, kind: Kind) {
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

    pub(super) fn poll(self: &Rc<Self>) {
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
                    this.welcome(page.events, page.last, page.status, (page.read, page.seen));
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
}
