//! Macros: replies that are ready under a shortcut. Typing `/` in a reply lists them; whoever may change them does so in a
//! dialog of their own.

pub mod fill;
pub mod screen;

pub use screen::{MacrosButton, MacrosDialog};

use leptos::prelude::*;
use protocol::macros::{Macro, Macros};

use crate::state::Workspace;
use crate::thread::Thread;
use crate::thread::customer::Customer;
use crate::wire::http;
use fill::Known;

/// Where they are kept.
pub const PATH: &str = "/v1/staff/macros";

/// Gets the macros as they are now; those known stay until they come.
pub fn refresh(workspace: Workspace) {
    workspace.run(async move {
        if let Ok(Macros { macros }) = http::get(PATH).await {
            workspace.macros.set(macros);
        }
    });
}

/// The macros whose shortcut begins with what was typed, then those with a word of their title that does.
pub fn found(macros: &[Macro], typed: &str) -> Vec<Macro> {
    let typed = typed.to_lowercase();
    let by_shortcut = |known: &&Macro| known.shortcut.starts_with(&typed);
    let by_title = |known: &&Macro| {
        !by_shortcut(known)
            && known.title.to_lowercase().split_whitespace().any(|word| word.starts_with(&typed))
    };
    macros.iter().filter(by_shortcut).chain(macros.iter().filter(by_title)).cloned().collect()
}

/// What a conversation tells for filling macros in.
pub fn known(workspace: Workspace, thread: Thread) -> Known {
    let row = untrack(|| workspace.row(thread.id));
    let is_name = |called: &String| called.chars().any(char::is_alphabetic) && !called.contains('@');
    Known {
        customer: row.map(|row| row.customer).filter(is_name),
        agent: workspace.member.with_value(|member| member.name.clone()),
        shop: workspace.shop_name.get_value(),
        facts: thread.log.with_untracked(Customer::of).facts,
    }
}

/// The blanks that some macro left in a text: it can't be sent with them. Tracked.
pub fn unfilled(workspace: Workspace, text: &str) -> Vec<String> {
    workspace.macros.with(|macros| {
        let is_a_macros = |name: &&str| macros.iter().any(|known| fill::blanks(&known.text).contains(name));
        fill::blanks(text).into_iter().filter(is_a_macros).map(str::to_owned).collect()
    })
}
