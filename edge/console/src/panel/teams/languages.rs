//! What languages people write: each colleague's, set by an owner, or one's own.

use leptos::prelude::*;
use protocol::StaffId;
use protocol::decision::Tongue;
use protocol::staff::Colleague;
use protocol::team::{LANGUAGES, SetLanguages};

use crate::door::Wrong;
use crate::labels::{choice, flip};
use crate::panel::Desk;
use crate::state::Toast;
use crate::wire::http::{self, Failure};
use crate::words;

/// Everybody who talks to shoppers, with the languages that they write.
#[component]
pub fn ColleaguesLanguages() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    // Who is there changes often, who works here seldom: a choice keeps the focus.
    let all = Memo::new(move |_| {
        let all = desk.workspace.colleagues.get();
        all.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>()
    });
    view! {
        <section class="panel-part">
            <h3>{t.languages}</h3>
            <p class="faint">{t.languages_how}</p>
            <ul class="panel-list">
                <For each=move || all.get() key=Clone::clone let:one>
                    <li class="panel-item">
                        <div class="panel-what"><b dir="auto">{one.1.clone()}</b></div>
                        <Languages member=one.0 name=one.1/>
                    </li>
                </For>
            </ul>
        </section>
    }
}

/// The languages of one of them, to switch on and off; the last one stays. A tap counts at once, and is put as soon as the one
/// before it is kept.
#[component]
pub fn Languages(member: StaffId, #[prop(into)] name: String) -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let told = Memo::new(move |_| {
        let find =
            |all: &Vec<Colleague>| all.iter().find(|one| one.id == member).map(|one| one.languages.clone());
        desk.workspace.colleagues.with(find).unwrap_or_default()
    });
    let chosen = RwSignal::new(told.get_untracked());
    Effect::new(move || {
        let told = told.get();
        // What comes while something is under way may be older than what was tapped last.
        if !desk.busy.get_untracked() {
            chosen.set(told);
        }
    });
    let label = t.languages_of(&name);
    let done = StoredValue::new(t.languages_set(&name));
    let switch = move |one: Tongue| {
        let mut languages = chosen.get_untracked();
        flip(&mut languages, one);
        if languages.is_empty() {
            return desk.wrong.set(Some(t.languages_none.to_owned()));
        }
        chosen.set(languages);
        let done = done.get_value();
        let put = put(member, chosen.into());
        let task = async move {
            put.await.inspect_err(|_| {
                if let Some(told) = told.try_get_untracked() {
                    chosen.set(told);
                }
            })
        };
        desk.run(task, move |()| desk.workspace.say(Toast { text: done, take_back: None }));
    };
    let language = move |one: Tongue| {
        let is_on = move || chosen.with(|chosen| chosen.contains(&one));
        choice(words::tongue(one, t).to_owned(), is_on, move || switch(one))
    };
    view! {
        <div class="label-choices" role="group" aria-label=label>{LANGUAGES.map(language).into_iter().collect_view()}</div>
        <Wrong what=desk.wrong/>
    }
}

/// Puts what is chosen until the server has what was tapped last, even where the panel was closed meanwhile.
async fn put(member: StaffId, chosen: ArcRwSignal<Vec<Tongue>>) -> Result<(), Failure> {
    let path = format!("/v1/staff/members/{member}/languages");
    loop {
        let put = SetLanguages { languages: chosen.get_untracked() };
        http::tell(&path, &put).await?;
        if chosen.with_untracked(|chosen| *chosen == put.languages) {
            return Ok(());
        }
    }
}
