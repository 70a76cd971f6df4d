//! The conversation, oldest first, held at its end unless the shopper scrolled up to read.
//!
//! The scroller lays its one child out from the bottom (`column-reverse`), so the browser itself keeps the end in view
//! when messages come, the keyboard opens or the window changes; `scroll_top` is 0 there and negative above.

use send_wrapper::SendWrapper;
use web_sys::HtmlElement;

use crate::app::App;
use crate::browser;
use crate::dom::{El, Item, button, el, follow, list, live, whether};
use crate::reactive::*;
use crate::state::{Notice, Row};
use crate::views::{handoff, message, rating, welcome};
use crate::words;

/// How near to the end counts as being there, in CSS pixels.
const NEAR_PX: i32 = 48;

pub(crate) fn view(app: App) -> El {
    let strings = app.strings();
    let rows = Memo::new(move |_| app.chat.with(|chat| chat.rows(browser::day)));
    let item = move |row: Row| Item { key: row.key(browser::day), draw: Box::new(move || line(app, row)) };
    let lines = list(move || rows.get().into_iter().map(item).collect());
    let log = el("div", "thread")
        .set("role", "log")
        .set("aria-label", strings.thread)
        .with(welcome::view(app))
        .with(lines)
        .with(typing(app));
    let scroll = el("div", "scroll").set("tabindex", "0").with(log);
    let scroller = scroll.handle();
    let scrolled = move |_| app.at_end.set(scroller.scroll_top() > -NEAR_PX);
    let end = scroll.handle();
    follow_own_messages(app, scroll.handle());
    el("main", "").with(scroll.on("scroll", scrolled)).with(pill(app, end))
}

/// What the shopper has just sent is always brought into view.
fn follow_own_messages(app: App, scroller: SendWrapper<HtmlElement>) {
    let mut before = usize::MAX;
    follow(move || {
        let unsent = app.chat.with(|chat| chat.queue.iter().count());
        if unsent > before {
            scroller.set_scroll_top(0);
        }
        before = unsent;
    });
}

/// New messages came in below what the shopper is reading.
fn pill(app: App, scroller: SendWrapper<HtmlElement>) -> AnyView {
    let news = whether(move || !app.at_end.get() && app.chat.with(|chat| chat.unread() > 0));
    let label = app.strings().new_messages;
    live(move || {
        let scroller = scroller.clone();
        news.get().then(|| button("pill", label, move || scroller.set_scroll_top(0)).with(el("i", "")))
    })
}

fn line(app: App, row: Row) -> AnyView {
    let row = match row {
        Row::Day(at) => el("p", "day").with(words::chip(at, app.language.get())),
        Row::Said(said) => message::view(app, said),
        Row::Handoff(id, handoff) => handoff::view(app, id, handoff),
        Row::Rating(id) => return rating::view(app, id),
        Row::Notice(_, notice) => el("p", "notice").with(notice_words(app, &notice)),
        Row::Unsent(id) => el("p", "notice").with(message::failed(app, id, app.strings().not_sent)),
    };
    row.into_any()
}

fn notice_words(app: App, notice: &Notice) -> String {
    let strings = app.strings();
    match notice {
        Notice::Joined(name) => strings.joined(name),
        Notice::Passed(name) => strings.passed(name),
        Notice::BackToBot => strings.returned.to_owned(),
        Notice::Resolved => strings.resolved.to_owned(),
        Notice::ContactKept(address) => strings.contact_kept(address),
    }
}

/// Three dots while somebody writes; they go by themselves when nothing more is heard.
fn typing(app: App) -> AnyView {
    let on = RwSignal::new(false);
    follow(move || {
        let until = app.chat.with(|chat| chat.typing);
        if on.get_untracked() != until.is_some() {
            on.set(until.is_some());
        }
        if let Some(then) = until {
            browser::after(then.since(browser::now()), move || {
                let heard_no_more = app.chat.try_with_untracked(|chat| chat.typing == Some(then));
                if heard_no_more == Some(true) {
                    on.try_set(false);
                }
            });
        }
    });
    live(move || on.get().then(|| dots(app)))
}

fn dots(app: App) -> El {
    let words = el("span", "hidden").with(app.strings().is_typing);
    let dots = el("p", "bubble dots").with(words).with(el("i", "")).with(el("i", "")).with(el("i", ""));
    el("div", "said theirs").set("aria-live", "off").with(dots)
}
