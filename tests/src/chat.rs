//! A caller's place in one conversation: a visitor's only one, or one that an agent has open.

use protocol::api::{EventPage, PostMessage};
use protocol::event::{Contact, ContactChannel};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::{ConversationId, Event, EventId, Seq};
use reqwest::Method;

use crate::{Answer, Caller, Live, new_id};

/// A caller's place in one conversation.
#[derive(Debug, Clone)]
pub struct Chat {
    /// Who calls.
    pub caller: Caller,
    /// Which conversation.
    pub conversation: ConversationId,
}

impl Chat {
    /// An address under this conversation's.
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/conversations/{}/{rest}", self.conversation)
    }

    /// Says something that must be accepted, and answers with its event.
    pub async fn says(&self, text: &str) -> Event {
        self.post(new_id(), text).await.json()
    }

    /// Says something under an id; the server may refuse.
    pub async fn post(&self, id: EventId, text: &str) -> Answer {
        let message =
            PostMessage { id, text: text.to_owned(), picked: None, files: Vec::new(), reply_to: None };
        self.caller.post(&self.path("messages"), &message).await
    }

    /// Sends a frame over HTTP; the server may refuse.
    pub async fn frame(&self, frame: &ClientFrame) -> Answer {
        self.caller.post(&self.path("frames"), frame).await
    }

    /// Gives a command over HTTP; the server may refuse.
    pub async fn command(&self, command: Command) -> Answer {
        self.frame(&ClientFrame::Command { command }).await
    }

    /// Gives a command over HTTP that must be accepted, and answers with what came of it.
    pub async fn does(&self, command: Command) -> Vec<Event> {
        match self.command(command).await.json() {
            ServerFrame::Events { events, .. } => events,
            other => panic!("events expected, not {other:?}"),
        }
    }

    /// Leaves an address to be reached at.
    pub async fn leaves(&self, channel: ContactChannel, address: &str) {
        let contact = Contact { channel, address: address.to_owned() };
        self.does(Command::Contact { id: new_id(), contact }).await;
    }

    /// One page of the log.
    pub async fn page(&self, after: Seq) -> EventPage {
        self.caller.get(&self.path(&format!("events?after={after}"))).await.json()
    }

    /// The whole log as this caller may read it.
    pub async fn log(&self) -> Vec<Event> {
        let mut log = Vec::new();
        let mut after = Seq(0);
        loop {
            let page = self.page(after).await;
            log.extend(page.events);
            after = page.last;
            if !page.more {
                return log;
            }
        }
    }

    /// Erases the conversation; the server may refuse.
    pub async fn erase(&self) -> Answer {
        let path = format!("/v1/conversations/{}", self.conversation);
        self.caller.send(self.caller.request(Method::DELETE, &path)).await
    }

    /// A WebSocket that hasn't said anything yet.
    pub async fn connect(&self) -> Live<ServerFrame> {
        self.try_connect().await.unwrap_or_else(|answer| panic!("refused: {answer:?}"))
    }

    /// A WebSocket, if the server wants another one.
    ///
    /// # Errors
    /// The server's answer, when it refuses.
    pub async fn try_connect(&self) -> Result<Live<ServerFrame>, Answer> {
        self.caller.connect(&self.path("live")).await
    }

    /// A WebSocket that has everything up to now and hears of the rest.
    pub async fn live(&self) -> Live<ServerFrame> {
        let mut live = self.connect().await;
        live.resume(Seq(0)).await;
        live
    }
}
