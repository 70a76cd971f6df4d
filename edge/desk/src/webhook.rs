//! The rules of webhooks: where they may be sent, what of a log is told, and how often it is tried.

use protocol::WebhookId;
use protocol::event::{Body, Event, Handoff, Message};
use protocol::limits::WEBHOOK_URL_BYTES;
use protocol::problem::{Kind, Problem};
use protocol::webhook::{Happening, PutWebhook, Topic};
use url::{Host, Url};

/// How long to wait after each attempt that failed, in milliseconds; after the last of them it is given up.
const WAITS_MS: [i64; 8] = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 32_400_000, 36_000_000];

/// The ports on which public web servers listen.
const PORTS: [u16; 2] = [443, 8443];

/// Endings of names that lead inside: RFC 6761, RFC 6762, RFC 8375, and what routers and data centres use.
const INSIDE: [&str; 8] = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa"];

/// How long to wait before another attempt, after so many, in milliseconds; `None`: it is given up.
#[must_use]
pub fn wait(attempts: u32) -> Option<i64> {
    WAITS_MS.get(attempts.checked_sub(1)? as usize).copied()
}

/// A webhook as it is kept. `loopback` lets a server that is being tested reach this machine besides.
///
/// # Errors
/// Invalid, where something else than a public server is named, or nothing to tell it.
pub fn checked(put: &PutWebhook, loopback: bool) -> Result<PutWebhook, Problem> {
    let topics: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| put.topics.contains(topic)).collect();
    if topics.is_empty() {
        return Err(Problem::new(Kind::Invalid, "Choose at least one of the topics."));
    }
    Ok(PutWebhook { url: address(&put.url, WEBHOOK_URL_BYTES, loopback)?.into(), topics, on: put.on })
}

/// An address on the public internet, in its usual spelling at `most` so many bytes long. What its name stands for is checked
/// when something is sent.
pub(crate) fn address(text: &str, most: usize, loopback: bool) -> Result<Url, Problem> {
    let refused = || {
        let detail = "Give an address such as https://toko.example/sapa: https, a public name, no password.";
        Problem::new(Kind::Invalid, detail)
    };
    let url = Url::parse(text.trim()).map_err(|_| refused())?;
    let has_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
    if has_more || url.as_str().len() > most {
        return Err(refused());
    }
    let is_loopback = url.scheme() == "http" && url.host() == Some(Host::Ipv4([127, 0, 0, 1].into()));
    let is_public = matches!(url.host(), Some(Host::Domain(name)) if is_public(name));
    let is_web = url.scheme() == "https" && url.port_or_known_default().is_some_and(|it| PORTS.contains(&it));
    if (is_public && is_web) || (loopback && is_loopback) { Ok(url) } else { Err(refused()) }
}

/// Whether a name may be one of the public internet's.
fn is_public(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let leads_inside = |ending: &str| {
        name.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    name.contains('.') && !INSIDE.into_iter().any(leads_inside)
}

/// The webhooks that a rule has told of an event, whatever they chose; empty where it is for those that chose it.
#[must_use]
pub fn called(event: &Event) -> &[WebhookId] {
    match &event.body {
        Body::RuleRan { webhooks, .. } => webhooks,
        _ => &[],
    }
}

/// What is told of an event, if anything: nothing that is for staff only, but what [`called`] is about.
#[must_use]
pub fn happening(event: &Event) -> Option<Happening> {
    Some(match &event.body {
        Body::Started { .. } => Happening::Started {},
        Body::Handoff(Handoff { reason, .. }) => Happening::Waiting { reason: *reason },
        Body::Assigned { agent, name } => Happening::Assigned { agent: *agent, name: name.clone() },
        Body::Resolved => Happening::Resolved { by: event.author.clone() },
        Body::Reopened => Happening::Reopened {},
        Body::Rated { score, comment } => Happening::Rated { score: *score, comment: comment.clone() },
        Body::Contact(contact) => Happening::Contact(contact.clone()),
        Body::Message(Message { text, files, .. }) => Happening::Message {
            id: event.id,
            author: event.author.clone(),
            text: text.clone(),
            files: files.clone(),
        },
        Body::RuleRan { rule, name, webhooks } if !webhooks.is_empty() => {
            Happening::RuleRan { rule: *rule, name: name.clone() }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use protocol::event::Author;
    use protocol::{EventId, Millis, Seq};

    use super::*;

    fn kept_as(text: &str, loopback: bool) -> Result<String, Problem> {
        address(text, WEBHOOK_URL_BYTES, loopback).map(Into::into)
    }

    #[test]
    fn an_address_is_a_public_name_under_https() {
        for (good, kept) in [
            ("https://toko.example/sapa", "https://toko.example/sapa"),
            (" https://Toko.Example:443/a?b=c ", "https://toko.example/a?b=c"),
            ("https://toko.example:8443", "https://toko.example:8443/"),
            ("https://localhost.toko.example/", "https://localhost.toko.example/"),
            ("https://tokolocal.example/", "https://tokolocal.example/"),
        ] {
            assert_eq!(kept_as(good, false).unwrap(), kept);
        }
    }

    #[test]
    fn no_address_leads_inside_however_it_is_spelt() {
        let long = format!("https://toko.example/{}", "x".repeat(WEBHOOK_URL_BYTES));
        for bad in [
            "",
            "toko.example",
            "http://toko.example/",
            "ftp://toko.example/",
            "javascript:alert(1)",
            "https://toko.example:22/",
            "https://toko.example:80/",
            "https://user@toko.example/",
            "https://user:pass@toko.example/",
            "https://toko.example/#part",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://\u{ff11}27.0.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://8.8.8.8/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://gudang.local/",
            "https://gudang.local./",
            "https://metadata.google.internal/",
            "https://printer.home.arpa/",
            "https://gudang/",
            &long,
        ] {
            assert!(kept_as(bad, false).unwrap_err().is(Kind::Invalid), "{bad}");
            assert!(kept_as(bad, true).is_err(), "{bad}");
        }
        assert!(kept_as("http://127.0.0.1:9000/", false).is_err());
        assert!(kept_as("http://127.0.0.1:9000/", true).is_ok());
        assert!(kept_as("http://10.0.0.1:9000/", true).is_err());
    }

    #[test]
    fn a_webhook_is_told_what_it_chose_and_chooses_something() {
        let put = |topics: &[Topic]| PutWebhook {
            url: "https://toko.example/".into(),
            topics: topics.into(),
            on: true,
        };
        let kept = checked(&put(&[Topic::Message, Topic::Unknown, Topic::Waiting, Topic::Message]), false);
        assert_eq!(kept.unwrap().topics, [Topic::Waiting, Topic::Message]);
        for none in [&[][..], &[Topic::Unknown], &[Topic::Test]] {
            assert!(checked(&put(none), false).unwrap_err().is(Kind::Invalid));
        }
    }

    #[test]
    fn it_is_tried_nine_times_in_nearly_twenty_eight_hours() {
        assert_eq!(wait(1), Some(5_000));
        assert_eq!((wait(8), wait(9)), (Some(36_000_000), None));
        assert_eq!((1..9).filter_map(wait).sum::<i64>() / 60_000, 27 * 60 + 36);
    }

    #[test]
    fn what_is_for_staff_only_is_not_told() {
        let event = |body| Event {
            seq: Seq(1),
            id: EventId::from_parts(Millis(0), 1),
            at: Millis(0),
            author: Author::System,
            body,
        };
        let note = Body::Note { text: "rahasia".into(), mentions: vec![] };
        for body in [note, Body::MarkedSpam, Body::Woke, Body::Snoozed { until: Millis(1) }] {
            assert!(body.is_for_staff());
            assert_eq!(happening(&event(body)), None);
        }
        assert_eq!(happening(&event(Body::Reopened)), Some(Happening::Reopened {}));
    }
}
