//! The thread's column: who it is and what can be done, the brief, the messages, the composer.

use leptos::html;
use leptos::prelude::*;
use protocol::event::{Message, Promise, Status};
use protocol::{Author, Body, ClientFrame, Event, EventId, Seq};

use super::brief::BriefPanel;
use super::bubble::{BubbleView, LineView, RatingView};
use super::composer::Composer;
use super::log::Log;
use super::reasons::Reasons;
use super::story::{self, Item};
use super::{Thread, Writing, actions, card, live, transfer};
use crate::due::DueWord;
use crate::icon::{Icon, Name};
use crate::inbox::list::{MoodWord, WaitBar, WaitTime};
use crate::inbox::team::Standing;
use crate::inbox::{self, View};
use crate::labels::HeadLabels;
use crate::state::{self, Workspace};
use crate::time;
use crate::verified::VerifiedWord;
use crate::words::{self, Words, words};

/// How near to the end (pixels) counts as being there.
const NEAR_END: i32 = 80;

/// The column with the open conversation.
#[component]
pub fn ThreadColumn() -> impl IntoView {
    let workspace = Workspace::expect();
    view! {
        <section class="thread" aria-label=words().thread>
            {move || match workspace.open.get() {
                Some(id) => view! { <OpenThread thread=workspace.thread(id)/> }.into_any(),
                None => view! { <NothingOpen/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn OpenThread(thread: Thread) -> impl IntoView {
    let workspace = Workspace::expect();
    live::listen(workspace, thread);
    tell_read(thread);
    view! {
        <Head thread/>
        <BriefPanel thread/>
        <Messages thread/>
        <Composer thread/>
        <Announcer thread/>
    }
}

/// Nothing is open: say how to begin, and offer the longest wait.
#[component]
fn NothingOpen() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let first = Memo::new(move |_| {
        let sections = workspace.inbox.with(|inbox| inbox.sections(Some(View::Waiting), workspace.me()));
        let count = workspace.inbox.with(|inbox| inbox.count(Some(View::Waiting), workspace.me()));
        sections.first().and_then(|section| section.rows.first().map(|id| (*id, count)))
    });
    let offer = move || {
        first.get().map(|(id, count)| {
            view! {
                <button class="button primary" on:click=move |_| workspace.open.set(Some(id))>{t.pick_waiting(count)}</button>
            }
        })
    };
    view! {
        <div class="empty pick">
            <Icon name=Name::Inbox/>
            <p class="empty-title">{t.pick_title}</p>
            <p>{t.pick_how}</p>
            {offer}
        </div>
    }
}

#[component]
fn Head(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let row = Memo::new(move |_| workspace.row(thread.id));
    let name = move || state::called(row.get().as_ref(), thread.id, t);
    let status = Memo::new(move |_| workspace.status(thread));
    let promise = Memo::new(move |_| row.get().and_then(|row| row.promise));
    let mood = move || row.get().map(|row| view! { <MoodWord mood=row.mood/> });
    let labelled = Memo::new(move |_| {
        row.with(|row| row.as_ref().map(|row| (row.tags.clone(), row.priority, Standing::of(row))))
    });
    let labels = move || {
        let labelled = labelled.get();
        labelled.map(|(tags, priority, team)| view! { <HeadLabels id=thread.id tags priority team/> })
    };
    let number = Memo::new(move |_| row.get().and_then(|row| row.external_id));
    let verified = move || number.get().map(|number| view! { <VerifiedWord number/> });
    let due = move || row.get().and_then(|row| row.due).map(|due| view! { <DueWord due/> });
    view! {
        <header class="thread-head">
            <button class="button quiet back" aria-label=t.back on:click=move |_| inbox::close_thread(workspace)>
                <Icon name=Name::Back/>
            </button>
            <div class="thread-who">
                <h2 class="thread-name" title=name>{name}</h2>
                <button id="card-show" class="button quiet" aria-label=t.card_show title=t.card_show on:click=move |_| card::show(workspace)>
                    <Icon name=Name::Person/>
                </button>
                <p class="thread-state">{verified}{move || view! { <Standing status=status.get() promise=promise.get()/> }}{due}{mood}</p>
                {labels}
            </div>
            <ActionButtons thread status/>
        </header>
    }
}

#[component]
fn Standing(status: Status, promise: Option<Promise>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let said = match status {
        Status::Waiting { since, .. } => {
            return view! { <WaitTime since promise/><WaitBar since promise/> }.into_any();
        }
        Status::Agent { id, .. } if id == workspace.me() => t.with_me.to_owned(),
        Status::Agent { name, .. } => t.held_by(name),
        Status::Bot => t.with_bot.to_owned(),
        Status::Resolved => t.done.to_owned(),
        Status::FollowUp => t.view_follow_up.to_owned(),
        Status::Snoozed { name, until, .. } => {
            let until = move || time::moment(until, workspace.shop_zone.get(), t);
            return view! { <span class="standing">{move || t.snoozed_by(&name, until())}</span> }.into_any();
        }
        Status::Spam => t.view_spam.to_owned(),
        Status::Unknown => String::new(),
    };
    view! { <span class="standing">{said}</span> }.into_any()
}

#[component]
fn ActionButtons(thread: Thread, status: Memo<Status>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let kind = move || View::of(&status.get(), workspace.me());
    let has = move |wanted: View| kind() == wanted;
    view! {
        <div class="actions">
            <Show when=move || has(View::Mine)>
                <button class="button lesser" title=format!("{} (B)", t.back_to_bot) on:click=move |_| actions::back_to_bot(workspace, thread)>
                    <Icon name=Name::Bot/><span>{t.back_to_bot}</span>
                </button>
            </Show>
            <Show when=move || transfer::may_give(workspace, thread)>
                <button class="button lesser give" title=format!("{} (G)", t.give) on:click=move |_| actions::give(workspace, thread)>
                    <Icon name=Name::People/><span>{t.give}</span>
                </button>
            </Show>
            <Show when=move || has(View::Mine)>
                <button class="button lesser" title=format!("{} (Z)", t.snooze) on:click=move |_| actions::snooze(workspace, thread)>
                    <Icon name=Name::Moon/><span>{t.snooze}</span>
                </button>
            </Show>
            <Show when=move || !matches!(kind(), View::Spam | View::Team | View::Mine | View::FollowUp)>
                <button class="button quiet" title=format!("{} (!)", t.mark_spam) aria-label=t.mark_spam on:click=move |_| actions::mark_spam(workspace, thread)>
                    <Icon name=Name::Spam/>
                </button>
            </Show>
            <Show when=move || actions::may_resolve(workspace, &status.get())>
                <button class="button" title=format!("{} (E)", t.resolve) on:click=move |_| actions::resolve(workspace, thread)>
                    <Icon name=Name::Check/><span>{t.resolve}</span>
                </button>
            </Show>
        </div>
    }
}

/// The messages. The view stays at the end while it is there; when it is not, new messages don't move it.
#[component]
fn Messages(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let zone = workspace.zone();
    let items = Memo::new(move |_| {
        thread.log.with(|log| thread.outbox.with(|outbox| story::tell(log, outbox, workspace.me(), zone)))
    });
    let scroller = NodeRef::<html::Div>::new();
    let at_end = RwSignal::new(true);
    let to_end = move || {
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(scroller.scroll_height());
        }
    };
    Effect::new(move |before: Option<usize>| {
        items.track();
        thread.typing.track();
        // What I just sent is to be seen, wherever I was.
        let unconfirmed = thread.outbox.with(|outbox| outbox.iter().count());
        if at_end.get_untracked() || before.is_some_and(|before| unconfirmed > before) {
            request_animation_frame(to_end);
        }
        unconfirmed
    });
    let found = Memo::new(move |_| {
        let wanted = thread.wanted.get()?;
        thread.log.with(|log| log.at(wanted).map(|event| event.id))
    });
    Effect::new(move || {
        if let Some(id) = found.get() {
            thread.wanted.set(None);
            at_end.set(false);
            request_animation_frame(move || show_found(id));
        }
    });
    let on_scroll = move |_| {
        let Some(scroller) = scroller.get_untracked() else { return };
        let left = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
        if at_end.get_untracked() != (left < NEAR_END) {
            at_end.set(left < NEAR_END);
        }
    };
    let is_loading =
        move || !thread.gone.get() && thread.log.with(|log| !log.loaded && log.events().next().is_none());
    view! {
        <div class="messages" node_ref=scroller tabindex="0" role="log" aria-live="off" aria-label=t.messages on:scroll=on_scroll>
            <Show when=is_loading><ThreadSkeleton/></Show>
            <Show when=move || thread.gone.get()><p class="line">{t.problem_not_found}</p></Show>
            <For each=move || items.get() key=|item| item.clone() let:item>
                <ItemView item thread/>
            </For>
            <TypingLine thread/>
        </div>
        <Show when=move || !at_end.get()>
            <div class="to-latest">
                <button class="button" on:click=move |_| to_end()><Icon name=Name::Down/><span>{t.to_latest}</span></button>
            </div>
        </Show>
    }
}

/// Brings something said into view, marked for a while.
fn show_found(id: EventId) {
    let Some(bubble) = document().get_element_by_id(&format!("said-{id}")) else { return };
    bubble.scroll_into_view();
    // Without the mark it is in view all the same.
    bubble.set_attribute("data-found", "").ok();
}

#[component]
fn ItemView(item: Item, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let find = |id| thread.log.with_untracked(|log| log.find(id).cloned());
    match item {
        Item::Day(day) => {
            let today = move || time::day(workspace.now.get(), workspace.zone());
            view! { <p class="day"><span>{move || time::day_name(day, today(), t)}</span></p> }.into_any()
        }
        Item::Bubble(bubble) => view! { <BubbleView bubble thread/> }.into_any(),
        Item::Line(id) => find(id)
            .map(|event| {
                let holder = thread.log.with_untracked(|log| log.holder_before(event.seq).map(str::to_owned));
                view! { <LineView event holder/> }
            })
            .into_any(),
        Item::Rating(id) => find(id).map(|event| view! { <RatingView event/> }).into_any(),
        Item::Reasons(id) => {
            find(id).and_then(decision).map(|decision| view! { <Reasons decision/> }).into_any()
        }
    }
}

fn decision(event: Event) -> Option<protocol::Decision> {
    match event.body {
        Body::Decision(decision) => Some(decision),
        _ => None,
    }
}

#[component]
fn TypingLine(thread: Thread) -> impl IntoView {
    let t = words();
    move || {
        thread.typing.get().map(|Writing { author, draft, .. }| {
            let draft =
                (!draft.is_empty()).then(|| view! { <span class="seen-draft" dir="auto">{draft}</span> });
            view! {
                <p class="typing">
                    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span>{typing_words(&author, t)}</span>
                    {draft}
                </p>
            }
        })
    }
}

fn typing_words(author: &Author, t: Words) -> String {
    match author {
        Author::Agent { name, .. } | Author::Bot { name } => t.typing_agent(name),
        Author::Shopper | Author::System | Author::Unknown => t.typing_shopper.to_owned(),
    }
}

#[component]
fn ThreadSkeleton() -> impl IntoView {
    view! {
        <p class="unseen">{words().loading}</p>
        <div class="skeleton talk" aria-hidden="true"><i></i><i></i><i></i></div>
    }
}

/// Reads new messages out to a screen reader; the list itself is silent, because it redraws what it has.
#[component]
fn Announcer(thread: Thread) -> impl IntoView {
    let t = words();
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<Option<Seq>>| {
        let (loaded, last) = thread.log.with(|log| (log.loaded, log.last()));
        if let Some(Some(before)) = before {
            let news = thread.log.with(|log| {
                story::said_after(log, before)
                    .map(|message| announced(message, t))
                    .collect::<Vec<_>>()
                    .join("\n")
            });
            if !news.is_empty() {
                said.set(news);
            }
        }
        loaded.then_some(last)
    });
    view! { <p class="unseen" role="status">{said}</p> }
}

fn announced(message: &Message, t: Words) -> String {
    let kinds: Vec<_> = message.files.iter().map(|file| file.kind).collect();
    t.announce_message(format!("{} {}", words::sent_files(&kinds, t), message.text).trim())
}

/// Tells the other side what has been on this screen, while the page is really looked at.
fn tell_read(thread: Thread) {
    let told = StoredValue::new(Seq(0));
    let tell = move |last: Seq| {
        let is_news = last > told.get_value() && last > Seq(0);
        if is_news && document().visibility_state() == web_sys::VisibilityState::Visible {
            told.set_value(last);
            thread.mention(&ClientFrame::Read { seq: last });
        }
    };
    Effect::new(move || tell(thread.log.with(Log::last)));
    let looked = window_event_listener_untyped("visibilitychange", move |_| {
        tell(thread.log.with_untracked(Log::last))
    });
    on_cleanup(move || looked.remove());
}
