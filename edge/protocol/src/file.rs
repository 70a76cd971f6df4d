//! Files that shoppers and agents send: what one is, and the kinds that there are.

use serde::{Deserialize, Serialize};

use crate::id::FileId;

/// A file in a conversation, as its upload was answered; its bytes are at `GET /v1/conversations/{id}/files/{file}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct File {
    /// Minted by whoever sent it.
    pub id: FileId,
    /// What it is called: at most [`crate::limits::FILE_NAME_CHARS`] characters, never a path, ending as its kind does.
    pub name: String,
    /// What it is, by its content.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u32,
    /// A picture's width in pixels, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// … and its height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $media_type:literal, [$($ending:literal),+];)*) => {
        /// What a file is: its media type on the wire. Only these can be sent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(from = "String", into = "String")]
        pub enum FileKind {
            $($(#[$doc])* $name,)*
            /// A kind this client doesn't know yet.
            Unknown,
        }

        impl FileKind {
            /// All kinds that can be sent.
            pub const ALL: &'static [FileKind] = &[$(FileKind::$name),*];
            /// The media type.
            #[must_use]
            pub fn media_type(self) -> &'static str {
                match self { $(FileKind::$name => $media_type,)* FileKind::Unknown => "application/octet-stream" }
            }
            /// The endings of names of such files; the usual one first.
            #[must_use]
            pub fn endings(self) -> &'static [&'static str] {
                match self { $(FileKind::$name => &[$($ending),+],)* FileKind::Unknown => &[] }
            }
        }
    };
}

kinds! {
    /// A photo.
    Jpeg = "image/jpeg", ["jpg", "jpeg"];
    /// A picture.
    Png = "image/png", ["png"];
    /// A picture.
    Webp = "image/webp", ["webp"];
    /// A picture, perhaps moving.
    Gif = "image/gif", ["gif"];
    /// A document.
    Pdf = "application/pdf", ["pdf"];
    /// Text without markup, tables with commas among them.
    Text = "text/plain", ["txt", "csv", "tsv", "md", "log"];
    /// A Word document.
    Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"];
    /// An Excel table.
    Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"];
    /// A PowerPoint presentation.
    Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"];
    /// An OpenDocument text.
    Odt = "application/vnd.oasis.opendocument.text", ["odt"];
    /// An OpenDocument table.
    Ods = "application/vnd.oasis.opendocument.spreadsheet", ["ods"];
    /// An OpenDocument presentation.
    Odp = "application/vnd.oasis.opendocument.presentation", ["odp"];
    /// A video.
    Mp4 = "video/mp4", ["mp4", "m4v"];
    /// A video.
    Mov = "video/quicktime", ["mov"];
    /// A video.
    Webm = "video/webm", ["webm"];
    /// Sound.
    Mp3 = "audio/mpeg", ["mp3"];
    /// Sound.
    M4a = "audio/m4a", ["m4a"];
    /// Sound.
    Ogg = "audio/ogg", ["ogg", "oga"];
    /// Sound.
    Opus = "audio/opus", ["opus"];
    /// Sound.
    Wav = "audio/x-wav", ["wav"];
    /// Sound.
    Amr = "audio/amr", ["amr"];
    /// Sound.
    Aac = "audio/aac", ["aac"];
}

impl FileKind {
    /// Whether it is a picture that is shown; anything else is only downloaded.
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, FileKind::Jpeg | FileKind::Png | FileKind::Webp | FileKind::Gif)
    }

    /// The kind with a media type; `Unknown` for one that can't be sent.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let known = Self::ALL.iter().find(|kind| kind.media_type() == media_type);
        known.copied().unwrap_or(Self::Unknown)
    }
}

impl From<String> for FileKind {
    fn from(media_type: String) -> Self {
        Self::of(&media_type)
    }
}

impl From<FileKind> for String {
    fn from(kind: FileKind) -> Self {
        kind.media_type().to_owned()
    }
}
