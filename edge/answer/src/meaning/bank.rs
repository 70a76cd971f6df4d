//! The needs as people write them: the files under `language/needs/`.
//!
//! A need begins with `= id | title | gloss`; its phrasings follow, one a line. The same id may come in several files.
//! Needs of `elsewhere.txt` are no matters of a shop.

use std::collections::BTreeMap;

/// One need and how people put it.
#[derive(Debug, Default)]
pub struct Need {
    /// What other files call it.
    pub id: String,
    /// In Indonesian.
    pub title: String,
    /// No matter of a shop.
    pub is_elsewhere: bool,
    /// How people put it, as they type.
    pub phrasings: Vec<String>,
}

/// Files as they are read: name → text.
pub type Files = BTreeMap<String, String>;

/// The needs that no shop serves.
const ELSEWHERE: &str = "elsewhere.txt";

/// Reads all needs of the files (name → text), by id.
///
/// # Errors
/// A file has a phrasing before its first need or a need without a title.
pub fn read(files: &Files) -> Result<Vec<Need>, String> {
    let mut needs: BTreeMap<String, Need> = BTreeMap::new();
    for (name, text) in files {
        let wrong = |line: usize, what: &str| format!("{name}:{}: {what}", line + 1);
        let mut current = None;
        for (n, line) in text.lines().map(str::trim).enumerate() {
            if let Some(head) = line.strip_prefix("= ") {
                let mut parts = head.split('|').map(str::trim);
                let id = parts.next().unwrap_or_default().to_owned();
                let title = parts.next().filter(|title| !title.is_empty());
                let title = title.ok_or_else(|| wrong(n, "a need is written `= id | title | gloss`"))?;
                let need = needs.entry(id.clone()).or_default();
                need.title = title.to_owned();
                need.is_elsewhere = name == ELSEWHERE;
                need.id.clone_from(&id);
                current = Some(id);
            } else if !line.is_empty() && !line.starts_with('#') {
                let need = current.as_ref().and_then(|id| needs.get_mut(id));
                need.ok_or_else(|| wrong(n, "a phrasing stands before the first need"))?
                    .phrasings
                    .push(line.to_owned());
            }
        }
    }
    Ok(needs.into_values().collect())
}
