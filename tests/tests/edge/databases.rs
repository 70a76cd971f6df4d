//! What the objects keep, looked at in their databases while the server is off.

use std::fs;

use protocol::ConversationId;
use rusqlite::Connection;
use sapa_tests::Stand;

/// A shop's database.
pub fn of_shop(stand: &Stand, shop: &str) -> Connection {
    let is_shop = |database: &Connection| {
        let settings = database.query_row("SELECT settings FROM settings", [], |row| row.get::<_, String>(0));
        settings.is_ok_and(|settings| settings.contains(&format!(r#""slug":"{shop}""#)))
    };
    let mut opened = stand.databases().into_iter().map(|file| Connection::open(file).expect("a database"));
    opened.find(is_shop).expect("the shop's database")
}

/// Lets so many milliseconds pass in a conversation while the server is off: everything in its log happened that much earlier.
pub fn let_time_pass(stand: &Stand, conversation: ConversationId, ms: i64) {
    let is_it = |database: &Connection| {
        let about = database.query_row("SELECT conversation FROM about", [], |row| row.get::<_, String>(0));
        about.is_ok_and(|id| id == conversation.to_string())
    };
    let mut opened = stand.databases().into_iter().map(|file| Connection::open(file).expect("a database"));
    let earlier = "UPDATE events SET event = json_replace(event, '$.at', event ->> '$.at' - ?1,
                   '$.body.closes_at', event ->> '$.body.closes_at' - ?1)";
    let changed = opened.find(is_it).expect("the conversation's database").execute(earlier, [ms]);
    assert!(changed.expect("a log") > 0);
}

/// Whether these bytes stand anywhere in the files of the databases.
pub fn hold(stand: &Stand, bytes: &[u8]) -> bool {
    stand.databases().iter().any(|file| {
        // Opening it takes in what SQLite wrote aside.
        Connection::open(file)
            .and_then(|database| database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"))
            .expect("a database");
        fs::read(file).expect("a file").windows(bytes.len()).any(|part| part == bytes)
    })
}
