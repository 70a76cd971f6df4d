//! One customer, many conversations: who they are, what is written about them, and who turned out to be whom.

use std::time::Duration;

use protocol::api::{Begin, Begun};
use protocol::customer::{Card, Details, Edit, Found, Merge};
use protocol::event::{Contact, ContactChannel};
use protocol::frame::Command;
use protocol::problem::Kind;
use protocol::staff::{InboxRow, Role};
use protocol::{CustomerId, Millis};
use sapa_tests::{Agent, BATIK, Chat, SEPATU, Stand, new_id};
use tokio::time::sleep;

/// A browser that keeps who its shopper is.
struct Browser<'a> {
    stand: &'a Stand,
    key: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(stand: &'a Stand) -> Self {
        Self { stand, key: None }
    }

    /// Begins a conversation in which something is said.
    async fn begins(&mut self, shop: &str) -> Chat {
        let begin = Begin { customer: self.key.clone(), ..Begin::default() };
        let answer = self.stand.stranger().post(&format!("/v1/shops/{shop}/conversations"), &begin).await;
        let Begun { conversation, token, customer } = answer.json();
        self.key.get_or_insert(customer);
        let chat = self.stand.stranger().with_key(&token).chat(conversation);
        chat.says("halo").await;
        chat
    }
}

/// The row of a conversation, once its news have reached the shop.
async fn row(agent: &Agent, chat: &Chat, wanted: impl Fn(&InboxRow) -> bool) -> InboxRow {
    for _ in 0..400 {
        match agent.row(chat.conversation).await {
            Some(row) if wanted(&row) => return row,
            _ => sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("no such row within 20 s");
}

async fn customer_of(agent: &Agent, chat: &Chat) -> CustomerId {
    row(agent, chat, |_| true).await.customer_id.expect("a conversation that began with a customer")
}

async fn card(agent: &Agent, customer: CustomerId) -> Card {
    agent.caller.get(&path(customer)).await.json()
}

fn path(customer: CustomerId) -> String {
    format!("/v1/staff/customers/{customer}")
}

async fn leaves(chat: &Chat, channel: ContactChannel, address: &str) {
    let contact = Contact { channel, address: address.into() };
    chat.does(Command::Contact { id: new_id(), contact }).await;
}

async fn find(agent: &Agent, begins: &str) -> Vec<CustomerId> {
    let begins: String = url::form_urlencoded::byte_serialize(begins.as_bytes()).collect();
    let Found { customers } = agent.caller.get(&format!("/v1/staff/customers?q={begins}")).await.json();
    customers.into_iter().map(|customer| customer.id).collect()
}

#[tokio::test]
async fn a_shopper_who_comes_back_is_one_customer_with_their_whole_history() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let mut browser = Browser::new(&stand);
    let (first, second) = (browser.begins(BATIK).await, browser.begins(BATIK).await);
    let someone_else = Browser::new(&stand).begins(BATIK).await;

    let customer = customer_of(&dina, &first).await;
    assert_eq!(customer_of(&dina, &second).await, customer);
    assert_ne!(customer_of(&dina, &someone_else).await, customer);

    let card = card(&dina, customer).await;
    let history: Vec<_> = card.conversations.iter().map(|row| row.conversation).collect();
    assert_eq!(history, [second.conversation, first.conversation], "the newest first");
}

#[tokio::test]
async fn a_key_that_is_forged_or_another_shops_makes_a_new_customer_and_no_error() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let mut honest = Browser::new(&stand);
    let own = customer_of(&dina, &honest.begins(BATIK).await).await;
    let mut elsewhere = Browser::new(&stand);
    elsewhere.begins(SEPATU).await;
    let key = honest.key.expect("a key");
    let visitor = stand.visitor(BATIK).await;
    for bad in [elsewhere.key.expect("a key"), format!("{key}A"), key.replacen("c1", "v1", 1), "x".into()] {
        let mut browser = Browser { stand: &stand, key: Some(bad.clone()) };
        let customer = customer_of(&dina, &browser.begins(BATIK).await).await;
        assert_ne!(customer, own, "{bad}");
    }
    let answer = stand.stranger().with_key(&key).chat(visitor.conversation).post(new_id(), "halo").await;
    answer.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn what_is_written_about_a_customer_is_seen_at_once_and_never_overwritten_unseen() {
    let stand = Stand::shared().await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let chat = Browser::new(&stand).begins(BATIK).await;
    let customer = customer_of(&dina, &chat).await;
    let mut inbox = sari.live_inbox().await;

    let details = Details { name: "Bu Ratna".into(), tags: vec!["grosir".into()], ..Details::default() };
    let edit = Edit { details: details.clone(), revision: 0 };
    let changed: Card = dina.caller.put(&path(customer), &edit).await.json();
    assert_eq!((&changed.customer.details, changed.customer.revision), (&details, 1));
    inbox.row(chat.conversation, |row| row.customer == "Bu Ratna").await;

    // The conversation's own news don't take the name away.
    leaves(&chat, ContactChannel::Whatsapp, "0812 0000 4455").await;
    let row = inbox.row(chat.conversation, |row| !row.contacts.is_empty()).await;
    assert_eq!(row.customer, "Bu Ratna");

    sari.caller.put(&path(customer), &edit).await.problem(Kind::WrongState);
    let twice = Details { tags: vec!["a".into(), "A".into()], ..Details::default() };
    dina.caller.put(&path(customer), &Edit { details: twice, revision: 1 }).await.problem(Kind::Invalid);
    assert_eq!(card(&sari, customer).await.customer.details, details, "nothing was lost");
}

#[tokio::test]
async fn two_customers_are_merged_by_hand_and_can_be_parted_again() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let (phone, laptop) =
        (Browser::new(&stand).begins(BATIK).await, Browser::new(&stand).begins(BATIK).await);
    leaves(&phone, ContactChannel::Whatsapp, "0812-7777-0101").await;
    leaves(&laptop, ContactChannel::Whatsapp, "+62 812 7777 0101").await;
    for chat in [&phone, &laptop] {
        row(&dina, chat, |row| !row.contacts.is_empty()).await;
    }
    let (one, other) = (customer_of(&dina, &phone).await, customer_of(&dina, &laptop).await);
    assert_ne!(one, other, "never merged by itself");
    let similar: Vec<_> = card(&dina, one).await.similar.iter().map(|customer| customer.id).collect();
    assert_eq!(similar, [other], "but pointed out");

    let merged_path = format!("{}/merged", path(one));
    let whole: Card = dina.caller.post(&merged_path, &Merge { other }).await.json();
    assert_eq!(whole.conversations.len(), 2);
    assert_eq!((whole.merged.len(), whole.merged[0].by.as_str()), (1, "Dina"));
    assert!(whole.similar.is_empty());
    assert_eq!(card(&dina, other).await.customer.id, one, "either id leads to the whole");
    dina.caller.post(&merged_path, &Merge { other }).await.problem(Kind::WrongState);
    let stranger = CustomerId::from_parts(Millis(1), 1);
    dina.caller.post(&merged_path, &Merge { other: stranger }).await.problem(Kind::NotFound);

    let apart: Card = dina.caller.delete(&format!("{merged_path}/{other}")).await.json();
    assert_eq!((apart.conversations.len(), apart.merged.len()), (1, 0));
    assert_eq!(card(&dina, other).await.customer.id, other);
    dina.caller.delete(&format!("{merged_path}/{other}")).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn customers_are_found_by_name_number_and_address() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = Browser::new(&stand).begins(BATIK).await;
    leaves(&chat, ContactChannel::Whatsapp, "0857 1212 9090").await;
    leaves(&chat, ContactChannel::Email, "Wulan.Sari@contoh.id").await;
    let customer = customer_of(&dina, &chat).await;
    row(&dina, &chat, |row| row.contacts.len() == 2).await;
    let details = Details { name: "Wulandari Ñ".into(), ..Details::default() };
    let _: Card = dina.caller.put(&path(customer), &Edit { details, revision: 0 }).await.json();
    for begins in ["wulanD", "WULANDARI ñ", "0857-1212", "+62 857 1212 9090", "wulan.sari@"] {
        assert!(find(&dina, begins).await.contains(&customer), "{begins}");
    }
    for begins in ["", " ", "andari", "%", "_", "\" OR 1=1", "0858"] {
        assert!(!find(&dina, begins).await.contains(&customer), "{begins}");
    }
}

#[tokio::test]
async fn a_customer_goes_with_their_last_conversation() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let mut browser = Browser::new(&stand);
    let (first, second) = (browser.begins(BATIK).await, browser.begins(BATIK).await);
    let customer = customer_of(&dina, &first).await;
    customer_of(&dina, &second).await;

    assert_eq!(first.erase().await.status, 204);
    assert_eq!(card(&dina, customer).await.conversations.len(), 1);
    assert_eq!(second.erase().await.status, 204);
    dina.caller.get(&path(customer)).await.problem(Kind::NotFound);
}

#[tokio::test]
async fn only_the_shops_own_staff_see_its_customers_and_only_who_talks_to_them_changes_them() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = Browser::new(&stand).begins(BATIK).await;
    let customer = customer_of(&dina, &chat).await;
    let edit = Edit { details: Details::default(), revision: 0 };
    let merge = Merge { other: customer };

    for (who, kind) in [
        (stand.stranger(), Kind::Unauthorized),
        (chat.caller.clone(), Kind::Unauthorized),
        (stand.staff(SEPATU, "Joko", Role::Owner).await.caller, Kind::NotFound),
    ] {
        who.get(&path(customer)).await.problem(kind);
        who.put(&path(customer), &edit).await.problem(kind);
        who.post(&format!("{}/merged", path(customer)), &merge).await.problem(kind);
        who.delete(&format!("{}/merged/{customer}", path(customer))).await.problem(kind);
    }
    stand.stranger().get("/v1/staff/customers?q=a").await.problem(Kind::Unauthorized);

    let trainer = stand.staff(BATIK, "Tia", Role::Trainer).await;
    assert_eq!(card(&trainer, customer).await.customer.id, customer);
    trainer.caller.put(&path(customer), &edit).await.problem(Kind::Forbidden);
    trainer.caller.post(&format!("{}/merged", path(customer)), &merge).await.problem(Kind::Forbidden);
}
