//! Labelled questions: which entry comes first, and what the shipped thresholds make of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::time::Instant;

use answer::Pack;
use answer::pack::Before;
use anyhow::{Context, Result};
use protocol::decision::{Decision, Verdict};
use protocol::shop::Knowledge;
use serde_json::{Map, Value, json};

use crate::auroc::auroc;
use crate::f1::Classes;
use crate::memory::{self, Memory};
use crate::{Report, Table, read, rounded, share};

/// What came out.
pub struct Measured {
    asked: Vec<Asked>,
    pack_bytes: usize,
    compile_ms: f64,
    us_per_question: f64,
    memory: Memory,
}

/// A labelled question and what was decided.
struct Asked {
    text: String,
    /// Empty: out of scope.
    expected: Vec<String>,
    style: String,
    decision: Decision,
}

/// What the shopper gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The right entry.
    Right,
    /// An entry that doesn't answer it.
    Wrong,
    /// Choices with the right one among them; out of scope: any choices.
    Choices,
    /// Choices without the right one.
    WrongChoices,
    /// "I don't know", a person, or small talk: no entry at all.
    Declined,
}

pub fn measure(knowledge: &Path, questions: &Path) -> Result<Measured> {
    let name = knowledge.display();
    let mut knowledge: Knowledge =
        serde_json::from_str(&read(knowledge)?).with_context(|| name.to_string())?;
    // Open data sets have no answers; a mark without words changes nothing.
    knowledge.entries.iter_mut().filter(|e| e.answer.is_empty()).for_each(|e| e.answer = "…".to_owned());
    // The language data is read once in an isolate's life, not with each publish.
    let at_first = memory::held();
    std::hint::black_box(answer::understand(""));
    let before = memory::held();
    memory::begin();
    let began = Instant::now();
    let bytes = Pack::compile(&knowledge, 1).with_context(|| name.to_string())?;
    let compile_ms = began.elapsed().as_secs_f64() * 1e3;
    let pack_bytes = bytes.len();
    let pack = Pack::load(bytes).with_context(|| name.to_string())?;
    let memory = Memory { language: before - at_first, pack: memory::held() - before, peak: memory::peak() };

    let ids: BTreeSet<&str> = knowledge.entries.iter().map(|entry| entry.id.as_str()).collect();
    let table = Table::read(questions, ["text", "expected", "style"])?;
    for (line, cells) in &table.rows {
        let unknown = expected(&cells[1]).find(|id| !ids.contains(id));
        if let Some(id) = unknown {
            return Err(table.wrong(*line, &format!("`{id}` is no entry of {name}")));
        }
    }
    let began = Instant::now();
    let decide = |cells: &Vec<String>| Asked {
        text: cells[0].clone(),
        expected: expected(&cells[1]).map(str::to_owned).collect(),
        style: cells[2].clone(),
        decision: pack.decide(&cells[0], Before::default()),
    };
    let asked: Vec<Asked> = table.rows.iter().map(|(_, cells)| decide(cells)).collect();
    let us_per_question = began.elapsed().as_secs_f64() * 1e6 / asked.len().max(1) as f64;
    Ok(Measured { asked, pack_bytes, compile_ms, us_per_question, memory })
}

fn expected(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|id| !matches!(*id, "-" | ""))
}

impl Asked {
    fn in_scope(&self) -> bool {
        !self.expected.is_empty()
    }

    /// Whether an expected entry is among the first `n`.
    fn is_right(&self, n: usize) -> bool {
        let mut first = self.decision.entries.iter().take(n);
        first.any(|candidate| self.expected.iter().any(|id| id == candidate.id.as_str()))
    }

    fn score(&self) -> f32 {
        self.decision.entries.first().map_or(0.0, |candidate| candidate.score)
    }

    /// The class that a mistake or a hit is counted under.
    fn classes(&self) -> (&str, &str) {
        let said = self.decision.entries.first().map_or("", |candidate| candidate.id.as_str());
        let truth = self.expected.iter().find(|id| *id == said).or(self.expected.first());
        (truth.map_or("", String::as_str), said)
    }

    fn outcome(&self) -> Outcome {
        match self.decision.decision {
            Verdict::Answer if self.decision.rule.is_small_talk() => Outcome::Declined,
            Verdict::Answer if self.is_right(1) => Outcome::Right,
            Verdict::Answer => Outcome::Wrong,
            Verdict::Choices if self.is_right(3) || !self.in_scope() => Outcome::Choices,
            Verdict::Choices => Outcome::WrongChoices,
            Verdict::Unknown | Verdict::Handoff => Outcome::Declined,
        }
    }
}

impl Measured {
    fn split(&self) -> (Vec<&Asked>, Vec<&Asked>) {
        self.asked.iter().partition(|asked| asked.in_scope())
    }

    fn auroc(&self) -> f64 {
        let scores = |asked: Vec<&Asked>| asked.into_iter().map(Asked::score).collect::<Vec<_>>();
        let (inside, outside) = self.split();
        auroc(&scores(inside), &scores(outside))
    }

    fn macro_f1(&self) -> f64 {
        let mut classes = Classes::default();
        for asked in self.split().0 {
            let (truth, said) = asked.classes();
            classes.count(truth, said);
        }
        classes.macro_f1()
    }

    fn by_style(&self) -> BTreeMap<&str, Vec<&Asked>> {
        let mut styles: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
        self.split().0.into_iter().for_each(|asked| styles.entry(&asked.style).or_default().push(asked));
        styles
    }
}

impl Report for Measured {
    fn json(&self) -> Map<String, Value> {
        let (inside, outside) = self.split();
        let by_style: Map<String, Value> = self
            .by_style()
            .into_iter()
            .map(|(style, asked)| (style.to_owned(), json!(top(&asked, 1))))
            .collect();
        let report = json!({
            "questions": self.asked.len(),
            "top1": top(&inside, 1),
            "top3": top(&inside, 3),
            "macro_f1": rounded(self.macro_f1()),
            "oos_auroc": rounded(self.auroc()),
            "by_style": by_style,
            "shipped": { "in_scope": shipped(&inside), "out_of_scope": shipped(&outside) },
            "pack_bytes": self.pack_bytes,
            "compile_ms": rounded(self.compile_ms),
            "us_per_question": rounded(self.us_per_question),
            "memory": self.memory.json(),
        });
        match report {
            Value::Object(map) => map,
            _ => unreachable!("an object is written above"),
        }
    }

    fn show_wrong(&self) {
        let wrong = self.asked.iter().filter(|asked| asked.in_scope() != asked.is_right(1));
        for asked in wrong.chain(self.asked.iter().filter(|asked| !asked.in_scope())) {
            let Asked { text, expected, style, decision } = asked;
            let outcome = asked.outcome();
            eprintln!(
                "\n{text}\n  {style}, expected {expected:?}, {outcome:?}: {}",
                decision.understood.normalized
            );
            for candidate in &decision.entries {
                eprintln!("  {:.2} {} {:?}", candidate.score, candidate.id, candidate.matched);
            }
        }
    }
}

fn top(asked: &[&Asked], n: usize) -> f64 {
    rounded(share(asked.iter().filter(|asked| asked.is_right(n)).count(), asked.len()))
}

/// The shares of what shoppers get.
fn shipped(asked: &[&Asked]) -> Value {
    let of = |outcome| rounded(share(asked.iter().filter(|a| a.outcome() == outcome).count(), asked.len()));
    json!({
        "right": of(Outcome::Right),
        "wrong": of(Outcome::Wrong),
        "choices": of(Outcome::Choices),
        "wrong_choices": of(Outcome::WrongChoices),
        "declined": of(Outcome::Declined),
    })
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, pack_bytes, compile_ms, us_per_question, memory } = self;
        writeln!(f, "pack {pack_bytes} bytes, compiled in {compile_ms:.0} ms")?;
        writeln!(f, "{memory}")?;
        writeln!(f, "{} questions, {us_per_question:.1} µs each", asked.len())?;
        let (inside, outside) = self.split();
        writeln!(f, "{:<12} {:>5} {:>6} {:>6}", "style", "n", "top-1", "top-3")?;
        for (style, asked) in self.by_style().iter().chain([(&"all", &inside)]) {
            let [first, third] = [top(asked, 1), top(asked, 3)].map(|share| share * 100.0);
            writeln!(f, "{style:<12} {:>5} {first:>6.1} {third:>6.1}", asked.len())?;
        }
        writeln!(f, "macro-F1 {:.1}", 100.0 * self.macro_f1())?;
        for (name, asked) in [("in scope", &inside), ("out of scope", &outside)] {
            let Value::Object(shares) = shipped(asked) else { continue };
            let words = shares.iter().map(|(name, share)| {
                format!("{} {:.1}", name.replace('_', " "), 100.0 * share.as_f64().unwrap_or_default())
            });
            writeln!(f, "{name} ({}): {}", asked.len(), words.collect::<Vec<_>>().join(", "))?;
        }
        writeln!(f, "AUROC {:.3}", self.auroc())
    }
}
