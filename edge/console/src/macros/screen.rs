//! The dialog in which macros are made, changed and removed.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use protocol::MacroId;
use protocol::limits::{SHORTCUT_CHARS, TEXT_CHARS, TITLE_CHARS};
use protocol::macros::{Macro, Macros, PutMacro};
use protocol::problem::Kind;

use super::{PATH, fill, refresh};
use crate::dialog::{focus, open_while};
use crate::icon::{Icon, Name};
use crate::mint;
use crate::state::Workspace;
use crate::wire::http::{self, Failure};
use crate::words::{self, words};

const SHORTCUT_ID: &str = "macro-shortcut";

/// Opens the dialog.
#[component]
pub fn MacrosButton(open: RwSignal<bool>) -> impl IntoView {
    let t = words();
    view! {
        <button class="rail-item" title=t.macros on:click=move |_| open.set(true)><Icon name=Name::Macro/><span>{t.macros}</span></button>
    }
}

/// What the dialog's form holds.
#[derive(Clone, Copy)]
struct Form {
    id: RwSignal<MacroId>,
    is_new: RwSignal<bool>,
    shortcut: RwSignal<String>,
    title: RwSignal<String>,
    text: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Form {
    fn new() -> Self {
        Self {
            id: RwSignal::new(mint::macro_id()),
            is_new: RwSignal::new(true),
            shortcut: RwSignal::default(),
            title: RwSignal::default(),
            text: RwSignal::default(),
            problem: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn show(self, shown: Option<Macro>) {
        self.is_new.set(shown.is_none());
        self.problem.set(None);
        let (id, shortcut, title, text) = match shown {
            Some(Macro { id, shortcut, title, text }) => (id, shortcut, title, text),
            None => (mint::macro_id(), String::new(), String::new(), String::new()),
        };
        self.id.set(id);
        self.shortcut.set(shortcut);
        self.title.set(title);
        self.text.set(text);
    }

    fn put(self) -> PutMacro {
        PutMacro {
            shortcut: self.shortcut.get_untracked(),
            title: self.title.get_untracked(),
            text: self.text.get_untracked(),
        }
    }
}

/// The dialog: the list on its left, the form on its right; on a phone one below the other.
#[component]
pub fn MacrosDialog(open: RwSignal<bool>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let dialog = open_while(move || open.get());
    let form = Form::new();
    Effect::new(move || {
        if open.get() {
            refresh(workspace);
            form.show(workspace.macros.with_untracked(|macros| macros.first().cloned()));
        }
    });
    let make_new = move |_| {
        form.show(None);
        focus(SHORTCUT_ID);
    };
    view! {
        <dialog class="keys macros" node_ref=dialog aria-labelledby="macros-title" on:close=move |_| open.set(false)>
            <header>
                <h2 id="macros-title">{t.macros}</h2>
                <button class="button quiet" aria-label=t.close on:click=move |_| open.set(false)><Icon name=Name::Close/></button>
            </header>
            <p class="faint">{t.macros_how}</p>
            <div class="macros-body">
                <div class="macros-list">
                    <button class="button" on:click=make_new>{t.macro_new}</button>
                    <ul aria-label=t.macros>
                        <For each=move || workspace.macros.get() key=|known| known.clone() let:known><Line known form/></For>
                    </ul>
                </div>
                <Fields form/>
            </div>
        </dialog>
    }
}

#[component]
fn Line(known: Macro, form: Form) -> impl IntoView {
    let id = known.id;
    let is_chosen = move || !form.is_new.get() && form.id.get() == id;
    let (shortcut, title) = (format!("/{}", known.shortcut), known.title.clone());
    view! {
        <li>
            <button class="rail-item" aria-current=move || is_chosen().then_some("true") on:click=move |_| form.show(Some(known.clone()))>
                <span>{title}</span><code>{shortcut}</code>
            </button>
        </li>
    }
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        workspace.run(async move {
            let path = format!("{PATH}/{}", form.id.get_untracked());
            changed(workspace, form, http::put::<Macros>(&path, &form.put()).await);
        });
    };
    let remove = move |_| {
        form.busy.set(true);
        workspace.run(async move {
            let path = format!("{PATH}/{}", form.id.get_untracked());
            let removed = http::delete_for::<Macros>(&path).await;
            if removed.is_ok() {
                form.show(None);
            }
            changed(workspace, form, removed);
        });
    };
    let variables =
        fill::NAMES.map(|name| view! { <code>{format!("{{{name}}}")}</code>" " }).into_iter().collect_view();
    view! {
        <form class="macros-form" on:submit=save>
            <label>
                <span>{t.macro_shortcut}</span>
                <input id=SHORTCUT_ID class="field" required autocomplete="off" autocapitalize="none" maxlength=SHORTCUT_CHARS + 1
                    prop:value=form.shortcut on:input=move |event| form.shortcut.set(event_target_value(&event))/>
            </label>
            <label>
                <span>{t.macro_title}</span>
                <input class="field" required autocomplete="off" maxlength=TITLE_CHARS
                    prop:value=form.title on:input=move |event| form.title.set(event_target_value(&event))/>
            </label>
            <label>
                <span>{t.macro_text}</span>
                <textarea class="field" rows="6" required maxlength=TEXT_CHARS aria-describedby="macro-variables"
                    prop:value=form.text on:input=move |event| form.text.set(event_target_value(&event))></textarea>
            </label>
            <p class="faint" id="macro-variables">{t.macro_variables}" "{variables}<br/>{t.macro_blanks(format!("{{{}}}", t.macro_blank_example))}</p>
            <p class="bad" role="alert">{move || form.problem.get()}</p>
            <div class="macros-foot">
                <Show when=move || !form.is_new.get()>
                    <button class="button" type="button" prop:disabled=form.busy on:click=remove>{t.remove}</button>
                </Show>
                <button class="button primary" prop:disabled=form.busy>{t.save}</button>
            </div>
        </form>
    }
}

/// Takes in what came of a change.
fn changed(workspace: Workspace, form: Form, outcome: Result<Macros, Failure>) {
    form.busy.set(false);
    let t = workspace.words();
    let problem = match outcome {
        Ok(Macros { macros }) => {
            let saved = macros.iter().find(|known| known.id == form.id.get_untracked()).cloned();
            workspace.macros.set(macros);
            if saved.is_some() {
                form.show(saved);
            }
            None
        }
        Err(Failure::Unreachable) => Some(t.offline.to_owned()),
        Err(Failure::Refused(problem)) if problem.is(Kind::Invalid) => {
            let shortcut = form.shortcut.get_untracked();
            let typed = shortcut.trim().trim_start_matches('/').to_lowercase();
            let is_taken = workspace.macros.with_untracked(|macros| {
                macros.iter().any(|known| known.shortcut == typed && known.id != form.id.get_untracked())
            });
            Some(if is_taken { t.macro_taken(typed) } else { t.macro_invalid.to_owned() })
        }
        Err(Failure::Refused(problem)) => Some(words::problem(&problem, t).to_owned()),
    };
    form.problem.set(problem);
}
