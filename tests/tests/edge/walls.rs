//! The walls between tenants, and between a conversation and everybody else: every door tried with every wrong key.

use protocol::api::SignIn;
use protocol::frame::{ClientFrame, Command};
use protocol::limits::TOKEN_MS;
use protocol::problem::Kind;
use protocol::staff::{Permission, Role};
use protocol::{ConversationId, Seq};
use reqwest::Method;
use sapa_tests::{
    Answer, BATIK, Caller, Chat, SEPATU, Stand, new_conversation_id, new_email, new_id, now, visitor_token,
};
use serde_json::{Value, json};

/// What everybody who isn't a part of a conversation might try in it.
async fn try_everything(intruder: &Chat) -> Vec<Answer> {
    let mut tried = try_without_sockets(intruder).await;
    tried.push(intruder.try_connect().await.expect_err("a socket for an intruder"));
    tried
}

async fn try_without_sockets(intruder: &Chat) -> Vec<Answer> {
    let resume = ClientFrame::Resume { after: Seq(0) };
    let note = Command::note(new_id(), "halo");
    vec![
        intruder.caller.get(&intruder.path("events")).await,
        intruder.caller.get(&intruder.path("events?after=1")).await,
        intruder.caller.get(&intruder.path("queue")).await,
        intruder.post(new_id(), "halo").await,
        intruder.frame(&resume).await,
        intruder.frame(&ClientFrame::Typing { on: true, draft: String::new() }).await,
        intruder.frame(&ClientFrame::Read { seq: Seq(1) }).await,
        intruder.command(Command::AskPerson { id: new_id() }).await,
        intruder.command(Command::Take { id: new_id() }).await,
        intruder.command(note).await,
        intruder.command(Command::Resolve { id: new_id() }).await,
    ]
}

/// The same for a program, which gets no sockets anywhere.
pub async fn is_kept_out_without_sockets(intruder: &Caller, conversation: ConversationId) {
    for answer in try_without_sockets(&intruder.chat(conversation)).await {
        answer.problem(Kind::NotFound);
    }
}

async fn is_kept_out(intruder: &Caller, conversation: ConversationId, kind: Kind) {
    for answer in try_everything(&intruder.chat(conversation)).await {
        let problem = answer.problem(kind);
        assert!(!problem.detail.contains("pesanan"), "{problem:?}");
    }
}

#[tokio::test]
async fn a_visitor_enters_no_conversation_but_their_own() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("pesanan saya mana?").await;
    let log = visitor.log().await;

    for other in [stand.visitor(BATIK).await, stand.visitor(SEPATU).await] {
        is_kept_out(&other.caller, visitor.conversation, Kind::NotFound).await;
        is_kept_out(&other.caller, new_conversation_id(), Kind::NotFound).await;
    }
    assert_eq!(visitor.log().await, log, "nothing was left behind");
}

#[tokio::test]
async fn another_shops_staff_enter_nothing_of_this_shop() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("pesanan saya mana?").await;
    let log = visitor.log().await;
    for role in [Role::Agent, Role::Owner] {
        let other = stand.staff(SEPATU, "Joko", role).await;
        is_kept_out(&other.caller, visitor.conversation, Kind::NotFound).await;
        assert_eq!(other.row(visitor.conversation).await, None);
        let mut inbox = other.live_inbox().await;
        let own = stand.visitor(SEPATU).await;
        visitor.says("halo?").await;
        own.says("halo").await;
        let row = inbox.row(own.conversation, |_| true).await;
        assert_eq!(row.conversation, own.conversation, "the first row to come is of their own shop");
    }
    let agent = stand.agent(BATIK, "Dina").await.chat(visitor.conversation).log().await;
    assert!(agent.len() > log.len(), "while their own staff read it all");
}

#[tokio::test]
async fn a_conversation_that_nobody_began_is_not_found_even_with_a_good_token() {
    let stand = Stand::shared().await;
    let conversation = new_conversation_id();
    let token = visitor_token(Stand::SECRET, BATIK, conversation, now().plus(60_000));
    is_kept_out(&stand.stranger().with_key(&token), conversation, Kind::NotFound).await;
    let agent = stand.agent(BATIK, "Dina").await;
    is_kept_out(&agent.caller, conversation, Kind::NotFound).await;
}

#[tokio::test]
async fn a_token_that_was_forged_cut_or_has_expired_opens_nothing() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let (conversation, token) = (visitor.conversation, visitor.caller.key());
    let later = now().plus(TOKEN_MS);
    let good = visitor_token(Stand::SECRET, BATIK, conversation, later);
    stand.stranger().with_key(&good).chat(conversation).log().await;

    let [version, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().expect("three parts");
    let other = visitor_token("another secret", BATIK, conversation, later);
    let (_, other_signature) = other.rsplit_once('.').expect("a signature");
    for bad in [
        other.clone(),
        visitor_token(Stand::SECRET, BATIK, conversation, now().plus(-1)),
        visitor_token(Stand::SECRET, BATIK, conversation, protocol::Millis(0)),
        format!("{version}.{payload}.{other_signature}"),
        format!("{version}.{payload}."),
        format!("{version}.{payload}"),
        format!("{version}..{signature}"),
        format!("v2.{payload}.{signature}"),
        format!("{version}.{payload}.{signature}A"),
        token[..token.len() - 1].to_owned(),
        token[1..].to_owned(),
        "null".to_owned(),
        "s1.toko-batik.".to_owned(),
        "s1.toko-batik.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        "s1.toko-lain.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    ] {
        let intruder = stand.stranger().with_key(&bad).chat(conversation);
        intruder.caller.get(&intruder.path("events")).await.problem(Kind::Unauthorized);
        intruder.try_connect().await.expect_err(&bad).problem(Kind::Unauthorized);
    }
}

#[tokio::test]
async fn a_token_names_its_shop_and_opens_no_other_shops_conversation() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    // Only the server can sign this one; were it to, the conversation itself would still refuse.
    let token = visitor_token(Stand::SECRET, SEPATU, visitor.conversation, now().plus(60_000));
    is_kept_out(&stand.stranger().with_key(&token), visitor.conversation, Kind::NotFound).await;
}

const NOBODY: &str = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/// A route of the staff's, a body that it takes, and what its caller must be allowed; `None`: it is about themselves.
pub type StaffRoute = (&'static str, String, Value, Option<Permission>);

/// All of them but the sockets, and the way out (`DELETE /v1/staff/session`).
pub fn staff_routes() -> Vec<StaffRoute> {
    let (read, manage, audit) =
        (Some(Permission::Read), Some(Permission::ManageStaff), Some(Permission::ReadAudit));
    let (converse, manage_shop) = (Some(Permission::Converse), Some(Permission::ManageShop));
    let (name, code) = (json!({ "name": "" }), json!({ "code": "1" }));
    let invitation = json!({ "name": "", "email": "x@y.z", "role": "agent" });
    let rule = json!({ "id": NOBODY, "name": "", "on": true, "when": { "type": "begun" }, "actions": [] });
    let attestation = json!({ "clientDataJSON": "", "attestationObject": "" });
    let webhook = json!({ "url": "", "topics": [], "on": true });
    let passkey = json!({ "name": "", "passkey": { "id": "", "response": attestation } });
    [
        ("GET", "session", Value::Null, None),
        ("GET", "me", Value::Null, None),
        ("PUT", "me", name.clone(), None),
        ("POST", "me/passkeys/options", Value::Null, None),
        ("POST", "me/passkeys", passkey, None),
        ("PUT", "me/passkeys/*", name, None),
        ("DELETE", "me/passkeys/*", Value::Null, None),
        ("PUT", "me/password", json!({ "password": "" }), None),
        ("POST", "me/codes", Value::Null, None),
        ("PUT", "me/codes", code.clone(), None),
        ("POST", "me/codes/off", code, None),
        ("GET", "me/push", Value::Null, read),
        ("PUT", "me/push", json!({ "endpoint": "" }), read),
        ("DELETE", "me/push", Value::Null, read),
        ("GET", "me/push/news", Value::Null, read),
        ("DELETE", "sessions/*", Value::Null, None),
        ("GET", "inbox", Value::Null, read),
        ("GET", "inbox/*", Value::Null, read),
        ("GET", "search?q=halo", Value::Null, read),
        ("GET", "members", Value::Null, manage),
        ("GET", "team", Value::Null, manage),
        ("PUT", "members/*", json!({ "role": "agent" }), manage),
        ("DELETE", "members/*", Value::Null, manage),
        ("GET", "members/*/sessions", Value::Null, manage),
        ("DELETE", "members/*/sessions", Value::Null, manage),
        ("POST", "invitations", invitation, manage),
        ("DELETE", "invitations/*", Value::Null, manage),
        ("GET", "shops", Value::Null, read),
        ("POST", "shops/SHOP/session", json!({}), read),
        ("GET", "sellers", Value::Null, manage),
        ("PUT", "sellers/SHOP/members/*", json!({ "role": "agent" }), manage),
        ("DELETE", "sellers/SHOP/members/*", Value::Null, manage),
        ("GET", "audit", Value::Null, audit),
        ("PUT", "members/*/places", json!({ "places": 5 }), manage),
        ("PUT", "members/*/languages", json!({ "languages": ["indonesian"] }), manage),
        ("GET", "teams", Value::Null, read),
        ("PUT", "teams", json!({ "revision": 9_999, "teams": [] }), manage_shop),
        ("GET", "colleagues", Value::Null, read),
        ("PUT", "presence", json!({ "presence": "online" }), converse),
        ("GET", "service", Value::Null, read),
        ("PUT", "service", json!({ "routing": "manual" }), manage_shop),
        ("GET", "customers?q=a", Value::Null, read),
        ("GET", "customers/*", Value::Null, read),
        ("PUT", "customers/*", json!({ "revision": 0 }), converse),
        ("POST", "customers/*/merged", json!({ "other": NOBODY }), converse),
        ("DELETE", "customers/*/merged/*", Value::Null, converse),
        ("GET", "tags", Value::Null, read),
        ("GET", "entries", Value::Null, read),
        ("GET", "views", Value::Null, read),
        ("PUT", "views", json!({ "views": [] }), read),
        ("GET", "rules", Value::Null, Some(Permission::ManageShop)),
        ("PUT", "rules", json!({ "revision": 9_999, "rules": [] }), Some(Permission::ManageShop)),
        ("POST", "rules/try", rule, Some(Permission::ManageShop)),
        ("GET", "tokens", Value::Null, manage_shop),
        ("POST", "tokens", json!({ "name": "", "scopes": [] }), manage_shop),
        ("DELETE", "tokens/*", Value::Null, manage_shop),
        ("GET", "identity-key", Value::Null, manage_shop),
        ("POST", "identity-key", Value::Null, manage_shop),
        ("DELETE", "identity-key", Value::Null, manage_shop),
        ("GET", "webhooks", Value::Null, manage_shop),
        ("POST", "webhooks", webhook.clone(), manage_shop),
        ("PUT", "webhooks/*", webhook, manage_shop),
        ("DELETE", "webhooks/*", Value::Null, manage_shop),
        ("POST", "webhooks/*/secret", Value::Null, manage_shop),
        ("POST", "webhooks/*/test", Value::Null, manage_shop),
        ("GET", "webhooks/*/deliveries", Value::Null, manage_shop),
        ("POST", "webhooks/*/deliveries/*/again", Value::Null, manage_shop),
        ("GET", "macros", Value::Null, converse),
        ("PUT", "macros/*", json!({ "shortcut": "", "title": "", "text": "" }), Some(Permission::EditMacros)),
        ("DELETE", "macros/*", Value::Null, Some(Permission::EditMacros)),
    ]
    .map(|(method, path, body, permission)| {
        let path = path.replace('*', NOBODY).replace("SHOP", &NOBODY.to_lowercase());
        (method, format!("/v1/staff/{path}"), body, permission)
    })
    .into()
}

pub async fn calls(caller: &Caller, (name, path, body, _): &StaffRoute) -> Answer {
    caller.send(caller.request(method(name), path).json(body)).await
}

/// Who may do what, as the wire's documentation has it.
fn may(role: Role, permission: Option<Permission>) -> bool {
    match permission {
        None | Some(Permission::Read) => true,
        Some(Permission::Converse) => role != Role::Trainer,
        Some(Permission::ReadAudit | Permission::EditMacros) => {
            matches!(role, Role::Owner | Role::Supervisor)
        }
        Some(_) => role == Role::Owner,
    }
}

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let stand = Stand::shared().await;
    for role in Role::ALL {
        let somebody = stand.staff(BATIK, "Peran", role).await;
        for route in staff_routes() {
            let answer = calls(&somebody.caller, &route).await;
            if may(role, route.3) {
                assert!(![401, 403].contains(&answer.status), "{role:?} {route:?}: {}", answer.text());
            } else {
                answer.problem(Kind::Forbidden);
            }
        }
    }
}

#[tokio::test]
async fn what_belongs_to_another_shop_is_not_found_by_its_owner() {
    let stand = Stand::shared().await;
    let (ratna, joko) =
        (stand.staff(BATIK, "Ratna", Role::Owner).await, stand.staff(SEPATU, "Joko", Role::Owner).await);
    let invited = ratna.invites("Sari", &new_email("sari"), Role::Agent).await.invited.id;
    let (dina, session) = (stand.agent(BATIK, "Dina").await, ratna.account().await.sessions[0].id.clone());
    for (path, id) in [
        ("/v1/staff/members/*", dina.member.id.to_string()),
        ("/v1/staff/members/*/sessions", dina.member.id.to_string()),
        ("/v1/staff/invitations/*", invited.to_string()),
        ("/v1/staff/sessions/*", session),
    ] {
        joko.caller.delete(&path.replace('*', &id)).await.problem(Kind::NotFound);
    }
    let path = format!("/v1/staff/members/{}", dina.member.id);
    joko.caller.put(&path, &json!({ "role": "owner" })).await.problem(Kind::NotFound);
    dina.inbox().await;
}

fn method(name: &str) -> Method {
    name.parse().expect("a method")
}

#[tokio::test]
async fn nobody_but_staff_sees_the_staffs_side() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await.caller;
    let forged = stand.stranger().with_key("s1.toko-batik.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for caller in [stand.stranger(), visitor, forged, stand.operator()] {
        for route in staff_routes() {
            calls(&caller, &route).await.problem(Kind::Unauthorized);
        }
        caller.delete("/v1/staff/session").await.problem(Kind::Unauthorized);
        let refused = caller.connect::<Value>("/v1/staff/live").await.expect_err("no socket");
        refused.problem(Kind::Unauthorized);
    }
}

#[tokio::test]
async fn only_the_operator_loads_shops_and_invites_staff() {
    let stand = Stand::shared().await;
    let (visitor, owner) = (stand.visitor(BATIK).await, stand.staff(BATIK, "Ratna", Role::Owner).await);
    let wrong = stand.stranger().with_key("the operator's token for test");
    let shop = json!({ "settings": {}, "knowledge": {} });
    for caller in [stand.stranger(), wrong, stand.stranger().with_key(""), visitor.caller, owner.caller] {
        caller.put("/v1/platform/shops/toko-batik", &shop).await.problem(Kind::Unauthorized);
        let path = "/v1/platform/shops/toko-batik/sign-in-links";
        let invite = json!({ "name": "Eve", "role": "owner" });
        caller.post(path, &invite).await.problem(Kind::Unauthorized);
        let path = "/v1/platform/shops/toko-batik/sellers/toko-sepatu";
        caller.put(path, &Value::Null).await.problem(Kind::Unauthorized);
        caller.delete(path).await.problem(Kind::Unauthorized);
    }
    let operator = stand.operator();
    let path = "/v1/platform/shops/toko-lain/sign-in-links";
    operator.post(path, &json!({ "name": "Eve", "role": "owner" })).await.problem(Kind::NotFound);
    let path = "/v1/platform/shops/toko-batik/sign-in-links";
    for invite in [
        json!({ "name": "Eve", "role": "emperor" }),
        json!({ "name": "", "role": "agent" }),
        json!({ "name": "x".repeat(41), "role": "agent" }),
        json!({ "name": "a\u{0}b", "role": "agent" }),
    ] {
        operator.post(path, &invite).await.problem(Kind::Invalid);
    }
}

#[tokio::test]
async fn the_operator_reads_no_conversation() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    is_kept_out(&stand.operator(), visitor.conversation, Kind::Unauthorized).await;
}

#[tokio::test]
async fn a_sign_in_code_works_once() {
    let stand = Stand::shared().await;
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    let sign_in = |code: &str| {
        let body = SignIn { code: code.to_owned(), second: None, bearer: true };
        let stranger = stand.stranger();
        async move { stranger.post("/v1/staff/session", &body).await }
    };
    let (one, other) = tokio::join!(sign_in(&code), sign_in(&code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "of two at the same moment, one comes in");
    for bad in [code.as_str(), "", "s1.toko-batik.x", "s1.toko-lain.x", "s1.toko-batik", "x"] {
        sign_in(bad).await.problem(Kind::Unauthorized);
    }
    let key = if one.status == 200 { one } else { other }.json::<Value>()["token"].clone();
    sign_in(key.as_str().expect("a token")).await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn a_code_is_no_session_and_opens_nothing_by_itself() {
    let stand = Stand::shared().await;
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    stand.stranger().with_key(&code).get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn a_session_that_was_signed_out_is_dead_and_no_other() {
    let stand = Stand::shared().await;
    let (dina, other) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Dina").await);
    assert_eq!(dina.member, other.member, "one person, two sessions");
    let visitor = stand.visitor(BATIK).await;

    let answer = dina.caller.send(dina.caller.request(Method::DELETE, "/v1/staff/session")).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));

    dina.caller.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    is_kept_out(&dina.caller, visitor.conversation, Kind::Unauthorized).await;
    other.inbox().await;
}

/// A console in a browser: the session is in the cookie.
async fn console(stand: &Stand) -> Caller {
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    let answer = stand.stranger().post("/v1/staff/session", &json!({ "code": code })).await;
    let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    stand.stranger().with_header("cookie", &cookie)
}

#[tokio::test]
async fn a_cookie_changes_something_only_from_a_page_of_ours() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let console = console(&stand).await;
    let own = console.with_header("origin", stand.origin());
    let elsewhere = ["https://evil.example", "null", "http://127.0.0.1:8788"].map(|origin| {
        assert_ne!(origin, stand.origin());
        console.with_header("origin", origin)
    });
    for foreign in elsewhere.iter().chain([&console]) {
        let chat = foreign.chat(visitor.conversation);
        chat.command(Command::Take { id: new_id() }).await.problem(Kind::OriginNotAllowed);
        chat.post(new_id(), "halo").await.problem(Kind::OriginNotAllowed);
        let sign_out = foreign.request(Method::DELETE, "/v1/staff/session");
        foreign.send(sign_out).await.problem(Kind::OriginNotAllowed);
        let refused = foreign.connect::<Value>("/v1/staff/live").await.expect_err("no socket");
        refused.problem(Kind::OriginNotAllowed);
        chat.try_connect().await.expect_err("no socket").problem(Kind::OriginNotAllowed);
    }
    let chat = own.chat(visitor.conversation);
    chat.does(Command::Take { id: new_id() }).await;
    chat.says("Halo Kak").await;
    own.connect::<Value>("/v1/staff/live").await.expect("a socket for our own page");
}

#[tokio::test]
async fn another_site_signs_nobody_in() {
    let stand = Stand::shared().await;
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:8788"] {
        let page = stand.stranger().with_header("origin", origin);
        let refused = page.post("/v1/staff/session", &json!({ "code": code })).await;
        refused.problem(Kind::OriginNotAllowed);
        assert_eq!(refused.header("set-cookie"), "");
    }
    let own = stand.stranger().with_header("origin", stand.origin());
    let answer = own.post("/v1/staff/session", &json!({ "code": code })).await;
    assert_eq!(answer.status, 200, "and the code is as good as before");
}

#[tokio::test]
async fn behind_a_proxy_that_does_tls_the_server_knows_itself_by_https() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("halo").await;
    let proxied = stand.stranger().with_header("x-forwarded-proto", "https");
    let own = stand.origin().replace("http:", "https:");

    let page = proxied.get("/console").await;
    let sockets = own.replace("https:", "wss:");
    assert!(page.header("content-security-policy").contains(&format!("connect-src 'self' {sockets};")));
    let code = stand.invite(BATIK, "Dina", Role::Agent).await;
    let console = proxied.with_header("origin", &own);
    let answer = console.post("/v1/staff/session", &json!({ "code": code })).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"), "{answer:?}");

    let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let console = console.with_header("cookie", &cookie);
    console.connect::<Value>("/v1/staff/live").await.expect("a socket for our own page");
    console.chat(visitor.conversation).does(Command::Take { id: new_id() }).await;
    let plain = console.with_header("origin", stand.origin());
    let refused = plain.connect::<Value>("/v1/staff/live").await.expect_err("the same host without TLS");
    refused.problem(Kind::OriginNotAllowed);
    let unproxied = stand.stranger().with_header("origin", &own).with_header("cookie", &cookie);
    let refused = unproxied.connect::<Value>("/v1/staff/live").await.expect_err("a page of another origin");
    refused.problem(Kind::OriginNotAllowed);
}

#[tokio::test]
async fn another_site_can_not_read_the_staffs_side() {
    let stand = Stand::shared().await;
    let foreign = console(&stand).await.with_header("origin", "https://evil.example");
    for path in ["/v1/staff/inbox", "/v1/staff/session"] {
        let answer = foreign.get(path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
    }
}

#[tokio::test]
async fn a_site_that_is_not_on_the_shops_list_begins_nothing() {
    let stand = Stand::shared().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:8789", "https://127.0.0.1:8788"] {
        let page = stand.stranger().with_header("origin", origin);
        page.post("/v1/shops/toko-batik/conversations", &json!({})).await.problem(Kind::OriginNotAllowed);
        // Twice: the second one takes the short way.
        for _ in 0..2 {
            let question = json!({ "text": "ongkir?" });
            page.post("/v1/shops/toko-batik/answers", &question).await.problem(Kind::OriginNotAllowed);
        }
        page.get("/v1/shops/toko-batik").await.problem(Kind::OriginNotAllowed);
    }
    let batiks_own = stand.stranger().with_header("origin", "http://127.0.0.1:8788");
    batiks_own.begin(BATIK).await;
    batiks_own.post("/v1/shops/toko-sepatu/conversations", &json!({})).await.problem(Kind::OriginNotAllowed);
    stand.stranger().with_header("origin", stand.origin()).begin(BATIK).await;
}

#[tokio::test]
async fn a_session_of_one_shop_signs_in_nowhere_else() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let renamed = dina.caller.key().replacen(BATIK, SEPATU, 1);
    stand.stranger().with_key(&renamed).get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn a_shopper_can_not_do_what_is_the_staffs_nor_staff_what_is_the_shoppers() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let chat = stand.agent(BATIK, "Dina").await.takes(visitor.conversation).await;
    for command in
        [Command::Take { id: new_id() }, Command::Resolve { id: new_id() }, Command::note(new_id(), "halo")]
    {
        visitor.command(command).await.problem(Kind::Forbidden);
    }
    for command in [
        Command::AskPerson { id: new_id() },
        Command::Rate { id: new_id(), score: 5, comment: String::new() },
        Command::Feedback { id: new_id(), about: new_id(), helpful: true },
    ] {
        chat.command(command).await.problem(Kind::Forbidden);
    }
}
