//! Fills a macro in: words in braces (`{resi}`) stand for what the conversation tells; what it doesn't tell stays as a blank
//! that the agent fills before sending. Pure.

use protocol::event::{Fact, FactKind};

/// What is known for filling in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The customer's name.
    pub customer: Option<String>,
    /// The agent's.
    pub agent: String,
    /// The shop's.
    pub shop: String,
    /// What was found in the conversation, oldest first.
    pub facts: Vec<Fact>,
}

/// The names that are filled in by themselves; any other word in braces is a blank for the agent.
pub const NAMES: [&str; 6] = ["nama", "agen", "toko", "pesanan", "resi", "kurir"];

impl Known {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "nama" => self.customer.as_deref(),
            "agen" => Some(&self.agent),
            "toko" => Some(&self.shop),
            "pesanan" => self.newest(FactKind::Order),
            "resi" => self.newest(FactKind::Tracking),
            "kurir" => self.newest(FactKind::Courier),
            _ => None,
        }
    }

    fn newest(&self, kind: FactKind) -> Option<&str> {
        self.facts.iter().rev().find(|fact| fact.kind == kind).map(|fact| fact.value.as_str())
    }
}

/// A macro's text with everything that is known in its place.
pub fn fill(text: &str, known: &Known) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((start, end, name)) = next_blank(rest) {
        filled.push_str(&rest[..start]);
        filled.push_str(known.value(name).unwrap_or(&rest[start..end]));
        rest = &rest[end..];
    }
    filled + rest
}

/// The names in braces in a text, each once, in order.
pub fn blanks(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, end, name)) = next_blank(rest) {
        if !names.contains(&name) {
            names.push(name);
        }
        rest = &rest[end..];
    }
    names
}

/// The next word in braces: where it starts and ends, in bytes, and its name.
fn next_blank(text: &str) -> Option<(usize, usize, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|place| from + place) {
        let name = &text[start + 1..];
        let name = &name[..name.find('}').unwrap_or(0)];
        if is_name(name) {
            return Some((start, start + name.len() + 2, name));
        }
        from = start + 1;
    }
    None
}

fn is_name(name: &str) -> bool {
    let in_names = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    (1..=32).contains(&name.len()) && name.chars().all(in_names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let fact = |kind, value: &str| Fact { kind, value: value.to_owned() };
        Known {
            customer: None,
            agent: "Dina".to_owned(),
            shop: "Toko Batik".to_owned(),
            facts: vec![fact(FactKind::Order, "SKR-1"), fact(FactKind::Order, "SKR-2")],
        }
    }

    #[test]
    fn what_is_known_is_filled_in_and_the_newest_counts() {
        assert_eq!(
            fill("{pesanan} dari {toko}. Salam, {agen}", &known()),
            "SKR-2 dari Toko Batik. Salam, Dina"
        );
    }

    #[test]
    fn what_is_not_known_stays_a_blank() {
        let filled = fill("Halo {nama}, resi {resi}, paling lambat {waktu}. {resi}", &known());
        assert_eq!(blanks(&filled), ["nama", "resi", "waktu"]);
    }

    #[test]
    fn braces_of_other_kinds_are_text() {
        for text in ["{}", "{ ", "}{", "{a.b}", "{{", "🙂{", "{\"a\": 1}"] {
            assert_eq!(fill(text, &known()), text);
            assert_eq!(blanks(text), [""; 0], "{text}");
        }
        assert_eq!(blanks("{{waktu}}"), ["waktu"]);
    }

    #[test]
    fn a_filled_value_is_not_filled_again() {
        let known = Known { agent: "{toko}".to_owned(), ..known() };
        assert_eq!(fill("{agen}", &known), "{toko}");
    }
}
