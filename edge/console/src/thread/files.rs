//! Files in the thread: those picked for the reply, and those that were sent. A picture stands in a box of fixed shape, so
//! that nothing moves when it comes; a press shows it whole. Anything else is a card to download it by.

use attach::{Attached, Picked, Upload};
use gloo_timers::future::TimeoutFuture;
use leptos::html;
use leptos::prelude::*;
use protocol::problem::Kind;
use protocol::{File, FileId, Problem};

use super::{Thread, live};
use crate::icon::{Icon, Name};
use crate::mint;
use crate::state::{Toast, Workspace};
use crate::time;
use crate::wire;
use crate::words::{self, words};

/// The pause before a file is sent again, in milliseconds.
const PAUSE_MS: u32 = 3_000;

/// What the browser offers to pick.
const KINDS: &str = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.txt,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp,video/mp4,video/quicktime,video/webm,audio/*";

/// Takes files along with the reply.
pub fn attach(workspace: Workspace, thread: Thread, files: Vec<web_sys::File>) {
    for file in files {
        let id = mint::file_id();
        let has_room = thread.attached.try_update(|attached| attached.add(id, file.name()));
        if has_room != Some(true) {
            let t = workspace.words();
            return workspace
                .say(Toast { text: t.files_most(protocol::limits::MESSAGE_FILES), take_back: None });
        }
        if file.type_().starts_with("image/") {
            attach::keep(id, attach::address(&file));
        }
        workspace.run(async move {
            let content = attach::ready(file).await;
            if attach::is_too_large(&content) {
                return mark(thread, id, Upload::Failed(Kind::TooLarge));
            }
            thread.picked.update_value(|picked| picked.push((id, content)));
            send(thread, id).await;
        });
    }
}

/// Sends a file until the server has it, refuses it, or it is left out.
async fn send(thread: Thread, id: FileId) {
    let bytes = |picked: &Vec<(FileId, web_sys::Blob)>| {
        picked.iter().find(|(known, _)| *known == id).map(|(_, content)| content.clone())
    };
    let path = format!("{}/files", live::path(thread));
    let progress = move |part: f64| mark(thread, id, Upload::Sending((part * 100.0) as u8));
    loop {
        let name = thread.attached.with_untracked(|attached| attached.get(id).map(|own| own.name.clone()));
        let (Some(name), Some(content)) = (name, thread.picked.with_value(bytes)) else { return };
        mark(thread, id, Upload::Sending(0));
        let answer = attach::send(&wire::at(&path), None, (&id.to_string(), &name), &content, progress).await;
        let Some((status, body)) = answer.filter(|(status, _)| *status < 500) else {
            mark(thread, id, Upload::Waiting);
            TimeoutFuture::new(PAUSE_MS).await;
            continue;
        };
        return match serde_json::from_str::<File>(&body) {
            Ok(file) if status == 200 => mark(thread, id, Upload::Done(file)),
            _ => {
                let problem = serde_json::from_str::<Problem>(&body).ok();
                let is = |kind: &&Kind| problem.as_ref().is_some_and(|problem| problem.is(**kind));
                mark(thread, id, Upload::Failed(*Kind::ALL.iter().find(is).unwrap_or(&Kind::Internal)));
            }
        };
    }
}

fn mark(thread: Thread, id: FileId, upload: Upload) {
    thread.attached.update(|attached| attached.mark(id, upload));
}

/// Hands the files over to the message that is to name them.
pub fn take(thread: Thread) -> Vec<File> {
    thread.picked.update_value(Vec::clear);
    thread.attached.try_update(Attached::take).unwrap_or_default()
}

/// Takes what is pasted or dropped; `false` if there was no file in it.
pub fn take_from(workspace: Workspace, thread: Thread, data: Option<web_sys::DataTransfer>) -> bool {
    let files = attach::list(data.and_then(|data| data.files()));
    let any = !files.is_empty();
    attach(workspace, thread, files);
    any
}

/// The button that picks files; the browser's own field does the work unseen.
#[component]
pub fn AttachButton(thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(input) = input.get_untracked() else { return };
        attach(workspace, thread, attach::list(input.files()));
        input.set_value(""); // so that the same file can be picked again
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <button class="button quiet" type="button" title=t.attach aria-label=t.attach on:click=open><Icon name=Name::Clip/></button>
        <input type="file" multiple hidden accept=KINDS node_ref=input on:change=picked/>
    }
}

/// The files picked for the reply.
#[component]
pub fn AttachedFiles(thread: Thread) -> impl IntoView {
    let files = move || thread.attached.with(|attached| attached.iter().cloned().collect::<Vec<_>>());
    view! {
        <ul class="attached" aria-label=words().files>
            <For each=files key=|picked| picked.id let:picked><Chip picked thread/></For>
        </ul>
    }
}

#[component]
fn Chip(picked: Picked, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let Picked { id, name, .. } = picked;
    let upload =
        Memo::new(move |_| thread.attached.with(|attached| attached.get(id).map(|own| own.upload.clone())));
    let retry = move |_| workspace.run(send(thread, id));
    let state = move || {
        upload.get().map(|upload| match upload {
            Upload::Done(_) => ().into_any(),
            Upload::Waiting => view! { <progress aria-label=t.sending></progress> }.into_any(),
            Upload::Sending(percent) => {
                view! { <progress aria-label=t.sending max="100" value=percent.to_string()></progress> }.into_any()
            }
            Upload::Failed(kind) => view! {
                <p class="said-foot bad" role="alert">
                    {words::why_file(kind, t)}
                    {attach::may_pass(kind).then(|| view! { <button class="link" on:click=retry>{t.retry}</button> })}
                </p>
            }
            .into_any(),
        })
    };
    // What was refused need be no picture, whatever it calls itself.
    let refused = Memo::new(move |_| matches!(upload.get(), Some(Upload::Failed(_))));
    let called = name.clone();
    let preview = move || match attach::known(id).filter(|_| !refused.get()) {
        Some(address) => view! { <img src=address alt=called.clone()/> }.into_any(),
        None => view! { <span class="paper"><Icon name=Name::Clip/><span>{called.clone()}</span></span> }
            .into_any(),
    };
    let remove = move |_| {
        thread.attached.update(|attached| attached.remove(id));
        thread.picked.update_value(|picked| picked.retain(|(known, _)| *known != id));
    };
    view! {
        <li>
            <div class="shown">
                {preview}
                <button class="button remove" type="button" aria-label=t.remove_file(name) on:click=remove><Icon name=Name::Close/></button>
            </div>
            {state}
        </li>
    }
}

/// A message's files.
#[component]
pub fn SentFiles(files: Vec<File>, thread: Thread) -> impl IntoView {
    let shown = files.into_iter().map(|file| {
        if file.kind.is_image() {
            view! { <Picture file thread/> }.into_any()
        } else {
            view! { <Card file thread/> }.into_any()
        }
    });
    view! { <div class="files">{shown.collect_view()}</div> }
}

#[component]
fn Picture(file: File, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let address = RwSignal::new(attach::known(file.id));
    if address.with_untracked(Option::is_none) {
        workspace.run(async move {
            let fetched = fetch(thread, file.id).await;
            address.try_set(fetched);
        });
    }
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked().filter(|_| address.with_untracked(Option::is_some)) {
            // Fails only when it is open already.
            dialog.show_modal().ok();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let (name, whole) = (file.name.clone(), file.name.clone());
    view! {
        <button class="frame" type="button" aria-label=t.see_picture(&file.name) on:click=open>
            {move || address.get().map(|address| view! { <img src=address alt=name.clone()/> })}
        </button>
        <dialog class="large" node_ref=dialog aria-label=file.name.clone() on:click=close>
            {move || address.get().map(|address| view! { <img src=address alt=whole.clone()/> })}
            <button class="button" aria-label=t.close><Icon name=Name::Close/></button>
        </dialog>
    }
}

#[component]
fn Card(file: File, thread: Thread) -> impl IntoView {
    let (workspace, t) = (Workspace::expect(), words());
    let size = time::size(file.bytes, t);
    let (id, name) = (file.id, file.name.clone());
    let save = move |_| {
        let name = name.clone();
        workspace.run(async move {
            match fetch(thread, id).await {
                Some(address) => attach::save(&address, &name),
                None => workspace.say(Toast { text: t.file_not_now.to_owned(), take_back: None }),
            }
        });
    };
    view! {
        <button class="paper" type="button" aria-label=t.save_file(&file.name, &size) on:click=save>
            <Icon name=Name::Clip/>
            <span><b dir="auto">{file.name.clone()}</b><small>{size.clone()}</small></span>
        </button>
    }
}

/// Where a file can be shown from: fetched once.
async fn fetch(thread: Thread, id: FileId) -> Option<String> {
    if let Some(address) = attach::known(id) {
        return Some(address);
    }
    let address = attach::fetch(&wire::at(&format!("{}/files/{id}", live::path(thread))), None).await;
    attach::keep(id, address.clone());
    address
}
