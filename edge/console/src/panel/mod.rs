//! What lies over the columns when somebody looks after accounts: their own, the team's, how
//! what waits is looked after, and the log of who did what.

mod account;
mod audit;
mod codes;
mod identity_key;
mod integrations;
mod ordered;
mod passkeys;
mod password;
mod rules;
mod secret;
mod sellers;
mod service;
mod sessions;
mod team;
mod teams;
mod ticks;
mod tokens;
mod webhooks;

use codes::Step;
use leptos::prelude::*;
use protocol::Millis;
use protocol::staff::Permission;

use crate::dialog::open_while;
use crate::door::{of_failure, seize};
use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::time;
use crate::wire::http::Failure;
use crate::words::{Words, words};

/// A part of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// One's own account.
    Account,
    /// The team and its invitations.
    Team,
    /// The sellers under this platform.
    Sellers,
    /// What happens by itself.
    Rules,
    /// Who looks after what.
    Teams,
    /// How those who wait find a person, and by when.
    Service,
    /// What the shop's own systems take part by.
    Integrations,
    /// Who did what.
    Audit,
}

impl Panel {
    const ALL: [Self; 8] = [
        Self::Account,
        Self::Team,
        Self::Teams,
        Self::Sellers,
        Self::Service,
        Self::Rules,
        Self::Integrations,
        Self::Audit,
    ];

    /// The first part that is for somebody. Whoever a platform sends has their account there.
    pub fn first(workspace: Workspace) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.is_for(workspace))
    }

    fn name(self, t: Words) -> &'static str {
        match self {
            Self::Account => t.panel_account,
            Self::Team => t.panel_team,
            Self::Teams => t.panel_teams,
            Self::Sellers => t.panel_sellers,
            Self::Rules => t.panel_rules,
            Self::Service => t.panel_service,
            Self::Integrations => t.panel_integrations,
            Self::Audit => t.panel_audit,
        }
    }

    fn is_for(self, workspace: Workspace) -> bool {
        match self {
            Self::Account => workspace.member.with_value(|member| member.home.is_none()),
            Self::Sellers => {
                workspace.may(Permission::ManageStaff)
                    && workspace.workplaces.with(|places| places.is_platform)
            }
            Self::Team => workspace.may(Permission::ManageStaff),
            Self::Teams => workspace.may(Permission::ManageShop),
            Self::Rules => workspace.may(Permission::ManageShop),
            Self::Service => workspace.may(Permission::ManageShop),
            Self::Integrations => workspace.may(Permission::ManageShop),
            Self::Audit => workspace.may(Permission::ReadAudit),
        }
    }
}

/// The panel. The browser's own dialog keeps the focus inside and closes on Escape.
#[component]
pub fn PanelDialog() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let dialog = open_while(move || workspace.panel.with(Option::is_some));
    let step = RwSignal::new(Step::Idle);
    let draft = RwSignal::new(None);
    // Codes that are shown once must be kept first: the way out leads to them.
    let close = move || {
        let unkept = step.with_untracked(|step| matches!(step, Step::Keep(_)));
        workspace.panel.set(unkept.then_some(Panel::Account));
    };
    let escape = move |event: leptos::ev::Event| {
        event.prevent_default();
        close();
    };
    let tab = move |panel: Panel| {
        view! {
            <li>
                <button
                    class="tab"
                    aria-current=move || (workspace.panel.get() == Some(panel)).then_some("page")
                    on:click=move |_| workspace.panel.set(Some(panel))
                >
                    {panel.name(t)}
                </button>
            </li>
        }
    };
    let tabs = move || Panel::ALL.into_iter().filter(|panel| panel.is_for(workspace)).map(tab).collect_view();
    view! {
        <dialog class="panel" node_ref=dialog aria-labelledby="panel-title" on:cancel=escape on:close=move |_| workspace.panel.set(None)>
            <header class="panel-head">
                <h2 id="panel-title" class="unseen">{t.panel_title}</h2>
                <nav aria-label=t.panel_title><ul class="panel-tabs">{tabs}</ul></nav>
                <button class="button quiet" aria-label=t.close on:click=move |_| close()><Icon name=Name::Close/></button>
            </header>
            <div class="panel-body" tabindex="0" role="region" aria-labelledby="panel-title">
                {move || match workspace.panel.get() {
                    Some(Panel::Account) => view! { <account::AccountView step/> }.into_any(),
                    Some(Panel::Team) => view! { <team::TeamView/> }.into_any(),
                    Some(Panel::Teams) => view! { <teams::TeamsView/> }.into_any(),
                    Some(Panel::Sellers) => view! { <sellers::SellersView/> }.into_any(),
                    Some(Panel::Rules) => view! { <rules::RulesView draft/> }.into_any(),
                    Some(Panel::Service) => view! { <service::ServiceView/> }.into_any(),
                    Some(Panel::Integrations) => view! { <integrations::IntegrationsView/> }.into_any(),
                    Some(Panel::Audit) => view! { <audit::AuditView/> }.into_any(),
                    None => ().into_any(),
                }}
            </div>
        </dialog>
    }
}

/// What a part of the panel shares with its sections: who works here, whether something runs, what went wrong.
#[derive(Clone, Copy)]
struct Desk {
    workspace: Workspace,
    t: Words,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
}

impl Desk {
    fn new() -> Self {
        let (workspace, t) = (Workspace::expect(), words());
        Self { workspace, t, busy: RwSignal::new(false), wrong: RwSignal::new(None) }
    }

    /// Runs one thing at a time, and then something with what came of it. What went wrong is shown.
    fn run<T: 'static>(
        self,
        task: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if !seize(self.busy) {
            return;
        }
        self.wrong.set(None);
        self.workspace.run(async move {
            let outcome = task.await;
            self.busy.set(false);
            match outcome {
                Ok(value) => then(value),
                Err(failure) if failure.is_signed_out() => self.workspace.signed_out.run(()),
                Err(failure) => self.wrong.set(Some(of_failure(&failure, self.t))),
            }
        });
    }

    /// A moment that may be days ahead: "29 Nov, 14.05".
    fn until(self, at: Millis) -> String {
        time::moment(at, self.workspace.zone(), self.t)
    }

    /// A moment that is past: the clock today, else the day.
    fn when(self, at: Millis) -> String {
        time::when(at, self.workspace.now.get_untracked(), self.workspace.zone(), self.t)
    }
}

/// A button that asks before it does something that can't be undone.
#[component]
fn Sure(
    label: &'static str,
    #[prop(into)] question: String,
    yes: &'static str,
    #[prop(into)] act: Callback<()>,
) -> impl IntoView {
    let t = words();
    let asking = RwSignal::new(false);
    let question = StoredValue::new(question);
    move || {
        if asking.get() {
            view! {
                <span class="sure" role="group">
                    <span role="alert">{question.get_value()}</span>
                    <button class="button danger" on:click=move |_| act.run(())>{yes}</button>
                    <button class="button" on:click=move |_| asking.set(false)>{t.cancel}</button>
                </span>
            }
            .into_any()
        } else {
            view! { <button class="button" on:click=move |_| asking.set(true)>{label}</button> }.into_any()
        }
    }
}
