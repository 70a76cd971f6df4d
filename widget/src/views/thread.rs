//! The conversation, oldest first, held at its end unless the shopper scrolled up to read.
//!
//! The scroller lays its one child out from the bottom (`column-reverse`), so the browser itself keeps the end in view
//! when messages come, the keyboard opens or the window changes; `scroll_top` is 0 there and negative above.

use leptos::html::Div;
use leptos::prelude::*;

use crate::app::App;
use crate::browser;
use crate::state::{Notice, Row};
use crate::views::{handoff, message, rating, welcome};
use crate::words;

/// How near to the end counts as being there, in CSS pixels.
const NEAR_PX: i32 = 48;

pub(crate) fn view(app: App) -> AnyView {
    let strings = app.strings();
    let scroller = NodeRef::<Div>::new();
    let rows = Memo::new(move |_| app.chat.with(|chat| chat.rows(browser::day)));
    let to_end = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    };
    Effect::new(move |before: Option<usize>| {
        let own = app.chat.with(|chat| chat.queue.iter().count());
        if before.is_some_and(|before| own > before) {
            to_end();
        }
        own
    });
    let scrolled = move |_| {
        let top = scroller.get_untracked().map_or(0, |scroller| scroller.scroll_top());
        let at_end = top > -NEAR_PX;
        if app.at_end.get_untracked() != at_end {
            app.at_end.set(at_end);
        }
    };
    let news = Memo::new(move |_| !app.at_end.get() && app.chat.with(|chat| chat.unread() > 0));
    let pill = move || {
        news.get().then(|| {
            view! { <button type="button" class="pill" on:click=move |_| to_end()>{strings.new_messages}<i></i></button> }
        })
    };
    view! {
        <main>
            <div class="scroll" tabindex="0" aria-label=strings.thread role="region" node_ref=scroller on:scroll=scrolled>
                <div class="thread" role="log" aria-label=strings.thread>
                    {welcome::view(app)}
                    <For each=move || rows.get() key=|row| row.key(browser::day) children=move |row| line(app, row) />
                    {typing(app)}
                </div>
            </div>
            {pill}
        </main>
    }
    .into_any()
}

fn line(app: App, row: Row) -> AnyView {
    let strings = app.strings();
    match row {
        Row::Day(at) => view! { <p class="day">{words::chip(at, app.language.get())}</p> }.into_any(),
        Row::Said(said) => message::view(app, said),
        Row::Handoff(id, handoff) => handoff::view(app, id, handoff),
        Row::Rating(id) => rating::view(app, id),
        Row::Notice(_, notice) => view! { <p class="notice">{notice_words(app, &notice)}</p> }.into_any(),
        Row::Unsent(id) => {
            view! { <p class="notice">{message::failed(app, id, strings.not_sent)}</p> }.into_any()
        }
    }
}

fn notice_words(app: App, notice: &Notice) -> String {
    let strings = app.strings();
    match notice {
        Notice::Joined(name) => strings.joined(name),
        Notice::BackToBot => strings.returned.to_owned(),
        Notice::Resolved => strings.resolved.to_owned(),
        Notice::ContactKept(address) => strings.contact_kept(address),
    }
}

/// Three dots while somebody writes; they go by themselves when nothing more is heard.
fn typing(app: App) -> AnyView {
    let until = Memo::new(move |_| app.chat.with(|chat| chat.typing));
    let on = RwSignal::new(false);
    Effect::new(move || {
        on.set(until.get().is_some());
        if let Some(until_then) = until.get() {
            browser::after(until_then.since(browser::now()), move || {
                if until.try_get_untracked() == Some(Some(until_then)) {
                    on.set(false);
                }
            });
        }
    });
    let dots = move || {
        on.get().then(|| {
            view! {
                <div class="said theirs" aria-live="off">
                    <p class="bubble dots"><span class="hidden">{app.strings().is_typing}</span><i></i><i></i><i></i></p>
                </div>
            }
        })
    };
    dots.into_any()
}
