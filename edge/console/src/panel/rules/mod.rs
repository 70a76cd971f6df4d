//! The shop's workflow rules: which there are and in what order, on or off, made and changed in sentences, tried on the last
//! conversations before they count.

mod editor;
mod form;
mod kinds;
mod sentence;
mod templates;
mod trial;

use leptos::prelude::*;
use protocol::event::Choice;
use protocol::webhook::Webhooks;
use protocol::workflow::{Rule, Rules, When};
use protocol::{EntryId, RuleId};

use super::Desk;
use super::ordered::{Listed, OrderButtons, Ordered};
use crate::door::Wrong;
use crate::wire::http;
use editor::Editor;

impl Listed for Rules {
    type Item = Rule;
    type Id = RuleId;
    const PATH: &'static str = "/v1/staff/rules";

    fn items(&mut self) -> &mut Vec<Rule> {
        &mut self.rules
    }

    fn id(rule: &Rule) -> RuleId {
        rule.id
    }
}

/// What rules name: entries of the knowledge; colleagues, teams and webhooks by their ids.
#[derive(Debug, Clone, Default, PartialEq)]
struct Lists {
    entries: Vec<Choice>,
    colleagues: Vec<(String, String)>,
    teams: Vec<(String, String)>,
    webhooks: Vec<(String, String)>,
}

impl Lists {
    /// An entry's title, or its id where it is gone.
    fn title<'a>(&'a self, id: &'a EntryId) -> &'a str {
        self.entries.iter().find(|entry| entry.id == *id).map_or(id.as_str(), |entry| &entry.label)
    }

    /// What a colleague, a team or a webhook is called; empty where it is gone.
    fn name(&self, id: &str) -> String {
        let mut all = self.colleagues.iter().chain(&self.teams).chain(&self.webhooks);
        all.find(|(known, _)| known == id).map_or_else(String::new, |(_, name)| name.clone())
    }
}

/// The rules, and what their form needs.
#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    rules: Ordered<Rules>,
    /// The rule that was being made when somebody left to look at a conversation.
    draft: RwSignal<Option<Rule>>,
    lists: RwSignal<Lists>,
}

impl Ours {
    /// Without an answer no entry can be picked; everything else works.
    fn read_entries(self) {
        self.desk.workspace.run(async move {
            if let Ok(entries) = http::get::<Vec<Choice>>("/v1/staff/entries").await {
                self.lists.try_update(|lists| lists.entries = entries);
            }
        });
    }

    /// Without an answer no webhook can be picked.
    fn read_webhooks(self) {
        self.desk.workspace.run(async move {
            if let Ok(all) = http::get::<Webhooks>("/v1/staff/webhooks").await {
                let host = |url: &str| url.split('/').nth(2).unwrap_or_default().to_owned();
                let named = all.webhooks.iter().map(|one| (one.id.to_string(), host(&one.url)));
                self.lists.try_update(|lists| lists.webhooks = named.collect());
            }
        });
    }
}

/// Shows and changes the rules.
#[component]
pub fn RulesView(draft: RwSignal<Option<Rule>>) -> impl IntoView {
    let desk = Desk::new();
    let lists = RwSignal::new(Lists::default());
    Effect::new(move || {
        let all = desk.workspace.colleagues.get();
        let colleagues: Vec<_> = all.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        let teams: Vec<_> = desk.workspace.teams.get();
        let teams: Vec<_> = teams.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        // Who is there changes often, names seldom; and the form is drawn anew, from under the fingers, when `lists` does.
        lists.maybe_update(|lists| {
            let is_news = lists.colleagues != colleagues || lists.teams != teams;
            (lists.colleagues, lists.teams) = (colleagues, teams);
            is_news
        });
    });
    let t = desk.t;
    let rules = Ordered::<Rules>::read(desk, t.rules_saved, t.rules_changed);
    rules.editing.set(draft.get_untracked());
    draft.set(None);
    let ours = Ours { desk, rules, draft, lists };
    ours.read_entries();
    ours.read_webhooks();
    let list = move || match rules.list.get() {
        None => view! { <p class="faint">{t.loading}</p> }.into_any(),
        Some(Rules { rules, .. }) => view! { <RuleList ours rules/> }.into_any(),
    };
    // The form reads no rules: what is written in it stays when others change.
    let shown = move || match rules.editing.get() {
        Some(rule) => view! { <Editor ours rule/> }.into_any(),
        None => list.into_any(),
    };
    view! { <Wrong what=desk.wrong/>{shown} }
}

#[component]
fn RuleList(ours: Ours, rules: Vec<Rule>) -> impl IntoView {
    let t = ours.desk.t;
    let (count, is_none) = (rules.len(), rules.is_empty());
    let row = move |(place, rule): (usize, Rule)| view! { <RuleRow ours rule place count/> };
    let template = move |rule: Rule| {
        let said = ours.lists.with_untracked(|lists| sentence::rule(&rule, lists, t));
        let name = rule.name.clone();
        let begin = move |_| ours.rules.edit(Some(rule.clone()));
        view! {
            <li><button class="past" on:click=begin><b>{name}</b><span class="past-line whole">{said}</span></button></li>
        }
    };
    view! {
        <section class="panel-part">
            <p class="faint">{t.rules_how}</p>
            <button class="button primary" on:click=move |_| ours.rules.edit(Some(templates::blank(When::Message)))>{t.rule_new}</button>
            {is_none.then(|| view! { <p>{t.rules_none}</p> })}
            <ol class="panel-list">{rules.into_iter().enumerate().map(row).collect_view()}</ol>
        </section>
        <section class="panel-part">
            <h3>{t.rule_templates}</h3>
            <ul class="pasts">{templates::all(t).map(template).into_iter().collect_view()}</ul>
        </section>
    }
}

#[component]
fn RuleRow(ours: Ours, rule: Rule, place: usize, count: usize) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (name, question, is_on) = (rule.name.clone(), t.rule_remove_sure(&rule.name), rule.on);
    let (item, flipped) = (rule.clone(), Rule { on: !is_on, ..rule.clone() });
    let said = move || ours.lists.with(|lists| sentence::rule(&rule, lists, t));
    let switch = move |_| ours.rules.put_one(flipped.clone());
    view! {
        <li class="panel-item">
            <div class="panel-what" class:faint=!is_on>
                <b>{name.clone()}</b>
                <span class="rule-sentence">{said}</span>
            </div>
            <div class="panel-actions">
                <label class="switch">
                    <input type="checkbox" role="switch" prop:checked=is_on prop:disabled=desk.busy aria-label=t.rule_on_of(&name) on:change=switch/>
                    <span>{if is_on { t.rule_on } else { t.rule_off }}</span>
                </label>
                <OrderButtons ordered=ours.rules item place count name question/>
            </div>
        </li>
    }
}
