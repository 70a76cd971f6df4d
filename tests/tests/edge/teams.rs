//! Teams and languages on the real routing: what waits goes to those who can help with it, and to anybody where they can't.

use protocol::api::{QueuePlace, SetPlaces, SetPresence};
use protocol::decision::Tongue;
use protocol::event::{Author, Body, Status};
use protocol::frame::{Command, ServerFrame};
use protocol::problem::Kind;
use protocol::shop::{Entry, Routing, Service};
use protocol::staff::{InboxFrame, Presence, Role};
use protocol::team::{SetLanguages, Team, Teams, Why};
use protocol::workflow::{Action, Rule, Rules, When};
use protocol::{ConversationId, RuleId, Seq, StaffId, TeamId};
use sapa_tests::{Agent, Chat, Live, SEPATU, Stand, eventually, new_id, now, renamed};
use serde_json::json;

use crate::databases;

const PATH: &str = "/v1/staff/teams";
const MINUTE_MS: i64 = 60_000;

/// A shop of its own, always open, that gives what waits to people by turns; its knowledge knows of goods that come back.
async fn shop(stand: &Stand, slug: &str) -> Agent {
    let mut shop = renamed(slug);
    shop.settings.hours.week.clear();
    shop.settings.hours.holidays.clear();
    shop.settings.usual_wait_minutes = 5;
    shop.settings.service = Service { routing: Routing::LeastBusy, ..Service::default() };
    shop.knowledge.entries.push(Entry {
        id: "retur-barang".parse().expect("an id"),
        topic: "returns".to_owned(),
        title: "Retur barang".to_owned(),
        questions: ["cara retur barang gimana", "mau balikin barang", "syarat retur"]
            .map(str::to_owned)
            .into(),
        answer: "Retur bisa sampai 7 hari setelah barang diterima.".to_owned(),
    });
    stand.load(&shop).await;
    stand.staff(slug, "Ratna", Role::Owner).await
}

/// An agent with their console open.
struct OnDuty {
    agent: Agent,
    console: Live<InboxFrame>,
}

async fn on_duty(stand: &Stand, slug: &str, name: &str) -> OnDuty {
    let agent = stand.agent(slug, name).await;
    let console = agent.live_inbox().await;
    OnDuty { agent, console }
}

fn team(number: u128, name: &str, members: &[&Agent]) -> Team {
    Team {
        id: TeamId::from_parts(now(), number),
        name: name.to_owned(),
        members: members.iter().map(|agent| agent.member.id).collect(),
        topics: Vec::new(),
        pages: Vec::new(),
        reasons: Vec::new(),
        entries: Vec::new(),
    }
}

/// The team that looks after goods that come back.
fn returns(members: &[&Agent]) -> Team {
    Team { topics: vec!["returns".to_owned()], ..team(1, "Retur", members) }
}

async fn put(owner: &Agent, teams: Vec<Team>) -> Teams {
    let Teams { revision, .. } = owner.caller.get(PATH).await.json();
    owner.caller.put(PATH, &Teams { revision, teams, topics: Vec::new() }).await.json()
}

async fn sets_places(owner: &Agent, member: &Agent, places: u32) {
    let path = format!("/v1/staff/members/{}/places", member.member.id);
    assert_eq!(owner.caller.put(&path, &SetPlaces { places }).await.status, 204);
}

async fn writes(owner: &Agent, member: &Agent, languages: &[Tongue]) {
    let path = format!("/v1/staff/members/{}/languages", member.member.id);
    let answer = owner.caller.put(&path, &SetLanguages { languages: languages.to_vec() }).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

/// A visitor who asks for a person after these words.
async fn waits_after(stand: &Stand, slug: &str, says: &str) -> Chat {
    let visitor = stand.visitor(slug).await;
    visitor.says(says).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    visitor
}

async fn waits_for_returns(stand: &Stand, slug: &str) -> Chat {
    waits_after(stand, slug, "cara retur barang gimana").await
}

async fn holder(visitor: &Chat) -> Option<StaffId> {
    match visitor.page(Seq(0)).await.status {
        Status::Agent { id, .. } => Some(id),
        _ => None,
    }
}

async fn finds_somebody(visitor: &Chat) -> StaffId {
    eventually("somebody has it", async || holder(visitor).await).await
}

/// Lets news travel for which there is nothing to wait: that something does not happen.
async fn settles() {
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
}

/// What the record says of why the shop chose whoever has it.
async fn why(staff: &Agent, conversation: ConversationId) -> Vec<Why> {
    let log = staff.chat(conversation).log().await;
    let routed = log.iter().rev().find_map(|event| match &event.body {
        Body::Routed { why } => Some(why.clone()),
        _ => None,
    });
    routed.unwrap_or_default()
}

#[tokio::test]
async fn a_team_gets_what_it_looks_after_and_anybody_does_while_nobody_of_it_is_there() {
    let stand = Stand::shared().await;
    let slug = "toko-tim";
    let owner = shop(&stand, slug).await;
    let (dina, rudi) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Rudi").await);
    let stored = put(&owner, vec![returns(&[&dina.agent])]).await;
    assert_eq!(stored.topics, ["care", "repair", "returns", "sizes"], "to choose from");

    let (first, second) = (waits_for_returns(&stand, slug).await, waits_for_returns(&stand, slug).await);
    for visitor in [&first, &second] {
        assert_eq!(finds_somebody(visitor).await, dina.agent.member.id, "though Rudi has less");
    }
    assert_eq!(why(&owner, first.conversation).await, [Why::Team]);
    let row = owner.row_when(first.conversation, |row| row.team.is_some()).await;
    assert_eq!(row.team.map(|team| team.name), Some("Retur".to_owned()));
    assert!(first.log().await.iter().all(|event| !event.body.is_for_staff()), "the shopper isn't told");
    let other = waits_after(&stand, slug, "halo").await;
    assert_eq!(finds_somebody(&other).await, rudi.agent.member.id, "what is no team's");

    let away = SetPresence { presence: Presence::Away };
    assert_eq!(dina.agent.caller.put("/v1/staff/presence", &away).await.status, 204);
    let third = waits_for_returns(&stand, slug).await;
    assert_eq!(finds_somebody(&third).await, rudi.agent.member.id);
    assert_eq!(why(&owner, third.conversation).await, [Why::TeamAway]);
    drop((dina.console, rudi.console));
}

#[tokio::test]
async fn what_waits_too_long_for_a_full_team_goes_to_anybody_even_through_a_power_cut() {
    let mut stand = Stand::start().await;
    let slug = "toko-luap";
    let owner = shop(&stand, slug).await;
    let (dina, rudi) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Rudi").await);
    put(&owner, vec![returns(&[&dina.agent])]).await;
    sets_places(&owner, &dina.agent, 0).await;
    let visitor = waits_for_returns(&stand, slug).await;
    let later = waits_for_returns(&stand, slug).await;
    owner.row_when(later.conversation, |row| row.team.is_some()).await;
    settles().await;
    assert_eq!(holder(&visitor).await, None, "Rudi has room, but it waits for the team");

    stand.kill();
    drop((dina.console, rudi.console));
    databases::let_time_pass(&stand, visitor.conversation, 3 * MINUTE_MS);
    stand.restart().await;
    let _consoles = (dina.agent.live_inbox().await, rudi.agent.live_inbox().await);
    let woken = owner.caller.connect::<ServerFrame>(&visitor.path("live")).await;
    let _woken = woken.expect("let in");

    assert_eq!(finds_somebody(&visitor).await, rudi.agent.member.id);
    assert_eq!(why(&owner, visitor.conversation).await, [Why::Overflow]);
    let log = owner.chat(visitor.conversation).log().await;
    let overflowed = log.iter().filter(|event| event.body == Body::Overflowed).count();
    assert_eq!(overflowed, 1);
    assert_eq!(holder(&later).await, None, "it hasn't waited as long");
    sets_places(&owner, &dina.agent, 5).await;
    assert_eq!(finds_somebody(&later).await, dina.agent.member.id, "as soon as the team has room");
}

#[tokio::test]
async fn a_shopper_finds_somebody_who_writes_their_language_but_does_not_wait_for_it() {
    let stand = Stand::shared().await;
    let slug = "toko-bahasa";
    let owner = shop(&stand, slug).await;
    let (dina, sari) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Sari").await);
    writes(&owner, &sari.agent, &[Tongue::Indonesian, Tongue::Javanese]).await;
    sets_places(&owner, &sari.agent, 1).await;
    let javanese = "pesenanku kok durung teko to mas";

    let first = waits_after(&stand, slug, javanese).await;
    assert_eq!(finds_somebody(&first).await, sari.agent.member.id);
    assert_eq!(why(&owner, first.conversation).await, [Why::Language { language: Tongue::Javanese }]);
    let second = waits_after(&stand, slug, javanese).await;
    assert_eq!(finds_somebody(&second).await, dina.agent.member.id, "Sari is full");
    assert_eq!(why(&owner, second.conversation).await, []);
}

#[tokio::test]
async fn given_to_a_team_it_finds_somebody_of_it_and_the_shopper_is_told() {
    let stand = Stand::shared().await;
    let slug = "toko-oper";
    let owner = shop(&stand, slug).await;
    let dina = on_duty(&stand, slug, "Dina").await;
    let visitor = waits_after(&stand, slug, "halo").await;
    assert_eq!(finds_somebody(&visitor).await, dina.agent.member.id);
    let (rudi, sari) = (on_duty(&stand, slug, "Rudi").await, on_duty(&stand, slug, "Sari").await);
    let wholesale = team(2, "Grosir", &[&sari.agent]);
    put(&owner, vec![wholesale.clone()]).await;
    let chat = dina.agent.chat(visitor.conversation);
    let give =
        |team| Command::Transfer { id: new_id(), to: None, team: Some(team), note: "Mau 40 potong".into() };

    let command = give(wholesale.id);
    chat.does(command.clone()).await;

    assert_eq!(finds_somebody(&visitor).await, sari.agent.member.id, "not Rudi, whose turn it would be");
    let log = visitor.log().await;
    let told = log.iter().filter(|event| matches!(event.author, Author::Bot { .. }));
    let told =
        told.filter(|event| matches!(&event.body, Body::Message(said) if said.text.contains("tim Grosir")));
    assert_eq!(told.count(), 1);
    assert!(!format!("{log:?}").contains("potong"), "the note is for colleagues");
    chat.command(command).await;
    assert_eq!(holder(&visitor).await, Some(sari.agent.member.id), "sent again it changes nothing");
    let own = sari.agent.chat(visitor.conversation);
    own.command(give(TeamId::from_parts(now(), 9))).await.problem(Kind::NotFound);
    chat.command(give(wholesale.id)).await.problem(Kind::WrongState);
    visitor.command(give(wholesale.id)).await.problem(Kind::Forbidden);
    drop(rudi.console);
}

#[tokio::test]
async fn who_waits_for_a_team_that_is_gone_or_whose_people_left_goes_to_anybody() {
    let stand = Stand::shared().await;
    let slug = "toko-bubar";
    let owner = shop(&stand, slug).await;
    let (dina, rudi) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Rudi").await);
    put(&owner, vec![returns(&[&dina.agent])]).await;
    sets_places(&owner, &dina.agent, 0).await;
    let visitor = waits_for_returns(&stand, slug).await;
    owner.row_when(visitor.conversation, |row| row.team.is_some()).await;
    settles().await;
    assert_eq!(holder(&visitor).await, None);
    put(&owner, vec![]).await;
    assert_eq!(finds_somebody(&visitor).await, rudi.agent.member.id, "the team is gone");

    put(&owner, vec![returns(&[&dina.agent])]).await;
    let visitor = waits_for_returns(&stand, slug).await;
    settles().await;
    assert_eq!(holder(&visitor).await, None);
    let removed = owner.caller.delete(&format!("/v1/staff/members/{}", dina.agent.member.id)).await;
    assert_eq!(removed.status, 204);
    assert_eq!(finds_somebody(&visitor).await, rudi.agent.member.id, "nobody is left in it");
    let teams: Teams = owner.caller.get(PATH).await.json();
    assert_eq!(teams.teams[0].members, [], "who left stands in no team");
    put(&owner, teams.teams).await;
}

#[tokio::test]
async fn a_team_whose_console_is_loaded_anew_keeps_what_waits_for_it() {
    let stand = Stand::shared().await;
    let slug = "toko-muat";
    let owner = shop(&stand, slug).await;
    let (dina, rudi) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Rudi").await);
    put(&owner, vec![returns(&[&dina.agent])]).await;
    sets_places(&owner, &dina.agent, 0).await;
    let waited = waits_for_returns(&stand, slug).await;
    owner.row_when(waited.conversation, |row| row.team.is_some()).await;

    drop(dina.console);
    settles().await;
    let later = waits_for_returns(&stand, slug).await;
    owner.row_when(later.conversation, |row| row.team.is_some()).await;
    settles().await;
    assert_eq!((holder(&waited).await, holder(&later).await), (None, None), "Rudi has room, but isn't asked");

    let _console = dina.agent.live_inbox().await;
    sets_places(&owner, &dina.agent, 5).await;
    assert_eq!(finds_somebody(&later).await, dina.agent.member.id);
    drop(rudi.console);
}

#[tokio::test]
async fn a_rule_gives_a_conversation_to_a_team() {
    let stand = Stand::shared().await;
    let slug = "toko-arah";
    let owner = shop(&stand, slug).await;
    let (dina, sari) = (on_duty(&stand, slug, "Dina").await, on_duty(&stand, slug, "Sari").await);
    let wholesale = team(2, "Grosir", &[&sari.agent]);
    put(&owner, vec![wholesale.clone()]).await;
    let rule = |team| Rule {
        id: RuleId::from_parts(now(), 1),
        name: "Semua ke grosir".into(),
        on: true,
        when: When::Message,
        any: false,
        conditions: vec![],
        actions: vec![Action::GiveTeam { team, name: String::new() }],
    };
    let unknown = Rules { revision: 0, rules: vec![rule(TeamId::from_parts(now(), 9))] };
    owner.caller.put("/v1/staff/rules", &unknown).await.problem(Kind::Invalid);
    let stored: Rules = owner
        .caller
        .put("/v1/staff/rules", &Rules { revision: 0, rules: vec![rule(wholesale.id)] })
        .await
        .json();
    assert_eq!(
        stored.rules[0].actions,
        [Action::GiveTeam { team: wholesale.id, name: "Grosir".into() }],
        "with its name"
    );
    let visitor = stand.visitor(slug).await;
    visitor.says("halo").await;
    assert_eq!(finds_somebody(&visitor).await, sari.agent.member.id);
    drop(dina.console);
}

#[tokio::test]
async fn a_place_in_the_queue_counts_those_who_wait_for_the_same_people() {
    let stand = Stand::shared().await;
    let slug = "toko-urut";
    let owner = shop(&stand, slug).await;
    let people = [
        on_duty(&stand, slug, "Dina").await,
        on_duty(&stand, slug, "Rudi").await,
        on_duty(&stand, slug, "Sari").await,
    ];
    let (dina, rudi) = (&people[0].agent, &people[1].agent);
    let care = Team { topics: vec!["care".to_owned()], ..team(2, "Perawatan", &[rudi]) };
    put(&owner, vec![returns(&[dina]), care]).await;
    for on_duty in &people {
        sets_places(&owner, &on_duty.agent, 0).await;
    }
    let other = waits_after(&stand, slug, "cara bersihin sepatu kulit").await;
    let first = waits_for_returns(&stand, slug).await;
    let second = waits_for_returns(&stand, slug).await;
    for (visitor, place, minutes) in [(&other, 1, 5), (&first, 1, 5), (&second, 2, 10)] {
        let wanted = QueuePlace { place: Some(place), minutes: Some(minutes) };
        eventually("the place in the queue", async || {
            let answer = visitor.caller.get(&visitor.path("queue")).await;
            (answer.status == 200 && answer.json::<QueuePlace>() == wanted).then_some(())
        })
        .await;
    }

    put(&owner, vec![returns(&[dina])]).await;
    eventually("what waits for a team that is gone to come first, for Dina too", async || {
        let answer = first.caller.get(&first.path("queue")).await;
        (answer.status == 200 && answer.json::<QueuePlace>().place == Some(2)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn only_an_owner_makes_teams_and_nobody_undoes_anothers() {
    let stand = Stand::shared().await;
    let slug = "toko-susun";
    let owner = shop(&stand, slug).await;
    let (dina, trainer) = (stand.agent(slug, "Dina").await, stand.staff(slug, "Tono", Role::Trainer).await);
    let stranger = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let stored = put(&owner, vec![returns(&[&dina])]).await;
    assert_eq!(dina.caller.get(PATH).await.json::<Teams>(), stored);
    dina.caller.put(PATH, &stored).await.problem(Kind::Forbidden);
    assert_ne!(stranger.caller.get(PATH).await.json::<Teams>().teams, stored.teams);

    let stale = Teams { revision: stored.revision - 1, ..stored.clone() };
    owner.caller.put(PATH, &stale).await.problem(Kind::WrongState);
    for member in [&trainer, &stranger] {
        let strange = Teams { teams: vec![returns(&[member])], ..stored.clone() };
        owner.caller.put(PATH, &strange).await.problem(Kind::Invalid);
    }
    let twice = Teams { teams: vec![team(1, "A", &[]), team(2, "a ", &[])], ..stored.clone() };
    owner.caller.put(PATH, &twice).await.problem(Kind::Invalid);
    assert_eq!(owner.caller.get(PATH).await.json::<Teams>(), stored, "nothing of that was kept");

    shop(&stand, slug).await;
    assert_eq!(owner.caller.get(PATH).await.json::<Teams>(), stored, "they outlive what the operator loads");
    assert_eq!(owner.changes_by(&owner.member).await, ["teams"], "the audit log tells who set them");
}

#[tokio::test]
async fn everybody_says_what_they_write_and_an_owner_says_it_for_others() {
    let stand = Stand::shared().await;
    let slug = "toko-tutur";
    let owner = shop(&stand, slug).await;
    let (dina, sari) = (stand.agent(slug, "Dina").await, stand.agent(slug, "Sari").await);
    let trainer = stand.staff(slug, "Tono", Role::Trainer).await;
    let stranger = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let path = |member: &Agent| format!("/v1/staff/members/{}/languages", member.member.id);
    let some = SetLanguages { languages: vec![Tongue::Sundanese] };
    writes(&dina, &dina, &[Tongue::English, Tongue::Indonesian]).await;
    writes(&owner, &sari, &[Tongue::Javanese]).await;
    dina.caller.put(&path(&sari), &some).await.problem(Kind::Forbidden);
    trainer.caller.put(&path(&trainer), &some).await.problem(Kind::Forbidden);
    stranger.caller.put(&path(&sari), &some).await.problem(Kind::NotFound);
    for bad in [json!({ "languages": [] }), json!({ "languages": ["mixed"] })] {
        owner.caller.put(&path(&sari), &bad).await.problem(Kind::Invalid);
    }
    let told: protocol::api::Colleagues = dina.caller.get("/v1/staff/colleagues").await.json();
    let told: Vec<_> =
        told.colleagues.iter().map(|one| (one.name.as_str(), one.languages.as_slice())).collect();
    let (both, indonesian) = ([Tongue::Indonesian, Tongue::English], [Tongue::Indonesian]);
    assert_eq!(told, [("Dina", &both[..]), ("Ratna", &indonesian), ("Sari", &[Tongue::Javanese])]);
}
