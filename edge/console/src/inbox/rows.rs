//! The inbox as data: rows that arrive in any order, sorted into the views an agent works from.
//!
//! A row carries its place in its conversation's log, so older news never overwrites newer; the same place may come
//! twice, because reading changes the unread count without adding to the log.

use std::collections::HashMap;

use protocol::event::Status;
use protocol::staff::InboxRow;
use protocol::{ConversationId, StaffId};

/// A place to look: everything, or one kind of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Every conversation, the most pressing kind first.
    All,
    /// Customers who wait for a person.
    Waiting,
    /// What I have.
    Mine,
    /// What colleagues have.
    Team,
    /// What the bot has.
    Bot,
    /// What is settled.
    Done,
}

impl View {
    /// The rail's order.
    pub const RAIL: [View; 6] = [View::All, View::Waiting, View::Mine, View::Bot, View::Team, View::Done];
    /// The order of the sections under [`View::All`].
    const SECTIONS: [View; 5] = [View::Waiting, View::Mine, View::Team, View::Bot, View::Done];

    /// The kind of conversation that a status makes, seen by `me`.
    pub fn of(status: &Status, me: StaffId) -> View {
        match status {
            Status::Waiting { .. } => View::Waiting,
            Status::Agent { id, .. } if *id == me => View::Mine,
            Status::Agent { .. } => View::Team,
            Status::Bot | Status::Unknown => View::Bot,
            Status::Resolved => View::Done,
        }
    }
}

/// One kind of conversation, in the order to work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The kind.
    pub view: View,
    /// Its conversations.
    pub rows: Vec<ConversationId>,
}

/// What the console knows of the shop's conversations.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    rows: HashMap<ConversationId, InboxRow>,
    /// The whole inbox has arrived at least once.
    pub loaded: bool,
}

impl Inbox {
    /// Takes in rows; with `all` set they are all there are.
    pub fn merge(&mut self, rows: Vec<InboxRow>, all: bool) {
        if all {
            self.rows.retain(|id, _| rows.iter().any(|row| row.conversation == *id));
            self.loaded = true;
        }
        for row in rows {
            let is_older = self.rows.get(&row.conversation).is_some_and(|known| row.seq < known.seq);
            if !is_older {
                self.rows.insert(row.conversation, row);
            }
        }
    }

    /// One conversation's row.
    pub fn get(&self, id: ConversationId) -> Option<&InboxRow> {
        self.rows.get(&id)
    }

    /// How many conversations a view holds.
    pub fn count(&self, view: View, me: StaffId) -> usize {
        self.rows.values().filter(|row| view == View::All || View::of(&row.status, me) == view).count()
    }

    /// A view's conversations that `query` finds, section by section; empty sections are left out.
    pub fn sections(&self, view: View, query: &str, me: StaffId) -> Vec<Section> {
        let wanted = View::SECTIONS.into_iter().filter(|section| view == View::All || view == *section);
        wanted
            .map(|section| self.section(section, query, me))
            .filter(|section| !section.rows.is_empty())
            .collect()
    }

    /// Who has waited longest, apart from `except`.
    pub fn next_waiting(&self, except: ConversationId, me: StaffId) -> Option<ConversationId> {
        self.section(View::Waiting, "", me).rows.into_iter().find(|id| *id != except)
    }

    fn section(&self, view: View, query: &str, me: StaffId) -> Section {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut rows: Vec<&InboxRow> = self
            .rows
            .values()
            .filter(|row| View::of(&row.status, me) == view && finds(&words, row))
            .collect();
        rows.sort_by_key(|row| (urgency(row), row.conversation));
        Section { view, rows: rows.into_iter().map(|row| row.conversation).collect() }
    }
}

/// Smaller is sooner: the longest wait, then customers whose last word nobody answered, then the latest news.
fn urgency(row: &InboxRow) -> (bool, i64) {
    match &row.status {
        Status::Waiting { since, .. } => (false, since.0),
        Status::Agent { .. } if needs_reply(row) => (false, row.last_at.0),
        _ => (true, -row.last_at.0),
    }
}

/// Whether somebody has this conversation and the customer spoke last.
pub fn needs_reply(row: &InboxRow) -> bool {
    matches!(row.status, Status::Agent { .. }) && row.last_by == "shopper"
}

/// The end of a conversation's id: enough to tell visitors without a name apart.
pub fn short_id(id: ConversationId) -> String {
    id.to_string().split_off(22)
}

fn finds(words: &[String], row: &InboxRow) -> bool {
    let held_by = match &row.status {
        Status::Agent { name, .. } => name.as_str(),
        _ => "",
    };
    let text = format!("{} {} {held_by} {}", row.customer, row.last_line, row.conversation).to_lowercase();
    words.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::event::HandoffReason;
    use protocol::{Millis, Mood, Seq};

    fn conversation(n: u128) -> ConversationId {
        ConversationId::from_parts(Millis(0), n)
    }

    fn me() -> StaffId {
        StaffId::from_parts(Millis(0), 1)
    }

    fn row(n: u128, status: Status, last_at: i64) -> InboxRow {
        InboxRow {
            conversation: conversation(n),
            seq: Seq(1),
            status,
            customer: String::new(),
            promise: None,
            last_line: format!("baris {n}"),
            last_by: "shopper".to_owned(),
            last_at: Millis(last_at),
            mood: Mood::Neutral,
            unread: 0,
            rating: None,
        }
    }

    fn waiting(since: i64) -> Status {
        Status::Waiting { since: Millis(since), reason: HandoffReason::Asked }
    }

    fn held_by(n: u128) -> Status {
        Status::Agent { id: StaffId::from_parts(Millis(0), n), name: format!("Agen {n}") }
    }

    fn inbox(rows: Vec<InboxRow>) -> Inbox {
        let mut inbox = Inbox::default();
        inbox.merge(rows, true);
        inbox
    }

    #[test]
    fn waiting_comes_first_then_mine_then_the_rest() {
        let inbox = inbox(vec![
            row(1, Status::Resolved, 9),
            row(2, Status::Bot, 8),
            row(3, held_by(2), 7),
            row(4, held_by(1), 6),
            row(5, waiting(100), 5),
        ]);
        let sections = inbox.sections(View::All, "", me());
        let order: Vec<View> = sections.iter().map(|section| section.view).collect();
        assert_eq!(order, [View::Waiting, View::Mine, View::Team, View::Bot, View::Done]);
    }

    #[test]
    fn the_longest_wait_is_on_top() {
        let inbox = inbox(vec![row(1, waiting(300), 1), row(2, waiting(100), 2), row(3, waiting(200), 3)]);
        let rows = &inbox.sections(View::Waiting, "", me())[0].rows;
        assert_eq!(*rows, [conversation(2), conversation(3), conversation(1)]);
        assert_eq!(inbox.next_waiting(conversation(2), me()), Some(conversation(3)));
    }

    #[test]
    fn among_mine_the_unanswered_come_first_and_the_oldest_of_them_on_top() {
        let answered = InboxRow { last_by: "agent".to_owned(), ..row(1, held_by(1), 900) };
        let inbox = inbox(vec![answered, row(2, held_by(1), 500), row(3, held_by(1), 100)]);
        let rows = &inbox.sections(View::Mine, "", me())[0].rows;
        assert_eq!(*rows, [conversation(3), conversation(2), conversation(1)]);
    }

    #[test]
    fn elsewhere_the_latest_news_comes_first() {
        let inbox = inbox(vec![row(1, Status::Bot, 100), row(2, Status::Bot, 300), row(3, Status::Bot, 200)]);
        let rows = &inbox.sections(View::Bot, "", me())[0].rows;
        assert_eq!(*rows, [conversation(2), conversation(3), conversation(1)]);
    }

    #[test]
    fn older_news_never_overwrites_newer() {
        let mut inbox = inbox(vec![InboxRow { seq: Seq(5), ..row(1, Status::Bot, 5) }]);
        inbox.merge(vec![InboxRow { seq: Seq(4), ..row(1, Status::Resolved, 4) }], false);
        assert_eq!(inbox.count(View::Bot, me()), 1);
        inbox.merge(vec![InboxRow { seq: Seq(5), unread: 3, ..row(1, Status::Bot, 5) }], false);
        assert_eq!(inbox.get(conversation(1)).map(|row| row.unread), Some(3), "the same place is not older");
    }

    #[test]
    fn all_there_is_forgets_the_others() {
        let mut inbox = inbox(vec![row(1, Status::Bot, 1), row(2, Status::Bot, 2)]);
        inbox.merge(vec![row(2, Status::Bot, 2)], true);
        assert!(inbox.get(conversation(1)).is_none() && inbox.get(conversation(2)).is_some());
    }

    #[test]
    fn every_word_of_a_query_must_be_found() {
        let batik = InboxRow { customer: "Ibu Ratna".to_owned(), ..row(1, Status::Bot, 1) };
        let inbox = inbox(vec![batik, row(2, held_by(7), 2)]);
        let found =
            |query: &str| inbox.sections(View::All, query, me()).iter().map(|s| s.rows.len()).sum::<usize>();
        assert_eq!(
            (found("ratna"), found("RATNA baris"), found("ratna 7"), found("agen"), found("")),
            (1, 1, 0, 1, 2)
        );
    }
}
