//! The team: invitations, roles, sessions, and the log of who did what.

use protocol::account::{AcceptInvitation, InvitationDetails, NewRole, OpenInvitation, Sessions, Team};
use protocol::audit::{Deed, Way};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::{SESSION_ENDED, StaffId};
use reqwest::Method;
use sapa_tests::{Agent, Answer, BATIK, SEPATU, Stand, new_email, new_id};
use serde_json::json;

use crate::databases;

const PASSWORD: &str = "kuda baterai benar";

async fn owner(stand: &Stand) -> Agent {
    stand.staff(BATIK, "Ratna", Role::Owner).await
}

async fn opens(stand: &Stand, code: &str) -> Answer {
    stand.stranger().post("/v1/staff/invitation", &OpenInvitation { code: code.to_owned() }).await
}

async fn accepts(stand: &Stand, code: &str) -> Answer {
    let password = Some(PASSWORD.to_owned());
    let accept = AcceptInvitation { code: code.to_owned(), passkey: None, password, bearer: true };
    stand.stranger().post("/v1/staff/invitation/accept", &accept).await
}

async fn team(owner: &Agent) -> Team {
    owner.caller.get("/v1/staff/team").await.json()
}

#[tokio::test]
async fn an_invitation_says_what_it_is_and_is_good_once() {
    let stand = Stand::shared().await;
    let (owner, email) = (owner(&stand).await, new_email("sari"));
    let invitation = owner.invites("Sari", &email.to_uppercase(), Role::Supervisor).await;
    assert_eq!(invitation.invited.email, email);
    let open_ones = team(&owner).await.invitations;
    assert!(open_ones.contains(&invitation.invited));

    let details: InvitationDetails = opens(&stand, &invitation.code).await.json();
    assert_eq!((details.shop.as_str(), details.shop_name.as_str()), (BATIK, "Toko Batik Sekar"));
    assert_eq!(details.invited, invitation.invited);
    let (one, other) = tokio::join!(accepts(&stand, &invitation.code), accepts(&stand, &invitation.code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "of two at the same moment, one comes in");
    let sari = stand.signed_in(if one.status == 200 { &one } else { &other });
    assert_eq!((sari.member.name.as_str(), sari.member.role), ("Sari", Role::Supervisor));
    assert_eq!(sari.member.id, invitation.invited.id);

    opens(&stand, &invitation.code).await.problem(Kind::Unauthorized);
    let team = team(&owner).await;
    assert!(!team.invitations.contains(&invitation.invited));
    let her = team.members.iter().find(|member| member.member == sari.member).expect("a new colleague");
    assert_eq!((her.email.as_deref(), her.password, her.passkeys, her.sessions), (Some(&*email), true, 0, 1));
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_replaced_or_made_up_lets_nobody_in() {
    let stand = Stand::shared().await;
    let (owner, email) = (owner(&stand).await, new_email("sari"));
    let first = owner.invites("Sari", &email, Role::Agent).await;
    let second = owner.invites("Sari", &email, Role::Trainer).await;
    opens(&stand, &first.code).await.problem(Kind::Unauthorized);
    accepts(&stand, &first.code).await.problem(Kind::Unauthorized);

    let path = format!("/v1/staff/invitations/{}", second.invited.id);
    assert_eq!(owner.caller.delete(&path).await.status, 204);
    owner.caller.delete(&path).await.problem(Kind::NotFound);
    let link = stand.invite(BATIK, "Dina", Role::Agent).await;
    for code in [&second.code, &link, "", "x", "s1.toko-batik.x", "s1.toko-lain.x", owner.caller.key()] {
        opens(&stand, code).await.problem(Kind::Unauthorized);
        accepts(&stand, code).await.problem(Kind::Unauthorized);
    }
    let code = owner.invites("Sari", &email, Role::Agent).await.code;
    stand.stranger().post("/v1/staff/session", &json!({ "code": code })).await.problem(Kind::Unauthorized);
    stand.stranger().with_key(&code).get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn only_what_makes_sense_can_be_invited() {
    let stand = Stand::shared().await;
    let owner = owner(&stand).await;
    for bad in [
        json!({ "name": "", "email": "sari@toko.example", "role": "agent" }),
        json!({ "name": "x".repeat(41), "email": "sari@toko.example", "role": "agent" }),
        json!({ "name": "Sari", "email": "sari", "role": "agent" }),
        json!({ "name": "Sari", "email": "sari@toko.example", "role": "emperor" }),
    ] {
        owner.caller.post("/v1/staff/invitations", &bad).await.problem(Kind::Invalid);
    }
    let email = new_email("sari");
    let code = owner.invites("Sari", &email, Role::Agent).await.code;
    for bad in [json!({ "code": code }), json!({ "code": code, "password": "pendek" })] {
        stand.stranger().post("/v1/staff/invitation/accept", &bad).await.problem(Kind::Invalid);
    }
    stand.accepts_with_password(&code, PASSWORD).await;
    let again = json!({ "name": "Sari", "email": email, "role": "agent" });
    owner.caller.post("/v1/staff/invitations", &again).await.problem(Kind::IdTaken);
}

#[tokio::test]
async fn another_role_holds_at_once_everywhere() {
    let stand = Stand::shared().await;
    let owner = owner(&stand).await;
    let code = owner.invites("Sari", &new_email("sari"), Role::Agent).await.code;
    let sari = stand.accepts_with_password(&code, PASSWORD).await;
    let visitor = stand.visitor(BATIK).await;
    let thread = sari.takes(visitor.conversation).await.live().await;
    let path = format!("/v1/staff/members/{}", sari.member.id);

    assert_eq!(owner.caller.put(&path, &NewRole { role: Role::Trainer }).await.status, 204);

    assert_eq!(thread.close_code().await, SESSION_ENDED, "its socket was opened in the old role");
    sari.caller.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    let members = team(&owner).await.members;
    assert!(members.iter().any(|it| it.member.id == sari.member.id && it.member.role == Role::Trainer));
    owner.caller.put(&path, &json!({ "role": "emperor" })).await.problem(Kind::Invalid);
    owner.caller.put("/v1/staff/members/x", &NewRole { role: Role::Agent }).await.problem(Kind::NotFound);
    let nobody = format!("/v1/staff/members/{}", StaffId(new_id().0));
    owner.caller.put(&nobody, &NewRole { role: Role::Agent }).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn a_shop_always_has_an_owner() {
    let stand = Stand::start().await;
    let ratna = owner(&stand).await;
    let path = |agent: &Agent| format!("/v1/staff/members/{}", agent.member.id);
    ratna.caller.put(&path(&ratna), &NewRole { role: Role::Agent }).await.problem(Kind::WrongState);
    ratna.caller.delete(&path(&ratna)).await.problem(Kind::Forbidden);

    let tono = stand.staff(BATIK, "Tono", Role::Owner).await;
    let (to_ratna, to_tono) = (path(&ratna), path(&tono));
    let (one, other) = tokio::join!(ratna.caller.delete(&to_tono), tono.caller.delete(&to_ratna));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 401], "of two who remove each other, one stays");
    let left = if one.status == 204 { ratna } else { tono };
    let owners = team(&left).await.members.into_iter().filter(|it| it.member.role == Role::Owner);
    assert_eq!(owners.count(), 1);
}

#[tokio::test]
async fn sessions_are_seen_and_ended_by_oneself_and_by_who_manages_the_staff() {
    let stand = Stand::shared().await;
    let owner = owner(&stand).await;
    let phone =
        stand.stranger().with_header("user-agent", "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile");
    let code = owner.invites("Sari", &new_email("sari"), Role::Agent).await.code;
    let password = Some(PASSWORD.to_owned());
    let accept = AcceptInvitation { code, passkey: None, password, bearer: true };
    let sari = stand.signed_in(&phone.post("/v1/staff/invitation/accept", &accept).await);
    let sessions = sari.account().await.sessions;
    assert_eq!(
        (sessions.len(), sessions[0].browser.as_str(), sessions[0].this),
        (1, "Chrome · Android", true)
    );
    assert!(sessions[0].began.is_some() && sessions[0].used.is_some());

    let path = format!("/v1/staff/sessions/{}", sessions[0].id);
    let dina = stand.agent(BATIK, "Dina").await;
    let joko = stand.staff(SEPATU, "Joko", Role::Owner).await;
    for other in [&dina, &joko] {
        other.caller.delete(&path).await.problem(Kind::NotFound);
    }
    let inbox = sari.live_inbox().await;
    let of_sari = format!("/v1/staff/members/{}/sessions", sari.member.id);
    let Sessions { sessions } = owner.caller.get(&of_sari).await.json();
    assert!(sessions.len() == 1 && !sessions[0].this);
    assert_eq!(owner.caller.delete(&path).await.status, 204);
    assert_eq!(inbox.close_code().await, SESSION_ENDED);
    sari.caller.get("/v1/staff/me").await.problem(Kind::Unauthorized);
    owner.caller.delete(&path).await.problem(Kind::NotFound);

    joko.caller.get(&of_sari).await.problem(Kind::NotFound);
    joko.caller.delete(&of_sari).await.problem(Kind::NotFound);
    assert_eq!(owner.caller.delete(&of_sari).await.status, 204);
}

#[tokio::test]
async fn a_socket_that_opens_while_its_session_ends_is_closed_with_the_others() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for _ in 0..12 {
        let dina = stand.agent(BATIK, "Dina").await;
        let chat = dina.chat(visitor.conversation);
        let (socket, inbox, ended) = tokio::join!(
            chat.try_connect(),
            dina.caller.connect::<protocol::staff::InboxFrame>("/v1/staff/live"),
            dina.caller.delete("/v1/staff/session"),
        );
        assert_eq!(ended.status, 204);
        match socket {
            Ok(socket) => assert_eq!(socket.close_code().await, SESSION_ENDED),
            Err(refused) => drop(refused.problem(Kind::Unauthorized)),
        }
        match inbox {
            Ok(socket) => assert_eq!(socket.close_code().await, SESSION_ENDED),
            Err(refused) => drop(refused.problem(Kind::Unauthorized)),
        }
    }
}

#[tokio::test]
async fn the_log_tells_who_did_what_page_by_page_and_can_not_be_changed() {
    let mut stand = Stand::start().await;
    let owner = owner(&stand).await;
    let invitation = owner.invites("Sari", &new_email("sari"), Role::Agent).await;
    let sari = stand.accepts_with_password(&invitation.code, PASSWORD).await;
    let path = format!("/v1/staff/members/{}", sari.member.id);
    owner.caller.put(&path, &NewRole { role: Role::Trainer }).await;
    owner.caller.delete(&path).await;
    let name = || "Sari".to_owned();
    let expected = [
        Deed::MemberRemoved { name: name() },
        Deed::RoleChanged { name: name(), from: Role::Agent, to: Role::Trainer },
        Deed::SignedIn { way: Way::Invitation, browser: String::new() },
        Deed::Invited { name: name(), role: Role::Agent },
        Deed::SignedIn { way: Way::Link, browser: String::new() },
        Deed::LinkMade { name: "Ratna".to_owned(), role: Role::Owner },
    ];
    let log = owner.audit().await;
    assert!(log.iter().map(|entry| &entry.deed).eq(&expected), "{log:?}");
    let by: Vec<_> = log.iter().map(|entry| entry.by.as_ref().map(|by| by.name.as_str())).collect();
    let (ratna, sari) = (Some("Ratna"), Some("Sari"));
    assert_eq!(by, [ratna, ratna, sari, ratna, ratna, None]);

    for number in 0..60 {
        owner.invites("Budi", &format!("budi{number}@toko.example"), Role::Agent).await;
    }
    let log = owner.audit().await;
    assert_eq!(log.len(), 66);
    assert!(log.windows(2).all(|pair| pair[0].id == pair[1].id + 1), "no line twice, none left out");
    owner.caller.get("/v1/staff/audit?before=x").await.problem(Kind::Invalid);
    for method in [Method::DELETE, Method::PUT, Method::POST] {
        let answer = owner.caller.send(owner.caller.request(method, "/v1/staff/audit")).await;
        answer.problem(Kind::MethodNotAllowed);
    }

    stand.kill();
    let database = databases::of_shop(&stand, BATIK);
    for change in ["UPDATE audit SET at = 0", "DELETE FROM audit"] {
        let refused = database.execute(change, []).expect_err(change).to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
    let lines: i64 = database.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).expect("a count");
    assert_eq!(lines, 66);
}

#[tokio::test]
async fn who_only_looks_on_changes_nothing() {
    use protocol::Seq;
    use protocol::frame::ClientFrame;
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let log = visitor.log().await;
    let trainer = stand.staff(BATIK, "Guru", Role::Trainer).await.chat(visitor.conversation);
    assert!(!trainer.log().await.is_empty());
    for frame in [ClientFrame::Read { seq: Seq(3) }, ClientFrame::Typing { on: true, draft: String::new() }] {
        assert_eq!(trainer.frame(&frame).await.status, 200);
    }
    for command in [
        Command::Take { id: new_id() },
        Command::Resolve { id: new_id() },
        Command::Note { id: new_id(), text: "halo".to_owned(), mentions: Vec::new() },
    ] {
        trainer.command(command).await.problem(Kind::Forbidden);
    }
    trainer.post(new_id(), "halo").await.problem(Kind::Forbidden);
    assert_eq!(visitor.log().await, log);
    let page: protocol::api::EventPage = visitor.caller.get(&visitor.path("events")).await.json();
    assert_eq!(page.read, Seq(0), "nothing was marked as read");
}
