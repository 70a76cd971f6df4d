//! Sends picked files to the server, as soon as there is a conversation to send them to.

use std::rc::Rc;

use attach::Upload;
use protocol::problem::Kind;
use protocol::{File, FileId};
use web_sys::Blob;

use super::{Connection, path};
use crate::dom::spawn;
use crate::reactive::*;
use crate::{browser, wire};

impl Connection {
    /// Takes files along with the next message.
    pub(crate) fn attach(self: &Rc<Self>, files: Vec<web_sys::File>) {
        for file in files {
            let id = browser::mint_file();
            if !self.change(|chat| chat.attached.add(id, file.name())) {
                return;
            }
            if file.type_().starts_with("image/") {
                attach::keep(id, attach::address(&file));
            }
            let this = Rc::clone(self);
            spawn(async move {
                let content = attach::ready(file).await;
                if attach::is_too_large(&content) {
                    return this.change(|chat| chat.attached.mark(id, Upload::Failed(Kind::TooLarge)));
                }
                this.inner.borrow_mut().picked.push((id, content));
                this.flush();
            });
        }
    }

    /// Hands the files over to the message that is to name them.
    pub(crate) fn take_files(&self) -> Vec<File> {
        self.change(|chat| chat.attached.take())
    }

    /// Leaves a file out after all.
    pub(crate) fn detach(&self, id: FileId) {
        self.change(|chat| chat.attached.remove(id));
        self.inner.borrow_mut().picked.retain(|(picked, _)| *picked != id);
    }

    /// Tries a refused file again.
    pub(crate) fn retry_file(self: &Rc<Self>, id: FileId) {
        self.change(|chat| chat.attached.mark(id, Upload::Waiting));
        self.flush();
    }

    /// Sends the files that wait for it.
    pub(super) fn upload(self: &Rc<Self>) {
        let picked = self.inner.borrow().picked.clone();
        for (id, content) in picked {
            let upload = self.chat.with_untracked(|chat| chat.attached.get(id).cloned());
            match upload {
                Some(picked) if picked.upload == Upload::Waiting => self.send_file(id, picked.name, content),
                Some(_) => {}
                // A message took it.
                None => self.inner.borrow_mut().picked.retain(|(picked, _)| *picked != id),
            }
        }
    }

    fn send_file(self: &Rc<Self>, id: FileId, name: String, content: Blob) {
        let Some(begun) = self.inner.borrow().session.clone() else { return };
        self.change(|chat| chat.attached.mark(id, Upload::Sending(0)));
        let this = Rc::clone(self);
        let progress = Rc::clone(self);
        let progress = move |part: f64| {
            progress.change(|chat| chat.attached.mark(id, Upload::Sending((part * 100.0) as u8)));
        };
        spawn(async move {
            let named = (id.to_string(), name);
            let named = (named.0.as_str(), named.1.as_str());
            let answer =
                attach::send(&path(&begun, "/files"), Some(&begun.token), named, &content, progress).await;
            if this.conversation() != Some(begun.conversation) {
                return; // it was left meanwhile, and the file goes to the next one
            }
            let file = answer.as_ref().and_then(|(_, body)| wire::uploaded(body));
            let kind = answer.map(|(status, body)| wire::problem_kind(&body, status));
            match (file, kind) {
                (Some(file), _) => this.change(|chat| chat.attached.mark(id, Upload::Done(file))),
                (None, Some(Kind::Unauthorized | Kind::NotFound)) => this.refused(),
                (None, None | Some(Kind::SlowDown | Kind::Internal | Kind::Unavailable)) => {
                    this.change(|chat| chat.attached.mark(id, Upload::Waiting));
                    this.pause();
                }
                (None, Some(kind)) => this.change(|chat| chat.attached.mark(id, Upload::Failed(kind))),
            }
        });
    }

    /// Where a picture can be shown from: fetched once, with the conversation's key.
    pub(crate) async fn fetch(self: Rc<Self>, id: FileId) -> Option<String> {
        if let Some(address) = attach::known(id) {
            return Some(address);
        }
        let begun = self.inner.borrow().session.clone()?;
        let path = path(&begun, &["/files/", &id.to_string()].concat());
        let address = attach::fetch(&path, Some(&begun.token)).await;
        attach::keep(id, address.clone());
        address
    }
}
