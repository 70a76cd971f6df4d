//! Anybody who calls the server over HTTP, with whatever key and headers they show.

use std::time::Duration;

use protocol::ConversationId;
use protocol::api::{Begin, Begun};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName};
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;

use crate::{Answer, Chat, Live};

/// Somebody who calls the server. A caller without a key is a stranger.
#[derive(Debug, Clone)]
pub struct Caller {
    http: Client,
    origin: String,
    key: Option<String>,
    headers: HeaderMap,
}

impl Caller {
    /// A stranger at the server of this origin (`http://127.0.0.1:PORT`).
    pub(crate) fn stranger(origin: &str) -> Self {
        let http = Client::builder()
            .no_proxy()
            // The server hangs up on a connection that was idle for five seconds; it must not be in use again by then.
            .pool_idle_timeout(Duration::from_secs(1))
            .timeout(Duration::from_secs(20))
            .build()
            .expect("a client without TLS needs nothing of the system");
        Self { http, origin: origin.to_owned(), key: None, headers: HeaderMap::new() }
    }

    /// The same caller with another key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self.clone() }
    }

    /// The same caller with one more header on everything they send.
    #[must_use]
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut caller = self.clone();
        let name: HeaderName = name.parse().expect("a header's name");
        caller.headers.insert(name, value.parse().expect("a header's value"));
        caller
    }

    /// The key they show; empty for a stranger.
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// Their request, to be added to before it is sent with [`Self::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.keyless_request(method, path);
        match &self.key {
            Some(key) => request.header(AUTHORIZATION, format!("Bearer {key}")),
            None => request,
        }
    }

    /// Their request without the key.
    pub(crate) fn keyless_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.origin)).headers(self.headers.clone())
    }

    /// Sends a request that the server must answer, whatever it answers.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Self::try_send(request).await.expect("the server answers")
    }

    /// Sends a request to a server that may be gone.
    ///
    /// # Errors
    /// It is.
    pub async fn try_send(request: RequestBuilder) -> reqwest::Result<Answer> {
        Answer::read(request.send().await?).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST of a value as JSON.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUT of a value as JSON.
    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Opens a WebSocket with the protocols `sapa.v1` and the key.
    ///
    /// # Errors
    /// The server's answer, when it refuses.
    pub async fn connect<Frame>(&self, path: &str) -> Result<Live<Frame>, Answer> {
        Live::connect(self, path).await.expect("the server answers")
    }

    /// Begins a conversation with a shop.
    pub async fn begin(&self, shop: &str) -> Chat {
        self.begin_as(shop, None).await.0
    }

    /// Begins a conversation with a shop as the customer whose key a browser kept; answers with the key to keep from now on.
    pub async fn begin_as(&self, shop: &str, key: Option<&str>) -> (Chat, String) {
        self.begin_with(shop, &Begin { customer: key.map(str::to_owned), ..Begin::default() }).await
    }

    /// The same, with all that a shopper's page may tell.
    pub async fn begin_with(&self, shop: &str, begin: &Begin) -> (Chat, String) {
        let answer = self.post(&format!("/v1/shops/{shop}/conversations"), begin).await;
        let Begun { conversation, token, customer } = answer.json();
        (self.with_key(&token).chat(conversation), customer)
    }

    /// Their place in a conversation; whether they have one, the server says.
    pub fn chat(&self, conversation: ConversationId) -> Chat {
        Chat { caller: self.clone(), conversation }
    }
}
