//! The screen: the door, and behind it the columns.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::Session;
use protocol::shop::Language;
use protocol::staff::Permission;

use crate::dialog::{self, KeysDialog, ToastBar};
use crate::door::{InvitationScreen, SHOP_KEY, SignInScreen};
use crate::inbox::{self, ListColumn, Rail, View};
use crate::keys::{self, Action};
use crate::labels::LabelDialog;
use crate::macros::MacrosDialog;
use crate::panel::PanelDialog;
use crate::presence;
use crate::session::{self, Door, UnreachableScreen};
use crate::shops;
use crate::state::{self, Workspace};
use crate::thread::snooze::SnoozeDialog;
use crate::thread::transfer::TransferDialog;
use crate::thread::{CustomerCard, ThreadColumn, actions, card};
use crate::wire;
use crate::words::{self, words};

/// The name under which the browser keeps the chosen language.
const LANGUAGE_KEY: &str = "sapa.language";

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let language = RwSignal::new(remembered_language());
    provide_context(language);
    Effect::new(move || remember(language.get()));
    let door = RwSignal::new(Door::Checking);
    let enter = move || spawn_local(async move { door.set(session::enter().await) });
    enter();
    move || {
        provide_context(words::of(language.get_untracked()));
        match door.get() {
            Door::Checking => ().into_any(),
            Door::Closed(_) if wire::seller().is_some() => {
                session::go_home();
                ().into_any()
            }
            Door::Closed(why) => view! { <SignInScreen door why link=None/> }.into_any(),
            Door::Linked(code) => view! { <SignInScreen door why=None link=Some(code)/> }.into_any(),
            Door::Invited(code) => view! { <InvitationScreen door code/> }.into_any(),
            Door::Unreachable => {
                let retry = move |()| {
                    door.set(Door::Checking);
                    enter();
                };
                view! { <UnreachableScreen retry/> }.into_any()
            }
            Door::Open(session) => view! { <Office session door/> }.into_any(),
        }
    }
}

/// Everything behind the door. Its state outlives a change of language, which rebuilds the columns.
#[component]
fn Office(session: Session, door: RwSignal<Door>) -> impl IntoView {
    let language = expect_context::<RwSignal<Language>>();
    if session.member.home.is_none() {
        state::keep(SHOP_KEY, session.member.shop.as_str());
    }
    let workspace = Workspace::new(session, language, door);
    provide_context(workspace);
    shops::listen(workspace);
    inbox::live::listen(workspace);
    inbox::push::listen(workspace);
    inbox::search::listen(workspace);
    inbox::filter::listen(workspace);
    keep_address(workspace);
    // Whatever is opened has its row, though it may stand beyond the pages of the list.
    Effect::new(move || {
        if let Some(id) = workspace.open.get() {
            inbox::live::look_up(workspace, id);
        }
    });
    move || {
        provide_context(words::of(language.get()));
        view! { <Columns/> }
    }
}

#[component]
fn Columns() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let (help, macros) = (RwSignal::new(false), RwSignal::new(false));
    on_keys(workspace, help);
    keep_title(workspace);
    let waiting = move || workspace.inbox.with(|inbox| inbox.count(Some(View::Waiting), workspace.me()));
    view! {
        <Show when=move || !workspace.online.get()>
            <p class="banner" role="status">{t.offline}</p>
        </Show>
        <div class="office" class:has-open=move || workspace.open.get().is_some()
            class:shows-card=move || workspace.card_shown.get()>
            <Rail help macros/>
            <main class="work">
                <h1 class="unseen">{t.main_title(workspace.shop_name.get_value())}</h1>
                <ListColumn/>
                <ThreadColumn/>
            </main>
            <CustomerCard/>
        </div>
        <ToastBar/>
        <KeysDialog open=help/>
        <SnoozeDialog/>
        <LabelDialog/>
        <TransferDialog/>
        <PanelDialog/>
        {workspace.may(Permission::EditMacros).then(|| view! { <MacrosDialog open=macros/> })}
        <p class="unseen" role="status">{move || t.announce_waiting(waiting())}</p>
    }
}

/// Writes how many wait into the tab's title.
fn keep_title(workspace: Workspace) {
    let t = words();
    Effect::new(move || {
        let waiting = workspace.inbox.with(|inbox| inbox.count(Some(View::Waiting), workspace.me()));
        let shop = workspace.shop_name.get_value();
        let title =
            if waiting == 0 { format!("{shop} · {}", t.product) } else { t.title_waiting(waiting, shop) };
        document().set_title(&title);
    });
}

/// The open conversation is in the address, so that a reload and the browser's own "back" work.
fn keep_address(workspace: Workspace) {
    let read = move || {
        let hash = location().hash().unwrap_or_default();
        let told = hash.strip_prefix("#c/").and_then(|id| id.parse().ok());
        if told != workspace.open.get_untracked() {
            workspace.open.set(told);
        }
    };
    read();
    let listener = window_event_listener(leptos::ev::hashchange, move |_| read());
    on_cleanup(move || listener.remove());
    Effect::new(move || {
        let hash = workspace.open.get().map(|id| format!("#c/{id}")).unwrap_or_default();
        if location().hash().unwrap_or_default() != hash {
            // An address that the browser refuses to show changes nothing on the screen.
            location().set_hash(&hash).ok();
        }
    });
}

/// Listens to the keyboard.
fn on_keys(workspace: Workspace, help: RwSignal<bool>) {
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let writing = is_writing(&event);
        let Some(action) = keys::action(&event.key(), event.ctrl_key() || event.meta_key(), writing) else {
            return;
        };
        if event.alt_key() || event.is_composing() || dialog::is_open() {
            return;
        }
        event.prevent_default();
        carry_out(action, workspace, help, writing);
    });
    on_cleanup(move || listener.remove());
}

fn carry_out(action: Action, workspace: Workspace, help: RwSignal<bool>, writing: bool) {
    match action {
        Action::Next => inbox::focus_row(workspace, 1),
        Action::Previous => inbox::focus_row(workspace, -1),
        Action::Find => inbox::focus_search(),
        Action::Help => help.set(true),
        Action::Back if writing && !workspace.query.with_untracked(String::is_empty) => {
            workspace.query.set(String::new());
        }
        Action::Back if writing => leave_field(),
        Action::Back if workspace.card_shown.get_untracked() => card::hide(workspace),
        Action::Back if workspace.selected.with_untracked(Option::is_some) => workspace.selected.set(None),
        Action::Back => inbox::close_thread(workspace),
        Action::Select => inbox::select::toggle_focused(workspace),
        Action::Resolve | Action::Snooze | Action::MarkSpam | Action::Label
            if inbox::select::is_any(workspace) =>
        {
            inbox::select::act_by_key(workspace, action);
        }
        Action::Snooze => on_open(workspace, actions::snooze),
        Action::Label => on_open(workspace, actions::label),
        Action::MarkSpam => on_open(workspace, actions::mark_spam),
        Action::Take => on_open(workspace, actions::take),
        Action::Resolve => on_open(workspace, actions::resolve),
        Action::BackToBot => on_open(workspace, actions::back_to_bot),
        Action::Give => on_open(workspace, actions::give),
        Action::Presence => presence::focus_switch(),
        Action::Reply => on_open(workspace, |_, thread| actions::write_reply(thread)),
        Action::Note => on_open(workspace, |_, thread| actions::write_note(thread)),
    }
}

fn on_open(workspace: Workspace, act: impl FnOnce(Workspace, crate::thread::Thread)) {
    if let Some(thread) = workspace.open_thread() {
        act(workspace, thread);
    }
}

fn is_writing(event: &leptos::ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

fn leave_field() {
    use wasm_bindgen::JsCast;
    let focused =
        document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = focused {
        // An element that can't lose the focus keeps it; there is nothing else to do.
        element.blur().ok();
    }
}

/// The language chosen last, else the browser's if it is English, else Indonesian.
fn remembered_language() -> Language {
    let language = state::kept(LANGUAGE_KEY).or_else(|| window().navigator().language()).unwrap_or_default();
    if language.starts_with("en") { Language::En } else { Language::Id }
}

fn remember(language: Language) {
    let code = if language == Language::En { "en" } else { "id" };
    if let Some(root) = document().document_element() {
        root.set_attribute("lang", code).expect("`lang` is a valid attribute name");
    }
    state::keep(LANGUAGE_KEY, code);
}
