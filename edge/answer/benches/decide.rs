//! What a question costs on shops of 100, 1,000 and 10,000 entries with five phrasings each and on the demo shop, and what
//! publishing and opening a shop of 1,000 cost: `cargo bench -p answer`.

use std::cell::LazyCell;
use std::hint::black_box;

use answer::Pack;
use answer::pack::Before;
use criterion::{BatchSize, Criterion};
use protocol::shop::Knowledge;

#[path = "../tests/made/mod.rs"]
mod made;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decide(&mut criterion);
    publish(&mut criterion);
    criterion.final_summary();
}

/// A question: the mean over the demo shop's 530, written by hand, one after the other.
fn decide(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a question");
    let questions = questions();
    for size in [None, Some(100), Some(1_000), Some(10_000)] {
        let name = size.map_or_else(|| "demo shop".to_owned(), |entries| format!("{entries} entries"));
        // Made only where the benchmark is asked for.
        let pack = LazyCell::new(|| {
            let shop = size.map_or_else(made::demo, made::shop);
            Pack::load(compile(&shop)).expect("what was compiled can be opened")
        });
        let mut asked = questions.iter().cycle();
        group.bench_function(name, |bencher| {
            let pack = &*pack;
            bencher.iter(|| asked.next().map(|text| pack.decide(black_box(text), Before::default())));
        });
    }
    group.finish();
}

fn publish(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("1000 entries");
    let shop = made::shop(1_000);
    group.sample_size(10).bench_function("publish", |bencher| bencher.iter(|| compile(black_box(&shop))));
    let bytes = compile(&shop);
    println!("the pack of 1000 entries has {} bytes", bytes.len());
    group.sample_size(100).bench_function("open", |bencher| {
        bencher.iter_batched(|| bytes.clone(), Pack::load, BatchSize::LargeInput);
    });
    group.finish();
}

fn compile(shop: &Knowledge) -> Vec<u8> {
    Pack::compile(shop, 1).expect("shops made by rule can be compiled")
}

fn questions() -> Vec<String> {
    let rows = include_str!("../tests/toko-batik/questions.tsv").lines().skip(1);
    rows.filter_map(|row| row.split('\t').next()).map(str::to_owned).collect()
}
