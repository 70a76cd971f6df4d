//! The composer: a reply to the customer or a note among colleagues. Replying needs the conversation to be mine; where
//! it isn't, the composer says so and offers to take it.

use attach::Attached;
use leptos::html;
use leptos::prelude::*;
use protocol::event::Status;
use protocol::limits::TEXT_CHARS;
use protocol::{ClientFrame, ConversationId, Millis};

use super::emoji::EmojiButton;
use super::files::{self, AttachButton, AttachedFiles};
use super::menu::Menu;
use super::quote::{self, Referring, Viewers};
use super::suggest::{LIST_ID, Suggestions};
use super::{Tab, Thread, actions, is_narrow};
use crate::dialog::focus;
use crate::icon::{Icon, Name};
use crate::macros;
use crate::mint;
use crate::state::Workspace;
use crate::words::{Words, words};

/// How often "is writing" is said again, in milliseconds; the other side forgets it after 6 s.
const TYPING_EVERY_MS: i64 = 3_000;

/// What takes the focus: the field, or the button that stands in its place.
const FOCUS_ID: &str = "composer-focus";

/// The composer, or what stands in its place.
#[component]
pub fn Composer(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    grant_focus(thread);
    take_drops(thread);
    let mine = Memo::new(move |_| workspace.is_mine(thread));
    let content = move || match thread.tab.get() {
        Tab::Reply if !mine.get() => view! { <Gate thread/> }.into_any(),
        tab => view! { <Field thread tab/> }.into_any(),
    };
    view! {
        <section class="composer" class:noting=move || thread.tab.get() == Tab::Note aria-label=t.composer>
            <div class="tabs">
                <TabButton thread tab=Tab::Reply label=t.tab_reply/>
                <TabButton thread tab=Tab::Note label=t.tab_note/>
                <Viewers thread/>
            </div>
            {content}
        </section>
    }
}

#[component]
fn TabButton(thread: Thread, tab: Tab, label: &'static str) -> impl IntoView {
    let choose = move |_| match tab {
        Tab::Reply => actions::write_reply(thread),
        Tab::Note => actions::write_note(thread),
    };
    let pressed = move || (thread.tab.get() == tab).to_string();
    view! { <button class="tab" aria-pressed=pressed on:click=choose>{label}</button> }
}

/// The conversation isn't mine: say who has it, and offer to take it where that is possible.
#[component]
fn Gate(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let status = Memo::new(move |_| workspace.status(thread));
    let may_take = Memo::new(move |_| workspace.may_take(thread));
    let is_done = move || status.get() == Status::Resolved;
    let is_spam = move || status.get() == Status::Spam;
    let is_asleep = move || matches!(status.get(), Status::Snoozed { id, .. } if id == workspace.me());
    let take = move |_| match () {
        () if is_spam() => actions::not_spam(workspace, thread),
        () if is_asleep() => actions::wake(workspace, thread),
        () => actions::take(workspace, thread),
    };
    let label = move || match status.get() {
        Status::Resolved | Status::FollowUp => t.reopen,
        Status::Spam => t.not_spam,
        Status::Snoozed { .. } if is_asleep() => t.wake,
        Status::Agent { .. } => t.take_over,
        _ => t.take,
    };
    let next = move || {
        let next = workspace.inbox.with(|inbox| inbox.next_waiting(thread.id, workspace.me()));
        next.filter(|_| is_done()).map(|id| view! { <NextButton id/> })
    };
    let said = move || match is_asleep() {
        true => t.gate_snoozed_me.to_owned(),
        false => gate_words(&status.get(), may_take.get(), workspace.usual_wait.get(), t),
    };
    view! {
        <div class="gate">
            <p>{said}</p>
            <div class="gate-buttons">
                {next}
                <Show when=move || may_take.get()>
                    <button class="button primary" id=FOCUS_ID on:click=take>
                        {label}<Show when=move || !is_spam()><kbd>"T"</kbd></Show>
                    </button>
                </Show>
            </div>
        </div>
    }
}

#[component]
fn NextButton(id: ConversationId) -> impl IntoView {
    let workspace = Workspace::expect();
    view! { <button class="button" on:click=move |_| workspace.open.set(Some(id))>{words().next_waiting}</button> }
}

fn gate_words(status: &Status, may_take: bool, minutes: u32, t: Words) -> String {
    match status {
        Status::Bot => t.gate_bot.to_owned(),
        Status::Agent { name, .. } if may_take => t.gate_agent_away(minutes, name),
        Status::Agent { name, .. } => t.gate_agent(minutes, name),
        Status::Snoozed { name, .. } => t.gate_snoozed(name),
        Status::Resolved => t.gate_done.to_owned(),
        Status::FollowUp if may_take => t.gate_follow_up.to_owned(),
        Status::FollowUp => t.gate_follow_up_others.to_owned(),
        Status::Spam => t.gate_spam.to_owned(),
        Status::Waiting { .. } | Status::Unknown => t.gate_waiting.to_owned(),
    }
}

#[component]
fn Field(thread: Thread, tab: Tab) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let draft = thread.draft(tab);
    let typing = Typing::new(thread);
    let send = move || {
        actions::say(workspace, thread, tab);
        typing.stop();
    };
    let field = NodeRef::<html::Textarea>::new();
    let menu = Menu::new(workspace, thread, tab, field);
    let on_input = move |event| {
        thread.write(tab, event_target_value(&event));
        menu.look();
        if tab == Tab::Reply {
            typing.wrote(draft.with_untracked(|text| text.trim().is_empty()));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let refers = tab == Tab::Reply
            && (thread.editing.get_untracked().is_some() || thread.replying.get_untracked().is_some());
        if event.key() == "Escape" && refers && menu.items.with_untracked(Vec::is_empty) {
            quote::leave(thread);
            event.stop_propagation();
            return;
        }
        if menu.takes(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        // Enter that ends a composed character (Chinese, Japanese …) belongs to the keyboard, and where keys are on the
        // screen there is no Shift+Enter for a new line.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && !is_touched() {
            event.prevent_default();
            send();
        }
    };
    let excess = move || draft.with(|text| text.trim().chars().count()).saturating_sub(TEXT_CHARS);
    let is_too_long = move || excess() > 0;
    let has_files = move || tab == Tab::Reply && thread.attached.with(|files| !files.is_empty());
    let has_all = move || tab == Tab::Note || thread.attached.with(Attached::is_ready);
    let is_empty = move || draft.with(|text| text.trim().is_empty()) && !has_files();
    let unfilled = Memo::new(move |_| match tab {
        Tab::Reply => draft.with(|text| macros::unfilled(workspace, text)),
        Tab::Note => Vec::new(),
    });
    let cannot_send = move || is_empty() || is_too_long() || !has_all() || !unfilled.with(Vec::is_empty);
    let hint = move || match tab {
        Tab::Reply => t.reply_hint,
        Tab::Note if workspace.status(thread) == Status::FollowUp => t.follow_up_note,
        Tab::Note => t.note_hint,
    };
    let label = if tab == Tab::Reply { t.send } else { t.save_note };
    let menu_label = if tab == Tab::Reply { t.macros } else { t.mentions };
    let on_paste = move |event: leptos::ev::ClipboardEvent| {
        if tab == Tab::Reply && files::take_from(workspace, thread, event.clipboard_data()) {
            event.prevent_default();
        }
    };
    view! {
        <div class="write">
            <Referring thread tab/>
            <Show when=move || tab == Tab::Reply><AttachedFiles thread/></Show>
            <Suggestions items=menu.items marked=menu.marked label=menu_label choose=Callback::new(move |item| menu.choose(&item))/>
            <textarea
                node_ref=field
                aria-autocomplete="list"
                aria-controls=LIST_ID
                aria-activedescendant=move || menu.marked_id()
                class="field"
                rows="2"
                dir="auto"
                placeholder=hint
                aria-label=hint
                id=FOCUS_ID
                prop:value=draft
                on:input=on_input
                on:keydown=on_key
                on:paste=on_paste
                on:focus=move |_| make_room(thread)
                on:blur=move |_| menu.close()
            ></textarea>
            <Blanks unfilled thread field/>
            <div class="write-foot">
                <Show when=move || tab == Tab::Reply><AttachButton thread/><EmojiButton thread field/></Show>
                <span class="faint" class:bad=is_too_long>
                    {move || if is_too_long() { t.too_long(excess()) } else { t.enter_sends.to_owned() }}
                </span>
                <button class="button primary" prop:disabled=cannot_send on:click=move |_| send()>
                    <Icon name=if tab == Tab::Reply { Name::Send } else { Name::Note }/><span>{label}</span>
                </button>
            </div>
        </div>
    }
}

/// What stands in the reply for the agent to fill in: a press goes there.
#[component]
fn Blanks(unfilled: Memo<Vec<String>>, thread: Thread, field: NodeRef<html::Textarea>) -> impl IntoView {
    let t = words();
    let go_to = move |name: &str| {
        let blank = format!("{{{name}}}");
        let text = thread.draft(Tab::Reply).get_untracked();
        let (Some(at), Some(field)) = (text.find(&blank), field.get_untracked()) else { return };
        let start = text[..at].encode_utf16().count() as u32;
        // What can't take the focus just now leaves the cursor where it is.
        field.focus().ok();
        field.set_selection_range(start, start + blank.encode_utf16().count() as u32).ok();
    };
    let shown = move || {
        unfilled.get().into_iter().map(move |name| {
            let label = format!("{{{name}}}");
            view! { <button class="blank" type="button" on:click=move |_| go_to(&name)>{label}</button> }
        })
    };
    view! {
        <p class="blanks" role="status">
            {move || (!unfilled.with(Vec::is_empty)).then(|| view! { {t.blanks_left}{shown().collect_view()} })}
        </p>
    }
}

/// Takes files that are dropped anywhere on the page; without this the browser would leave the console and show them.
fn take_drops(thread: Thread) {
    let workspace = Workspace::expect();
    let over = window_event_listener(leptos::ev::dragover, |event| {
        attach::dragged(&event);
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event| {
        let Some(data) = attach::dragged(&event) else { return };
        if untrack(|| workspace.is_mine(thread)) {
            thread.tab.set(Tab::Reply);
            files::take_from(workspace, thread, Some(data));
        }
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
    });
}

/// On a phone the keyboard takes half of the screen: the brief was read by now, and folds.
fn make_room(thread: Thread) {
    if is_narrow() {
        thread.brief_open.set(false);
    }
}

/// Whether the screen is worked with fingers.
fn is_touched() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches())
}

/// Grants the thread's wish for the focus, once what the wish came with is drawn.
fn grant_focus(thread: Thread) {
    Effect::new(move || {
        if thread.wants_focus.get() {
            thread.wants_focus.set(false);
            request_animation_frame(|| focus(FOCUS_ID));
        }
    });
}

/// Tells the other side that I am writing: at once, again every few seconds, and when I stopped.
#[derive(Clone, Copy)]
struct Typing {
    thread: Thread,
    /// When it was said last; `None` if I am not writing.
    said: StoredValue<Option<Millis>>,
}

impl Typing {
    fn new(thread: Thread) -> Self {
        Self { thread, said: StoredValue::new(None) }
    }

    fn wrote(self, is_empty: bool) {
        let now = mint::now();
        if is_empty {
            self.stop();
        } else if self.said.get_value().is_none_or(|said| now.since(said) >= TYPING_EVERY_MS) {
            self.said.set_value(Some(now));
            self.thread.mention(&ClientFrame::Typing { on: true, draft: String::new() });
        }
    }

    fn stop(self) {
        if self.said.get_value().is_some() {
            self.said.set_value(None);
            self.thread.mention(&ClientFrame::Typing { on: false, draft: String::new() });
        }
    }
}
