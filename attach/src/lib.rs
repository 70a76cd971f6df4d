//! What both apps do with files in a browser: make a picked one ready, send it and tell how far it is, fetch one and show
//! it. Keys travel in headers only; what is shown is an address that the browser makes for this page alone.

mod addresses;
mod attached;

pub use addresses::{keep, known};
pub use attached::{Attached, Picked, Upload, may_pass};

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileList, Url};

#[wasm_bindgen(module = "/files.js")]
extern "C" {
    #[wasm_bindgen(js_name = ready)]
    async fn drawn_anew(file: &File) -> JsValue;

    #[wasm_bindgen(catch, js_name = send)]
    async fn send_with(
        path: &str,
        token: Option<&str>,
        id: &str,
        name: &str,
        content: &Blob,
        progress: &Closure<dyn FnMut(f64)>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    async fn fetched(path: &str, token: Option<&str>) -> Result<JsValue, JsValue>;

    /// Has the browser keep what is at an address of this page's, under a name.
    pub fn save(address: &str, name: &str);
}

/// A picked file as it is to be sent. A photo is drawn anew: no larger than a screen shows, and without the place where it was
/// taken, which phones write into it. Anything else, and what the browser can't draw, stays as it is.
pub async fn ready(file: File) -> Blob {
    drawn_anew(&file).await.unchecked_into()
}

/// Whether a file is over the limit: the server would hang up before it had answered.
#[must_use]
pub fn is_too_large(content: &Blob) -> bool {
    content.size() > protocol::limits::FILE_BYTES as f64
}

/// Sends a file by `POST path`; `progress` hears how much of it is through, from 0 to 1. `None`: the server can't be reached.
/// Otherwise the answer's status and body.
pub async fn send(
    path: &str,
    token: Option<&str>,
    (id, name): (&str, &str),
    content: &Blob,
    progress: impl Fn(f64) + 'static,
) -> Option<(u16, String)> {
    let progress = Closure::<dyn FnMut(f64)>::new(progress);
    let answer = send_with(path, token, id, name, content, &progress).await.ok()?;
    let mut answer = answer.unchecked_ref::<Array>().iter();
    let status = answer.next()?.as_f64().filter(|status| *status != 0.0)?;
    Some((status as u16, answer.next()?.as_string()?))
}

/// Fetches a file: an address for this page alone. `None`: it can't be had now.
pub async fn fetch(path: &str, token: Option<&str>) -> Option<String> {
    fetched(path, token).await.ok()?.as_string()
}

/// An address under which this page, and no other, can show something; it holds until the page is closed.
pub fn address(content: &Blob) -> Option<String> {
    Url::create_object_url_with_blob(content).ok()
}

/// A browser's list of files.
#[must_use]
pub fn list(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    Array::from(&files).iter().map(JsCast::unchecked_into).collect()
}

/// What is dragged, if it is files, and then the browser leaves it to us. Text it takes to a field by itself.
pub fn dragged(event: &web_sys::DragEvent) -> Option<web_sys::DataTransfer> {
    let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0))?;
    event.prevent_default();
    Some(data)
}
