//! Who works for a shop: sessions end, by signing out, by the clock or by removal, and everything they opened ends too.

use std::time::Duration;

use protocol::SESSION_ENDED;
use protocol::api::Members;
use protocol::frame::{Command, ServerFrame};
use protocol::problem::Kind;
use protocol::staff::{InboxFrame, Role};
use sapa_tests::{Agent, BATIK, Chat, Live, SEPATU, Stand, new_id};
use serde_json::json;
use tokio::time::sleep;

/// What a console has open: the inbox and a conversation.
async fn console(agent: &Agent, visitor: &Chat) -> (Live<InboxFrame>, Live<ServerFrame>) {
    (agent.live_inbox().await, agent.chat(visitor.conversation).live().await)
}

#[tokio::test]
async fn signing_out_closes_what_the_session_had_open_and_nothing_else() {
    let stand = Stand::shared().await;
    let (dina, elsewhere) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Dina").await);
    assert_eq!(dina.member, elsewhere.member, "one person, two sessions");
    let visitor = stand.visitor(BATIK).await;
    let mut tab = visitor.live().await;
    let (inbox, thread) = console(&dina, &visitor).await;
    let (mut other_inbox, mut other_thread) = console(&elsewhere, &visitor).await;

    assert_eq!(dina.caller.delete("/v1/staff/session").await.status, 204);

    assert_eq!(inbox.close_code().await, SESSION_ENDED);
    assert_eq!(thread.close_code().await, SESSION_ENDED);
    visitor.says("halo").await;
    assert!(!tab.events().await.is_empty());
    assert!(!other_thread.events().await.is_empty());
    other_inbox.row(visitor.conversation, |_| true).await;
}

#[tokio::test]
async fn a_session_that_is_over_closes_what_it_had_open_even_where_nothing_is_said() {
    let stand = Stand::with_settings(&[("STAFF_SESSION_SECONDS", "14")]).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    let tab = visitor.live().await;
    let (inbox, thread) = console(&dina, &visitor).await;
    // The objects have left memory by then, and wake only for this.
    sleep(Duration::from_secs(12)).await;

    let (inbox, thread) = tokio::join!(inbox.close_code(), thread.close_code());

    assert_eq!((inbox, thread), (SESSION_ENDED, SESSION_ENDED));
    dina.caller.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    tab.close().await;
}

#[tokio::test]
async fn a_session_lasts_as_long_as_its_cookie() {
    let stand = Stand::with_settings(&[("STAFF_SESSION_SECONDS", "90")]).await;
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    let answer = stand.stranger().post("/v1/staff/session", &json!({ "code": code })).await;
    assert!(answer.header("set-cookie").ends_with("; Max-Age=90"), "{}", answer.header("set-cookie"));
}

#[tokio::test]
async fn an_owner_removes_a_member_whose_sessions_end_at_once() {
    let stand = Stand::shared().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let (budi, elsewhere) = (stand.agent(BATIK, "Budi").await, stand.agent(BATIK, "Budi").await);
    let unused = stand.invite(BATIK, "Budi", Role::Agent).await;
    let visitor = stand.visitor(BATIK).await;
    budi.takes(visitor.conversation).await;
    let (inbox, thread) = console(&budi, &visitor).await;
    let everybody = async || owner.caller.get("/v1/staff/members").await.json::<Members>().members;
    assert!(everybody().await.contains(&budi.member));

    let path = format!("/v1/staff/members/{}", budi.member.id);
    assert_eq!(owner.caller.delete(&path).await.status, 204);

    assert_eq!(inbox.close_code().await, SESSION_ENDED);
    assert_eq!(thread.close_code().await, SESSION_ENDED);
    for session in [&budi, &elsewhere] {
        session.caller.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
        session.chat(visitor.conversation).post(new_id(), "halo").await.problem(Kind::Unauthorized);
    }
    let sign_in = stand.stranger().post("/v1/staff/session", &json!({ "code": unused })).await;
    sign_in.problem(Kind::Unauthorized);
    assert!(!everybody().await.contains(&budi.member));
    assert!(everybody().await.contains(&owner.member));
    owner.caller.delete(&path).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn only_an_owner_of_the_shop_sees_and_removes_its_members() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let path = |agent: &Agent| format!("/v1/staff/members/{}", agent.member.id);

    dina.caller.get("/v1/staff/members").await.problem(Kind::Forbidden);
    dina.caller.delete(&path(&owner)).await.problem(Kind::Forbidden);
    let other = stand.staff(SEPATU, "Joko", Role::Owner).await;
    other.caller.delete(&path(&dina)).await.problem(Kind::NotFound);
    owner.caller.delete("/v1/staff/members/x").await.problem(Kind::NotFound);
    owner.caller.delete(&path(&owner)).await.problem(Kind::Forbidden);
    for still_there in [dina, owner, other] {
        still_there.inbox().await;
    }
}

#[tokio::test]
async fn a_removed_member_who_is_invited_again_begins_anew() {
    let stand = Stand::shared().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let before = stand.agent(BATIK, "Wulan").await;
    let visitor = stand.visitor(BATIK).await;
    before.takes(visitor.conversation).await;
    owner.caller.delete(&format!("/v1/staff/members/{}", before.member.id)).await;

    let after = stand.agent(BATIK, "Wulan").await;

    assert_ne!(after.member.id, before.member.id);
    let chat = after.chat(visitor.conversation);
    let log = chat.log().await;
    assert!(!log.is_empty(), "what was said stays");
    chat.command(Command::Resolve { id: new_id() }).await.problem(Kind::WrongState);
}
