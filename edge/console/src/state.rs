//! What the whole screen shares: who I am, the inbox, the open conversation, the clock.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use jiff::tz::Offset;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use protocol::api::Session;
use protocol::event::Status;
use protocol::filter::{Filter, SavedView};
use protocol::macros::Macro;
use protocol::sellers::Workplaces;
use protocol::shop::{Language, Profile};
use protocol::staff::{Colleague, InboxRow, Member, Permission};
use protocol::team::Team;
use protocol::{ConversationId, Millis, StaffId, TeamId};

use crate::bulk::Act;
use crate::inbox::search::Search;
use crate::inbox::{Inbox, View, notify, rows};
use crate::macros;
use crate::mint;
use crate::panel::Panel;
use crate::session::{Closed, Door};
use crate::thread::Thread;
use crate::time;
use crate::wire::http;
use crate::words::{self, Words};

/// How often the clock moves, in milliseconds: waiting times are told in minutes.
const TICK: Duration = Duration::from_secs(15);
/// How often the shop's profile is read again.
const PROFILE_EVERY: Duration = Duration::from_secs(5 * 60);
/// How long a message at the screen's edge stays.
const TOAST: Duration = Duration::from_secs(10);

/// What the whole screen shares. A handful of signals, so it is passed by copy.
#[derive(Clone, Copy)]
pub struct Workspace {
    /// Who is signed in, …
    pub member: StoredValue<Member>,
    /// … and what they may do.
    permissions: StoredValue<Vec<Permission>>,
    /// The shop's name.
    pub shop_name: StoredValue<String>,
    /// The conversations.
    pub inbox: RwSignal<Inbox>,
    /// Where I work: this shop, and others where there are any.
    pub workplaces: RwSignal<Workplaces>,
    /// Everybody who talks to shoppers, and who of them is there.
    pub colleagues: RwSignal<Vec<Colleague>>,
    /// The teams, in their order.
    pub teams: RwSignal<Vec<Team>>,
    /// Which conversations the list shows (`None`: everything), …
    pub view: RwSignal<Option<View>>,
    /// What the conversations that are shown must be like, …
    pub filter: RwSignal<Filter>,
    /// … whether that is being chosen, …
    pub filtering: RwSignal<bool>,
    /// … and the views that I keep.
    pub saved: RwSignal<Vec<SavedView>>,
    /// A page of them is on its way.
    pub is_paging: StoredValue<bool>,
    /// … what is searched for instead, and what was found.
    pub query: RwSignal<String>,
    /// See `query`.
    pub search: RwSignal<Search>,
    /// The open conversation.
    pub open: RwSignal<Option<ConversationId>>,
    /// The conversation that I am about to give away.
    pub giving: RwSignal<Option<ConversationId>>,
    /// The inbox's connection stands. Starts as true: a screen that loads isn't offline yet.
    pub online: RwSignal<bool>,
    /// Now; moves every 15 s.
    pub now: RwSignal<Millis>,
    /// The shop's time zone.
    pub shop_zone: RwSignal<Offset>,
    /// The conversations that were picked in the list, while some are being picked.
    pub selected: RwSignal<Option<BTreeSet<ConversationId>>>,
    /// The one that was picked last: where a range begins.
    pub last_picked: StoredValue<Option<ConversationId>>,
    /// I am told of what needs me, …
    pub notifies: RwSignal<bool>,
    /// … and while no console is open, too.
    pub pushes: RwSignal<bool>,
    /// Those that are to be put off, while it is asked until when.
    pub snoozing: RwSignal<Vec<ConversationId>>,
    /// Those whose tags and priority are being changed.
    pub labelling: RwSignal<Vec<ConversationId>>,
    /// How long the shop says that its customers usually wait, in minutes.
    pub usual_wait: RwSignal<u32>,
    /// The part of the panel that lies over the columns, if it is open.
    pub panel: RwSignal<Option<Panel>>,
    /// A message at the screen's edge.
    pub toast: RwSignal<Option<Toast>>,
    /// The language of the screen.
    pub language: RwSignal<Language>,
    /// The customer's card lies over the columns, where it has none of its own.
    pub card_shown: RwSignal<bool>,
    /// The replies that are ready.
    pub macros: RwSignal<Vec<Macro>>,
    /// The way in, and out.
    pub door: RwSignal<Door>,
    /// Called when the session turns out to be over.
    pub signed_out: Callback<()>,
    threads: StoredValue<HashMap<ConversationId, Thread>>,
    owner: StoredValue<Owner>,
}

/// A message at the screen's edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// What its button says, and what it does to which conversations.
    pub take_back: Option<(&'static str, Vec<ConversationId>, Act)>,
}

impl Workspace {
    /// The state of somebody who has just signed in, kept by the current owner.
    pub fn new(session: Session, language: RwSignal<Language>, door: RwSignal<Door>) -> Self {
        let workspace = Self {
            member: StoredValue::new(session.member),
            permissions: StoredValue::new(session.permissions),
            shop_name: StoredValue::new(session.shop_name),
            inbox: RwSignal::new(Inbox::default()),
            workplaces: RwSignal::new(Workplaces::default()),
            colleagues: RwSignal::new(Vec::new()),
            teams: RwSignal::new(Vec::new()),
            view: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            filtering: RwSignal::new(false),
            saved: RwSignal::new(Vec::new()),
            is_paging: StoredValue::new(false),
            query: RwSignal::new(String::new()),
            search: RwSignal::new(Search::default()),
            open: RwSignal::new(None),
            giving: RwSignal::new(None),
            online: RwSignal::new(true),
            now: RwSignal::new(mint::now()),
            shop_zone: RwSignal::new(mint::zone()),
            selected: RwSignal::new(None),
            last_picked: StoredValue::new(None),
            notifies: RwSignal::new(notify::is_wanted()),
            pushes: RwSignal::new(false),
            snoozing: RwSignal::new(Vec::new()),
            labelling: RwSignal::new(Vec::new()),
            usual_wait: RwSignal::new(5),
            panel: RwSignal::new(None),
            toast: RwSignal::new(None),
            card_shown: RwSignal::new(false),
            language,
            macros: RwSignal::new(Vec::new()),
            door,
            signed_out: Callback::new(move |()| door.set(Door::Closed(Some(Closed::Ended)))),
            threads: StoredValue::new(HashMap::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        workspace.keep_time();
        // Another conversation begins without the card over it.
        Effect::new(move || {
            workspace.open.track();
            workspace.card_shown.set(false);
        });
        // What was picked in one view is not for the next.
        Effect::new(move |before: Option<()>| {
            workspace.view.track();
            if before.is_some() {
                workspace.selected.set(None);
            }
        });
        if workspace.may(Permission::Converse) {
            macros::refresh(workspace);
        }
        workspace
    }

    /// The workspace of the current screen.
    ///
    /// # Panics
    /// Outside the signed-in screen.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Who is signed in.
    pub fn me(self) -> StaffId {
        self.member.with_value(|member| member.id)
    }

    /// Whether I may do something; the server checks it by itself.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions.with_value(|all| all.contains(&permission))
    }

    /// A colleague's name.
    pub fn colleague(self, id: StaffId) -> Option<String> {
        self.colleagues.with_untracked(|all| all.iter().find(|one| one.id == id).map(|one| one.name.clone()))
    }

    /// A team, if the shop has it. Tracked.
    pub fn team(self, id: TeamId) -> Option<Team> {
        self.teams.with(|all| all.iter().find(|team| team.id == id).cloned())
    }

    /// The words of the screen's language, for what happens outside of drawing: a key, a click, an answer.
    pub fn words(self) -> Words {
        words::of(self.language.get_untracked())
    }

    /// The time zone to show times in.
    pub fn zone(self) -> Offset {
        mint::zone()
    }

    /// A conversation's state; the same one each time, so drafts and what was loaded stay.
    pub fn thread(self, id: ConversationId) -> Thread {
        let known = self.threads.with_value(|threads| threads.get(&id).copied());
        known.unwrap_or_else(|| {
            let thread = self.owner.get_value().with(|| Thread::new(id));
            self.threads.update_value(|threads| {
                threads.insert(id, thread);
            });
            thread
        })
    }

    /// The open conversation's state.
    pub fn open_thread(self) -> Option<Thread> {
        self.open.get_untracked().map(|id| self.thread(id))
    }

    /// A conversation's row, tracked.
    pub fn row(self, id: ConversationId) -> Option<InboxRow> {
        self.inbox.with(|inbox| inbox.get(id).cloned())
    }

    /// Who has a conversation: what its own log says, else its row. Tracked.
    pub fn status(self, thread: Thread) -> Status {
        let told = thread.log.with(|log| log.status().cloned());
        told.or_else(|| self.row(thread.id).map(|row| row.status)).unwrap_or(Status::Unknown)
    }

    /// Whether I have a conversation, or am about to. Tracked.
    pub fn is_mine(self, thread: Thread) -> bool {
        View::of(&self.status(thread), self.me()) == View::Mine
            || thread.outbox.with(|outbox| outbox.is_taking())
    }

    /// Whether I may take a conversation: from a colleague only once nothing came from them for the shop's usual wait, as
    /// the server has it. Tracked.
    pub fn may_take(self, thread: Thread) -> bool {
        match self.status(thread) {
            Status::Agent { id, .. } if id != self.me() => {
                let heard = thread.log.with(|log| log.heard(id));
                heard.is_some_and(|heard| time::minutes_after(heard, self.usual_wait.get()) <= self.now.get())
            }
            Status::FollowUp => self.may(Permission::Direct),
            _ => true,
        }
    }

    /// Runs a task until it ends or I sign out.
    pub fn run(self, task: impl Future<Output = ()> + 'static) {
        self.owner.get_value().with(|| spawn_local_scoped_with_cancellation(task));
    }

    /// Shows a message at the screen's edge for a while.
    pub fn say(self, toast: Toast) {
        self.toast.set(Some(toast.clone()));
        self.run(async move {
            gloo_timers::future::sleep(TOAST).await;
            self.toast.update(|shown| {
                if shown.as_ref() == Some(&toast) {
                    *shown = None;
                }
            });
        });
    }

    fn keep_time(self) {
        self.run(async move {
            loop {
                gloo_timers::future::sleep(TICK).await;
                self.now.set(mint::now());
            }
        });
        self.run(async move {
            let path = self.member.with_value(|member| format!("/v1/shops/{}", member.shop));
            loop {
                // Without an answer the last known wait stands; the next round asks again.
                if let Ok(profile) = http::get::<Profile>(&path).await {
                    self.usual_wait.set(profile.usual_wait_minutes);
                    let zone = profile
                        .zone
                        .and_then(|zone| Offset::from_seconds(i32::from(zone.offset_hours()) * 3_600).ok());
                    self.shop_zone.set(zone.unwrap_or_else(mint::zone));
                }
                gloo_timers::future::sleep(PROFILE_EVERY).await;
            }
        });
    }
}

/// What the browser keeps under a name.
pub fn kept(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Has the browser keep something; one that keeps nothing is asked again next time.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.set_item(key, value).ok();
    }
}

/// What a customer is called: their name, or "visitor" with the end of the conversation's id.
pub fn called(row: Option<&InboxRow>, id: ConversationId, t: Words) -> String {
    match row {
        Some(row) if !row.customer.is_empty() => row.customer.clone(),
        _ => t.visitor(rows::short_id(id)),
    }
}
