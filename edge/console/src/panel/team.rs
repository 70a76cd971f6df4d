//! The team: who works here in which role, who is invited, and inviting somebody.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::account::{Invitation, Invited, NewInvitation, NewRole, Team, TeamMember};
use protocol::staff::Role;

use super::secret::Secret;
use super::{Desk, Sure};
use crate::door::{Field, Wrong};
use crate::state::Toast;
use crate::wire::http;
use crate::words;

/// The team, and how to read it again after a change.
#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    team: RwSignal<Option<Team>>,
    /// The link of the invitation that was just made; it is told this once.
    made: RwSignal<Option<Invitation>>,
}

impl Ours {
    fn read(self) {
        self.desk.run(http::get::<Team>("/v1/staff/team"), move |team| self.team.set(Some(team)));
    }

    fn change(self, done: String, task: impl Future<Output = Result<(), http::Failure>> + 'static) {
        let task = async move {
            let outcome = task.await;
            if outcome.is_err() {
                // A role that was chosen in vain is drawn as it still is.
                self.team.try_update(|_| {});
            }
            outcome
        };
        self.desk.run(task, move |()| {
            self.desk.workspace.say(Toast { text: done, take_back: None });
            self.read();
        });
    }
}

/// Shows and changes the team.
#[component]
pub fn TeamView() -> impl IntoView {
    let desk = Desk::new();
    let ours = Ours { desk, team: RwSignal::new(None), made: RwSignal::new(None) };
    ours.read();
    let t = desk.t;
    let members = move |team: &Team| {
        team.members.iter().cloned().map(|member| view! { <MemberRow ours member/> }).collect_view()
    };
    let invitations = move |team: &Team| {
        team.invitations.iter().cloned().map(|invited| view! { <InvitedRow ours invited/> }).collect_view()
    };
    view! {
        <Wrong what=desk.wrong/>
        <Inviting ours/>
        {move || ours.team.with(|team| match team {
            None => view! { <p class="faint">{t.loading}</p> }.into_any(),
            Some(team) => view! {
                {(!team.invitations.is_empty()).then(|| view! {
                    <section class="panel-part">
                        <h3>{t.invitations}</h3>
                        <ul class="panel-list">{invitations(team)}</ul>
                    </section>
                })}
                <section class="panel-part">
                    <h3>{t.members(team.members.len())}</h3>
                    <ul class="panel-list">{members(team)}</ul>
                </section>
            }.into_any(),
        })}
    }
}

#[component]
fn MemberRow(ours: Ours, member: TeamMember) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let me = desk.workspace.me() == member.member.id;
    let name = member.member.name.clone();
    let path = StoredValue::new(format!("/v1/staff/members/{}", member.member.id));
    let called = StoredValue::new(name.clone());
    let role = member.member.role;
    let set_role = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        let Some(role) = Role::ALL.into_iter().find(|role| code(*role) == chosen) else { return };
        let done = t.role_changed(called.get_value(), words::role(role, t));
        ours.change(done, async move { http::send(Method::PUT, &path.get_value(), &NewRole { role }).await });
    };
    let remove = move |()| {
        let task = async move { http::delete(&path.get_value()).await };
        ours.change(t.member_removed(called.get_value()), task);
    };
    let end = move |()| {
        let task = async move { http::delete(&format!("{}/sessions", path.get_value())).await };
        ours.change(t.member_signed_out(called.get_value()), task);
    };
    let (sessions, is_guest) = (member.sessions, member.member.home.is_some());
    view! {
        <li class="panel-item">
            <div class="panel-what">
                <b>{if me { t.member_me(name) } else { name }}</b>
                <span class="faint">{about(&member, desk)}</span>
            </div>
            <div class="panel-actions">
                {if is_guest {
                    view! { <span class="faint">{words::role(role, t)}</span> }.into_any()
                } else {
                    view! {
                        <select class="field narrow" aria-label=t.role_of(called.get_value()) prop:disabled=desk.busy on:change=set_role>
                            <RoleOptions chosen=role/>
                        </select>
                    }.into_any()
                }}
                {(!me && sessions > 0).then(|| view! {
                    <Sure label=t.member_sign_out question=t.member_sign_out_sure(called.get_value()) yes=t.member_sign_out act=end/>
                })}
                {(!me && !is_guest).then(|| view! {
                    <Sure label=t.remove question=t.member_remove_sure(called.get_value()) yes=t.remove act=remove/>
                })}
            </div>
        </li>
    }
}

/// What an owner wants to know at a glance: the address, how they sign in, when they were last here.
fn about(member: &TeamMember, desk: Desk) -> String {
    let t = desk.t;
    let home = member.member.home.as_ref().map(|home| t.member_guest(home.as_str()));
    let way = match (member.passkeys, member.password, member.codes) {
        _ if home.is_some() => None,
        (0, false, _) => Some(t.way_link),
        (0, true, false) => Some(t.way_password),
        (0, true, true) => Some(t.way_password_codes),
        _ => Some(t.way_passkey),
    };
    let seen = member.seen.map(|seen| t.member_seen(desk.when(seen)));
    let parts = [home, member.email.clone(), way.map(str::to_owned), seen];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn InvitedRow(ours: Ours, invited: Invited) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let path = StoredValue::new(format!("/v1/staff/invitations/{}", invited.id));
    let done = StoredValue::new(t.invitation_revoked(invited.name.clone()));
    let revoke = move |_| ours.change(done.get_value(), async move { http::delete(&path.get_value()).await });
    let until = t.invitation_until(desk.until(invited.until));
    let about = format!("{} · {} · {until}", invited.email, words::role(invited.role, t));
    view! {
        <li class="panel-item">
            <div class="panel-what"><b>{invited.name}</b><span class="faint">{about}</span></div>
            <button class="button" prop:disabled=desk.busy on:click=revoke>{t.invitation_revoke}</button>
        </li>
    }
}

#[component]
fn Inviting(ours: Ours) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let role = RwSignal::new(Role::Agent);
    let invite = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = NewInvitation {
            name: name.get_untracked(),
            email: email.get_untracked(),
            role: role.get_untracked(),
        };
        let task = async move { http::post::<Invitation>("/v1/staff/invitations", &body).await };
        desk.run(task, move |invitation| {
            name.set(String::new());
            email.set(String::new());
            ours.made.set(Some(invitation));
            ours.read();
        });
    };
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        role.set(Role::ALL.into_iter().find(|role| code(*role) == chosen).unwrap_or(Role::Agent));
    };
    view! {
        <section class="panel-part">
            <h3>{t.invite_title}</h3>
            <form class="panel-grid" on:submit=invite>
                <Field id="invite-name" label=t.name value=name/>
                <Field id="invite-email" label=t.email value=email kind="email"/>
                <div class="door-field">
                    <label for="invite-role">{t.role}</label>
                    <select id="invite-role" class="field" on:change=choose><RoleOptions chosen=Role::Agent/></select>
                </div>
                <button class="button primary" type="submit" prop:disabled=desk.busy>{t.invite}</button>
            </form>
            {move || ours.made.get().map(|invitation| view! { <Link invitation/> })}
        </section>
    }
}

/// The link to send.
#[component]
fn Link(invitation: Invitation) -> impl IntoView {
    let t = words::words();
    let value = format!("{}/console#invite={}", location().origin().unwrap_or_default(), invitation.code);
    let name = invitation.invited.name;
    let says = if invitation.mailed { t.invitation_mailed(name) } else { t.invitation_made(name) };
    view! { <Secret says label=t.invitation_link value/> }
}

#[component]
fn RoleOptions(chosen: Role) -> impl IntoView {
    let t = words::words();
    let option = |role: Role| view! { <option value=code(role) selected=role == chosen>{words::role(role, t)}</option> };
    Role::ALL.map(option).into_iter().collect_view()
}

/// A role's name in the form.
fn code(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Supervisor => "supervisor",
        Role::Agent | Role::Unknown => "agent",
        Role::Trainer => "trainer",
        Role::Seller => "seller",
    }
}
