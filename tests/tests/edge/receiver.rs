//! A server that isn't ours: a shop's own, which webhooks are sent to, or a browser maker's, for pushes. It checks a webhook's
//! signature with the specification's own library.

use std::sync::{Arc, Mutex};
use std::thread;

use protocol::webhook::Notice;
use sapa_tests::eventually;
use standardwebhooks::Webhook;
use tiny_http::{Header, Request, Response, Server};

/// What came, as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("a header in ASCII")
    }

    /// What it says, if its signature is good.
    pub fn opened(&self, secret: &str) -> Notice {
        let webhook = Webhook::new(secret).expect("a secret");
        webhook.verify(&self.body, &self.headers).expect("a good signature");
        serde_json::from_slice(&self.body).expect("a notice")
    }
}

/// The server. What it answers to the first request, the second …, its maker says; `None` is no answer at all.
pub struct Receiver {
    server: Arc<Server>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    pub fn start(answer: impl Fn(usize) -> Option<u16> + Send + 'static) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let received = Arc::default();
        let (serving, keeping) = (Arc::clone(&server), Arc::clone(&received));
        thread::spawn(move || serve(&serving, &keeping, answer));
        Self { server, received }
    }

    /// One that is content with everything.
    pub fn content() -> Self {
        Self::start(|_| Some(204))
    }

    pub fn url(&self) -> String {
        format!("http://{}/sapa", self.server.server_addr())
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no test panics while it holds this").clone()
    }

    /// What came, as soon as so many did.
    pub async fn receives(&self, count: usize) -> Vec<Received> {
        let came = async || Some(self.received()).filter(|received| received.len() >= count);
        eventually(&format!("{count} deliveries"), came).await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn serve(server: &Server, received: &Mutex<Vec<Received>>, answer: impl Fn(usize) -> Option<u16>) {
    let mut unanswered = Vec::new();
    for (number, mut request) in server.incoming_requests().enumerate() {
        received.lock().expect("no test panics while it holds this").push(read(&mut request));
        match answer(number) {
            None => unanswered.push(request),
            Some(status) => {
                let elsewhere = Header::from_bytes("location", "/elsewhere").expect("a header");
                let response = Response::empty(status).with_header(elsewhere);
                // A sender that hangs up in the middle is its own business.
                let _ = request.respond(response);
            }
        }
    }
}

fn read(request: &mut Request) -> Received {
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body).expect("a body");
    let header = |header: &Header| -> (http::HeaderName, http::HeaderValue) {
        let name = header.field.as_str().as_str().parse().expect("a name");
        (name, header.value.as_str().parse().expect("a value"))
    };
    Received { path: request.url().to_owned(), headers: request.headers().iter().map(header).collect(), body }
}
