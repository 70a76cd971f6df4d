//! Holds the quality reached, with a margin, on messages written by hand: to the demo shop and to shops of other trades,
//! in seven styles, none of them a phrasing from their knowledge. `cargo xtask evaluate` prints the figures in full.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::path::Path;

use answer::Pack;
use answer::pack::Before;
use protocol::decision::{Act, Decision, Verdict};
use protocol::{EntryId, Mood};

/// Least shares of right entries, at the first place and among three; most shares of wrong answers, to messages in scope
/// and to others.
struct Held {
    top1: f64,
    top3: f64,
    wrong: f64,
    overbold: f64,
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pack(folder: &str) -> Pack {
    let knowledge = fs::read_to_string(home().join(folder).join("knowledge.json")).unwrap();
    Pack::load(Pack::compile(&serde_json::from_str(&knowledge).unwrap(), 1).unwrap()).unwrap()
}

/// The cells of a file's rows.
fn rows<const N: usize>(file: &str) -> Vec<[String; N]> {
    let text = fs::read_to_string(home().join("tests").join(file)).unwrap();
    let cells = |line: &str| {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        cells.try_into().unwrap_or_else(|cells| panic!("{file}: {N} cells are expected: {cells:?}"))
    };
    text.lines().skip(1).map(cells).collect()
}

fn is_right(decision: &Decision, expected: &str, n: usize) -> bool {
    let mut first = decision.entries.iter().take(n);
    first.any(|candidate| expected.split('|').any(|id| id == candidate.id.as_str()))
}

fn is_answered(decision: &Decision) -> bool {
    decision.decision == Verdict::Answer && !decision.rule.is_small_talk()
}

fn share<T>(all: &[T], is: impl Fn(&T) -> bool) -> f64 {
    all.iter().filter(|one| is(one)).count() as f64 / all.len() as f64
}

fn holds(knowledge: &str, questions: &str, held: &Held) {
    let pack = pack(knowledge);
    let decide = |[text, expected, _]: [String; 3]| (pack.decide(&text, Before::default()), expected);
    let asked = rows::<3>(questions).into_iter().map(decide);
    let (inside, outside): (Vec<_>, Vec<_>) = asked.partition(|(_, expected)| expected != "-");
    for id in inside.iter().flat_map(|(_, expected)| expected.split('|')) {
        assert!(pack.entry(&id.parse().unwrap()).is_some(), "{questions}: the shop has no entry `{id}`");
    }
    let top = |n| share(&inside, |(decision, expected)| is_right(decision, expected, n));
    let wrong =
        share(&inside, |(decision, expected)| is_answered(decision) && !is_right(decision, expected, 1));
    let overbold = share(&outside, |(decision, _)| is_answered(decision));
    let figures = format!("{questions}: {:.3} {:.3} {wrong:.3} {overbold:.3}", top(1), top(3));
    println!("{figures}");
    let good = top(1) >= held.top1 && top(3) >= held.top3 && wrong <= held.wrong && overbold <= held.overbold;
    assert!(good, "worse than what was reached: {figures}");
}

#[test]
fn the_batik_shop_is_understood() {
    let held = Held { top1: 0.80, top3: 0.92, wrong: 0.06, overbold: 0.09 };
    holds("../../examples/toko-batik", "toko-batik/questions.tsv", &held);
}

#[test]
fn the_coffee_roaster_is_understood() {
    let held = Held { top1: 0.78, top3: 0.91, wrong: 0.07, overbold: 0.08 };
    holds("tests/shops/kopi-lereng", "shops/kopi-lereng/questions.tsv", &held);
}

#[test]
fn the_electronics_shop_is_understood() {
    let held = Held { top1: 0.77, top3: 0.89, wrong: 0.06, overbold: 0.08 };
    holds("tests/shops/rumah-gawai", "shops/rumah-gawai/questions.tsv", &held);
}

/// No constant was ever fitted on this one (`tests/shops/unopened.txt`): it tells how a new shop fares.
#[test]
fn the_skincare_shop_is_understood() {
    let held = Held { top1: 0.79, top3: 0.91, wrong: 0.07, overbold: 0.04 };
    holds("tests/shops/rona-kulit", "shops/rona-kulit/questions.tsv", &held);
}

#[test]
fn follow_ups_lean_on_the_message_before() {
    let pack = pack("../../examples/toko-batik");
    let follow = |[before, text, expected]: [String; 3]| {
        let first = pack.decide(&before, Before::default());
        let entry: Option<EntryId> = first.entries.first().map(|candidate| candidate.id.clone());
        let before = Before { text: Some(&before), entry: entry.as_ref(), ..Before::default() };
        (pack.decide(&text, before), expected)
    };
    let followed: Vec<_> = rows::<3>("toko-batik/follow-ups.tsv").into_iter().map(follow).collect();
    let top = |n| share(&followed, |(decision, expected)| is_right(decision, expected, n));
    println!("follow-ups: {:.3} {:.3}", top(1), top(3));
    assert!(top(1) >= FOLLOW_UPS.0 && top(3) >= FOLLOW_UPS.1, "{:.3} {:.3}", top(1), top(3));
}

/// Messages with several questions, each answered (`expected`: the entries in order, apart by blanks), and others that must
/// not be cut (`-`). A `¶` stands for a new line.
#[test]
fn several_questions_in_one_message_are_each_answered() {
    let pack = pack("../../examples/toko-batik");
    let decide = |[text, expected, _]: [String; 3]| {
        let decisions = pack.decide_each(&text.replace('¶', "\n"), Before::default());
        if expected == "-" {
            return (true, decisions.len() == 1);
        }
        let answers: Vec<&Decision> = decisions.iter().filter(|decision| is_answered(decision)).collect();
        let expected: Vec<&str> = expected.split(' ').collect();
        let right = answers.iter().zip(&expected).all(|(decision, expected)| is_right(decision, expected, 1));
        (false, right && answers.len() == expected.len())
    };
    let decided: Vec<(bool, bool)> = rows::<3>("toko-batik/several.tsv").into_iter().map(decide).collect();
    let (single, several): (Vec<_>, Vec<_>) = decided.into_iter().partition(|(single, _)| *single);
    let [whole, answered] = [&single, &several].map(|rows| share(rows, |(_, right)| *right));
    println!("several questions: answered {answered:.3}, left whole {whole:.3}");
    assert!(answered >= SEVERAL.0 && whole >= SEVERAL.1, "{answered:.3} {whole:.3}");
}

/// Least shares of messages answered in all their questions, and of others left whole.
const SEVERAL: (f64, f64) = (0.75, 0.95);

/// Least shares of right entries: first, and among three.
const FOLLOW_UPS: (f64, f64) = (0.65, 0.85);

#[test]
fn moods_and_the_wish_for_a_person_are_heard() {
    let heard = |[text, mood, person]: [String; 3]| {
        let understood = answer::understand(&text);
        let told = match understood.mood {
            Mood::Angry => "angry",
            Mood::Unhappy => "unhappy",
            Mood::Happy => "happy",
            Mood::Neutral => "neutral",
        };
        (told == mood, understood.acts.contains(&Act::WantsPerson), person == "1")
    };
    let heard: Vec<_> = rows::<3>("toko-batik/moods.tsv").into_iter().map(heard).collect();
    let moods = share(&heard, |(right, ..)| *right);
    let (wanted, told): (Vec<_>, Vec<_>) =
        (heard.iter().filter(|h| h.2).collect(), heard.iter().filter(|h| h.1).collect());
    let (recall, precision) = (share(&wanted, |h| h.1), share(&told, |h| h.2));
    println!("moods {moods:.3}, person: precision {precision:.3}, recall {recall:.3}");
    assert!(moods >= 0.83, "moods {moods:.3}");
    assert!(precision >= 0.93 && recall >= 0.95, "person: precision {precision:.3}, recall {recall:.3}");
}
