//! A shop's settings and knowledge, and the pack compiled from it: replaced together, under a new version.

use answer::Pack;
use protocol::api::{LoadShop, Loaded};
use protocol::problem::Kind;
use protocol::shop::{Knowledge, Service, Settings};
use protocol::{Millis, ShopSlug};
use worker::{Response, ResponseBuilder, console_error};

use super::{audit, damaged, rules, teams};
use crate::failure::{Outcome, problem};
use crate::identity::Identity;
use crate::reply;
use crate::shops::Snapshot;
use crate::storage::Database;

pub const TABLES: &str = "
    CREATE TABLE settings (settings TEXT NOT NULL);
    CREATE TABLE entries (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL);
    CREATE TABLE packs (version INTEGER PRIMARY KEY, pack BLOB NOT NULL);
";

/// What an owner set in the console, over what the operator loaded.
pub const SERVICE: &str = "CREATE TABLE service (service TEXT NOT NULL)";

/// A row of a Durable Object's SQLite holds at most 2 MB.
const PACK_BYTES: usize = 1_900_000;

/// What knowledge is written in.
const LANGUAGE: &str = "id";

/// Compiles and stores what an operator loads; all of it or nothing.
///
/// # Errors
/// Invalid, with what to change; too large for one object.
pub fn load(database: &Database, load: &LoadShop) -> Outcome<Loaded> {
    desk::validate(&load.settings)?;
    let rules = desk::checked_rules(&load.settings.rules)?;
    let teams = desk::checked_teams(&load.settings.teams)?;
    let version = version(database)? + 1;
    let pack = Pack::compile(&load.knowledge, version as u64)
        .map_err(|error| problem(Kind::Invalid, format!("The knowledge can't be used: {error}.")))?;
    let pack_bytes = pack.len();
    if pack_bytes > PACK_BYTES {
        let detail =
            format!("The compiled knowledge has {pack_bytes} bytes; at most {PACK_BYTES} fit. Shorten it.");
        return Err(problem(Kind::TooLarge, detail));
    }
    let settings = serde_json::to_string(&Settings { rules, teams, ..load.settings.clone() })?;
    database.transaction(|| {
        database.run("DELETE FROM settings", vec![])?;
        database.run("INSERT INTO settings (settings) VALUES (?)", vec![settings.clone().into()])?;
        database.run("DELETE FROM entries", vec![])?;
        for (place, entry) in (0i64..).zip(&load.knowledge.entries) {
            let values = vec![place.into(), entry.id.as_str().into(), serde_json::to_string(entry)?.into()];
            database.run("INSERT INTO entries (place, id, entry) VALUES (?, ?, ?)", values)?;
        }
        database.run("DELETE FROM packs", vec![])?;
        let values = vec![version.into(), pack.clone().into()];
        database.run("INSERT INTO packs (version, pack) VALUES (?, ?)", values)
    })?;
    let shop = load.settings.slug.clone();
    Ok(Loaded { shop, knowledge: version as u64, entries: load.knowledge.entries.len(), pack_bytes })
}

/// Settings and pack for an isolate, if newer than what it has.
pub fn snapshot(database: &Database, have: Option<u64>) -> Outcome<Response> {
    refresh(database)?;
    let version = version(database)? as u64;
    if have == Some(version) {
        return reply::empty();
    }
    let pack = database.bytes("SELECT pack FROM packs", vec![])?.ok_or_else(|| damaged("pack"))?;
    let (rules, teams) = (rules::current(database)?, teams::current(database)?);
    let settings = Settings { rules, teams, ..settings(database)? };
    let snapshot = Snapshot { version, settings };
    Ok(ResponseBuilder::new().fixed(snapshot.encode(&pack)?))
}

/// Compiles the pack anew if another version of this program made it: what was published stays published. Where that
/// fails an empty pack takes its place, so that it isn't tried again and again: people answer until the next publish.
fn refresh(database: &Database) -> Outcome<()> {
    let head = format!("SELECT substr(pack, 1, {}) FROM packs", Pack::HEAD);
    let head = database.bytes(&head, vec![])?;
    if head.is_none_or(|head| head.is_empty() || Pack::is_current(&head)) {
        return Ok(());
    }
    let version = version(database)? + 1;
    let pack = compile_stored(database, version as u64).unwrap_or_else(|error| {
        console_error!(r#"{{"level":"error","event":"pack not compiled anew","error":"{error}"}}"#);
        Vec::new()
    });
    database.run("UPDATE packs SET version = ?, pack = ?", vec![version.into(), pack.into()])?;
    Ok(())
}

fn compile_stored(database: &Database, version: u64) -> Result<Vec<u8>, String> {
    let wrong = |error: &dyn std::fmt::Display| error.to_string();
    let entries =
        database.texts("SELECT entry FROM entries ORDER BY place", vec![]).map_err(|e| wrong(&e))?;
    let entries = entries.iter().map(|entry| serde_json::from_str(entry)).collect::<Result<_, _>>();
    let entries = entries.map_err(|error: serde_json::Error| wrong(&error))?;
    // Which shop it is doesn't enter a pack.
    let knowledge = Knowledge { shop: String::new(), language: LANGUAGE.to_owned(), entries };
    let pack = Pack::compile(&knowledge, version).map_err(|error| wrong(&error))?;
    if pack.len() > PACK_BYTES { Err(format!("{} bytes are too many", pack.len())) } else { Ok(pack) }
}

/// The owner's decisions.
pub fn settings(database: &Database) -> Outcome<Settings> {
    let text = database.text("SELECT settings FROM settings", vec![])?.ok_or_else(|| damaged("settings"))?;
    let mut settings: Settings = serde_json::from_str(&text)?;
    if let Some(service) = database.text("SELECT service FROM service", vec![])? {
        settings.service = serde_json::from_str(&service)?;
    }
    Ok(settings)
}

/// Which shop this is.
pub fn slug(database: &Database) -> Outcome<ShopSlug> {
    let slug = database.text("SELECT settings ->> '$.slug' FROM settings", vec![])?;
    slug.and_then(|slug| slug.parse().ok()).ok_or_else(|| damaged("settings"))
}

/// Sets how those who wait find a person; isolates see it as they see a publication.
///
/// # Errors
/// Invalid.
pub fn set_service(database: &Database, who: &Identity, service: Service, now: Millis) -> Outcome<()> {
    desk::validate(&Settings { service: service.clone(), ..settings(database)? })?;
    let text = serde_json::to_string(&service)?;
    Ok(database.transaction(|| {
        database.run("DELETE FROM service", vec![])?;
        database.run("INSERT INTO service (service) VALUES (?)", vec![text.clone().into()])?;
        publish(database)?;
        audit::changed(database, who, "service", "", now)
    })?)
}

/// Has isolates fetch settings and knowledge anew.
pub fn publish(database: &Database) -> worker::Result<()> {
    database.run("UPDATE packs SET version = version + 1", vec![])
}

/// The version of what is loaded; 0 before anything was.
fn version(database: &Database) -> Outcome<i64> {
    Ok(database.number("SELECT max(version) FROM packs", vec![])?.unwrap_or(0))
}
