//! A line under the header while there is no connection.

use leptos::prelude::*;

use crate::app::App;
use crate::browser;

pub(crate) fn view(app: App) -> AnyView {
    let strings = app.strings();
    let words = move || {
        let online = browser::window().navigator().on_line();
        match (app.lost.get(), online) {
            (false, _) => "",
            (true, true) => strings.reconnecting,
            (true, false) => strings.offline,
        }
    };
    view! { <p class="banner" role="status">{words}</p> }.into_any()
}
