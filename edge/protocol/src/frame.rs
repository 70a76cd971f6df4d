//! What client and server say to each other about one conversation.

use serde::{Deserialize, Serialize};

use crate::event::{Author, Contact, Event, Status};
use crate::file::File;
use crate::id::{EntryId, EventId, Millis, Seq, StaffId, TeamId};
use crate::label::Priority;
use crate::problem::Problem;
use crate::staff::Viewer;

/// From a client (widget, console, or another) to a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// "I have everything up to `after`; send the rest." Answered by [`ServerFrame::Welcome`].
    Resume {
        /// The last `seq` the client has; 0 for none.
        #[serde(default)]
        after: Seq,
    },
    /// A change to the conversation. Answered by the event with the command's id, or by [`ServerFrame::Error`].
    Command {
        /// The change.
        command: Command,
    },
    /// "Everything up to here has been on my screen." Durable; told to the other side.
    Read {
        /// The last event seen.
        seq: Seq,
    },
    /// Somebody is writing. Not stored; passed on to the other side, who forgets it after 6 s.
    Typing {
        /// Whether they are.
        on: bool,
        /// What a shopper has written so far: the first [`crate::limits::DRAFT_CHARS`] characters of it are passed on, to staff
        /// alone. Nobody's who is of the staff is.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        draft: String,
    },
}

/// A change to a conversation. The id is minted by the sender, and the event it becomes carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Say something (shopper, agent).
    Message {
        /// The event's id.
        id: EventId,
        /// 1 to [`crate::limits::TEXT_CHARS`] characters; none are needed where there are files.
        text: String,
        /// The choice that was picked, if the text is a choice's label.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        picked: Option<EntryId>,
        /// At most [`crate::limits::MESSAGE_FILES`] files, as their uploads were answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<File>,
        /// The message of this conversation that it replies to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<EventId>,
    },
    /// Call a person (shopper). Possible at any time until somebody was called.
    AskPerson {
        /// The event's id.
        id: EventId,
    },
    /// Go back to the bot (shopper, while waiting; agent, while they have it).
    BackToBot {
        /// The event's id.
        id: EventId,
    },
    /// Say whether an answer helped (shopper).
    Feedback {
        /// The event's id.
        id: EventId,
        /// The bot's message.
        about: EventId,
        /// Whether it helped.
        helpful: bool,
    },
    /// Rate the conversation (shopper, once it was resolved).
    Rate {
        /// The event's id.
        id: EventId,
        /// 1 to 5.
        score: u8,
        /// At most [`crate::limits::COMMENT_CHARS`] characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        comment: String,
    },
    /// Leave a way to be reached (shopper).
    Contact {
        /// The event's id.
        id: EventId,
        /// Where.
        contact: Contact,
    },
    /// Take the conversation (agent): from the bot, from a wait, after the end, or from a colleague from whom nothing came
    /// for as long as a shopper usually waits (see [`crate::shop::Settings::usual_wait_minutes`]).
    Take {
        /// The event's id.
        id: EventId,
    },
    /// Leave a note among colleagues (agent).
    Note {
        /// The event's id.
        id: EventId,
        /// 1 to [`crate::limits::TEXT_CHARS`] characters.
        text: String,
        /// Colleagues who should see it: their inbox marks the conversation until they open it; at most
        /// [`crate::limits::MENTIONS`].
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<StaffId>,
    },
    /// Change the words of a message of one's own (agent), within [`crate::limits::EDIT_MS`].
    Edit {
        /// The event's id.
        id: EventId,
        /// The message.
        about: EventId,
        /// 1 to [`crate::limits::TEXT_CHARS`] characters.
        text: String,
    },
    /// Settle the matter (agent).
    Resolve {
        /// The event's id.
        id: EventId,
    },
    /// Put off what I have (agent). It comes back by itself, or as soon as the shopper writes.
    Snooze {
        /// The event's id.
        id: EventId,
        /// Until when: later than now, by at most [`crate::limits::SNOOZE_MS`].
        until: Millis,
    },
    /// Take up at once what I put off (agent).
    Wake {
        /// The event's id.
        id: EventId,
    },
    /// Say that this is no customer's (agent): nobody is told of it any more, and the bot falls silent.
    MarkSpam {
        /// The event's id.
        id: EventId,
    },
    /// Take that back (agent).
    NotSpam {
        /// The event's id.
        id: EventId,
    },
    /// Change the conversation's tags (agent, whoever has it). What is there already stays, what isn't there can be removed,
    /// so two who do so at once don't undo each other's.
    Tag {
        /// The event's id.
        id: EventId,
        /// Tags to add, of 1 to [`crate::limits::TAG_CHARS`] characters; stored in lower case.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<String>,
        /// Tags to remove. It has at most [`crate::limits::TAGS`] then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<String>,
    },
    /// Say how pressing the conversation is (agent, whoever has it).
    Prioritise {
        /// The event's id.
        id: EventId,
        /// How pressing.
        priority: Priority,
    },
    /// Give the conversation to a colleague, to a team, or back to those who wait (agent who has it, supervisor).
    Transfer {
        /// The event's id.
        id: EventId,
        /// To whom; nobody: back to those who wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<StaffId>,
        /// For which team it waits then; none: as before. Only without `to`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<TeamId>,
        /// What they should know, as a note among colleagues: at most [`crate::limits::TEXT_CHARS`] characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

impl Command {
    /// A message that is nothing but text.
    pub fn say(id: EventId, text: impl Into<String>) -> Self {
        Self::Message { id, text: text.into(), picked: None, files: Vec::new(), reply_to: None }
    }

    /// A note that mentions nobody.
    pub fn note(id: EventId, text: impl Into<String>) -> Self {
        Self::Note { id, text: text.into(), mentions: Vec::new() }
    }

    /// The id that the sender minted.
    #[must_use]
    pub fn id(&self) -> EventId {
        match self {
            Command::Message { id, .. }
            | Command::AskPerson { id }
            | Command::BackToBot { id }
            | Command::Feedback { id, .. }
            | Command::Rate { id, .. }
            | Command::Contact { id, .. }
            | Command::Take { id }
            | Command::Note { id, .. }
            | Command::Edit { id, .. }
            | Command::Resolve { id }
            | Command::Snooze { id, .. }
            | Command::Wake { id }
            | Command::MarkSpam { id }
            | Command::NotSpam { id }
            | Command::Tag { id, .. }
            | Command::Prioritise { id, .. }
            | Command::Transfer { id, .. } => *id,
        }
    }
}

/// From a conversation to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to [`ClientFrame::Resume`].
    Welcome {
        /// What came after the client's `seq`, in order; at most [`crate::limits::PAGE_EVENTS`].
        events: Vec<Event>,
        /// The place in the log that the client is at now; say it in the next `Resume`.
        last: Seq,
        /// More is waiting: resume again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        more: bool,
        /// Who has the conversation.
        status: Status,
        /// The last event that was on the other side's screen.
        read: Seq,
        /// The last event that was on a screen of one's own side: another tab or device may have shown it.
        #[serde(default)]
        seen: Seq,
    },
    /// New events, in order. One with the id of a command is its acknowledgement. After a repeated command it may be one
    /// that the client has already: known ids are to be skipped. In the answer to a frame over HTTP, `last` is no place to
    /// resume from.
    Events {
        /// The events.
        events: Vec<Event>,
        /// The place in the log after them.
        last: Seq,
        /// Who has the conversation.
        status: Status,
    },
    /// The other side is writing.
    Typing {
        /// Who.
        author: Author,
        /// Whether they are.
        on: bool,
        /// *Staff.* What a shopper has written so far, where their client tells.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        draft: String,
    },
    /// *Staff.* Who of the staff has the conversation open now, each once; sent when that changes.
    Viewers {
        /// They.
        viewers: Vec<Viewer>,
    },
    /// The other side's screen has shown everything up to here.
    Read {
        /// The last event seen.
        seq: Seq,
    },
    /// Something was refused; nothing changed.
    Error {
        /// The refused command, if it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<EventId>,
        /// Why, and what to do.
        problem: Problem,
    },
    /// Done, with nothing to show for it (`Read` and `Typing` over HTTP).
    Done,
    /// A frame this client doesn't know yet.
    #[serde(other)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    Unknown,
}
