//! A notification and a sound for what needs me: somebody begins to wait, or writes in what I have; and if I am responsible
//! for the others' work too, a target was missed or a rating is low. Only where I asked for it, and silent while I look at that very
//! conversation.

use leptos::prelude::*;
use protocol::StaffId;
use protocol::event::Status;
use protocol::staff::{InboxRow, Permission};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, Notification, NotificationOptions, NotificationPermission};

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

/// Whether a row that has changed calls for me. `directs`: what colleagues miss and low ratings are for me to mend.
fn calls_for(before: Option<&InboxRow>, now: &InboxRow, me: StaffId, directs: bool) -> bool {
    if directs && before.is_some_and(|before| now.missed > before.missed) {
        return true;
    }
    let unread = before.map_or(0, |row| row.unread);
    let is_mentioned = |row: &InboxRow| row.mentioned.contains(&me);
    if is_mentioned(now) && !before.is_some_and(is_mentioned) {
        return true;
    }
    match &now.status {
        Status::FollowUp => directs && before.is_none_or(|row| row.status != Status::FollowUp),
        Status::Waiting { .. } => !before.is_some_and(|row| matches!(row.status, Status::Waiting { .. })),
        Status::Agent { id, .. } => *id == me && now.last_by == "shopper" && now.unread > unread,
        _ => false,
    }
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

/// Tells of the rows among these that call for me. To be called before they are taken in.
pub fn tell(workspace: Workspace, rows: &[InboxRow]) {
    if !workspace.notifies.get_untracked() {
        return;
    }
    let is_looked_at = |row: &InboxRow| {
        let visible = document().visibility_state() == web_sys::VisibilityState::Visible;
        visible && workspace.open.get_untracked() == Some(row.conversation)
    };
    let directs = workspace.may(Permission::Direct);
    let calling: Vec<&InboxRow> = rows
        .iter()
        .filter(|row| {
            let known = workspace.inbox.with_untracked(|inbox| inbox.get(row.conversation).cloned());
            calls_for(known.as_ref(), row, workspace.me(), directs) && !is_looked_at(row)
        })
        .collect();
    for row in &calling {
        show(workspace, row);
    }
    if !calling.is_empty() {
        sound();
    }
}

fn show(workspace: Workspace, row: &InboxRow) {
    let options = NotificationOptions::new();
    let t = workspace.words();
    let missed = row.due.filter(|due| row.missed.is_some_and(|missed| missed >= due.at));
    match missed {
        Some(due) => options.set_body(&t.notify_missed(words::goal(due.goal, t), &row.last_line)),
        None => options.set_body(&row.last_line),
    }
    options.set_tag(&row.conversation.to_string()); // the next of the same conversation takes its place
    let title = state::called(Some(row), row.conversation, t);
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

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::event::HandoffReason;
    use protocol::{ConversationId, Millis};

    fn agent(n: u128) -> StaffId {
        StaffId::from_parts(Millis(0), n)
    }

    fn row(status: Status, unread: u32) -> InboxRow {
        let row = serde_json::json!({
            "conversation": ConversationId::from_parts(Millis(0), 1), "seq": 1, "status": status,
            "last_line": "", "last_by": "shopper", "last_at": 0, "mood": "neutral", "unread": unread,
        });
        serde_json::from_value(row).expect("a row")
    }

    #[test]
    fn a_note_that_mentions_me_calls_once() {
        let spam = || row(Status::Spam, 0);
        let mentioning = |n| InboxRow { mentioned: vec![agent(n)], ..spam() };
        assert!(calls_for(Some(&spam()), &mentioning(1), agent(1), false));
        assert!(!calls_for(Some(&mentioning(1)), &mentioning(1), agent(1), false));
        assert!(!calls_for(Some(&spam()), &mentioning(2), agent(1), false));
    }

    #[test]
    fn only_a_new_wait_and_new_words_in_what_i_have_call_for_me() {
        let waiting = || Status::Waiting { since: Millis(0), reason: HandoffReason::Asked };
        let held = |n| Status::Agent { id: agent(n), name: String::new() };
        let calls = |before: Option<InboxRow>, now| calls_for(before.as_ref(), &now, agent(1), false);
        assert!(calls(None, row(waiting(), 1)));
        assert!(calls(Some(row(Status::Bot, 1)), row(waiting(), 1)));
        assert!(!calls(Some(row(waiting(), 1)), row(waiting(), 2)), "they wait already");
        assert!(calls(Some(row(held(1), 0)), row(held(1), 1)));
        assert!(!calls(Some(row(held(1), 2)), row(held(1), 2)), "nothing new");
        assert!(!calls(Some(row(held(1), 2)), row(held(1), 0)), "read since");
        assert!(!calls(Some(row(held(2), 0)), row(held(2), 1)), "a colleague's");
        assert!(!calls(None, row(Status::Bot, 1)) && !calls(None, row(Status::Spam, 1)));
        let answered = InboxRow { last_by: "agent".to_owned(), ..row(held(1), 1) };
        assert!(!calls(None, answered));
    }

    #[test]
    fn a_missed_target_calls_for_whoever_directs_once() {
        let held = || Status::Agent { id: agent(2), name: String::new() };
        let missed = |at| InboxRow { missed: Some(Millis(at)), ..row(held(), 0) };
        let calls = |before: InboxRow, now, directs| calls_for(Some(&before), &now, agent(1), directs);
        assert!(calls(row(held(), 0), missed(5), true));
        assert!(!calls(row(held(), 0), missed(5), false), "an agent minds their own");
        assert!(!calls(missed(5), missed(5), true), "told already");
        assert!(calls(missed(5), missed(9), true));
        assert!(calls(row(Status::Resolved, 0), row(Status::FollowUp, 0), true));
        assert!(!calls(row(Status::Resolved, 0), row(Status::FollowUp, 0), false));
        assert!(!calls(row(Status::FollowUp, 0), row(Status::FollowUp, 0), true), "told already");
    }
}
