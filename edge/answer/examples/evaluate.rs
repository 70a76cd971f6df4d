//! Measures answers on labelled questions:
//! `cargo run --release -p answer --example evaluate -- --knowledge FILE.json --questions FILE.tsv [--wrong]`.
//!
//! The questions are tab-separated with a header: `text`, `expected` (an id, `id1|id2`, or `-` for out of scope),
//! `style`. Printed are top-1 and top-3 accuracy overall and by style, what the shipped thresholds make of it, how well
//! probabilities tell questions in scope from others (AUROC), the pack's size and the time a question takes.

use std::collections::BTreeMap;
use std::time::Instant;
use std::{env, fs};

use answer::Pack;
use answer::pack::Before;
use protocol::decision::{Decision, Verdict};
use protocol::shop::Knowledge;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)).ok_or(format!("{name} FILE is missing"))
    };
    let mut knowledge: Knowledge = serde_json::from_str(&fs::read_to_string(value("--knowledge")?)?)?;
    // Open data sets have no answers; a mark without words changes nothing.
    knowledge.entries.iter_mut().filter(|e| e.answer.is_empty()).for_each(|e| e.answer = "…".to_owned());
    let questions = fs::read_to_string(value("--questions")?)?;

    let began = Instant::now();
    let bytes = Pack::compile(&knowledge, 1)?;
    println!("pack {} bytes, compiled in {} ms", bytes.len(), began.elapsed().as_millis());
    let pack = Pack::load(bytes)?;

    let began = Instant::now();
    let asked: Vec<Asked> = questions.lines().skip(1).filter_map(|line| Asked::read(line, &pack)).collect();
    let each = began.elapsed().as_secs_f64() * 1e6 / asked.len().max(1) as f64;
    println!("{} questions, {each:.1} µs each", asked.len());
    report(&asked);
    if arguments.iter().any(|argument| argument == "--wrong") {
        asked.iter().filter(|asked| !asked.is_right(1)).for_each(Asked::show);
    }
    Ok(())
}

/// A labelled question and what was decided.
struct Asked {
    text: String,
    /// Empty: out of scope.
    expected: Vec<String>,
    style: String,
    decision: Decision,
}

impl Asked {
    fn read(line: &str, pack: &Pack) -> Option<Self> {
        let mut cells = line.split('\t');
        let (text, expected) = (cells.next()?, cells.next()?);
        let expected = expected.split('|').filter(|id| *id != "-").map(str::to_owned).collect();
        let style = cells.next().unwrap_or_default().to_owned();
        Some(Self { text: text.to_owned(), expected, style, decision: pack.decide(text, Before::default()) })
    }

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

    fn outcome(&self) -> &'static str {
        match self.decision.decision {
            Verdict::Answer if self.decision.entries.is_empty() => "small talk",
            Verdict::Answer if self.is_right(1) => "right",
            Verdict::Answer => "wrong",
            Verdict::Choices if self.is_right(3) => "choices",
            Verdict::Choices => "wrong choices",
            Verdict::Unknown => "declined",
            Verdict::Handoff => "handoff",
        }
    }

    fn show(&self) {
        let Self { text, expected, .. } = self;
        println!(
            "\n{text}\n  expected {expected:?}, {}: {}",
            self.outcome(),
            self.decision.understood.normalized
        );
        for candidate in &self.decision.entries {
            println!("  {:.2} {} {:?}", candidate.score, candidate.id, candidate.matched);
        }
    }
}

fn report(asked: &[Asked]) {
    let mut styles: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    let (inside, outside): (Vec<&Asked>, Vec<&Asked>) = asked.iter().partition(|asked| asked.in_scope());
    inside.iter().for_each(|asked| styles.entry(&asked.style).or_default().push(asked));
    println!("{:<12} {:>5} {:>6} {:>6}", "style", "n", "top-1", "top-3");
    for (style, asked) in styles.iter().chain([(&"all", &inside)]) {
        let share = |n| percent(asked.iter().filter(|asked| asked.is_right(n)).count(), asked.len());
        println!("{style:<12} {:>5} {:>6.1} {:>6.1}", asked.len(), share(1), share(3));
    }
    for (name, asked) in [("in scope", &inside), ("out of scope", &outside)] {
        let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
        asked.iter().for_each(|asked| *outcomes.entry(asked.outcome()).or_default() += 1);
        let shares = outcomes.iter().map(|(outcome, n)| format!("{outcome} {:.1}", percent(*n, asked.len())));
        println!("{name}: {}", shares.collect::<Vec<_>>().join(", "));
    }
    println!("AUROC {:.3}", auroc(&inside, &outside));
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// How often a question in scope scores higher than one that isn't; ties count half.
fn auroc(inside: &[&Asked], outside: &[&Asked]) -> f64 {
    let wins = inside.iter().flat_map(|inner| {
        outside.iter().map(|outer| match inner.score().total_cmp(&outer.score()) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    wins.sum::<f64>() / (inside.len() * outside.len()).max(1) as f64
}
