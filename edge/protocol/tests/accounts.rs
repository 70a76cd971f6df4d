//! Staff accounts on the wire: one example of each body.

use insta::assert_json_snapshot;
use protocol::account::{
    AcceptInvitation, Account, CodeSecret, Invitation, InvitationDetails, Invited, NewPasskey, OpenSession,
    Passkey, PasskeySignIn, PasswordSignIn, RecoveryCodes, Team, TeamMember,
};
use protocol::audit::{AuditPage, By, Deed, Entry, Way};
use protocol::passkey::{
    Algorithm, Assertion, Attestation, Authentication, CreationOptions, Descriptor, Party, Registration,
    RequestOptions, Selection, User,
};
use protocol::problem::{Kind, Problem};
use protocol::staff::{Member, Role};
use protocol::{Millis, StaffId};
use serde_json::json;

const NOW: Millis = Millis(1_795_000_000_000);

fn member() -> Member {
    let id = StaffId::from_parts(NOW, 2);
    Member {
        id,
        shop: "toko-batik".parse().expect("a slug"),
        name: "Dina".into(),
        role: Role::Agent,
        home: None,
    }
}

fn options() -> CreationOptions {
    let kind = || "public-key".to_owned();
    CreationOptions {
        rp: Party { id: "sapa.example".into(), name: "Toko Batik".into() },
        user: User { id: "AAAA".into(), name: "dina@toko.id".into(), display_name: "Dina".into() },
        challenge: "AQID".into(),
        pub_key_cred_params: vec![Algorithm { kind: kind(), alg: -7 }],
        exclude_credentials: vec![Descriptor { kind: kind(), id: "BBBB".into() }],
        authenticator_selection: Selection {
            resident_key: "required".into(),
            user_verification: "required".into(),
        },
        attestation: "none".into(),
    }
}

fn registration() -> Registration {
    Registration {
        id: "BBBB".into(),
        response: Attestation { client_data: "CCCC".into(), object: "DDDD".into() },
    }
}

fn authentication() -> Authentication {
    let response = Assertion {
        client_data: "CCCC".into(),
        authenticator_data: "EEEE".into(),
        signature: "FFFF".into(),
        user_handle: Some("AAAA".into()),
    };
    Authentication { id: "BBBB".into(), response }
}

fn invited() -> Invited {
    Invited {
        id: StaffId::from_parts(NOW, 3),
        name: "Sari".into(),
        email: "sari@toko.id".into(),
        role: Role::Supervisor,
        by: "Ratna".into(),
        until: NOW,
    }
}

#[test]
fn signing_in_on_the_wire() {
    let request = RequestOptions {
        challenge: "AQID".into(),
        rp_id: "sapa.example".into(),
        user_verification: "required".into(),
    };
    let password = PasswordSignIn {
        shop: "toko-batik".into(),
        email: "dina@toko.id".into(),
        password: "kuda baterai benar".into(),
        code: Some("123456".into()),
        bearer: false,
    };
    let slow_down = Problem { retry_after: Some(60), ..Problem::new(Kind::SlowDown, "Wait 60 seconds.") };
    assert_json_snapshot!(json!({
        "challenge": request,
        "passkey": PasskeySignIn { passkey: authentication(), bearer: false },
        "password": password,
        "second_factor": Problem::new(Kind::SecondFactor, "Send the code."),
        "slow_down": slow_down,
    }));
}

#[test]
fn an_account_on_the_wire() {
    let account = Account {
        member: member(),
        email: Some("dina@toko.id".into()),
        password: true,
        codes: true,
        recovery_codes: 9,
        passkeys: vec![Passkey { id: "BBBB".into(), name: "HP".into(), added: NOW, used: Some(NOW) }],
        sessions: vec![OpenSession {
            id: "digest".into(),
            began: Some(NOW),
            used: Some(NOW),
            browser: "Chrome · Windows".into(),
            this: true,
        }],
    };
    assert_json_snapshot!(json!({
        "account": account,
        "new_passkey": NewPasskey { name: "HP".into(), passkey: registration() },
        "codes": CodeSecret { secret: "GEZDGNBV".into(), uri: "otpauth://totp/…".into() },
        "recovery_codes": RecoveryCodes { codes: vec!["abcde-fghij".into()] },
    }));
}

#[test]
fn a_team_on_the_wire() {
    let team = Team {
        members: vec![TeamMember {
            member: member(),
            email: None,
            passkeys: 1,
            password: false,
            codes: false,
            sessions: 2,
            seen: Some(NOW),
        }],
        invitations: vec![invited()],
    };
    let details = InvitationDetails {
        shop: "toko-batik".into(),
        shop_name: "Toko Batik".into(),
        invited: invited(),
        options: options(),
    };
    let accept = AcceptInvitation {
        code: "s1.toko.x".into(),
        passkey: Some(registration()),
        password: None,
        bearer: false,
    };
    assert_json_snapshot!(json!({
        "team": team,
        "invitation": Invitation { invited: invited(), code: "s1.toko.x".into(), mailed: true },
        "details": details,
        "accept": accept,
    }));
}

#[test]
fn the_audit_log_on_the_wire() {
    let by = By { id: member().id, name: "Dina".into() };
    let name = || "Sari".to_owned();
    let deeds = [
        Deed::SignedIn { way: Way::RecoveryCode, browser: "Chrome · Windows".into() },
        Deed::SignInFailed { way: Way::Password },
        Deed::SignedOut,
        Deed::LinkMade { name: name(), role: Role::Owner },
        Deed::Invited { name: name(), role: Role::Agent },
        Deed::InvitationRevoked { name: name() },
        Deed::RoleChanged { name: name(), from: Role::Agent, to: Role::Trainer },
        Deed::MemberRemoved { name: name() },
        Deed::SessionsEnded { name: name(), count: 2 },
        Deed::Renamed { name: name() },
        Deed::PasskeyAdded { name: "HP".into() },
        Deed::PasskeyRemoved { name: "HP".into() },
        Deed::PasswordSet,
        Deed::CodesOn,
        Deed::CodesOff,
        Deed::Changed { what: "settings".into(), name: String::new() },
    ];
    let entry = |(id, deed)| Entry { id, at: NOW, by: Some(by.clone()), deed };
    let page = AuditPage { entries: (1..).zip(deeds).map(entry).collect(), more: true };
    let text = serde_json::to_string(&page).expect("wire types are JSON");
    assert_eq!(serde_json::from_str::<AuditPage>(&text).expect("what we wrote"), page);
    assert_json_snapshot!(page);
    let newer: Entry = serde_json::from_value(json!({ "id": 1, "at": 1, "deed": { "type": "juggled" } }))
        .expect("a newer server's deed");
    assert_eq!(newer.deed, Deed::Unknown);
}
