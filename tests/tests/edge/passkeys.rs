//! Passkeys: made and used by an authenticator in software, which tells the truth once and then lies in every way there is.

use protocol::account::{
    AcceptInvitation, InvitationDetails, NewPasskey, OpenInvitation, PasskeySignIn, Rename,
};
use protocol::audit::{Deed, Way};
use protocol::passkey::{Authentication, CreationOptions};
use protocol::problem::Kind;
use protocol::staff::Role;
use sapa_tests::{Agent, Answer, Authenticator, BATIK, SEPATU, Stand, new_email};

/// Somebody with a passkey.
async fn newcomer(stand: &Stand) -> (Agent, Authenticator) {
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let invitation = owner.invites("Wulan", &new_email("wulan"), Role::Agent).await;
    let mut authenticator = Authenticator::new(stand.origin());
    let agent = stand.accepts_with_passkey(&invitation.code, &mut authenticator).await;
    (agent, authenticator)
}

async fn signs_in(stand: &Stand, passkey: Authentication) -> Answer {
    stand.stranger().post("/v1/staff/session/passkey", &PasskeySignIn { passkey, bearer: true }).await
}

#[tokio::test]
async fn a_passkey_signs_in_without_being_asked_for_a_name() {
    let stand = Stand::shared().await;
    let (wulan, mut authenticator) = newcomer(&stand).await;
    for _ in 0..2 {
        let passkey = authenticator.signs(&stand.challenge().await);
        let again = stand.signed_in(&signs_in(&stand, passkey).await);
        assert_eq!(again.member, wulan.member);
        again.inbox().await;
    }
    let account = wulan.account().await;
    assert_eq!(account.sessions.len(), 3);
    assert_eq!(account.passkeys.len(), 1);
    assert!(account.passkeys[0].used.is_some());
}

#[tokio::test]
async fn an_answer_of_a_passkey_is_good_once() {
    let stand = Stand::shared().await;
    let (_, mut authenticator) = newcomer(&stand).await;
    let passkey = authenticator.signs(&stand.challenge().await);
    assert_eq!(signs_in(&stand, passkey.clone()).await.status, 200);
    signs_in(&stand, passkey).await.problem(Kind::Unauthorized);

    // An authenticator that doesn't count gives no other sign of a repeat than the challenge.
    let challenge = stand.challenge().await;
    let (mut one, mut other) = (authenticator.clone(), authenticator.clone());
    (one.counter, other.counter) = (10, 20);
    assert_eq!(signs_in(&stand, one.signs(&challenge)).await.status, 200);
    signs_in(&stand, other.signs(&challenge)).await.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn a_lying_authenticator_signs_nobody_in() {
    let stand = Stand::shared().await;
    let (wulan, honest) = newcomer(&stand).await;
    let (_, other) = newcomer(&stand).await;
    type Lie = fn(&mut Authenticator, &Authenticator);
    let lies: [(&str, Lie); 6] = [
        ("another site", |liar, _| liar.origin = "https://evil.example".to_owned()),
        ("another port", |liar, _| liar.origin = "http://127.0.0.1:1".to_owned()),
        ("another host", |liar, _| liar.host = "evil.example".to_owned()),
        ("nobody was there", |liar, _| liar.flags = 0b100),
        ("nobody was verified", |liar, _| liar.flags = 0b001),
        ("somebody else", |liar, other| liar.handle.clone_from(&other.handle)),
    ];
    for (lie, tell) in lies {
        let mut liar = honest.clone();
        tell(&mut liar, &other);
        let answer = signs_in(&stand, liar.signs(&stand.challenge().await)).await;
        assert_eq!(answer.status, 401, "{lie}: {}", answer.text());
    }
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let failed = Deed::SignInFailed { way: Way::Passkey };
    let is_hers = |by: &Option<protocol::audit::By>| by.as_ref().is_some_and(|by| by.id == wulan.member.id);
    let recorded = owner.audit().await.into_iter().filter(|entry| is_hers(&entry.by) && entry.deed == failed);
    assert_eq!(recorded.count(), 3, "those that came as far as her key");
}

#[tokio::test]
async fn every_changed_byte_of_an_answer_is_noticed() {
    let stand = Stand::shared().await;
    let (_, mut authenticator) = newcomer(&stand).await;
    let flip = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).expect("ASCII")
    };
    for at in [0, 20, 45] {
        let good = authenticator.signs(&stand.challenge().await);
        let mut changed = vec![good.clone(); 5];
        changed[0].response.client_data = flip(&good.response.client_data, at);
        changed[1].response.authenticator_data = flip(&good.response.authenticator_data, at);
        changed[2].response.signature = flip(&good.response.signature, at);
        changed[3].id = flip(&good.id, at.min(42));
        changed[4].response.user_handle = good.response.user_handle.as_deref().map(|it| flip(it, at.min(30)));
        for bad in changed {
            signs_in(&stand, bad).await.problem(Kind::Unauthorized);
        }
    }
}

#[tokio::test]
async fn a_counter_that_goes_back_is_a_copied_key() {
    let stand = Stand::shared().await;
    let (_, mut authenticator) = newcomer(&stand).await;
    authenticator.counter = 7;
    assert_eq!(signs_in(&stand, authenticator.signs(&stand.challenge().await)).await.status, 200);
    authenticator.counter = 6;
    signs_in(&stand, authenticator.signs(&stand.challenge().await)).await.problem(Kind::Unauthorized);
    authenticator.counter = 8;
    assert_eq!(signs_in(&stand, authenticator.signs(&stand.challenge().await)).await.status, 200);
}

#[tokio::test]
async fn a_challenge_for_one_thing_is_good_for_no_other() {
    let stand = Stand::shared().await;
    let (wulan, mut authenticator) = newcomer(&stand).await;
    let (budi, _) = newcomer(&stand).await;
    let options = |agent: &Agent| {
        let caller = agent.caller.clone();
        async move { caller.post("/v1/staff/me/passkeys/options", &()).await.json::<CreationOptions>() }
    };
    let for_adding = options(&wulan).await;
    let mut asked = stand.challenge().await;
    asked.challenge.clone_from(&for_adding.challenge);
    signs_in(&stand, authenticator.signs(&asked)).await.problem(Kind::Unauthorized);

    let mut second = Authenticator::new(stand.origin());
    let mut wrong = options(&budi).await;
    wrong.challenge.clone_from(&for_adding.challenge);
    let passkey = second.makes(&wrong);
    let add = NewPasskey { name: "HP".to_owned(), passkey };
    budi.caller.post("/v1/staff/me/passkeys", &add).await.problem(Kind::Invalid);
    let passkey = second.makes(&for_adding);
    let add = NewPasskey { name: "HP".to_owned(), passkey };
    assert_eq!(wulan.caller.post("/v1/staff/me/passkeys", &add).await.status, 204);
    wulan.caller.post("/v1/staff/me/passkeys", &add).await.problem(Kind::IdTaken);
}

#[tokio::test]
async fn passkeys_are_added_named_and_removed_but_never_the_last_way_in() {
    let stand = Stand::shared().await;
    let (wulan, mut first) = newcomer(&stand).await;
    let remove = |id: String| {
        let caller = wulan.caller.clone();
        async move { caller.delete(&format!("/v1/staff/me/passkeys/{id}")).await }
    };
    remove(first.id()).await.problem(Kind::WrongState);

    let options: CreationOptions = wulan.caller.post("/v1/staff/me/passkeys/options", &()).await.json();
    assert_eq!(options.exclude_credentials[0].id, first.id());
    let mut second = Authenticator::new(stand.origin());
    let add = NewPasskey { name: "Laptop kasir".to_owned(), passkey: second.makes(&options) };
    assert_eq!(wulan.caller.post("/v1/staff/me/passkeys", &add).await.status, 204);
    let path = format!("/v1/staff/me/passkeys/{}", first.id());
    assert_eq!(wulan.caller.put(&path, &Rename { name: "HP lama".to_owned() }).await.status, 204);
    wulan.caller.put(&path, &Rename { name: String::new() }).await.problem(Kind::Invalid);
    let names: Vec<String> = wulan.account().await.passkeys.into_iter().map(|passkey| passkey.name).collect();
    assert_eq!(names, ["HP lama", "Laptop kasir"]);

    let (budi, _) = newcomer(&stand).await;
    budi.caller.delete(&path).await.problem(Kind::NotFound);
    budi.caller.put(&path, &Rename { name: "x".to_owned() }).await.problem(Kind::NotFound);
    assert_eq!(remove(first.id()).await.status, 204);
    signs_in(&stand, first.signs(&stand.challenge().await)).await.problem(Kind::Unauthorized);
    assert_eq!(signs_in(&stand, second.signs(&stand.challenge().await)).await.status, 200);
}

#[tokio::test]
async fn a_new_passkey_must_be_made_here_and_by_a_verified_person() {
    let stand = Stand::shared().await;
    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    let code = owner.invites("Sari", &new_email("sari"), Role::Agent).await.code;
    let open = OpenInvitation { code: code.clone() };
    let details: InvitationDetails = stand.stranger().post("/v1/staff/invitation", &open).await.json();
    let lies: [fn(&mut Authenticator); 3] = [
        |liar| liar.origin = "https://evil.example".to_owned(),
        |liar| liar.host = "evil.example".to_owned(),
        |liar| liar.flags = 0b001,
    ];
    for tell in lies {
        let mut liar = Authenticator::new(stand.origin());
        tell(&mut liar);
        let passkey = Some(liar.makes(&details.options));
        let accept = AcceptInvitation { code: code.clone(), passkey, password: None, bearer: true };
        stand.stranger().post("/v1/staff/invitation/accept", &accept).await.problem(Kind::Invalid);
    }
    let mut honest = Authenticator::new(stand.origin());
    stand.accepts_with_passkey(&code, &mut honest).await;
}

#[tokio::test]
async fn a_passkey_of_one_shop_opens_no_other() {
    let stand = Stand::shared().await;
    let (wulan, mut authenticator) = newcomer(&stand).await;
    let joko = stand.staff(SEPATU, "Joko", Role::Owner).await;
    let invitation = joko.invites("Tini", &new_email("tini"), Role::Agent).await;
    let mut other = Authenticator::new(stand.origin());
    let tini = stand.accepts_with_passkey(&invitation.code, &mut other).await;
    assert_ne!(wulan.member.shop, tini.member.shop);
    authenticator.handle.clone_from(&other.handle);
    let passkey = authenticator.signs(&stand.challenge().await);
    signs_in(&stand, passkey).await.problem(Kind::Unauthorized);
}
