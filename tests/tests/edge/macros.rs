//! Macros: everybody who talks to shoppers reads them, whoever may edit them changes them, and no other shop sees any.

use protocol::MacroId;
use protocol::limits::TEXT_CHARS;
use protocol::macros::{Macro, Macros, PutMacro};
use protocol::problem::Kind;
use protocol::staff::Role;
use reqwest::Method;
use sapa_tests::{Answer, BATIK, Caller, SEPATU, Stand, batik, now};
use serde_json::json;

fn new_macro_id() -> MacroId {
    MacroId::from_parts(now(), rand::random())
}

fn resi(shortcut: &str) -> PutMacro {
    PutMacro { shortcut: shortcut.into(), title: "Nomor resi".into(), text: "Resinya {resi} ya Kak".into() }
}

async fn list(caller: &Caller) -> Vec<Macro> {
    caller.get("/v1/staff/macros").await.json::<Macros>().macros
}

async fn put(caller: &Caller, id: MacroId, put: &PutMacro) -> Answer {
    caller.put(&format!("/v1/staff/macros/{id}"), put).await
}

async fn remove(caller: &Caller, id: MacroId) -> Answer {
    caller.delete(&format!("/v1/staff/macros/{id}")).await
}

#[tokio::test]
async fn a_macro_is_made_changed_and_removed_and_survives_a_power_cut() {
    let mut stand = Stand::start().await;
    let ratna = stand.staff(SEPATU, "Ratna", Role::Owner).await;
    let owner = ratna.caller.clone();
    assert_eq!(list(&owner).await, []);
    let (one, other) = (new_macro_id(), new_macro_id());
    put(&owner, other, &resi("zona")).await.json::<Macros>();
    assert_eq!(ratna.changes_by(&ratna.member).await, ["macro"], "the audit log tells who made it");
    let made: Macros = put(&owner, one, &resi("/Resi")).await.json();
    let shortcuts: Vec<&str> = made.macros.iter().map(|made| made.shortcut.as_str()).collect();
    assert_eq!(shortcuts, ["resi", "zona"], "by shortcut");
    assert_eq!(
        put(&owner, one, &resi("resi")).await.json::<Macros>(),
        made,
        "the same again changes nothing"
    );

    stand.kill();
    stand.restart().await;

    assert_eq!(list(&owner).await, made.macros);
    let left: Macros = remove(&owner, one).await.json();
    assert_eq!(left.macros.len(), 1);
    remove(&owner, one).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn each_role_reads_and_changes_macros_as_it_may_and_nobody_else_does() {
    let stand = Stand::start().await;
    for (number, role) in Role::ALL.into_iter().enumerate() {
        let caller = stand.staff(BATIK, "Siapa", role).await.caller;
        let read = caller.get("/v1/staff/macros").await;
        let id = new_macro_id();
        let made = put(&caller, id, &resi(&format!("m{number}"))).await;
        let removed = remove(&caller, id).await;
        match role {
            Role::Trainer => drop(read.problem(Kind::Forbidden)),
            _ => drop(read.json::<Macros>()),
        }
        if matches!(role, Role::Owner | Role::Supervisor) {
            made.json::<Macros>();
            removed.json::<Macros>();
        } else {
            made.problem(Kind::Forbidden);
            removed.problem(Kind::Forbidden);
        }
    }
    let strangers = [stand.stranger(), stand.operator(), stand.visitor(BATIK).await.caller];
    for stranger in strangers {
        stranger.get("/v1/staff/macros").await.problem(Kind::Unauthorized);
        put(&stranger, new_macro_id(), &resi("resi")).await.problem(Kind::Unauthorized);
        remove(&stranger, new_macro_id()).await.problem(Kind::Unauthorized);
    }
}

#[tokio::test]
async fn another_shop_sees_none_and_changes_none() {
    let stand = Stand::start().await;
    let owner = stand.staff(SEPATU, "Ratna", Role::Owner).await.caller;
    let before = list(&stand.staff(BATIK, "Ibu", Role::Owner).await.caller).await;
    let theirs = before.first().expect("the demo shop has macros").id;
    assert_eq!(list(&owner).await, []);
    remove(&owner, theirs).await.problem(Kind::NotFound);
    put(&owner, theirs, &resi("resi")).await.json::<Macros>();
    assert_eq!(list(&stand.agent(BATIK, "Dina").await.caller).await, before, "an id is one shop's own");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_what_to_do() {
    let stand = Stand::start().await;
    let owner = stand.staff(SEPATU, "Ratna", Role::Owner).await.caller;
    put(&owner, new_macro_id(), &resi("resi")).await.json::<Macros>();
    let taken = put(&owner, new_macro_id(), &resi("resi")).await.problem(Kind::Invalid);
    assert!(taken.detail.contains("Nomor resi"), "says whose it is: {}", taken.detail);
    put(&owner, new_macro_id(), &resi("dua kata")).await.problem(Kind::Invalid);
    let long = PutMacro { text: "x".repeat(TEXT_CHARS + 1), ..resi("panjang") };
    put(&owner, new_macro_id(), &long).await.problem(Kind::TooLarge);
    owner.put("/v1/staff/macros/1", &resi("x")).await.problem(Kind::Invalid);
    owner.put(&format!("/v1/staff/macros/{}", new_macro_id()), &json!({})).await.problem(Kind::Malformed);
    owner.send(owner.request(Method::POST, "/v1/staff/macros")).await.problem(Kind::MethodNotAllowed);
    assert_eq!(list(&owner).await.len(), 1);
}

#[tokio::test]
async fn a_shop_begins_with_the_macros_that_it_is_loaded_with_and_keeps_its_own() {
    let stand = Stand::start().await;
    let owner = stand.staff(BATIK, "Ibu", Role::Owner).await.caller;
    let given = list(&owner).await;
    assert!(given.len() >= 12, "the demo shop has a dozen");
    for known in &given[1..] {
        remove(&owner, known.id).await.json::<Macros>();
    }
    stand.load(&batik()).await;
    assert_eq!(list(&owner).await, given[..1], "loading the shop anew brings none back");
}
