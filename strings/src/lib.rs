//! Compiles a crate's tables of strings into Rust at build time.
//!
//! The tables are `strings/id.toml` and `strings/en.toml` beside the crate's `Cargo.toml`; a non-programmer can edit them:
//!
//! ```toml
//! send = "Kirim"                                   # a field:  strings.send
//! wait = "Kira-kira {minutes} menit"               # a method: strings.wait(5)
//! hello = ["Halo!", "Hai!"]                        # variants: strings.hello[turn % strings.hello.len()]
//! hello_name = ["Halo, {name}!", "Hai, {name}!"]   # both:     strings.hello_name(turn, name)
//! ```
//!
//! A crate calls [`generate`] from its `build.rs` and includes the result:
//! `include!(concat!(env!("OUT_DIR"), "/strings.rs"));`, which gives a `Strings` struct and the statics `ID` and `EN`.
//! A key or placeholder that one language lacks stops the build; a key that no code reads is the compiler's own
//! dead-code warning.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The languages, as file names and as statics.
const LANGUAGES: [(&str, &str); 2] = [("id", "ID"), ("en", "EN")];

/// Reads the calling crate's tables and writes `$OUT_DIR/strings.rs`. For build scripts only.
///
/// # Panics
/// With a message for the editor of the tables, when a table can't be read or the languages differ.
pub fn generate() {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo")).join("strings");
    println!("cargo::rerun-if-changed={}", folder.display());
    let tables = LANGUAGES.map(|(language, _)| read(&folder.join(format!("{language}.toml"))));
    let code = compile(&tables).unwrap_or_else(|wrong| panic!("{}: {wrong}", folder.display()));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("strings.rs");
    fs::write(out, code).expect("OUT_DIR is writable");
}

type Table = BTreeMap<String, Text>;

/// A key's text: one, or several to choose from.
#[derive(Debug, PartialEq)]
enum Text {
    One(String),
    Variants(Vec<String>),
}

impl Text {
    fn all(&self) -> &[String] {
        match self {
            Text::One(text) => std::slice::from_ref(text),
            Text::Variants(texts) => texts,
        }
    }

    /// The names in braces; every variant must have the same ones.
    fn placeholders(&self) -> BTreeSet<&str> {
        self.all().iter().flat_map(|text| names(text)).collect()
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn read(path: &Path) -> Table {
    let source = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    parse(&source).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()))
}

fn parse(source: &str) -> Result<Table, String> {
    let table: toml::Table = source.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let text = |(key, value): (String, toml::Value)| match value {
        toml::Value::String(text) => Ok((key, Text::One(text))),
        toml::Value::Array(items) if !items.is_empty() => {
            let texts: Option<Vec<_>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts
                .map(|texts| (key.clone(), Text::Variants(texts)))
                .ok_or(format!("`{key}`: only texts in a list"))
        }
        _ => Err(format!("`{key}` must be a text or a list of texts")),
    };
    table.into_iter().map(text).collect()
}

/// The Rust source for the tables, in the order of [`LANGUAGES`].
fn compile(tables: &[Table; 2]) -> Result<String, String> {
    let first = &tables[0];
    for (table, (language, _)) in tables.iter().zip(LANGUAGES) {
        let keys = |table: &Table| table.keys().cloned().collect::<BTreeSet<_>>();
        if let Some(key) = keys(first).symmetric_difference(&keys(table)).next() {
            return Err(format!("`{key}` is missing in {language} or in {}", LANGUAGES[0].0));
        }
        for (key, text) in table {
            let expected = first[key].placeholders();
            if text.placeholders() != expected
                || text.all().iter().any(|t| names(t).collect::<BTreeSet<_>>() != expected)
            {
                return Err(format!(
                    "`{key}` must have the placeholders {expected:?} in every language and variant"
                ));
            }
            if matches!(text, Text::One(_)) != matches!(first[key], Text::One(_)) {
                return Err(format!("`{key}` is a list in one language only"));
            }
        }
    }
    let mut code = String::from("/// What people see, in one language.\npub(crate) struct Strings {\n");
    let mut methods = String::new();
    for (key, text) in first {
        let (field, kind) = match text {
            _ if text.placeholders().is_empty() => (format!("pub(crate) {key}"), kind(text)),
            _ => (format!("{key}_"), kind(text)),
        };
        let _ = writeln!(code, "    {field}: {kind},");
        method(&mut methods, key, text);
    }
    let _ = writeln!(code, "}}\n\nimpl Strings {{\n{methods}}}");
    for (table, (_, name)) in tables.iter().zip(LANGUAGES) {
        let _ = writeln!(code, "\npub(crate) static {name}: Strings = Strings {{");
        for (key, text) in table {
            let field = if text.placeholders().is_empty() { key.clone() } else { format!("{key}_") };
            let value = match text {
                Text::One(text) => format!("{text:?}"),
                Text::Variants(texts) => format!("&{texts:?}"),
            };
            let _ = writeln!(code, "    {field}: {value},");
        }
        code.push_str("};\n");
    }
    if !methods.is_empty() {
        code.push_str(FILL);
    }
    Ok(code)
}

fn kind(text: &Text) -> &'static str {
    match text {
        Text::One(_) => "&'static str",
        Text::Variants(_) => "&'static [&'static str]",
    }
}

fn method(methods: &mut String, key: &str, text: &Text) {
    let placeholders = text.placeholders();
    if placeholders.is_empty() {
        return;
    }
    let arguments: String =
        placeholders.iter().map(|name| format!(", {name}: impl std::fmt::Display")).collect();
    let values: String = placeholders.iter().map(|name| format!("({name:?}, &{name}), ")).collect();
    let (turn, template) = match text {
        Text::One(_) => ("", format!("self.{key}_")),
        Text::Variants(_) => (", turn: usize", format!("self.{key}_[turn % self.{key}_.len()]")),
    };
    let _ = writeln!(
        methods,
        "    pub(crate) fn {key}(&self{turn}{arguments}) -> String {{ fill({template}, &[{values}]) }}"
    );
}

/// Fills a template's placeholders; a value that looks like a placeholder stays as it is.
const FILL: &str = r#"
fn fill(template: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut text = String::new();
    let mut parts = template.split('{');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            text.push_str(&value.to_string());
        }
        text.push_str(rest);
    }
    text
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(id: &str, en: &str) -> Result<String, String> {
        compile(&[parse(id)?, parse(en)?])
    }

    #[test]
    fn fields_methods_and_variants_are_made() {
        let code = tables(
            "a = 'Kirim'\nb = 'Sekitar {n} menit'\nc = ['Halo', 'Hai']\nd = ['Halo {x}', 'Hai {x}']",
            "a = 'Send'\nb = 'About {n} minutes'\nc = ['Hello']\nd = ['Hello {x}']",
        )
        .unwrap();
        for part in [
            "pub(crate) a: &'static str",
            "fn b(&self, n: ",
            "pub(crate) c: &'static [",
            "fn d(&self, turn: usize, x: ",
        ] {
            assert!(code.contains(part), "{part}\n{code}");
        }
    }

    #[test]
    fn languages_that_differ_stop_the_build() {
        assert!(tables("a = 'x'", "b = 'x'").is_err());
        assert!(tables("a = 'x {n}'", "a = 'x {m}'").is_err());
        assert!(tables("a = ['x {n}', 'y']", "a = ['x {n}']").is_err());
        assert!(tables("a = 'x'", "a = ['x']").is_err());
        assert!(tables("a = 5", "a = 5").is_err());
    }
}
