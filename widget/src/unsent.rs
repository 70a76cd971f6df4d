//! What wasn't sent yet, kept in the browser, so that it survives a closed tab.
//!
//! Each command has an entry of its own, so that tabs don't overwrite one another's: `sapa:SHOP:unsent:CONVERSATION:ID`.
//! It is only ever taken up in its own conversation. Before a conversation has begun, [`NEW`] stands in its place; what was
//! said then begins one, or goes to the one that another tab began.

use protocol::{Command, ConversationId, EventId};

use crate::browser::Keep;
use crate::queue::{Queue, Sending};
use crate::wire;

const NEW: &str = "new";

/// The entries of one shop.
#[derive(Default)]
pub(crate) struct Unsent {
    /// What the shop's entries begin with.
    prefix: String,
    /// Those that this page has made or taken up.
    kept: Vec<String>,
    /// Where they are kept.
    pub(crate) keep: Keep,
}

impl Unsent {
    /// The entries of this shop.
    pub(crate) fn new(shop: &str) -> Self {
        Self { prefix: ["sapa:", shop, ":unsent:"].concat(), ..Self::default() }
    }

    /// Moves to where nothing outlives this tab.
    pub(crate) fn move_to_tab(&mut self) {
        self.kept.drain(..).for_each(|key| self.keep.set(&key, None));
        self.keep = Keep::Tab;
    }

    /// What earlier pages left, in the order in which it was said. Forgets what belongs to other conversations: they are over.
    pub(crate) fn restore(&self, conversation: Option<ConversationId>) -> Vec<Command> {
        let own = [self.place(None), self.place(conversation)];
        let mut commands: Vec<Command> = Vec::new();
        for key in self.keep.keys(&self.prefix).iter().filter(|key| !self.kept.contains(key)) {
            if !own.iter().any(|place| key.starts_with(place)) {
                self.keep.set(key, None);
            } else if let Some(command) = take(self.keep, key) {
                // They are few, and the library's sorting would weigh more than a kilobyte.
                let place = commands.partition_point(|other| other.id() < command.id());
                commands.insert(place, command);
            }
        }
        commands
    }

    /// Makes the entries what the queue is now.
    pub(crate) fn keep(&mut self, conversation: Option<ConversationId>, queue: &Queue) {
        let place = self.place(conversation);
        let open = queue.iter().filter(|queued| queued.state != Sending::Left);
        let open: Vec<_> = open.map(|queued| (key(&place, queued.command.id()), &queued.command)).collect();
        // New ones first: a tab that is closed in between loses nothing.
        for (key, command) in open.iter().filter(|(key, _)| !self.kept.contains(key)) {
            self.keep.set(key, Some(&wire::command_text(command)));
        }
        for gone in self.kept.iter().filter(|kept| !open.iter().any(|(key, _)| key == *kept)) {
            self.keep.set(gone, None);
        }
        self.kept = open.into_iter().map(|(key, _)| key).collect();
    }

    fn place(&self, conversation: Option<ConversationId>) -> String {
        let conversation = conversation.map_or_else(|| NEW.to_owned(), |id| id.to_string());
        [&self.prefix, &conversation, ":"].concat()
    }
}

/// The command of an entry. One that can't be read is forgotten: what was said doesn't stay for ever.
fn take(keep: Keep, key: &str) -> Option<Command> {
    let command = wire::command(&keep.get(key)?);
    if command.is_none() {
        keep.set(key, None);
    }
    command
}

fn key(place: &str, id: EventId) -> String {
    [place, &id.to_string()].concat()
}
