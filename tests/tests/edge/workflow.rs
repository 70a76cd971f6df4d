//! Workflow rules: edited by owners, run by conversations, tried on what took place.

use protocol::api::Begin;
use protocol::event::{Body, Choice, Status};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::workflow::{Action, Condition, Rule, Rules, Tried, When};
use protocol::{Priority, RuleId};
use sapa_tests::{Agent, BATIK, SEPATU, Stand, eventually, new_id, now};

const PATH: &str = "/v1/staff/rules";

fn rule(number: u128, when: When, conditions: Vec<Condition>, actions: Vec<Action>) -> Rule {
    let id = RuleId::from_parts(now(), number);
    Rule { id, name: format!("Aturan {number}"), on: true, when, any: false, conditions, actions }
}

fn says(phrase: &str) -> Condition {
    Condition::Says { phrases: vec![phrase.to_owned()] }
}

fn tag(tag: &str) -> Action {
    Action::Tag { tags: vec![tag.to_owned()] }
}

async fn read(owner: &Agent) -> Rules {
    owner.caller.get(PATH).await.json()
}

/// Replaces the rules.
async fn put(owner: &Agent, rules: Vec<Rule>) -> Rules {
    let revision = read(owner).await.revision;
    owner.caller.put(PATH, &Rules { revision, rules }).await.json()
}

#[tokio::test]
async fn a_rule_runs_in_the_transaction_of_what_set_it_off_and_the_inbox_shows_it() {
    let mut stand = Stand::start().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let urgent = Action::Prioritise { priority: Priority::Urgent };
    let late = rule(1, When::Message, vec![says("barang belum sampai")], vec![tag("Ekspedisi"), urgent]);
    let called = rule(2, When::HandedOver, vec![], vec![Action::Note { text: "Cek resi dulu".into() }]);
    let stored = put(&owner, vec![late.clone(), called]).await;
    assert_eq!((stored.revision, &stored.rules[0].actions[0]), (1, &tag("ekspedisi")));
    assert_eq!(read(&owner).await, stored);

    let visitor = stand.visitor(BATIK).await;
    visitor.says("kak brg sy blm nyampe jg, brgnya blm sampai").await;
    let row = owner.row_when(visitor.conversation, |row| row.priority == Priority::Urgent).await;
    assert_eq!(row.tags, ["ekspedisi"]);
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let log = owner.chat(visitor.conversation).log().await;
    let ran: Vec<&str> = log
        .iter()
        .filter_map(|event| match &event.body {
            Body::RuleRan { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(ran, ["Aturan 1", "Aturan 2"]);
    assert!(visitor.log().await.iter().all(|event| !event.body.is_for_staff()), "the shopper isn't told");

    stand.kill();
    stand.restart().await;
    assert_eq!(owner.chat(visitor.conversation).log().await, log);
    assert_eq!(read(&owner).await, stored);
    put(&owner, vec![Rule { on: false, ..late }]).await;
    let other = stand.visitor(BATIK).await;
    other.says("barang belum sampai").await;
    let row = owner.row_when(other.conversation, |_| true).await;
    assert_eq!((row.tags.len(), row.priority), (0, Priority::Normal), "it is off");
}

#[tokio::test]
async fn a_rule_gives_a_conversation_to_a_colleague_as_long_as_they_work_here() {
    let stand = Stand::start().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let give = Action::Assign { to: dina.member.id, name: "siapa saja".into() };
    let stored =
        put(&owner, vec![rule(1, When::Message, vec![says("grosir")], vec![give, tag("grosir")])]).await;
    let named = Action::Assign { to: dina.member.id, name: "Dina".into() };
    assert_eq!(stored.rules[0].actions[0], named);
    let visitor = stand.visitor(BATIK).await;
    visitor.says("ada harga grosir?").await;
    let is_dinas = |status: &Status| matches!(status, Status::Agent { id, .. } if *id == dina.member.id);
    owner.row_when(visitor.conversation, |row| is_dinas(&row.status)).await;

    let removed = owner.caller.delete(&format!("/v1/staff/members/{}", dina.member.id)).await;
    assert_eq!(removed.status, 204);
    let tagged_only = async || {
        let visitor = stand.visitor(BATIK).await;
        visitor.says("ada harga grosir?").await;
        let row = owner.row_when(visitor.conversation, |row| !row.tags.is_empty()).await;
        (!is_dinas(&row.status)).then_some(())
    };
    eventually("nothing is given to who has left", tagged_only).await;
    let again = Rules { revision: stored.revision, rules: stored.rules };
    let problem = owner.caller.put(PATH, &again).await.problem(Kind::Invalid);
    assert!(problem.detail.contains("Aturan 1"), "{problem:?}");
}

#[tokio::test]
async fn a_rule_is_tried_on_what_took_place_and_changes_nothing() {
    let stand = Stand::start().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let mut conversations = Vec::new();
    for text in
        ["mau jadi reseller dong", "ongkir ke bandung berapa", "syarat reselernya apa kak, mau resell"]
    {
        let visitor = stand.visitor(BATIK).await;
        visitor.says(text).await;
        owner.row_when(visitor.conversation, |_| true).await;
        conversations.push(visitor);
    }
    let before = owner.chat(conversations[0].conversation).log().await;
    let trial = rule(1, When::Message, vec![says("reseller")], vec![tag("reseller"), Action::HandOver]);
    let Tried { looked, matches } = owner.caller.post(&format!("{PATH}/try"), &trial).await.json();
    assert_eq!(looked, 3);
    assert!(matches.iter().any(|found| found.conversation == conversations[0].conversation));
    assert!(matches.iter().all(|found| found.conversation != conversations[1].conversation));
    let found = matches.iter().find(|found| found.said == "mau jadi reseller dong").expect("the first one");
    assert_eq!((found.does.len(), found.at), (2, before[1].at));
    assert_eq!(owner.chat(conversations[0].conversation).log().await, before);
    assert_eq!(read(&owner).await, Rules::default(), "it isn't kept either");
    let entries: Vec<Choice> = owner.caller.get("/v1/staff/entries").await.json();
    assert!(entries.iter().all(|entry| !entry.label.is_empty()) && entries.len() > 10);
}

#[tokio::test]
async fn rules_that_begin_with_the_conversation_reach_the_inbox_and_a_slower_editor_is_told() {
    let stand = Stand::start().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let page = Condition::Page { phrases: vec!["grosir".into()] };
    let greet = rule(
        1,
        When::Begun,
        vec![page],
        vec![Action::Say { text: "Untuk grosir, min. 12 pcs ya".into() }, Action::HandOver],
    );
    let stored = put(&owner, vec![greet.clone()]).await;
    let begin = Begin { page: Some("Harga Grosir Batik".into()), ..Begin::default() };
    let (visitor, _) = stand.stranger().begin_with(BATIK, &begin).await;
    owner.row_when(visitor.conversation, |row| matches!(row.status, Status::Waiting { .. })).await;
    let by_rule =
        |body: &Body| matches!(body, Body::Message(said) if said.by_rule && said.text.contains("12 pcs"));
    assert!(visitor.log().await.iter().any(|event| by_rule(&event.body)));

    let slower = Rules { revision: stored.revision - 1, rules: vec![] };
    owner.caller.put(PATH, &slower).await.problem(Kind::WrongState);
    let nameless = Rules { revision: stored.revision, rules: vec![Rule { name: " ".into(), ..greet }] };
    owner.caller.put(PATH, &nameless).await.problem(Kind::Invalid);
    assert_eq!(read(&owner).await, stored);
    let joko = stand.staff(SEPATU, "Joko", Role::Owner).await;
    assert_eq!(read(&joko).await, Rules::default(), "another shop's rules are its own");
}
