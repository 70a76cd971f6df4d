//! The rules of web push: where to, how soon, how often it is tried, and for how long it is worth anything.

use protocol::limits::PUSH_URL_BYTES;
use protocol::problem::{Kind, Problem};

use crate::webhook::address;

/// How long after the first call a push leaves, in milliseconds: what calls meanwhile is told by the same one.
pub const GATHER_MS: i64 = 3_000;

/// How long a push service keeps a push for a browser that is off, in seconds: an hour later somebody else has seen to it.
pub const TTL_SECONDS: u32 = 3_600;

/// How long a push's signature is good for, in seconds. RFC 8292, section 2, allows 24 hours.
pub const SIGNATURE_SECONDS: i64 = 12 * 3_600;

/// How long to wait after each attempt that failed, in milliseconds; after the last of them it is given up.
const WAITS_MS: [i64; 3] = [10_000, 60_000, 300_000];

/// Where a browser is pushed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The whole address, a secret between the browser and us.
    pub url: String,
    /// The push service's origin.
    pub service: String,
}

/// How long to wait before another attempt, after so many, in milliseconds; `None`: it is given up.
#[must_use]
pub fn wait(attempts: u32) -> Option<i64> {
    WAITS_MS.get(attempts.checked_sub(1)? as usize).copied()
}

/// A browser's address. `loopback` lets a server that is being tested reach this machine besides.
///
/// # Errors
/// Invalid, where it isn't a public server's.
pub fn endpoint(text: &str, loopback: bool) -> Result<Endpoint, Problem> {
    let refused = |_| Problem::new(Kind::Invalid, "Send the `endpoint` of the browser's PushSubscription.");
    let url = address(text, PUSH_URL_BYTES, loopback).map_err(refused)?;
    Ok(Endpoint { service: url.origin().ascii_serialization(), url: url.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_public_servers() {
        let endpoint = endpoint("https://fcm.googleapis.com/fcm/send/abc:DEF", false).unwrap();
        assert_eq!(endpoint.url, "https://fcm.googleapis.com/fcm/send/abc:DEF");
        assert_eq!(endpoint.service, "https://fcm.googleapis.com");
    }

    #[test]
    fn no_endpoint_leads_inside() {
        let long = format!("https://push.example/{}", "x".repeat(PUSH_URL_BYTES));
        for bad in ["", "x", "http://push.example/", "https://10.0.0.1/", "https://localhost/", &long] {
            assert!(endpoint(bad, false).unwrap_err().is(Kind::Invalid), "{bad}");
        }
        assert!(endpoint("http://127.0.0.1:9/push", false).is_err());
        assert_eq!(endpoint("http://127.0.0.1:9/push", true).unwrap().service, "http://127.0.0.1:9");
    }

    #[test]
    fn it_is_tried_four_times() {
        assert_eq!([1, 2, 3, 4].map(wait), [Some(10_000), Some(60_000), Some(300_000), None]);
    }
}
