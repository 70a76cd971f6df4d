//! What the composer refers to: the message that a reply is to, or the one whose words are being changed; and the quote above
//! a reply in the thread.

use leptos::prelude::*;
use protocol::{Body, EventId};

use super::log::Log;
use super::{Tab, Thread, actions};
use crate::icon::{Icon, Name};
use crate::words::{self, Words, words};

/// How much of a message a quote shows, in characters.
const QUOTE_CHARS: usize = 120;

/// The id that a message has on the page.
pub fn dom_id(id: EventId) -> String {
    format!("said-{id}")
}

/// A message in a line, as its words stand now.
fn excerpt(log: &Log, id: EventId, t: Words) -> Option<String> {
    let Body::Message(message) = &log.find(id)?.body else { return None };
    let text = log.words_of(id).unwrap_or(&message.text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kinds: Vec<_> = message.files.iter().map(|file| file.kind).collect();
    let line = [words::sent_files(&kinds, t), line].join(" ").trim().to_owned();
    let cut: String = line.chars().take(QUOTE_CHARS).collect();
    Some(if cut.len() < line.len() { cut + "…" } else { cut })
}

/// The quote above a reply; a press goes to what it quotes.
#[component]
pub fn Quote(of: EventId, thread: Thread) -> impl IntoView {
    let t = words();
    let text = move || thread.log.with(|log| excerpt(log, of, t)).unwrap_or_default();
    let go = move |_| {
        let element = document().get_element_by_id(&dom_id(of));
        if let Some(element) = element {
            element.scroll_into_view();
            // Where it can't be marked, it is in view all the same.
            element.class_list().remove_1("found").ok();
            request_animation_frame(move || {
                element.class_list().add_1("found").ok();
            });
        }
    };
    view! { <button class="quote" type="button" title=t.go_to_message on:click=go>{text}</button> }
}

/// Above the field: what the reply is to, or that a message is being changed; and the way out of it.
#[component]
pub fn Referring(thread: Thread, tab: Tab) -> impl IntoView {
    let t = words();
    let line = move |id| thread.log.with(|log| excerpt(log, id, t)).unwrap_or_default();
    let stop = move |_| leave(thread);
    move || {
        let (what, id) = match (thread.editing.get(), thread.replying.get()) {
            (Some(id), _) => (t.editing, id),
            (None, Some(id)) => (t.replying, id),
            (None, None) => return None,
        };
        (tab == Tab::Reply).then(|| {
            view! {
                <div class="referring">
                    <p><b>{what}</b>" "<span>{line(id)}</span></p>
                    <button class="button quiet" type="button" aria-label=t.cancel on:click=stop><Icon name=Name::Close/></button>
                </div>
            }
        })
    }
}

/// Refers to nothing any more; in place of words that were being changed the composer has its own draft again.
pub fn leave(thread: Thread) {
    thread.replying.set(None);
    if thread.editing.get_untracked().is_some() {
        thread.editing.set(None);
        thread.write(Tab::Reply, thread.aside.get_value());
    }
}

/// Begins a reply to a message.
pub fn reply_to(thread: Thread, id: EventId) {
    leave(thread);
    thread.replying.set(Some(id));
    actions::write_reply(thread);
}

/// Begins to change the words of a message of mine.
pub fn edit(thread: Thread, id: EventId, words: String) {
    leave(thread);
    thread.aside.set_value(thread.reply.get_untracked());
    thread.editing.set(Some(id));
    thread.write(Tab::Reply, words);
    actions::write_reply(thread);
}

/// The line that says which colleagues have the conversation open too.
#[component]
pub fn Viewers(thread: Thread) -> impl IntoView {
    let t = words();
    let said = move || {
        thread.viewers.with(|viewers| match viewers.as_slice() {
            [] => String::new(),
            [one] => t.viewer(&one.name),
            many => {
                let names: Vec<&str> = many.iter().map(|viewer| viewer.name.as_str()).collect();
                t.viewers_many(names.join(", "))
            }
        })
    };
    view! { <p class="viewers" role="status">{said}</p> }
}
