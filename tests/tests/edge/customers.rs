//! One customer, many conversations: who they are, what is written about them, and who turned out to be whom.

use protocol::customer::{Card, Details, Edit, Found, Merge};
use protocol::event::ContactChannel;
use protocol::problem::Kind;
use protocol::staff::Role;
use protocol::{CustomerId, Millis};
use sapa_tests::{Agent, BATIK, Chat, SEPATU, Stand, new_id};

/// Somebody says something in a new conversation, in a browser that kept this key; with the key to keep from now on.
async fn comes(stand: &Stand, shop: &str, key: Option<&str>) -> (Chat, String) {
    let (chat, key) = stand.stranger().begin_as(shop, key).await;
    chat.says("halo").await;
    (chat, key)
}

/// Somebody whom nobody knows yet.
async fn newcomer(stand: &Stand) -> Chat {
    comes(stand, BATIK, None).await.0
}

async fn customer_of(agent: &Agent, chat: &Chat) -> CustomerId {
    let row = agent.row_when(chat.conversation, |_| true).await;
    row.customer_id.expect("a conversation that began with a customer")
}

async fn card(agent: &Agent, customer: CustomerId) -> Card {
    agent.caller.get(&path(customer)).await.json()
}

fn path(customer: CustomerId) -> String {
    format!("/v1/staff/customers/{customer}")
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
    let (first, key) = comes(&stand, BATIK, None).await;
    let (second, _) = comes(&stand, BATIK, Some(&key)).await;
    let someone_else = newcomer(&stand).await;

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
    let (honest, key) = comes(&stand, BATIK, None).await;
    let own = customer_of(&dina, &honest).await;
    let (_, elsewhere) = comes(&stand, SEPATU, None).await;
    let visitor = stand.visitor(BATIK).await;
    for bad in [elsewhere, format!("{key}A"), key.replacen("c1", "v1", 1), "x".into()] {
        let (chat, _) = comes(&stand, BATIK, Some(&bad)).await;
        assert_ne!(customer_of(&dina, &chat).await, own, "{bad}");
    }
    let answer = stand.stranger().with_key(&key).chat(visitor.conversation).post(new_id(), "halo").await;
    answer.problem(Kind::Unauthorized);
}

#[tokio::test]
async fn what_is_written_about_a_customer_is_seen_at_once_and_never_overwritten_unseen() {
    let stand = Stand::shared().await;
    let (dina, sari) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Sari").await);
    let chat = newcomer(&stand).await;
    let customer = customer_of(&dina, &chat).await;
    let mut inbox = sari.live_inbox().await;

    let details = Details { name: "Bu Ratna".into(), tags: vec!["grosir".into()], ..Details::default() };
    let edit = Edit { details: details.clone(), revision: 0 };
    let changed: Card = dina.caller.put(&path(customer), &edit).await.json();
    assert_eq!((&changed.customer.details, changed.customer.revision), (&details, 1));
    inbox.row(chat.conversation, |row| row.customer == "Bu Ratna").await;

    // The conversation's own news don't take the name away.
    chat.leaves(ContactChannel::Whatsapp, "0812 0000 4455").await;
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
    let dina = stand.agent(BATIK, "Dina Pelanggan").await; // nobody else's deeds are in the log under this name
    let (phone, laptop) = (newcomer(&stand).await, newcomer(&stand).await);
    phone.leaves(ContactChannel::Whatsapp, "0812-7777-0101").await;
    laptop.leaves(ContactChannel::Whatsapp, "+62 812 7777 0101").await;
    for chat in [&phone, &laptop] {
        dina.row_when(chat.conversation, |row| !row.contacts.is_empty()).await;
    }
    let (one, other) = (customer_of(&dina, &phone).await, customer_of(&dina, &laptop).await);
    assert_ne!(one, other, "never merged by itself");
    let similar: Vec<_> = card(&dina, one).await.similar.iter().map(|customer| customer.id).collect();
    assert_eq!(similar, [other], "but pointed out");

    let merged_path = format!("{}/merged", path(one));
    let whole: Card = dina.caller.post(&merged_path, &Merge { other }).await.json();
    assert_eq!(whole.conversations.len(), 2);
    assert_eq!((whole.merged.len(), whole.merged[0].by.as_str()), (1, "Dina Pelanggan"));
    assert!(whole.similar.is_empty());
    assert_eq!(card(&dina, other).await.customer.id, one, "either id leads to the whole");
    dina.caller.post(&merged_path, &Merge { other }).await.problem(Kind::WrongState);
    let stranger = CustomerId::from_parts(Millis(1), 1);
    dina.caller.post(&merged_path, &Merge { other: stranger }).await.problem(Kind::NotFound);

    let apart: Card = dina.caller.delete(&format!("{merged_path}/{other}")).await.json();
    assert_eq!((apart.conversations.len(), apart.merged.len()), (1, 0));
    assert_eq!(card(&dina, other).await.customer.id, other);
    dina.caller.delete(&format!("{merged_path}/{other}")).await.problem(Kind::NotFound);

    let owner = stand.staff(BATIK, "Ratna", Role::Owner).await;
    assert_eq!(owner.changes_by(&dina.member).await, ["customers_parted", "customers_merged"]);
}

#[tokio::test]
async fn customers_are_found_by_name_number_and_address() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = newcomer(&stand).await;
    chat.leaves(ContactChannel::Whatsapp, "0857 1212 9090").await;
    chat.leaves(ContactChannel::Email, "Wulan.Sari@contoh.id").await;
    let customer = customer_of(&dina, &chat).await;
    dina.row_when(chat.conversation, |row| row.contacts.len() == 2).await;
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
    let (first, key) = comes(&stand, BATIK, None).await;
    let (second, _) = comes(&stand, BATIK, Some(&key)).await;
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
    let chat = newcomer(&stand).await;
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
