//! The inbox: views that stay right, page by page, in a shop of any size.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use protocol::event::{HandoffReason, Status};
use protocol::filter::{Filter, SavedView, SavedViews};
use protocol::frame::Command;
use protocol::inbox::{Counts, Inbox, Page, View};
use protocol::label::TagsInUse;
use protocol::limits::PAGE_ROWS;
use protocol::problem::Kind;
use protocol::staff::{InboxFrame, InboxRow, Role};
use protocol::{ConversationId, Millis, Mood, Priority, Seq, StaffId};
use rusqlite::{Connection, params};
use sapa_tests::{Agent, BATIK, SEPATU, Stand, new_conversation_id, new_id, now};

use crate::databases;

/// A row as a conversation of that status would have it.
fn row(status: Status, number: i64) -> InboxRow {
    InboxRow {
        conversation: new_conversation_id(),
        seq: Seq(9),
        read: Seq(0),
        status,
        customer_id: None,
        team: None,
        overflowed: false,
        language: None,
        customer: format!("0812 0000 {number:04}"),
        external_id: None,
        contacts: Vec::new(),
        promise: None,
        last_line: "kak barang saya sudah dikirim belum ya, soalnya dipakai hari Sabtu".to_owned(),
        last_files: Vec::new(),
        mentioned: Vec::new(),
        last_by: if number % 2 == 0 { "shopper" } else { "bot" }.to_owned(),
        last_at: now().plus(-number * 1_000),
        mood: Mood::Neutral,
        unread: 0,
        rating: (number % 3 == 0).then_some(4),
        comment: String::new(),
        due: None,
        missed: None,
        given: None,
        tags: if number % 5 == 0 { vec!["grosir".to_owned()] } else { Vec::new() },
        priority: Priority::ALL[(number / 2 % 4) as usize],
    }
}

/// Some of every kind, most of them settled, as in a shop that has been open for a while.
fn status(number: i64, mine: StaffId, other: StaffId) -> Status {
    let held = |id| Status::Agent { id, name: "Dina".to_owned() };
    match number % 100 {
        0..2 => Status::Waiting { since: now().plus(-number), reason: HandoffReason::Asked },
        2..4 => held(mine),
        4..8 => held(other),
        8..20 => Status::Bot,
        _ => Status::Resolved,
    }
}

/// Fills a shop's inbox while the server is off.
fn fill(database: &mut Connection, rows: &[InboxRow]) {
    let transaction = database.transaction().expect("a transaction");
    for row in rows {
        let statement = "INSERT INTO inbox (conversation, seq, last_at, row) VALUES (?, ?, ?, ?)";
        let text = serde_json::to_string(row).expect("rows are JSON");
        let values = params![row.conversation.to_string(), row.seq.0 as i64, row.last_at.0, text];
        transaction.execute(statement, values).expect("a new row");
    }
    transaction.commit().expect("stored");
}

/// All of a view, page by page.
async fn all_of(agent: &Agent, view: View) -> Vec<InboxRow> {
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/v1/staff/inbox?view={}{after}", view.name());
        let Inbox { pages, .. } = agent.caller.get(&path).await.json();
        let [Page { view: answered, rows: page, next }] = pages.try_into().expect("one page");
        assert_eq!(answered, view);
        assert!(page.len() <= PAGE_ROWS);
        rows.extend(page);
        match next {
            Some(next) => after = format!("&after={next}"),
            None => return rows,
        }
    }
}

/// What each view must hold for somebody, in its order.
fn expected(rows: &[InboxRow], view: View, me: StaffId) -> Vec<ConversationId> {
    let mut rows: Vec<&InboxRow> = rows.iter().filter(|row| View::of(&row.status, me) == view).collect();
    rows.sort_by_key(|row| row.place());
    rows.into_iter().map(|row| row.conversation).collect()
}

/// Somebody who has every view.
async fn leads(stand: &Stand, name: &str) -> Agent {
    stand.staff(BATIK, name, Role::Supervisor).await
}

#[tokio::test]
async fn the_database_orders_rows_as_clients_do() {
    let mut stand = Stand::start().await;
    let (dina, budi) = (leads(&stand, "Dina").await, leads(&stand, "Budi").await);
    let rows: Vec<InboxRow> =
        (0..700).map(|number| row(status(number, dina.member.id, budi.member.id), number)).collect();
    stand.kill();
    fill(&mut databases::of_shop(&stand, BATIK), &rows);
    stand.restart().await;

    for agent in [&dina, &budi] {
        let counts = agent.opens_inbox().await.counts;
        for view in View::ALL {
            let wanted = expected(&rows, view, agent.member.id);
            let found: Vec<_> = all_of(agent, view).await.into_iter().map(|row| row.conversation).collect();
            assert_eq!(found, wanted, "{view:?}");
            assert_eq!(counts.of(view, agent.member.id) as usize, wanted.len(), "{view:?}");
        }
    }
    let other = stand.agent(SEPATU, "Joko").await;
    assert_eq!(other.opens_inbox().await.counts, Counts::default(), "another shop's inbox is its own");
}

#[tokio::test]
async fn a_filter_finds_all_of_a_view_that_it_holds_for_page_by_page() {
    let mut stand = Stand::start().await;
    let (dina, budi) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Budi").await);
    let rows: Vec<InboxRow> =
        (0..6_000).map(|number| row(status(number, dina.member.id, budi.member.id), number)).collect();
    stand.kill();
    fill(&mut databases::of_shop(&stand, BATIK), &rows);
    stand.restart().await;

    let tagged = Filter { tags: vec!["grosir".into(), "retur".into()], ..Filter::default() };
    let pressing = Filter { priorities: vec![Priority::Urgent, Priority::High], ..tagged.clone() };
    let nothing = Filter { moods: vec![Mood::Angry], ..Filter::default() };
    let hers = Filter { holders: vec![budi.member.id], ..Filter::default() };
    let unread = Filter { unread: true, ..Filter::default() };
    for filter in [tagged, pressing, nothing, hers, unread] {
        for view in [View::Waiting, View::Team, View::Resolved] {
            let mut wanted: Vec<&InboxRow> = rows
                .iter()
                .filter(|row| View::of(&row.status, dina.member.id) == view && filter.holds(row))
                .collect();
            wanted.sort_by_key(|row| row.place());
            let wanted: Vec<_> = wanted.into_iter().map(|row| row.conversation).collect();
            let json = serde_json::to_string(&filter).expect("filters are JSON");
            let (mut found, mut after, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let path = format!("/v1/staff/inbox?view={}&filter={json}{after}", view.name());
                let [page]: [Page; 1] =
                    dina.caller.get(&path).await.json::<Inbox>().pages.try_into().expect("one page");
                found.extend(page.rows.into_iter().map(|row| row.conversation));
                pages += 1;
                match page.next {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(found, wanted, "{filter:?} {view:?}");
            assert!(pages < 40, "{pages} pages for {filter:?} {view:?}");
        }
    }
    dina.caller.get("/v1/staff/inbox?filter={").await.problem(Kind::Invalid);
}

#[tokio::test]
async fn views_that_somebody_keeps_are_their_own() {
    let stand = Stand::shared().await;
    let (dina, budi) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Budi").await);
    let filter = Filter { tags: vec![" Grosir".into()], ..Filter::default() };
    let view =
        |name: &str| SavedView { name: name.into(), view: Some(View::Waiting), filter: filter.clone() };
    let path = "/v1/staff/views";
    let put = SavedViews { views: vec![view("Grosir yang menunggu"), view("Lain")] };
    let kept: SavedViews = dina.caller.put(path, &put).await.json();
    assert_eq!(kept.views[0].filter.tags, ["grosir"]);
    assert_eq!(dina.caller.get(path).await.json::<SavedViews>(), kept);
    assert_eq!(budi.caller.get(path).await.json::<SavedViews>(), SavedViews::default());
    let twice = SavedViews { views: vec![view("a"), view("a ")] };
    dina.caller.put(path, &twice).await.problem(Kind::Invalid);
    assert_eq!(dina.caller.get(path).await.json::<SavedViews>(), kept);
}

#[tokio::test]
async fn the_inbox_of_fifty_thousand_conversations_opens_at_once() {
    const ROWS: i64 = 50_000;
    let mut stand = Stand::start().await;
    let (dina, budi) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Budi").await);
    let rows: Vec<InboxRow> =
        (0..ROWS).map(|number| row(status(number, dina.member.id, budi.member.id), number)).collect();
    stand.kill();
    fill(&mut databases::of_shop(&stand, BATIK), &rows);
    stand.restart().await;
    dina.opens_inbox().await; // wakes the object

    let mut took = Vec::new();
    for _ in 0..10 {
        let began = Instant::now();
        let inbox = dina.opens_inbox().await;
        took.push(began.elapsed());
        let held: u32 = View::ALL.into_iter().map(|view| inbox.counts.of(view, dina.member.id)).sum();
        assert_eq!(i64::from(held), ROWS);
    }
    took.sort_unstable();
    println!("opening the inbox of {ROWS} conversations: {:?} at the median, {:?} at most", took[5], took[9]);
    assert!(took[5] < Duration::from_millis(300), "{took:?}");
}

/// The migration on a table as the first version kept it.
#[test]
fn rows_that_an_older_version_kept_are_in_their_views_after_the_upgrade() {
    let database = Connection::open_in_memory().expect("a database");
    let old =
        "CREATE TABLE inbox (conversation TEXT PRIMARY KEY, seq INTEGER NOT NULL, settled INTEGER NOT NULL,
                   last_at INTEGER NOT NULL, row TEXT NOT NULL);
               CREATE INDEX inbox_order ON inbox (settled, last_at DESC);";
    database.execute_batch(old).expect("the first version's table");
    let agents = [1, 2].map(|number| StaffId::from_parts(Millis(0), number));
    let rows: Vec<InboxRow> =
        (0..200).map(|number| row(status(number, agents[0], agents[1]), number)).collect();
    for row in &rows {
        let mut stored = serde_json::to_value(row).expect("rows are JSON");
        for new in ["read", "tags"] {
            stored.as_object_mut().expect("an object").remove(new);
        }
        let values = params![row.conversation.to_string(), row.last_at.0, stored.to_string()];
        database.execute("INSERT INTO inbox VALUES (?, 9, 0, ?, ?)", values).expect("an old row");
    }

    database.execute_batch(include_str!("../../../edge/src/shop/inbox/views.sql")).expect("the upgrade");
    database.execute_batch(include_str!("../../../edge/src/shop/inbox/labels.sql")).expect("the next one");

    for row in &rows {
        let rank = "SELECT rank FROM inbox WHERE conversation = ?";
        let rank: i64 = database.query_row(rank, [row.conversation.to_string()], |row| row.get(0)).unwrap();
        assert_eq!(rank, row.place().rank, "{row:?}");
    }
    let tally = "SELECT rows FROM tallies WHERE kind = 'agent' AND holder = ?";
    for agent in agents {
        let held: i64 = database.query_row(tally, [agent.to_string()], |row| row.get(0)).unwrap();
        assert_eq!(held as usize, expected(&rows, View::Mine, agent).len());
    }
    let tagged = "SELECT count(*) FROM tagged";
    let count = || database.query_row(tagged, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count(), 0, "rows of before have no tags");
    let some = &rows[0];
    let values = params![serde_json::to_string(some).expect("JSON"), some.conversation.to_string()];
    database.execute("UPDATE inbox SET row = ? WHERE conversation = ?", values).unwrap();
    assert_eq!(count(), 1);
    database.execute("DELETE FROM inbox", []).unwrap();
    assert_eq!(count(), 0);
    let left: i64 = database.query_row("SELECT sum(rows) FROM tallies", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn every_console_is_told_what_changed_and_how_many_there_are() {
    let stand = Stand::start().await;
    let (dina, budi) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Budi").await);
    let visitor = stand.visitor(BATIK).await;
    let mut console = budi.live_inbox().await;
    assert!(
        matches!(console.next().await, InboxFrame::Rows { rows, counts, .. } if rows.is_empty() && counts == Counts::default())
    );
    let mut counts = async |wanted: &dyn Fn(&Counts) -> bool| {
        let found = console.until(|frame| match frame {
            InboxFrame::Rows { counts, .. } if wanted(&counts) => Some(counts),
            _ => None,
        });
        found.await
    };

    visitor.does(Command::AskPerson { id: new_id() }).await;
    counts(&|counts| counts.waiting == 1).await;
    dina.takes(visitor.conversation).await;
    let held = counts(&|counts| counts.waiting == 0).await;
    assert_eq!((held.of(View::Team, budi.member.id), held.of(View::Mine, dina.member.id)), (1, 1));
    dina.chat(visitor.conversation).does(Command::Resolve { id: new_id() }).await;
    counts(&|counts| counts.resolved == 1 && counts.held.is_empty()).await;
    visitor.erase().await;
    let none = counts(&|counts| *counts == Counts::default()).await;
    assert_eq!(none, dina.opens_inbox().await.counts);
}

#[tokio::test]
async fn labels_show_on_the_row_at_once_and_the_shop_knows_the_tags_in_use() {
    let stand = Stand::start().await;
    let (dina, budi) = (stand.agent(BATIK, "Dina").await, stand.agent(BATIK, "Budi").await);
    let (first, second) = (stand.visitor(BATIK).await, stand.visitor(BATIK).await);
    for visitor in [&first, &second] {
        visitor.does(Command::AskPerson { id: new_id() }).await;
    }
    let mut console = budi.live_inbox().await;
    let tag = |add: &[&str], remove: &[&str]| {
        let list = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        Command::Tag { id: new_id(), add: list(add), remove: list(remove) }
    };
    let (one, two) = (dina.chat(first.conversation), dina.chat(second.conversation));
    one.does(tag(&["Grosir", "retur"], &[])).await;
    two.does(tag(&["grosir"], &[])).await;
    two.does(Command::Prioritise { id: new_id(), priority: Priority::Urgent }).await;
    let row = console.row(second.conversation, |row| row.priority == Priority::Urgent).await;
    assert_eq!(row.tags, ["grosir"]);
    budi.row_when(first.conversation, |row| row.tags.len() == 2).await;
    let waiting = budi.opens_inbox().await.pages.remove(0).rows;
    let order: Vec<_> = waiting.iter().map(|row| row.conversation).collect();
    assert_eq!(order, [second.conversation, first.conversation], "the pressing one before the longer wait");

    let in_use = async || {
        let TagsInUse { tags } = budi.caller.get("/v1/staff/tags").await.json();
        tags.into_iter().map(|tag| (tag.tag, tag.conversations)).collect::<Vec<_>>()
    };
    assert_eq!(in_use().await, [("grosir".to_owned(), 2), ("retur".to_owned(), 1)]);
    one.does(tag(&[], &["grosir"])).await;
    console.row(first.conversation, |row| row.tags.len() == 1).await;
    second.erase().await;
    assert_eq!(in_use().await, [("retur".to_owned(), 1)]);

    assert!(first.log().await.iter().all(|event| !event.body.is_for_staff()), "the shopper isn't told");
    let trainer = stand.staff(BATIK, "Tia", Role::Trainer).await;
    trainer.chat(first.conversation).command(tag(&["vip"], &[])).await.problem(Kind::Forbidden);
    first.command(tag(&["vip"], &[])).await.problem(Kind::Forbidden);
    let joko = stand.agent(SEPATU, "Joko").await;
    joko.chat(first.conversation).command(tag(&["vip"], &[])).await.problem(Kind::NotFound);
    let TagsInUse { tags } = joko.caller.get("/v1/staff/tags").await.json();
    assert_eq!(tags, [], "another shop's tags are its own");
}

/// Many conversations change at once: a console hears of each, in few frames.
#[tokio::test]
async fn a_busy_shop_is_told_in_few_frames() {
    const SHOPPERS: usize = 60;
    let stand = Stand::start().await;
    let dina = stand.agent(BATIK, "Dina").await;
    let visitors = join_all((0..SHOPPERS).map(|_| stand.visitor(BATIK))).await;
    let mut console = dina.live_inbox().await;
    let began = Instant::now();
    let saying = join_all(visitors.iter().map(|visitor| visitor.says("halo, ongkir ke bandung berapa ya")));
    let hearing = async {
        let (mut heard, mut frames) = (HashSet::new(), 0u128);
        while heard.len() < SHOPPERS {
            let InboxFrame::Rows { rows, .. } = console.next().await else { continue };
            frames += 1;
            heard.extend(rows.into_iter().map(|row| row.conversation));
        }
        frames
    };
    let (_, frames) = tokio::join!(saying, hearing);
    let most = began.elapsed().as_millis() / 100 + 3;
    assert!(frames <= most, "{frames} frames in {:?}", began.elapsed());
}

#[tokio::test]
async fn only_those_who_may_read_open_the_inbox_and_only_as_it_can_be_asked() {
    let stand = Stand::shared().await;
    let visitor = stand.visitor(BATIK).await;
    let dina = stand.agent(BATIK, "Dina").await;
    let mut console = dina.live_inbox().await;
    visitor.says("halo").await;
    console.row(visitor.conversation, |_| true).await;
    let own = format!("/v1/staff/inbox/{}", visitor.conversation);

    for role in Role::ALL {
        let member = stand.staff(BATIK, "Sinta", role).await;
        assert_eq!(member.row(visitor.conversation).await.map(|row| row.last_by), Some("bot".to_owned()));
    }
    let joko = stand.staff(SEPATU, "Joko", Role::Owner).await;
    joko.caller.get(&own).await.problem(Kind::NotFound);
    for caller in [stand.stranger(), visitor.caller.clone(), stand.operator()] {
        caller.get(&own).await.problem(Kind::Unauthorized);
    }
    dina.caller.get("/v1/staff/inbox/x").await.problem(Kind::NotFound);
    dina.caller.get(&format!("/v1/staff/inbox/{}", new_conversation_id())).await.problem(Kind::NotFound);
    for bad in ["view=semua", "view=bot&after=1", "view=bot&after='%20OR%201=1", "view="] {
        dina.caller.get(&format!("/v1/staff/inbox?{bad}")).await.problem(Kind::Invalid);
    }
    let end = format!(
        "/v1/staff/inbox?view=bot&after=8100000000000000.{}",
        ConversationId::from_parts(Millis(0), 0)
    );
    let Inbox { pages, .. } = dina.caller.get(&end).await.json();
    assert_eq!((pages[0].rows.len(), pages[0].next), (0, None));
}
