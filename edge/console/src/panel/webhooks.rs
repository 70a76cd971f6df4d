//! Webhooks: where the shop's own systems are told what happens, what of it, and what became of it.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::webhook::{
    Deliveries, Delivery, MadeWebhook, Outcome, PutWebhook, Topic, Webhook, Webhooks as All,
};

use super::secret::Secret;
use super::ticks::Ticks;
use super::{Desk, Sure};
use crate::door::{Field, Wrong};
use crate::state::Toast;
use crate::wire::http;
use crate::words::Words;

const PATH: &str = "/v1/staff/webhooks";

#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    webhooks: RwSignal<Option<Vec<Webhook>>>,
    /// The one that was just made; its secret is told this once.
    made: RwSignal<Option<MadeWebhook>>,
}

impl Ours {
    fn read(self) {
        self.desk.run(http::get::<All>(PATH), move |all| self.webhooks.set(Some(all.webhooks)));
    }

    fn change(self, done: &'static str, task: impl Future<Output = Result<(), http::Failure>> + 'static) {
        self.desk.run(task, move |()| {
            self.desk.workspace.say(Toast { text: done.to_owned(), take_back: None });
            self.read();
        });
    }
}

/// The section of the webhooks.
#[component]
pub fn Webhooks() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let ours = Ours { desk, webhooks: RwSignal::new(None), made: RwSignal::new(None) };
    ours.read();
    let is_loading = Memo::new(move |_| ours.webhooks.with(Option::is_none));
    let made_count = RwSignal::new(0);
    let make = move |put: PutWebhook| {
        desk.run(async move { http::post::<MadeWebhook>(PATH, &put).await }, move |made| {
            ours.made.set(Some(made));
            made_count.update(|count| *count += 1);
            ours.read();
        });
    };
    view! {
        <section class="panel-part">
            <h3>{t.webhooks}</h3>
            <p class="faint">{t.webhooks_how}</p>
            <Wrong what=desk.wrong/>
            {move || ours.made.get().map(|made| view! {
                <Secret says=t.webhook_made label=t.webhook_secret value=made.secret/>
            })}
            {move || is_loading.get().then(|| view! { <p class="faint">{t.loading}</p> })}
            // Only a row that is another one is drawn anew: what is open or written in the others stays.
            <ul class="panel-list">
                <For each=move || ours.webhooks.get().unwrap_or_default() key=Clone::clone let:webhook>
                    <WebhookRow ours webhook/>
                </For>
            </ul>
            <details class="door-more">
                <summary>{t.webhook_new}</summary>
                {move || {
                    made_count.track(); // each one made begins an empty form
                    let topics = vec![Topic::Waiting, Topic::Resolved];
                    view! { <Form ours id="webhook-url" url=String::new() topics yes=t.webhook_make act=make/> }
                }}
            </details>
        </section>
    }
}

#[component]
fn WebhookRow(ours: Ours, webhook: Webhook) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let path = StoredValue::new(format!("{PATH}/{}", webhook.id));
    let id = format!("webhook-url-{}", webhook.id);
    let Webhook { url, topics, on, failing, old_secret_until, dropped, .. } = webhook;
    let put = StoredValue::new(PutWebhook { url: url.clone(), topics: topics.clone(), on });
    let save = move |put: PutWebhook| {
        ours.change(t.webhook_saved, async move { http::tell(&path.get_value(), &put).await });
    };
    let switch = move |_| save(PutWebhook { on: !on, ..put.get_value() });
    let remove = move |()| {
        ours.made.set(None);
        ours.change(t.webhook_removed, async move { http::delete(&path.get_value()).await });
    };
    let renew = move |()| {
        let address = format!("{}/secret", path.get_value());
        desk.run(async move { http::post::<MadeWebhook>(&address, &()).await }, move |made| {
            ours.made.set(Some(made));
            ours.read();
        });
    };
    let old = old_secret_until.map(|until| t.webhook_old_secret(desk.until(until)));
    let dropped = dropped.map(|dropped| t.webhook_dropped(dropped.count, desk.when(dropped.at)));
    let history = History::of(&path.get_value());
    let try_it = move |_| {
        let address = format!("{}/test", path.get_value());
        let task = async move { http::send(Method::POST, &address, &()).await };
        ours.change(t.webhook_tried, async move {
            task.await?;
            history.read_again();
            Ok(())
        });
    };
    let told = topics.iter().map(|topic| topic_name(*topic, t)).collect::<Vec<_>>().join(" · ");
    let standing = match (on, failing) {
        (false, _) => view! { <span class="tag">{t.rule_off}</span> }.into_any(),
        (true, Some(since)) => {
            view! { <span class="tag bad">{t.webhook_failing(desk.when(since))}</span> }.into_any()
        }
        (true, None) => view! { <span class="tag good">{t.rule_on}</span> }.into_any(),
    };
    view! {
        <li class="panel-item webhook">
            <div class="panel-what"><b>{url.clone()}</b><span class="faint">{told}</span></div>
            {standing}
            {dropped.map(|said| view! { <p class="bad">{said}</p> })}
            {old.map(|said| view! { <p class="faint">{said}</p> })}
            <div class="panel-actions">
                <button class="button" prop:disabled=desk.busy on:click=try_it>{t.webhook_try}</button>
                <button class="button" prop:disabled=desk.busy on:click=switch>
                    {if on { t.webhook_switch_off } else { t.webhook_switch_on }}
                </button>
                <Sure label=t.webhook_renew question=t.webhook_renew_sure yes=t.webhook_renew act=renew/>
                <Sure label=t.remove question=t.webhook_remove_sure yes=t.remove act=remove/>
            </div>
            <details class="door-more">
                <summary>{t.profile_edit}</summary>
                <Form ours id url topics on yes=t.save act=save/>
            </details>
            <HistoryList history/>
        </li>
    }
}

/// Where to, and what is told.
#[component]
fn Form(
    ours: Ours,
    #[prop(into)] id: String,
    url: String,
    topics: Vec<Topic>,
    #[prop(default = true)] on: bool,
    yes: &'static str,
    #[prop(into)] act: Callback<PutWebhook>,
) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let (url, chosen) = (RwSignal::new(url), RwSignal::new(topics));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let put = PutWebhook { url: url.get_untracked(), topics: chosen.get_untracked(), on };
        if !put.url.trim().starts_with("https://") || put.topics.is_empty() {
            return desk.wrong.set(Some(t.webhook_incomplete.to_owned()));
        }
        act.run(put);
    };
    view! {
        <form class="door-form" on:submit=submit>
            <Field id label=t.webhook_url value=url kind="url" hint=t.webhook_url_hint/>
            <Ticks about=t.webhook_topics all=Topic::ALL.as_slice() name=topic_name chosen/>
            <button class="button primary" type="submit" prop:disabled=desk.busy>{yes}</button>
        </form>
    }
}

/// The last deliveries, read when somebody wants to see them.
#[derive(Clone, Copy)]
struct History {
    desk: Desk,
    path: StoredValue<String>,
    deliveries: RwSignal<Option<Vec<Delivery>>>,
}

impl History {
    fn of(webhook: &str) -> Self {
        let path = StoredValue::new(format!("{webhook}/deliveries"));
        Self { desk: Desk::new(), path, deliveries: RwSignal::new(None) }
    }

    fn read(self) {
        let Some(path) = self.path.try_get_value() else { return };
        let task = async move { http::get::<Deliveries>(&path).await };
        self.desk.run(task, move |all| self.deliveries.set(Some(all.deliveries)));
    }

    /// Reads what is there now, if it was read before.
    fn read_again(self) {
        if self.deliveries.try_with_untracked(Option::is_some) == Some(true) {
            self.read();
        }
    }
}

#[component]
fn HistoryList(history: History) -> impl IntoView {
    let History { desk, path, deliveries } = history;
    let t = desk.t;
    let again = move |delivery: &Delivery| {
        let address = format!("{}/{}/again", path.get_value(), delivery.id);
        let task = async move { http::send(Method::POST, &address, &()).await };
        desk.run(task, move |()| history.read());
    };
    let row = move |delivery: Delivery| {
        let (when, came) = (desk.when(delivery.at), outcome(&delivery, desk));
        let given_up = delivery.is_given_up();
        let topic = topic_name(delivery.topic, t);
        view! {
            <li class="panel-item">
                <div class="panel-what"><span>{topic}</span><span class="faint">{format!("{when} · {came}")}</span></div>
                {given_up.then(|| view! {
                    <button class="button" prop:disabled=desk.busy on:click=move |_| again(&delivery)>{t.delivery_again}</button>
                })}
            </li>
        }
    };
    let opened = move |_| {
        if deliveries.with_untracked(Option::is_none) {
            history.read();
        }
    };
    view! {
        <details class="door-more" on:toggle=opened>
            <summary>{t.deliveries}</summary>
            <Wrong what=desk.wrong/>
            {move || match deliveries.get() {
                None => view! { <p class="faint">{t.loading}</p> }.into_any(),
                Some(all) if all.is_empty() => view! { <p class="faint">{t.deliveries_none}</p> }.into_any(),
                Some(all) => view! { <ul class="panel-list">{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
            }}
            <button class="button" prop:disabled=desk.busy on:click=move |_| history.read()>{t.deliveries_read}</button>
        </details>
    }
}

/// What became of a delivery, in a few words.
fn outcome(delivery: &Delivery, desk: Desk) -> String {
    let t = desk.t;
    let came = match delivery.outcome {
        None => return t.delivery_waiting.to_owned(),
        Some(outcome) if outcome.is_arrival() => return t.delivery_arrived(delivery.attempts),
        Some(Outcome::Answered { status }) => t.delivery_refused(status),
        Some(Outcome::TimedOut) => t.delivery_timed_out.to_owned(),
        Some(Outcome::Unreachable | Outcome::Unknown) => t.delivery_unreachable.to_owned(),
    };
    match delivery.next {
        Some(next) => t.delivery_next(came, delivery.attempts, desk.until(next)),
        None => t.delivery_given_up(came, delivery.attempts),
    }
}

/// What is told, in a few words.
fn topic_name(topic: Topic, t: Words) -> &'static str {
    match topic {
        Topic::Started => t.when_begun,
        Topic::Waiting => t.topic_waiting,
        Topic::Assigned => t.when_assigned,
        Topic::Resolved => t.when_resolved,
        Topic::Reopened => t.topic_reopened,
        Topic::Rated => t.when_rated,
        Topic::Contact => t.topic_contact,
        Topic::Erased => t.topic_erased,
        Topic::Message => t.topic_message,
        Topic::RuleRan => t.topic_rule,
        Topic::Test => t.topic_test,
        Topic::Unknown => t.scope_other,
    }
}
