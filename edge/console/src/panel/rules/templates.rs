//! Rules to begin with: what shops need oftenest, to be filled in and saved.

use protocol::event::FactKind;
use protocol::workflow::{Action, Condition, Rule, When};
use protocol::{Mood, Priority};

use crate::mint;
use crate::words::Words;

/// The templates, each a rule with an id of its own. What only the shop knows is left open.
pub fn all(t: Words) -> [Rule; 3] {
    let phrases = t.template_reseller_phrases.split(", ").map(str::to_owned).collect();
    [
        Rule {
            name: t.template_angry.to_owned(),
            conditions: vec![
                Condition::Mood { moods: vec![Mood::Angry] },
                Condition::Names { facts: vec![FactKind::Order] },
            ],
            actions: vec![Action::Prioritise { priority: Priority::Urgent }],
            ..blank(When::Message)
        },
        Rule {
            name: t.template_reseller.to_owned(),
            conditions: vec![Condition::Says { phrases }],
            actions: vec![Action::Tag { tags: vec![t.template_reseller_tag.to_owned()] }],
            ..blank(When::Message)
        },
        Rule {
            name: t.template_low.to_owned(),
            conditions: vec![Condition::Rating { at_most: 2 }],
            actions: vec![Action::Tag { tags: vec![t.template_low_tag.to_owned()] }],
            ..blank(When::Rated)
        },
    ]
}

/// A rule that says nothing yet.
pub fn blank(when: When) -> Rule {
    Rule {
        id: mint::rule_id(),
        name: String::new(),
        on: true,
        when,
        any: false,
        conditions: Vec::new(),
        actions: Vec::new(),
    }
}
