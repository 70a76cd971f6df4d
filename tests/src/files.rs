//! Files in a conversation, sent and fetched as any client does.

use protocol::api::PostMessage;
use protocol::{Event, File, FileId};
use reqwest::{Method, RequestBuilder};

use crate::{Answer, Chat, new_id, now};

/// A picture of one pixel, the smallest there is.
pub const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

/// A new file's id.
pub fn new_file_id() -> FileId {
    FileId::from_parts(now(), rand::random())
}

impl Chat {
    /// The request that sends a file.
    pub fn upload_request(&self, id: FileId, name: &str, content: impl Into<Vec<u8>>) -> RequestBuilder {
        let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let request = self.caller.request(Method::POST, &self.path("files"));
        request.header("file-id", id.to_string()).header("file-name", name).body(content.into())
    }

    /// Sends a file under an id; the server may refuse.
    pub async fn upload(&self, id: FileId, name: &str, content: impl Into<Vec<u8>>) -> Answer {
        self.caller.send(self.upload_request(id, name, content)).await
    }

    /// Sends a file that must be accepted.
    pub async fn sends_file(&self, name: &str, content: impl Into<Vec<u8>>) -> File {
        self.upload(new_file_id(), name, content).await.json()
    }

    /// Says something with files; the server may refuse.
    pub async fn post_with(&self, text: &str, files: Vec<File>) -> Answer {
        let message =
            PostMessage { id: new_id(), text: text.to_owned(), picked: None, files, reply_to: None };
        self.caller.post(&self.path("messages"), &message).await
    }

    /// Says something with files, which must be accepted.
    pub async fn says_with(&self, text: &str, files: Vec<File>) -> Event {
        self.post_with(text, files).await.json()
    }

    /// Fetches a file; the server may refuse.
    pub async fn file(&self, id: FileId) -> Answer {
        self.caller.get(&self.path(&format!("files/{id}"))).await
    }
}
