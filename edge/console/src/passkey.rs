//! The browser's side of passkeys: `navigator.credentials`, with options and answers in their JSON forms.

use js_sys::{JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use protocol::passkey::{Authentication, CreationOptions, Registration, RequestOptions};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type PublicKeyCredential;

    #[wasm_bindgen(catch, static_method_of = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn parse_creation(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, static_method_of = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn parse_request(options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, js_name = toJSON)]
    fn to_json(this: &PublicKeyCredential) -> Result<JsValue, JsValue>;

    type Credentials;

    #[wasm_bindgen(catch, method)]
    fn create(this: &Credentials, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, method)]
    fn get(this: &Credentials, options: &JsValue) -> Result<Promise, JsValue>;
}

/// Why there is no passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The person closed the browser's window, or took too long.
    Cancelled,
    /// This device has one for this account already.
    Known,
    /// The browser can't.
    Failed,
}

/// Whether the browser knows passkeys, and their JSON forms, on this address. They belong to a host name, never to a number.
pub fn works_here() -> bool {
    let knows = || {
        let class = Reflect::get(&window(), &"PublicKeyCredential".into()).ok()?;
        let parse = Reflect::get(&class, &"parseRequestOptionsFromJSON".into()).ok()?;
        parse.is_function().then_some(())
    };
    let host = window().location().hostname().unwrap_or_default();
    knows().is_some() && !is_number(&host)
}

/// Whether a host is an IP address.
fn is_number(host: &str) -> bool {
    host.contains(':') || host.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Has the browser make a passkey.
///
/// # Errors
/// As [`Trouble`] tells.
pub async fn make(options: &CreationOptions) -> Result<Registration, Trouble> {
    let options = PublicKeyCredential::parse_creation(&to_js(options)?).map_err(trouble)?;
    read(credentials()?.create(&public_key(&options)?).map_err(trouble)?).await
}

/// Has the browser use a passkey, whichever the person chooses.
///
/// # Errors
/// As [`Trouble`] tells.
pub async fn pick(options: &RequestOptions) -> Result<Authentication, Trouble> {
    let options = PublicKeyCredential::parse_request(&to_js(options)?).map_err(trouble)?;
    read(credentials()?.get(&public_key(&options)?).map_err(trouble)?).await
}

fn credentials() -> Result<Credentials, Trouble> {
    let credentials = Reflect::get(&window().navigator(), &"credentials".into()).map_err(trouble)?;
    Ok(credentials.unchecked_into())
}

fn public_key(options: &JsValue) -> Result<JsValue, Trouble> {
    let outer = Object::new();
    Reflect::set(&outer, &"publicKey".into(), options).map_err(trouble)?;
    Ok(outer.into())
}

async fn read<T: DeserializeOwned>(promise: Promise) -> Result<T, Trouble> {
    let credential: PublicKeyCredential = JsFuture::from(promise).await.map_err(trouble)?.unchecked_into();
    let json = JSON::stringify(&credential.to_json().map_err(trouble)?).map_err(trouble)?;
    serde_json::from_str(&String::from(json)).map_err(|_| Trouble::Failed)
}

fn to_js(value: &impl Serialize) -> Result<JsValue, Trouble> {
    let text = serde_json::to_string(value).map_err(|_| Trouble::Failed)?;
    JSON::parse(&text).map_err(trouble)
}

/// What a browser's `DOMException` means (Web Authentication, sections 5.1.3 and 5.1.4).
fn trouble(error: JsValue) -> Trouble {
    let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => Trouble::Cancelled,
        Some("InvalidStateError") => Trouble::Known,
        _ => Trouble::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_needs_a_name_to_belong_to() {
        assert!(is_number("127.0.0.1") && is_number("[::1]"));
        assert!(!is_number("localhost") && !is_number("sapa.example") && !is_number("1.example"));
    }
}
