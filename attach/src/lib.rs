//! What both apps do with files in a browser: make a picked one ready, send it and tell how far it is, fetch one and show
//! it. Keys travel in headers only; what is shown is an address that the browser makes for this page alone.

mod addresses;
mod attached;

pub use addresses::{keep, known};
pub use attached::{Attached, Picked, Upload, may_pass};

use js_sys::{Promise, encode_uri_component};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, FileList, Headers, HtmlAnchorElement, HtmlCanvasElement,
    ImageBitmap, ProgressEvent, RequestInit, Response, Url, XmlHttpRequest,
};

/// The longest side of a picture that is sent, in pixels.
const LONGEST_SIDE: f64 = 2_048.0;

/// How well a picture is drawn anew: from 0 to 1.
const QUALITY: f64 = 0.85;

/// A picked file as it is to be sent. A photo is drawn anew: no larger than a screen shows, and without the place where it was
/// taken, which phones write into it. Anything else, and what the browser can't draw, stays as it is.
pub async fn ready(file: File) -> Blob {
    match drawn(&file).await {
        Some(drawn) => drawn,
        None => file.into(),
    }
}

/// Whether a file is over the limit: the server would hang up before it had answered.
#[must_use]
pub fn is_too_large(content: &Blob) -> bool {
    content.size() > protocol::limits::FILE_BYTES as f64
}

async fn drawn(file: &File) -> Option<Blob> {
    let kind = file.type_();
    // Drawn, a moving picture would stand still.
    if !kind.starts_with("image/") || kind == "image/gif" {
        return None;
    }
    let window = web_sys::window()?;
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONGEST_SIDE / width.max(height)).min(1.0);
    // A drawing keeps its sharp edges and its transparency, unless it is too large.
    if scale == 1.0 && matches!(kind.as_str(), "image/png" | "image/webp") {
        return None;
    }
    let canvas: HtmlCanvasElement = window.document()?.create_element("canvas").ok()?.unchecked_into();
    let (width, height) = ((width * scale).round(), (height * scale).round());
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    context.set_fill_style_str("#fff"); // what was transparent
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height).ok()?;
    let blob = Promise::new(&mut |done, _| {
        // A canvas that can't be read leaves the file as it is: the promise is never kept then, so it is broken here.
        if canvas.to_blob_with_type_and_encoder_options(&done, "image/jpeg", &QUALITY.into()).is_err() {
            let _ = done.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
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
    let request = XmlHttpRequest::new().ok()?;
    request.open("POST", path).ok()?;
    if let Some(token) = token {
        request.set_request_header("authorization", &["Bearer ", token].concat()).ok()?;
    }
    request.set_request_header("file-id", id).ok()?;
    request.set_request_header("file-name", &String::from(encode_uri_component(name))).ok()?;
    let heard = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        progress(event.loaded() / event.total().max(1.0));
    });
    request.upload().ok()?.set_onprogress(Some(heard.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |ended, _| request.set_onloadend(Some(&ended)));
    request.send_with_opt_blob(Some(content)).ok()?;
    JsFuture::from(ended).await.ok()?;
    let status = request.status().ok().filter(|status| *status != 0)?;
    Some((status, request.response_text().ok().flatten().unwrap_or_default()))
}

/// Fetches a file: an address for this page alone. `None`: it can't be had now.
pub async fn fetch(path: &str, token: Option<&str>) -> Option<String> {
    let request = RequestInit::new();
    if let Some(token) = token {
        let headers = Headers::new().ok()?;
        headers.set("authorization", &["Bearer ", token].concat()).ok()?;
        request.set_headers(&headers);
    }
    let answer = JsFuture::from(web_sys::window()?.fetch_with_str_and_init(path, &request)).await.ok()?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return None;
    }
    let content: Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.unchecked_into();
    address(&content)
}

/// An address under which this page, and no other, can show something; it holds until the page is closed.
pub fn address(content: &Blob) -> Option<String> {
    Url::create_object_url_with_blob(content).ok()
}

/// Has the browser keep what is at an address of this page's, under a name.
pub fn save(address: &str, name: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(link) = document.and_then(|document| document.create_element("a").ok()) else { return };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
}

/// A browser's list of files.
#[must_use]
pub fn list(files: Option<FileList>) -> Vec<File> {
    files.iter().flat_map(|files| (0..files.length()).filter_map(|place| files.get(place))).collect()
}
