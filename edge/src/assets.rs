//! Static files and the two documents. Files have their content's hash in their name and never change; each lies beside
//! its brotli-compressed copy. Documents are templates that are filled for each shop and never kept.

use std::cell::RefCell;
use std::rc::Rc;

use protocol::shop::{Language, Profile};
use serde::Deserialize;
use worker::{EncodeBody, Env, Headers, Request, Response, ResponseBuilder};

use crate::door;
use crate::failure::{Failure, Outcome, not_found};
use crate::mail::Sender;
use crate::shops::Shop;

/// What the build wrote: the names of the files that documents refer to.
#[derive(Debug, Deserialize)]
struct Manifest {
    widget: App,
    console: App,
    /// The loader's hash.
    sapa: String,
    /// The hash of the console's service worker.
    worker: String,
}

/// An app's files, as paths.
#[derive(Debug, Deserialize)]
struct App {
    js: String,
    css: String,
    wasm: String,
}

struct Documents {
    manifest: Manifest,
    chat: String,
    console: String,
}

thread_local! {
    static DOCUMENTS: RefCell<Option<Rc<Documents>>> = RefCell::default();
}

/// A file under `/assets/`.
pub async fn file(request: &Request, env: &Env, path: &str) -> Outcome<Response> {
    let content_type = content_type(path).ok_or_else(|| not_found("file"))?;
    let headers = Headers::new();
    headers.set("content-type", content_type)?;
    headers.set("cache-control", "public, max-age=31536000, immutable")?;
    headers.set("cross-origin-resource-policy", "cross-origin")?;
    compressed(request, env, path, headers).await
}

/// The loader. Its name never changes, so browsers ask now and then whether it has.
pub async fn loader(request: &Request, env: &Env) -> Outcome<Response> {
    let headers = Headers::new();
    headers.set("cache-control", "public, max-age=300, stale-while-revalidate=86400")?;
    headers.set("cross-origin-resource-policy", "cross-origin")?;
    let documents = documents(env).await?;
    script(request, env, "/sapa.js", &documents.manifest.sapa, headers).await
}

/// The console's service worker. Its name never changes either, and browsers ask each time. It may only call us.
pub async fn console_worker(request: &Request, env: &Env) -> Outcome<Response> {
    let headers = Headers::new();
    headers.set("cache-control", "no-cache")?;
    headers.set("service-worker-allowed", "/console")?;
    headers.set("content-security-policy", "default-src 'none'; connect-src 'self'")?;
    headers.set("cross-origin-resource-policy", "same-origin")?;
    let documents = documents(env).await?;
    script(request, env, "/console-worker.js", &documents.manifest.worker, headers).await
}

/// A script under a name of its own, with its content's hash as its entity tag.
async fn script(request: &Request, env: &Env, path: &str, hash: &str, headers: Headers) -> Outcome<Response> {
    let etag = format!("\"{hash}\"");
    headers.set("content-type", "text/javascript; charset=utf-8")?;
    headers.set("etag", &etag)?;
    if request.headers().get("if-none-match")?.is_some_and(|known| known.contains(&etag)) {
        return Ok(ResponseBuilder::new().with_status(304).with_headers(headers).empty());
    }
    compressed(request, env, path, headers).await
}

/// The chat of a shop: inside the loader's frame, or a page of its own.
pub async fn chat(request: &Request, env: &Env, shop: &Shop, profile: &Profile) -> Outcome<Response> {
    let documents = documents(env).await?;
    let language = language(request, profile)?;
    let profile_json = serde_json::to_string(profile)?.replace('<', "\\u003c");
    let html = fill(
        &documents.chat,
        &[
            ("lang", language),
            ("title", &desk::mail::escape(&profile.name)),
            ("profile", &profile_json),
            ("css", &documents.manifest.widget.css),
            ("js", &documents.manifest.widget.js),
            ("wasm", &documents.manifest.widget.wasm),
        ],
    );
    let ancestors = shop.settings.allowed_origins.join(" ");
    document(html, &format!("'self' {ancestors}"), request)
}

/// The console.
pub async fn console(request: &Request, env: &Env) -> Outcome<Response> {
    let documents = documents(env).await?;
    let App { js, css, wasm } = &documents.manifest.console;
    let mail = if Sender::of(env).is_some() { "on" } else { "off" };
    let html = fill(&documents.console, &[("mail", mail), ("css", css), ("js", js), ("wasm", wasm)]);
    document(html, "'none'", request)
}

fn document(html: String, ancestors: &str, request: &Request) -> Outcome<Response> {
    let own = door::own_origin(request);
    let sockets = own.replacen("http", "ws", 1);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {sockets}; \
         img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    );
    let headers = Headers::new();
    headers.set("content-type", "text/html; charset=utf-8")?;
    headers.set("cache-control", "no-store")?;
    headers.set("content-security-policy", &policy)?;
    headers.set("referrer-policy", "no-referrer")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()")?;
    // A storefront that isolates itself (COEP: require-corp) may still embed the chat.
    headers.set("cross-origin-embedder-policy", "require-corp")?;
    headers.set("cross-origin-resource-policy", "cross-origin")?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(html.into_bytes()))
}

async fn compressed(request: &Request, env: &Env, path: &str, headers: Headers) -> Outcome<Response> {
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("vary", "accept-encoding")?;
    let brotli = request.headers().get("accept-encoding")?.is_some_and(|accepted| takes_brotli(&accepted));
    let (path, encode) = if brotli {
        headers.set("content-encoding", "br")?;
        (format!("{path}.br"), EncodeBody::Manual)
    } else {
        (path.to_owned(), EncodeBody::Automatic)
    };
    let file = fetch(env, &path).await?;
    Ok(Response::from_body(file.body().clone())?.with_headers(headers).with_encode_body(encode))
}

/// Whether a client takes Brotli: it names it, and not with the weight 0 (RFC 9110, section 12.4.2).
fn takes_brotli(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && weight != Some(0.0)
    })
}

async fn documents(env: &Env) -> Outcome<Rc<Documents>> {
    if let Some(documents) = DOCUMENTS.with_borrow(Clone::clone) {
        return Ok(documents);
    }
    let manifest = serde_json::from_str(&text(env, "/manifest.json").await?)?;
    let (chat, console) = (text(env, "/chat.html").await?, text(env, "/console.html").await?);
    let documents = Rc::new(Documents { manifest, chat, console });
    DOCUMENTS.set(Some(documents.clone()));
    Ok(documents)
}

async fn text(env: &Env, path: &str) -> Outcome<String> {
    Ok(fetch(env, path).await?.text().await?)
}

async fn fetch(env: &Env, path: &str) -> Outcome<Response> {
    let response = env.assets("ASSETS")?.fetch(format!("https://assets{path}"), None).await?;
    match response.status_code() {
        200 => Ok(response),
        404 => Err(not_found("file")),
        status => Err(Failure::Fault(format!("the static files answered {status} for {path}"))),
    }
}

/// What a file's ending says it is; `None` for a path that can't be one of ours.
fn content_type(path: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = path.strip_prefix("/assets/")?;
    if !name.chars().all(plain) {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// The document's language: what the page asked for (`?lang=`), else the shop's first.
fn language(request: &Request, profile: &Profile) -> Outcome<&'static str> {
    let url = request.url()?;
    let asked = url.query_pairs().find(|(name, _)| name == "lang").map(|(_, value)| value.into_owned());
    Ok(match (asked.as_deref(), profile.languages.first()) {
        (Some("en"), _) => "en",
        (Some("id"), _) => "id",
        (_, Some(Language::En)) => "en",
        _ => "id",
    })
}

/// Fills a template's `{{names}}`; a value that looks like one stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        let value = values.iter().find(|(known, _)| *known == name.trim());
        text.push_str(value.map_or("", |(_, value)| value));
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_value_is_never_a_template() {
        let filled = fill("<a>{{x}}</a>{{y}}{{unknown}}", &[("x", "{{y}}"), ("y", "1")]);
        assert_eq!(filled, "<a>{{y}}</a>1");
    }

    #[test]
    fn brotli_is_sent_to_whoever_takes_it() {
        for accepted in ["br", "gzip, br", "gzip;q=0, BR ;q=0.5", "br;q=1, *;q=0"] {
            assert!(takes_brotli(accepted), "{accepted}");
        }
        for refused in ["", "gzip", "br;q=0", "gzip, br; q=0.000", "identity, xbr", "*"] {
            assert!(!takes_brotli(refused), "{refused}");
        }
    }

    #[test]
    fn only_files_of_ours_are_served() {
        assert_eq!(content_type("/assets/widget-0a1b.wasm"), Some("application/wasm"));
        for path in [
            "/assets/../secret.js",
            "/assets/a/b.js",
            "/assets/x.html",
            "/assets/x",
            "/assets/%2e%2e.js",
            "/x.js",
        ] {
            assert_eq!(content_type(path), None, "{path}");
        }
    }
}
