//! The replies that a shop's people have ready.

use protocol::MacroId;
use protocol::macros::{Macro, Macros, PutMacro};
use worker::Result;

use crate::failure::{Outcome, not_found};
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
pub fn put(database: &Database, id: MacroId, put: &PutMacro) -> Outcome<Macros> {
    let put = desk::put_macro(&list(database)?.macros, id, put)?;
    store(database, &put)?;
    list(database)
}

/// Removes one.
///
/// # Errors
/// Not found.
pub fn remove(database: &Database, id: MacroId) -> Outcome<Macros> {
    let id = || vec![id.to_string().into()];
    if database.text("SELECT id FROM macros WHERE id = ?", id())?.is_none() {
        return Err(not_found("macro"));
    }
    database.run("DELETE FROM macros WHERE id = ?", id())?;
    list(database)
}

/// Begins a shop that has none with these.
///
/// # Errors
/// As [`desk::put_macro`]; none is stored then.
pub fn begin(database: &Database, macros: &[Macro]) -> Outcome<()> {
    if !list(database)?.macros.is_empty() {
        return Ok(());
    }
    let mut checked: Vec<Macro> = Vec::new();
    for Macro { id, shortcut, title, text } in macros.iter().cloned() {
        checked.push(desk::put_macro(&checked, id, &PutMacro { shortcut, title, text })?);
    }
    Ok(database.transaction(|| checked.iter().try_for_each(|checked| store(database, checked)))?)
}

fn store(database: &Database, put: &Macro) -> Result<()> {
    let values = vec![put.id.to_string().into(), serde_json::to_string(put)?.into()];
    database.run("INSERT OR REPLACE INTO macros (id, macro) VALUES (?, ?)", values)
}
