//! Failures as RFC 9457 problem documents: one table of what can go wrong, its status and what to do about it.

use serde::{Deserialize, Serialize};

/// A problem document, sent with `content-type: application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A stable URI that names the kind: `https://sapa.dev/problems/{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words, the same each time.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do, for whoever reads it.
    pub detail: String,
    /// The request this happened in; give it to whoever runs the server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// In how many seconds to try again; sent as the header `Retry-After` too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem of the given kind; `detail` says what to do about this one.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("https://sapa.dev/problems/{}", kind.code()),
            title: kind.title().to_owned(),
            status: kind.status(),
            detail: detail.into(),
            request_id: String::new(),
            retry_after: None,
        }
    }

    /// Whether this problem is of the given kind.
    #[must_use]
    pub fn is(&self, kind: Kind) -> bool {
        self.kind.rsplit('/').next() == Some(kind.code())
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $title:literal;)*) => {
        /// Every kind of problem: its status, its stable code and its title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// All kinds, for documentation and tests.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];
            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> u16 { match self { $(Kind::$name => $status),* } }
            /// The last part of the `type` URI.
            #[must_use]
            pub fn code(self) -> &'static str { match self { $(Kind::$name => $code),* } }
            /// The title.
            #[must_use]
            pub fn title(self) -> &'static str { match self { $(Kind::$name => $title),* } }
        }
    };
}

kinds! {
    /// The body or frame is not the JSON that was expected.
    Malformed = 400, "malformed", "The request could not be read";
    /// A field has a value that is not allowed.
    Invalid = 422, "invalid", "A value is not allowed";
    /// The token or session is missing, forged, expired or revoked.
    Unauthorized = 401, "unauthorized", "Sign in again";
    /// The password is right, and the code of the authenticator app is needed too.
    SecondFactor = 401, "second-factor", "A code is needed";
    /// Whoever is calling is known, and may not do this.
    Forbidden = 403, "forbidden", "Not allowed";
    /// The page that embeds the widget is not on the shop's list.
    OriginNotAllowed = 403, "origin-not-allowed", "This site is not on the shop's list";
    /// There is no such thing, or it belongs to somebody else.
    NotFound = 404, "not-found", "Not found";
    /// The path exists, the method does not.
    MethodNotAllowed = 405, "method-not-allowed", "Method not allowed";
    /// The id was used before with another body.
    IdTaken = 409, "id-taken", "This id was used for something else";
    /// The conversation is not in a state that allows this.
    WrongState = 409, "wrong-state", "Not possible right now";
    /// A text, frame or body is over its limit.
    TooLarge = 413, "too-large", "Too large";
    /// The file is of a kind that can't be sent.
    UnsupportedFile = 415, "unsupported-file", "This kind of file can't be sent";
    /// The address wants a WebSocket.
    UpgradeRequired = 426, "upgrade-required", "A WebSocket is needed here";
    /// Too many requests.
    SlowDown = 429, "slow-down", "Too many requests";
    /// A fault of ours.
    Internal = 500, "internal", "Something went wrong on our side";
    /// A part needed for this can't be reached now.
    Unavailable = 503, "unavailable", "Not available right now";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_code() {
        let mut codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Kind::ALL.len());
    }

    #[test]
    fn a_problem_knows_its_kind() {
        let problem = Problem::new(Kind::SlowDown, "Wait a minute.");
        assert!(problem.is(Kind::SlowDown) && !problem.is(Kind::NotFound));
    }
}
