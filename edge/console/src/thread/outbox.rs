//! What I sent and the server hasn't confirmed yet, in the order I sent it.
//!
//! A command is shown at once and leaves this list when the event with its id is in the log. They are sent one after
//! the other, so that two quick messages can't swap places; sending one again is safe, because the same id twice is
//! one event. A refused command stays, with its text, until I try again or drop it; it holds nothing up.

use protocol::{Command, EventId, Millis, Problem};

/// How far a command has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// On its way.
    Sending,
    /// The server can't be reached; it is tried again by itself.
    Stuck,
    /// The server said no.
    Refused(Problem),
}

/// A command that is not confirmed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The command.
    pub command: Command,
    /// When I gave it.
    pub at: Millis,
    /// How far it has got.
    pub progress: Progress,
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    pending: Vec<Pending>,
}

impl Outbox {
    /// Puts a command at the end.
    pub fn add(&mut self, command: Command, at: Millis) {
        self.pending.push(Pending { command, at, progress: Progress::Sending });
    }

    /// The first command to be sent: refused ones wait for me.
    pub fn next(&self) -> Option<&Command> {
        let open = |pending: &&Pending| !matches!(pending.progress, Progress::Refused(_));
        self.pending.iter().find(open).map(|pending| &pending.command)
    }

    /// Notes how far a command has got.
    pub fn mark(&mut self, id: EventId, progress: Progress) {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.command.id() == id) {
            pending.progress = progress;
        }
    }

    /// Takes a command off: it is in the log, or I dropped it.
    pub fn remove(&mut self, id: EventId) {
        self.pending.retain(|pending| pending.command.id() != id);
    }

    /// What is not confirmed yet.
    pub fn iter(&self) -> impl Iterator<Item = &Pending> {
        self.pending.iter()
    }

    /// Whether I asked to take the conversation and no answer has come.
    pub fn is_taking(&self) -> bool {
        self.pending.iter().any(|pending| {
            matches!(pending.command, Command::Take { .. })
                && !matches!(pending.progress, Progress::Refused(_))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::problem::Kind;

    fn id(n: u128) -> EventId {
        EventId::from_parts(Millis(0), n)
    }

    fn message(n: u128) -> Command {
        Command::say(id(n), n.to_string())
    }

    fn two() -> Outbox {
        let mut outbox = Outbox::default();
        outbox.add(message(1), Millis(0));
        outbox.add(message(2), Millis(1));
        outbox
    }

    #[test]
    fn commands_leave_in_order_and_only_when_confirmed() {
        let mut outbox = two();
        outbox.mark(id(1), Progress::Stuck);
        assert_eq!(outbox.next(), Some(&message(1)), "what is stuck is tried again before what came later");
        outbox.remove(id(1));
        assert_eq!(outbox.next(), Some(&message(2)));
    }

    #[test]
    fn a_refused_command_keeps_its_text_and_holds_nothing_up() {
        let mut outbox = two();
        outbox.mark(id(1), Progress::Refused(Problem::new(Kind::WrongState, "Take it first.")));
        assert_eq!(outbox.next(), Some(&message(2)));
        assert_eq!(outbox.iter().count(), 2);
        outbox.mark(id(1), Progress::Sending);
        assert_eq!(outbox.next(), Some(&message(1)));
    }

    #[test]
    fn a_refused_take_is_no_longer_under_way() {
        let mut outbox = Outbox::default();
        outbox.add(Command::Take { id: id(1) }, Millis(0));
        assert!(outbox.is_taking());
        outbox.mark(id(1), Progress::Refused(Problem::new(Kind::WrongState, "")));
        assert!(!outbox.is_taking());
    }
}
