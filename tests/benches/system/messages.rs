//! A message through the Conversation object: received, stored, answered by the bot, both acknowledged; against a bare
//! one-row insert per request in a Durable Object.

use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::Author;
use protocol::event::Status;
use protocol::frame::{Command, ServerFrame};
use sapa_tests::{BATIK, Caller, Live, Stand, batik, new_id};

use crate::baseline::Baseline;
use crate::load::requests_a_second;
use crate::{ROUNDS, median, spread};

/// Open sockets, each in a conversation of its own.
const SOCKETS: [usize; 2] = [1, 200];

/// How long one measurement takes.
const LASTS: Duration = Duration::from_secs(6);

/// Prints messages a second and how long a shopper waits for the answer.
pub async fn measure(stand: &Stand, baseline: &Baseline) {
    let questions = Arc::new(questions());
    println!("\n| open sockets | messages/s | of bare inserts | p50 ms | p99 ms |\n|---|---|---|---|---|");
    for sockets in SOCKETS {
        let mut rates = Vec::new();
        let mut ratios = Vec::new();
        let mut waits = Vec::new();
        for _ in 0..ROUNDS {
            let url = format!("http://{}/", baseline.rust);
            let inserts = requests_a_second(&url, Some(("inserts.lua", &sockets.to_string())));
            let round = talk(stand, &questions, sockets).await;
            let rate = round.len() as f64 / LASTS.as_secs_f64();
            rates.push(rate);
            ratios.push(rate / inserts);
            waits.extend(round);
        }
        waits.sort_by(f64::total_cmp);
        let percentile = |share: f64| waits[(waits.len() as f64 * share) as usize];
        let (p50, p99) = (percentile(0.5), percentile(0.99));
        println!("| {sockets} | {:.0} | {} | {p50:.1} | {p99:.1} |", median(rates), spread(&ratios, 2));
    }
}

/// One way to ask for each thing the shop knows: answered each time, none asked again.
fn questions() -> Vec<String> {
    batik().knowledge.entries.into_iter().filter_map(|entry| entry.questions.into_iter().next()).collect()
}

/// All sockets talk at once; answers with every wait in milliseconds.
async fn talk(stand: &Stand, questions: &Arc<Vec<String>>, sockets: usize) -> Vec<f64> {
    let mut connected = Vec::new();
    for _ in 0..sockets {
        connected.push(stand.visitor(BATIK).await.live().await);
    }
    let ends = Instant::now() + LASTS;
    let shoppers = connected
        .into_iter()
        .map(|live| tokio::spawn(talk_until(ends, live, stand.stranger(), Arc::clone(questions))));
    let mut waits = Vec::new();
    for shopper in shoppers.collect::<Vec<_>>() {
        waits.extend(shopper.await.expect("a shopper who asks to the end"));
    }
    waits
}

/// One shopper after the other on one socket, each asking everything once, or until the bot passes them on.
async fn talk_until(
    ends: Instant,
    mut live: Live<ServerFrame>,
    next: Caller,
    questions: Arc<Vec<String>>,
) -> Vec<f64> {
    let mut waits = Vec::new();
    loop {
        for question in questions.iter() {
            let asked = Instant::now();
            if asked >= ends {
                return waits;
            }
            let with_bot = ask(&mut live, question).await;
            waits.push(asked.elapsed().as_secs_f64() * 1_000.0);
            if !with_bot {
                break;
            }
        }
        live = next.begin(BATIK).await.live().await;
    }
}

/// Asks, and waits for the message's own event and the bot's. Whether the bot still has the conversation then.
async fn ask(live: &mut Live<ServerFrame>, text: &str) -> bool {
    let id = new_id();
    live.give(Command::say(id, text)).await;
    live.until(|frame| match frame {
        ServerFrame::Events { events, status, .. } if events.iter().any(|event| event.id == id) => {
            let by_bot = events.iter().any(|event| matches!(event.author, Author::Bot { .. }));
            assert!(by_bot, "the bot answers in the same transaction");
            Some(status == Status::Bot)
        }
        ServerFrame::Error { problem, .. } => panic!("{problem:?}"),
        _ => None,
    })
    .await
}
