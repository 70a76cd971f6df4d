//! Workflow rules: what the shop's owner has done by itself when something happens.
//!
//! They run at the end of whatever brought something about, on what came of it, and what they add is stored with it.
//! **No rule sets off a rule**: only what happened before the first of them ran is looked at. A rule runs at most once for
//! one thing that happened, and at most [`RULE_RUNS`] times in a conversation; one that has nothing to do leaves no trace.

mod act;
mod check;
mod condition;
mod rehearse;

use protocol::event::{Author, Body, Event};
use protocol::limits::RULE_RUNS;
use protocol::shop::Settings;
use protocol::workflow::{Action, Rule, When};
use protocol::{Millis, RuleId};

use crate::Conversation;
use crate::conversation::State;
use crate::draft::Draft;
use crate::hours::open_after;

pub(crate) use check::phrases;
pub use check::rules as checked_rules;
pub(crate) use condition::says;
pub use rehearse::Rehearsal;

use condition::Scene;

/// How often a rule ran in a conversation, and when last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Runs {
    rule: RuleId,
    count: u32,
    last: Millis,
}

/// Counts a run.
pub(crate) fn ran(all: &mut Vec<Runs>, rule: RuleId, at: Millis) {
    match all.iter_mut().find(|runs| runs.rule == rule) {
        Some(runs) => (runs.count, runs.last) = (runs.count + 1, at),
        None => all.push(Runs { rule, count: 1, last: at }),
    }
}

/// Runs the rules that what was added so far sets off.
pub(crate) fn run(draft: &mut Draft<'_, '_>) {
    let settings = draft.context.settings;
    if settings.rules.is_empty() {
        return;
    }
    let happened: Vec<When> = draft.added().iter().filter_map(trigger).collect();
    for when in happened {
        for rule in settings.rules.iter().filter(|rule| rule.on && rule.when == when) {
            try_rule(draft, rule, draft.context.now);
        }
    }
}

/// Runs the rules for which a shopper has waited long enough.
pub(crate) fn ring(draft: &mut Draft<'_, '_>) {
    let (settings, now) = (draft.context.settings, draft.context.now);
    for rule in &settings.rules {
        if let Some(at) = due(&draft.conversation, rule, settings).filter(|at| *at <= now) {
            try_rule(draft, rule, at);
        }
    }
}

/// When the first of those rules wants to run.
pub(crate) fn next_clock(conversation: &Conversation, settings: &Settings) -> Option<Millis> {
    settings.rules.iter().filter_map(|rule| due(conversation, rule, settings)).min()
}

/// What of the log can set a rule off.
fn trigger(event: &Event) -> Option<When> {
    match (&event.author, &event.body) {
        (_, Body::Started { .. }) => Some(When::Begun),
        (Author::Shopper, Body::Message(_)) => Some(When::Message),
        (_, Body::Handoff(_)) => Some(When::HandedOver),
        (_, Body::Assigned { .. }) => Some(When::Assigned),
        (_, Body::Resolved) => Some(When::Resolved),
        (_, Body::Rated { .. }) => Some(When::Rated),
        _ => None,
    }
}

fn try_rule(draft: &mut Draft<'_, '_>, rule: &Rule, at: Millis) {
    if !is_ready(&draft.conversation, rule, draft.context.settings, at) {
        return;
    }
    let called = |action: &Action| match action {
        Action::CallWebhook { webhook, .. } => Some(*webhook),
        _ => None,
    };
    let webhooks = rule.actions.iter().filter_map(called).collect();
    draft.add(Author::System, Body::RuleRan { rule: rule.id, name: rule.name.clone(), webhooks });
    for action in &rule.actions {
        act::carry_out(draft, action);
    }
}

/// Whether a rule that was set off would do something at a time.
fn is_ready(conversation: &Conversation, rule: &Rule, settings: &Settings, at: Millis) -> bool {
    let scene = Scene { conversation, settings, at };
    may_run(conversation, rule)
        && scene.holds(rule)
        && rule.actions.iter().any(|action| act::changes_something(conversation, action, settings))
}

fn may_run(conversation: &Conversation, rule: &Rule) -> bool {
    let count = conversation.runs().iter().find(|runs| runs.rule == rule.id).map_or(0, |runs| runs.count);
    rule.on && count < RULE_RUNS && !matches!(conversation.state(), State::Spam(_))
}

/// When a rule about a wait that lasts too long runs; `None` where it doesn't, or did in this wait. Its conditions are asked
/// about that moment, so that the answer is the same whenever the clock is read.
fn due(conversation: &Conversation, rule: &Rule, settings: &Settings) -> Option<Millis> {
    let When::NoReply { minutes } = rule.when else { return None };
    if !matches!(conversation.state(), State::Waiting(_) | State::Agent { .. }) {
        return None;
    }
    let since = conversation.owed()?;
    if conversation.runs().iter().any(|runs| runs.rule == rule.id && runs.last >= since) {
        return None;
    }
    let at = open_after(&settings.hours, since, i64::from(minutes) * 60_000)?;
    is_ready(conversation, rule, settings, at).then_some(at)
}
