//! Power cuts: `kill -9` under load, again and again. What was acknowledged is there afterwards, once and in order; what
//! wasn't is sent again and is there once too; and what the inbox was to be told, it is told.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use protocol::event::Body;
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::{ConversationId, Event, Seq};
use rand::RngExt as _;
use reqwest::Method;
use sapa_tests::{Agent, BATIK, Caller, Chat, Live, Stand, eventually, new_id};
use serde_json::Value;
use tokio::time::sleep;

const KILLS: usize = 20;

/// So many acknowledgements come in before the power may go.
const ACKNOWLEDGEMENTS: usize = 25;

/// How many conversations go on at a time; in each there is an agent too.
const CONVERSATIONS: usize = 4;

/// Somebody who talks without a pause until the server is gone, and goes on when it is back.
struct Talker {
    chat: Chat,
    over_http: bool,
    /// Sent, and not acknowledged.
    pending: Option<Command>,
    /// What they were told is in the log.
    acknowledged: BTreeMap<Seq, Event>,
    /// Counts everybody's acknowledgements.
    count: Arc<AtomicUsize>,
}

impl Talker {
    fn new(chat: Chat, over_http: bool, count: &Arc<AtomicUsize>) -> Self {
        Self { chat, over_http, pending: None, acknowledged: BTreeMap::new(), count: count.clone() }
    }

    async fn talk(mut self) -> Self {
        if self.over_http {
            self.talk_over_http().await
        } else {
            self.talk_over_a_socket().await
        }
        self
    }

    async fn talk_over_http(&mut self) {
        loop {
            let frame = ClientFrame::Command { command: self.next_command() };
            let request = self.chat.caller.request(Method::POST, &self.chat.path("frames")).json(&frame);
            match Caller::try_send(request).await {
                Ok(answer) => self.hear(answer.json()),
                Err(_) => return,
            }
        }
    }

    async fn talk_over_a_socket(&mut self) {
        let Ok(socket) = Live::<ServerFrame>::connect(&self.chat.caller, &self.chat.path("live")).await
        else {
            return;
        };
        let mut socket = socket.expect("nobody is refused");
        loop {
            let frame = ClientFrame::Command { command: self.next_command() };
            if socket.try_send(&frame).await.is_err() {
                return;
            }
            while self.pending.is_some() {
                let Some(text) = socket.try_text().await else { return };
                self.hear(serde_json::from_str(&text).expect("a frame"));
            }
        }
    }

    /// What is still to be acknowledged, else something new.
    fn next_command(&mut self) -> Command {
        let something = || Command::say(new_id(), "halo, masih ada?");
        self.pending.get_or_insert_with(something).clone()
    }

    fn hear(&mut self, frame: ServerFrame) {
        let ServerFrame::Events { events, .. } = frame else { panic!("unexpected: {frame:?}") };
        for event in events {
            if self.pending.as_ref().is_some_and(|command| command.id() == event.id) {
                self.pending = None;
                self.count.fetch_add(1, Ordering::Relaxed);
            }
            let known = self.acknowledged.insert(event.seq, event.clone());
            assert!(known.is_none_or(|known| known == event), "two events in one place: {event:?}");
        }
    }
}

async fn talkers(stand: &Stand, agent: &Agent, count: &Arc<AtomicUsize>) -> Vec<Talker> {
    let mut talkers = Vec::new();
    for number in 0..CONVERSATIONS {
        let visitor = stand.visitor(BATIK).await;
        let staff = agent.takes(visitor.conversation).await;
        // Two tabs of the shopper's, and the agent.
        talkers.push(Talker::new(visitor.clone(), true, count));
        talkers.push(Talker::new(visitor, false, count));
        talkers.push(Talker::new(staff, number % 2 == 0, count));
    }
    talkers
}

/// Checks a conversation's log against what everybody was told, and answers with it.
async fn check_log(agent: &Agent, conversation: ConversationId, talkers: &[Talker]) -> Vec<Event> {
    let log = agent.chat(conversation).log().await;
    let seqs = log.iter().map(|event| event.seq.0);
    assert!(seqs.eq(1..=log.len() as u64), "every place in the log is taken once, in order");
    let ids: HashSet<_> = log.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), log.len(), "nothing is there twice");
    for talker in talkers.iter().filter(|talker| talker.chat.conversation == conversation) {
        for (seq, event) in &talker.acknowledged {
            let stored = log.get(seq.0 as usize - 1);
            assert_eq!(stored, Some(event), "what was acknowledged is there");
        }
    }
    log
}

async fn check_logs(agent: &Agent, talkers: &[Talker]) -> Vec<(ConversationId, Vec<Event>)> {
    let conversations: BTreeSet<_> = talkers.iter().map(|talker| talker.chat.conversation).collect();
    let mut logs = Vec::new();
    for conversation in conversations {
        logs.push((conversation, check_log(agent, conversation, talkers).await));
    }
    logs
}

#[tokio::test]
async fn an_acknowledged_message_survives_every_power_cut_and_the_inbox_hears_of_it() {
    let mut stand = Stand::start().await;
    let agent = stand.agent(BATIK, "Dina").await;
    let count = Arc::new(AtomicUsize::new(0));
    let mut talkers = talkers(&stand, &agent, &count).await;
    for _ in 0..KILLS {
        let before = count.load(Ordering::Relaxed);
        let talking: Vec<_> = talkers.into_iter().map(|talker| tokio::spawn(talker.talk())).collect();
        eventually("load", async || {
            (count.load(Ordering::Relaxed) >= before + ACKNOWLEDGEMENTS).then_some(())
        })
        .await;
        sleep(Duration::from_millis(rand::rng().random_range(0..300))).await;
        stand.kill();
        talkers = join_all(talking)
            .await
            .into_iter()
            .map(|ended| ended.expect("what it heard was sound"))
            .collect();
        stand.restart().await;
        check_logs(&agent, &talkers).await;
    }
    inbox_agrees(&agent, check_logs(&agent, &talkers).await).await;
}

/// Waits until the inbox shows every conversation as its log ends. Nobody touches the conversations meanwhile: what was
/// to be told when the power went is told by their own alarms.
async fn inbox_agrees(agent: &Agent, logs: Vec<(ConversationId, Vec<Event>)>) {
    for (conversation, log) in logs {
        let last = log.iter().rev().find_map(|event| match &event.body {
            Body::Message(message) => Some(message.text.clone()),
            _ => None,
        });
        let end = log.last().map(|event| event.seq);
        let row = agent.row_when(conversation, |row| Some(row.seq) == end).await;
        assert_eq!(Some(row.last_line), last);
    }
}

#[tokio::test]
async fn a_power_cut_leaves_shops_sessions_and_unused_codes_as_they_were() {
    let mut stand = Stand::start().await;
    let agent = stand.agent(BATIK, "Dina").await;
    let code = stand.invite(BATIK, "Sari", protocol::staff::Role::Agent).await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("ongkir ke bandung?").await;
    let profile: Value = stand.stranger().get("/v1/shops/toko-batik").await.json();

    stand.kill();
    stand.restart().await;

    assert_eq!(stand.stranger().get("/v1/shops/toko-batik").await.json::<Value>(), profile);
    agent.chat(visitor.conversation).log().await;
    visitor.says("masih ada?").await;
    let sign_in = protocol::api::SignIn { code, second: None, bearer: true };
    stand.stranger().post("/v1/staff/session", &sign_in).await.json::<Value>();
}
