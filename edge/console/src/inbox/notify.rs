//! A notification and a sound for what needs me, as [`InboxRow::calls_for`] has it: somebody begins to wait, or writes in what I
//! have … Only where I asked for it, and silent while I look at that very conversation.

use leptos::prelude::*;
use protocol::push::Why;
use protocol::staff::InboxRow;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, Notification, NotificationOptions, NotificationPermission};

use super::push;
use crate::icon::{Icon, Name};
use crate::state::{self, Toast, Workspace};
use crate::words::{self, words};

/// The name under which the browser keeps whether I asked for it.
const KEY: &str = "sapa.notify";

/// The sound: two short notes, in hertz, each so many seconds long.
const NOTES: [f32; 2] = [660.0, 880.0];
const NOTE_SECONDS: f64 = 0.12;

/// How loud, of 1.
const LOUDNESS: f32 = 0.08;

thread_local! {
    /// What plays the sound: one for as long as the page lives, because browsers grant only a few.
    static AUDIO: Option<AudioContext> = AudioContext::new().ok();
}

/// Whether this browser has notifications; a tab of Safari on a phone has none, and asking it would fail.
fn is_offered() -> bool {
    js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false)
}

fn is_granted() -> bool {
    is_offered() && Notification::permission() == NotificationPermission::Granted
}

/// Whether notifications were asked for, and the browser still allows them.
pub fn is_wanted() -> bool {
    state::kept(KEY).is_some_and(|kept| kept == "on") && is_granted()
}

/// Whether the console is on the screen.
pub fn is_seen() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Tells of the rows among these that call for me. To be called before they are taken in.
pub fn tell(workspace: Workspace, rows: &[InboxRow]) {
    if !workspace.notifies.get_untracked() {
        return;
    }
    let seen = is_seen();
    let is_looked_at = |row: &InboxRow| seen && workspace.open.get_untracked() == Some(row.conversation);
    let calling: Vec<(&InboxRow, Why)> = rows
        .iter()
        .filter(|row| !is_looked_at(row))
        .filter_map(|row| {
            let known = workspace.inbox.with_untracked(|inbox| inbox.get(row.conversation).cloned());
            let why =
                row.calls_for(known.as_ref(), workspace.me(), |permission| workspace.may(permission))?;
            Some((row, why))
        })
        .collect();
    // A push about the same may follow where nobody sees the console, or never come: the push service drops browsers.
    let is_pushed = !seen && workspace.pushes.get_untracked();
    calling.iter().for_each(|(row, why)| show(workspace, row, is_pushed.then_some(*why)));
    if !calling.is_empty() {
        sound();
    }
}

/// Shows a notification; where a push may follow, say `pushed_for` what.
fn show(workspace: Workspace, row: &InboxRow, pushed_for: Option<Why>) {
    let options = NotificationOptions::new();
    let t = workspace.words();
    let missed = row.due.filter(|due| row.missed.is_some_and(|missed| missed >= due.at));
    match missed {
        Some(due) => options.set_body(&t.notify_missed(words::goal(due.goal, t), &row.last_line)),
        None => options.set_body(&row.last_line),
    }
    let title = state::called(Some(row), row.conversation, t);
    if let Some(why) = pushed_for {
        return push::show(workspace, title, options, row.conversation, why);
    }
    options.set_tag(&row.conversation.to_string()); // the next of the same conversation takes its place
    // A browser that only lets service workers notify (Android's) is left with the sound.
    Notification::new_with_options(&title, &options).ok();
}

/// Plays the sound; a browser without it stays silent.
fn sound() {
    let play = |context: &AudioContext| {
        // It sleeps until the page was touched, and may be put to sleep again.
        drop(context.resume()?);
        let gain = context.create_gain()?;
        gain.gain().set_value(LOUDNESS);
        gain.connect_with_audio_node(&context.destination())?;
        for (number, note) in NOTES.into_iter().enumerate() {
            let start = context.current_time() + number as f64 * NOTE_SECONDS;
            let oscillator = context.create_oscillator()?;
            oscillator.frequency().set_value(note);
            oscillator.connect_with_audio_node(&gain)?;
            oscillator.start_with_when(start)?;
            oscillator.stop_with_when(start + NOTE_SECONDS)?;
        }
        Ok::<_, wasm_bindgen::JsValue>(())
    };
    AUDIO.with(|context| context.as_ref().and_then(|context| play(context).ok()));
}

/// Switches notifications on, which asks the browser, or off.
#[component]
pub fn NotifyButton() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_on = workspace.notifies;
    let switch = move |_| {
        if is_on.get_untracked() {
            state::keep(KEY, "off");
            return is_on.set(false);
        }
        workspace.run(async move {
            if let Ok(asked) = Notification::request_permission() {
                // Refusing is an answer too: the permission says which it was.
                JsFuture::from(asked).await.ok();
            }
            is_on.set(is_granted());
            if is_granted() {
                state::keep(KEY, "on");
                sound();
            } else {
                let text = workspace.words().notify_refused.to_owned();
                workspace.say(Toast { text, take_back: None });
            }
        });
    };
    let label = move || if is_on.get() { t.notify_on } else { t.notify_off };
    is_offered().then(|| {
        view! {
            <button class="rail-item" title=label aria-pressed=move || is_on.get().to_string() on:click=switch>
                <Icon name=Name::Bell/><span>{label}</span>
            </button>
        }
    })
}
