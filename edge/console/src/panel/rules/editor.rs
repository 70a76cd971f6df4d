//! One rule in the making: when, if, then, the sentence that it comes to, and how it would have fared lately.

use leptos::prelude::*;
use protocol::limits::{RULE_MINUTES, RULE_PARTS, TITLE_CHARS};
use protocol::workflow::{Rule, Rules, Tried, When};

use super::form::{If, Part, Then};
use super::kinds::{Input, Kind};
use super::trial::Trial;
use super::{Ours, sentence};
use crate::icon::{Icon, Name};
use crate::labels::{choice, flip};
use crate::panel::ordered::Listed;
use crate::wire::http;

/// What can set a rule off, those that are wanted oftenest first.
const WHENS: [When; 7] = [
    When::Message,
    When::HandedOver,
    When::NoReply { minutes: 15 },
    When::Begun,
    When::Assigned,
    When::Resolved,
    When::Rated,
];

/// A part of the form, under a key of its own.
struct Line<K: 'static> {
    key: usize,
    part: RwSignal<Part<K>>,
}

impl<K> Clone for Line<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Line<K> {}

/// The conditions, or the actions.
struct Lines<K: 'static> {
    all: RwSignal<Vec<Line<K>>>,
    next: StoredValue<usize>,
}

impl<K> Clone for Lines<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Lines<K> {}

impl<K: Kind> Lines<K> {
    fn new(parts: Vec<Part<K>>) -> Self {
        let lines = Self { all: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        parts.into_iter().for_each(|part| lines.add(part));
        lines
    }

    fn add(self, part: Part<K>) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.all.update(|all| all.push(Line { key, part: RwSignal::new(part) }));
    }

    fn remove(self, key: usize) {
        self.all.update(|all| all.retain(|line| line.key != key));
    }
}

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    before: StoredValue<Rule>,
    name: RwSignal<String>,
    when: RwSignal<When>,
    any: RwSignal<bool>,
    conditions: Lines<If>,
    actions: Lines<Then>,
}

impl Form {
    fn new(rule: Rule) -> Self {
        Self {
            name: RwSignal::new(rule.name.clone()),
            when: RwSignal::new(rule.when),
            any: RwSignal::new(rule.any),
            conditions: Lines::new(rule.conditions.iter().filter_map(Part::<If>::of).collect()),
            actions: Lines::new(rule.actions.iter().filter_map(Part::<Then>::of).collect()),
            before: StoredValue::new(rule),
        }
    }

    /// The rule as it stands; `None` while something is missing. Tracked.
    fn rule(self, ours: Ours) -> Option<Rule> {
        let conditions = self.conditions.all.get();
        let conditions =
            conditions.iter().map(|line| line.part.with(Part::condition)).collect::<Option<_>>()?;
        let name_of = |id: &str| ours.lists.with(|lists| lists.name(id));
        let actions = self.actions.all.get();
        let actions: Vec<_> =
            actions.iter().map(|line| line.part.with(|part| part.action(name_of))).collect::<Option<_>>()?;
        let name = self.name.with(|name| name.trim().to_owned());
        let minutes_fit =
            !matches!(self.when.get(), When::NoReply { minutes } if !(1..=RULE_MINUTES).contains(&minutes));
        let rule = Rule {
            name,
            when: self.when.get(),
            any: self.any.get(),
            conditions,
            actions,
            ..self.before.get_value()
        };
        (!rule.actions.is_empty() && minutes_fit).then_some(rule)
    }
}

/// The editor in place of the list.
#[component]
pub fn Editor(ours: Ours, rule: Rule) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let form = Form::new(rule);
    let tried = RwSignal::new(None::<Tried>);
    let whole = Memo::new(move |_| form.rule(ours));
    let said = move || match whole.get() {
        Some(rule) => ours.lists.with(|lists| sentence::rule(&rule, lists, t)),
        None => t.rule_incomplete.to_owned(),
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match whole.get_untracked().filter(|rule| !rule.name.is_empty()) {
            Some(rule) => ours.rules.put_one(rule),
            None => desk.wrong.set(Some(t.rule_incomplete.to_owned())),
        }
    };
    let try_out = move |_| {
        let Some(mut rule) = whole.get_untracked() else {
            return desk.wrong.set(Some(t.rule_incomplete.to_owned()));
        };
        if rule.name.is_empty() {
            t.rule_new.clone_into(&mut rule.name); // it needs none to be tried
        }
        let task = async move { http::post::<Tried>(&format!("{}/try", Rules::PATH), &rule).await };
        desk.run(task, move |found| tried.set(Some(found)));
    };
    // What was found is about the rule as it was tried.
    Effect::new(move |before: Option<Option<Rule>>| {
        let now = whole.get();
        if before.is_some_and(|before| before != now) {
            tried.set(None);
        }
        now
    });
    let leave = Callback::new(move |()| ours.draft.set(whole.get_untracked()));
    let minutes = move || match form.when.get() {
        When::NoReply { minutes } => Some(minutes),
        _ => None,
    };
    let choose_when = move |event: leptos::ev::Event| {
        let chosen: usize = event_target_value(&event).parse().unwrap_or_default();
        form.when.set(WHENS.get(chosen).copied().unwrap_or(When::Message));
    };
    let is_chosen = move |one: When| std::mem::discriminant(&one) == std::mem::discriminant(&form.when.get());
    let when_option = move |(place, one): (usize, When)| {
        let name = match one {
            When::NoReply { .. } => t.when_no_reply_kind.to_owned(),
            known => sentence::when(known, t),
        };
        view! { <option value=place selected=move || is_chosen(one)>{name}</option> }
    };
    view! {
        <form class="rule-form" on:submit=save>
            <div class="door-field">
                <label for="rule-name">{t.rule_name}</label>
                <input id="rule-name" class="field" autocomplete="off" maxlength=TITLE_CHARS prop:value=form.name
                    on:input=move |event| form.name.set(event_target_value(&event))/>
            </div>
            <div class="rule-step">
                <h3>{t.rule_when}</h3>
                <div class="rule-part">
                    <select class="field" aria-label=t.rule_when on:change=choose_when>
                        {WHENS.into_iter().enumerate().map(when_option).collect_view()}
                    </select>
                    <Show when=move || minutes().is_some()>
                        <input class="field narrow" type="number" min="1" max=RULE_MINUTES aria-label=t.rule_minutes
                            prop:value=move || minutes().unwrap_or_default()
                            on:input=move |event| {
                                let minutes = event_target_value(&event).parse().unwrap_or_default();
                                form.when.set(When::NoReply { minutes });
                            }/>
                        <span class="faint">{t.rule_minutes}</span>
                    </Show>
                </div>
            </div>
            <div class="rule-step">
                <h3>{t.rule_if}</h3>
                <Show when=move || form.conditions.all.with(|all| all.len() > 1)>
                    <select class="field" aria-label=t.rule_if on:change=move |event| form.any.set(event_target_value(&event) == "any")>
                        <option value="all" selected=move || !form.any.get()>{t.rule_all}</option>
                        <option value="any" selected=move || form.any.get()>{t.rule_any}</option>
                    </select>
                </Show>
                {part_list(ours, form.conditions, t.rule_condition_add)}
            </div>
            <div class="rule-step">
                <h3>{t.rule_then}</h3>
                {part_list(ours, form.actions, t.rule_action_add)}
            </div>
            <p class="rule-said">{said}</p>
            <div class="rule-foot">
                <button type="button" class="button" prop:disabled=desk.busy on:click=try_out>{t.rule_try}</button>
                <span></span>
                <button type="button" class="button" on:click=move |_| ours.rules.edit(None)>{t.cancel}</button>
                <button class="button primary" type="submit" prop:disabled=desk.busy>{t.save}</button>
            </div>
        </form>
        {move || tried.get().map(|tried| view! { <Trial tried leave/> })}
    }
}

/// The parts of one kind, and the list by which one is added.
fn part_list<K: Kind>(ours: Ours, lines: Lines<K>, add: &'static str) -> impl IntoView {
    let t = ours.desk.t;
    let choose = move |event: leptos::ev::Event| {
        let chosen: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(kind) = chosen.and_then(|place| K::all().get(place)) {
            lines.add(Part::new(*kind));
        }
        event_target::<web_sys::HtmlSelectElement>(&event).set_selected_index(0);
    };
    let option = move |(place, kind): (usize, &K)| view! { <option value=place>{kind.name(t)}</option> };
    view! {
        <ul class="rule-parts">
            <For each=move || lines.all.get() key=|line| line.key let:line>
                <li class="rule-part">{part(ours, line)}
                    <button type="button" class="button quiet" aria-label=move || t.rule_part_remove(line.part.with(|part| part.kind.name(t)))
                        on:click=move |_| lines.remove(line.key)>
                        <Icon name=Name::Close/>
                    </button>
                </li>
            </For>
        </ul>
        <Show when=move || lines.all.with(|all| all.len() < RULE_PARTS)>
            <select class="field rule-add" aria-label=add on:change=choose>
                <option value="">{add}</option>
                {K::all().iter().enumerate().map(option).collect_view()}
            </select>
        </Show>
    }
}

/// What a part is called, and what it is filled in with.
fn part<K: Kind>(ours: Ours, line: Line<K>) -> impl IntoView {
    let t = ours.desk.t;
    let kind = line.part.with_untracked(|part| part.kind);
    let (name, signal) = (kind.name(t), line.part);
    let write = move |event: leptos::ev::Event| signal.update(|part| part.text = event_target_value(&event));
    let text = move || signal.with(|part| part.text.clone());
    let input = move || {
        match ours.lists.with(|lists| kind.input(lists, t)) {
        Input::Nothing => ().into_any(),
        Input::List(how, most) => view! {
            <input class="field" autocomplete="off" autocapitalize="none" aria-label=name placeholder=how title=how maxlength=most prop:value=text on:input=write/>
        }
        .into_any(),
        Input::Text(most) => view! {
            <textarea class="field" rows="2" dir="auto" aria-label=name maxlength=most prop:value=text on:input=write></textarea>
        }
        .into_any(),
        Input::Minutes(most) => view! {
            <input class="field narrow" type="number" min="1" max=most aria-label=format!("{name}: {}", t.rule_minutes) prop:value=text on:input=write/>
            <span class="faint">{t.rule_minutes}</span>
        }
        .into_any(),
        Input::One(choices) => {
            let pick = move |event: leptos::ev::Event| {
                let code = event_target_value(&event);
                signal.update(|part| part.picked = if code.is_empty() { Vec::new() } else { vec![code] });
            };
            let option = move |(code, name): (String, String)| {
                let chosen = signal.with_untracked(|part| part.picked.contains(&code));
                view! { <option value=code selected=chosen>{name}</option> }
            };
            view! {
                <select class="field" aria-label=name on:change=pick>
                    <option value="">{t.rule_pick}</option>
                    {choices.into_iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
        Input::Some(choices) => view! {
            <div class="label-choices" role="group" aria-label=name>
                {choices.into_iter().map(|choice| toggle(signal, choice)).collect_view()}
            </div>
        }
        .into_any(),
        Input::Found(choices) => finder(signal, name, choices).into_any(),
    }
    };
    view! { <span class="rule-kind">{name}</span><div class="rule-value">{input}</div> }
}

/// One of some to pick.
fn toggle<K: Kind>(signal: RwSignal<Part<K>>, (code, name): (String, String)) -> impl IntoView {
    let code = StoredValue::new(code);
    let is_on = move || code.with_value(|code| signal.with(|part| part.picked.contains(code)));
    choice(name, is_on, move || signal.update(|part| flip(&mut part.picked, code.get_value())))
}

/// How many of many are shown at a time.
const FOUND: usize = 8;

/// Many to pick from: those that are picked, and those that are found by what is typed.
fn finder<K: Kind>(
    signal: RwSignal<Part<K>>,
    name: &'static str,
    choices: Vec<(String, String)>,
) -> impl IntoView {
    let choices = StoredValue::new(choices);
    let query = RwSignal::new(String::new());
    let shown = move || {
        let query = query.get().trim().to_lowercase();
        let is_picked = |code: &String| signal.with(|part| part.picked.contains(code));
        let is_found = |name: &String| !query.is_empty() && name.to_lowercase().contains(&query);
        choices.with_value(|all| {
            let picked = all.iter().filter(|(code, _)| is_picked(code));
            let found = all.iter().filter(|(code, name)| !is_picked(code) && is_found(name)).take(FOUND);
            picked.chain(found).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <input class="field" type="search" autocomplete="off" aria-label=name placeholder=crate::words::words().rule_find prop:value=query
            on:input=move |event| query.set(event_target_value(&event))/>
        <div class="label-choices" role="group" aria-label=name>
            <For each=shown key=Clone::clone let:choice>{toggle(signal, choice)}</For>
        </div>
    }
}
