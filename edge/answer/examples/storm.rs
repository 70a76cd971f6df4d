//! Throws messages at the demo shop's pack, mutated from real ones and made of chance, and reports the slowest:
//! `cargo run --profile tool -p answer --example storm -- [COUNT]`, ten million unless told otherwise. A panic ends it
//! with the message that caused it. Times are a thread's own on the processor: what else runs on the machine doesn't count.

use std::panic::catch_unwind;
use std::path::Path;
use std::time::Duration;
use std::{env, fs, thread};

use answer::Pack;
use answer::pack::Before;
use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use rustix::time::{ClockId, clock_gettime};

const MESSAGES: u64 = 10_000_000;
/// No question may take longer.
const LIMIT: Duration = Duration::from_millis(20);

fn main() -> Result<()> {
    let count: u64 = env::args().nth(1).map_or(Ok(MESSAGES), |count| count.parse())?;
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let knowledge = fs::read_to_string(home.join("../../examples/toko-batik/knowledge.json"))?;
    let pack = Pack::load(Pack::compile(&serde_json::from_str(&knowledge)?, 1)?)?;
    let questions = fs::read_to_string(home.join("tests/toko-batik/questions.tsv"))?;
    let seeds: Vec<&str> = questions.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let workers = thread::available_parallelism()?.get() as u64;
    let each = count.div_ceil(workers);
    let slowest: Result<Vec<(Duration, String)>> = thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|seed| {
                scope.spawn({
                    let (pack, seeds) = (&pack, &seeds);
                    move || storm(pack, seeds, Rng::with_seed(seed), each)
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|_| bail!("a thread broke"))).collect()
    });
    let (time, text) = slowest?.into_iter().max_by_key(|(time, _)| *time).context("no messages")?;
    println!("{} messages without a panic; the slowest took {time:?}: {text:.200}", each * workers);
    ensure!(time < LIMIT, "that is longer than {LIMIT:?}");
    Ok(())
}

/// The slowest of so many messages. One that seems to be is timed twice more: what interrupts a processor counts as the
/// thread's work too, yet hardly ever hits the same message three times.
fn storm(pack: &Pack, seeds: &[&str], mut chance: Rng, count: u64) -> Result<(Duration, String)> {
    let mut slowest = (Duration::ZERO, String::new());
    for _ in 0..count {
        let text = message(&mut chance, seeds);
        let before = Before { text: Some(seeds[chance.usize(..seeds.len())]), ..Before::default() };
        let mut time = decide(pack, &text, before)?;
        for _ in 0..2 {
            if time > slowest.0 {
                time = time.min(decide(pack, &text, before)?);
            }
        }
        if time > slowest.0 {
            slowest = (time, text);
        }
    }
    Ok(slowest)
}

/// How long a message takes to decide on.
fn decide(pack: &Pack, text: &str, before: Before<'_>) -> Result<Duration> {
    let began = worked()?;
    let decided = catch_unwind(|| pack.decide_each(text, before));
    ensure!(decided.is_ok(), "a panic at {text:?}");
    Ok(worked()? - began)
}

/// How long this thread has been on a processor.
fn worked() -> Result<Duration> {
    Ok(clock_gettime(ClockId::ThreadCPUTime).try_into()?)
}

/// Of all kinds, plain letters most often.
fn character(chance: &mut Rng) -> char {
    match chance.u8(..8) {
        0..3 => chance.lowercase(),
        3 => chance.digit(10),
        4 => chance.char(' '..='~'),
        5 => chance.char('\u{300}'..='\u{36f}'),
        6 => chance.char('\u{1f300}'..='\u{1faff}'),
        _ => chance.char(..),
    }
}

/// A real message with a few letters changed, two joined, or letters of chance; one in a thousand very long.
fn message(chance: &mut Rng, seeds: &[&str]) -> String {
    let mut seed = || seeds[chance.usize(..seeds.len())];
    let (one, other) = (seed(), seed());
    let mut text: Vec<char> = match chance.u8(..10) {
        0 => (0..chance.usize(..80)).map(|_| character(chance)).collect(),
        1 => format!("{one} {other}").chars().collect(),
        _ => one.chars().collect(),
    };
    for _ in 0..chance.u8(..8) {
        let at = chance.usize(..=text.len());
        match chance.u8(..4) {
            0 if at < text.len() => drop(text.remove(at)),
            1 if at + 1 < text.len() => text.swap(at, at + 1),
            2 if at < text.len() => text[at] = character(chance),
            _ => text.insert(at, character(chance)),
        }
    }
    let text = String::from_iter(text);
    if chance.u16(..1000) == 0 { text.repeat(10_000 / text.len().max(1)) } else { text }
}
