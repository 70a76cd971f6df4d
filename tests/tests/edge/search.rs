//! Finding what was said: in everyday spelling, by whoever may read, and nothing of what was erased.

use protocol::event::ContactChannel;
use protocol::frame::Command;
use protocol::limits::{PAGE_HITS, QUERY_CHARS};
use protocol::problem::Kind;
use protocol::search::{Found, Hit, SaidBy};
use protocol::staff::Role;
use sapa_tests::{Agent, BATIK, Chat, SEPATU, Stand, eventually, new_id};

use crate::databases;

fn path(query: &str) -> String {
    let url =
        reqwest::Url::parse_with_params("http://x/v1/staff/search", [("q", query)]).expect("an address");
    format!("{}?{}", url.path(), url.query().expect("a query"))
}

async fn finds(agent: &Agent, query: &str) -> Vec<Hit> {
    agent.caller.get(&path(query)).await.json::<Found>().hits
}

/// Waits until something is found.
async fn found(agent: &Agent, query: &str) -> Vec<Hit> {
    eventually(query, async || Some(finds(agent, query).await).filter(|hits| !hits.is_empty())).await
}

fn marked(hit: &Hit) -> String {
    let mark = |piece: &protocol::search::Piece| {
        if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }
    };
    hit.excerpt.iter().map(mark).collect()
}

#[tokio::test]
async fn what_people_said_is_found_as_they_write_it() {
    let stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    stand.visitor(BATIK).await.says("ongkir ke bandung berapa?").await; // "Ongkir reguler dari Solo …", says the bot
    let visitor = stand.visitor(BATIK).await;
    let said = visitor.says("brg sy kok blm dikirim2 ya, pesanan SKR-20418").await;
    visitor.leaves(ContactChannel::Whatsapp, "0812-3456-7890").await;
    let chat = dina.takes(visitor.conversation).await;
    chat.says("Paketnya berangkat sore ini, Kak").await;
    chat.does(Command::note(new_id(), "gudang café sudah ditelepon")).await;
    found(&dina, "ditelepon").await;

    for (query, by, text) in [
        ("barang", SaidBy::Shopper, "[brg] sy kok blm dikirim2 ya, pesanan SKR-20418"),
        ("skr-20418", SaidBy::Shopper, "brg sy kok blm dikirim2 ya, pesanan [SKR]-[20418]"),
        ("paket sore", SaidBy::Agent, "[Paketnya] berangkat [sore] ini, Kak"),
        ("GUDANG", SaidBy::Note, "[gudang] café sudah ditelepon"),
        ("cafe", SaidBy::Note, "gudang [café] sudah ditelepon"),
        ("081234567890", SaidBy::Contact, "0812-3456-7890"),
        ("3456", SaidBy::Contact, "0812-[3456]-7890"),
    ] {
        let hits = finds(&dina, query).await;
        assert_eq!(hits.len(), 1, "{query}: {hits:?}");
        assert_eq!((hits[0].by, marked(&hits[0]).as_str()), (by, text), "{query}");
        assert_eq!(hits[0].conversation(), visitor.conversation);
    }
    assert_eq!(finds(&dina, "barang").await[0].seq, said.seq, "where it stands in the conversation");
    assert_eq!(finds(&dina, "paket kemarin").await, [], "every word must be there");
    found(&dina, "bandung").await; // what was said in that conversation has arrived
    assert_eq!(finds(&dina, "reguler solo").await, [], "what the bot says isn't searched");
}

#[tokio::test]
async fn words_that_were_put_right_are_found_in_place_of_the_first_ones() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let chat = dina.takes(stand.visitor(BATIK).await.conversation).await;
    let said = chat.says("Bonusnya manisan kedondong ya Kak").await;
    found(&dina, "kedondong").await;

    let text = "Bonusnya manisan belimbing ya Kak".to_owned();
    chat.does(Command::Edit { id: new_id(), about: said.id, text }).await;

    let hits = found(&dina, "belimbing").await;
    let places: Vec<_> = hits.iter().map(|hit| (hit.conversation(), hit.seq)).collect();
    assert_eq!(places, [(chat.conversation, said.seq)], "where it was said");
    assert_eq!(finds(&dina, "kedondong").await, []);
}

#[tokio::test]
async fn a_query_is_data() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    for query in
        ["\"", "a\" OR \"b", "NEAR(a b)", "text:a", "a*", "-a", "^a", "x'1", "a AND", "😀 a", "%_", "\u{0}a"]
    {
        let answer = dina.caller.get(&path(query)).await;
        assert!([200, 422].contains(&answer.status), "{query}: {answer:?}");
    }
    for empty in ["", "   ", "\"*()"] {
        dina.caller.get(&path(empty)).await.problem(Kind::Invalid);
    }
    dina.caller.get("/v1/staff/search").await.problem(Kind::Invalid);
    dina.caller.get("/v1/staff/search?q=a&after=x").await.problem(Kind::Invalid);
    dina.caller.get(&path(&"a".repeat(QUERY_CHARS + 1))).await.problem(Kind::TooLarge);
}

#[tokio::test]
async fn the_newest_come_first_page_by_page() {
    let stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    let chat = dina.takes(visitor.conversation).await;
    let many = PAGE_HITS + 5;
    for number in 1..=many {
        chat.says(&format!("kiriman nomor {number}")).await;
    }
    found(&dina, &format!("nomor {many}")).await;

    let first: Found = dina.caller.get(&path("kiriman")).await.json();
    let next = first.next.expect("another page");
    let rest: Found = dina.caller.get(&format!("{}&after={next}", path("kiriman"))).await.json();
    assert_eq!((first.hits.len(), rest.hits.len(), rest.next), (PAGE_HITS, 5, None));
    let seqs: Vec<_> = first.hits.iter().chain(&rest.hits).map(|hit| hit.seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] > pair[1]), "{seqs:?}");
}

#[tokio::test]
async fn only_those_who_may_read_search_and_only_their_own_shop() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("gambang semarang biru").await;
    found(&stand.agent(BATIK, "Dina").await, "gambang").await;
    for role in Role::ALL {
        assert_eq!(finds(&stand.staff(BATIK, "Sinta", role).await, "gambang").await.len(), 1, "{role:?}");
        assert_eq!(finds(&stand.staff(SEPATU, "Joko", role).await, "gambang").await, [], "{role:?}");
    }
    for caller in [stand.stranger(), visitor.caller, stand.operator()] {
        caller.get(&path("gambang")).await.problem(Kind::Unauthorized);
    }
}

#[tokio::test]
async fn spam_is_found_by_nobody_until_it_is_none() {
    let stand = Stand::shared().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    visitor.says("jual follower zwq murah").await;
    found(&dina, "zwq").await;
    let chat = dina.chat(visitor.conversation);
    chat.does(Command::MarkSpam { id: new_id() }).await;
    eventually("silence", async || finds(&dina, "zwq").await.is_empty().then_some(())).await;
    chat.does(Command::NotSpam { id: new_id() }).await;
    found(&dina, "zwq").await;
}

#[tokio::test]
async fn an_erased_conversation_leaves_the_index_and_its_words_the_file() {
    let mut stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let says = async |text: &str| {
        let visitor: Chat = stand.visitor(BATIK).await;
        visitor.says(text).await;
        visitor
    };
    let erased = says("alamat lengkap saya Jalan Kenanga Wangi nomor tujuh, kak").await;
    says("alamat toko di Jalan Mawar mana ya").await;
    found(&dina, "mawar").await;
    found(&dina, "kenanga").await;

    assert_eq!(erased.erase().await.status, 204);

    assert_eq!(finds(&dina, "kenanga").await, []);
    assert_eq!(finds(&dina, "alamat").await.len(), 1, "the others stay");
    stand.kill();
    assert!(databases::hold(&stand, b"Jalan Mawar mana"), "this looks where texts are");
    assert!(!databases::hold(&stand, b"Jalan Kenanga Wangi"));
    stand.restart().await;
    assert_eq!(finds(&dina, "kenanga").await, []);
}

#[tokio::test]
async fn what_was_said_is_found_after_the_power_was_cut() {
    let mut stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitor = stand.visitor(BATIK).await;
    for number in 0..10 {
        visitor.says(&format!("lampu padam {number}")).await;
    }
    stand.kill();
    stand.restart().await;
    visitor.says("sudah nyala").await;
    let all =
        eventually("all of it", async || Some(finds(&dina, "padam").await).filter(|hits| hits.len() >= 10))
            .await;
    assert_eq!(all.len(), 10, "each once");
}
