//! API tokens: a program of the shop's own does what its token says, under its name, until the token is revoked.

use protocol::event::Author;
use protocol::frame::Command;
use protocol::limits::TOKENS;
use protocol::problem::Kind;
use protocol::staff::{Permission, Role};
use protocol::token::{MadeToken, NewToken, Token, Tokens};
use sapa_tests::{Agent, Answer, BATIK, Caller, SEPATU, Stand, new_id};
use serde_json::{Value, json};

use crate::databases;
use crate::walls::{self, staff_routes};

async fn asks_for(owner: &Agent, name: &str, scopes: &[Permission]) -> Answer {
    let new = NewToken { name: name.to_owned(), scopes: scopes.to_vec() };
    owner.caller.post("/v1/staff/tokens", &new).await
}

/// A program of the owner's shop, and its token.
async fn program(stand: &Stand, owner: &Agent, scopes: &[Permission]) -> (Caller, Token) {
    let MadeToken { token, secret } = asks_for(owner, "Gudang", scopes).await.json();
    (stand.stranger().with_key(&secret), token)
}

async fn list(owner: &Agent) -> Vec<Token> {
    owner.caller.get("/v1/staff/tokens").await.json::<Tokens>().tokens
}

async fn revoke(owner: &Agent, token: &Token) -> Answer {
    owner.caller.delete(&format!("/v1/staff/tokens/{}", token.id)).await
}

#[tokio::test]
async fn a_token_is_told_once_listed_with_its_use_and_survives_a_power_cut() {
    let mut stand = Stand::start().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let made = asks_for(&ratna, " Gudang ", &[Permission::Converse]).await;
    let MadeToken { token, secret } = made.json();
    assert!(secret.starts_with("sapa_toko-batik."), "{secret}");
    assert_eq!((token.name.as_str(), token.used), ("Gudang", None));
    assert_eq!(token.scopes, [Permission::Read, Permission::Converse], "who converses reads");
    assert_eq!(list(&ratna).await, std::slice::from_ref(&token));

    stand.kill();
    assert!(!databases::hold(&stand, secret.as_bytes()), "only a digest is kept");
    stand.restart().await;

    let gudang = stand.stranger().with_key(&secret);
    assert_eq!(gudang.get("/v1/staff/inbox").await.status, 200);
    assert!(list(&ratna).await[0].used.is_some());
    assert_eq!(revoke(&ratna, &token).await.status, 204);
    assert_eq!(ratna.changes_by(&ratna.member).await, ["token_revoked", "token_made"]);
    assert_eq!(list(&ratna).await, []);
    revoke(&ratna, &token).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn a_token_with_one_scope_is_refused_everything_else() {
    use Permission::{Converse, Direct, EditMacros, ManageShop, Read, ReadAudit};
    let stand = Stand::start().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    for scope in [Read, Converse, Direct, EditMacros, ReadAudit, ManageShop] {
        let (gudang, token) = program(&stand, &ratna, &[scope]).await;
        for route in staff_routes() {
            let answer = walls::calls(&gudang, &route).await;
            let may = route.3.is_some_and(|wanted| token.scopes.contains(&wanted));
            if may && !is_for_people(&route.1) {
                assert!(![401, 403].contains(&answer.status), "{scope:?} {route:?}: {}", answer.text());
            } else {
                answer.problem(Kind::Forbidden);
            }
        }
        gudang.delete("/v1/staff/session").await.problem(Kind::Forbidden);
    }
    asks_for(&ratna, "Gudang", &[Permission::ManageStaff]).await.problem(Kind::Invalid);
}

/// What no program may do, whatever its token: being there, being sent somewhere and being pushed to as a person is, and making tokens and webhooks, by which it would
/// get what its token doesn't say; and trying rules, which shows what customers wrote.
pub fn is_for_people(path: &str) -> bool {
    ["presence", "shops", "me/push", "tokens", "identity-key", "webhooks", "rules/try"]
        .iter()
        .any(|it| path.starts_with(&format!("/v1/staff/{it}")))
}

#[tokio::test]
async fn what_a_program_may_in_a_conversation_its_scopes_say() {
    let stand = Stand::shared().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;

    let (reader, token) = program(&stand, &ratna, &[Permission::Read]).await;
    let chat = reader.chat(visitor.conversation);
    assert!(chat.log().await.len() > visitor.log().await.len(), "it reads what is for staff");
    chat.post(new_id(), "halo").await.problem(Kind::Forbidden);
    chat.command(Command::Take { id: new_id() }).await.problem(Kind::Forbidden);
    revoke(&ratna, &token).await;

    let (editor, token) = program(&stand, &ratna, &[Permission::EditMacros]).await;
    let chat = editor.chat(visitor.conversation);
    editor.get(&chat.path("events")).await.problem(Kind::Forbidden);
    chat.command(Command::Take { id: new_id() }).await.problem(Kind::Forbidden);
    revoke(&ratna, &token).await;
}

#[tokio::test]
async fn what_a_program_says_carries_its_tokens_name_until_the_token_is_revoked() {
    let stand = Stand::shared().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let (gudang, token) = program(&stand, &ratna, &[Permission::Converse]).await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let chat = gudang.chat(visitor.conversation);
    chat.does(Command::Take { id: new_id() }).await;
    let said = chat.says("Paketnya sudah berangkat, Kak").await;
    let author = Author::Agent { id: token.id, name: "Gudang".into() };
    assert_eq!(said.author, author);
    assert!(visitor.log().await.iter().any(|event| event.id == said.id && event.author == author));

    assert_eq!(revoke(&ratna, &token).await.status, 204);
    gudang.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    gudang.get(&chat.path("events")).await.problem(Kind::Unauthorized);
    chat.post(new_id(), "halo?").await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn a_program_opens_no_socket() {
    let stand = Stand::shared().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let (gudang, token) = program(&stand, &ratna, &[Permission::Direct, Permission::ManageShop]).await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    gudang.connect::<Value>("/v1/staff/live").await.expect_err("no socket").problem(Kind::Forbidden);
    let refused = gudang.chat(visitor.conversation).try_connect().await.expect_err("no socket");
    refused.problem(Kind::Forbidden);
    revoke(&ratna, &token).await;
}

#[tokio::test]
async fn a_token_is_good_for_its_own_shop_only() {
    let stand = Stand::shared().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let joko = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let (gudang, token) = program(&stand, &ratna, &[Permission::Direct]).await;
    let theirs = stand.visitor(SEPATU).await;
    theirs.says("pesanan saya mana?").await;
    walls::is_kept_out_without_sockets(&gudang, theirs.conversation).await;
    revoke(&joko, &token).await.problem(Kind::NotFound);

    let moved = gudang.key().replace(BATIK, SEPATU);
    stand.stranger().with_key(&moved).get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    for bad in ["sapa_", "sapa_toko-batik", "sapa_toko-batik.", "sapa_toko-lain.AAAA", &gudang.key()[1..]] {
        let intruder = stand.stranger().with_key(bad);
        intruder.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
        intruder.get(&theirs.path("events")).await.problem(Kind::Unauthorized);
    }
    revoke(&ratna, &token).await;
}

#[tokio::test]
async fn a_name_scopes_and_room_are_needed_for_a_token() {
    let stand = Stand::start().await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    for (name, scopes) in [("", json!(["read"])), ("Gudang", json!([])), ("Gudang", json!(["fly"]))] {
        let new = json!({ "name": name, "scopes": scopes });
        ratna.caller.post("/v1/staff/tokens", &new).await.problem(Kind::Invalid);
    }
    for _ in 0..TOKENS {
        asks_for(&ratna, "Gudang", &[Permission::Read]).await.json::<MadeToken>();
    }
    asks_for(&ratna, "Gudang", &[Permission::Read]).await.problem(Kind::TooLarge);
}

#[tokio::test]
async fn a_token_that_calls_too_often_waits_and_no_other() {
    let stand = Stand::with_settings(&[("RATE_PROGRAMS_A_MINUTE", "3")]).await;
    let ratna = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let (one, _) = program(&stand, &ratna, &[Permission::Read]).await;
    let (other, _) = program(&stand, &ratna, &[Permission::Read]).await;
    for _ in 0..3 {
        assert_eq!(one.get("/v1/staff/macros").await.status, 403);
    }
    one.get("/v1/staff/inbox").await.problem(Kind::SlowDown);
    assert_eq!(other.get("/v1/staff/inbox").await.status, 200);
}
