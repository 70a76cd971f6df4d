//! What the shop's own systems take part by, on the wire: one example of each body.

use insta::assert_json_snapshot;
use protocol::customer::Verified;
use protocol::event::{Author, Contact, ContactChannel, HandoffReason};
use protocol::identity::{Claims, Identified, Identify, IdentityKey, MadeIdentityKey};
use protocol::staff::Permission;
use protocol::token::{MadeToken, NewToken, Token, Tokens};
use protocol::webhook::{
    Deliveries, Delivery, Dropped, Happening, MadeWebhook, Notice, Outcome, PutWebhook, Topic, Webhook,
    Webhooks,
};
use protocol::{ConversationId, EventId, Millis, Seq, StaffId, WebhookId};
use serde_json::json;

const NOW: Millis = Millis(1_795_000_000_000);

fn notice(what: Happening) -> Notice {
    Notice {
        what,
        at: NOW,
        shop: "toko-batik".parse().expect("a slug"),
        conversation: Some(ConversationId::from_parts(NOW, 7)),
        external_id: Some("1042".into()),
        seq: Some(Seq(3)),
    }
}

#[test]
fn tokens_on_the_wire() {
    let scopes = vec![Permission::Read, Permission::Converse];
    let id = StaffId::from_parts(NOW, 2);
    let token = Token { id, name: "Gudang".into(), scopes: scopes.clone(), made: NOW, used: Some(NOW) };
    assert_json_snapshot!(json!({
        "new": NewToken { name: "Gudang".into(), scopes },
        "made": MadeToken { token: Token { used: None, ..token.clone() }, secret: "sapa_toko-batik.AAAA".into() },
        "tokens": Tokens { tokens: vec![token] },
    }));
}

#[test]
fn who_is_signed_in_on_the_wire() {
    let key = IdentityKey { made: Some(NOW), previous_until: Some(NOW) };
    let contact = Contact { channel: ContactChannel::Email, address: "sari@surat.example".into() };
    let claims = Claims {
        sub: "1042".into(),
        exp: 1_795_003_600.0,
        name: Some("Sari".into()),
        email: Some(contact.address.clone()),
        email_verified: true,
        ..Claims::default()
    };
    let conversation = Some(ConversationId::from_parts(NOW, 7));
    assert_json_snapshot!(json!({
        "claims": claims,
        "identify": Identify { user: "HEADER.PAYLOAD.SIGNATURE".into(), customer: Some("c1.AAAA".into()) },
        "identified": [Identified { conversation, token: Some("v1.AAAA".into()) }, Identified::default()],
        "key": [key, IdentityKey::default()],
        "made": MadeIdentityKey { key, secret: "idsec_AAAA".into() },
        "verified": Verified { external_id: "1042".into(), name: "Sari".into(), contacts: vec![contact] },
    }));
}

#[test]
fn webhooks_on_the_wire() {
    let id = WebhookId::from_parts(NOW, 2);
    let topics = vec![Topic::Waiting, Topic::Message];
    let url = "https://toko.example/sapa".to_owned();
    let webhook = Webhook {
        id,
        url: url.clone(),
        topics: topics.clone(),
        on: true,
        failing: Some(NOW),
        old_secret_until: None,
        dropped: None,
    };
    let delivery = |number, outcome, next| Delivery {
        id: EventId::from_parts(NOW, number),
        topic: Topic::Waiting,
        at: NOW,
        attempts: 1,
        outcome,
        next,
    };
    assert_json_snapshot!(json!({
        "put": PutWebhook { url, topics, on: true },
        "made": MadeWebhook { webhook: Webhook { failing: None, ..webhook.clone() }, secret: "whsec_AAAA".into() },
        "changed": Webhook {
            old_secret_until: Some(NOW),
            dropped: Some(Dropped { count: 3, at: NOW }),
            ..webhook.clone()
        },
        "webhooks": Webhooks { webhooks: vec![webhook] },
        "deliveries": Deliveries { deliveries: vec![
            delivery(1, None, Some(NOW)),
            delivery(2, Some(Outcome::Answered { status: 204 }), None),
            delivery(3, Some(Outcome::TimedOut), Some(NOW)),
            delivery(4, Some(Outcome::Unreachable), None),
        ] },
    }));
}

#[test]
fn notices_on_the_wire() {
    let author = Author::Agent { id: StaffId::from_parts(NOW, 2), name: "Dina".into() };
    let contact = Contact { channel: ContactChannel::Email, address: "sari@surat.example".into() };
    let id = EventId::from_parts(NOW, 9);
    let notices = [
        Happening::Started {},
        Happening::Waiting { reason: HandoffReason::Asked },
        Happening::Assigned { agent: StaffId::from_parts(NOW, 2), name: "Dina".into() },
        Happening::Message { id, author: author.clone(), text: "Halo Kak".into(), files: vec![] },
        Happening::Resolved { by: author },
        Happening::Reopened {},
        Happening::Rated { score: 5, comment: "mantap".into() },
        Happening::Contact(contact),
        Happening::Erased {},
        Happening::Test {},
    ]
    .map(notice);
    assert_json_snapshot!(notices);
    for notice in notices {
        let text = serde_json::to_string(&notice).expect("JSON");
        assert_eq!(serde_json::from_str::<Notice>(&text).expect("a notice"), notice);
        assert_eq!(
            json!(notice.what)["type"],
            json!(notice.what.topic()),
            "a topic is called as what it stands for"
        );
    }
}

#[test]
fn what_a_newer_server_tells_is_read_as_unknown() {
    let text = r#"{"type":"moon.risen","over":{"what":"java"},"at":1,"shop":"toko-batik","new":1}"#;
    assert_eq!(serde_json::from_str::<Notice>(text).expect("a notice").what, Happening::Unknown);
    let outcome: Outcome = serde_json::from_str(r#"{"kind":"eaten","by":"dog"}"#).expect("an outcome");
    assert_eq!(outcome, Outcome::Unknown);
    assert_eq!(serde_json::from_str::<Topic>(r#""moon.risen""#).expect("a topic"), Topic::Unknown);
}
