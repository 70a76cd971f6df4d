//! A few emoji for a reply, where the keyboard has no key for them.

use leptos::html;
use leptos::prelude::*;

use super::{Tab, Thread};
use crate::icon::{Icon, Name};
use crate::words::words;

/// The choice's id in the document.
const CHOICE: &str = "emoji";

/// What is written to customers: thanks, greetings, regret, parcels, done.
const EMOJI: [&str; 24] = [
    "🙏", "😊", "🙂", "😄", "😅", "🤗", "😍", "🥰", "👍", "👌", "🙌", "👏", "❤️", "✨", "🎉", "💪", "😢",
    "😔", "📦", "🚚", "⏳", "✅", "📞", "🛍️",
];

/// The button, and what it opens; a press puts one where the cursor is.
#[component]
pub fn EmojiButton(thread: Thread, field: NodeRef<html::Textarea>) -> impl IntoView {
    let t = words();
    let put = move |emoji: &str| {
        let Some(field) = field.get_untracked() else { return };
        // What can't take the focus just now is left without it; the choice closes all the same.
        field.focus().ok();
        let length = field.value().encode_utf16().count() as u32;
        let cursor = field.selection_end().ok().flatten().unwrap_or(length);
        if field.set_range_text_with_start_and_end(emoji, cursor, cursor).is_ok() {
            let after = cursor + emoji.encode_utf16().count() as u32;
            field.set_selection_range(after, after).ok();
            thread.write(Tab::Reply, field.value());
        }
    };
    let choice = move |emoji: &'static str| {
        view! {
            <button type="button" popovertarget=CHOICE popovertargetaction="hide" on:click=move |_| put(emoji)>{emoji}</button>
        }
    };
    view! {
        <button class="button quiet emoji-button" type="button" popovertarget=CHOICE title=t.emoji aria-label=t.emoji>
            <Icon name=Name::FaceHappy/>
        </button>
        <div class="emoji" id=CHOICE popover="auto" role="group" aria-label=t.emoji>
            {EMOJI.map(choice).into_iter().collect_view()}
        </div>
    }
}
