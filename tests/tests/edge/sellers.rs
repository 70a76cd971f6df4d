//! A platform and the sellers under it: its people work in a seller's inbox as everybody there does, and nobody sees more than
//! what they are sent to.

use std::time::Duration;

use protocol::api::Session;
use protocol::audit::{Deed, Way};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::sellers::{Sellers, Standing, Workplace, Workplaces};
use protocol::staff::{Presence, Role};
use protocol::{ConversationId, ShopSlug};
use reqwest::Method;
use sapa_tests::{Agent, Answer, Stand, eventually, new_id, renamed};
use serde_json::{Value, json};
use tokio::time::sleep;

/// A platform with a seller under it.
struct Market<'a> {
    stand: &'a Stand,
    platform: String,
    seller: String,
    /// The platform's owner.
    ratna: Agent,
    /// The seller's owner.
    joko: Agent,
}

async fn load(stand: &Stand, slug: &str, name: &str) {
    let mut shop = renamed(slug);
    name.clone_into(&mut shop.settings.name);
    shop.settings.hours.week.clear();
    stand.load(&shop).await;
}

async fn joins(stand: &Stand, platform: &str, seller: &str) -> Answer {
    stand.operator().put(&format!("/v1/platform/shops/{platform}/sellers/{seller}"), &Value::Null).await
}

impl<'a> Market<'a> {
    /// Two shops of their own; `name` tells them from other tests'.
    async fn new(stand: &'a Stand, name: &str) -> Self {
        let (platform, seller) = (format!("pasar-{name}"), format!("kios-{name}"));
        load(stand, &platform, "Pasar Raya").await;
        load(stand, &seller, "Kios Batik").await;
        assert_eq!(joins(stand, &platform, &seller).await.status, 204);
        let ratna = stand.staff(&platform, "Ratna", Role::Owner).await;
        let joko = stand.staff(&seller, "Joko", Role::Owner).await;
        Self { stand, platform, seller, ratna, joko }
    }

    fn sending(&self, member: &Agent) -> String {
        format!("/v1/staff/sellers/{}/members/{}", self.seller, member.member.id)
    }

    async fn sends(&self, member: &Agent, role: Role) -> Answer {
        self.ratna.caller.put(&self.sending(member), &json!({ "role": role })).await
    }

    async fn calls_back(&self, member: &Agent) {
        self.ratna.caller.delete(&self.sending(member)).await.json::<Sellers>();
    }

    /// An agent of the platform's who is sent, and their session at the seller's.
    async fn guest(&self, name: &str, role: Role) -> (Agent, Agent) {
        let agent = self.stand.agent(&self.platform, name).await;
        self.sends(&agent, role).await.json::<Sellers>();
        let guest = eventually("they are let in", async || self.enters(&agent).await.ok()).await;
        (agent, guest)
    }

    async fn enters(&self, agent: &Agent) -> Result<Agent, Answer> {
        enters(agent, &self.seller).await
    }
}

async fn enters(agent: &Agent, seller: &str) -> Result<Agent, Answer> {
    let path = format!("/v1/staff/shops/{seller}/session");
    let answer = agent.caller.post(&path, &Value::Null).await;
    if answer.status != 200 {
        return Err(answer);
    }
    let Session { member, token, .. } = answer.json();
    Ok(Agent { caller: agent.caller.with_key(&token.expect("a token")), member })
}

async fn workplaces(agent: &Agent) -> Vec<Workplace> {
    agent.caller.get("/v1/staff/shops").await.json::<Workplaces>().shops
}

/// Their session is over, as soon as the news has arrived.
async fn is_out(guest: &Agent) {
    eventually("the session is over", async || {
        let answer = guest.caller.get("/v1/staff/session").await;
        (answer.status == 401).then_some(())
    })
    .await;
}

fn slug(text: &str) -> ShopSlug {
    text.parse().expect("a slug")
}

#[tokio::test]
async fn whom_the_platform_sends_works_there_as_everybody_does() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "kerja").await;
    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    assert_eq!(guest.member.id, dina.member.id, "one person, here and there");
    assert_eq!(guest.member.home, Some(slug(&market.platform)));
    assert_eq!((guest.member.shop.as_str(), guest.member.role), (market.seller.as_str(), Role::Agent));

    let visitor = stand.visitor(&market.seller).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let mut inbox = guest.live_inbox().await;
    guest.row_when(visitor.conversation, |_| true).await;
    let chat = guest.takes(visitor.conversation).await;
    chat.says("Halo Kak, saya bantu ya.").await;
    assert!(visitor.log().await.iter().any(|event| format!("{event:?}").contains("saya bantu ya")));
    inbox.row(visitor.conversation, |row| format!("{:?}", row.status).contains("Dina")).await;

    let colleagues: Value = market.joko.caller.get("/v1/staff/colleagues").await.json();
    assert!(colleagues.to_string().contains("Dina"), "{colleagues}");
    assert!(dina.inbox().await.is_empty(), "the platform's own inbox has nothing of it");
}

#[tokio::test]
async fn one_sees_where_one_works_and_how_many_wait_there() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "tempat").await;
    let (dina, guest) = market.guest("Dina", Role::Supervisor).await;
    let visitor = stand.visitor(&market.seller).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    guest.row_when(visitor.conversation, |_| true).await;

    let [home, seller] = workplaces(&dina).await.try_into().expect("two shops");
    assert_eq!(
        (home.shop, home.role, home.standing),
        (slug(&market.platform), Role::Agent, Some(Standing::default()))
    );
    assert_eq!((seller.shop, seller.name.as_str()), (slug(&market.seller), "Kios Batik"));
    assert_eq!((seller.role, seller.standing), (Role::Supervisor, Some(Standing { waiting: 1, mine: 0 })));
    guest.takes(visitor.conversation).await;
    guest.row_when(visitor.conversation, |row| format!("{:?}", row.status).contains("Dina")).await;
    assert_eq!(workplaces(&dina).await[1].standing, Some(Standing { waiting: 0, mine: 1 }));
    for alone in [&market.joko, &market.ratna] {
        let shops = workplaces(alone).await;
        assert_eq!(shops.len(), 1, "{shops:?}");
    }
}

#[tokio::test]
async fn a_seller_sees_only_their_own() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "dinding").await;
    load(&stand, "kios-tetangga", "Kios Tetangga").await;
    assert_eq!(joins(&stand, &market.platform, "kios-tetangga").await.status, 204);
    let neighbour = stand.staff("kios-tetangga", "Sari", Role::Owner).await;
    let (dina, guest) = market.guest("Dina", Role::Supervisor).await;

    let at_platform = stand.visitor(&market.platform).await;
    let at_seller = stand.visitor(&market.seller).await;
    at_seller.says("pesanan saya mana?").await;
    let strangers = [(&market.joko, &at_platform), (&guest, &at_platform), (&neighbour, &at_seller)];
    for (somebody, visitor) in strangers {
        somebody.caller.get(&visitor.path("events")).await.problem(Kind::NotFound);
        assert_eq!(somebody.row(visitor.conversation).await, None);
    }
    for (somebody, shop) in [
        (&market.joko, "kios-tetangga"),
        (&market.joko, market.platform.as_str()),
        (&neighbour, market.seller.as_str()),
        (&guest, "kios-tetangga"),
        (&guest, market.platform.as_str()),
        (&guest, market.seller.as_str()),
        (&dina, "kios-tetangga"),
        (&dina, "kios-tak-ada"),
        (&market.ratna, market.seller.as_str()), // an owner has to send themselves first
    ] {
        enters(somebody, shop).await.expect_err("no way in").problem(Kind::NotFound);
    }
    // Nor does a seller's owner, or a platform's guest with another role, send anybody anywhere.
    let path = market.sending(&dina);
    market.joko.caller.put(&path, &json!({ "role": "agent" })).await.problem(Kind::NotFound);
    guest.caller.put(&path, &json!({ "role": "agent" })).await.problem(Kind::Forbidden);
    assert!(market.joko.caller.get("/v1/staff/sellers").await.json::<Sellers>().sellers.is_empty());
}

#[tokio::test]
async fn a_guests_account_is_at_the_platform() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "akun").await;
    let (_, guest) = market.guest("Dina", Role::Supervisor).await;
    let code = json!({ "code": "123456" });
    for (method, path, body) in [
        ("GET", "me", Value::Null),
        ("PUT", "me", json!({ "name": "Eve" })),
        ("PUT", "me/password", json!({ "email": "eve@toko.example", "password": "kuda baterai benar" })),
        ("POST", "me/codes", Value::Null),
        ("PUT", "me/codes", code.clone()),
        ("POST", "me/codes/off", code),
        ("PUT", "me/passkeys/x", json!({ "name": "Eve" })),
        ("DELETE", "me/passkeys/x", Value::Null),
    ] {
        let request =
            guest.caller.request(method.parse::<Method>().expect("a method"), &format!("/v1/staff/{path}"));
        guest.caller.send(request.json(&body)).await.problem(Kind::Forbidden);
    }
    let path = format!("/v1/staff/members/{}", guest.member.id);
    market.joko.caller.put(&path, &json!({ "role": "owner" })).await.problem(Kind::Forbidden);
    let refused = market.joko.caller.delete(&path).await.problem(Kind::Forbidden);
    assert!(refused.detail.contains(&market.platform), "{refused:?}");
    // A link for somebody of the same name and role is somebody else's.
    let namesake = stand.staff(&market.seller, "Dina", Role::Supervisor).await;
    assert_ne!(namesake.member.id, guest.member.id);
}

#[tokio::test]
async fn nobody_is_sent_as_more_than_a_supervisor_or_who_isnt_there() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "peran").await;
    let dina = stand.agent(&market.platform, "Dina").await;
    for role in [Role::Owner, Role::Trainer, Role::Seller] {
        market.sends(&dina, role).await.problem(Kind::Invalid);
    }
    market.sends(&market.joko, Role::Agent).await.problem(Kind::NotFound);
    let path = format!("/v1/staff/sellers/kios-tak-ada/members/{}", dina.member.id);
    market.ratna.caller.put(&path, &json!({ "role": "agent" })).await.problem(Kind::NotFound);
    let sellers: Sellers = market.ratna.caller.get("/v1/staff/sellers").await.json();
    assert!(sellers.sellers[0].sent.is_empty(), "{sellers:?}");
}

#[tokio::test]
async fn whoever_is_called_back_is_out_at_once() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "pulang").await;
    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    let visitor = stand.visitor(&market.seller).await;
    visitor.says("halo").await;
    let (inbox, live) = (guest.live_inbox().await, guest.chat(visitor.conversation).live().await);

    market.calls_back(&dina).await;
    enters(&dina, &market.seller).await.expect_err("not any more").problem(Kind::NotFound);
    is_out(&guest).await;
    inbox.ends().await;
    live.ends().await;
    assert_eq!(dina.account().await.member.name, "Dina", "at home they are as they were");
    assert_eq!(workplaces(&dina).await.len(), 1);
    let audit = market.joko.audit().await;
    let changed = |what: &str| {
        audit.iter().any(
            |entry| matches!(&entry.deed, Deed::Changed { what: it, name } if it == what && name == "Dina"),
        )
    };
    assert!(changed("guest_came") && changed("guest_left"), "{audit:?}");
    let came_in =
        |entry: &protocol::audit::Entry| matches!(entry.deed, Deed::SignedIn { way: Way::Platform, .. });
    assert!(audit.iter().any(came_in), "{audit:?}");
}

#[tokio::test]
async fn a_guest_goes_with_their_session_their_place_and_their_role_and_comes_by_another_name() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "ikut").await;

    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    dina.caller.put("/v1/staff/me", &json!({ "name": "Dina Ayu" })).await;
    eventually("the seller knows the new name", async || {
        let session: Session = guest.caller.get("/v1/staff/session").await.json();
        (session.member.name == "Dina Ayu").then_some(())
    })
    .await;
    market.sends(&dina, Role::Supervisor).await.json::<Sellers>();
    is_out(&guest).await;
    let guest = market.enters(&dina).await.expect("let in again");
    assert_eq!(guest.member.role, Role::Supervisor);
    let inbox = guest.live_inbox().await;
    dina.caller.delete("/v1/staff/session").await;
    is_out(&guest).await;
    inbox.ends().await;

    let (budi, guest) = market.guest("Budi", Role::Agent).await;
    market.ratna.caller.delete(&format!("/v1/staff/members/{}", budi.member.id)).await;
    is_out(&guest).await;
    let sellers: Sellers = market.ratna.caller.get("/v1/staff/sellers").await.json();
    let sent: Vec<&str> = sellers.sellers[0].sent.iter().map(|sent| sent.name.as_str()).collect();
    assert_eq!(sent, ["Dina Ayu"], "who left the platform is sent nowhere");
}

#[tokio::test]
async fn what_waits_finds_a_guest_as_it_finds_anybody() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "giliran").await;
    let (_, guest) = market.guest("Dina", Role::Agent).await;
    market.joko.caller.put("/v1/staff/service", &json!({ "routing": "least_busy" })).await;
    market.joko.caller.put("/v1/staff/presence", &json!({ "presence": Presence::Busy })).await;
    let _console = guest.live_inbox().await;
    let visitor = stand.visitor(&market.seller).await;
    visitor.does(Command::AskPerson { id: new_id() }).await;
    let has_it = |conversation: ConversationId| {
        let guest = &guest;
        async move { guest.row_when(conversation, |row| format!("{:?}", row.status).contains("Dina")).await }
    };
    has_it(visitor.conversation).await;
}

#[tokio::test]
async fn a_browser_has_a_session_for_each_shop_and_the_address_says_which() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "kuki").await;
    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    let home = dina.caller.key();
    let browser = |cookies: &str| {
        let browser = stand.stranger().with_header("cookie", cookies);
        browser.with_header("origin", stand.origin())
    };
    let path = format!("/v1/staff/shops/{}/session", market.seller);
    let elsewhere = stand.stranger().with_header("cookie", &format!("sapa_session={home}"));
    let elsewhere = elsewhere.with_header("origin", "https://jahat.example");
    elsewhere.post(&path, &Value::Null).await.problem(Kind::OriginNotAllowed);
    let entered = browser(&format!("sapa_session={home}")).post(&path, &Value::Null).await;
    assert_eq!(entered.json::<Session>().token, None, "no token for a page's scripts");
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains(&format!("Path=/v1/at/{};", market.seller)), "{cookie}");
    assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");

    let pair = cookie.split(';').next().expect("a pair").to_owned();
    // Whoever signs in to the same browser next isn't who was there before.
    let budi = stand.agent(&market.platform, "Budi").await;
    let session = format!("/v1/at/{}/staff/session", market.seller);
    for other in
        [pair.clone(), format!("{pair}; sapa_session={}", budi.caller.key()), format!("sapa_session={home}")]
    {
        browser(&other).get(&session).await.problem(Kind::Unauthorized);
    }
    let by_hand = format!("sapa_session={}; sapa_session={home}", guest.caller.key());
    assert_eq!(browser(&by_hand).get(&session).await.status, 200, "it rests on that one");
    let browser = browser(&format!("{pair}; sapa_session={home}"));
    let who = async |path: &str| browser.get(path).await.json::<Session>().member.shop.to_string();
    assert_eq!(who(&format!("/v1/at/{}/staff/session", market.seller)).await, market.seller);
    assert_eq!(who(&format!("/v1/at/{}/staff/session", market.platform)).await, market.platform);
    browser.get("/v1/at/toko-batik/staff/session").await.problem(Kind::Unauthorized);
    browser.get("/v1/at/TOKO/staff/session").await.problem(Kind::NotFound);
    let visitor = stand.visitor(&market.seller).await;
    visitor.says("halo").await;
    let events = format!("/v1/at/{}/conversations/{}/events", market.seller, visitor.conversation);
    assert_eq!(browser.get(&events).await.status, 200);
    // What isn't the staff's or a conversation's isn't asked at a shop.
    browser.get(&format!("/v1/at/{0}/shops/{0}", market.seller)).await.problem(Kind::NotFound);
    let elsewhere = dina.caller.get(&format!("/v1/at/{}/staff/session", market.seller)).await;
    elsewhere.problem(Kind::Unauthorized); // a bearer token is good for its own shop alone

    let left = browser.delete(&format!("/v1/at/{}/staff/session", market.seller)).await;
    assert!(left.header("set-cookie").contains(&format!("Path=/v1/at/{}; Max-Age=0", market.seller)));
    assert_eq!(dina.account().await.member.name, "Dina", "the one at home goes on");
}

#[tokio::test]
async fn a_guests_session_ends_with_the_one_it_rests_on_and_with_no_other() {
    let stand = Stand::with_settings(&[("STAFF_SESSION_SECONDS", "10")]).await;
    let market = Market::new(&stand, "lama").await;
    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    let again = stand.agent(&market.platform, "Dina").await;
    let other = market.enters(&again).await.expect("let in by another session");
    again.caller.delete("/v1/staff/session").await;
    is_out(&other).await;
    guest.inbox().await;

    sleep(Duration::from_secs(3)).await;
    let browser = stand.stranger().with_header("cookie", &format!("sapa_session={}", dina.caller.key()));
    let browser = browser.with_header("origin", stand.origin());
    let late = browser.post(&format!("/v1/staff/shops/{}/session", market.seller), &Value::Null).await;
    let (_, lasts) = late.header("set-cookie").split_once("Max-Age=").expect("an end");
    let lasts: u32 = lasts.split(';').next().and_then(|seconds| seconds.parse().ok()).expect("seconds");
    assert!(lasts <= 7, "it began three seconds later, and lasts {lasts} s");
}

#[tokio::test]
async fn a_shop_is_under_one_platform_and_no_platform_is_under_another() {
    let stand = Stand::shared().await;
    let market = Market::new(&stand, "satu").await;
    load(&stand, "pasar-lain", "Pasar Lain").await;
    assert_eq!(
        joins(&stand, &market.platform, &market.seller).await.status,
        204,
        "again, and nothing changes"
    );
    joins(&stand, "pasar-lain", &market.seller).await.problem(Kind::WrongState);
    joins(&stand, "pasar-lain", &market.platform).await.problem(Kind::WrongState);
    joins(&stand, &market.seller, "pasar-lain").await.problem(Kind::WrongState);
    joins(&stand, "pasar-lain", "pasar-lain").await.problem(Kind::Invalid);
    joins(&stand, "pasar-lain", "kios-tak-ada").await.problem(Kind::NotFound);
    joins(&stand, "pasar-tak-ada", "pasar-lain").await.problem(Kind::NotFound);
    let other = stand.staff("pasar-lain", "Ratih", Role::Owner).await;
    assert!(
        other.caller.get("/v1/staff/sellers").await.json::<Sellers>().sellers.is_empty(),
        "none was left behind"
    );

    let (dina, guest) = market.guest("Dina", Role::Agent).await;
    let path = format!("/v1/platform/shops/{}/sellers/{}", market.platform, market.seller);
    assert_eq!(stand.operator().delete(&path).await.status, 204);
    is_out(&guest).await;
    market.enters(&dina).await.expect_err("no seller any more").problem(Kind::NotFound);
    assert_eq!(joins(&stand, "pasar-lain", &market.seller).await.status, 204, "it may go under another");
    assert_eq!(stand.operator().delete(&path).await.status, 204, "it was taken from here already");
    joins(&stand, &market.platform, &market.seller).await.problem(Kind::WrongState);
    stand.operator().delete(&path.replace(&market.seller, "kios-tak-ada")).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn whom_the_platform_sends_is_told_in_spite_of_power_cuts() {
    let mut stand = Stand::start().await;
    let (platform, seller) = ("pasar-padam".to_owned(), "kios-padam".to_owned());
    load(&stand, &platform, "Pasar Raya").await;
    load(&stand, &seller, "Kios Batik").await;
    joins(&stand, &platform, &seller).await;
    let ratna = stand.staff(&platform, "Ratna", Role::Owner).await;
    let dina = stand.agent(&platform, "Dina").await;
    let path = format!("/v1/staff/sellers/{seller}/members/{}", dina.member.id);
    for _ in 0..5 {
        ratna.caller.put(&path, &json!({ "role": "agent" })).await.json::<Sellers>();
        stand.kill();
        stand.restart().await;
        let guest = eventually("they are let in", async || enters(&dina, &seller).await.ok()).await;
        ratna.caller.delete(&path).await.json::<Sellers>();
        stand.kill();
        stand.restart().await;
        is_out(&guest).await;
    }
}
