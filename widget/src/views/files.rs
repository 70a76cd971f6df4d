//! Files: those beside the composer, and those in the thread. A picture stands in a box of fixed shape, so that nothing
//! moves when it comes; a tap shows it whole. Anything else is a card to download it by.

use attach::{Picked, Upload};
use protocol::{File, FileId};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::app::App;
use crate::dom::{El, Item, button, el, icon_button, list, live, spawn, whether};
use crate::reactive::*;
use crate::words;

/// What stands beside the composer for the next message.
pub(crate) fn attached(app: App) -> El {
    let strings = app.strings();
    let item = move |picked: &Picked| {
        let picked = picked.clone();
        Item { key: (0, picked.id.0.0), draw: Box::new(move || chip(app, picked).into_any()) }
    };
    let files = list(move || app.chat.with(|chat| chat.attached.iter().map(item).collect()));
    el("ul", "attached").set("aria-label", strings.files).with(files)
}

fn chip(app: App, Picked { id, name, .. }: Picked) -> El {
    let strings = app.strings();
    let upload =
        Memo::new(move |_| app.chat.with(|chat| chat.attached.get(id).map(|own| own.upload.clone())));
    let remove = icon_button("icon close", &strings.remove_file(&name), move || app.connection().detach(id));
    // What was refused need be no picture, whatever it calls itself.
    let refused = whether(move || matches!(upload.get(), Some(Upload::Failed(_))));
    let preview = live(move || match attach::known(id).filter(|_| !refused.get()) {
        Some(address) => el("img", "").set("src", &address).set("alt", &name),
        None => el("span", "paper").with(el("i", "")).with(el("span", "").with(name.as_str())),
    });
    el("li", "")
        .with(el("div", "shown").with(preview).with(remove))
        .with(live(move || progress(app, id, upload.get()?)))
}

fn progress(app: App, id: FileId, upload: Upload) -> Option<El> {
    let strings = app.strings();
    Some(match upload {
        Upload::Done(_) => return None,
        Upload::Waiting => bar(strings.sending),
        Upload::Sending(percent) => bar(strings.sending).set("value", &percent.to_string()).set("max", "100"),
        Upload::Failed(kind) => {
            let retry = button("link", strings.try_again, move || app.connection().retry_file(id));
            let why = words::why_file(kind, app.language.get());
            let failed = el("span", "failed").set("role", "alert").with(why);
            if attach::may_pass(kind) { failed.with(" · ").with(retry) } else { failed }
        }
    })
}

fn bar(label: &str) -> El {
    el("progress", "").set("aria-label", label)
}

/// A message's files.
pub(crate) fn sent(app: App, files: Vec<File>) -> El {
    files.into_iter().fold(el("div", "files"), |list, file| {
        list.with(if file.kind.is_image() { picture(app, file) } else { card(app, file) })
    })
}

fn picture(app: App, file: File) -> El {
    let strings = app.strings();
    let image = el("img", "").set("alt", &file.name);
    let shown = image.handle();
    let whole = image.handle();
    let open = move || {
        if let Some(address) = whole.get_attribute("src") {
            enlarge(&address, strings.close_picture);
        }
    };
    let framed = el("button", "frame")
        .set("type", "button")
        .set("aria-label", &strings.see_picture(&file.name))
        .on("click", move |_| open())
        .with(image);
    spawn(async move {
        if let Some(address) = app.connection().fetch(file.id).await {
            let _ = shown.set_attribute("src", &address);
        }
    });
    framed
}

/// Shows a picture over the page until it is tapped or Escape is pressed.
fn enlarge(address: &str, label: &str) {
    let dialog = el("dialog", "large")
        .with(el("img", "").set("src", address).set("alt", ""))
        .with(button("icon close", "", || {}).set("aria-label", label).with(el("i", "")));
    let element: HtmlDialogElement = dialog.handle().take().unchecked_into();
    let (tapped, closed) = (element.clone(), element.clone());
    let dialog = dialog.on("click", move |_| tapped.close()).on("close", move |_| closed.remove());
    if let Some(body) = crate::browser::document().body() {
        let _ = body.append_child(&dialog.handle());
        let _ = element.show_modal();
    }
}

fn card(app: App, file: File) -> El {
    let size = words::size(file.bytes, app.language.get());
    let label = app.strings().save_file(&file.name, &size);
    let failed = RwSignal::new(false);
    let name = file.name.clone();
    let save = move || {
        let name = name.clone();
        spawn(async move {
            let address = app.connection().fetch(file.id).await;
            failed.set(address.is_none());
            if let Some(address) = address {
                attach::save(&address, &name);
            }
        });
    };
    let note = live(move || if failed.get() { app.strings().not_now.to_owned() } else { size.clone() });
    el("button", "paper")
        .set("type", "button")
        .set("aria-label", &label)
        .on("click", move |_| save())
        .with(el("i", ""))
        .with(
            el("span", "")
                .with(el("b", "").set("dir", "auto").with(file.name))
                .with(el("small", "").with(note)),
        )
}

/// Takes what was dropped on the page.
pub(crate) fn take_drops(app: App) {
    let document = crate::browser::document();
    crate::browser::listen(&document, "dragover", |event: web_sys::DragEvent| {
        attach::dragged(&event);
    });
    crate::browser::listen(&document, "drop", move |event: web_sys::DragEvent| {
        if let Some(data) = attach::dragged(&event) {
            app.connection().attach(attach::list(data.files()));
        }
    });
}
