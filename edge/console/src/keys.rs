//! The keyboard: which key does what. The help dialog lists the same table.

use crate::words::Words;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The next conversation in the list.
    Next,
    /// The one before.
    Previous,
    /// Take the open conversation.
    Take,
    /// Write a reply.
    Reply,
    /// Write a note.
    Note,
    /// Settle it.
    Resolve,
    /// Give it back to the bot.
    BackToBot,
    /// Put it off.
    Snooze,
    /// It is no customer's.
    MarkSpam,
    /// Change its tags and priority.
    Label,
    /// Pick the conversation in the list.
    Select,
    /// Give it to a colleague.
    Give,
    /// Say whether I am there.
    Presence,
    /// Leave the field, the dialog or the conversation.
    Back,
    /// Find a conversation.
    Find,
    /// Show the keys.
    Help,
}

/// What a pressed key does. While somebody writes, letters are letters; Ctrl, ⌘ and Alt belong to the browser, but for
/// Ctrl/⌘ K.
pub fn action(key: &str, command: bool, writing: bool) -> Option<Action> {
    match key {
        "k" | "K" if command => Some(Action::Find),
        _ if command => None,
        "Escape" => Some(Action::Back),
        _ if writing => None,
        "j" | "ArrowDown" => Some(Action::Next),
        "k" | "ArrowUp" => Some(Action::Previous),
        "t" => Some(Action::Take),
        "r" => Some(Action::Reply),
        "n" => Some(Action::Note),
        "e" => Some(Action::Resolve),
        "b" => Some(Action::BackToBot),
        "z" => Some(Action::Snooze),
        "!" => Some(Action::MarkSpam),
        "l" => Some(Action::Label),
        "x" => Some(Action::Select),
        "g" => Some(Action::Give),
        "p" => Some(Action::Presence),
        "/" => Some(Action::Find),
        "?" => Some(Action::Help),
        _ => None,
    }
}

/// The keys and what they do, for the help dialog.
pub fn help(t: Words) -> [(&'static [&'static str], &'static str); 19] {
    [
        (&["j", "↓"], t.key_next),
        (&["k", "↑"], t.key_previous),
        (&["Enter"], t.key_open),
        (&["t"], t.key_take),
        (&["r"], t.key_reply),
        (&["n"], t.key_note),
        (&["e"], t.key_resolve),
        (&["b"], t.key_back_to_bot),
        (&["z"], t.key_snooze),
        (&["!"], t.key_spam),
        (&["l"], t.key_label),
        (&["x"], t.key_select),
        (&["g"], t.key_give),
        (&["p"], t.key_presence),
        (&["Esc"], t.key_back),
        (&["/", "Ctrl K", "⌘ K"], t.key_find),
        (&["Enter"], t.key_send),
        (&["Shift Enter"], t.key_newline),
        (&["?"], t.key_help),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_letters_while_somebody_writes() {
        for key in ["j", "k", "t", "r", "n", "e", "b", "z", "!", "l", "x", "g", "p", "/", "?"] {
            assert!(action(key, false, false).is_some(), "{key}");
            assert_eq!(action(key, false, true), None, "{key}");
        }
        assert_eq!(action("Escape", false, true), Some(Action::Back));
    }

    #[test]
    fn the_browser_keeps_its_own_shortcuts() {
        assert_eq!(action("t", true, false), None, "a new tab");
        assert_eq!(action("r", true, false), None, "reload");
        assert_eq!(action("k", true, true), Some(Action::Find));
    }
}
