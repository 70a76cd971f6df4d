//! What rules must be like to be kept.

use answer::Words;
use protocol::limits::{
    RULE_LIST, RULE_MINUTES, RULE_PARTS, RULE_PHRASE_CHARS, RULES, TARGET_MINUTES, TEXT_CHARS, TITLE_CHARS,
};
use protocol::problem::{Kind, Problem};
use protocol::service::Goal;
use protocol::workflow::{Action, Condition, Rule, When};

use crate::{label, text};

/// Rules as they are kept: their texts cleaned like everything that people write. Whether colleagues who are named work here
/// only the shop knows.
///
/// # Errors
/// `Invalid` or `TooLarge`, naming the rule and what to change.
pub fn rules(rules: &[Rule]) -> Result<Vec<Rule>, Problem> {
    if rules.len() > RULES {
        return Err(Problem::new(
            Kind::TooLarge,
            format!("A shop may have {RULES} rules. Remove one first."),
        ));
    }
    let mut seen = Vec::new();
    rules
        .iter()
        .map(|written| {
            if seen.contains(&written.id) {
                return Err(invalid("two rules have the same `id`; mint one for each"));
            }
            seen.push(written.id);
            rule(written)
        })
        .zip(rules)
        .map(|(checked, written)| checked.map_err(|problem| named(&written.name, problem)))
        .collect()
}

fn named(name: &str, problem: Problem) -> Problem {
    let detail = format!("Rule “{}”: {}", text::excerpt(name, TITLE_CHARS), problem.detail);
    Problem { detail, ..problem }
}

fn rule(rule: &Rule) -> Result<Rule, Problem> {
    parts("conditions", rule.conditions.len(), 0)?;
    parts("actions", rule.actions.len(), 1)?;
    Ok(Rule {
        name: text::line(&rule.name, TITLE_CHARS)?,
        when: when(rule.when)?,
        conditions: rule.conditions.iter().map(condition).collect::<Result<_, _>>()?,
        actions: rule.actions.iter().map(action).collect::<Result<_, _>>()?,
        ..rule.clone()
    })
}

fn when(when: When) -> Result<When, Problem> {
    match when {
        When::NoReply { minutes } if !(1..=RULE_MINUTES).contains(&minutes) => {
            Err(invalid(format!("`minutes`: 1 to {RULE_MINUTES}, not {minutes}")))
        }
        When::Unknown => Err(invalid("`when` is of no known type")),
        known => Ok(known),
    }
}

fn condition(condition: &Condition) -> Result<Condition, Problem> {
    Ok(match condition {
        Condition::Says { phrases: written } => Condition::Says { phrases: phrases(written)? },
        Condition::Page { phrases: written } => Condition::Page { phrases: phrases(written)? },
        Condition::Tagged { tags: written } => Condition::Tagged { tags: tags(written)? },
        Condition::Rating { at_most } if !(1..=5).contains(at_most) => {
            return Err(invalid("`at_most`: a score from 1 to 5"));
        }
        Condition::Unknown => return Err(invalid("a condition is of no known type")),
        known => {
            let members = match known {
                Condition::About { entries } => entries.len(),
                Condition::Mood { moods } => moods.len(),
                Condition::Language { languages } => languages.len(),
                Condition::Names { facts } => facts.len(),
                Condition::Priority { priorities } => priorities.len(),
                _ => 1,
            };
            list(members)?;
            known.clone()
        }
    })
}

fn action(action: &Action) -> Result<Action, Problem> {
    Ok(match action {
        Action::Tag { tags: written } => Action::Tag { tags: tags(written)? },
        Action::Note { text } => Action::Note { text: text::required(text, TEXT_CHARS)? },
        Action::Say { text } => Action::Say { text: text::required(text, TEXT_CHARS)? },
        Action::Target { goal: Goal::Unknown, .. } => return Err(invalid("`goal` is of no known kind")),
        Action::Target { minutes, .. } if !(1..=TARGET_MINUTES).contains(minutes) => {
            return Err(invalid(format!("`minutes`: 1 to {TARGET_MINUTES}, not {minutes}")));
        }
        Action::Unknown => return Err(invalid("an action is of no known type")),
        known => known.clone(),
    })
}

pub(crate) fn phrases(phrases: &[String]) -> Result<Vec<String>, Problem> {
    list(phrases.len())?;
    phrases
        .iter()
        .map(|phrase| {
            let phrase = text::line(phrase, RULE_PHRASE_CHARS)?;
            if Words::read(&phrase).is_empty() {
                return Err(invalid(format!("`{phrase}` has no word in it")));
            }
            Ok(phrase)
        })
        .collect()
}

fn tags(tags: &[String]) -> Result<Vec<String>, Problem> {
    list(tags.len())?;
    label::tags(tags)
}

fn list(members: usize) -> Result<(), Problem> {
    if (1..=RULE_LIST).contains(&members) {
        return Ok(());
    }
    Err(invalid(format!("every list needs 1 to {RULE_LIST} members, one has {members}")))
}

fn parts(what: &str, count: usize, least: usize) -> Result<(), Problem> {
    if (least..=RULE_PARTS).contains(&count) {
        return Ok(());
    }
    Err(invalid(format!("`{what}`: {least} to {RULE_PARTS}, there are {count}")))
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::Invalid, detail)
}
