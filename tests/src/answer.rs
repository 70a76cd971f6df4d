//! An HTTP answer, read whole, with the checks that every answer of its kind must pass.

use protocol::Problem;
use protocol::problem::Kind;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came, still compressed if it was.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub(crate) async fn read(response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, body: response.bytes().await?.to_vec() })
    }

    /// A header's value; empty if it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// The JSON of a success, which no browser may take for anything else, and nobody may keep.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", self.text());
        self.check_headers("application/json");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem document of a refusal, complete and of the expected kind.
    pub fn problem(&self, kind: Kind) -> Problem {
        assert_eq!(self.status, kind.status(), "{kind:?} expected: {}", self.text());
        self.check_headers("application/problem+json");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem document");
        assert_eq!(problem.kind, format!("https://sapa.dev/problems/{}", kind.code()));
        assert_eq!((problem.title.as_str(), problem.status), (kind.title(), kind.status()));
        assert!(!problem.detail.is_empty(), "a problem says what to do");
        assert_eq!(problem.request_id, self.header("x-request-id"));
        assert!(!problem.request_id.is_empty(), "a problem carries its request's id");
        problem
    }

    fn check_headers(&self, content_type: &str) {
        assert_eq!(self.header("content-type"), content_type);
        assert_eq!(self.header("x-content-type-options"), "nosniff");
        assert_eq!(self.header("cache-control"), "no-store");
    }
}
