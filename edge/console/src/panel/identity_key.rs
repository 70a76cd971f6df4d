//! The key by which the shop's server vouches for its signed-in customers: made, replaced, removed.

use leptos::prelude::*;
use protocol::identity::{IdentityKey, MadeIdentityKey};

use super::secret::Secret;
use super::{Desk, Sure};
use crate::door::Wrong;
use crate::state::Toast;
use crate::wire::http;

const PATH: &str = "/v1/staff/identity-key";

#[derive(Clone, Copy)]
struct Ours {
    desk: Desk,
    key: RwSignal<Option<IdentityKey>>,
    /// The one that was just made, which is told this once.
    secret: RwSignal<Option<String>>,
}

impl Ours {
    fn make(self) {
        self.desk.run(http::post::<MadeIdentityKey>(PATH, &()), move |made| {
            self.key.set(Some(made.key));
            self.secret.set(Some(made.secret));
        });
    }

    fn remove(self) {
        self.desk.run(http::delete(PATH), move |()| {
            self.key.set(Some(IdentityKey::default()));
            self.secret.set(None);
            let text = self.desk.t.identity_removed.to_owned();
            self.desk.workspace.say(Toast { text, take_back: None });
        });
    }
}

/// The section of the identity key.
#[component]
pub fn IdentityKeyPart() -> impl IntoView {
    let desk = Desk::new();
    let t = desk.t;
    let ours = Ours { desk, key: RwSignal::new(None), secret: RwSignal::new(None) };
    desk.run(http::get::<IdentityKey>(PATH), move |key| ours.key.set(Some(key)));
    let standing = move || {
        match ours.key.get() {
        None => view! { <p class="faint">{t.loading}</p> }.into_any(),
        Some(IdentityKey { made: None, .. }) => view! {
            <button class="button primary" prop:disabled=desk.busy on:click=move |_| ours.make()>{t.identity_make}</button>
        }
        .into_any(),
        Some(key) => view! { <Standing ours key/> }.into_any(),
    }
    };
    view! {
        <section class="panel-part">
            <h3>{t.identity}</h3>
            <p class="faint">{t.identity_how}</p>
            <Wrong what=desk.wrong/>
            {move || ours.secret.get().map(|value| view! {
                <Secret says=t.identity_made label=t.identity_secret value/>
            })}
            {standing}
        </section>
    }
}

/// The key that there is, and what may be done with it.
#[component]
fn Standing(ours: Ours, key: IdentityKey) -> impl IntoView {
    let (desk, t) = (ours.desk, ours.desk.t);
    let made = key.made.map(|at| t.identity_since(desk.when(at)));
    let previous = key.previous_until.map(|at| t.identity_previous(desk.until(at)));
    view! {
        <ul class="panel-list">
            <li class="panel-item identity-key">
                <div class="panel-what">
                    <b>{t.identity_secret}</b>
                    <span class="faint">{made}</span>
                    {previous.map(|previous| view! { <span class="faint">{previous}</span> })}
                </div>
                <div class="identity-acts">
                    <Sure
                        label=t.identity_replace
                        question=t.identity_replace_sure
                        yes=t.identity_replace
                        act=move |()| ours.make()
                    />
                    <Sure
                        label=t.identity_remove
                        question=t.identity_remove_sure
                        yes=t.identity_remove
                        act=move |()| ours.remove()
                    />
                </div>
            </li>
        </ul>
    }
}
