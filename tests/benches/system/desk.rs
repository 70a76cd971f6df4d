//! How quick the desk is while many conversations are live: an agent's words on their way to the shopper, and the inbox
//! opened while it changes.

use std::time::{Duration, Instant};

use protocol::frame::{Command, ServerFrame};
use protocol::staff::InboxFrame;
use sapa_tests::{Agent, BATIK, Live, Stand, new_id};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep};

/// Conversations that an agent and a shopper have open, each on a socket.
const CONVERSATIONS: usize = 200;

/// How often an agent says something in each of them.
const PACE: Duration = Duration::from_secs(5);

/// How often each shopper says something while the inbox is looked at.
const BUSY_PACE: Duration = Duration::from_secs(1);

/// How long each measurement takes.
const LASTS: Duration = Duration::from_secs(20);

/// How often the inbox is opened meanwhile.
const LOOKS: Duration = Duration::from_millis(200);

/// A conversation: its shopper's socket and its agent's.
struct Talk {
    shopper: Live<ServerFrame>,
    agent: Live<ServerFrame>,
}

/// Prints how long an agent's words take, and how long the inbox.
pub async fn measure(stand: &Stand) {
    let dina = stand.agent(BATIK, "Dina").await;
    let mut talks = Vec::new();
    for _ in 0..CONVERSATIONS {
        talks.push(open(stand, &dina).await);
    }
    println!("\n| {CONVERSATIONS} live conversations | p50 ms | p99 ms |\n|---|---|---|");
    let ends = Instant::now() + LASTS;
    let mut speaking = JoinSet::new();
    for (place, talk) in talks.into_iter().enumerate() {
        let starts = PACE.mul_f64(place as f64 / CONVERSATIONS as f64);
        speaking.spawn(speak(talk, starts, ends));
    }
    let (talks, waits): (Vec<_>, Vec<_>) = speaking.join_all().await.into_iter().unzip();
    row("an agent's message on the shopper's socket", waits.concat());

    let ends = Instant::now() + LASTS;
    let mut writing = JoinSet::new();
    for talk in talks {
        writing.spawn(write(talk, ends));
    }
    let told = tokio::spawn(changes(dina.live_inbox().await, ends));
    let looks = look(&dina, ends).await;
    writing.join_all().await;
    let told = told.await.expect("the console listens to the end") as f64 / LASTS.as_secs_f64();
    row(&format!("the inbox, opened while {told:.0} of its rows change a second"), looks);
}

fn row(what: &str, mut waits: Vec<f64>) {
    waits.sort_by(f64::total_cmp);
    let percentile = |share: f64| waits[(waits.len() as f64 * share) as usize];
    println!("| {what} | {:.1} | {:.1} |", percentile(0.5), percentile(0.99));
}

async fn open(stand: &Stand, dina: &Agent) -> Talk {
    let visitor = stand.visitor(BATIK).await;
    let shopper = visitor.live().await;
    let agent = dina.takes(visitor.conversation).await.live().await;
    Talk { shopper, agent }
}

/// The agent says something again and again; answers with how long each took to the shopper, in milliseconds.
async fn speak(mut talk: Talk, starts: Duration, ends: Instant) -> (Talk, Vec<f64>) {
    sleep(starts).await;
    let mut waits = Vec::new();
    let mut pace = interval(PACE);
    while Instant::now() < ends {
        pace.tick().await;
        let (id, said) = (new_id(), Instant::now());
        talk.agent.give(Command::say(id, "Baik Kak, saya cek dulu ya")).await;
        talk.shopper.until(|frame| has(&frame, id).then_some(())).await;
        waits.push(said.elapsed().as_secs_f64() * 1_000.0);
        talk.agent.until(|frame| has(&frame, id).then_some(())).await;
    }
    (talk, waits)
}

/// The shopper writes again and again.
async fn write(mut talk: Talk, ends: Instant) {
    let mut pace = interval(BUSY_PACE);
    while Instant::now() < ends {
        pace.tick().await;
        let id = new_id();
        talk.shopper.give(Command::say(id, "oke kak")).await;
        talk.shopper.until(|frame| has(&frame, id).then_some(())).await;
    }
}

fn has(frame: &ServerFrame, id: protocol::EventId) -> bool {
    matches!(frame, ServerFrame::Events { events, .. } if events.iter().any(|event| event.id == id))
}

/// How many rows a console is told of.
async fn changes(mut console: Live<InboxFrame>, ends: Instant) -> usize {
    let mut told = 0;
    while Instant::now() < ends {
        if let InboxFrame::Rows { rows, .. } = console.next().await {
            told += rows.len();
        }
    }
    told
}

/// Opens the inbox again and again; answers with how long each took, in milliseconds.
async fn look(dina: &Agent, ends: Instant) -> Vec<f64> {
    let mut looks = Vec::new();
    let mut pace = interval(LOOKS);
    while Instant::now() < ends {
        pace.tick().await;
        let began = Instant::now();
        dina.opens_inbox().await;
        looks.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    looks
}
