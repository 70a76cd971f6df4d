//! The icons: one path each on a 24-unit grid, drawn with a line of the text's colour. They are decoration; what they
//! mean always stands beside them or in a label.

use leptos::prelude::*;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The product: a speech bubble.
    Brand,
    /// Everything.
    Inbox,
    /// A wait.
    Clock,
    /// A person.
    Person,
    /// Several.
    People,
    /// The bot.
    Bot,
    /// Settled.
    Check,
    /// Search.
    Search,
    /// To the left.
    Back,
    /// Down.
    Down,
    /// Up.
    Up,
    /// A note.
    Note,
    /// Send.
    Send,
    /// The keyboard.
    Keyboard,
    /// A globe.
    Language,
    /// A door.
    Leave,
    /// Close.
    Close,
    /// Something is wrong.
    Alert,
    /// Yes, it helped.
    ThumbUp,
    /// No, it didn't.
    ThumbDown,
    /// A face without a smile, …
    FaceNeutral,
    /// … with one, …
    FaceHappy,
    /// … with a frown, …
    FaceUnhappy,
    /// … and with a frown and lowered brows.
    FaceAngry,
    /// A star.
    Star,
    /// A bell.
    Bell,
    /// A phone.
    Phone,
    /// Boxes to tick.
    Select,
    /// Put off.
    Moon,
    /// No customer's.
    Spam,
    /// A tag on a string.
    Tag,
    /// A funnel: only some of it.
    Filter,
    /// A flag: how pressing something is.
    Flag,
    /// A key.
    Key,
    /// Back to what was said.
    Reply,
    /// A tick in a circle: vouched for.
    Verified,
    /// A pencil.
    Edit,
    /// A paper clip.
    Clip,
    /// A reply that is ready: a bubble with a flash in it.
    Macro,
}

impl Name {
    fn path(self) -> &'static str {
        match self {
            Name::Brand => "M4 5h16v11H10l-4 4v-4H4zM8 9.5h8M8 12.5h5",
            Name::Inbox => "M4 13l2.5-8h11L20 13v6H4zM4 13h4.5l1.5 2.5h4l1.5-2.5H20",
            Name::Clock => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.2l2.8 1.8",
            Name::Person => {
                "M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M5 20c.6-3.6 3.3-5.5 7-5.5s6.4 1.9 7 5.5"
            }
            Name::People => {
                "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3 19c.5-3.2 2.7-5 6-5s5.5 1.8 6 5M15.5 5.3a3 3 0 0 1 0 5.4M17.5 14.3c2 .6 3.2 2.2 3.5 4.7"
            }
            Name::Bot => "M5 9h14v10H5zM12 9V5M9.5 13v1.5M14.5 13v1.5M10.5 4.5h3M2.5 13v3M21.5 13v3",
            Name::Check => "M5 12.5l4.5 4.5L19 7.5",
            Name::Search => "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l4.5 4.5",
            Name::Back => "M14.5 5.5L8 12l6.5 6.5",
            Name::Down => "M5.5 9.5L12 16l6.5-6.5",
            Name::Up => "M5.500 14.500L12 8l6.500 6.500",
            Name::Note => "M5 4.5h14v10l-5 5H5zM14 19.5v-5h5M8.5 9h7M8.5 12.5h4",
            Name::Send => "M4.5 12L20 4.5 15.5 20l-4-6.5zM11.5 13.5L20 4.5",
            Name::Keyboard => "M3 7h18v11H3zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17.5 10.5h.01M7.5 14.5h9",
            Name::Language => {
                "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M4 12h16M12 4c2.5 2.4 3.5 5 3.5 8s-1 5.6-3.5 8c-2.5-2.4-3.5-5-3.5-8s1-5.6 3.5-8"
            }
            Name::Leave => "M13.5 4.5h-8v15h8M10.5 12H20M16.5 8.5L20 12l-3.5 3.5",
            Name::Close => "M6 6l12 12M18 6L6 18",
            Name::Alert => "M12 4l9 16H3zM12 10v4.5M12 17.2v.01",
            Name::ThumbUp => "M4.5 11h3.5v8.5H4.5zM8 11l3.5-6.5c1.8 0 2.5 1.2 2.2 2.8L13.2 10h6.3l-1.5 9.5H8",
            Name::ThumbDown => "M4.5 13h3.5V4.5H4.5zM8 13l3.5 6.5c1.8 0 2.5-1.2 2.2-2.8L13.2 14h6.3L18 4.5H8",
            Name::FaceNeutral => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M9 10v.01M15 10v.01M9 15h6",
            Name::FaceHappy => {
                "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M9 10v.01M15 10v.01M8.5 14c1.7 2.6 5.3 2.6 7 0"
            }
            Name::FaceUnhappy => {
                "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M9 10v.01M15 10v.01M8.5 16c1.7-2.6 5.3-2.6 7 0"
            }
            Name::FaceAngry => {
                "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M8 8.5l2.5 1.5M16 8.5l-2.5 1.5M9.5 11.3v.01M14.5 11.3v.01M8.5 16.3c1.7-2.6 5.3-2.6 7 0"
            }
            Name::Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
            Name::Phone => "M8 3.5h8v17H8zM11 17.5h2",
            Name::Select => "M4 4.5h6v6H4zM4 14h6v6H4zM5.5 7.2l1.2 1.3 2-2.5M13.5 7.5H20M13.5 17H20",
            Name::Moon => "M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10",
            Name::Spam => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6.4 6.4l11.2 11.2",
            Name::Tag => "M4.5 4.5h7l8 8-7 7-8-8zM8.500 8.500v.01",
            Name::Filter => "M4 5.500h16M7 11.500h10M10 17.500h4",
            Name::Flag => "M6 20.500V4.500h12l-3 4.500 3 4.500H6",
            Name::Key => "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8M11 12l8.5-8.5M16 7l2.5 2.5M13.5 9.5L15 11",
            Name::Macro => "M4 5h16v11H10l-4 4v-4H4zM13 7.500l-3 3.500h4l-3 3.500",
            Name::Verified => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M8.5 12.2l2.5 2.500 4.500-5",
            Name::Reply => "M9.500 6L4.500 11l5 5M4.500 11H14a5.500 5.500 0 0 1 5.500 5.500V18",
            Name::Edit => "M4.500 19.500l1-4.500L16 4.500l3.500 3.500L9 18.500zM13.500 7l3.500 3.500",
            Name::Clip => "M8 12.5l6.3-6.3a2.6 2.6 0 0 1 3.7 3.7l-7.6 7.6a4.3 4.3 0 0 1-6.1-6.1l7-7",
            Name::Star => "M12 4.5l2.3 4.9 5.2.7-3.8 3.7.9 5.3L12 16.5l-4.6 2.6.9-5.3L4.5 10.1l5.2-.7z",
        }
    }
}

/// Draws an icon.
#[component]
pub fn Icon(name: Name) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=name.path()/>
        </svg>
    }
}
