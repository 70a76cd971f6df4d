//! What stands in the thread: bubbles and notes, quiet lines for what happened, the rating. Every text is shown as text;
//! nothing a customer writes becomes part of the page.

use leptos::prelude::*;
use links::{Piece, pieces};
use protocol::event::{Handoff, Promise};
use protocol::limits::EDIT_MS;
use protocol::{Author, Body, Event, EventId, Millis};

use super::files::SentFiles;
use super::outbox::Progress;
use super::quote::{self, Quote};
use super::story::{Bubble, Delivery, Speaker};
use super::{Thread, send};
use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::time;
use crate::words::{self, Words, words};

/// Something said or noted.
#[component]
pub fn BubbleView(bubble: Bubble, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let class = match (&bubble.speaker, bubble.is_note) {
        (_, true) => "said note",
        (Speaker::Shopper, _) => "said theirs",
        (Speaker::Bot(_) | Speaker::Shop, _) => "said ours bot",
        (Speaker::Me | Speaker::Colleague(_), _) => "said ours",
    };
    let clock = time::clock(bubble.at, workspace.zone(), t);
    let name = name_of(&bubble.speaker, t);
    let tag = match (&bubble.speaker, bubble.is_note) {
        (_, true) => Some(view! { <Icon name=Name::Note/>{t.note_tag} }.into_any()),
        (Speaker::Bot(_), _) => Some(view! { <Icon name=Name::Bot/>{t.bot_tag} }.into_any()),
        _ => None,
    };
    let acts = (!bubble.is_note && bubble.delivery.is_none_or(is_stored)).then(|| {
        view! { <Acts id=bubble.id at=bubble.at is_mine={bubble.speaker == Speaker::Me} text=bubble.text.clone() thread/> }
    });
    let head = bubble.first.then(|| {
        view! { <p class="said-head"><b>{name}</b>{tag.map(|tag| view! { <span class="tag">{tag}</span> })}<time>{clock.clone()}</time></p> }
    });
    view! {
        <article class=class class:first=bubble.first title=clock id=quote::dom_id(bubble.id)>
            {head}
            {bubble.reply_to.map(|of| view! { <Quote of thread/> })}
            {(!bubble.files.is_empty()).then(|| view! { <SentFiles files=bubble.files thread/> })}
            {(!bubble.text.is_empty()).then(|| view! { <SaidText text=bubble.text/> })}
            {(!bubble.choices.is_empty()).then(|| view! { <Choices labels=bubble.choices/> })}
            {bubble.edited.then(|| view! { <p class="said-foot">{t.edited}</p> })}
            {acts}
            {bubble.picked.then(|| view! { <p class="said-foot">{t.picked}</p> })}
            {bubble.helpful.map(|helpful| view! { <Helped helpful/> })}
            {bubble.delivery.map(|delivery| view! { <DeliveryLine delivery id=bubble.id thread/> })}
        </article>
    }
}

fn is_stored(delivery: Delivery) -> bool {
    matches!(delivery, Delivery::Sent | Delivery::Read)
}

/// What can be done with a message while the conversation is mine: reply to it, or put my own words right for a minute.
#[component]
fn Acts(id: EventId, at: Millis, is_mine: bool, text: String, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let mine = Memo::new(move |_| workspace.is_mine(thread));
    let can_edit = Memo::new(move |_| is_mine && !text.is_empty() && workspace.now.get().since(at) < EDIT_MS);
    let change = move |_| {
        let words = thread.log.with_untracked(|log| {
            let said = log.find(id).and_then(|event| match &event.body {
                Body::Message(message) => Some(message.text.clone()),
                _ => None,
            });
            log.words_of(id).map(str::to_owned).or(said)
        });
        quote::edit(thread, id, words.unwrap_or_default());
    };
    view! {
        <Show when=move || mine.get()>
            <div class="acts">
                <button class="button quiet" type="button" title=t.reply_to aria-label=t.reply_to on:click=move |_| quote::reply_to(thread, id)>
                    <Icon name=Name::Reply/>
                </button>
                <Show when=move || can_edit.get()>
                    <button class="button quiet" type="button" title=t.edit aria-label=t.edit on:click=change><Icon name=Name::Edit/></button>
                </Show>
            </div>
        </Show>
    }
}

/// A text as it was written, with its addresses clickable.
#[component]
fn SaidText(text: String) -> impl IntoView {
    let shown = pieces(&text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(link) => {
            view! { <a href=link.to_owned() target="_blank" rel="noopener noreferrer nofollow">{link.to_owned()}</a> }
                .into_any()
        }
    });
    view! { <p class="said-text" dir="auto">{shown.collect_view()}</p> }
}

fn name_of(speaker: &Speaker, t: Words) -> String {
    match speaker {
        Speaker::Shopper => t.shopper.to_owned(),
        Speaker::Bot(name) | Speaker::Colleague(name) => name.clone(),
        Speaker::Me => t.you.to_owned(),
        Speaker::Shop => t.shop_itself.to_owned(),
    }
}

#[component]
fn Choices(labels: Vec<String>) -> impl IntoView {
    view! {
        <ul class="choices" aria-label=words().choices_offered>
            {labels.into_iter().map(|label| view! { <li>{label}</li> }).collect_view()}
        </ul>
    }
}

#[component]
fn Helped(helpful: bool) -> impl IntoView {
    let t = words();
    let (class, icon, said) = match helpful {
        true => ("said-foot good", Name::ThumbUp, t.helped),
        false => ("said-foot bad", Name::ThumbDown, t.not_helped),
    };
    view! { <p class=class><Icon name=icon/>{said}</p> }
}

/// How far a message got; one that isn't through can be sent again or dropped.
#[component]
fn DeliveryLine(delivery: Delivery, id: EventId, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let said = match delivery {
        Delivery::Sending => t.sending.to_owned(),
        Delivery::Sent => t.sent.to_owned(),
        Delivery::Read => t.read.to_owned(),
        Delivery::Stuck => t.stuck.to_owned(),
        Delivery::Refused => format!("{}. {}", t.refused, why(thread, id, t)),
    };
    let is_stuck = matches!(delivery, Delivery::Stuck | Delivery::Refused);
    let retry = move |_| send::retry(workspace, thread, id);
    let discard = move |_| thread.outbox.update(|outbox| outbox.remove(id));
    view! {
        <p class="said-foot" class:bad=is_stuck>
            {is_stuck.then(|| view! { <Icon name=Name::Alert/> })}
            {said}
            {is_stuck.then(|| view! { <button class="link" on:click=retry>{t.retry}</button> })}
            {(delivery == Delivery::Refused).then(|| view! { <button class="link" on:click=discard>{t.discard}</button> })}
        </p>
    }
}

fn why(thread: Thread, id: EventId, t: Words) -> &'static str {
    thread.outbox.with_untracked(|outbox| {
        outbox.iter().find(|pending| pending.command.id() == id).map_or("", |pending| {
            match &pending.progress {
                Progress::Refused(problem) => words::problem(problem, t),
                Progress::Sending | Progress::Stuck => "",
            }
        })
    })
}

/// Something happened: one quiet line. `holder` is the name of whoever had the conversation before.
#[component]
pub fn LineView(event: Event, holder: Option<String>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let clock = time::clock(event.at, workspace.zone(), t);
    let said = happened(&event, holder.as_deref(), workspace, t);
    view! { <p class="line"><span>{said}</span><time>{clock}</time></p> }
}

fn happened(event: &Event, holder: Option<&str>, workspace: Workspace, t: Words) -> String {
    let by = by(&event.author, workspace, t);
    match &event.body {
        Body::Started { page: Some(page), .. } => t.line_started_page(page),
        Body::Started { page: None, .. } => t.line_started.to_owned(),
        Body::Handoff(handoff) => handed_over(handoff, workspace, t),
        Body::Assigned { agent, name } => match &event.author {
            Author::Agent { id, .. } if id == agent => taken(*agent == workspace.me(), name, holder, t),
            giver => given(giver, if *agent == workspace.me() { t.you } else { name }, workspace, t),
        },
        Body::Returned => format!("{}{by}", t.line_returned),
        Body::Resolved => format!("{}{by}", t.line_resolved),
        Body::Reopened => t.line_reopened.to_owned(),
        Body::Snoozed { until } => {
            format!("{}{by}", t.line_snoozed(time::moment(*until, workspace.shop_zone.get_untracked(), t)))
        }
        Body::Woke => t.line_woke.to_owned(),
        Body::MarkedSpam => format!("{}{by}", t.line_spam),
        Body::NotSpam => format!("{}{by}", t.line_not_spam),
        Body::Tagged { add, remove } => format!("{}{by}", retagged(add, remove, t)),
        Body::Prioritised { priority } => {
            format!("{}{by}", t.line_prioritised(words::priority(*priority, t)))
        }
        Body::FollowUp => t.line_follow_up.to_owned(),
        Body::Missed { goal, .. } => t.line_missed(words::goal(*goal, t)),
        Body::StillThere { closes_at } => {
            t.line_still_there(time::moment(*closes_at, workspace.shop_zone.get_untracked(), t))
        }
        Body::RuleRan { name, .. } => t.line_rule(name),
        Body::Routed { why } => {
            t.line_why(why.iter().map(|one| words::why(*one, t)).collect::<Vec<_>>().join(", "))
        }
        Body::ForTeam { team } => format!("{}{by}", t.line_for_team(&team.name)),
        Body::Overflowed => t.line_overflowed.to_owned(),
        Body::Targeted { goal, minutes } => t.line_target(words::goal(*goal, t), minutes),
        Body::Contact(contact) => t.line_contact(&contact.address),
        _ => String::new(),
    }
}

/// Which tags came and went.
fn retagged(add: &[String], remove: &[String], t: Words) -> String {
    let added = (!add.is_empty()).then(|| t.line_tagged(add.join(", ")));
    let removed = (!remove.is_empty()).then(|| t.line_untagged(remove.join(", ")));
    added.into_iter().chain(removed).collect::<Vec<_>>().join(" · ")
}

/// Somebody, or the shop's routing, gave it to `to`.
fn given(giver: &Author, to: &str, workspace: Workspace, t: Words) -> String {
    match giver {
        Author::Agent { id, .. } if *id == workspace.me() => t.line_given(t.you, to),
        Author::Agent { name, .. } => t.line_given(name, to),
        _ => t.line_routed(to),
    }
}

fn taken(by_me: bool, name: &str, from: Option<&str>, t: Words) -> String {
    match (by_me, from) {
        (true, None) => t.line_taken_me.to_owned(),
        (true, Some(from)) => t.line_taken_over_me(from),
        (false, None) => t.line_taken(name),
        (false, Some(from)) => t.line_taken_over(from, name),
    }
}

/// " by Dina", or nothing where nobody of the shop did it.
fn by(author: &Author, workspace: Workspace, t: Words) -> String {
    match author {
        Author::Agent { id, .. } if *id == workspace.me() => format!(" {}", t.by(t.you)),
        Author::Agent { name, .. } => format!(" {}", t.by(name)),
        Author::Shopper => format!(" {}", t.by(t.shopper)),
        _ => String::new(),
    }
}

fn handed_over(handoff: &Handoff, workspace: Workspace, t: Words) -> String {
    let reason = t.line_handoff(words::reason(handoff.reason, t));
    let promise = match handoff.promise {
        Promise::Soon { minutes } => t.promise_soon(minutes),
        Promise::Later { opens_at: Some(at) } => t.promise_opens(time::moment(at, workspace.zone(), t)),
        Promise::Later { opens_at: None } => t.promise_later.to_owned(),
        Promise::Unknown => return reason,
    };
    format!("{reason}, {promise}")
}

/// The customer's rating and their words.
#[component]
pub fn RatingView(event: Event) -> impl IntoView {
    let t = words();
    let Body::Rated { score, comment } = event.body else { return ().into_any() };
    view! {
        <article class="rating">
            <p class="rating-title">{t.rating}</p>
            <p class="rating-score">
                <span class="stars" aria-hidden="true">
                    {(1..=5).map(|star| view! { <span class:on={star <= score}><Icon name=Name::Star/></span> }).collect_view()}
                </span>
                {t.rated(score)}
            </p>
            {(!comment.is_empty()).then(|| view! { <SaidText text=comment/> })}
        </article>
    }
    .into_any()
}
