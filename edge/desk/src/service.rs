//! Service levels: how soon a person's first word, the next one and the end are due, in the shop's opening time.
//!
//! Computed from the log and the shop's settings alone; a workflow rule may have given the conversation targets of its own. What was missed is written into the log once, for the staff; it
//! stays due until it is done.

use protocol::event::{Author, Body};
use protocol::service::{Due, Goal};
use protocol::shop::{Service, Settings};
use protocol::{Event, Millis};

use crate::Conversation;
use crate::conversation::State;
use crate::draft::Draft;
use crate::hours::open_after;

/// The part of a target after which it is pressing, in hundredths.
const WARNING_PERCENT: i64 = 75;

/// People's part in a conversation: from when one was called or came, until it is with nobody.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// When one was called, or came.
    since: Millis,
    /// Since when the shopper waits for a word.
    owed: Option<Millis>,
    /// Somebody has said something.
    is_answered: bool,
    /// What was missed, and since when it had been owed.
    missed: Vec<(Goal, Millis)>,
    /// When that was noticed last.
    missed_at: Option<Millis>,
}

impl Case {
    /// The case after the log's next event; `before` is the case before it.
    pub fn after(before: Option<Case>, event: &Event) -> Option<Case> {
        let begun =
            |owed| Case { since: event.at, owed, is_answered: false, missed: Vec::new(), missed_at: None };
        match (&event.body, before) {
            (Body::Returned | Body::Reopened | Body::Resolved, _) => None,
            (Body::Handoff(_), None) => Some(begun(Some(event.at))),
            (Body::Handoff(_), Some(case)) => Some(Case { owed: case.owed.or(Some(event.at)), ..case }),
            (Body::Assigned { .. }, None) => Some(begun(None)),
            (Body::Message(_), Some(case)) => Some(match &event.author {
                Author::Shopper => Case { owed: case.owed.or(Some(event.at)), ..case },
                Author::Agent { .. } => Case { owed: None, is_answered: true, ..case },
                _ => case,
            }),
            (Body::Missed { goal, since }, Some(mut case)) => {
                case.missed.push((*goal, *since));
                Some(Case { missed_at: Some(event.at), ..case })
            }
            (_, case) => case,
        }
    }

    /// Since when the shopper waits for a person's word.
    pub fn owed(&self) -> Option<Millis> {
        self.owed
    }

    /// When a target was last missed.
    pub fn missed_at(&self) -> Option<Millis> {
        self.missed_at
    }

    /// What is owed, and since when.
    fn goals(&self) -> impl Iterator<Item = (Goal, Millis)> {
        let reply = if self.is_answered { Goal::NextReply } else { Goal::FirstReply };
        self.owed.map(|since| (reply, since)).into_iter().chain([(Goal::Resolution, self.since)])
    }
}

/// A conversation's own targets, in minutes of opening time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Targets(Vec<(Goal, u32)>);

impl Targets {
    pub fn set(&mut self, goal: Goal, minutes: u32) {
        self.0.retain(|(known, _)| *known != goal);
        self.0.push((goal, minutes));
    }

    pub fn get(&self, goal: Goal) -> Option<u32> {
        self.0.iter().find(|(known, _)| *known == goal).map(|(_, minutes)| *minutes)
    }
}

impl Conversation {
    /// What is due next from people, and when; `None` while they owe nothing. Of what was missed the first stays until it
    /// is done.
    #[must_use]
    pub fn due(&self, settings: &Settings) -> Option<Due> {
        self.open_case()?
            .goals()
            .filter_map(|(goal, since)| self.due_of(settings, goal, since))
            .min_by_key(|due| due.at)
    }

    /// What is due next of what wasn't missed yet.
    pub(crate) fn next_due(&self, settings: &Settings) -> Option<Due> {
        let case = self.open_case()?;
        let open = case.goals().filter(|goal| !case.missed.contains(goal));
        open.filter_map(|(goal, since)| self.due_of(settings, goal, since)).min_by_key(|due| due.at)
    }

    fn due_of(&self, settings: &Settings, goal: Goal, since: Millis) -> Option<Due> {
        let minutes = self.targets().get(goal).or_else(|| minutes(&settings.service, goal))?;
        let target = i64::from(minutes) * 60_000;
        let at = open_after(&settings.hours, since, target)?;
        let pressing = open_after(&settings.hours, since, target / 100 * WARNING_PERCENT)?;
        Some(Due { goal, since, pressing, at })
    }

    /// People's part in it, unless it is no customer's.
    fn open_case(&self) -> Option<&Case> {
        self.case().filter(|_| !matches!(self.state(), State::Spam(_)))
    }
}

/// Writes down what was missed by now.
pub(crate) fn note_missed(draft: &mut Draft<'_, '_>) {
    while let Some(due) = draft.conversation.next_due(draft.context.settings)
        && due.at <= draft.context.now
    {
        draft.add(Author::System, Body::Missed { goal: due.goal, since: due.since });
    }
}

fn minutes(service: &Service, goal: Goal) -> Option<u32> {
    match goal {
        Goal::FirstReply => service.first_reply_minutes,
        Goal::NextReply => service.next_reply_minutes,
        Goal::Resolution => service.resolution_minutes,
        Goal::Unknown => None,
    }
}
