//! A WebSocket, seen from a client: frames in, frames out, and nothing is waited for longer than a moment.

use std::marker::PhantomData;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::frame::{ClientFrame, Command, ServerFrame};
use protocol::{Event, Problem, SUBPROTOCOL, Seq};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Upgraded};
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role};

use crate::{Answer, Caller};

/// How long a frame may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open WebSocket whose server speaks `Frame`s.
#[derive(Debug)]
pub struct Live<Frame> {
    socket: WebSocketStream<Upgraded>,
    /// The headers of the server's handshake.
    pub handshake: HeaderMap,
    frames: PhantomData<Frame>,
}

impl<Frame> Live<Frame> {
    /// Connects as browsers do: with the key among the protocols, for they can't send it otherwise. The inner error is
    /// the server's refusal.
    ///
    /// # Errors
    /// The server is gone.
    pub async fn connect(caller: &Caller, path: &str) -> reqwest::Result<Result<Self, Answer>> {
        let protocols = match caller.key() {
            "" => SUBPROTOCOL.to_owned(),
            key => format!("{SUBPROTOCOL}, {key}"),
        };
        let request = caller
            .keyless_request(Method::GET, path)
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", generate_key())
            .header("sec-websocket-protocol", protocols);
        let response = request.send().await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Ok(Err(Answer::read(response).await?));
        }
        let handshake = response.headers().clone();
        let socket = WebSocketStream::from_raw_socket(response.upgrade().await?, Role::Client, None).await;
        Ok(Ok(Self { socket, handshake, frames: PhantomData }))
    }

    /// Sends a frame on a socket that may be broken.
    ///
    /// # Errors
    /// It is.
    pub async fn try_send(&mut self, frame: &ClientFrame) -> Result<(), Error> {
        let text = serde_json::to_string(frame).expect("frames are JSON");
        self.socket.send(Message::text(text)).await
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

    /// Waits until the server closes the socket.
    pub async fn ends(mut self) {
        while self.try_text().await.is_some() {}
    }

    /// Waits until the server closes the socket; answers with its code.
    pub async fn close_code(mut self) -> u16 {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("an end in time") {
                Some(Ok(Message::Close(Some(close)))) => return close.code.into(),
                Some(Ok(_)) => {}
                other => panic!("a close with a code expected, not {other:?}"),
            }
        }
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
        self.try_send(frame).await.expect("the socket is open");
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
        let mut frames = Vec::new();
        self.send_text("ping").await;
        loop {
            match self.text().await.as_str() {
                "pong" => return frames,
                text => frames.push(serde_json::from_str(text).expect("a frame")),
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
