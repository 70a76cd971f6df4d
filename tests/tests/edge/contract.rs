//! The public contract: the addresses, shapes and headers that other clients rely on, word for word.

use std::collections::BTreeSet;

use protocol::problem::Kind;
use protocol::{ConversationId, Event};
use reqwest::Method;
use sapa_tests::{BATIK, Caller, SEPATU, Stand, new_id, now, renamed};
use serde_json::{Value, json};

/// Every address with the methods it takes; `SHOP` and `CHAT` stand for a shop and a conversation.
pub const ROUTES: [(&str, &[&str]); 78] = [
    ("/sapa.js", &["GET"]),
    ("/chat/SHOP", &["GET"]),
    ("/console", &["GET"]),
    ("/console/worker.js", &["GET"]),
    ("/console/SHOP", &["GET"]),
    ("/v1/shops/SHOP", &["GET"]),
    ("/v1/shops/SHOP/answers", &["POST"]),
    ("/v1/shops/SHOP/conversations", &["POST"]),
    ("/v1/shops/SHOP/identity", &["POST"]),
    ("/v1/conversations/CHAT", &["DELETE"]),
    ("/v1/conversations/CHAT/live", &["GET"]),
    ("/v1/conversations/CHAT/events", &["GET"]),
    ("/v1/conversations/CHAT/queue", &["GET"]),
    ("/v1/conversations/CHAT/messages", &["POST"]),
    ("/v1/conversations/CHAT/frames", &["POST"]),
    ("/v1/conversations/CHAT/files", &["POST"]),
    ("/v1/conversations/CHAT/files/SOME", &["GET"]),
    ("/v1/staff/session", &["GET", "POST", "DELETE"]),
    ("/v1/staff/session/passkey", &["POST"]),
    ("/v1/staff/session/password", &["POST"]),
    ("/v1/staff/session/link", &["POST"]),
    ("/v1/staff/challenge", &["POST"]),
    ("/v1/staff/me", &["GET", "PUT"]),
    ("/v1/staff/me/passkeys", &["POST"]),
    ("/v1/staff/me/passkeys/options", &["POST", "PUT", "DELETE"]), // the last two as of a passkey of that id
    ("/v1/staff/me/passkeys/SOME", &["PUT", "DELETE"]),
    ("/v1/staff/me/password", &["PUT"]),
    ("/v1/staff/me/codes", &["POST", "PUT"]),
    ("/v1/staff/me/codes/off", &["POST"]),
    ("/v1/staff/me/push", &["GET", "PUT", "DELETE"]),
    ("/v1/staff/me/push/news", &["GET"]),
    ("/v1/staff/sessions/SOME", &["DELETE"]),
    ("/v1/staff/members", &["GET"]),
    ("/v1/staff/members/SOMEBODY", &["PUT", "DELETE"]),
    ("/v1/staff/members/SOMEBODY/sessions", &["GET", "DELETE"]),
    ("/v1/staff/members/SOMEBODY/places", &["PUT"]),
    ("/v1/staff/members/SOMEBODY/languages", &["PUT"]),
    ("/v1/staff/teams", &["GET", "PUT"]),
    ("/v1/staff/team", &["GET"]),
    ("/v1/staff/invitations", &["POST"]),
    ("/v1/staff/invitations/SOME", &["DELETE"]),
    ("/v1/staff/invitation", &["POST"]),
    ("/v1/staff/invitation/accept", &["POST"]),
    ("/v1/staff/shops", &["GET"]),
    ("/v1/staff/shops/SHOP/session", &["POST"]),
    ("/v1/staff/sellers", &["GET"]),
    ("/v1/staff/sellers/SHOP/members/SOMEBODY", &["PUT", "DELETE"]),
    ("/v1/staff/audit", &["GET"]),
    ("/v1/staff/colleagues", &["GET"]),
    ("/v1/staff/presence", &["PUT"]),
    ("/v1/staff/service", &["GET", "PUT"]),
    ("/v1/staff/tags", &["GET"]),
    ("/v1/staff/rules", &["GET", "PUT"]),
    ("/v1/staff/rules/try", &["POST"]),
    ("/v1/staff/entries", &["GET"]),
    ("/v1/staff/views", &["GET", "PUT"]),
    ("/v1/staff/macros", &["GET"]),
    ("/v1/staff/macros/SOME", &["PUT", "DELETE"]),
    ("/v1/staff/tokens", &["GET", "POST"]),
    ("/v1/staff/tokens/SOME", &["DELETE"]),
    ("/v1/staff/identity-key", &["GET", "POST", "DELETE"]),
    ("/v1/staff/webhooks", &["GET", "POST"]),
    ("/v1/staff/webhooks/SOME", &["PUT", "DELETE"]),
    ("/v1/staff/webhooks/SOME/secret", &["POST"]),
    ("/v1/staff/webhooks/SOME/test", &["POST"]),
    ("/v1/staff/webhooks/SOME/deliveries", &["GET"]),
    ("/v1/staff/webhooks/SOME/deliveries/SOME/again", &["POST"]),
    ("/v1/staff/customers", &["GET"]),
    ("/v1/staff/customers/SOMEBODY", &["GET", "PUT"]),
    ("/v1/staff/customers/SOMEBODY/merged", &["POST"]),
    ("/v1/staff/customers/SOMEBODY/merged/SOMEBODY", &["DELETE"]),
    ("/v1/staff/inbox", &["GET"]),
    ("/v1/staff/inbox/CHAT", &["GET"]),
    ("/v1/staff/search", &["GET"]),
    ("/v1/staff/live", &["GET"]),
    ("/v1/platform/shops/SHOP", &["PUT"]),
    ("/v1/platform/shops/SHOP/sign-in-links", &["POST"]),
    ("/v1/platform/shops/SHOP/sellers/SHOP", &["PUT", "DELETE"]),
];

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn method(name: &str) -> Method {
    name.parse().expect("a method")
}

#[tokio::test]
async fn a_shops_profile_tells_what_everyone_may_know_and_no_more() {
    let stand = Stand::shared().await;
    let profile: Value = stand.stranger().get("/v1/shops/toko-batik").await.json();
    let expected = [
        "accent",
        "bot",
        "greeting",
        "languages",
        "name",
        "open",
        "slug",
        "suggestions",
        "usual_wait_minutes",
        "zone",
    ];
    assert_eq!(keys(&profile), BTreeSet::from(expected));
    assert_eq!(profile["name"], "Toko Batik Sekar");
    assert_eq!(profile["bot"], "Sekar");
    assert_eq!(profile["open"], true);
    assert_eq!(profile["suggestions"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn a_question_is_answered_without_a_conversation() {
    let stand = Stand::shared().await;
    let ask = async |text: &str| -> Value {
        stand.stranger().post("/v1/shops/toko-batik/answers", &json!({ "text": text })).await.json()
    };
    // The second one takes the short way through an isolate that knows the shop by then.
    for _ in 0..2 {
        let answer = ask("berapa ongkos kirim ke surabaya?").await;
        assert_eq!(answer["decision"], "answer", "{answer}");
        assert!(!answer["text"].as_str().expect("a text").is_empty());
        let best = &answer["entries"][0];
        assert_eq!(keys(best), BTreeSet::from(["id", "score", "title"]));
        assert_eq!(best["id"], "shipping-cost");
        assert!((0.0..=1.0).contains(&best["score"].as_f64().expect("a score")), "{best}");
        assert_eq!(keys(&answer), BTreeSet::from(["decision", "entries", "rule", "text"]));
    }
    assert_eq!(ask("apa ibu kota negara bagian ohio").await["decision"], "unknown");
    assert_eq!(ask("mau ngomong sama orang dong").await["decision"], "handoff");
}

#[tokio::test]
async fn a_new_conversation_has_an_id_and_a_token() {
    let stand = Stand::shared().await;
    let begun: Value = stand.stranger().post("/v1/shops/toko-batik/conversations", &json!({})).await.json();
    assert_eq!(keys(&begun), BTreeSet::from(["conversation", "customer", "token"]));
    let id = begun["conversation"].as_str().expect("an id");
    assert!(id.parse::<ConversationId>().is_ok(), "a ULID: {id}");
    assert!(begun["token"].as_str().is_some_and(|token| token.len() > 40));
}

#[tokio::test]
async fn a_posted_message_answers_with_its_event() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let (id, before) = (new_id(), now());

    let event: Value = visitor.post(id, "Halo kak, bisa COD?").await.json();

    assert_eq!(keys(&event), BTreeSet::from(["at", "author", "body", "id", "seq"]));
    assert_eq!(event["seq"], 2, "after the conversation's beginning");
    assert_eq!(event["id"], id.to_string());
    let at = event["at"].as_i64().expect("milliseconds");
    assert!((before.0 - 1_000..=now().0 + 1_000).contains(&at), "{at}");
    assert_eq!(event["author"], json!({ "kind": "shopper" }));
    assert_eq!(event["body"], json!({ "type": "message", "text": "Halo kak, bisa COD?" }));
}

#[tokio::test]
async fn the_same_id_again_is_the_same_event_and_with_another_body_refused() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let id = new_id();
    let first: Event = visitor.post(id, "Bisa COD?").await.json();
    let length = visitor.log().await.len();

    let again: Event = visitor.post(id, "Bisa COD?").await.json();
    assert_eq!(again, first);
    visitor.post(id, "Bisa transfer?").await.problem(Kind::IdTaken);

    assert_eq!(visitor.log().await.len(), length, "neither changed the log");
}

#[tokio::test]
async fn the_log_comes_in_order_and_from_any_place() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for text in ["halo", "ada batik parang?", "makasih ya"] {
        visitor.says(text).await;
    }
    let page: Value = visitor.caller.get(&visitor.path("events")).await.json();
    assert!(keys(&page).is_superset(&BTreeSet::from(["events", "last"])));
    let seqs: Vec<u64> =
        page["events"].as_array().expect("events").iter().flat_map(|e| e["seq"].as_u64()).collect();
    assert!(seqs.is_sorted_by(|one, next| one < next), "{seqs:?}");

    let log = visitor.log().await;
    for (have, event) in log.iter().enumerate() {
        assert_eq!(visitor.page(event.seq).await.events, log[have + 1..], "after {}", event.seq);
    }
    for (after, kind) in [("-1", Kind::Invalid), ("x", Kind::Invalid), ("1.5", Kind::Invalid)] {
        visitor.caller.get(&visitor.path(&format!("events?after={after}"))).await.problem(kind);
    }
    let beyond = visitor.caller.get(&visitor.path("events?after=18446744073709551615")).await;
    assert_eq!(beyond.json::<Value>()["events"], json!([]));
}

#[tokio::test]
async fn an_unknown_shop_is_not_found() {
    let stand = Stand::shared().await;
    let stranger = stand.stranger();
    for shop in ["toko-lain", "Toko-Batik", "..", "%2e%2e", "a%2Fb", &"x".repeat(64)] {
        stranger.get(&format!("/v1/shops/{shop}")).await.problem(Kind::NotFound);
        stranger.get(&format!("/chat/{shop}")).await.problem(Kind::NotFound);
        let path = format!("/v1/shops/{shop}/answers");
        stranger.post(&path, &json!({ "text": "halo" })).await.problem(Kind::NotFound);
        let path = format!("/v1/shops/{shop}/conversations");
        stranger.post(&path, &json!({})).await.problem(Kind::NotFound);
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let stand = Stand::shared().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v2/shops/toko-batik",
        "/v1/shops/toko-batik/",
        "/wp-login.php",
        "/chat",
        "/assets/",
    ] {
        stand.stranger().get(path).await.problem(Kind::NotFound);
    }
    for file in
        ["/assets/nothing-000000000000.js", "/manifest.json", "/chat.html", "/assets/..%2fmanifest.json"]
    {
        stand.stranger().get(file).await.problem(Kind::NotFound);
    }
}

#[tokio::test]
async fn a_known_path_says_when_only_the_method_is_wrong() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    for (route, methods) in ROUTES {
        let path = route.replace("SHOP", BATIK).replace("CHAT", &visitor.conversation.to_string());
        let others =
            ["GET", "POST", "PUT", "DELETE", "PATCH"].into_iter().filter(|name| !methods.contains(name));
        for wrong in others {
            let request = visitor.caller.request(method(wrong), &path);
            visitor.caller.send(request).await.problem(Kind::MethodNotAllowed);
        }
    }
}

#[tokio::test]
async fn a_conversation_needs_its_key() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let keyless = stand.stranger().chat(visitor.conversation);
    let refused = keyless.post(new_id(), "halo").await;
    refused.problem(Kind::Unauthorized);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    keyless.caller.get(&keyless.path("events")).await.problem(Kind::Unauthorized);
    keyless.try_connect().await.expect_err("no socket").problem(Kind::Unauthorized);
}

#[tokio::test]
async fn an_address_for_sockets_says_so_to_others() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.caller.get(&visitor.path("live")).await.problem(Kind::UpgradeRequired);
    let agent = stand.agent(BATIK, "Dina").await;
    agent.caller.get("/v1/staff/live").await.problem(Kind::UpgradeRequired);
}

#[tokio::test]
async fn a_storefront_on_the_shops_list_may_call_from_its_own_origin() {
    let stand = Stand::shared().await;
    let storefront = "http://127.0.0.1:8788";
    let page = stand.stranger().with_header("origin", storefront);

    let asked = page.request(Method::OPTIONS, "/v1/shops/toko-batik/conversations");
    let asked = asked.header("access-control-request-method", "POST");
    let preflight =
        page.send(asked.header("access-control-request-headers", "authorization,content-type")).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), storefront);
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
    assert!(preflight.header("access-control-allow-headers").contains("authorization"));
    assert_eq!(preflight.header("access-control-allow-credentials"), "", "cookies stay out of it");

    let may_read = |answer: &sapa_tests::Answer| {
        answer.json::<Value>();
        assert_eq!(answer.header("access-control-allow-origin"), storefront);
        assert_eq!(answer.header("vary"), "origin");
    };
    may_read(&page.get("/v1/shops/toko-batik").await);
    for _ in 0..2 {
        may_read(&page.post("/v1/shops/toko-batik/answers", &json!({ "text": "ongkir?" })).await);
    }
    let begun = page.post("/v1/shops/toko-batik/conversations", &json!({})).await;
    may_read(&begun);
    let chat = page.with_key(begun.json::<Value>()["token"].as_str().expect("a token"));
    let chat =
        chat.chat(serde_json::from_value(begun.json::<Value>()["conversation"].clone()).expect("an id"));
    may_read(&chat.post(new_id(), "halo").await);
    may_read(&chat.caller.get(&chat.path("events")).await);
}

#[tokio::test]
async fn an_operator_loads_a_shop_and_what_can_not_be_used_changes_nothing() {
    let stand = Stand::shared().await;
    let operator = stand.operator();
    let path = "/v1/platform/shops/toko-topi";
    let mut topi = renamed("toko-topi");
    let loaded: Value = operator.put(path, &topi).await.json();
    assert_eq!(
        (&loaded["shop"], &loaded["knowledge"], &loaded["entries"]),
        (&json!("toko-topi"), &json!(1), &json!(3))
    );

    topi.settings.name = "Toko Topi".to_owned();
    operator.put("/v1/platform/shops/toko-lain", &topi).await.problem(Kind::Invalid);
    let mut invalid = topi.clone();
    invalid.settings.usual_wait_minutes = 0;
    operator.put(path, &invalid).await.problem(Kind::Invalid);
    let mut doubled = topi.clone();
    doubled.knowledge.entries.extend_from_within(..1);
    operator.put(path, &doubled).await.problem(Kind::Invalid);
    let profile: Value = stand.stranger().get("/v1/shops/toko-topi").await.json();
    assert_eq!(profile["name"], "Toko Sepatu Langkah", "as it was loaded first");

    let loaded: Value = operator.put(path, &topi).await.json();
    assert_eq!(loaded["knowledge"], 2);
    let profile: Value = stand.stranger().get("/v1/shops/toko-topi").await.json();
    assert_eq!(profile["name"], "Toko Topi", "a change is seen at once where it was made");
}

#[tokio::test]
async fn a_console_signs_in_with_a_cookie_that_scripts_and_other_sites_can_not_use() {
    let stand = Stand::shared().await;
    let code = stand.invite(BATIK, "Ratna", protocol::staff::Role::Owner).await;
    let answer = stand.stranger().post("/v1/staff/session", &json!({ "code": code })).await;
    let session: Value = answer.json();
    assert_eq!(session["member"]["name"], "Ratna");
    assert_eq!(session["shop_name"], "Toko Batik Sekar");
    assert_eq!(session.get("token"), None, "the secret is in the cookie and nowhere else");
    let cookie = answer.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/v1", "Max-Age=43200"] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }

    let pair = cookie.split(';').next().expect("a pair");
    let console = stand.stranger().with_header("cookie", pair);
    let known: Value = console.get("/v1/staff/session").await.json();
    assert_eq!(known["member"], session["member"]);
}

#[tokio::test]
async fn the_two_shops_answer_from_their_own_knowledge() {
    let stand = Stand::shared().await;
    let best = async |shop: &str, text: &str| {
        let path = format!("/v1/shops/{shop}/answers");
        let answer: Value = stand.stranger().post(&path, &json!({ "text": text })).await.json();
        answer["entries"][0]["id"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(best(SEPATU, "sol sepatu saya lepas bisa diperbaiki?").await, "sole-repair");
    assert_ne!(best(BATIK, "sol sepatu saya lepas bisa diperbaiki?").await, "sole-repair");
}

/// The paths of the static files that a document refers to.
fn assets(html: &str) -> BTreeSet<&str> {
    html.split('"').filter(|part| part.starts_with("/assets/")).collect()
}

/// A directive of a content security policy.
fn directive<'a>(policy: &'a str, name: &str) -> &'a str {
    let found = policy.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{name} in {policy}"))
}

#[tokio::test]
async fn the_chat_document_may_be_framed_by_its_shop_and_runs_only_our_own_files() {
    let stand = Stand::shared().await;
    let page = stand.stranger().get("/chat/toko-batik").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert_eq!(directive(policy, "default-src"), "'none'");
    assert_eq!(directive(policy, "script-src"), "'self' 'wasm-unsafe-eval'");
    assert_eq!(directive(policy, "frame-ancestors"), "'self' http://127.0.0.1:8788 http://localhost:8788");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text().contains("Toko Batik Sekar"));
    assert!(!page.text().contains("token"), "a document carries nobody's key");
    let files = assets(page.text());
    assert_eq!(files.len(), 3, "{files:?}");
}

#[tokio::test]
async fn the_console_may_be_framed_by_nobody() {
    let stand = Stand::shared().await;
    let page = stand.stranger().get("/console").await;
    assert_eq!(page.status, 200);
    assert_eq!(directive(page.header("content-security-policy"), "frame-ancestors"), "'none'");
    assert!(!assets(page.text()).is_empty());
}

fn unpacked(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    brotli_decompressor::BrotliDecompress(&mut &body[..], &mut plain).expect("Brotli");
    plain
}

/// Gets a file plain and compressed, and checks that they are the same.
async fn both_forms(stranger: &Caller, path: &str) -> (sapa_tests::Answer, sapa_tests::Answer) {
    let plain = stranger.with_header("accept-encoding", "identity").get(path).await;
    let refusing = stranger.with_header("accept-encoding", "gzip, br;q=0").get(path).await;
    assert_eq!((refusing.header("content-encoding"), &refusing.body), ("", &plain.body), "{path}");
    let packed = stranger.with_header("accept-encoding", "gzip, br").get(path).await;
    assert_eq!((plain.status, packed.status), (200, 200), "{path}");
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "br"), "{path}");
    assert!(unpacked(&packed.body) == plain.body, "{path} is the same in both forms");
    for answer in [&plain, &packed] {
        assert!(answer.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    (plain, packed)
}

#[tokio::test]
async fn static_files_are_compressed_typed_and_kept_for_good() {
    let stand = Stand::shared().await;
    let stranger = stand.stranger();
    let pages = [stranger.get("/chat/toko-batik").await, stranger.get("/console").await];
    for path in pages.iter().flat_map(|page| assets(page.text())) {
        let (plain, packed) = both_forms(&stranger, path).await;
        assert_eq!(packed.header("cache-control"), "public, max-age=31536000, immutable");
        let expected = match path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "application/wasm",
        };
        assert_eq!((plain.header("content-type"), packed.header("content-type")), (expected, expected));
    }
}

#[tokio::test]
async fn what_a_browser_loads_can_be_asked_for_without_its_body() {
    let stand = Stand::shared().await;
    let browser = stand.stranger().with_header("accept-encoding", "br");
    let console = browser.get("/console").await;
    let files = assets(console.text());
    for path in files.into_iter().chain(["/sapa.js", "/chat/toko-batik", "/console"]) {
        let whole = browser.get(path).await;
        let head = browser.send(browser.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for header in ["content-type", "content-encoding", "cache-control", "content-security-policy", "etag"]
        {
            assert_eq!(head.header(header), whole.header(header), "{header} of {path}");
        }
    }
    for (path, status) in [("/assets/nothing-000000000000.js", 404), ("/chat/toko-lain", 404)] {
        let head = browser.send(browser.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.body.len()), (status, 0), "{path}");
    }
}

#[tokio::test]
async fn the_consoles_worker_is_asked_for_each_time_and_may_only_call_its_own_server() {
    let stand = Stand::shared().await;
    let stranger = stand.stranger();
    let (worker, _) = both_forms(&stranger, "/console/worker.js").await;
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert_eq!(worker.header("service-worker-allowed"), "/console");
    let policy = worker.header("content-security-policy");
    assert_eq!((directive(policy, "default-src"), directive(policy, "connect-src")), ("'none'", "'self'"));
    let known = stranger.with_header("if-none-match", worker.header("etag"));
    assert_eq!(known.get("/console/worker.js").await.status, 304);
}

#[tokio::test]
async fn the_loader_is_small_and_is_sent_again_only_when_it_changed() {
    let stand = Stand::shared().await;
    let stranger = stand.stranger();
    let (loader, packed) = both_forms(&stranger, "/sapa.js").await;
    assert!(packed.body.len() <= 3 * 1024, "{} bytes", packed.body.len());
    assert_eq!(loader.header("content-type"), "text/javascript; charset=utf-8");
    let etag = loader.header("etag");
    assert!(etag.starts_with('"') && etag.len() > 8, "{etag}");

    let again = stranger.with_header("if-none-match", etag).get("/sapa.js").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(stranger.with_header("if-none-match", "\"other\"").get("/sapa.js").await.status, 200);
}
