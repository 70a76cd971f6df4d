//! The replies that a shop's people have ready.

use protocol::macros::{Macro, Macros, PutMacro};
use protocol::{MacroId, Millis};
use worker::Result;

use super::audit;
use crate::failure::{Outcome, not_found};
use crate::identity::Identity;
use crate::storage::Database;

pub const TABLE: &str = "CREATE TABLE macros (id TEXT PRIMARY KEY, macro TEXT NOT NULL)";

/// All of them, by shortcut.
pub fn list(database: &Database) -> Outcome<Macros> {
    let texts = database.texts("SELECT macro FROM macros", vec![])?;
    let mut macros =
        texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<Vec<Macro>, _>>()?;
    macros.sort_by(|one, other| one.shortcut.cmp(&other.shortcut));
    Ok(Macros { macros })
}

/// Makes or replaces one.
///
/// # Errors
/// As [`desk::put_macro`].
pub fn put(database: &Database, who: &Identity, id: MacroId, put: &PutMacro, now: Millis) -> Outcome<Macros> {
    let put = desk::put_macro(&list(database)?.macros, id, put)?;
    database.transaction(|| {
        store(database, &put)?;
        audit::changed(database, who, "macro", &put.shortcut, now)
    })?;
    list(database)
}

/// Removes one.
///
/// # Errors
/// Not found.
pub fn remove(database: &Database, who: &Identity, id: MacroId, now: Millis) -> Outcome<Macros> {
    let removed = list(database)?.macros.into_iter().find(|known| known.id == id);
    let removed = removed.ok_or_else(|| not_found("macro"))?;
    database.transaction(|| {
        database.run("DELETE FROM macros WHERE id = ?", vec![id.to_string().into()])?;
        audit::changed(database, who, "macro", &removed.shortcut, now)
    })?;
    list(database)
}

/// Macros as a shop may begin with them.
///
/// # Errors
/// As [`desk::put_macro`].
pub fn checked(macros: &[Macro]) -> Outcome<Vec<Macro>> {
    let mut checked: Vec<Macro> = Vec::new();
    for Macro { id, shortcut, title, text } in macros.iter().cloned() {
        checked.push(desk::put_macro(&checked, id, &PutMacro { shortcut, title, text })?);
    }
    Ok(checked)
}

/// Begins a shop that has none with these.
pub fn begin(database: &Database, macros: &[Macro]) -> Outcome<()> {
    if !list(database)?.macros.is_empty() {
        return Ok(());
    }
    Ok(database.transaction(|| macros.iter().try_for_each(|begun| store(database, begun)))?)
}

fn store(database: &Database, put: &Macro) -> Result<()> {
    let values = vec![put.id.to_string().into(), serde_json::to_string(put)?.into()];
    database.run("INSERT OR REPLACE INTO macros (id, macro) VALUES (?, ?)", values)
}
