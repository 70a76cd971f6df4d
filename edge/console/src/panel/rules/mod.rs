//! The shop's workflow rules: which there are and in what order, on or off, made and changed in sentences, tried on the last
//! conversations before they count.

mod editor;
mod form;
mod kinds;
mod sentence;
mod templates;
mod trial;

use leptos::prelude::*;
use protocol::EntryId;
use protocol::event::Choice;
use protocol::webhook::Webhooks;
use protocol::workflow::{Rule, Rules, When};

use super::{Desk, Sure, replace};
use crate::door::Wrong;
use crate::icon::{Icon, Name};
use crate::state::Toast;
use crate::wire::http;
use editor::Editor;

const PATH: &str = "/v1/staff/rules";

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

/// The rules, and how to change them.
#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    rules: RwSignal<Option<Rules>>,
    /// The rule that is being made or changed.
    editing: RwSignal<Option<Rule>>,
    /// The rule that was being made when somebody left to look at a conversation.
    draft: RwSignal<Option<Rule>>,
    lists: RwSignal<Lists>,
}

impl Ours {
    fn read(self) {
        self.desk.run(http::get::<Rules>(PATH), move |rules| self.rules.set(Some(rules)));
    }

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

    /// Replaces all of them. Where a colleague was faster, theirs are shown.
    fn put(self, rules: Vec<Rule>) {
        let Some(revision) = self.rules.with_untracked(|known| known.as_ref().map(|known| known.revision))
        else {
            return;
        };
        let t = self.desk.t;
        let task = async move {
            let replaced = replace(PATH, &Rules { revision, rules }).await;
            // A switch that was flipped in vain is drawn as it still is.
            replaced.inspect_err(|_| {
                self.rules.try_update(|_| {});
            })
        };
        self.desk.run(task, move |(rules, is_saved)| {
            self.rules.set(Some(rules));
            match is_saved {
                true => {
                    self.editing.set(None);
                    self.desk.workspace.say(Toast { text: t.rules_saved.to_owned(), take_back: None });
                }
                false => self.desk.wrong.set(Some(t.rules_changed.to_owned())),
            }
        });
    }

    /// Puts one in its place, or at the end if it is new.
    fn put_rule(self, rule: Rule) {
        let mut rules = self.all();
        match rules.iter_mut().find(|known| known.id == rule.id) {
            Some(known) => *known = rule,
            None => rules.push(rule),
        }
        self.put(rules);
    }

    fn all(self) -> Vec<Rule> {
        self.rules.with_untracked(|known| known.as_ref().map(|known| known.rules.clone())).unwrap_or_default()
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
    let ours = Ours {
        desk,
        rules: RwSignal::new(None),
        editing: RwSignal::new(draft.get_untracked()),
        draft,
        lists,
    };
    draft.set(None);
    ours.read();
    ours.read_entries();
    ours.read_webhooks();
    let t = desk.t;
    let list = move || match ours.rules.get() {
        None => view! { <p class="faint">{t.loading}</p> }.into_any(),
        Some(rules) => view! { <RuleList ours rules=rules.rules/> }.into_any(),
    };
    // The form reads no rules: what is written in it stays when they change, or a change was refused.
    let shown = move || match ours.editing.get() {
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
        let begin = move |_| ours.editing.set(Some(rule.clone()));
        view! {
            <li><button class="past" on:click=begin><b>{name}</b><span class="past-line whole">{said}</span></button></li>
        }
    };
    view! {
        <section class="panel-part">
            <p class="faint">{t.rules_how}</p>
            <button class="button primary" on:click=move |_| ours.editing.set(Some(templates::blank(When::Message)))>{t.rule_new}</button>
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
    let said = {
        let rule = rule.clone();
        move || ours.lists.with(|lists| sentence::rule(&rule, lists, t))
    };
    let (name, is_on) = (StoredValue::new(rule.name.clone()), rule.on);
    let rule = StoredValue::new(rule);
    let switch = move |_| ours.put_rule(Rule { on: !is_on, ..rule.get_value() });
    let swap = move |other: usize| {
        let mut rules = ours.all();
        rules.swap(place, other);
        ours.put(rules);
    };
    let remove = move |()| {
        let mut rules = ours.all();
        rules.retain(|known| known.id != rule.with_value(|rule| rule.id));
        ours.put(rules);
    };
    view! {
        <li class="panel-item">
            <div class="panel-what" class:faint=!is_on>
                <b>{name.get_value()}</b>
                <span class="rule-sentence">{said}</span>
            </div>
            <div class="panel-actions">
                <label class="switch">
                    <input type="checkbox" role="switch" prop:checked=is_on prop:disabled=desk.busy aria-label=t.rule_on_of(name.get_value()) on:change=switch/>
                    <span>{if is_on { t.rule_on } else { t.rule_off }}</span>
                </label>
                <button class="button quiet" aria-label=t.rule_up(name.get_value()) prop:disabled=move || place == 0 || desk.busy.get() on:click=move |_| swap(place - 1)>
                    <Icon name=Name::Up/>
                </button>
                <button class="button quiet" aria-label=t.rule_down(name.get_value()) prop:disabled=move || place + 1 == count || desk.busy.get() on:click=move |_| swap(place + 1)>
                    <Icon name=Name::Down/>
                </button>
                <button class="button" on:click=move |_| ours.editing.set(Some(rule.get_value()))>{t.profile_edit}</button>
                <Sure label=t.remove question=t.rule_remove_sure(name.get_value()) yes=t.remove act=remove/>
            </div>
        </li>
    }
}
