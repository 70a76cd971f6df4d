//! Who the customer is to the shop: what colleagues wrote about them, how to reach them, their other conversations, and
//! who else they may be.

use leptos::prelude::*;
use protocol::customer::{Card, Customer, Details, Edit, Field, Merge, Merged};
use protocol::problem::Kind;
use protocol::staff::{InboxRow, Permission};
use protocol::{ConversationId, CustomerId};

use super::Thread;
use super::profile_form::ProfileForm;
use crate::icon::{Icon, Name};
use crate::inbox::list::MoodWord;
use crate::state::Workspace;
use crate::time;
use crate::verified::VerifiedWord;
use crate::wire::http::{self, Failure};
use crate::words::{self, words};

/// A customer's profile, and what may be done with it.
#[derive(Clone, Copy)]
pub struct Profile {
    workspace: Workspace,
    id: CustomerId,
    card: RwSignal<Option<Card>>,
    /// The form is open, over the details of this revision.
    editing: RwSignal<Option<u64>>,
    /// What the last change came to nothing for.
    failed: RwSignal<Option<&'static str>>,
}

impl Profile {
    fn of(workspace: Workspace, id: CustomerId) -> Self {
        let (card, editing, failed) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
        Self { workspace, id, card, editing, failed }
    }

    fn path(self) -> String {
        format!("/v1/staff/customers/{}", self.id)
    }

    fn load(self) {
        self.workspace.run(async move {
            self.show(http::get(&self.path()).await);
        });
    }

    /// Writes new details in place of those that the form was filled with.
    pub fn write(self, details: Details) {
        let Some(revision) = self.editing.get_untracked() else { return };
        self.workspace.run(async move {
            let answer = http::put(&self.path(), &Edit { details, revision }).await;
            let was_slower =
                matches!(&answer, Err(Failure::Refused(problem)) if problem.is(Kind::WrongState));
            if self.show(answer) {
                self.editing.try_set(None);
            } else if was_slower && self.show(http::get(&self.path()).await) {
                // Whoever saves again was told: the form, if it is still open, goes by the newer details now.
                let newer = self.card.try_with_untracked(|card| Some(card.as_ref()?.customer.revision));
                if self.editing.try_get_untracked().flatten().is_some() {
                    self.editing.set(newer.flatten());
                    self.failed.set(Some(self.workspace.words().profile_changed));
                }
            }
        });
    }

    fn merge(self, other: CustomerId) {
        self.workspace.run(async move {
            self.show(http::post(&format!("{}/merged", self.path()), &Merge { other }).await);
        });
    }

    fn part(self, other: CustomerId) {
        self.workspace.run(async move {
            match http::delete(&format!("{}/merged/{other}", self.path())).await {
                Ok(()) => self.show(http::get(&self.path()).await),
                Err(failure) => self.show(Err(failure)),
            };
        });
    }

    /// Shows what came of a request, unless the card was left meanwhile; `false` if it failed.
    fn show(self, answer: Result<Card, Failure>) -> bool {
        let t = self.workspace.words();
        let failed = match answer {
            Ok(card) => {
                self.card.try_set(Some(card));
                None
            }
            Err(failure) if failure.is_signed_out() => {
                self.workspace.signed_out.run(());
                return false;
            }
            Err(Failure::Refused(problem)) => Some(words::problem(&problem, t)),
            Err(Failure::Unreachable) => Some(t.profile_unreachable),
        };
        self.failed.try_set(failed);
        failed.is_none()
    }

    /// Closes the form; what was written in it is dropped.
    pub fn close_form(self) {
        self.editing.set(None);
        self.failed.set(None);
    }
}

/// The profile of the customer of an open conversation; nothing for a conversation that began before customers had one.
#[component]
pub fn ProfilePart(thread: Thread) -> impl IntoView {
    let workspace = Workspace::expect();
    let customer = Memo::new(move |_| workspace.row(thread.id).and_then(|row| row.customer_id));
    move || customer.get().map(|id| view! { <Loaded thread id/> })
}

#[component]
fn Loaded(thread: Thread, id: CustomerId) -> impl IntoView {
    let workspace = Workspace::expect();
    let profile = Profile::of(workspace, id);
    // A colleague's change, and a contact that the customer leaves, show in the row.
    let told =
        Memo::new(move |_| workspace.row(thread.id).map(|row| (row.customer, row.contacts, row.external_id)));
    let is_verified = move || told.with(|told| told.as_ref().is_some_and(|(_, _, number)| number.is_some()));
    let editing = Memo::new(move |_| profile.editing.with(Option::is_some));
    // What comes while the form is open is loaded once it is closed.
    Effect::new(move || {
        told.track();
        if !editing.get() {
            profile.load();
        }
    });
    let shown = move || {
        if editing.get() {
            // Untracked: a card that comes meanwhile must not wipe what is being written.
            let customer = profile.card.get_untracked()?.customer;
            return Some(view! { <ProfileForm profile customer/> }.into_any());
        }
        let customer = profile.card.get()?.customer;
        Some(view! { <Written profile customer is_verified=is_verified()/> }.into_any())
    };
    let lists = move || {
        profile.card.get().filter(|_| !editing.get()).map(|card| {
            view! {
                <History rows=card.conversations open=thread.id/>
                <Similar profile customers=card.similar has_number=card.customer.verified.is_some()/>
                <MergedList profile merged=card.merged/>
            }
        })
    };
    view! {
        {shown}
        {move || profile.failed.get().map(|why| view! { <p class="profile-failed" role="alert">{why}</p> })}
        {lists}
    }
}

/// What colleagues wrote.
#[component]
fn Written(profile: Profile, customer: Customer, is_verified: bool) -> impl IntoView {
    let t = words();
    let Customer { details, contacts, verified, since, revision, .. } = customer;
    let theirs = verified.as_ref().map(|verified| verified.contacts.clone()).unwrap_or_default();
    let may_edit = profile.workspace.may(Permission::Converse);
    let field = |Field { name, value }| view! { <dt>{name}</dt><dd>{value}</dd> };
    let contact = |contact: protocol::event::Contact| {
        let mark = theirs.contains(&contact).then(|| view! { " "<VerifiedWord/> });
        view! { <dt>{words::channel(contact.channel, t)}</dt><dd><b>{contact.address}</b>{mark}</dd> }
    };
    let nothing = details == Details::default();
    view! {
        {verified.map(|verified| view! { <Vouched number=verified.external_id is_verified/> })}
        {(!details.tags.is_empty()).then(|| view! {
            <ul class="tags" aria-label=t.profile_tags>
                {details.tags.into_iter().map(|tag| view! { <li>{tag}</li> }).collect_view()}
            </ul>
        })}
        <dl class="pairs">
            {contacts.into_iter().map(contact).collect_view()}
            <dt>{t.profile_since}</dt>
            <dd>{time::moment(since, profile.workspace.zone(), t)}</dd>
            {details.fields.into_iter().map(field).collect_view()}
        </dl>
        {(!details.note.is_empty()).then(|| view! { <p class="profile-note">{details.note}</p> })}
        {may_edit.then(|| view! {
            <button class="button profile-edit" on:click=move |_| profile.editing.set(Some(revision))>
                {if nothing { t.profile_write } else { t.profile_edit }}
            </button>
        })}
    }
}

/// The customer's number with the shop, and whether the shop vouches that they are the one who writes here: a conversation that
/// colleagues took for theirs may be somebody else's.
#[component]
fn Vouched(number: String, is_verified: bool) -> impl IntoView {
    let t = words();
    let here = if is_verified {
        view! { <VerifiedWord/><span class="faint">{t.verified_how}</span> }.into_any()
    } else {
        view! { <span class="unverified"><Icon name=Name::Alert/><span>{t.unverified_here}</span></span> }
            .into_any()
    };
    view! {
        <div class="vouched">
            {here}
            <dl class="pairs"><dt>{t.profile_number}</dt><dd><b>{number}</b></dd></dl>
        </div>
    }
}

/// The customer's other conversations, newest first.
#[component]
fn History(rows: Vec<InboxRow>, open: ConversationId) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let others: Vec<InboxRow> = rows.into_iter().filter(|row| row.conversation != open).collect();
    let line = move |row: InboxRow| {
        let id = row.conversation;
        view! {
            <li>
                <button class="past" on:click=move |_| workspace.open.set(Some(id))>
                    <span class="past-when">
                        {time::moment(row.last_at, workspace.zone(), t)}
                        {row.rating.map(|score| format!(" · {}", t.count_of(score, 5)))}
                    </span>
                    <MoodWord mood=row.mood/>
                    <span class="past-line">{row.last_line}</span>
                </button>
            </li>
        }
    };
    view! {
        <h3>{t.profile_history}</h3>
        {if others.is_empty() {
            view! { <p class="faint">{t.profile_history_none}</p> }.into_any()
        } else {
            view! { <ul class="pasts">{others.into_iter().map(line).collect_view()}</ul> }.into_any()
        }}
    }
}

/// Customers who left the same number or address.
#[component]
fn Similar(profile: Profile, customers: Vec<Customer>, has_number: bool) -> impl IntoView {
    let t = words();
    let may_merge = profile.workspace.may(Permission::Converse);
    let line = move |customer: Customer| {
        let id = customer.id;
        // Two numbers of the shop's are two customers, however they can be reached.
        let number = customer.verified.as_ref().filter(|_| has_number).map(|it| it.external_id.clone());
        let merge = (may_merge && number.is_none()).then(|| {
            view! { <button class="button" on:click=move |_| profile.merge(id)>{t.profile_merge}</button> }
        });
        let other =
            number.map(|number| view! { <br/><span class="faint">{t.profile_other_number(number)}</span> });
        view! { <li><span>{called(&customer)}{other}</span>{merge}</li> }
    };
    (!customers.is_empty()).then(|| {
        view! {
            <h3>{t.profile_similar}</h3>
            <ul class="people">{customers.into_iter().map(line).collect_view()}</ul>
        }
    })
}

/// Whom this customer was merged with.
#[component]
fn MergedList(profile: Profile, merged: Vec<Merged>) -> impl IntoView {
    let t = words();
    let may_part = profile.workspace.may(Permission::Converse);
    let line = move |merged: Merged| {
        let id = merged.customer.id;
        let when = time::moment(merged.at, profile.workspace.zone(), t);
        let part = may_part.then(|| {
            view! { <button class="button" on:click=move |_| profile.part(id)>{t.profile_part}</button> }
        });
        view! {
            <li>
                <span>{called(&merged.customer)}<br/><span class="faint">{t.profile_merged_by(merged.by, when)}</span></span>
                {part}
            </li>
        }
    };
    (!merged.is_empty()).then(|| {
        view! {
            <h3>{t.profile_merged}</h3>
            <ul class="people">{merged.into_iter().map(line).collect_view()}</ul>
        }
    })
}

/// A name, else where somebody can be reached, else the end of their id.
fn called(customer: &Customer) -> String {
    let address = customer.contacts.first().map(|contact| contact.address.clone());
    let id = || {
        let id = customer.id.to_string();
        id[id.len() - 4..].to_owned()
    };
    match customer.name() {
        "" => address.unwrap_or_else(id),
        name => name.to_owned(),
    }
}
