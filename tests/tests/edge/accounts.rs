//! Passwords, codes of an authenticator app, and what wrong ones cost.

use std::time::{Duration, Instant};

use protocol::account::{Account, CodeSecret, Confirm, NewPassword, PasswordSignIn, RecoveryCodes, Rename};
use protocol::audit::{Deed, Way};
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{Agent, Answer, BATIK, Stand, code, new_email};

const PASSWORD: &str = "kuda baterai benar";

/// Somebody with a password, and their e-mail address.
async fn newcomer(stand: &Stand) -> (Agent, String) {
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let email = new_email("wulan");
    let invitation = owner.invites("Wulan", &email, Role::Agent).await;
    (stand.accepts_with_password(&invitation.code, PASSWORD).await, email)
}

async fn signs_in(stand: &Stand, shop: &str, email: &str, password: &str, code: Option<&str>) -> Answer {
    let sign_in = PasswordSignIn {
        shop: shop.to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
        code: code.map(str::to_owned),
        bearer: true,
    };
    stand.stranger().post("/v1/staff/session/password", &sign_in).await
}

/// Has codes asked for: the secret, the code that confirmed it, and the recovery codes.
async fn turns_codes_on(agent: &Agent) -> (String, String, Vec<String>) {
    let CodeSecret { secret, uri } = agent.caller.post("/v1/staff/me/codes", &()).await.json();
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(&secret), "{uri}");
    let confirm = Confirm { code: code(&secret, 0) };
    let RecoveryCodes { codes } = agent.caller.put("/v1/staff/me/codes", &confirm).await.json();
    (secret, confirm.code, codes)
}

#[tokio::test]
async fn a_password_signs_in_however_the_address_is_spelt() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    let answer = signs_in(&stand, BATIK, &format!(" {} ", email.to_uppercase()), PASSWORD, None).await;
    assert_eq!(stand.signed_in(&answer).member, wulan.member);
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same_and_takes_as_long() {
    let stand = Stand::shared().await;
    let (_, email) = newcomer(&stand).await;
    let tries = [
        (BATIK, email.as_str(), "kuda baterai salah"),
        (BATIK, "nobody@toko.example", PASSWORD),
        ("toko-lain", email.as_str(), PASSWORD),
        ("No Slug", email.as_str(), PASSWORD),
        (BATIK, "", ""),
    ];
    let mut seen = Vec::new();
    for (shop, email, password) in tries {
        let began = Instant::now();
        let problem = signs_in(&stand, shop, email, password, None).await.problem(Kind::Unauthorized);
        seen.push((began.elapsed(), problem.detail));
    }
    assert!(seen.windows(2).all(|pair| pair[0].1 == pair[1].1), "{seen:?}");
    let quickest = seen.iter().map(|(took, _)| *took).min().expect("five tries");
    assert!(quickest > Duration::from_millis(10), "each is hashed: {seen:?}");
}

#[tokio::test]
async fn after_five_wrong_tries_even_the_right_password_waits_a_minute() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    for _ in 0..5 {
        signs_in(&stand, BATIK, &email, "kuda baterai salah", None).await.problem(Kind::Unauthorized);
    }
    let answer = signs_in(&stand, BATIK, &email, PASSWORD, None).await;
    let problem = answer.problem(Kind::SlowDown);
    let wait: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!((30..=60).contains(&wait), "{wait}");
    assert_eq!(problem.retry_after, Some(wait));

    // Whether there is such an account, nobody learns from it.
    let nobody = new_email("nobody");
    for _ in 0..5 {
        signs_in(&stand, BATIK, &nobody, PASSWORD, None).await.problem(Kind::Unauthorized);
    }
    signs_in(&stand, BATIK, &nobody, PASSWORD, None).await.problem(Kind::SlowDown);

    wulan.inbox().await; // who is inside already stays
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let failed = Deed::SignInFailed { way: Way::Password };
    let recorded =
        owner.audit().await.into_iter().filter(|entry| {
            entry.deed == failed && entry.by.as_ref().is_some_and(|by| by.id == wulan.member.id)
        });
    assert_eq!(recorded.count(), 5);
}

#[tokio::test]
async fn a_right_password_forgives_the_wrong_ones_before() {
    let stand = Stand::shared().await;
    let (_, email) = newcomer(&stand).await;
    for _ in 0..3 {
        for _ in 0..4 {
            signs_in(&stand, BATIK, &email, "kuda baterai salah", None).await.problem(Kind::Unauthorized);
        }
        assert_eq!(signs_in(&stand, BATIK, &email, PASSWORD, None).await.status, 200);
    }
}

#[tokio::test]
async fn a_code_is_asked_for_after_the_password_and_is_good_once() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    let (secret, used, _) = turns_codes_on(&wulan).await;
    let sign_in = |password: &'static str, code: Option<String>| {
        let (stand, email) = (&stand, &email);
        async move { signs_in(stand, BATIK, email, password, code.as_deref()).await }
    };
    sign_in(PASSWORD, None).await.problem(Kind::SecondFactor);
    sign_in("kuda baterai salah", Some(code(&secret, 0))).await.problem(Kind::Unauthorized);
    sign_in(PASSWORD, Some(used)).await.problem(Kind::SecondFactor); // it confirmed the secret
    sign_in(PASSWORD, Some(code(&secret, 9))).await.problem(Kind::SecondFactor);
    let fresh = code(&secret, 1);
    assert_eq!(sign_in(PASSWORD, Some(fresh.clone())).await.status, 200);
    sign_in(PASSWORD, Some(fresh)).await.problem(Kind::SecondFactor);
}

#[tokio::test]
async fn guessing_codes_is_stopped_like_guessing_passwords() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    let (secret, ..) = turns_codes_on(&wulan).await;
    for _ in 0..5 {
        signs_in(&stand, BATIK, &email, PASSWORD, Some("00000x")).await.problem(Kind::SecondFactor);
    }
    let right = code(&secret, 1);
    signs_in(&stand, BATIK, &email, PASSWORD, Some(&right)).await.problem(Kind::SlowDown);
}

#[tokio::test]
async fn each_recovery_code_stands_in_for_the_phone_once() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    let (.., codes) = turns_codes_on(&wulan).await;
    assert_eq!(codes.len(), 10);
    let shouted = codes[0].to_uppercase().replace('-', " ");
    assert_eq!(signs_in(&stand, BATIK, &email, PASSWORD, Some(&shouted)).await.status, 200);
    signs_in(&stand, BATIK, &email, PASSWORD, Some(&codes[0])).await.problem(Kind::SecondFactor);
    assert_eq!(wulan.account().await.recovery_codes, 9);

    let off = Confirm { code: codes[1].clone() };
    assert_eq!(wulan.caller.post("/v1/staff/me/codes/off", &off).await.status, 204);
    assert_eq!(signs_in(&stand, BATIK, &email, PASSWORD, None).await.status, 200);
    wulan.caller.post("/v1/staff/me/codes/off", &off).await.problem(Kind::WrongState);
    let Account { codes, recovery_codes, .. } = wulan.account().await;
    assert_eq!((codes, recovery_codes), (false, 0));
}

#[tokio::test]
async fn codes_are_turned_on_only_by_who_can_read_them_and_off_likewise() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let anything = Confirm { code: "123456".to_owned() };
    dina.caller.post("/v1/staff/me/codes", &()).await.problem(Kind::WrongState); // there is no password
    let (wulan, _) = newcomer(&stand).await;
    wulan.caller.put("/v1/staff/me/codes", &anything).await.problem(Kind::WrongState);
    let CodeSecret { secret, .. } = wulan.caller.post("/v1/staff/me/codes", &()).await.json();
    let wrong = Confirm { code: code(&secret, 9) };
    wulan.caller.put("/v1/staff/me/codes", &wrong).await.problem(Kind::Forbidden);
    assert!(!wulan.account().await.codes);
    turns_codes_on(&wulan).await;
    wulan.caller.post("/v1/staff/me/codes", &()).await.problem(Kind::WrongState);
    wulan.caller.post("/v1/staff/me/codes/off", &anything).await.problem(Kind::Forbidden);
    assert!(wulan.account().await.codes);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let stand = Stand::shared().await;
    let (wulan, email) = newcomer(&stand).await;
    let elsewhere = stand.signed_in(&signs_in(&stand, BATIK, &email, PASSWORD, None).await);
    let set = |current: Option<&str>, password: &str| {
        let new =
            NewPassword { current: current.map(str::to_owned), email: None, password: password.to_owned() };
        let caller = wulan.caller.clone();
        async move { caller.put("/v1/staff/me/password", &new).await }
    };
    set(None, "meja kursi lampu").await.problem(Kind::Forbidden);
    set(Some("kuda baterai salah"), "meja kursi lampu").await.problem(Kind::Forbidden);
    set(Some(PASSWORD), "pendek").await.problem(Kind::Invalid);
    set(Some(PASSWORD), "1234567890").await.problem(Kind::Invalid);
    assert_eq!(set(Some(PASSWORD), "meja kursi lampu").await.status, 204);

    elsewhere.caller.get("/v1/staff/inbox").await.problem(Kind::Unauthorized);
    wulan.inbox().await;
    signs_in(&stand, BATIK, &email, PASSWORD, None).await.problem(Kind::Unauthorized);
    assert_eq!(signs_in(&stand, BATIK, &email, "meja kursi lampu", None).await.status, 200);
}

#[tokio::test]
async fn whoever_came_by_a_link_gives_an_address_with_their_first_password() {
    let stand = Stand::shared().await;
    let (wulan, taken) = newcomer(&stand).await;
    let sari = stand.agent(BATIK, "Sari").await;
    let set = |email: Option<&str>| {
        let new =
            NewPassword { current: None, email: email.map(str::to_owned), password: PASSWORD.to_owned() };
        let caller = sari.caller.clone();
        async move { caller.put("/v1/staff/me/password", &new).await }
    };
    set(None).await.problem(Kind::Invalid);
    set(Some("sari")).await.problem(Kind::Invalid);
    set(Some(&taken.to_uppercase())).await.problem(Kind::IdTaken);
    let email = new_email("sari");
    assert_eq!(set(Some(&email)).await.status, 204);
    assert_eq!(sari.account().await.email.as_deref(), Some(email.as_str()));
    let answer = signs_in(&stand, BATIK, &email, PASSWORD, None).await;
    assert_eq!(stand.signed_in(&answer).member, sari.member);
    assert_ne!(wulan.member, sari.member);
}

#[tokio::test]
async fn a_name_is_ones_own_to_change() {
    let stand = Stand::shared().await;
    let (wulan, _) = newcomer(&stand).await;
    let rename = |name: &str| {
        let (caller, rename) = (wulan.caller.clone(), Rename { name: name.to_owned() });
        async move { caller.put("/v1/staff/me", &rename).await }
    };
    for bad in ["", "  ", "a\u{0}b", &"x".repeat(41)] {
        rename(bad).await.problem(Kind::Invalid);
    }
    assert_eq!(rename(" Wulan Sari ").await.status, 204);
    assert_eq!(wulan.account().await.member.name, "Wulan Sari");
}

#[tokio::test]
async fn another_site_signs_nobody_in_by_password_passkey_or_invitation() {
    let stand = Stand::shared().await;
    let (_, email) = newcomer(&stand).await;
    let foreign = stand.stranger().with_header("origin", "https://evil.example");
    let sign_in = PasswordSignIn {
        shop: BATIK.to_owned(),
        email,
        password: PASSWORD.to_owned(),
        code: None,
        bearer: false,
    };
    foreign.post("/v1/staff/session/password", &sign_in).await.problem(Kind::OriginNotAllowed);
    for path in ["challenge", "session/passkey", "invitation", "invitation/accept"] {
        let path = format!("/v1/staff/{path}");
        foreign.post(&path, &()).await.problem(Kind::OriginNotAllowed);
    }
    let own = stand.stranger().with_header("origin", stand.origin());
    let answer = own.post("/v1/staff/session/password", &sign_in).await;
    assert!(answer.header("set-cookie").contains("HttpOnly; SameSite=Strict"));
}
