//! A conversation as a fold over its log: who has it, and what of its past decides what comes next.
//!
//! [`Conversation::apply`] takes any event in any order without failing; what may happen when is decided before an
//! event is made, in `commands`. Nothing is remembered here that the log doesn't say.

use answer::pack::Before;
use protocol::decision::{Candidate, Decision, Rule, Verdict};
use protocol::event::{Author, Body, Contact, Event, Handoff, HandoffReason, Message, Promise, Status};
use protocol::limits::EDIT_MS;
use protocol::shop::Language;
use protocol::{CustomerId, EntryId, EventId, FileKind, Millis, Seq, StaffId};

use crate::felt::Felt;
use crate::label::Labels;
use crate::service::{Case, Targets};
use crate::silence::Silence;
use crate::story::Story;
use crate::team::ForTeam;
use crate::workflow::{self, Runs};

/// From this probability on a message is taken to be about an entry, whatever the bot made of it.
const LIKELY: f32 = 0.3;

/// A conversation: a fold over its log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conversation {
    last: Seq,
    language: Language,
    customer: Option<CustomerId>,
    state: State,
    patience: Patience,
    story: Story,
    given: Vec<Given>,
    offer: Offer,
    /// What the last decision weighed: an answer's title is found here.
    weighed: Vec<Candidate>,
    bot_lines: u32,
    last_line: Option<Line>,
    /// The ids of all messages: what can be replied to.
    messages: Vec<EventId>,
    /// What agents said within the last [`EDIT_MS`], as far as the log has got.
    spoken: Vec<Spoken>,
    /// The last thing that the shopper said.
    last_wish: Option<Line>,
    shopper_seqs: Vec<Seq>,
    /// The ways to reach the shopper that they left, each once, the last one last.
    contacts: Vec<Contact>,
    may_rate: bool,
    /// What people do now follows a low rating.
    follows_up: bool,
    /// The words of the last rating.
    comment: String,
    agent_seen: Option<Millis>,
    labels: Labels,
    /// People's part in it, while they have one.
    case: Option<Case>,
    /// Targets of its own.
    targets: Targets,
    /// The shopper's, after a person's word.
    silence: Option<Silence>,
    /// The title of the page on which it began.
    page: Option<String>,
    /// What the bot took the last message to be about.
    subjects: Vec<EntryId>,
    /// The entry that the shopper's matter is likeliest about.
    matter: Option<EntryId>,
    /// The team that looks after it.
    for_team: Option<ForTeam>,
    /// How often workflow rules ran.
    runs: Vec<Runs>,
    felt: Felt,
}

/// Who has the conversation, with what only matters while they do.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum State {
    #[default]
    Bot,
    Waiting(Wait),
    Agent {
        id: StaffId,
        name: String,
        /// When they last did something in the conversation.
        heard: Millis,
        /// How it came to them, until they do something in it; `None` when they took it.
        gift: Option<Gift>,
    },
    /// They have it still, and put it off.
    Snoozed {
        id: StaffId,
        name: String,
        heard: Millis,
        until: Millis,
    },
    Resolved,
    /// It is settled, and was rated low.
    FollowUp {
        /// A note was left since.
        noted: bool,
    },
    /// It is no customer's; what it was before, for whoever takes that back.
    Spam(Box<State>),
}

impl State {
    fn status(&self) -> Status {
        match self {
            State::Bot => Status::Bot,
            State::Waiting(wait) => Status::Waiting { since: wait.since, reason: wait.reason },
            State::Agent { id, name, .. } => Status::Agent { id: *id, name: name.clone() },
            State::Snoozed { id, name, until, .. } => {
                Status::Snoozed { id: *id, name: name.clone(), until: *until }
            }
            State::Resolved => Status::Resolved,
            State::FollowUp { .. } => Status::FollowUp,
            State::Spam(_) => Status::Spam,
        }
    }
}

/// A conversation that was given to somebody.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gift {
    pub at: Millis,
    seq: Seq,
    /// The colleague who gave it; `None` for the shop's routing.
    pub by: Option<String>,
    /// What they wrote with it.
    pub note: String,
}

/// A wait for a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wait {
    /// Since when the shopper waits for a word.
    pub since: Millis,
    /// When somebody was called; later than `since` where it was not for the first time.
    pub called: Millis,
    pub reason: HandoffReason,
    pub promise: Promise,
    /// What the bot has said in it.
    pub told: Told,
    /// Who had the conversation and said nothing, or gave it back.
    pub lost_by: Option<StaffId>,
}

/// What the bot says while somebody waits, each at most once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Told {
    /// "I've called somebody."
    pub called: bool,
    /// "I've added your message."
    pub noted: bool,
    /// "It takes longer than I said."
    pub late: bool,
    /// The shopper wrote in this wait, and the bot has said nothing since.
    pub was_written: bool,
}

impl Told {
    /// The bot said one of them: the first is always that somebody was called.
    fn add(&mut self) {
        let answers_shopper = std::mem::take(&mut self.was_written);
        match self {
            Told { called: false, .. } => self.called = true,
            Told { noted: false, .. } if answers_shopper => self.noted = true,
            _ => self.late = true,
        }
    }
}

/// What tries a shopper's patience; forgotten when somebody else takes the conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Patience {
    /// The bot's last turn left the shopper without an answer.
    pub unsure: bool,
    /// An answer was said not to have helped.
    pub unhelped: bool,
    /// The last message was files alone, which the bot couldn't look into.
    pub wordless: bool,
}

/// An answer that the bot gave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub entry: EntryId,
    pub title: String,
    pub message: EventId,
    /// It was asked for a second time.
    pub asked_again: bool,
    pub helped: Option<bool>,
}

/// What stands under the bot's last message.
#[derive(Debug, Clone, Default, PartialEq)]
struct Offer {
    choices: Vec<EntryId>,
    person: bool,
}

/// Something that an agent said lately.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spoken {
    pub message: EventId,
    pub by: StaffId,
    pub at: Millis,
}

/// The last thing said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub message: EventId,
    pub text: String,
    pub files: Vec<FileKind>,
    pub by: &'static str,
    pub at: Millis,
}

impl Conversation {
    /// Adds the log's next event.
    pub fn apply(&mut self, event: &Event) {
        self.last = event.seq;
        self.spoken.retain(|spoken| event.at.since(spoken.at) <= EDIT_MS);
        self.felt.count(event, self.patience.unsure);
        self.silence = Silence::after(self.silence, event);
        if !matches!(self.state, State::Spam(_)) {
            self.case = Case::after(self.case.take(), event);
        }
        if let State::Agent { id, heard, .. } | State::Snoozed { id, heard, .. } = &mut self.state {
            self.agent_seen = Some(event.at);
            if matches!(&event.author, Author::Agent { id: author, .. } if author == id) {
                *heard = event.at;
                self.did_something();
            }
        }
        match &event.body {
            Body::Started { language, customer, page } => {
                self.language = *language;
                self.page.clone_from(page);
                self.customer = *customer;
            }
            Body::Message(message) => self.heard_message(event, message),
            Body::Decision(decision) => self.decided(decision),
            Body::Handoff(handoff) => {
                let told = Told::default();
                let Handoff { reason, promise, .. } = *handoff;
                let since = self.owed().unwrap_or(event.at);
                let lost_by = self.loser(reason);
                self.for_team = self.for_team.take().map(|waits| waits.anew(event.at));
                self.enter(State::Waiting(Wait { since, called: event.at, reason, promise, told, lost_by }));
            }
            Body::Assigned { agent, name } => {
                let gift = gift(event, *agent);
                self.enter(State::Agent { id: *agent, name: name.clone(), heard: event.at, gift });
            }
            Body::ForTeam { team } => self.for_team = Some(ForTeam::new(team, event.at)),
            Body::Overflowed => self.for_team.iter_mut().for_each(|waits| waits.overflowed = true),
            Body::Returned => {
                self.for_team = None;
                self.enter(State::Bot);
            }
            Body::Reopened => {
                self.for_team = None;
                self.follows_up = false;
                self.enter(State::Bot);
            }
            Body::Resolved => {
                self.for_team = None;
                self.matter = None;
                self.follows_up = false;
                self.enter(State::Resolved);
            }
            Body::FollowUp => {
                self.follows_up = true;
                self.enter(State::FollowUp { noted: false });
            }
            Body::Snoozed { until } => self.fell_asleep(event, *until),
            Body::Woke => self.woke(event.at),
            Body::MarkedSpam => self.state = State::Spam(Box::new(std::mem::take(&mut self.state))),
            Body::NotSpam => {
                if let State::Spam(before) = &mut self.state {
                    self.state = std::mem::take(before);
                }
            }
            Body::Tagged { add, remove } => self.labels.change(add, remove),
            Body::Prioritised { priority } => self.labels.priority = *priority,
            Body::Targeted { goal, minutes } => self.targets.set(*goal, *minutes),
            Body::RuleRan { rule, .. } => workflow::ran(&mut self.runs, *rule, event.at),
            Body::RatingAsked => self.may_rate = true,
            Body::Rated { comment, .. } => {
                self.may_rate = false;
                self.comment.clone_from(comment);
            }
            Body::Feedback { about, helpful } => self.was_told_whether_it_helped(*about, *helpful),
            Body::Contact(contact) => {
                self.contacts.retain(|known| known != contact);
                self.contacts.push(contact.clone());
            }
            Body::Edited { about, text } => self.was_edited(*about, text),
            Body::Note { text, .. } => self.was_noted(event, text),
            Body::Brief(_)
            | Body::Routed { .. }
            | Body::Missed { .. }
            | Body::StillThere { .. }
            | Body::Unknown => {}
        }
    }

    /// The last event's place.
    #[must_use]
    pub fn last(&self) -> Seq {
        self.last
    }

    /// Who has the conversation.
    #[must_use]
    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// Who has it, as the shopper is told: that it was put off, taken for spam, or that their rating is looked into, is the
    /// staff's own business.
    #[must_use]
    pub fn public_status(&self) -> Status {
        let mut state = &self.state;
        while let State::Spam(before) = state {
            state = before;
        }
        match state.status() {
            Status::Snoozed { id, name, .. } => Status::Agent { id, name },
            Status::FollowUp => Status::Resolved,
            status => status,
        }
    }

    /// The facts that felt service is measured by.
    #[must_use]
    pub fn felt(&self) -> Felt {
        Felt { mood_start: self.story.mood_start(), mood_now: self.story.mood(), ..self.felt.clone() }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.patience = Patience::default();
        self.offer = Offer::default();
    }

    fn fell_asleep(&mut self, event: &Event, until: Millis) {
        if let Author::Agent { id, name } = &event.author {
            self.enter(State::Snoozed { id: *id, name: name.clone(), heard: event.at, until });
        }
    }

    fn woke(&mut self, at: Millis) {
        if let State::Snoozed { id, name, .. } = &self.state {
            self.enter(State::Agent { id: *id, name: name.clone(), heard: at, gift: None });
        }
    }

    /// Whoever has it did something: it is simply theirs now.
    fn did_something(&mut self) {
        if let State::Agent { gift, .. } = &mut self.state {
            *gift = None;
        }
    }

    /// Who loses the conversation by a handoff for this reason.
    fn loser(&self, reason: HandoffReason) -> Option<StaffId> {
        match &self.state {
            State::Agent { id, .. } | State::Snoozed { id, .. } if reason.is_loss() => Some(*id),
            _ => None,
        }
    }

    /// A note right after a gift came with it; one on a follow-up says what was done.
    fn was_noted(&mut self, event: &Event, text: &str) {
        if let State::FollowUp { noted } = &mut self.state {
            *noted |= matches!(event.author, Author::Agent { .. });
        }
        if let State::Agent { gift: Some(gift), .. } = &mut self.state
            && gift.seq.next() == event.seq
        {
            text.clone_into(&mut gift.note);
        }
    }

    fn heard_message(&mut self, event: &Event, message: &Message) {
        let by = match &event.author {
            Author::Shopper => {
                if let State::Waiting(wait) = &mut self.state {
                    wait.told.was_written = true;
                }
                self.shopper_seqs.push(event.seq);
                self.subjects.clear();
                if !message.text.is_empty() {
                    self.story.add(message);
                }
                "shopper"
            }
            Author::Bot { .. } => {
                // A rule's words aren't the bot's own: what those offered and promised still stands.
                if !message.by_rule {
                    self.bot_said(event.id, message);
                }
                "bot"
            }
            Author::Agent { id, .. } => {
                self.spoken.push(Spoken { message: event.id, by: *id, at: event.at });
                "agent"
            }
            Author::System | Author::Unknown => return,
        };
        let files = message.files.iter().map(|file| file.kind).collect();
        self.messages.push(event.id);
        let line = Line { message: event.id, text: message.text.clone(), files, by, at: event.at };
        if by == "shopper" {
            self.last_wish = Some(line.clone());
        }
        self.last_line = Some(line);
    }

    fn was_edited(&mut self, about: EventId, text: &str) {
        if let Some(line) = self.last_line.as_mut().filter(|line| line.message == about) {
            text.clone_into(&mut line.text);
        }
    }

    fn bot_said(&mut self, id: EventId, message: &Message) {
        self.bot_lines += 1;
        let choices = message.choices.iter().map(|choice| choice.id.clone()).collect();
        self.offer = Offer { choices, person: message.offers_person };
        if let Some(entry) = &message.entry {
            let weighed = self.weighed.iter().find(|candidate| candidate.id == *entry);
            let title = weighed.map_or_else(|| entry.to_string(), |candidate| candidate.title.clone());
            let given = Given { entry: entry.clone(), title, message: id, asked_again: false, helped: None };
            self.given.push(given);
        }
        if let State::Waiting(wait) = &mut self.state {
            wait.told.add();
        }
    }

    fn decided(&mut self, decision: &Decision) {
        self.weighed.clone_from(&decision.entries);
        if matches!(decision.decision, Verdict::Answer | Verdict::Choices) {
            self.subjects.extend(decision.entries.first().map(|best| best.id.clone()));
        }
        if let Some(best) = decision.entries.first().filter(|best| best.score >= LIKELY) {
            self.matter = Some(best.id.clone());
        }
        self.patience.wordless = decision.rule == Rule::OnlyFiles;
        match decision.rule {
            Rule::CloseCandidates | Rule::NothingFits => self.patience.unsure = true,
            Rule::ClearWinner | Rule::Picked => self.patience.unsure = false,
            Rule::AnsweredBefore => {
                self.patience.unsure = false;
                self.was_asked_again(decision);
            }
            // What follows a "didn't help" is about no new message, and files alone are nothing to understand.
            Rule::NotHelped | Rule::OnlyFiles => return,
            _ => {}
        }
        self.story.understood(&decision.understood, decision.rule == Rule::Picked);
    }

    fn was_asked_again(&mut self, decision: &Decision) {
        let entry = decision.entries.first().map(|candidate| &candidate.id);
        if let Some(given) = self.given.iter_mut().find(|given| Some(&given.entry) == entry) {
            given.asked_again = true;
        }
    }

    fn was_told_whether_it_helped(&mut self, about: EventId, helpful: bool) {
        self.patience.unhelped |= !helpful;
        if let Some(given) = self.given.iter_mut().find(|given| given.message == about) {
            given.helped = Some(helpful);
        }
    }
}

/// How it came to an agent by an event, if they didn't take it themselves.
fn gift(event: &Event, agent: StaffId) -> Option<Gift> {
    let by = match &event.author {
        Author::Agent { id, .. } if *id == agent => return None,
        Author::Agent { name, .. } => Some(name.clone()),
        _ => None,
    };
    Some(Gift { at: event.at, seq: event.seq, by, note: String::new() })
}

/// What the other parts of the desk ask of a conversation.
impl Conversation {
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn customer(&self) -> Option<CustomerId> {
        self.customer
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    pub(crate) fn patience(&self) -> Patience {
        self.patience
    }

    /// What staff call it among themselves.
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The title of the page on which it began.
    pub(crate) fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// What the bot took the shopper's last message to be about: an entry for each question in it.
    pub(crate) fn subjects(&self) -> &[EntryId] {
        &self.subjects
    }

    /// The entry that the shopper's matter is likeliest about, by the last message that told.
    pub(crate) fn matter(&self) -> Option<&EntryId> {
        self.matter.as_ref()
    }

    /// The team that looks after it.
    pub(crate) fn for_team(&self) -> Option<&ForTeam> {
        self.for_team.as_ref()
    }

    /// Targets of its own.
    pub(crate) fn targets(&self) -> &Targets {
        &self.targets
    }

    /// How often workflow rules ran.
    pub(crate) fn runs(&self) -> &[Runs] {
        &self.runs
    }

    pub(crate) fn runs_mut(&mut self) -> &mut Vec<Runs> {
        &mut self.runs
    }

    /// What the shopper said so far.
    pub(crate) fn story(&self) -> &Story {
        &self.story
    }

    /// How many messages the bot has said.
    pub(crate) fn bot_lines(&self) -> u32 {
        self.bot_lines
    }

    /// The answers that the bot gave, oldest first.
    pub(crate) fn given(&self) -> &[Given] {
        &self.given
    }

    /// The bot's last message offered a person and nothing else to choose.
    pub(crate) fn was_offered_a_person(&self) -> bool {
        self.offer.person && self.offer.choices.is_empty()
    }

    pub(crate) fn has_message(&self, id: EventId) -> bool {
        self.messages.contains(&id)
    }

    /// What an agent said in this message, if that was lately.
    pub(crate) fn spoken(&self, message: EventId) -> Option<Spoken> {
        self.spoken.iter().find(|spoken| spoken.message == message).copied()
    }

    /// The way to reach the shopper that they left last.
    pub(crate) fn contact(&self) -> Option<&Contact> {
        self.contacts.last()
    }

    pub(crate) fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    /// A rating was asked for and not given yet.
    pub(crate) fn may_rate(&self) -> bool {
        self.may_rate
    }

    /// What people do now follows a low rating: nobody is asked for another.
    pub(crate) fn follows_up(&self) -> bool {
        self.follows_up
    }

    /// What the shopper wrote with the last rating.
    pub(crate) fn comment(&self) -> &str {
        &self.comment
    }

    /// Since when the shopper waits for a person's word.
    pub(crate) fn owed(&self) -> Option<Millis> {
        self.case.as_ref().and_then(Case::owed)
    }

    /// People's part in it, while they have one.
    pub(crate) fn case(&self) -> Option<&Case> {
        self.case.as_ref()
    }

    /// The shopper's silence after a person's word.
    pub(crate) fn silence(&self) -> Option<Silence> {
        self.silence
    }

    /// When something last happened while a person had the conversation: until they let go of it.
    pub(crate) fn agent_seen(&self) -> Option<Millis> {
        self.agent_seen
    }

    /// What the inbox shows: the last thing said, or while the shopper waits, what they said last. The bot's "somebody is
    /// coming" would tell an agent nothing.
    pub(crate) fn last_line(&self) -> Option<&Line> {
        match self.state {
            State::Waiting(_) => self.last_wish.as_ref().or(self.last_line.as_ref()),
            _ => self.last_line.as_ref(),
        }
    }

    /// What the shopper was promised, while they wait.
    pub(crate) fn promise(&self) -> Option<Promise> {
        match &self.state {
            State::Waiting(wait) => Some(wait.promise),
            _ => None,
        }
    }

    /// How many messages the shopper sent after `read`.
    pub(crate) fn unread(&self, read: Seq) -> u32 {
        let unread = self.shopper_seqs.iter().filter(|seq| **seq > read).count();
        u32::try_from(unread).unwrap_or(u32::MAX)
    }

    /// What a new message may lean on.
    pub(crate) fn before(&self) -> Before<'_> {
        Before {
            text: self.story.last_text(),
            entry: self.given.last().map(|given| &given.entry),
            offered: &self.offer.choices,
        }
    }
}
