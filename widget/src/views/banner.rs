//! A line under the header while there is no connection.

use crate::app::App;
use crate::browser;
use crate::dom::{El, el, live};
use crate::reactive::*;

pub(crate) fn view(app: App) -> El {
    let strings = app.strings();
    let words = move || match (app.lost.get(), browser::is_online()) {
        (false, _) => "",
        (true, true) => strings.reconnecting,
        (true, false) => strings.offline,
    };
    el("p", "banner").set("role", "status").with(live(words))
}
