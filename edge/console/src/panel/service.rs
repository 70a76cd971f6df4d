//! How those who wait find a person and by when: who gets what waits, targets, the end of silence, and how much each colleague is
//! given at a time.

use leptos::prelude::*;
use protocol::api::{Colleagues, SetPlaces};
use protocol::limits::PLACES;
use protocol::shop::{Routing, Service};
use protocol::staff::Colleague;

use super::Desk;
use crate::door::Wrong;
use crate::state::Toast;
use crate::wire::http;
use crate::words::{self, Words};

const PATH: &str = "/v1/staff/service";

/// What is offered as targets, in minutes of opening time, …
const REPLY_MINUTES: [u32; 7] = [5, 10, 15, 30, 60, 120, 240];
const RESOLUTION_MINUTES: [u32; 6] = [60, 120, 240, 480, 960, 1_440];
/// … as the longest wait for a team, …
const OVERFLOW: [u32; 6] = [1, 2, 3, 5, 10, 15];
/// … and as the longest silence, in hours.
const SILENCE_HOURS: [u32; 5] = [12, 24, 48, 72, 168];

/// What is being chosen.
#[derive(Clone, Copy)]
struct Choice {
    routing: RwSignal<Routing>,
    overflow: RwSignal<Option<u32>>,
    first_reply: RwSignal<Option<u32>>,
    next_reply: RwSignal<Option<u32>>,
    resolution: RwSignal<Option<u32>>,
    close_after: RwSignal<Option<u32>>,
}

impl Choice {
    fn of(service: &Service) -> Self {
        Self {
            routing: RwSignal::new(service.routing),
            overflow: RwSignal::new(Some(service.overflow_minutes)),
            first_reply: RwSignal::new(service.first_reply_minutes),
            next_reply: RwSignal::new(service.next_reply_minutes),
            resolution: RwSignal::new(service.resolution_minutes),
            close_after: RwSignal::new(service.close_after_hours),
        }
    }

    fn chosen(self) -> Service {
        Service {
            routing: self.routing.get_untracked(),
            overflow_minutes: self.overflow.get_untracked().unwrap_or(Service::default().overflow_minutes),
            first_reply_minutes: self.first_reply.get_untracked(),
            next_reply_minutes: self.next_reply.get_untracked(),
            resolution_minutes: self.resolution.get_untracked(),
            close_after_hours: self.close_after.get_untracked(),
        }
    }
}

/// Shows and changes all of it.
#[component]
pub fn ServiceView() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let read = RwSignal::new(None::<(Service, Vec<Colleague>)>);
    let task = async {
        let service = http::get::<Service>(PATH).await?;
        let Colleagues { colleagues } = http::get("/v1/staff/colleagues").await?;
        Ok((service, colleagues))
    };
    desk.run(task, move |told| read.set(Some(told)));
    view! {
        <Wrong what=desk.wrong/>
        {move || match read.get() {
            None => view! { <p class="faint">{t.loading}</p> }.into_any(),
            Some((service, colleagues)) => view! {
                <ServiceForm desk choice=Choice::of(&service)/>
                <Places desk colleagues/>
            }.into_any(),
        }}
    }
}

#[component]
fn ServiceForm(desk: Desk, choice: Choice) -> impl IntoView {
    let t = desk.t;
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let service = choice.chosen();
        desk.run(async move { http::tell(PATH, &service).await }, move |()| {
            desk.workspace.say(Toast { text: t.service_saved.to_owned(), take_back: None });
        });
    };
    let reply = REPLY_MINUTES.as_slice();
    let has_teams = move || desk.workspace.teams.with(|teams| !teams.is_empty());
    view! {
        <form on:submit=save>
            <fieldset class="panel-part">
                <legend>{t.service_routing}</legend>
                <Way routing=Routing::Manual chosen=choice.routing name=t.routing_manual how=t.routing_manual_how/>
                <Way routing=Routing::RoundRobin chosen=choice.routing name=t.routing_round_robin how=t.routing_round_robin_how/>
                <Way routing=Routing::LeastBusy chosen=choice.routing name=t.routing_least_busy how=t.routing_least_busy_how/>
                <Show when=has_teams>
                    <Within id="overflow" label=t.service_overflow offered=OVERFLOW.as_slice() say=minutes value=choice.overflow/>
                </Show>
            </fieldset>
            <section class="panel-part">
                <h3>{t.service_targets}</h3>
                <p class="faint">{t.service_targets_how}</p>
                <div class="service-targets">
                    <Within id="first-reply" label=t.service_first_reply none=t.service_no_target offered=reply say=minutes value=choice.first_reply/>
                    <Within id="next-reply" label=t.service_next_reply none=t.service_no_target offered=reply say=minutes value=choice.next_reply/>
                    <Within id="resolution" label=t.service_resolution none=t.service_no_target offered=RESOLUTION_MINUTES.as_slice() say=minutes value=choice.resolution/>
                </div>
            </section>
            <section class="panel-part">
                <h3>{t.service_silence}</h3>
                <p class="faint">{t.service_silence_how}</p>
                <div class="service-targets">
                    <Within id="close-after" label=t.service_close_after none=t.service_never offered=SILENCE_HOURS.as_slice() say=hours value=choice.close_after/>
                </div>
                <button class="button primary" type="submit" prop:disabled=desk.busy>{t.save}</button>
            </section>
        </form>
    }
}

/// One way to find somebody for what waits.
#[component]
fn Way(routing: Routing, chosen: RwSignal<Routing>, name: &'static str, how: &'static str) -> impl IntoView {
    view! {
        <label class="service-way">
            <input type="radio" name="routing" prop:checked=move || chosen.get() == routing on:change=move |_| chosen.set(routing)/>
            <span><b>{name}</b><span class="faint">{how}</span></span>
        </label>
    }
}

/// A time to choose, or none where that has a name. What is set now is offered too, whatever it is.
#[component]
fn Within(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] none: Option<&'static str>,
    offered: &'static [u32],
    say: fn(u32, Words) -> String,
    value: RwSignal<Option<u32>>,
) -> impl IntoView {
    let t = words::words();
    let now = value.get_untracked();
    let mut times: Vec<u32> = offered.iter().copied().chain(now).collect();
    times.sort_unstable();
    times.dedup();
    let option = |time: u32| view! { <option value=time.to_string() selected={now == Some(time)}>{say(time, t)}</option> };
    let choose = move |event: leptos::ev::Event| value.set(event_target_value(&event).parse().ok());
    view! {
        <div class="door-field">
            <label for=id>{label}</label>
            <select id=id class="field" on:change=choose>
                {none.map(|none| view! { <option value="" selected=now.is_none()>{none}</option> })}
                {times.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// "30 menit", "2 jam"; opening time has no days.
fn minutes(minutes: u32, t: Words) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t.minutes(minutes),
        (hours, 0) => t.hours(hours),
        (hours, minutes) => t.hours_minutes(hours, minutes),
    }
}

fn hours(hours: u32, t: Words) -> String {
    if hours > 24 && hours.is_multiple_of(24) { t.days(hours / 24) } else { t.hours(hours) }
}

#[component]
fn Places(desk: Desk, colleagues: Vec<Colleague>) -> impl IntoView {
    let t = desk.t;
    let row = move |colleague: Colleague| view! { <PlacesRow desk colleague/> };
    view! {
        <section class="panel-part">
            <h3>{t.service_places}</h3>
            <p class="faint">{t.service_places_how}</p>
            <ul class="panel-list service-places">{colleagues.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}

#[component]
fn PlacesRow(desk: Desk, colleague: Colleague) -> impl IntoView {
    let t = desk.t;
    // One after the other may be changed while the answer to the first is on its way.
    let desk = Desk { busy: RwSignal::new(false), ..desk };
    let Colleague { id, name, role, places, has, .. } = colleague;
    let (name, places) = (StoredValue::new(name), RwSignal::new(places));
    let change = move |event: leptos::ev::Event| {
        let Some(wanted) = event_target_value(&event).parse().ok().filter(|wanted| *wanted <= PLACES) else {
            return places.notify(); // what can't be is drawn as it still is
        };
        let task = async move {
            let path = format!("/v1/staff/members/{id}/places");
            http::tell(&path, &SetPlaces { places: wanted }).await.inspect_err(|_| places.notify())
        };
        let text = t.service_places_set(wanted, name.get_value());
        desk.run(task, move |()| {
            places.set(wanted);
            desk.workspace.say(Toast { text, take_back: None });
        });
    };
    let about = format!("{} · {}", words::role(role, t), t.service_has(has));
    view! {
        <li class="panel-item">
            <div class="panel-what"><b>{name.get_value()}</b><span class="faint">{about}</span></div>
            <input
                class="field narrow"
                type="number"
                inputmode="numeric"
                min="0"
                max=PLACES.to_string()
                aria-label=t.service_places_of(name.get_value())
                prop:value=move || places.get().to_string()
                prop:disabled=desk.busy
                on:change=change
            />
        </li>
    }
}
