//! Several questions in one message, over the public contract.

use protocol::{Body, Event};
use sapa_tests::{BATIK, Stand};
use serde_json::{Value, json};

const BOTH: &str = "kak bisa cod ga? trs ongkir ke bandung brp";

#[tokio::test]
async fn without_a_conversation_both_are_answered_in_one_text() {
    let stand = Stand::shared().await;
    let answer: Value =
        stand.stranger().post("/v1/shops/toko-batik/answers", &json!({ "text": BOTH })).await.json();
    assert_eq!((&answer["decision"], &answer["rule"]), (&json!("answer"), &json!("clear_winner")));
    let ids: Vec<&str> =
        answer["entries"].as_array().expect("entries").iter().filter_map(|e| e["id"].as_str()).collect();
    assert_eq!(ids, ["cod", "shipping-cost"]);
    let text = answer["text"].as_str().expect("a text");
    assert!(text.contains("COD") && text.contains("Ongkir reguler dari Solo"), "{text}");
}

#[tokio::test]
async fn in_a_conversation_each_has_a_message_and_a_decision_and_a_repeat_adds_nothing() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let asked = visitor.says(BOTH).await;
    let log = visitor.log().await;
    let after: Vec<&Event> = log.iter().filter(|event| event.seq > asked.seq).collect();
    let entries: Vec<&str> = after
        .iter()
        .filter_map(|event| match &event.body {
            Body::Message(said) => said.entry.as_ref().map(|entry| entry.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(entries, ["cod", "shipping-cost"]);
    let again: Event = visitor.post(asked.id, BOTH).await.json();
    assert_eq!(again, asked);
    assert_eq!(visitor.log().await.len(), log.len());
}
