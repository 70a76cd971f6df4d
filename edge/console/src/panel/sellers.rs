//! The sellers under this platform: who of its people works in whose shop.

use leptos::prelude::*;
use protocol::StaffId;
use protocol::account::NewRole;
use protocol::api::Members;
use protocol::sellers::{Seller, Sellers, Sent};
use protocol::staff::{Member, Role};

use super::{Desk, Sure};
use crate::door::Wrong;
use crate::icon::{Icon, Name};
use crate::state::Toast;
use crate::wire::http;
use crate::words;

/// What somebody can be in a seller's shop.
const ROLES: [(Role, &str); 2] = [(Role::Agent, "agent"), (Role::Supervisor, "supervisor")];

/// So many sellers need no search, …
const FEW: usize = 6;

/// … and so many are shown at a time.
const SHOWN: usize = 20;

/// The sellers, and the platform's own people.
#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    sellers: RwSignal<Option<Sellers>>,
    members: RwSignal<Vec<Member>>,
    /// How often something was refused: what was chosen in vain is drawn anew, as it still is.
    refused: RwSignal<u32>,
}

impl Ours {
    fn read(self) {
        let task = async {
            let Members { members } = http::get("/v1/staff/members").await?;
            Ok((members, http::get::<Sellers>("/v1/staff/sellers").await?))
        };
        self.desk.run(task, move |(members, sellers)| {
            self.members.set(members);
            self.sellers.set(Some(sellers));
        });
    }

    fn change(self, said: String, task: impl Future<Output = Result<Sellers, http::Failure>> + 'static) {
        let task = async move {
            let outcome = task.await;
            if outcome.is_err() {
                self.refused.try_update(|refused| *refused += 1);
            }
            outcome
        };
        self.desk.run(task, move |sellers| {
            self.sellers.set(Some(sellers));
            self.desk.workspace.say(Toast { text: said, take_back: None });
        });
    }

    fn send(self, seller: &Seller, id: StaffId, name: &str, role: Role) {
        let path = path(seller, id);
        let said = self.desk.t.seller_sent(name, &seller.name);
        self.change(said, async move { http::put(&path, &NewRole { role }).await });
    }
}

fn path(seller: &Seller, id: StaffId) -> String {
    format!("/v1/staff/sellers/{}/members/{id}", seller.shop)
}

/// Shows the sellers, and sends people there.
#[component]
pub fn SellersView() -> impl IntoView {
    let desk = Desk::new();
    let (sellers, members) = (RwSignal::new(None), RwSignal::new(Vec::new()));
    let ours = Ours { desk, sellers, members, refused: RwSignal::new(0) };
    ours.read();
    let (t, query) = (desk.t, RwSignal::new(String::new()));
    let found = Memo::new(move |_| {
        let query = query.get().trim().to_lowercase();
        let is_found = |seller: &&Seller| {
            seller.name.to_lowercase().contains(&query) || seller.shop.as_str().contains(&query)
        };
        let all = |sellers: &Option<Sellers>| {
            sellers.iter().flat_map(|it| &it.sellers).filter(is_found).cloned().collect::<Vec<_>>()
        };
        ours.sellers.with(all)
    });
    let shown = move || {
        let refused = ours.refused.get();
        found.get().into_iter().take(SHOWN).map(move |seller| (refused, seller)).collect::<Vec<_>>()
    };
    let unshown = move || found.with(Vec::len).saturating_sub(SHOWN);
    let is_many =
        move || ours.sellers.with(|sellers| sellers.as_ref().is_some_and(|it| it.sellers.len() > FEW));
    let is_none = move || found.with(Vec::is_empty);
    view! {
        <Wrong what=desk.wrong/>
        <section class="panel-part">
            <p class="faint">{t.sellers_how}</p>
            <Show when=is_many>
                <div class="find">
                    <Icon name=Name::Search/>
                    <input class="field" type="search" aria-label=t.sellers_find placeholder=t.sellers_find
                        prop:value=query on:input=move |event| query.set(event_target_value(&event))/>
                </div>
            </Show>
        </section>
        <Show when=move || ours.sellers.with(Option::is_none)><p class="faint">{t.loading}</p></Show>
        <Show when=move || is_many() && is_none()><p>{t.sellers_none}</p></Show>
        <For each=shown key=Clone::clone let:one><SellerPart ours seller=one.1/></For>
        <Show when=move || unshown() != 0><p class="faint">{move || t.sellers_more(unshown())}</p></Show>
    }
}

#[component]
fn SellerPart(ours: Ours, seller: Seller) -> impl IntoView {
    let t = ours.desk.t;
    let (name, sent) = (seller.name.clone(), seller.sent.clone());
    let nobody = sent.is_empty().then(|| view! { <p class="faint">{t.sellers_nobody}</p> });
    let row = |sent| view! { <SentRow ours seller=seller.clone() sent/> };
    let rows = sent.into_iter().map(row).collect_view();
    view! {
        <section class="panel-part" aria-label=name.clone()>
            <h3>{name.clone()}</h3>
            {nobody}
            <ul class="panel-list">{rows}</ul>
            <Sending ours seller/>
        </section>
    }
}

#[component]
fn SentRow(ours: Ours, seller: Seller, sent: Sent) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (id, chosen) = (sent.id, sent.role);
    let (name, shop) = (sent.name.clone(), seller.name.clone());
    let set_role = {
        let (seller, name) = (seller.clone(), sent.name.clone());
        move |event| {
            if let Some(role) = role_of(&event_target_value(&event)) {
                ours.send(&seller, id, &name, role);
            }
        }
    };
    let back = move |()| {
        let path = path(&seller, id);
        ours.change(
            t.seller_called_back(&sent.name, &seller.name),
            async move { http::delete_for(&path).await },
        );
    };
    view! {
        <li class="panel-item">
            <div class="panel-what"><b>{name.clone()}</b></div>
            <div class="panel-actions">
                <select class="field narrow" aria-label=t.role_of(name.clone()) prop:disabled=desk.busy on:change=set_role>
                    <RoleOptions chosen/>
                </select>
                <Sure label=t.seller_call_back question=t.seller_call_back_sure(name, shop) yes=t.seller_call_back act=back/>
            </div>
        </li>
    }
}

/// Who else can be sent to a shop; nothing once everybody is.
#[component]
fn Sending(ours: Ours, seller: Seller) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (who, role) = (RwSignal::new(String::new()), RwSignal::new(Role::Agent));
    let is_left = |member: &Member, seller: &Seller| seller.sent.iter().all(|sent| sent.id != member.id);
    let left = {
        let seller = seller.clone();
        move || {
            let members = ours.members.get().into_iter();
            members.filter(|member| member.home.is_none() && is_left(member, &seller)).collect::<Vec<_>>()
        }
    };
    let (label, title) = (t.seller_who(&seller.name), t.seller_role(&seller.name));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let chosen = who.get_untracked();
        let members = ours.members.get_untracked();
        if let Some(member) = members.iter().find(|member| member.id.to_string() == chosen) {
            ours.send(&seller, member.id, &member.name, role.get_untracked());
        }
    };
    let option = move |member: Member| {
        let id = member.id.to_string();
        view! { <option value=id>{member.name} " · " {words::role(member.role, t)}</option> }
    };
    move || {
        let left = left();
        (!left.is_empty()).then(|| {
            view! {
                <form class="panel-actions sending" on:submit=send.clone()>
                    <select class="field" required aria-label=label.clone() on:change=move |event| who.set(event_target_value(&event))>
                        <option value="" selected>{t.seller_choose}</option>
                        {left.into_iter().map(option).collect_view()}
                    </select>
                    <select class="field narrow" aria-label=title.clone()
                        on:change=move |event| role.set(role_of(&event_target_value(&event)).unwrap_or(Role::Agent))>
                        <RoleOptions chosen=Role::Agent/>
                    </select>
                    <button class="button" type="submit" prop:disabled=desk.busy>{t.seller_send}</button>
                </form>
            }
        })
    }
}

#[component]
fn RoleOptions(chosen: Role) -> impl IntoView {
    let t = words::words();
    let option = |(role, code): (Role, &'static str)| {
        view! { <option value=code selected=role == chosen>{words::role(role, t)}</option> }
    };
    ROLES.map(option).into_iter().collect_view()
}

fn role_of(code: &str) -> Option<Role> {
    ROLES.into_iter().find(|(_, known)| *known == code).map(|(role, _)| role)
}
