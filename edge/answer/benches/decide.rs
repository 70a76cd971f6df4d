//! How long a decision takes on the demo shop: `cargo bench -p answer`.

use std::hint::black_box;
use std::time::Instant;

use answer::Pack;
use answer::pack::Before;

const QUESTIONS: [&str; 4] = [
    "kak brg sy blm nyampe2 pdhl udh seminggu",
    "ongkir ke surabaya berapa ya kak kira kira",
    "bisa tukar ukuran ga kalau kekecilan di badan",
    "do you ship to australia and how long",
];
const ROUNDS: usize = 2_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/toko-batik/knowledge.json");
    let knowledge = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let began = Instant::now();
    black_box(answer::understand(""));
    println!("reading the language data {:?}", began.elapsed());
    let began = Instant::now();
    let bytes = Pack::compile(&knowledge, 1)?;
    println!("compile {:?}, {} bytes", began.elapsed(), bytes.len());
    let began = Instant::now();
    let pack = Pack::load(bytes)?;
    println!("load    {:?}", began.elapsed());
    for question in QUESTIONS {
        let began = Instant::now();
        for _ in 0..ROUNDS {
            black_box(pack.decide(black_box(question), Before::default()));
        }
        println!("decide  {:>6.1} µs  {question}", began.elapsed().as_secs_f64() * 1e6 / ROUNDS as f64);
    }
    Ok(())
}
