//! A rule as a sentence: "Kalau pelanggan menulis pesan, pesannya berisi “grosir”, maka beri label
//! “grosir”."

use protocol::EntryId;
use protocol::workflow::{Action, Condition, Rule, When};

use super::Lists;
use crate::words::{self, Words};

/// How much of a text is quoted, in characters.
const QUOTED_CHARS: usize = 60;

/// The whole rule.
pub fn rule(rule: &Rule, lists: &Lists, t: Words) -> String {
    let conditions: Vec<String> = rule.conditions.iter().map(|one| condition(one, lists, t)).collect();
    let conditions = if rule.any { or(&conditions, t) } else { and(&conditions, t) };
    let then = actions(&rule.actions, t);
    match conditions.is_empty() {
        true => t.rule_sentence(then, when(rule.when, t)),
        false => t.rule_sentence_if(conditions, then, when(rule.when, t)),
    }
}

/// What sets it off.
pub fn when(when: When, t: Words) -> String {
    match when {
        When::Begun => t.when_begun.to_owned(),
        When::Message => t.when_message.to_owned(),
        When::HandedOver => t.when_handed_over.to_owned(),
        When::Assigned => t.when_assigned.to_owned(),
        When::Resolved => t.when_resolved.to_owned(),
        When::Rated => t.when_rated.to_owned(),
        When::NoReply { minutes } => t.when_no_reply(minutes),
        When::Unknown => t.rule_unknown_part.to_owned(),
    }
}

/// What is done.
pub fn actions(actions: &[Action], t: Words) -> String {
    and(&actions.iter().map(|one| action(one, t)).collect::<Vec<_>>(), t)
}

fn condition(condition: &Condition, lists: &Lists, t: Words) -> String {
    let named = |names: Vec<&str>| or(&names.into_iter().map(str::to_lowercase).collect::<Vec<_>>(), t);
    match condition {
        Condition::Says { phrases } => t.if_says(any_quoted(phrases, t)),
        Condition::Page { phrases } => t.if_page(any_quoted(phrases, t)),
        Condition::About { entries } => {
            let title = |id: &EntryId| quoted(lists.title(id));
            t.if_about(or(&entries.iter().map(title).collect::<Vec<_>>(), t))
        }
        Condition::Mood { moods } => t.if_mood(named(moods.iter().map(|one| words::mood(*one, t)).collect())),
        Condition::Language { languages } => {
            let names: Vec<String> = languages.iter().map(|one| words::tongue(*one, t).to_owned()).collect();
            t.if_language(or(&names, t))
        }
        Condition::Names { facts } => {
            t.if_names(named(facts.iter().map(|one| words::fact(*one, t)).collect()))
        }
        Condition::Open { open: true } => t.if_open.to_owned(),
        Condition::Open { open: false } => t.if_closed.to_owned(),
        Condition::Tagged { tags } => t.if_tagged(any_quoted(tags, t)),
        Condition::Priority { priorities } => {
            t.if_priority(named(priorities.iter().map(|one| words::priority(*one, t)).collect()))
        }
        Condition::Rating { at_most } => t.if_rating(at_most),
        Condition::Unknown => t.rule_unknown_part.to_owned(),
    }
}

fn action(action: &Action, t: Words) -> String {
    match action {
        Action::Tag { tags } => t.do_tag(and(&tags.iter().map(|tag| quoted(tag)).collect::<Vec<_>>(), t)),
        Action::Prioritise { priority } => t.do_prioritise(words::priority(*priority, t).to_lowercase()),
        Action::Note { text } => t.do_note(quoted(text)),
        Action::Say { text } => t.do_say(quoted(text)),
        Action::HandOver => t.do_hand_over.to_owned(),
        Action::Assign { name, .. } => t.do_assign(name),
        Action::GiveTeam { name, .. } => t.do_give_team(name),
        Action::Target { goal, minutes } => t.do_target(words::goal(*goal, t), minutes),
        Action::CallWebhook { host, .. } => t.do_webhook(host),
        Action::Unknown => t.rule_unknown_part.to_owned(),
    }
}

fn any_quoted(texts: &[String], t: Words) -> String {
    or(&texts.iter().map(|text| quoted(text)).collect::<Vec<_>>(), t)
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("“{}…”", text[..end].trim_end()),
        None => format!("“{text}”"),
    }
}

fn and(parts: &[String], t: Words) -> String {
    listed(parts, |list, last| t.list_and(last, list))
}

fn or(parts: &[String], t: Words) -> String {
    listed(parts, |list, last| t.list_or(last, list))
}

fn listed(parts: &[String], join: impl Fn(String, &str) -> String) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [list @ .., last] => join(list.join(", "), last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::decision::Mood;
    use protocol::shop::Language;
    use protocol::{Millis, Priority, RuleId};

    #[test]
    fn a_rule_reads_as_a_sentence_in_either_language() {
        let rule = Rule {
            id: RuleId::from_parts(Millis(0), 1),
            name: "Grosir".into(),
            on: true,
            when: When::Message,
            any: false,
            conditions: vec![
                Condition::Says { phrases: vec!["grosir".into(), "reseller".into()] },
                Condition::Mood { moods: vec![Mood::Happy] },
            ],
            actions: vec![
                Action::Tag { tags: vec!["grosir".into()] },
                Action::Prioritise { priority: Priority::High },
            ],
        };
        let lists = Lists::default();
        assert_eq!(
            super::rule(&rule, &lists, words::of(Language::Id)),
            "Kalau pelanggan menulis pesan, pesannya berisi “grosir” atau “reseller” dan suasana hatinya senang, maka beri label “grosir” dan jadikan prioritasnya tinggi."
        );
        let bare = Rule { conditions: Vec::new(), when: When::NoReply { minutes: 15 }, ..rule };
        assert_eq!(
            super::rule(&bare, &lists, words::of(Language::En)),
            "When a customer has waited 15 minutes for a reply, add the label “grosir” and make it high priority."
        );
    }
}
