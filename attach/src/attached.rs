//! The files that somebody picked for the next message. Each is sent to the server the moment it is picked, so that the
//! message itself is as quick as any other; what couldn't be sent is tried again, by itself or by who picked it.
//!
//! Pure: the bytes, and the way to the server, are the app's.

use protocol::limits::MESSAGE_FILES;
use protocol::problem::Kind;
use protocol::{File, FileId};

/// The files beside the composer, in the order in which they were picked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attached {
    files: Vec<Picked>,
    too_many: bool,
}

/// A picked file.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    /// Minted for it.
    pub id: FileId,
    /// What it is called where it was picked.
    pub name: String,
    /// How far it has come.
    pub upload: Upload,
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Upload {
    /// Not on its way.
    Waiting,
    /// On its way: so many percent are through.
    Sending(u8),
    /// Refused.
    Failed(Kind),
    /// The server has it.
    Done(File),
}

/// Whether a file that was refused like this could pass another time.
#[must_use]
pub fn may_pass(refused: Kind) -> bool {
    !matches!(refused, Kind::UnsupportedFile | Kind::TooLarge | Kind::Invalid)
}

impl Attached {
    /// Takes one more file, if there is room.
    pub fn add(&mut self, id: FileId, name: String) -> bool {
        let has_room = self.files.len() < MESSAGE_FILES;
        self.too_many = !has_room;
        if has_room {
            self.files.push(Picked { id, name, upload: Upload::Waiting });
        }
        has_room
    }

    /// Leaves a file out after all.
    pub fn remove(&mut self, id: FileId) {
        self.too_many = false;
        self.files.retain(|picked| picked.id != id);
    }

    /// The files.
    pub fn iter(&self) -> std::slice::Iter<'_, Picked> {
        self.files.iter()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Picked> {
        self.files.iter().find(|picked| picked.id == id)
    }

    /// Notes how far a file has come.
    pub fn mark(&mut self, id: FileId, upload: Upload) {
        if let Some(picked) = self.files.iter_mut().find(|picked| picked.id == id) {
            picked.upload = upload;
        }
    }

    /// Whether some file is to be sent to the server.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.files.iter().any(|picked| picked.upload == Upload::Waiting)
    }

    /// Whether the last one that was picked found no room.
    #[must_use]
    pub fn is_too_many(&self) -> bool {
        self.too_many
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether the server has them all, so that a message can name them.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.files.iter().all(|picked| matches!(picked.upload, Upload::Done(_)))
    }

    /// Hands the files over to the message that names them.
    pub fn take(&mut self) -> Vec<File> {
        let files = std::mem::take(self).files.into_iter();
        files
            .filter_map(|picked| if let Upload::Done(file) = picked.upload { Some(file) } else { None })
            .collect()
    }

    /// There is no conversation to be had: what waits for one can't be sent.
    pub fn refuse_all(&mut self, kind: Kind) {
        for picked in self.files.iter_mut().filter(|picked| picked.upload == Upload::Waiting) {
            picked.upload = Upload::Failed(kind);
        }
    }

    /// The conversation that they were sent to is gone: another one doesn't have them yet.
    pub fn start_again(&mut self) {
        for picked in &mut self.files {
            picked.upload = Upload::Waiting;
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{FileKind, Millis};

    use super::*;

    fn id(number: u128) -> FileId {
        FileId::from_parts(Millis(0), number)
    }

    fn stored(number: u128) -> File {
        File {
            id: id(number),
            name: "foto.jpg".into(),
            kind: FileKind::Jpeg,
            bytes: 1,
            width: None,
            height: None,
        }
    }

    #[test]
    fn a_message_takes_the_files_once_the_server_has_them_all() {
        let mut attached = Attached::default();
        assert!(attached.add(id(1), "a".into()) && attached.add(id(2), "b".into()));
        attached.mark(id(1), Upload::Done(stored(1)));
        assert!(!attached.is_ready() && attached.has_work());
        attached.mark(id(2), Upload::Failed(Kind::UnsupportedFile));
        assert!(!attached.is_ready() && !attached.has_work(), "the shopper decides");
        attached.remove(id(2));
        assert!(attached.is_ready());
        assert_eq!(attached.take(), [stored(1)]);
        assert!(attached.is_empty());
    }

    #[test]
    fn there_is_room_for_as_many_as_a_message_may_have() {
        let mut attached = Attached::default();
        let taken = (0..10).filter(|number| attached.add(id(*number), String::new())).count();
        assert_eq!(taken, MESSAGE_FILES);
        assert!(attached.is_too_many());
        attached.remove(id(0));
        assert!(!attached.is_too_many());
    }

    #[test]
    fn another_conversation_gets_them_anew() {
        let mut attached = Attached::default();
        attached.add(id(1), "a".into());
        attached.mark(id(1), Upload::Done(stored(1)));
        attached.start_again();
        assert!(attached.has_work() && !attached.is_ready());
    }
}
