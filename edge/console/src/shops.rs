//! The shops in which I work, where a platform sends me to its sellers: which one this is, how many wait in the others, and the
//! way there. Each is a console of its own, at `/console/{shop}`.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::sellers::{Standing, Workplace, Workplaces};

use crate::icon::{Icon, Name};
use crate::state::Workspace;
use crate::wire::{self, http};
use crate::words::words;

/// How often the other shops are asked how things stand there, in milliseconds: they tell it to their own consoles at once. …
const ASK_MS: u32 = 30_000;

/// … And how often whether there are any, for whom there is one.
const LOOK_MS: u32 = 5 * 60_000;

/// The menu's id in the document.
const MENU: &str = "shops";

/// Learns where I work, and how things stand there; nobody is asked for a console that nobody sees.
pub fn listen(workspace: Workspace) {
    workspace.run(async move {
        loop {
            let is_known = !document().hidden() && ask(workspace).await;
            let is_one = workspace.workplaces.with_untracked(|places| places.shops.len() < 2);
            TimeoutFuture::new(if is_known && is_one { LOOK_MS } else { ASK_MS }).await;
        }
    });
}

/// Tells whether there was an answer. Without one the last stays; a session that is over is noticed elsewhere.
async fn ask(workspace: Workspace) -> bool {
    let places = http::get::<Workplaces>("/v1/staff/shops").await;
    let is_known = places.is_ok();
    if let Ok(places) = places {
        workspace.workplaces.set(places);
    }
    is_known
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
    let name = workspace.shop_name;
    let here = workspace.member.with_value(|member| member.shop.clone());
    let elsewhere = Memo::new(move |_| {
        let others = |shop: &&Workplace| shop.shop != here;
        workspace.workplaces.with(|places| {
            let standing = places.shops.iter().filter(others).filter_map(|shop| shop.standing);
            standing.map(|standing| standing.waiting + standing.mine).sum::<u32>()
        })
    });
    let opened = move |_| {
        workspace.run(async move {
            ask(workspace).await;
        });
    };
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
    let Standing { waiting, mine } = shop.standing.unwrap_or_default();
    let parts = [(waiting > 0).then(|| t.shops_waiting(waiting)), (mine > 0).then(|| t.shops_mine(mine))];
    let says = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <a class="rail-item" href=address aria-current=is_here.then_some("page")>
                <span>{shop.name}</span>
                {(!says.is_empty()).then(|| view! { <b>{says}</b> })}
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
