//! One team in the making: its name, who is in it, and what comes to it.

use leptos::prelude::*;
use protocol::event::HandoffReason;
use protocol::limits::{RULE_LIST, RULE_PHRASE_CHARS, TEAM_NAME_CHARS};
use protocol::staff::Colleague;
use protocol::team::{Team, Teams};

use crate::labels::{choice, flip};
use crate::panel::ordered::Ordered;
use crate::words;

/// Why a person is called, as far as a team may look after it.
const REASONS: [HandoffReason; 5] = [
    HandoffReason::Anger,
    HandoffReason::Discretion,
    HandoffReason::Unsure,
    HandoffReason::NotHelped,
    HandoffReason::Asked,
];

/// The form in place of the list.
#[component]
pub fn Editor(ours: Ordered<Teams>, team: Team) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let name = RwSignal::new(team.name.clone());
    let pages = RwSignal::new(team.pages.join(", "));
    let (members, topics) = (RwSignal::new(team.members.clone()), RwSignal::new(team.topics.clone()));
    let reasons = RwSignal::new(team.reasons.clone());
    let id = team.id;
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        if name.is_empty() {
            return desk.wrong.set(Some(t.team_nameless.to_owned()));
        }
        let pages = pages.get_untracked();
        let pages = pages.split(',').map(str::trim).filter(|page| !page.is_empty()).map(str::to_owned);
        ours.put_one(Team {
            id,
            name,
            members: members.get_untracked(),
            topics: topics.get_untracked(),
            pages: pages.collect(),
            reasons: reasons.get_untracked(),
            entries: Vec::new(),
        });
    };
    // Who is there changes often, who works here seldom: a choice keeps the focus.
    let colleagues = Memo::new(move |_| {
        let all = desk.workspace.colleagues.get();
        all.into_iter().map(|Colleague { id, name, .. }| (id, name)).collect::<Vec<_>>()
    });
    let member = move |(id, name)| {
        let is_on = move || members.with(|members| members.contains(&id));
        choice(name, is_on, move || members.update(|members| flip(members, id)))
    };
    // A topic that no entry has any more can still be taken off.
    let offered = Memo::new(move |_| {
        let mut offered =
            ours.list.with(|teams| teams.as_ref().map(|teams| teams.topics.clone())).unwrap_or_default();
        let gone: Vec<String> =
            team.topics.iter().filter(|topic| !offered.contains(topic)).cloned().collect();
        offered.extend(gone);
        offered
    });
    let topic = move |topic: String| {
        let own = StoredValue::new(topic.clone());
        let is_on = move || own.with_value(|own| topics.with(|topics| topics.contains(own)));
        choice(topic, is_on, move || topics.update(|topics| flip(topics, own.get_value())))
    };
    let reason = move |one: HandoffReason| {
        let is_on = move || reasons.with(|reasons| reasons.contains(&one));
        choice(words::reason(one, t).to_owned(), is_on, move || reasons.update(|reasons| flip(reasons, one)))
    };
    view! {
        <form class="rule-form" on:submit=save>
            <div class="door-field">
                <label for="team-name">{t.team_name}</label>
                <input id="team-name" class="field" autocomplete="off" maxlength=TEAM_NAME_CHARS placeholder=t.team_name_hint aria-describedby="team-name-how" prop:value=name
                    on:input=move |event| {
                        desk.wrong.set(None);
                        name.set(event_target_value(&event));
                    }/>
                <p id="team-name-how" class="hint">{t.team_name_how}</p>
            </div>
            <div class="rule-step">
                <h3 id="team-members">{t.team_members}</h3>
                <div class="label-choices" role="group" aria-labelledby="team-members">
                    <For each=move || colleagues.get() key=Clone::clone let:one>{member(one)}</For>
                </div>
            </div>
            <div class="rule-step">
                <h3>{t.team_wants}</h3>
                <p class="faint">{t.team_wants_how}</p>
                <Show when=move || offered.with(|offered| !offered.is_empty())>
                    <h4 id="team-topics">{t.team_topics}</h4>
                    <div class="label-choices" role="group" aria-labelledby="team-topics">
                        <For each=move || offered.get() key=Clone::clone let:one>{topic(one)}</For>
                    </div>
                </Show>
                <h4 id="team-reasons">{t.team_reasons}</h4>
                <div class="label-choices" role="group" aria-labelledby="team-reasons">
                    {REASONS.map(reason).into_iter().collect_view()}
                </div>
                <label for="team-pages">{t.team_pages}</label>
                <input id="team-pages" class="field" autocomplete="off" autocapitalize="none" maxlength=RULE_LIST * RULE_PHRASE_CHARS
                    placeholder=t.phrases_how prop:value=pages on:input=move |event| pages.set(event_target_value(&event))/>
            </div>
            <div class="rule-foot">
                <span></span>
                <button type="button" class="button" on:click=move |_| ours.edit(None)>{t.cancel}</button>
                <button class="button primary" type="submit" prop:disabled=desk.busy>{t.save}</button>
            </div>
        </form>
    }
}
