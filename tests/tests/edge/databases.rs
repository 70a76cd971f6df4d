//! What the objects keep, looked at in their databases while the server is off.

use std::fs;

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
