//! The desk's promises, told as a shop's day: shoppers and agents act, and each act answers with what came of it.
//!
//! The bot here is easy to foresee (see [`mind`]): the promises are about a conversation's life, not about understanding.

mod agents;
mod asking;
mod edits;
mod felt;
mod files;
mod follow_up;
mod handoff;
mod knowledge;
mod label;
mod laws;
mod limits;
mod put_off;
mod queue;
mod service;
mod settled;
mod several;
mod silence;
mod snapshot;
mod team;
mod transfer;
mod waiting;
mod workflow;

use answer::Pack;
use protocol::api::Begin;
use protocol::decision::{Act, Candidate, Decision, Reason, ReasonKind, Rule, Understood, Verdict};
use protocol::event::{Author, Body, Event, Fact, FactKind, Message, Status};
use protocol::problem::{Kind, Problem};
use protocol::shop::Settings;
use protocol::staff::{Member, Role};
use protocol::{Command, CustomerId, EntryId, EventId, Millis, Mood, StaffId};

use crate::commands::handle_deciding;
use crate::{Actor, Context, Conversation};

/// Sunday, 22 November 2026, 10.00 WIB: the shop is open, from 08.00 to 20.00 every day.
pub(crate) const MORNING: Millis = Millis(1_795_316_400_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;

const ENTRIES: [&str; 5] = ["ongkir", "retur", "ukuran", "bayar", "alamat"];

/// One conversation of a shop, and the clock on its wall.
pub(crate) struct Shop {
    pub settings: Settings,
    pub now: Millis,
    pub conversation: Conversation,
    pub log: Vec<Event>,
    /// The colleague whom the next command names.
    pub colleague: Option<Member>,
    /// Whoever acts is a supervisor.
    pub directs: bool,
    minted: u128,
    knows: bool,
}

impl Shop {
    /// A shop that is open, with a conversation that just began.
    pub fn open() -> Self {
        let mut shop = Self {
            settings: settings(),
            now: MORNING,
            conversation: Conversation::default(),
            log: Vec::new(),
            colleague: None,
            directs: false,
            minted: 0,
            knows: true,
        };
        let begun = shop.with_context(|context| {
            crate::begin(&Begin::default(), CustomerId::from_parts(MORNING, 1), context)
        });
        shop.store(begun);
        shop
    }

    /// The same, at 22.00 WIB.
    pub fn closed() -> Self {
        let mut shop = Self::open();
        shop.wait_minutes(12 * 60);
        shop
    }

    /// The same, with knowledge that can't be read.
    pub fn without_knowledge() -> Self {
        Self::open().loses_knowledge()
    }

    pub fn loses_knowledge(self) -> Self {
        Self { knows: false, ..self }
    }

    pub fn wait_minutes(&mut self, minutes: i64) {
        self.now = self.now.plus(minutes * MINUTE);
    }

    pub fn id(&mut self) -> EventId {
        self.minted += 1;
        EventId::from_parts(self.now, self.minted)
    }

    /// The shopper writes.
    pub fn shopper(&mut self, text: &str) -> Vec<String> {
        let command = Command::say(self.id(), text);
        self.done(&Actor::Shopper, &command)
    }

    /// The shopper picks a choice.
    pub fn picks(&mut self, entry: &str) -> Vec<String> {
        let picked = Some(entry.parse().unwrap());
        let command = Command::Message {
            id: self.id(),
            text: entry.to_uppercase(),
            picked,
            files: Vec::new(),
            reply_to: None,
        };
        self.done(&Actor::Shopper, &command)
    }

    /// The shopper taps "talk to a person".
    pub fn asks_person(&mut self) -> Vec<String> {
        let command = Command::AskPerson { id: self.id() };
        self.done(&Actor::Shopper, &command)
    }

    /// The shopper says whether the last answer helped.
    pub fn feedback(&mut self, helpful: bool) -> Vec<String> {
        let command = Command::Feedback { id: self.id(), about: self.last_answer(), helpful };
        self.done(&Actor::Shopper, &command)
    }

    pub fn rates(&mut self, score: u8) -> Vec<String> {
        let command = Command::Rate { id: self.id(), score, comment: String::new() };
        self.done(&Actor::Shopper, &command)
    }

    /// The agent writes.
    pub fn agent(&mut self, text: &str) -> Vec<String> {
        let command = Command::say(self.id(), text);
        self.done(&dina(), &command)
    }

    /// The agent takes the conversation.
    pub fn takes(&mut self) -> Vec<String> {
        let command = Command::Take { id: self.id() };
        self.done(&dina(), &command)
    }

    pub fn resolves(&mut self) -> Vec<String> {
        let command = Command::Resolve { id: self.id() };
        self.done(&dina(), &command)
    }

    /// The conversation's alarm goes off.
    pub fn rings(&mut self) -> Vec<String> {
        let conversation = self.conversation.clone();
        let events = self.with_context(|context| crate::ring(&conversation, context));
        self.store(events)
    }

    /// Gives a command that must be allowed; what came of it, one line an event.
    pub fn done(&mut self, actor: &Actor, command: &Command) -> Vec<String> {
        self.gives(actor, command).unwrap_or_else(|problem| panic!("{command:?}: {}", problem.detail))
    }

    /// Gives a command that must be refused with this kind of problem; what the problem says.
    pub fn refused(&mut self, kind: Kind, actor: &Actor, command: &Command) -> String {
        let problem = self.gives(actor, command).expect_err("refused");
        assert!(problem.is(kind), "{problem:?}");
        problem.detail
    }

    pub fn gives(&mut self, actor: &Actor, command: &Command) -> Result<Vec<String>, Problem> {
        let conversation = self.conversation.clone();
        let mind = if self.knows { minds } else { crate::turn::decide };
        let events =
            self.with_context(|context| handle_deciding(&conversation, actor, command, context, &mind))?;
        assert_eq!(events[0].id, command.id(), "the first event acknowledges the command");
        Ok(self.store(events))
    }

    /// The last answer from the shop's knowledge.
    pub fn last_answer(&self) -> EventId {
        let is_answer = |event: &&Event| matches!(&event.body, Body::Message(said) if said.entry.is_some());
        self.log.iter().rev().find(is_answer).expect("an answer").id
    }

    /// The last body of a kind.
    pub fn last<T>(&self, wanted: impl Fn(&Body) -> Option<T>) -> T {
        self.log.iter().rev().find_map(|event| wanted(&event.body)).expect("in the log")
    }

    pub fn status(&self) -> Status {
        self.conversation.status()
    }

    fn store(&mut self, events: Vec<Event>) -> Vec<String> {
        for event in &events {
            self.conversation.apply(event);
        }
        let told = events.iter().map(tell).collect();
        self.log.extend(events);
        told
    }

    fn with_context<T>(&mut self, act: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let (now, minted) = (self.now, &mut self.minted);
        let mut mint = || {
            *minted += 1;
            EventId::from_parts(now, *minted)
        };
        let mut context = Context::new(now, &self.settings, None, &mut mint);
        context.colleague = self.colleague.clone();
        context.directs = self.directs;
        act(&mut context)
    }
}

/// Somebody who acts in these stories, as a member of the staff.
pub(crate) fn member(actor: &Actor, role: Role) -> Member {
    let Actor::Agent { id, name } = actor else { panic!("an agent expected, not {actor:?}") };
    Member { id: *id, shop: "toko-batik".parse().unwrap(), name: name.clone(), role, home: None }
}

/// The shop's agent in these stories.
pub(crate) fn dina() -> Actor {
    agent("Dina", 1)
}

/// Her colleague.
pub(crate) fn rudi() -> Actor {
    agent("Rudi", 2)
}

pub(crate) fn agent(name: &str, number: u128) -> Actor {
    Actor::Agent { id: StaffId::from_parts(MORNING, number), name: name.to_owned() }
}

pub(crate) fn settings() -> Settings {
    serde_json::from_value(serde_json::json!({
        "slug": "toko-batik",
        "name": "Toko Batik Sekar",
        "greeting": { "id": "Halo!" },
        "hours": {
            "zone": "Asia/Jakarta",
            "week": [{
                "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "open": "08:00", "close": "20:00"
            }],
        },
        "usual_wait_minutes": 5,
        "persona": { "name": "Sekar", "address": "Kak" },
    }))
    .unwrap()
}

/// The decisions on a message: one, or where questions are parted by "terus" one on each.
fn minds(conversation: &Conversation, said: &Message, pack: Option<&Pack>) -> Vec<Decision> {
    let question = |text: &str| Message { text: text.to_owned(), ..said.clone() };
    said.text.split(" terus ").map(|text| mind(conversation, &question(text), pack)).collect()
}

/// A bot that is easy to foresee: it knows its entries by their ids, a few words of small talk, and order numbers.
fn mind(_: &Conversation, said: &Message, _: Option<&Pack>) -> Decision {
    let text = said.text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let has = |word: &str| words.clone().any(|known| known == word);
    let named: Vec<EntryId> =
        ENTRIES.into_iter().filter(|entry| has(entry)).map(|entry| entry.parse().unwrap()).collect();
    let named = if has("rusak") { Vec::new() } else { named };
    let (decision, rule, act) = match named.len() {
        _ if has("rusak") && has("retur") => (Verdict::Choices, Rule::CloseCandidates, Act::Question),
        _ if has("rusak") => (Verdict::Answer, Rule::ClearWinner, Act::Question),
        _ if has("halo") => (Verdict::Answer, Rule::Greeting, Act::Greeting),
        _ if has("makasih") => (Verdict::Answer, Rule::Thanks, Act::Thanks),
        _ if has("dadah") => (Verdict::Answer, Rule::Goodbye, Act::Goodbye),
        _ if has("orang") => (Verdict::Handoff, Rule::AskedForPerson, Act::WantsPerson),
        _ if has("parah") => (Verdict::Handoff, Rule::Anger, Act::Complaint),
        _ if has("somasi") => (Verdict::Handoff, Rule::Discretion, Act::Complaint),
        _ if said.picked.is_some() => (Verdict::Answer, Rule::Picked, Act::Question),
        _ if has("iya") => (Verdict::Unknown, Rule::NothingFits, Act::Yes),
        _ if has("jangan") => (Verdict::Unknown, Rule::NothingFits, Act::RefusesPerson),
        0 => (Verdict::Unknown, Rule::NothingFits, Act::Question),
        1 => (Verdict::Answer, Rule::ClearWinner, Act::Question),
        _ => (Verdict::Choices, Rule::CloseCandidates, Act::Question),
    };
    let mood = match () {
        () if has("parah") => Mood::Angry,
        () if has("kecewa") => Mood::Unhappy,
        () if has("makasih") => Mood::Happy,
        () => Mood::Neutral,
    };
    let facts = words.clone().filter(|word| word.starts_with("skr-"));
    let facts = facts.map(|word| Fact { kind: FactKind::Order, value: word.to_uppercase() }).collect();
    let candidate = |id: EntryId| Candidate {
        title: id.as_str().to_uppercase(),
        id,
        score: 0.5,
        matched: vec![Reason { kind: ReasonKind::Word, text: "kata".to_owned() }],
    };
    Decision {
        decision,
        rule,
        entries: said
            .picked
            .clone()
            .map_or(named, |picked| vec![picked])
            .into_iter()
            .map(candidate)
            .collect(),
        text: String::new(),
        understood: Understood {
            normalized: text.clone(),
            acts: vec![act],
            mood,
            facts,
            ..Understood::default()
        },
        knowledge: 1,
    }
}

/// An event in a few words, as the tests compare it.
fn tell(event: &Event) -> String {
    let by = match &event.author {
        Author::Shopper => "shopper",
        Author::Bot { .. } => "bot",
        Author::Agent { name, .. } => name,
        Author::System => "system",
        Author::Unknown => "?",
    };
    match &event.body {
        Body::Message(said) => format!("{by} {}", tell_message(said)),
        Body::Decision(decision) => format!("{by} decides {:?}: {:?}", decision.decision, decision.rule),
        Body::Handoff(handoff) => format!("{by} hands over: {:?}", handoff.reason),
        Body::Brief(_) => "brief".to_owned(),
        Body::Assigned { name, .. } if by == name => format!("{name} takes it"),
        Body::Assigned { name, .. } => format!("{by} gives it to {name}"),
        Body::Feedback { helpful, .. } => format!("{by} helped: {helpful}"),
        Body::Rated { score, .. } => format!("{by} rates {score}"),
        Body::Contact(contact) => format!("{by} at {}", contact.address),
        Body::Note { .. } => format!("{by} notes"),
        Body::Edited { .. } => format!("{by} edits"),
        Body::Started { .. } => "started".to_owned(),
        Body::Returned => format!("{by} gives it back"),
        Body::Resolved => format!("{by} resolves"),
        Body::Reopened => format!("{by} reopens"),
        Body::RatingAsked => "rating asked".to_owned(),
        Body::FollowUp => "follow-up".to_owned(),
        Body::Snoozed { .. } => format!("{by} puts it off"),
        Body::Woke => "woke".to_owned(),
        Body::MarkedSpam => format!("{by} marks spam"),
        Body::NotSpam => format!("{by} takes spam back"),
        Body::Tagged { add, remove } => format!("{by} tags +{add:?} -{remove:?}"),
        Body::RuleRan { name, .. } => format!("rule {name} ran"),
        Body::Targeted { goal, minutes } => format!("{goal:?} within {minutes} min"),
        Body::Prioritised { priority } => format!("{by} says {priority:?}"),
        Body::Missed { goal, .. } => format!("missed {goal:?}"),
        Body::StillThere { .. } => "still there?".to_owned(),
        Body::Routed { why } => format!("because {why:?}"),
        Body::ForTeam { team } => format!("{by} gives it to team {}", team.name),
        Body::Overflowed => "overflowed".to_owned(),
        Body::Unknown => "?".to_owned(),
    }
}

fn tell_message(said: &Message) -> String {
    let choices: Vec<&str> = said.choices.iter().map(|choice| choice.id.as_str()).collect();
    let what = match &said.entry {
        Some(entry) => format!("answers {entry}"),
        None if !choices.is_empty() => format!("asks: {}", choices.join(" or ")),
        None => "says".to_owned(),
    };
    if said.offers_person { format!("{what}, or a person") } else { what }
}
