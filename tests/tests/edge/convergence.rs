//! Clients that lose their connection at any moment, send things twice and in the wrong order: in the end each has the
//! server's log, and everything said is in it once.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::{Event, EventId, Seq};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, IteratorRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use sapa_tests::{BATIK, Chat, Live, SEPATU, Stand, new_id, now};

/// A client as the protocol's documentation has it: it keeps what it said until it sees the event, and skips what it has.
struct Client {
    chat: Chat,
    random: StdRng,
    socket: Option<Live<ServerFrame>>,
    /// The place to resume from.
    last: Seq,
    log: BTreeMap<Seq, Event>,
    said: BTreeMap<EventId, Command>,
    unacknowledged: BTreeSet<EventId>,
}

impl Client {
    fn new(chat: Chat, seed: u64) -> Self {
        Self {
            chat,
            random: StdRng::seed_from_u64(seed),
            socket: None,
            last: Seq(0),
            log: BTreeMap::new(),
            said: BTreeMap::new(),
            unacknowledged: BTreeSet::new(),
        }
    }

    /// Something that happens to a client.
    async fn step(&mut self) {
        match self.random.random_range(0..12) {
            0..4 => self.say().await,
            4..6 => self.repeat().await,
            6 => self.repeat_anything().await,
            7 => self.socket = None, // whatever was on its way is lost
            8 => self.reconnect().await,
            9 => self.catch_up().await,
            _ => self.listen().await,
        }
    }

    async fn say(&mut self) {
        let id = EventId::from_parts(now(), self.random.random());
        let words = ["halo", "bisa COD?", "ongkir ke bandung?", "makasih"].choose(&mut self.random);
        let text = format!("{} {id}", words.expect("words"));
        self.said.insert(id, Command::say(id, text));
        self.unacknowledged.insert(id);
        if self.random.random() {
            self.send(id).await;
        }
    }

    /// Sends everything that wasn't acknowledged, in any order.
    async fn repeat(&mut self) {
        let mut ids: Vec<EventId> = self.unacknowledged.iter().copied().collect();
        ids.shuffle(&mut self.random);
        for id in ids {
            self.send(id).await;
        }
    }

    async fn repeat_anything(&mut self) {
        if let Some(id) = self.said.keys().copied().choose(&mut self.random) {
            self.send(id).await;
        }
    }

    /// Sends a command one way or the other, and may not stay for the answer.
    async fn send(&mut self, id: EventId) {
        let command = self.said[&id].clone();
        match &mut self.socket {
            Some(socket) if self.random.random() => socket.give(command).await,
            _ => {
                let events = self.chat.does(command).await;
                if self.random.random() {
                    self.learn(events);
                }
            }
        }
    }

    async fn reconnect(&mut self) {
        let mut socket = self.chat.connect().await;
        let mut log = Vec::new();
        loop {
            socket.send(&ClientFrame::Resume { after: self.last }).await;
            let (events, last, more) = socket
                .until(|frame| match frame {
                    ServerFrame::Welcome { events, last, more, .. } => Some((events, last, more)),
                    _ => None, // heard too early: the welcome has it
                })
                .await;
            log.extend(events);
            self.last = last;
            if !more {
                break;
            }
        }
        self.learn(log);
        self.socket = Some(socket);
    }

    async fn catch_up(&mut self) {
        loop {
            let page = self.chat.page(self.last).await;
            self.learn(page.events);
            self.last = page.last;
            if !page.more {
                return;
            }
        }
    }

    /// Hears what has come so far; once it has, nothing of it comes again.
    async fn listen(&mut self) {
        let Some(socket) = &mut self.socket else { return };
        for frame in socket.so_far().await {
            match frame {
                ServerFrame::Events { events, last, .. } => {
                    self.last = self.last.max(last);
                    self.learn(events);
                }
                ServerFrame::Viewers { .. } => {} // who else looks on is no part of the log
                other => panic!("unexpected: {other:?}"),
            }
        }
    }

    fn learn(&mut self, events: Vec<Event>) {
        for event in events {
            self.unacknowledged.remove(&event.id);
            let known = self.log.insert(event.seq, event.clone());
            assert!(known.is_none_or(|known| known == event), "an event never changes: {event:?}");
        }
    }

    /// Sends and fetches until nothing is missing, as a client with a good connection does.
    async fn settle(&mut self) {
        self.reconnect().await;
        while !self.unacknowledged.is_empty() {
            self.repeat().await;
            self.catch_up().await;
        }
        self.catch_up().await;
    }
}

#[tokio::test]
async fn drops_repeats_and_reorderings_end_in_the_servers_log() {
    let stand = Stand::shared().await;
    join_all((0..12).map(|seed| converges(&stand, seed))).await;
}

/// Two tabs of a shopper's and an agent's console, each with a will of its own.
async fn converges(stand: &Stand, seed: u64) {
    let shopper = stand.visitor(SEPATU).await;
    let agent = stand.agent(SEPATU, "Joko").await.takes(shopper.conversation).await;
    let mut clients = [(&shopper, 0), (&shopper, 1), (&agent, 2)]
        .map(|(chat, number)| Client::new(chat.clone(), 3 * seed + number));
    let [one, other, third] = &mut clients;
    for _ in 0..30 {
        tokio::join!(one.step(), other.step(), third.step());
    }
    for client in &mut clients {
        client.settle().await;
    }
    let whole = agent.log().await;
    assert!(whole.iter().map(|event| event.seq.0).eq(1..=whole.len() as u64), "seed {seed}: no gaps");
    for mut client in clients {
        client.catch_up().await; // with what the others sent last
        let server = client.chat.log().await;
        assert!(client.log.values().eq(&server), "seed {seed}: the client has what the server has");
        let times_there = |id: &EventId| server.iter().filter(|event| event.id == *id).count();
        assert!(
            client.said.keys().all(|id| times_there(id) == 1),
            "seed {seed}: everything said is there once"
        );
    }
}

#[tokio::test]
async fn a_socket_that_was_lost_with_everything_on_it_costs_nothing() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let id = new_id();
    let message = Command::say(id, "bisa COD?");
    let mut live = visitor.connect().await;
    live.give(message.clone()).await;
    drop(live); // before the acknowledgement

    let mut live = visitor.live().await;
    live.does(message).await.expect("sent again after the loss");
    let log = visitor.log().await;
    assert_eq!(log.iter().filter(|event| event.id == id).count(), 1, "{log:#?}");
}
