//! One's open sessions, each of which one can end from anywhere.

use leptos::prelude::*;
use protocol::account::OpenSession;

use super::account::Mine;
use crate::wire::http;

/// The section of the sessions.
#[component]
pub fn OpenSessions(mine: Mine, sessions: Vec<OpenSession>) -> impl IntoView {
    let t = mine.desk.t;
    let row = move |session: OpenSession| {
        let browser = if session.browser.is_empty() { t.browser_unknown.to_owned() } else { session.browser };
        let used = session.used.map(|used| t.session_used(mine.desk.when(used)));
        let began = session.began.map(|began| t.session_began(mine.desk.when(began)));
        let about = [began, used].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let path = StoredValue::new(format!("/v1/staff/sessions/{}", session.id));
        let end = move |_| mine.change(async move { http::delete(&path.get_value()).await });
        view! {
            <li class="panel-item">
                <div class="panel-what"><b>{browser}</b><span class="faint">{about}</span></div>
                {if session.this {
                    view! { <span class="tag good">{t.session_this}</span> }.into_any()
                } else {
                    view! { <button class="button" prop:disabled=mine.desk.busy on:click=end>{t.session_end}</button> }.into_any()
                }}
            </li>
        }
    };
    view! {
        <section class="panel-part">
            <h3>{t.sessions}</h3>
            <p class="faint">{t.sessions_how}</p>
            <ul class="panel-list">{sessions.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
