//! Throws messages at the demo shop's pack, mutated from real ones and made of chance, and reports the slowest:
//! `cargo run --profile tool -p answer --example storm -- [COUNT]`, ten million unless told otherwise. A panic ends it
//! with the message that caused it.

use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, error, fs, thread};

use answer::Pack;
use answer::pack::Before;

type Result<T> = std::result::Result<T, Box<dyn error::Error + Send + Sync>>;

const MESSAGES: u64 = 10_000_000;
/// No question may take longer.
const LIMIT: Duration = Duration::from_millis(20);

fn main() -> ExitCode {
    match run() {
        Ok(slowest) if slowest < LIMIT => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<Duration> {
    let count: u64 = env::args().nth(1).map_or(Ok(MESSAGES), |count| count.parse())?;
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let knowledge = fs::read_to_string(home.join("../../examples/toko-batik/knowledge.json"))?;
    let pack = Pack::load(Pack::compile(&serde_json::from_str(&knowledge)?, 1)?)?;
    let questions = fs::read_to_string(home.join("tests/toko-batik/questions.tsv"))?;
    let seeds: Vec<&str> = questions.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let workers = thread::available_parallelism()?.get() as u64;
    let each = count.div_ceil(workers);
    let slowest = thread::scope(|scope| {
        let work = |worker| {
            scope.spawn({
                let (pack, seeds) = (&pack, &seeds);
                move || storm(pack, seeds, worker, each)
            })
        };
        let handles: Vec<_> = (0..workers).map(work).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|_| Err("a thread broke".into())))
            .collect::<Result<Vec<_>>>()
    })?;
    let (time, text) = slowest.into_iter().max_by_key(|(time, _)| *time).ok_or("no messages")?;
    println!("{count} messages without a panic; the slowest took {time:?}: {text:.200}");
    Ok(time)
}

fn storm(pack: &Pack, seeds: &[&str], worker: u64, count: u64) -> Result<(Duration, String)> {
    let mut chance = Chance(worker);
    let mut slowest = (Duration::ZERO, String::new());
    for _ in 0..count {
        let text = chance.message(seeds);
        let said_before = seeds[chance.below(seeds.len())];
        let before = Before { text: Some(said_before), ..Before::default() };
        let began = Instant::now();
        let decided = catch_unwind(|| pack.decide(&text, before));
        let time = began.elapsed();
        if decided.is_err() {
            return Err(format!("a panic at {text:?}").into());
        }
        if time > slowest.0 {
            slowest = (time, text);
        }
    }
    Ok(slowest)
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    fn character(&mut self) -> char {
        const RANGES: [(u32, u32); 8] = [
            (0x20, 0x7e),
            (0x61, 0x7a),
            (0x30, 0x39),
            (0x00, 0xff),
            (0x300, 0x36f),
            (0x1f300, 0x1faff),
            (0x2000, 0x206f),
            (0x1, 0x10_ffff),
        ];
        let (from, to) = RANGES[self.below(RANGES.len())];
        char::from_u32(from + self.below((to - from + 1) as usize) as u32).unwrap_or('\u{fffd}')
    }

    /// A real message with a few letters changed, several joined, or letters of chance; one in a thousand very long.
    fn message(&mut self, seeds: &[&str]) -> String {
        let seed = seeds[self.below(seeds.len())];
        let mut text: Vec<char> = match self.below(10) {
            0 => (0..self.below(80)).map(|_| self.character()).collect(),
            1 => seed.chars().chain([' ']).chain(seeds[self.below(seeds.len())].chars()).collect(),
            _ => seed.chars().collect(),
        };
        for _ in 0..self.below(8) {
            let at = self.below(text.len() + 1);
            match self.below(4) {
                0 if at < text.len() => drop(text.remove(at)),
                1 if at + 1 < text.len() => text.swap(at, at + 1),
                2 if at < text.len() => text[at] = self.character(),
                _ => text.insert(at, self.character()),
            }
        }
        let text = String::from_iter(text);
        if self.below(1000) == 0 { text.repeat(10_000 / text.len().max(1)) } else { text }
    }
}
