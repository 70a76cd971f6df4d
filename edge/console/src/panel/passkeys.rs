//! One's passkeys: added, named, removed.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::account::{NewPasskey, Passkey, Rename};
use protocol::passkey::CreationOptions;

use super::Sure;
use super::account::Mine;
use crate::door::{of_failure, of_passkey, seize};
use crate::icon::{Icon, Name};
use crate::passkey;
use crate::wire::http;

const PATH: &str = "/v1/staff/me/passkeys";

/// The section of the passkeys.
#[component]
pub fn Passkeys(mine: Mine, passkeys: Vec<Passkey>) -> impl IntoView {
    let t = mine.desk.t;
    let none = passkeys.is_empty();
    let rows = passkeys.into_iter().map(|passkey| view! { <PasskeyRow mine passkey/> }).collect_view();
    view! {
        <section class="panel-part">
            <h3>{t.passkeys}</h3>
            <p class="faint">{if none { t.passkeys_none } else { t.passkeys_how }}</p>
            <ul class="panel-list">{rows}</ul>
            {if passkey::works_here() {
                view! {
                    <button class="button" prop:disabled=mine.desk.busy on:click=move |_| add(mine)>
                        <Icon name=Name::Key/>{t.passkey_add}
                    </button>
                }.into_any()
            } else {
                view! { <p class="hint">{t.passkey_not_here}</p> }.into_any()
            }}
        </section>
    }
}

/// Has the browser make one. Each step may fail in its own words.
fn add(mine: Mine) {
    let desk = mine.desk;
    if !seize(desk.busy) {
        return;
    }
    desk.wrong.set(None);
    desk.workspace.run(async move {
        let wrong = match http::post::<CreationOptions>(&format!("{PATH}/options"), &()).await {
            Err(failure) => Some(of_failure(&failure, desk.t)),
            Ok(options) => match passkey::make(&options).await {
                Err(trouble) => of_passkey(trouble, desk.t),
                Ok(passkey) => {
                    let new = NewPasskey { name: String::new(), passkey };
                    http::send(Method::POST, PATH, &new).await.err().map(|it| of_failure(&it, desk.t))
                }
            },
        };
        desk.busy.set(false);
        match wrong {
            None => mine.read(),
            wrong => desk.wrong.set(wrong),
        }
    });
}

#[component]
fn PasskeyRow(mine: Mine, passkey: Passkey) -> impl IntoView {
    let t = mine.desk.t;
    let (naming, name) = (RwSignal::new(false), RwSignal::new(passkey.name.clone()));
    let path = StoredValue::new(format!("{PATH}/{}", passkey.id));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        mine.change(async move { http::send(Method::PUT, &path.get_value(), &Rename { name }).await });
    };
    let remove = move |()| mine.change(async move { http::delete(&path.get_value()).await });
    let added = mine.desk.when(passkey.added);
    let about = match passkey.used {
        Some(used) => t.passkey_used(added, mine.desk.when(used)),
        None => t.passkey_unused(added),
    };
    let label = StoredValue::new(passkey.name);
    move || {
        if naming.get() {
            return view! {
                <li>
                    <form class="panel-row" on:submit=save>
                        <input
                            class="field"
                            aria-label=t.passkey_name
                            prop:value=name
                            on:input=move |event| name.set(event_target_value(&event))
                        />
                        <button class="button" type="submit" prop:disabled=mine.desk.busy>{t.save}</button>
                    </form>
                </li>
            }
            .into_any();
        }
        view! {
            <li class="panel-item">
                <div class="panel-what"><b>{label.get_value()}</b><span class="faint">{about.clone()}</span></div>
                <div class="panel-actions">
                    <button class="button" on:click=move |_| naming.set(true)>{t.rename}</button>
                    <Sure label=t.remove question=t.passkey_remove_sure(label.get_value()) yes=t.remove act=remove/>
                </div>
            </li>
        }
        .into_any()
    }
}
