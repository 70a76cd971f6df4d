//! Messages with moods: how well a mood, and the wish for a person, are told.

use std::fmt;
use std::path::Path;

use anyhow::Result;
use protocol::Mood;
use protocol::decision::Act;
use serde_json::{Map, Value, json};

use crate::f1::Classes;
use crate::{Report, Table, rounded};

/// What came out.
pub struct Measured {
    messages: Vec<Message>,
    moods: Classes,
    wants_human: Classes,
}

struct Message {
    text: String,
    mood: String,
    told: &'static str,
    wants_human: bool,
    told_wants_human: bool,
}

pub fn measure(path: &Path) -> Result<Measured> {
    let table = Table::read(path, ["text", "mood", "wants_human"])?;
    let polarity = table.rows.iter().any(|(_, cells)| matches!(cells[1].as_str(), "positive" | "negative"));
    let messages = table.rows.iter().map(|(line, cells)| {
        let [text, mood, wants_human] = &cells[..] else { unreachable!("three columns were asked for") };
        let mood = known(mood, polarity).ok_or_else(|| table.wrong(*line, &format!("no mood `{mood}`")))?;
        let wants = match wants_human.as_str() {
            "1" | "true" => true,
            "0" | "false" | "" => false,
            other => return Err(table.wrong(*line, &format!("wants_human is 1 or 0, not `{other}`"))),
        };
        let understood = answer::understand(text);
        Ok(Message {
            text: text.clone(),
            mood: mood.to_owned(),
            told: name(understood.mood, polarity),
            wants_human: wants,
            told_wants_human: understood.acts.contains(&Act::WantsPerson),
        })
    });
    let messages = messages.collect::<Result<Vec<_>>>()?;
    let (mut moods, mut wants_human) = (Classes::default(), Classes::default());
    for message in &messages {
        moods.count(&message.mood, message.told);
        wants_human.count(flag(message.wants_human), flag(message.told_wants_human));
    }
    Ok(Measured { messages, moods, wants_human })
}

fn flag(wants: bool) -> &'static str {
    if wants { "1" } else { "0" }
}

fn known(mood: &str, polarity: bool) -> Option<&'static str> {
    let moods = [Mood::Angry, Mood::Unhappy, Mood::Happy, Mood::Neutral];
    moods.into_iter().map(|mood| name(mood, polarity)).find(|name| *name == mood)
}

fn name(mood: Mood, polarity: bool) -> &'static str {
    match (mood, polarity) {
        (Mood::Angry | Mood::Unhappy, true) => "negative",
        (Mood::Happy, true) => "positive",
        (Mood::Angry, false) => "angry",
        (Mood::Unhappy, false) => "unhappy",
        (Mood::Happy, false) => "happy",
        (Mood::Neutral, _) => "neutral",
    }
}

impl Report for Measured {
    fn json(&self) -> Map<String, Value> {
        let class = |class: crate::f1::Class| json!({ "precision": rounded(class.precision()), "recall": rounded(class.recall()) });
        let moods: Map<String, Value> =
            self.moods.present().map(|(name, counts)| (name.to_owned(), class(counts))).collect();
        let mut report = Map::new();
        report.insert("mood_macro_f1".to_owned(), json!(rounded(self.moods.macro_f1())));
        report.insert("mood".to_owned(), Value::Object(moods));
        report.insert("wants_human".to_owned(), class(self.wants_human.get("1")));
        report
    }

    fn show_wrong(&self) {
        for Message { text, mood, told, wants_human, told_wants_human } in &self.messages {
            if mood != told {
                eprintln!("{mood} told as {told}: {text}");
            }
            if wants_human != told_wants_human {
                eprintln!(
                    "{}: {text}",
                    if *wants_human { "missed a wish for a person" } else { "no wish for a person" }
                );
            }
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} messages with moods", self.messages.len())?;
        writeln!(f, "{:<12} {:>5} {:>10} {:>7} {:>6}", "mood", "n", "precision", "recall", "F1")?;
        let mut row = |name: &str, class: crate::f1::Class| {
            let [precision, recall, f1] =
                [class.precision(), class.recall(), class.f1()].map(|share| share * 100.0);
            writeln!(f, "{name:<12} {:>5} {precision:>10.1} {recall:>7.1} {f1:>6.1}", class.support())
        };
        for (name, class) in self.moods.present() {
            row(name, class)?;
        }
        row("wants human", self.wants_human.get("1"))?;
        writeln!(f, "macro-F1 of moods {:.1}", 100.0 * self.moods.macro_f1())
    }
}
