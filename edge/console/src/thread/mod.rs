//! One conversation: its state, what an agent does with it, and the columns that show it.

pub mod actions;
pub mod brief;
pub mod bubble;
pub mod card;
pub mod column;
pub mod composer;
pub mod customer;
pub mod drafts;
mod emoji;
pub mod files;
pub mod live;
pub mod log;
pub mod mention;
pub mod menu;
pub mod outbox;
pub mod profile;
pub mod profile_form;
pub mod quote;
pub mod reasons;
pub mod send;
pub mod snooze;
pub mod story;
pub mod suggest;
pub mod transfer;

pub use card::CustomerCard;
pub use column::ThreadColumn;

use attach::Attached;
use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;
use protocol::staff::Viewer;
use protocol::{Author, ClientFrame, ConversationId, EventId, FileId, Millis, Seq};

use log::Log;
use outbox::Outbox;

/// What the composer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    /// A reply to the customer.
    Reply,
    /// A note among colleagues.
    Note,
}

/// Somebody who is writing.
#[derive(Clone)]
pub struct Writing {
    /// Who.
    pub author: Author,
    /// What a shopper has written so far.
    pub draft: String,
    /// Until when that holds, if nothing more is heard.
    pub until: Millis,
}

/// A conversation's state. It stays when another conversation is opened, so drafts and what was loaded are kept.
#[derive(Clone, Copy)]
pub struct Thread {
    /// Which one.
    pub id: ConversationId,
    /// What happened.
    pub log: RwSignal<Log>,
    /// What I sent that isn't confirmed yet.
    pub outbox: RwSignal<Outbox>,
    /// What the composer writes, …
    pub tab: RwSignal<Tab>,
    /// … the reply written so far, …
    pub reply: RwSignal<String>,
    /// … and the note.
    pub note: RwSignal<String>,
    /// The files picked for the reply, …
    pub attached: RwSignal<Attached>,
    /// … and their bytes.
    pub(self) picked: StoredValue<Vec<(FileId, web_sys::Blob)>, LocalStorage>,
    /// The message that the reply is to.
    pub replying: RwSignal<Option<EventId>>,
    /// The message of mine whose words the composer changes.
    pub editing: RwSignal<Option<EventId>>,
    /// The reply that was written so far, while the composer changes that message.
    pub(self) aside: StoredValue<String>,
    /// Which colleagues have the conversation open too.
    pub viewers: RwSignal<Vec<Viewer>>,
    /// Who is writing on the other side or among colleagues.
    pub typing: RwSignal<Option<Writing>>,
    /// There is no such conversation any more.
    pub gone: RwSignal<bool>,
    /// What was found in it and is to be brought into view.
    pub wanted: RwSignal<Option<Seq>>,
    /// The brief is unfolded.
    pub brief_open: RwSignal<bool>,
    /// The cursor is to go into the composer.
    pub wants_focus: RwSignal<bool>,
    /// A task is sending what is in the outbox.
    pub(self) is_sending: StoredValue<bool>,
    /// The way to the open socket.
    pub(self) socket: StoredValue<Option<UnboundedSender<String>>>,
}

impl Thread {
    /// A conversation of which nothing is known yet.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            log: RwSignal::new(Log::default()),
            outbox: RwSignal::new(Outbox::default()),
            tab: RwSignal::new(Tab::Reply),
            reply: RwSignal::new(drafts::read(id, Tab::Reply)),
            note: RwSignal::new(drafts::read(id, Tab::Note)),
            attached: RwSignal::new(Attached::default()),
            picked: StoredValue::new_local(Vec::new()),
            replying: RwSignal::new(None),
            editing: RwSignal::new(None),
            aside: StoredValue::new(String::new()),
            viewers: RwSignal::new(Vec::new()),
            typing: RwSignal::new(None),
            gone: RwSignal::new(false),
            wanted: RwSignal::new(None),
            brief_open: RwSignal::new(true),
            wants_focus: RwSignal::new(false),
            is_sending: StoredValue::new(false),
            socket: StoredValue::new(None),
        }
    }

    /// The text of a tab.
    pub fn draft(self, tab: Tab) -> RwSignal<String> {
        match tab {
            Tab::Reply => self.reply,
            Tab::Note => self.note,
        }
    }

    /// Changes a tab's text. The browser keeps it, but for the words of a message that is being changed: they are no draft.
    pub fn write(self, tab: Tab, text: String) {
        if tab == Tab::Note || self.editing.with_untracked(Option::is_none) {
            drafts::keep(self.id, tab, &text);
        }
        self.draft(tab).set(text);
    }

    /// Says something that need not be kept ("typing", "read"): over the socket if there is one, else not at all.
    pub(self) fn mention(self, frame: &ClientFrame) {
        let text = live::encode(frame);
        self.socket.with_value(|socket| {
            if let Some(socket) = socket {
                // A connection that is just ending makes up for it when it comes back.
                socket.unbounded_send(text).ok();
            }
        });
    }
}

/// Whether the screen shows one column at a time; the style sheet has the same width.
pub fn is_narrow() -> bool {
    window().match_media("(max-width: 759px)").ok().flatten().is_some_and(|query| query.matches())
}
