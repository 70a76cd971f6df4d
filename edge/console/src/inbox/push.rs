//! What I hear while no console is open: this browser's service worker (`worker.js`) is woken by the shop, asks what is new and
//! shows it. Asked for by a switch, browser by browser; the shop forgets it with the session, so whoever signs in again in a
//! browser where it is on asks for it anew.

use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::ConversationId;
use protocol::push::{PushKey, PushTo, Why};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, MessageEvent, NotificationOptions, PushManager, PushSubscription, PushSubscriptionOptionsInit,
    RegistrationOptions, Response, ServiceWorkerContainer, ServiceWorkerRegistration,
};

use super::notify;
use crate::icon::{Icon, Name};
use crate::state::{self, Toast, Workspace};
use crate::wire::{self, http};
use crate::words::{self, Words, words};

/// The service worker.
const WORKER: &str = "/console/worker.js";

/// How long it may take until it runs, in steps of so many milliseconds.
const STEPS: u32 = 50;
const STEP_MS: u32 = 100;

const PATH: &str = "/v1/staff/me/push";

/// The cache for the worker, and the address in it of the words that it shows.
const CACHE: &str = "sapa";
const WORDS: &str = "/console/words";

/// The name under which the browser keeps whether I asked for it in this console.
fn key() -> String {
    wire::seller().map_or_else(|| "sapa.push".to_owned(), |shop| format!("sapa.push.{shop}"))
}

/// Whether this browser can be pushed to; Safari's on a phone only once the console is on the home screen.
fn is_offered() -> bool {
    let has = |object: &JsValue, name: &str| js_sys::Reflect::has(object, &name.into()).unwrap_or(false);
    has(&window().navigator(), "serviceWorker") && has(&window(), "PushManager")
}

fn container() -> ServiceWorkerContainer {
    window().navigator().service_worker()
}

/// Asks for it anew where it was on, keeps the worker's words in the screen's language, and opens what was tapped.
pub fn listen(workspace: Workspace) {
    if !is_offered() {
        return;
    }
    open_what_was_tapped(workspace);
    if notify::is_wanted() && state::kept(&key()).is_some_and(|kept| kept == "on") {
        workspace.run(async move {
            let on = subscribe(workspace.words()).await.is_some();
            workspace.pushes.set(on);
        });
    }
    Effect::new(move |before: Option<()>| {
        let t = words::of(workspace.language.get());
        if before.is_some() && workspace.pushes.get_untracked() {
            // Kept in the other language, they are still understood.
            workspace.run(async move {
                keep_words(t).await.unwrap_or_default();
            });
        }
    });
}

fn open_what_was_tapped(workspace: Workspace) {
    let heard = |event: &web_sys::Event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        let id = js_sys::Reflect::get(&data, &"open".into()).ok().and_then(|id| id.as_string());
        if let Some(id) = id.and_then(|id| id.parse::<ConversationId>().ok()) {
            // An address that the browser refuses to show changes nothing on the screen.
            location().set_hash(&format!("c/{id}")).ok();
        }
    };
    workspace.run(async move {
        let _listener = EventListener::new(&container(), "message", heard);
        std::future::pending::<()>().await;
    });
}

/// Subscribes this browser, and tells the shop where; `None` where browser or shop said no.
async fn subscribe(t: Words) -> Option<()> {
    let PushKey { key } = http::get(PATH).await.ok()?;
    let options = RegistrationOptions::new();
    options.set_scope(&wire::console());
    let registered = JsFuture::from(container().register_with_options(WORKER, &options)).await.ok()?;
    let worker: ServiceWorkerRegistration = registered.unchecked_into();
    keep_words(t).await?;
    runs(&worker).await?;
    let manager = worker.push_manager().ok()?;
    let subscription = match subscription(&manager, &key).await {
        Some(subscription) => subscription,
        None => {
            // Another shop's key is in the way, where somebody works for two.
            end(&manager).await;
            subscription(&manager, &key).await?
        }
    };
    http::tell(PATH, &PushTo { endpoint: subscription.endpoint() }).await.ok()
}

/// Waits until a worker runs, which it must before it can be subscribed.
async fn runs(worker: &ServiceWorkerRegistration) -> Option<()> {
    for _ in 0..STEPS {
        if worker.active().is_some() {
            return Some(());
        }
        TimeoutFuture::new(STEP_MS).await;
    }
    None
}

/// This console's own worker. Where there is none, a browser names the one at home for a seller's console too.
async fn worker() -> Option<ServiceWorkerRegistration> {
    let own = wire::console();
    let found = JsFuture::from(container().get_registration_with_document_url(&own)).await.ok()?;
    let worker: ServiceWorkerRegistration = found.dyn_into().ok()?;
    worker.scope().ends_with(&own).then_some(worker)
}

async fn manager() -> Option<PushManager> {
    worker().await?.push_manager().ok()
}

async fn subscription(manager: &PushManager, key: &str) -> Option<PushSubscription> {
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    options.set_application_server_key_opt_str(Some(key));
    let subscribed = JsFuture::from(manager.subscribe_with_options(&options).ok()?).await.ok()?;
    Some(subscribed.unchecked_into())
}

/// Ends what subscription there is. One that stays is told nothing any more.
async fn end(manager: &PushManager) {
    let Ok(asked) = manager.get_subscription() else { return };
    if let Ok(found) = JsFuture::from(asked).await
        && !found.is_null()
        && let Ok(ended) = found.unchecked_into::<PushSubscription>().unsubscribe()
    {
        JsFuture::from(ended).await.ok();
    }
}

/// Shows what calls for me while nobody sees the console, where the worker shows it when it is pushed to: one takes the other's
/// place. By what it is about the worker knows that this has rung.
pub fn show(
    workspace: Workspace,
    title: String,
    options: NotificationOptions,
    conversation: ConversationId,
    why: Why,
) {
    let about = json!({ "conversation": conversation, "why": why });
    options.set_data(&js_sys::JSON::parse(&about.to_string()).unwrap_or_default());
    options.set_tag(&wire::console());
    options.set_renotify(true);
    workspace.run(async move {
        // A browser that refuses is left with the sound.
        if let Some(worker) = worker().await
            && let Ok(shown) = worker.show_notification_with_options(&title, &options)
        {
            JsFuture::from(shown).await.ok();
        }
    });
}

/// Leaves the worker its words.
async fn keep_words(t: Words) -> Option<()> {
    let words = json!({
        "waiting": t.push_waiting,
        "given": t.push_given,
        "answered": t.push_answered,
        "mentioned": t.push_mentioned,
        "missed": t.push_missed,
        "rated_low": t.push_rated_low,
        "news": t.push_news,
        "more": t.push_more("{n}"),
    });
    let caches = window().caches().ok()?;
    let cache: Cache = JsFuture::from(caches.open(CACHE)).await.ok()?.unchecked_into();
    let response = Response::new_with_opt_str(Some(&words.to_string())).ok()?;
    JsFuture::from(cache.put_with_str(WORDS, &response)).await.ok().map(drop)
}

/// Switches it on or off; shown where notifications are on.
#[component]
pub fn PushButton() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_on = workspace.pushes;
    let switch = move |_| {
        workspace.run(async move {
            if is_on.get_untracked() {
                state::keep(&key(), "off");
                is_on.set(false);
                stop().await;
            } else if subscribe(workspace.words()).await.is_some() {
                state::keep(&key(), "on");
                is_on.set(true);
            } else {
                workspace.say(Toast { text: workspace.words().push_failed.to_owned(), take_back: None });
            }
        });
    };
    is_offered().then(|| {
        view! {
            <Show when=move || workspace.notifies.get()>
                <button class="rail-item" title=t.push aria-pressed=move || is_on.get().to_string() on:click=switch>
                    <Icon name=Name::Phone/><span>{t.push_label}</span>
                    <Show when=move || is_on.get()><Icon name=Name::Check/></Show>
                </button>
            </Show>
        }
    })
}

/// Has neither the shop nor the browser tell me any more. One of them that can't be reached finds that the other one is silent.
async fn stop() {
    http::delete(PATH).await.ok();
    if let Some(manager) = manager().await {
        end(&manager).await;
    }
}
