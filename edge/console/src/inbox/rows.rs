//! The inbox as data: the first pages of each view, kept current by what the shop tells.
//!
//! Of a view the console holds what stands before a place, or all of it. A row that moves is told, so whether it belongs
//! among those shown follows from its place alone. How many a view holds in all, the shop says.
//!
//! Rows arrive by pages and by frames, in any order; a row tells how new it is, so older news never overwrites newer.

use std::collections::{HashMap, HashSet};

use protocol::event::Status;
use protocol::filter::Filter;
use protocol::inbox::{self, Counts, Page, Place, View};
use protocol::staff::InboxRow;
use protocol::{ConversationId, StaffId, TeamId};

/// The views under "everything", in the order to work on them. Spam is looked at only on purpose.
const SECTIONS: [View; 7] =
    [View::Waiting, View::Mine, View::FollowUp, View::Team, View::Bot, View::Snoozed, View::Resolved];

/// A view's part of the list, in the order to work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The view.
    pub view: View,
    /// Its conversations, as far as they are held.
    pub rows: Vec<ConversationId>,
    /// The view has more than that.
    pub has_more: bool,
}

/// What the console knows of the shop's conversations.
#[derive(Debug, Clone, Default)]
pub struct Inbox {
    rows: HashMap<ConversationId, InboxRow>,
    /// Where the held part of each view ends: before this place, or `None` with the view itself.
    held: HashMap<View, Option<Place>>,
    /// What was told since the connection began: the pages that are under way may be older.
    told: HashSet<ConversationId>,
    gone: HashSet<ConversationId>,
    counts: Counts,
    /// What rows must be like to be shown.
    pub filter: Filter,
    /// The inbox has been opened at least once.
    pub loaded: bool,
}

impl Inbox {
    /// A connection begins: from here on every change is told, and the pages asked for next are to be kept.
    pub fn connected(&mut self) {
        self.told.clear();
    }

    /// Takes in the first page of every view, in place of what was held. `open` is the conversation on the screen.
    pub fn opened(&mut self, inbox: inbox::Inbox, open: Option<ConversationId>) {
        self.rows.retain(|id, _| self.told.contains(id) || Some(*id) == open);
        self.loaded = true;
        for page in inbox.pages {
            self.held.remove(&page.view);
            self.add(page);
        }
        self.counts = inbox.counts;
    }

    /// Takes in a view's next page.
    pub fn add(&mut self, page: Page) {
        self.held.insert(page.view, page.next);
        page.rows.into_iter().for_each(|row| self.keep(row));
    }

    /// Takes in what has changed; rows that stand beyond what is held are let go.
    pub fn hear(&mut self, rows: Vec<InboxRow>, gone: Vec<ConversationId>, counts: Counts, me: StaffId) {
        for row in rows {
            self.told.insert(row.conversation);
            if self.rows.contains_key(&row.conversation) || self.holds(&row, me) {
                self.keep(row);
            }
        }
        for id in gone {
            self.rows.remove(&id);
            self.gone.insert(id);
        }
        self.counts = counts;
    }

    /// Keeps a row, unless a newer one is there already or its conversation is gone.
    pub fn keep(&mut self, row: InboxRow) {
        let is_older = self.rows.get(&row.conversation).is_some_and(|known| row.is_older_than(known));
        if !is_older && !self.gone.contains(&row.conversation) {
            self.rows.insert(row.conversation, row);
        }
    }

    /// One conversation's row.
    pub fn get(&self, id: ConversationId) -> Option<&InboxRow> {
        self.rows.get(&id)
    }

    /// How many conversations a view holds in all; with `None`, all but spam.
    pub fn count(&self, view: Option<View>, me: StaffId) -> u32 {
        match view {
            Some(view) => self.counts.of(view, me),
            None => SECTIONS.into_iter().map(|view| self.counts.of(view, me)).sum(),
        }
    }

    /// How many wait for these teams.
    pub fn waiting_for(&self, teams: &[TeamId]) -> u32 {
        teams.iter().filter_map(|team| self.counts.teams.get(team)).sum()
    }

    /// Where a view's next page begins, if it has one.
    pub fn next(&self, view: View) -> Option<Place> {
        self.held.get(&view).copied().flatten()
    }

    /// A view's conversations, or with `None` every view's; empty sections are left out, unless a filter may find more in them.
    pub fn sections(&self, view: Option<View>, me: StaffId) -> Vec<Section> {
        let wanted = match &view {
            Some(view) => std::slice::from_ref(view),
            None => SECTIONS.as_slice(),
        };
        let sections = wanted.iter().map(|view| self.section(*view, me));
        let may_hold = |section: &Section| section.has_more && !self.filter.is_empty();
        sections.filter(|section| !section.rows.is_empty() || may_hold(section)).collect()
    }

    /// Who has waited longest, apart from `except`.
    pub fn next_waiting(&self, except: ConversationId, me: StaffId) -> Option<ConversationId> {
        self.section(View::Waiting, me).rows.into_iter().find(|id| *id != except)
    }

    fn section(&self, view: View, me: StaffId) -> Section {
        let is_shown = |row: &&InboxRow| {
            View::of(&row.status, me) == view && self.holds(row, me) && self.filter.holds(row)
        };
        let mut rows: Vec<&InboxRow> = self.rows.values().filter(is_shown).collect();
        rows.sort_by_key(|row| row.place());
        let rows = rows.into_iter().map(|row| row.conversation).collect();
        Section { view, rows, has_more: self.next(view).is_some() }
    }

    /// Whether a row stands in the held part of its view.
    fn holds(&self, row: &InboxRow, me: StaffId) -> bool {
        match self.held.get(&View::of(&row.status, me)) {
            Some(Some(end)) => row.place() <= *end,
            Some(None) => true,
            None => false,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::event::HandoffReason;
    use protocol::{Millis, Mood, Priority, Seq};

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
            read: Seq(0),
            status,
            customer_id: None,
            team: None,
            overflowed: false,
            language: None,
            customer: String::new(),
            external_id: None,
            contacts: Vec::new(),
            promise: None,
            last_line: format!("baris {n}"),
            last_files: Vec::new(),
            last_by: "shopper".to_owned(),
            last_at: Millis(last_at),
            mood: Mood::Neutral,
            unread: 0,
            rating: None,
            comment: String::new(),
            due: None,
            missed: None,
            given: None,
            tags: Vec::new(),
            priority: Priority::Normal,
            mentioned: Vec::new(),
        }
    }

    fn waiting(since: i64) -> Status {
        Status::Waiting { since: Millis(since), reason: HandoffReason::Asked }
    }

    fn held_by(n: u128) -> Status {
        Status::Agent { id: StaffId::from_parts(Millis(0), n), name: format!("Agen {n}") }
    }

    fn inbox(rows: Vec<InboxRow>) -> Inbox {
        let page = |view: View| Page {
            view,
            rows: rows.iter().filter(|row| View::of(&row.status, me()) == view).cloned().collect(),
            next: None,
        };
        let pages = View::ALL.into_iter().map(page).collect();
        let mut inbox = Inbox::default();
        inbox.opened(inbox::Inbox { pages, counts: Counts::default() }, None);
        inbox
    }

    /// An inbox that holds a view's first page, which ends with the last of these rows.
    fn first_page(view: View, rows: Vec<InboxRow>) -> Inbox {
        let next = rows.last().map(InboxRow::place);
        let mut inbox = Inbox::default();
        let page = Page { view, rows, next };
        inbox.opened(inbox::Inbox { pages: vec![page], counts: Counts::default() }, None);
        inbox
    }

    fn hears(inbox: &mut Inbox, row: InboxRow) {
        inbox.hear(vec![row], Vec::new(), Counts::default(), me());
    }

    fn shown(inbox: &Inbox, view: View) -> Vec<ConversationId> {
        inbox.sections(Some(view), me()).into_iter().flat_map(|section| section.rows).collect()
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
        let sections = inbox.sections(None, me());
        let order: Vec<View> = sections.iter().map(|section| section.view).collect();
        assert_eq!(order, [View::Waiting, View::Mine, View::Team, View::Bot, View::Resolved]);
    }

    #[test]
    fn the_longest_wait_is_on_top() {
        let inbox = inbox(vec![row(1, waiting(300), 1), row(2, waiting(100), 2), row(3, waiting(200), 3)]);
        let rows = &inbox.sections(Some(View::Waiting), me())[0].rows;
        assert_eq!(*rows, [conversation(2), conversation(3), conversation(1)]);
        assert_eq!(inbox.next_waiting(conversation(2), me()), Some(conversation(3)));
    }

    #[test]
    fn among_mine_the_unanswered_come_first_and_the_oldest_of_them_on_top() {
        let answered = InboxRow { last_by: "agent".to_owned(), ..row(1, held_by(1), 900) };
        let inbox = inbox(vec![answered, row(2, held_by(1), 500), row(3, held_by(1), 100)]);
        let rows = &inbox.sections(Some(View::Mine), me())[0].rows;
        assert_eq!(*rows, [conversation(3), conversation(2), conversation(1)]);
    }

    #[test]
    fn elsewhere_the_latest_news_comes_first() {
        let inbox = inbox(vec![row(1, Status::Bot, 100), row(2, Status::Bot, 300), row(3, Status::Bot, 200)]);
        let rows = &inbox.sections(Some(View::Bot), me())[0].rows;
        assert_eq!(*rows, [conversation(2), conversation(3), conversation(1)]);
    }

    #[test]
    fn older_news_never_overwrites_newer() {
        let news =
            |seq, read, unread| InboxRow { seq: Seq(seq), read: Seq(read), unread, ..row(1, Status::Bot, 5) };
        let mut inbox = inbox(vec![news(5, 2, 1)]);
        let unread = |inbox: &Inbox| inbox.get(conversation(1)).map(|row| row.unread);
        hears(&mut inbox, news(4, 2, 7));
        assert_eq!(unread(&inbox), Some(1));
        hears(&mut inbox, news(5, 5, 0));
        hears(&mut inbox, news(5, 2, 1));
        assert_eq!(unread(&inbox), Some(0), "read since, at the same place in the log");
    }

    #[test]
    fn a_row_beyond_the_held_part_is_let_go_and_one_that_moves_into_it_is_shown() {
        let mut inbox = first_page(View::Bot, vec![row(1, Status::Bot, 300), row(2, Status::Bot, 200)]);
        hears(&mut inbox, row(3, Status::Bot, 100));
        assert!(inbox.get(conversation(3)).is_none());
        hears(&mut inbox, InboxRow { seq: Seq(2), ..row(3, Status::Bot, 400) });
        assert_eq!(shown(&inbox, View::Bot), [conversation(3), conversation(1), conversation(2)]);
        hears(&mut inbox, row(4, Status::Resolved, 900));
        assert!(inbox.get(conversation(4)).is_none(), "of that view nothing is held");
        assert!(inbox.sections(Some(View::Bot), me())[0].has_more);
    }

    #[test]
    fn a_row_that_changes_its_view_leaves_the_one_it_was_in() {
        let mut inbox = inbox(vec![row(1, waiting(100), 1)]);
        hears(&mut inbox, InboxRow { seq: Seq(2), ..row(1, held_by(1), 2) });
        assert_eq!(shown(&inbox, View::Waiting), []);
        assert_eq!(shown(&inbox, View::Mine), [conversation(1)]);
    }

    #[test]
    fn the_next_page_comes_after_what_is_held() {
        let mut inbox = first_page(View::Bot, vec![row(1, Status::Bot, 300)]);
        assert_eq!(inbox.next(View::Bot), Some(row(1, Status::Bot, 300).place()));
        inbox.add(Page { view: View::Bot, rows: vec![row(2, Status::Bot, 100)], next: None });
        assert_eq!(shown(&inbox, View::Bot), [conversation(1), conversation(2)]);
        assert_eq!(inbox.next(View::Bot), None);
    }

    #[test]
    fn a_live_row_that_no_longer_is_as_the_filter_asks_leaves_and_comes_back() {
        let mut inbox = inbox(vec![row(1, Status::Bot, 1), row(2, Status::Bot, 2)]);
        inbox.filter = Filter { tags: vec!["grosir".to_owned()], ..Filter::default() };
        assert_eq!(shown(&inbox, View::Bot), []);
        let tagged = |seq, tags| InboxRow { seq: Seq(seq), tags, ..row(1, Status::Bot, 1) };
        hears(&mut inbox, tagged(2, vec!["grosir".to_owned()]));
        assert_eq!(shown(&inbox, View::Bot), [conversation(1)]);
        hears(&mut inbox, tagged(3, Vec::new()));
        assert_eq!(shown(&inbox, View::Bot), []);
        assert!(inbox.get(conversation(1)).is_some(), "where it is open, its row is still there");
    }

    #[test]
    fn what_was_told_while_the_inbox_was_on_its_way_is_kept() {
        let mut inbox = inbox(vec![row(1, Status::Bot, 1), row(2, Status::Bot, 2)]);
        inbox.connected();
        hears(&mut inbox, row(3, Status::Bot, 3));
        inbox.hear(Vec::new(), vec![conversation(2)], Counts::default(), me());
        let late = Page { view: View::Bot, rows: vec![row(2, Status::Bot, 2)], next: None };
        inbox.opened(inbox::Inbox { pages: vec![late], counts: Counts::default() }, None);
        assert_eq!(shown(&inbox, View::Bot), [conversation(3)], "1 isn't there any more, 2 was erased");
    }
}
