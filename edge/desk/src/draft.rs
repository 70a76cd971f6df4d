//! Events in the making: each one is numbered, given an id and folded in at once, so that what follows sees it.

use answer::speak::{self, Line, Voice};
use protocol::event::{Author, Body, Event, Message};
use protocol::{EventId, Mood};

use crate::{Context, Conversation};

/// A conversation with the events that are being added to it.
pub(crate) struct Draft<'a, 'k> {
    /// The conversation with everything added so far.
    pub conversation: Conversation,
    pub context: &'a mut Context<'k>,
    events: Vec<Event>,
}

impl<'a, 'k> Draft<'a, 'k> {
    pub fn new(conversation: &Conversation, context: &'a mut Context<'k>) -> Self {
        Self { conversation: conversation.clone(), context, events: Vec::new() }
    }

    /// Adds an event whose author minted its id.
    pub fn add_as(&mut self, id: EventId, author: Author, body: Body) {
        let event = Event { seq: self.conversation.last().next(), id, at: self.context.now, author, body };
        self.conversation.apply(&event);
        self.events.push(event);
    }

    /// Adds an event that the conversation itself causes.
    pub fn add(&mut self, author: Author, body: Body) {
        let id = (self.context.mint)();
        self.add_as(id, author, body);
    }

    /// The shop's bot.
    pub fn bot(&self) -> Author {
        Author::Bot { name: self.context.settings.persona.name.clone() }
    }

    /// Words a line as the bot says it now, to somebody in this mood.
    pub fn word(&self, line: Line<'_>, mood: Mood) -> String {
        let settings = self.context.settings;
        let voice = Voice {
            persona: &settings.persona,
            language: self.conversation.language(),
            mood,
            turn: self.conversation.bot_lines(),
            now: self.context.now,
            zone: settings.hours.zone,
        };
        speak::say(self.context.pack, voice, line)
    }

    /// The bot says a line of its own, with nothing beside it.
    pub fn say(&mut self, line: Line<'_>) {
        let text = self.word(line, self.conversation.story().mood());
        self.add(self.bot(), Body::Message(Message::text(text)));
    }

    /// What was added so far.
    pub fn added(&self) -> &[Event] {
        &self.events
    }

    pub fn finish(self) -> Vec<Event> {
        self.events
    }
}
