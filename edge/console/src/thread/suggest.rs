//! What the composer offers while somebody types `/` in a reply (macros) or `@` in a note (colleagues): a list, chosen from
//! with the arrows and Enter, left with Escape.

use leptos::prelude::*;

use crate::words::words;

/// The id of the list, which the field names as its own.
pub const LIST_ID: &str = "suggestions";

/// The most that are shown.
pub const MOST: usize = 8;

/// A word that is being typed after a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Where the mark stands, in bytes.
    pub at: usize,
    /// Where the word ends: at the cursor, in bytes.
    pub end: usize,
    /// What was typed after the mark.
    pub word: String,
}

/// The word at the cursor if it began with the mark; `cursor` counts as browsers do, in UTF-16 units.
pub fn typed(text: &str, mark: char, cursor: u32) -> Option<Typed> {
    let end = byte_of(text, cursor);
    let before = &text[..end];
    let at = before.rfind(mark)?;
    let follows_a_word = before[..at].chars().next_back().is_some_and(|c| !c.is_whitespace());
    let word = &before[at + mark.len_utf8()..];
    (!follows_a_word && !word.chars().any(char::is_whitespace)).then(|| Typed {
        at,
        end,
        word: word.to_owned(),
    })
}

fn byte_of(text: &str, cursor: u32) -> usize {
    let mut units = 0;
    let passed = text.char_indices().find(|(_, c)| {
        let is_there = units >= cursor as usize;
        units += c.len_utf16();
        is_there
    });
    passed.map_or(text.len(), |(at, _)| at)
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Suggestion {
    /// What it is called.
    pub title: String,
    /// More of it, in small.
    pub detail: String,
    /// What stands in the text once it is chosen.
    pub insert: String,
}

/// The text with a suggestion in place of what was typed, and the cursor behind it, in UTF-16 units.
pub fn chosen(text: &str, typed: &Typed, insert: &str) -> (String, u32) {
    let before = format!("{}{insert}", &text[..typed.at]);
    let cursor = before.encode_utf16().count();
    (before + &text[typed.end..], cursor as u32)
}

/// The list; `marked` is the one that Enter takes.
#[component]
pub fn Suggestions(
    items: Memo<Vec<Suggestion>>,
    marked: RwSignal<usize>,
    label: &'static str,
    choose: Callback<Suggestion>,
) -> impl IntoView {
    let option = move |(place, item): (usize, Suggestion)| {
        let (title, detail) = (item.title.clone(), item.detail.clone());
        // The field keeps the focus: a press must not take it away before the choice is made.
        let keep = |event: leptos::ev::MouseEvent| event.prevent_default();
        view! {
            <li role="option" id=option_id(place) aria-selected=move || (marked.get() == place).to_string()
                on:mousedown=keep on:click=move |_| choose.run(item.clone())>
                <b>{title}</b><span>{detail}</span>
            </li>
        }
    };
    view! {
        <ul class="suggestions" role="listbox" id=LIST_ID aria-label=label hidden=move || items.with(Vec::is_empty)>
            {move || items.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
        <p class="unseen" role="status">
            {move || (!items.with(Vec::is_empty)).then(|| words().suggestions(items.with(Vec::len)))}
        </p>
    }
}

/// The id of the option in a place.
pub fn option_id(place: usize) -> String {
    format!("suggestion-{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, cursor: u32) -> Option<String> {
        typed(text, '/', cursor).map(|typed| typed.word)
    }

    #[test]
    fn a_word_after_the_mark_is_looked_for_as_it_is_typed() {
        assert_eq!(word("/re", 3).as_deref(), Some("re"));
        assert_eq!(word("/resi", 2).as_deref(), Some("r"), "up to the cursor");
        assert_eq!(word("halo /", 6).as_deref(), Some(""));
        assert_eq!(word("halo\n/ja", 8).as_deref(), Some("ja"));
        assert_eq!(word("👋 /ja", 6).as_deref(), Some("ja"), "a cursor counts UTF-16 units");
    }

    #[test]
    fn other_slashes_are_text() {
        for (text, cursor) in [("1/2", 3), ("https://a.id/b", 14), ("/resi dan", 9), ("tanpa", 5), ("", 0)] {
            assert_eq!(word(text, cursor), None, "{text}");
        }
    }

    #[test]
    fn what_is_chosen_takes_the_place_of_what_was_typed() {
        let text = "👋 Kak /re ya";
        let typed = typed(text, '/', 10).expect("typed");
        assert_eq!(chosen(text, &typed, "Resinya"), ("👋 Kak Resinya ya".to_owned(), 14));
    }
}
