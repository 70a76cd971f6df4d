//! The sender of e-mails: an HTTP API in the shape of Resend's (`POST`, a bearer key, `{from, to, subject, text, html}`), where
//! the server was started with one.
//!
//! Links in e-mails lead to `SAPA_ORIGIN`, never to the host that a request named: whoever asks for a link could have named
//! their own.

use protocol::webhook::Outcome as Came;
use worker::Env;

use crate::outside;

/// The sender.
#[derive(Debug, Clone)]
pub struct Sender {
    url: String,
    key: String,
    from: String,
    /// The console's origin, for links.
    pub site: String,
}

impl Sender {
    /// The server's, if it has one: `SAPA_EMAIL_URL`, `SAPA_EMAIL_KEY`, `SAPA_EMAIL_FROM` and `SAPA_ORIGIN` are set.
    pub fn of(env: &Env) -> Option<Self> {
        let setting = |name: &str| env.var(name).ok().map(|value| value.to_string());
        Some(Self {
            url: setting("SAPA_EMAIL_URL")?,
            key: setting("SAPA_EMAIL_KEY")?,
            from: setting("SAPA_EMAIL_FROM")?,
            site: setting("SAPA_ORIGIN")?.trim_end_matches('/').to_owned(),
        })
    }

    /// Sends one, `{to, subject, text, html}`. `id` is the same however often it is tried, for an API that drops repeats.
    pub async fn send(&self, id: &str, mut mail: serde_json::Value) -> Came {
        mail["from"] = self.from.as_str().into();
        let headers = [
            ("authorization", &*format!("Bearer {}", self.key)),
            ("content-type", "application/json"),
            ("idempotency-key", id),
        ];
        outside::post(&self.url, &headers, Some(&mail.to_string())).await
    }
}
