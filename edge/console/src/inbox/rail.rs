//! The rail: the views with their counts, who I am, language, keys, the way out.

use leptos::prelude::*;
use protocol::filter::{Filter, SavedView};
use protocol::shop::Language;
use protocol::staff::Permission;

use super::View;
use super::filter::KeptViews;
use super::notify::NotifyButton;
use super::push::PushButton;
use super::team::{self, TeamViews};
use crate::icon::{Icon, Name};
use crate::macros::MacrosButton;
use crate::panel::Panel;
use crate::presence::PresenceSwitch;
use crate::session::{self, Door};
use crate::shops::{HomeLink, ShopMenu};
use crate::state::{Toast, Workspace};
use crate::thread::drafts;
use crate::words::{self, words};

/// The views in the rail; `None` is everything.
const RAIL: [Option<View>; 9] = [
    None,
    Some(View::Waiting),
    Some(View::Mine),
    Some(View::Team),
    Some(View::Bot),
    Some(View::Snoozed),
    Some(View::FollowUp),
    Some(View::Resolved),
    Some(View::Spam),
];

/// The leftmost column; on a phone, the bar over the list.
#[component]
pub fn Rail(help: RwSignal<bool>, macros: RwSignal<bool>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let language = workspace.language;
    let switch = move |_| language.update(|language| *language = other(*language));
    let leave = move |_| {
        workspace.run(async move {
            match session::sign_out().await {
                Ok(()) => {
                    drafts::forget();
                    workspace.door.set(Door::Closed(None));
                }
                Err(_) => workspace.say(Toast { text: t.offline.to_owned(), take_back: None }),
            }
        });
    };
    let member = workspace.member.get_value();
    let directs = workspace.may(Permission::Direct);
    let views = RAIL.into_iter().filter(move |view| directs || *view != Some(View::FollowUp));
    view! {
        <nav class="rail" aria-label=t.views>
            <ShopMenu/>
            <ul class="rail-views">{views.map(|view| view! { <ViewButton view/> }).collect_view()}<TeamViews/><KeptViews/></ul>
            <div class="rail-me">
                <p class="rail-name"><b>{member.name}</b><span>{words::role(member.role, t)}</span></p>
                <PresenceSwitch/>
                {Panel::first(workspace).map(|first| view! {
                    <button class="rail-item" title=t.panel_title on:click=move |_| workspace.panel.set(Some(first))>
                        <Icon name=Name::Key/><span>{t.panel_title}</span>
                    </button>
                })}
                {workspace.may(Permission::EditMacros).then(|| view! { <MacrosButton open=macros/> })}
                <button class="rail-item" title=t.language_switch on:click=switch>
                    <Icon name=Name::Language/><span lang=code(other(language.get_untracked()))>{t.language_switch}</span>
                </button>
                <NotifyButton/>
                <PushButton/>
                <button class="rail-item keys-item" title=t.keys on:click=move |_| help.set(true)>
                    <Icon name=Name::Keyboard/><span>{t.keys}</span><kbd>"?"</kbd>
                </button>
                {if member.home.is_some() {
                    view! { <HomeLink/> }.into_any()
                } else {
                    view! {
                        <button class="rail-item" title=t.sign_out on:click=leave><Icon name=Name::Leave/><span>{t.sign_out}</span></button>
                    }.into_any()
                }}
            </div>
        </nav>
    }
}

#[component]
fn ViewButton(view: Option<View>) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let count = move || workspace.inbox.with(|inbox| inbox.count(view, workspace.me()));
    let is_urgent = move || view == Some(View::Waiting) && count() > 0;
    let is_kept = move || {
        let is_it =
            |kept: &SavedView| kept.view == view && workspace.filter.with(|filter| *filter == kept.filter);
        workspace.saved.with(|saved| saved.iter().any(is_it)) || team::views(workspace).iter().any(is_it)
    };
    let is_chosen = move || workspace.view.get() == view && !is_kept();
    // A fixed view shows all it has, unless somebody is just choosing what to see.
    let choose = move |_| {
        if !workspace.filtering.get_untracked() {
            workspace.filter.set(Filter::default());
        }
        workspace.view.set(view);
    };
    view! {
        <li>
            <button
                class="rail-item"
                class:urgent=is_urgent
                aria-current=move || is_chosen().then_some("true")
                title=words::view(view, t)
                on:click=choose
            >
                <Icon name=icon(view)/>
                <span>{words::view(view, t)}</span>
                <span class="count">{count}</span>
            </button>
        </li>
    }
}

/// A view's icon.
pub fn icon(view: Option<View>) -> Name {
    match view {
        None | Some(View::Unknown) => Name::Inbox,
        Some(View::Waiting) => Name::Clock,
        Some(View::Mine) => Name::Person,
        Some(View::Bot) => Name::Bot,
        Some(View::Team) => Name::People,
        Some(View::Snoozed) => Name::Moon,
        Some(View::FollowUp) => Name::Star,
        Some(View::Resolved) => Name::Check,
        Some(View::Spam) => Name::Spam,
    }
}

fn other(language: Language) -> Language {
    match language {
        Language::Id => Language::En,
        Language::En => Language::Id,
    }
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Id => "id",
        Language::En => "en",
    }
}
