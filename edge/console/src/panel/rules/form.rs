//! A rule in the making: its conditions and actions as what a form can hold, a text or what was picked from a list.

use protocol::limits::TARGET_MINUTES;
use protocol::service::Goal;
use protocol::workflow::{Action, Condition};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A condition or an action as the form holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<K> {
    /// What kind it is.
    pub kind: K,
    /// What was written; of a list, with commas between.
    pub text: String,
    /// What was picked, by its name on the wire.
    pub picked: Vec<String>,
}

impl<K> Part<K> {
    /// One that isn't filled in yet.
    pub fn new(kind: K) -> Self {
        Self { kind, text: String::new(), picked: Vec::new() }
    }
}

/// The kinds of condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum If {
    Says,
    About,
    Mood,
    Names,
    Tagged,
    Priority,
    Open,
    Page,
    Language,
    Rating,
}

impl If {
    /// All of them, those that are wanted oftenest first.
    pub const ALL: [If; 10] = [
        If::Says,
        If::About,
        If::Mood,
        If::Names,
        If::Tagged,
        If::Priority,
        If::Open,
        If::Page,
        If::Language,
        If::Rating,
    ];
}

/// The kinds of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Tag,
    Prioritise,
    Assign,
    GiveTeam,
    HandOver,
    Note,
    Say,
    Target(Goal),
    CallWebhook,
}

impl Then {
    /// All of them, those that are wanted oftenest first.
    pub const ALL: [Then; 11] = [
        Then::Tag,
        Then::Prioritise,
        Then::Assign,
        Then::HandOver,
        Then::Note,
        Then::Say,
        Then::GiveTeam,
        Then::Target(Goal::FirstReply),
        Then::Target(Goal::NextReply),
        Then::Target(Goal::Resolution),
        Then::CallWebhook,
    ];
}

impl Part<If> {
    /// A condition; `None` for one that this console doesn't know.
    pub fn of(condition: &Condition) -> Option<Self> {
        let written = |kind, list: &[String]| Self { text: list.join(", "), ..Self::new(kind) };
        Some(match condition {
            Condition::Says { phrases } => written(If::Says, phrases),
            Condition::Page { phrases } => written(If::Page, phrases),
            Condition::Tagged { tags } => written(If::Tagged, tags),
            Condition::About { entries } => Self { picked: codes(entries), ..Self::new(If::About) },
            Condition::Mood { moods } => Self { picked: codes(moods), ..Self::new(If::Mood) },
            Condition::Language { languages } => Self { picked: codes(languages), ..Self::new(If::Language) },
            Condition::Names { facts } => Self { picked: codes(facts), ..Self::new(If::Names) },
            Condition::Priority { priorities } => {
                Self { picked: codes(priorities), ..Self::new(If::Priority) }
            }
            Condition::Open { open } => Self { picked: codes(&[open]), ..Self::new(If::Open) },
            Condition::Rating { at_most } => Self { picked: codes(&[at_most]), ..Self::new(If::Rating) },
            Condition::Unknown => return None,
        })
    }

    /// What it says; `None` while it isn't filled in.
    pub fn condition(&self) -> Option<Condition> {
        let listed = || split(&self.text);
        Some(match self.kind {
            If::Says => Condition::Says { phrases: listed()? },
            If::Page => Condition::Page { phrases: listed()? },
            If::Tagged => Condition::Tagged { tags: listed()? },
            If::About => Condition::About { entries: read(&self.picked)? },
            If::Mood => Condition::Mood { moods: read(&self.picked)? },
            If::Language => Condition::Language { languages: read(&self.picked)? },
            If::Names => Condition::Names { facts: read(&self.picked)? },
            If::Priority => Condition::Priority { priorities: read(&self.picked)? },
            If::Open => Condition::Open { open: one(&self.picked)? },
            If::Rating => Condition::Rating { at_most: one(&self.picked)? },
        })
    }
}

impl Part<Then> {
    /// An action; `None` for one that this console doesn't know.
    pub fn of(action: &Action) -> Option<Self> {
        Some(match action {
            Action::Tag { tags } => Self { text: tags.join(", "), ..Self::new(Then::Tag) },
            Action::Prioritise { priority } => {
                Self { picked: codes(&[priority]), ..Self::new(Then::Prioritise) }
            }
            Action::Note { text } => Self { text: text.clone(), ..Self::new(Then::Note) },
            Action::Say { text } => Self { text: text.clone(), ..Self::new(Then::Say) },
            Action::HandOver => Self::new(Then::HandOver),
            Action::Assign { to, .. } => Self { picked: codes(&[to]), ..Self::new(Then::Assign) },
            Action::GiveTeam { team, .. } => Self { picked: codes(&[team]), ..Self::new(Then::GiveTeam) },
            Action::Target { goal, minutes } => {
                Self { text: minutes.to_string(), ..Self::new(Then::Target(*goal)) }
            }
            Action::CallWebhook { webhook, .. } => {
                Self { picked: codes(&[webhook]), ..Self::new(Then::CallWebhook) }
            }
            Action::Unknown => return None,
        })
    }

    /// What it does; `None` while it isn't filled in. `name` tells what a colleague, a team or a webhook is called; empty where it is
    /// gone.
    pub fn action(&self, name: impl Fn(&str) -> String) -> Option<Action> {
        let picked = || Some(name(self.picked.first()?)).filter(|name| !name.is_empty());
        let text = || Some(self.text.trim().to_owned()).filter(|text| !text.is_empty());
        Some(match self.kind {
            Then::Tag => Action::Tag { tags: split(&self.text)? },
            Then::Prioritise => Action::Prioritise { priority: one(&self.picked)? },
            Then::Note => Action::Note { text: text()? },
            Then::Say => Action::Say { text: text()? },
            Then::HandOver => Action::HandOver,
            // Somebody who left, or a team that is gone, can't be given anything: another must be picked.
            Then::Assign => Action::Assign { to: one(&self.picked)?, name: picked()? },
            Then::GiveTeam => Action::GiveTeam { team: one(&self.picked)?, name: picked()? },
            Then::CallWebhook => Action::CallWebhook { webhook: one(&self.picked)?, host: picked()? },
            Then::Target(goal) => {
                let minutes = self.text.trim().parse().ok();
                let minutes = minutes.filter(|minutes| (1..=TARGET_MINUTES).contains(minutes))?;
                Action::Target { goal, minutes }
            }
        })
    }
}

/// What stands between commas; `None` if that is nothing.
fn split(text: &str) -> Option<Vec<String>> {
    let list: Vec<String> =
        text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
    (!list.is_empty()).then_some(list)
}

/// The names that values have on the wire.
pub fn codes(values: &[impl Serialize]) -> Vec<String> {
    values.iter().map(code).collect()
}

/// The name that a value has on the wire.
pub fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn read<T: DeserializeOwned>(codes: &[String]) -> Option<Vec<T>> {
    let values: Vec<T> = codes.iter().filter_map(|code| value(code)).collect();
    (!values.is_empty()).then_some(values)
}

fn one<T: DeserializeOwned>(codes: &[String]) -> Option<T> {
    value(codes.first()?)
}

/// Numbers and truth values stand for themselves, everything else is a text.
fn value<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_str(code).or_else(|_| serde_json::from_value(Value::String(code.to_owned()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::decision::{Mood, Tongue};
    use protocol::event::FactKind;
    use protocol::{Millis, Priority, StaffId, TeamId, WebhookId};

    #[test]
    fn a_rule_comes_out_of_the_form_as_it_went_in() {
        for condition in [
            Condition::Says { phrases: vec!["barang belum sampai".into(), "refund".into()] },
            Condition::Page { phrases: vec!["grosir".into()] },
            Condition::About { entries: vec!["ongkir".parse().unwrap()] },
            Condition::Mood { moods: vec![Mood::Angry, Mood::Neutral] },
            Condition::Language { languages: vec![Tongue::Javanese] },
            Condition::Names { facts: vec![FactKind::Order] },
            Condition::Open { open: false },
            Condition::Tagged { tags: vec!["vip".into()] },
            Condition::Priority { priorities: vec![Priority::Urgent, Priority::Normal] },
            Condition::Rating { at_most: 2 },
        ] {
            let part = Part::<If>::of(&condition).expect("a known one");
            assert_eq!(part.condition(), Some(condition));
            assert_eq!(Part::new(part.kind).condition(), None, "empty: {:?}", part.kind);
        }
        let to = StaffId::from_parts(Millis(0), 7);
        for action in [
            Action::Tag { tags: vec!["grosir".into()] },
            Action::Prioritise { priority: Priority::High },
            Action::Note { text: "Cek stok, lalu telepon".into() },
            Action::Say { text: "Sebentar ya, Kak".into() },
            Action::HandOver,
            Action::Assign { to, name: "Dina".into() },
            Action::GiveTeam { team: TeamId::from_parts(Millis(0), 8), name: "Dina".into() },
            Action::Target { goal: Goal::FirstReply, minutes: 5 },
            Action::CallWebhook { webhook: WebhookId::from_parts(Millis(0), 7), host: "Dina".into() },
        ] {
            let part = Part::<Then>::of(&action).expect("a known one");
            assert_eq!(part.action(|_| "Dina".into()), Some(action));
        }
    }

    #[test]
    fn an_action_that_lacks_something_is_none_yet() {
        assert_eq!(Part::new(Then::Say).action(|_| "Dina".into()), None);
        let to = StaffId::from_parts(Millis(0), 7);
        let assign = Part::<Then>::of(&Action::Assign { to, name: "Dina".into() }).expect("a known one");
        assert_eq!(assign.action(|_| String::new()), None, "Dina has left");
        for minutes in ["", "0", "-1", "43201", "lima"] {
            let target = Part { text: minutes.into(), ..Part::new(Then::Target(Goal::NextReply)) };
            assert_eq!(target.action(|_| String::new()), None, "{minutes}");
        }
    }
}
