//! What a closed console still hears, on the wire: one example of each body.

use insta::assert_json_snapshot;
use protocol::push::{Call, News, PushKey, PushTo, Why};
use protocol::{ConversationId, Millis};
use serde_json::json;

#[test]
fn pushes_on_the_wire() {
    let at = Millis(1_795_000_000_000);
    let call = |number, why| Call {
        conversation: ConversationId::from_parts(at, number),
        why,
        at,
        customer: "Rina".into(),
        line: "paket saya hilang".into(),
    };
    let all = [Why::Waiting, Why::Given, Why::Answered, Why::Mentioned, Why::Missed, Why::RatedLow];
    assert_json_snapshot!(json!({
        "key": PushKey { key: "BAAA".into() },
        "to": PushTo { endpoint: "https://push.example/abc".into() },
        "news": News { calls: (1..).zip(all).map(|(number, why)| call(number, why)).collect() },
    }));
}

#[test]
fn a_reason_of_a_newer_server_leaves_the_others_readable() {
    let why: Why = serde_json::from_str(r#""birthday""#).expect("a reason");
    assert_eq!(why, Why::Unknown);
}
