//! Who gets the conversations that wait: everybody who waits finds somebody who has room, and nobody finds two.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use protocol::api::{Colleagues, SetPlaces, SetPresence};
use protocol::event::{Author, Body, Status};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::shop::{Routing, Service};
use protocol::staff::{Colleague, InboxFrame, Presence, Role};
use protocol::{ConversationId, Event, StaffId};
use rand::RngExt as _;
use reqwest::Method;
use sapa_tests::{Agent, BATIK, Chat, Live, SEPATU, Stand, eventually, new_id, renamed};
use serde_json::json;
use tokio::time::sleep;

/// An agent with their console open.
struct OnDuty {
    agent: Agent,
    _console: Live<InboxFrame>,
}

async fn on_duty(agent: Agent) -> OnDuty {
    let _console = agent.live_inbox().await;
    OnDuty { agent, _console }
}

/// A shop of its own that routes.
async fn shop(stand: &Stand, slug: &str, routing: Routing) {
    let mut shop = renamed(slug);
    shop.settings.service = Service { routing, ..Service::default() };
    stand.load(&shop).await;
}

async fn team(stand: &Stand, slug: &str, size: usize) -> Vec<OnDuty> {
    let mut team = Vec::new();
    for number in 1..=size {
        team.push(on_duty(stand.agent(slug, &format!("CS {number}")).await).await);
    }
    team
}

async fn asks_for_a_person(visitor: &Chat) {
    visitor.command(Command::AskPerson { id: new_id() }).await;
}

async fn waits(stand: &Stand, slug: &str) -> Chat {
    let visitor = stand.visitor(slug).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    visitor
}

fn holder(status: &Status) -> Option<StaffId> {
    match status {
        Status::Agent { id, .. } => Some(*id),
        _ => None,
    }
}

async fn holder_of(visitor: &Chat) -> Option<StaffId> {
    holder(&visitor.page(protocol::Seq(0)).await.status)
}

/// Waits until a conversation is with somebody.
async fn finds_somebody(visitor: &Chat) -> StaffId {
    eventually("somebody has it", async || holder_of(visitor).await).await
}

/// Lets news travel for which there is nothing to wait: that something does not happen.
async fn settles() {
    sleep(Duration::from_millis(700)).await;
}

async fn log_of(agent: &Agent, conversation: ConversationId) -> Vec<Event> {
    agent.chat(conversation).log().await
}

fn times_given(log: &[Event]) -> usize {
    log.iter().filter(|event| matches!(event.body, Body::Assigned { .. })).count()
}

async fn sets_places(owner: &Agent, member: StaffId, places: u32) {
    let path = format!("/v1/staff/members/{member}/places");
    assert_eq!(owner.caller.put(&path, &SetPlaces { places }).await.status, 204);
}

async fn says(agent: &Agent, presence: Presence) {
    let answer = agent.caller.put("/v1/staff/presence", &SetPresence { presence }).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

#[tokio::test]
async fn fifty_who_ask_at_once_find_somebody_each_and_nobody_is_given_to_two() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-ramai", Routing::LeastBusy).await;
    let team = team(&stand, "toko-ramai", 10).await;
    let mut visitors = Vec::new();
    for _ in 0..50 {
        visitors.push(stand.visitor("toko-ramai").await);
    }

    join_all(visitors.iter().map(asks_for_a_person)).await;

    let holders = join_all(visitors.iter().map(finds_somebody)).await;
    let mut has = HashMap::new();
    holders.iter().for_each(|agent| *has.entry(*agent).or_insert(0) += 1);
    assert_eq!(has.len(), 10);
    assert!(has.values().all(|places| *places == 5), "{has:?}");
    for visitor in &visitors {
        let log = log_of(&team[0].agent, visitor.conversation).await;
        assert_eq!(times_given(&log), 1);
        let given = log.iter().find(|event| matches!(event.body, Body::Assigned { .. }));
        assert_eq!(given.map(|event| &event.author), Some(&Author::System));
    }

    // Everybody is full: two more wait, until somebody has room for the one who has waited longer.
    let (first, second) = (waits(&stand, "toko-ramai").await, waits(&stand, "toko-ramai").await);
    settles().await;
    assert_eq!((holder_of(&first).await, holder_of(&second).await), (None, None));
    let free = team.iter().find(|on_duty| on_duty.agent.member.id == holders[0]).expect("one of the team");
    free.agent.chat(visitors[0].conversation).does(Command::Resolve { id: new_id() }).await;
    assert_eq!(finds_somebody(&first).await, holders[0]);
    settles().await;
    assert_eq!(holder_of(&second).await, None);
}

#[tokio::test]
async fn a_power_cut_in_the_midst_forgets_nobody_and_gives_nobody_to_two() {
    let mut stand = Stand::start().await;
    shop(&stand, "toko-gelap", Routing::RoundRobin).await;
    for _ in 0..3 {
        let agents = team(&stand, "toko-gelap", 4).await.into_iter().map(|on_duty| on_duty.agent);
        let agents: Vec<Agent> = agents.collect();
        let consoles = join_all(agents.iter().map(Agent::live_inbox)).await;
        let mut visitors = Vec::new();
        for _ in 0..20 {
            visitors.push(stand.visitor("toko-gelap").await);
        }
        let asking: Vec<_> = visitors
            .iter()
            .cloned()
            .map(|visitor| {
                tokio::spawn(async move {
                    let ask = protocol::ClientFrame::Command { command: Command::AskPerson { id: new_id() } };
                    let request = visitor.caller.request(Method::POST, &visitor.path("frames")).json(&ask);
                    sapa_tests::Caller::try_send(request).await.is_ok()
                })
            })
            .collect();
        sleep(Duration::from_millis(rand::rng().random_range(20..250))).await;
        stand.kill();
        let asked = join_all(asking).await;
        drop(consoles);
        stand.restart().await;
        for (visitor, asked) in visitors.iter().zip(asked) {
            if !asked.expect("asking doesn't panic") {
                asks_for_a_person(visitor).await; // refused where it had been stored
            }
        }
        let _consoles = join_all(agents.iter().map(Agent::live_inbox)).await;

        let holders = join_all(visitors.iter().map(finds_somebody)).await;

        let mut has = HashMap::new();
        holders.iter().for_each(|agent| *has.entry(*agent).or_insert(0) += 1);
        assert!(has.values().all(|places| *places == 5), "{has:?}");
        for visitor in &visitors {
            let log = log_of(&agents[0], visitor.conversation).await;
            assert_eq!(times_given(&log), 1);
            let holder = holder_of(visitor).await;
            let agent = agents.iter().find(|agent| Some(agent.member.id) == holder).expect("one of the team");
            agent.chat(visitor.conversation).does(Command::Resolve { id: new_id() }).await;
        }
        settles().await;
    }
}

#[tokio::test]
async fn somebody_who_takes_it_at_the_same_moment_and_the_routing_never_both_have_it() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-rebutan", Routing::RoundRobin).await;
    let dina = on_duty(stand.agent("toko-rebutan", "Dina").await).await;
    let owner = stand.staff("toko-rebutan", "Ratna", Role::Owner).await;
    sets_places(&owner, dina.agent.member.id, 30).await;
    let sari = stand.agent("toko-rebutan", "Sari").await;
    // She takes the next one a little later after each that she got, a little sooner after each that she didn't: so she comes
    // upon the moment at which the offer arrives, and stays around it.
    let (mut wait, mut rounds) = (Duration::ZERO, Vec::new());
    for _ in 0..30 {
        let visitor = stand.visitor("toko-rebutan").await;
        let takes = async {
            sleep(wait).await;
            sari.chat(visitor.conversation).command(Command::Take { id: new_id() }).await.status == 200
        };
        let ((), took) = tokio::join!(asks_for_a_person(&visitor), takes);
        let step = Duration::from_millis(rand::rng().random_range(20..60));
        wait = if took { wait + step } else { wait.saturating_sub(step) };
        rounds.push((visitor, took));
    }
    settles().await;
    for (visitor, took) in &rounds {
        let holder = if *took { sari.member.id } else { dina.agent.member.id };
        assert_eq!(holder_of(visitor).await, Some(holder), "whoever was told so has it");
        let log = log_of(&sari, visitor.conversation).await;
        assert_eq!(times_given(&log), 1, "{log:?}");
    }
    let taken = rounds.iter().filter(|(_, took)| *took).count();
    assert!((1..30).contains(&taken), "each was quicker at times: {taken}");
}

#[tokio::test]
async fn only_who_is_online_with_a_console_open_is_given_anything_and_whoever_comes_gets_who_waits() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-sepi", Routing::RoundRobin).await;
    let (dina, rudi) = (stand.agent("toko-sepi", "Dina").await, stand.agent("toko-sepi", "Rudi").await);
    let visitor = waits(&stand, "toko-sepi").await;
    settles().await;
    assert_eq!(holder_of(&visitor).await, None, "nobody has a console open");

    let on_duty_dina = on_duty(dina.clone()).await;
    assert_eq!(finds_somebody(&visitor).await, dina.member.id, "who comes gets who waits");

    let rudis = on_duty(rudi.clone()).await;
    for presence in [Presence::Busy, Presence::Away] {
        says(&rudi, presence).await;
        let next = waits(&stand, "toko-sepi").await;
        assert_eq!(finds_somebody(&next).await, dina.member.id, "{presence:?}");
    }
    says(&dina, Presence::Busy).await;
    let next = waits(&stand, "toko-sepi").await;
    settles().await;
    assert_eq!(holder_of(&next).await, None);
    says(&rudi, Presence::Online).await;
    assert_eq!(finds_somebody(&next).await, rudi.member.id);

    rudis._console.close().await;
    let next = waits(&stand, "toko-sepi").await;
    settles().await;
    assert_eq!(holder_of(&next).await, None, "a closed console takes nothing");
    drop(on_duty_dina);
}

#[tokio::test]
async fn what_somebody_took_by_hand_counts_and_a_shopper_who_comes_back_finds_the_person_they_had() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-kenal", Routing::RoundRobin).await;
    let owner = stand.staff("toko-kenal", "Ratna", Role::Owner).await;
    let dina = on_duty(stand.agent("toko-kenal", "Dina").await).await.agent;
    sets_places(&owner, dina.member.id, 1).await;
    let console = dina.live_inbox().await;
    let own = stand.visitor("toko-kenal").await;
    own.says("halo").await;
    let chat = dina.takes(own.conversation).await;
    let visitor = waits(&stand, "toko-kenal").await;
    settles().await;
    assert_eq!(holder_of(&visitor).await, None, "her one place is taken");

    sets_places(&owner, dina.member.id, 3).await;
    assert_eq!(finds_somebody(&visitor).await, dina.member.id);

    let _rudi = on_duty(stand.agent("toko-kenal", "Rudi").await).await;
    chat.does(Command::Resolve { id: new_id() }).await;
    own.says("kak, barangnya ternyata robek").await;
    assert_eq!(finds_somebody(&own).await, dina.member.id, "not Rudi, whose turn it would be");
    console.close().await;
}

#[tokio::test]
async fn whoever_gives_a_conversation_back_is_not_given_it_again() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-balik", Routing::RoundRobin).await;
    let dina = on_duty(stand.agent("toko-balik", "Dina").await).await;
    let visitor = waits(&stand, "toko-balik").await;
    assert_eq!(finds_somebody(&visitor).await, dina.agent.member.id);

    let back = Command::Transfer { id: new_id(), to: None, team: None, note: String::new() };
    dina.agent.chat(visitor.conversation).does(back).await;
    settles().await;
    assert_eq!(holder_of(&visitor).await, None, "though she has room and is alone");

    let rudi = on_duty(stand.agent("toko-balik", "Rudi").await).await;
    assert_eq!(finds_somebody(&visitor).await, rudi.agent.member.id);
}

#[tokio::test]
async fn consoles_see_who_is_there_as_it_changes() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-kelihatan", Routing::Manual).await;
    let owner = stand.staff("toko-kelihatan", "Ratna", Role::Owner).await;
    stand.staff("toko-kelihatan", "Tono", Role::Trainer).await;
    let mut console = owner.live_inbox().await;
    let rudi = stand.agent("toko-kelihatan", "Rudi").await;
    let sees = async |console: &mut Live<InboxFrame>, wanted: (Presence, u32)| {
        let found = |colleague: &Colleague| {
            colleague.id == rudi.member.id && (colleague.presence, colleague.places) == wanted
        };
        console
            .until(|frame| match frame {
                InboxFrame::Colleagues { colleagues, .. } => {
                    assert!(colleagues.iter().all(|colleague| colleague.role != Role::Trainer));
                    colleagues.iter().any(found).then_some(())
                }
                _ => None,
            })
            .await;
    };
    let _rudis = rudi.live_inbox().await;
    sees(&mut console, (Presence::Online, 5)).await;
    says(&rudi, Presence::Busy).await;
    sees(&mut console, (Presence::Busy, 5)).await;
    sets_places(&owner, rudi.member.id, 2).await;
    sees(&mut console, (Presence::Busy, 2)).await;
    let Colleagues { colleagues } = owner.caller.get("/v1/staff/colleagues").await.json();
    assert_eq!(
        colleagues.iter().map(|colleague| colleague.name.as_str()).collect::<Vec<_>>(),
        ["Ratna", "Rudi"]
    );
}

#[tokio::test]
async fn each_may_say_where_they_are_and_only_an_owner_decides_for_others() {
    let stand = Stand::shared().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let trainer = stand.staff(BATIK, "Tono", Role::Trainer).await;
    let other = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let places = format!("/v1/staff/members/{}/places", dina.member.id);
    let service = Service { routing: Routing::Manual, ..Service::default() };

    trainer.caller.put("/v1/staff/presence", &json!({ "presence": "online" })).await.problem(Kind::Forbidden);
    for bad in [json!({ "presence": "dreaming" }), json!({}), json!({ "presence": 1 })] {
        let answer = dina.caller.put("/v1/staff/presence", &bad).await;
        assert!(matches!(answer.status, 400 | 422), "{bad}: {answer:?}");
    }
    dina.caller.put(&places, &SetPlaces { places: 3 }).await.problem(Kind::Forbidden);
    other.caller.put(&places, &SetPlaces { places: 3 }).await.problem(Kind::NotFound);
    owner.caller.put(&places, &SetPlaces { places: 51 }).await.problem(Kind::Invalid);
    owner.caller.put("/v1/staff/members/x/places", &SetPlaces { places: 3 }).await.problem(Kind::NotFound);
    for caller in [&dina, &trainer] {
        caller.caller.put("/v1/staff/service", &service).await.problem(Kind::Forbidden);
        assert_eq!(caller.caller.get("/v1/staff/service").await.json::<Service>(), service);
    }
    assert_eq!(owner.caller.put("/v1/staff/service", &service).await.status, 204);
}

#[tokio::test]
async fn what_an_owner_sets_in_the_console_outlives_what_the_operator_loads() {
    let stand = Stand::shared().await;
    shop(&stand, "toko-atur", Routing::Manual).await;
    let owner = stand.staff("toko-atur", "Ratna", Role::Owner).await;
    let set = Service { routing: Routing::LeastBusy, ..Service::default() };
    assert_eq!(owner.caller.put("/v1/staff/service", &set).await.status, 204);
    shop(&stand, "toko-atur", Routing::Manual).await;
    assert_eq!(owner.caller.get("/v1/staff/service").await.json::<Service>(), set);
    assert_eq!(owner.changes_by(&owner.member).await, ["service"], "the audit log tells who set it");
}
