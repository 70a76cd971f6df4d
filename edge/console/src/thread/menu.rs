//! The list under the composer: macros while `/` is being typed in a reply, colleagues while `@` is in a note.

use leptos::html;
use leptos::prelude::*;
use protocol::macros::Macro;
use protocol::staff::Colleague;

use super::mention::MARK;
use super::suggest::{self, MOST, Suggestion, Typed};
use super::{Tab, Thread, mention};
use crate::macros;
use crate::state::Workspace;
use crate::words::{self, words};

/// The list while a mark and a word are being typed.
#[derive(Clone, Copy)]
pub struct Menu {
    workspace: Workspace,
    thread: Thread,
    tab: Tab,
    field: NodeRef<html::Textarea>,
    typed: RwSignal<Option<Typed>>,
    /// What there is to choose.
    pub items: Memo<Vec<Suggestion>>,
    /// Which of it Enter takes.
    pub marked: RwSignal<usize>,
}

impl Menu {
    /// The list of a tab's field.
    pub fn new(workspace: Workspace, thread: Thread, tab: Tab, field: NodeRef<html::Textarea>) -> Self {
        let typed = RwSignal::new(None::<Typed>);
        let items = Memo::new(move |_| {
            typed.get().map_or_else(Vec::new, |typed| match tab {
                Tab::Reply => of_macros(workspace, thread, &typed.word),
                Tab::Note => of_colleagues(workspace, &typed.word),
            })
        });
        Self { workspace, thread, tab, field, typed, items, marked: RwSignal::new(0) }
    }

    /// Looks at what is being typed.
    pub fn look(self) {
        let cursor = self.field.get_untracked().and_then(|field| field.selection_start().ok().flatten());
        let text = self.thread.draft(self.tab).get_untracked();
        let mark = if self.tab == Tab::Reply { '/' } else { MARK };
        let typed = cursor.and_then(|cursor| suggest::typed(&text, mark, cursor));
        if typed.is_some() && self.tab == Tab::Reply && self.typed.with_untracked(Option::is_none) {
            macros::refresh(self.workspace); // a colleague may have made one meanwhile
        }
        self.marked.set(0);
        self.typed.set(typed);
    }

    /// Shows nothing until more is typed.
    pub fn close(self) {
        self.typed.set(None);
    }

    /// Whether a key is for the list, which then does what it means.
    pub fn takes(self, key: &str) -> bool {
        let items = self.items.get_untracked();
        if items.is_empty() {
            return false;
        }
        let marked = self.marked.get_untracked().min(items.len() - 1);
        match key {
            "ArrowDown" => self.marked.set((marked + 1) % items.len()),
            "ArrowUp" => self.marked.set((marked + items.len() - 1) % items.len()),
            "Enter" | "Tab" => self.choose(&items[marked]),
            "Escape" => self.close(),
            _ => return false,
        }
        true
    }

    /// Puts a choice in place of what was typed.
    pub fn choose(self, item: &Suggestion) {
        let Some(typed) = self.typed.get_untracked() else { return };
        let (text, cursor) =
            suggest::chosen(&self.thread.draft(self.tab).get_untracked(), &typed, &item.insert);
        self.close();
        if let Some(field) = self.field.get_untracked() {
            // At once, so that no letter comes in between; the draft, written there again, then moves nothing.
            field.set_value(&text);
            // What can't take the focus just now leaves the cursor where it is.
            field.focus().ok();
            field.set_selection_range(cursor, cursor).ok();
        }
        self.thread.write(self.tab, text);
    }

    /// The id of the marked option, for screen readers.
    pub fn marked_id(self) -> Option<String> {
        (!self.items.with(Vec::is_empty)).then(|| suggest::option_id(self.marked.get()))
    }
}

fn of_macros(workspace: Workspace, thread: Thread, word: &str) -> Vec<Suggestion> {
    let known = macros::known(workspace, thread);
    let found = workspace.macros.with(|macros| macros::found(macros, word));
    let suggestion = |found: Macro| Suggestion {
        title: format!("/{}", found.shortcut),
        detail: found.title,
        insert: macros::fill::fill(&found.text, &known),
    };
    found.into_iter().take(MOST).map(suggestion).collect()
}

fn of_colleagues(workspace: Workspace, word: &str) -> Vec<Suggestion> {
    let t = words();
    let me = workspace.me();
    let found = workspace.colleagues.with(|all| mention::found(all, me, word));
    let suggestion = |found: Colleague| Suggestion {
        detail: words::role(found.role, t).to_owned(),
        insert: format!("{MARK}{} ", found.name),
        title: found.name,
    };
    found.into_iter().take(MOST).map(suggestion).collect()
}
