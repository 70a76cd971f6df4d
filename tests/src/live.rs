//! A WebSocket, seen from a client: frames in, frames out, and nothing is waited for longer than a moment.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::{Event, Problem, SUBPROTOCOL, Seq};
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{self, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::{Answer, Caller};

/// How long a frame may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open WebSocket whose server speaks `Frame`s.
#[derive(Debug)]
pub struct Live<Frame> {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The headers of the server's handshake.
    pub handshake: http::HeaderMap,
    frames: PhantomData<Frame>,
}

impl<Frame> Live<Frame> {
    pub(crate) async fn connect(caller: &Caller, path: &str) -> Result<Self, Answer> {
        Self::try_connect(caller, path).await.expect("the server answers")
    }

    /// Connects to a server that may be gone; the inner error is its refusal.
    ///
    /// # Errors
    /// It is gone.
    pub async fn try_connect(caller: &Caller, path: &str) -> Result<Result<Self, Answer>, Error> {
        let address = format!("{}{path}", caller.origin().replacen("http", "ws", 1));
        let mut request = address.into_client_request()?;
        request.headers_mut().extend(caller.headers().clone());
        let protocols = match caller.key() {
            "" => SUBPROTOCOL.to_owned(),
            key => format!("{SUBPROTOCOL}, {key}"),
        };
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_str(&protocols)?);
        match timeout(PATIENCE, connect_async(request)).await.expect("an answer in time") {
            Ok((socket, response)) => {
                Ok(Ok(Self { socket, handshake: response.headers().clone(), frames: PhantomData }))
            }
            Err(Error::Http(response)) => {
                let (parts, body) = response.into_parts();
                let status = parts.status.as_u16();
                Ok(Err(Answer { status, headers: parts.headers, body: body.unwrap_or_default() }))
            }
            Err(error) => Err(error),
        }
    }

    /// Sends a message as it is.
    pub async fn send_raw(&mut self, message: Message) {
        self.socket.send(message).await.expect("the socket is open");
    }

    /// Sends a text as it is.
    pub async fn send_text(&mut self, text: &str) {
        self.send_raw(Message::text(text)).await;
    }

    /// The next text; `None` once the socket is closed or broken.
    pub async fn try_text(&mut self) -> Option<String> {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) if !other.is_close() => panic!("the server sends text only, not {other:?}"),
                Some(Ok(_) | Err(_)) | None => return None,
            }
        }
    }

    /// The next text.
    pub async fn text(&mut self) -> String {
        self.try_text().await.expect("the socket is open")
    }

    /// Closes the socket as a closed tab does, and waits for the server to agree.
    pub async fn close(mut self) {
        if self.socket.close(None).await.is_ok() {
            while let Some(Ok(_)) = timeout(PATIENCE, self.socket.next()).await.expect("an end in time") {}
        }
    }
}

impl<Frame: DeserializeOwned> Live<Frame> {
    /// The next frame.
    pub async fn next(&mut self) -> Frame {
        let text = self.text().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The first thing that `wanted` finds in the frames to come; those before are dropped.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(Frame) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }
}

impl Live<ServerFrame> {
    /// Sends a frame.
    pub async fn send(&mut self, frame: &ClientFrame) {
        self.send_text(&serde_json::to_string(frame).expect("frames are JSON")).await;
    }

    /// Gives a command without waiting for what comes of it.
    pub async fn give(&mut self, command: Command) {
        self.send(&ClientFrame::Command { command }).await;
    }

    /// Gives a command and waits for its event; other frames are dropped.
    ///
    /// # Errors
    /// Why it was refused.
    pub async fn does(&mut self, command: Command) -> Result<Event, Problem> {
        let own = command.id();
        self.give(command).await;
        self.until(|frame| match frame {
            ServerFrame::Events { events, .. } => events.into_iter().find(|event| event.id == own).map(Ok),
            ServerFrame::Error { id, problem } if id == Some(own) => Some(Err(problem)),
            _ => None,
        })
        .await
    }

    /// Asks for everything after a place, page by page.
    pub async fn resume(&mut self, after: Seq) -> Vec<Event> {
        let (mut log, mut after) = (Vec::new(), after);
        loop {
            self.send(&ClientFrame::Resume { after }).await;
            let (events, last, more) = self
                .until(|frame| match frame {
                    ServerFrame::Welcome { events, last, more, .. } => Some((events, last, more)),
                    _ => None,
                })
                .await;
            log.extend(events);
            after = last;
            if !more {
                return log;
            }
        }
    }

    /// Frames that came before the answer to a `ping`: what the server had sent by then, and no more.
    pub async fn so_far(&mut self) -> Vec<ServerFrame> {
        let mut frames = VecDeque::new();
        self.send_text("ping").await;
        loop {
            match self.text().await.as_str() {
                "pong" => return frames.into(),
                text => frames.push_back(serde_json::from_str(text).expect("a frame")),
            }
        }
    }

    /// The next events.
    pub async fn events(&mut self) -> Vec<Event> {
        self.until(|frame| match frame {
            ServerFrame::Events { events, .. } if !events.is_empty() => Some(events),
            _ => None,
        })
        .await
    }
}
