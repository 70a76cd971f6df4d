//! Codes of an authenticator app: turned on with a QR code, turned off with a code.

use gloo_net::http::Method;
use leptos::prelude::*;
use protocol::account::{Account, CodeSecret, Confirm, RecoveryCodes};
use qrcode::{Color, EcLevel, QrCode};

use super::account::Mine;
use crate::door::Field;
use crate::wire::http;

const PATH: &str = "/v1/staff/me/codes";

/// How far turning them on has come.
#[derive(Clone)]
pub enum Step {
    /// Nothing was begun.
    Idle,
    /// The secret is shown, and waits for its first code.
    Scan(CodeSecret),
    /// The recovery codes are shown, this once.
    Keep(RecoveryCodes),
}

/// The section of the codes. They are asked for after a password, so there must be one.
#[component]
pub fn Codes(mine: Mine, account: Account) -> impl IntoView {
    let (desk, t) = (mine.desk, mine.desk.t);
    let step = mine.step;
    let code = RwSignal::new(String::new());
    let begin =
        move |_| desk.run(http::post::<CodeSecret>(PATH, &()), move |secret| step.set(Step::Scan(secret)));
    let confirm = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = Confirm { code: code.get_untracked() };
        let task = async move { http::put::<RecoveryCodes>(PATH, &body).await };
        desk.run(task, move |codes| step.set(Step::Keep(codes)));
    };
    let stop = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let body = Confirm { code: code.get_untracked() };
        mine.change(async move { http::send(Method::POST, &format!("{PATH}/off"), &body).await });
    };
    let kept = move |_| {
        step.set(Step::Idle);
        mine.read();
    };
    let state = match (account.password, account.codes) {
        (false, _) => t.codes_need_password.to_owned(),
        (true, false) => t.codes_off.to_owned(),
        (true, true) => t.codes_on(account.recovery_codes),
    };
    view! {
        <section class="panel-part">
            <h3>{t.codes}</h3>
            <p class="faint">{state}</p>
            {move || match step.get() {
                Step::Idle if account.codes => view! {
                    <details class="door-more">
                        <summary>{t.codes_stop}</summary>
                        <form class="door-form" on:submit=stop>
                            <Field id="stop-code" label=t.code_label value=code autocomplete="one-time-code" hint=t.code_hint/>
                            <button class="button" type="submit" prop:disabled=desk.busy>{t.codes_stop}</button>
                        </form>
                    </details>
                }.into_any(),
                Step::Idle if account.password => view! {
                    <button class="button" prop:disabled=desk.busy on:click=begin>{t.codes_start}</button>
                }.into_any(),
                Step::Idle => ().into_any(),
                Step::Scan(secret) => view! {
                    <ol class="steps">
                        <li>{t.codes_scan}<QrPicture text=secret.uri label=t.codes_picture/></li>
                        <li>{t.codes_type}" "<code class="secret">{secret.secret}</code></li>
                        <li>
                            <form class="panel-row" on:submit=confirm>
                                <Field id="first-code" label=t.codes_first value=code autocomplete="one-time-code"/>
                                <button class="button primary" type="submit" prop:disabled=desk.busy>{t.codes_start}</button>
                            </form>
                        </li>
                    </ol>
                }.into_any(),
                Step::Keep(codes) => view! {
                    <div role="status">
                        <p>{t.codes_keep}</p>
                        <ul class="recovery">{codes.codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}</ul>
                        <button class="button primary" on:click=kept>{t.codes_kept}</button>
                    </div>
                }.into_any(),
            }}
        </section>
    }
}

/// A text as a QR code: one path of squares, dark on light in every theme, with the quiet zone that readers need.
#[component]
fn QrPicture(text: String, label: &'static str) -> impl IntoView {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = code.width() + 8;
    Some(view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label>
            <path d=path(&code)/>
        </svg>
    })
}

fn path(code: &QrCode) -> String {
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_three_corners() {
        let code = QrCode::with_error_correction_level("otpauth://totp/Toko", EcLevel::M).unwrap();
        let (drawn, last) = (path(&code), code.width() + 3);
        for corner in ["M4 4h".to_owned(), format!("M{last} 4h"), format!("M4 {last}h")] {
            assert!(drawn.contains(&corner), "{corner}");
        }
    }
}
