//! The shops in which I work, where a platform sends me to its sellers: which one this is, how many wait in the others, and the
//! way there. Each is a console of its own, at `/console/{shop}`.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::sellers::{Workplace, Workplaces};

use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::wire::{self, http};
use crate::words::words;

/// How often the other shops are asked how many wait there, in milliseconds: they tell it to their own consoles at once.
const ASK_MS: u32 = 30_000;

/// The menu's id in the document.
const MENU: &str = "shops";

/// Learns where I work, and how many wait there; again and again where there is more than one shop.
pub fn listen(workspace: Workspace) {
    workspace.run(async move {
        loop {
            ask(workspace).await;
            if workspace.workplaces.with_untracked(|places| places.shops.len() < 2) {
                return;
            }
            TimeoutFuture::new(ASK_MS).await;
        }
    });
}

async fn ask(workspace: Workspace) {
    // Without an answer the last one stays; a session that is over is noticed elsewhere.
    if let Ok(places) = http::get::<Workplaces>("/v1/staff/shops").await {
        workspace.workplaces.set(places);
    }
}

/// A shop's console.
fn address(places: &Workplaces, shop: &Workplace) -> String {
    let is_home = places.shops.first().is_some_and(|home| home.shop == shop.shop);
    if is_home { wire::CONSOLE.to_owned() } else { format!("{}/{}", wire::CONSOLE, shop.shop) }
}

/// The shop's name; where I work in several, a menu of them.
#[component]
pub fn ShopMenu() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let name = workspace.shop_name.get_value();
    let here = workspace.member.with_value(|member| member.shop.clone());
    let elsewhere = Memo::new(move |_| {
        let others = |shop: &&Workplace| shop.shop != here;
        workspace
            .workplaces
            .with(|places| places.shops.iter().filter(others).filter_map(|shop| shop.waiting).sum::<u32>())
    });
    let opened = move |_| workspace.run(ask(workspace));
    let name = StoredValue::new(name);
    let is_several = Memo::new(move |_| workspace.workplaces.with(|places| places.shops.len() > 1));
    move || {
        if !is_several.get() {
            return view! { <p class="rail-shop"><Icon name=Name::Brand/><span>{name.get_value()}</span></p> }
                .into_any();
        }
        view! {
            <button class="rail-item rail-shop" popovertarget=MENU title=t.shops_menu on:click=opened>
                <Icon name=Name::Brand/>
                <span>{name.get_value()}</span>
                <Show when=move || elsewhere.get() != 0>
                    <b class="elsewhere" title=move || t.shops_elsewhere(elsewhere.get())>
                        <span class="unseen">{move || t.shops_elsewhere(elsewhere.get())}</span>
                        <span aria-hidden="true">{move || elsewhere.get()}</span>
                    </b>
                </Show>
                <Icon name=Name::Down/>
            </button>
            <nav class="shops" id=MENU popover="auto" aria-label=t.shops_menu>
                <ul>
                    {move || workspace.workplaces.with(|places| {
                        places.shops.iter().map(|shop| {
                            let address = address(places, shop);
                            view! { <ShopLink shop=shop.clone() address/> }
                        }).collect_view()
                    })}
                </ul>
            </nav>
        }
        .into_any()
    }
}

#[component]
fn ShopLink(shop: Workplace, address: String) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let is_here = workspace.member.with_value(|member| member.shop == shop.shop);
    let waiting = shop.waiting.filter(|waiting| *waiting > 0).map(|waiting| t.shops_waiting(waiting));
    view! {
        <li>
            <a class="rail-item" href=address aria-current=is_here.then_some("page")>
                <span>{shop.name}</span>
                {waiting.map(|waiting| view! { <b>{waiting}</b> })}
            </a>
        </li>
    }
}

/// The way home, in a seller's console: where one signs out and looks after one's account.
#[component]
pub fn HomeLink() -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let home = move || workspace.workplaces.with(|places| places.shops.first().map(|home| home.name.clone()));
    let says = move || home().map_or_else(|| t.shops_home.to_owned(), |home| t.shops_home_to(home));
    view! {
        <a class="rail-item" href=wire::CONSOLE title=says><Icon name=Name::Leave/><span>{says}</span></a>
    }
}
