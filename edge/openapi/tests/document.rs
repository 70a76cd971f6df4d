//! The document is valid, as new as the code, and tells of every address of the Worker's, and of no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::draft202012;
use serde_json::Value;

/// The JSON Schema of OpenAPI 3.1, from github.com/OAI/OpenAPI-Specification, branch v3.1-dev (Apache-2.0).
const OPENAPI: &str = include_str!("data/openapi-3.1.json");

/// Where the Worker's tables of addresses stand.
const TABLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../src");

#[test]
fn the_document_is_as_new_as_the_code() {
    let kept = fs::read_to_string(openapi::PATH).unwrap_or_default();
    assert!(kept == openapi::text(), "docs/openapi.json is older than the code: run `cargo xtask openapi`");
}

#[test]
fn the_document_is_valid_openapi() {
    let schema: Value = serde_json::from_str(OPENAPI).expect("JSON");
    let validator = draft202012::new(&schema).expect("a schema");
    let document = openapi::document();
    let wrong: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        assert!(draft202012::meta::is_valid(schema), "{name}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = openapi::document();
    let text = document.to_string();
    for reference in text.split(r##""$ref":"#"##).skip(1) {
        let pointer = reference.split('"').next().expect("a pointer");
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn no_two_types_have_one_name() {
    let document = openapi::document();
    let names = document["components"]["schemas"].as_object().expect("schemas").keys();
    let numbered: Vec<_> = names.filter(|name| name.ends_with(|c: char| c.is_ascii_digit())).collect();
    assert!(numbered.is_empty(), "give them names by `schemars(rename)`: {numbered:?}");
}

#[test]
fn operations_have_different_names() {
    let document = openapi::document();
    let paths = document["paths"].as_object().expect("paths");
    let operations: Vec<&Value> =
        paths.values().flat_map(|path| path.as_object().expect("methods").values()).collect();
    let names: BTreeSet<&str> = operations.iter().filter_map(|it| it["operationId"].as_str()).collect();
    assert_eq!(names.len(), operations.len());
}

#[test]
fn every_address_is_described_and_no_other() {
    let is_other = |address: &str| address.starts_with("/assets");
    let ours: BTreeSet<String> = patterns(Path::new(TABLES)).into_iter().filter(|it| !is_other(it)).collect();
    assert!(ours.len() > 40, "the tables of addresses were not found: {ours:?}");
    let described: BTreeSet<String> = openapi::operations().iter().map(|it| pattern(it.path)).collect();
    let missing: Vec<_> = ours.difference(&described).collect();
    let invented: Vec<_> = described.difference(&ours).collect();
    assert!(missing.is_empty(), "not described in edge/openapi/src/operations.rs: {missing:?}");
    assert!(invented.is_empty(), "no address of the Worker's: {invented:?}");
}

/// `/v1/staff/macros/{macro}` as the Worker has it: `/v1/staff/macros/*`.
fn pattern(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// What stands in the lists called `PATTERNS`.
fn patterns(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the Worker's sources");
    let tables = entries.filter_map(|entry| fs::read_to_string(entry.expect("a file").path()).ok());
    let list = |source: String| -> Vec<String> {
        let Some((_, after)) = source.split_once("const PATTERNS:") else { return Vec::new() };
        let list = after.split("];").next().unwrap_or_default();
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    tables.flat_map(list).collect()
}
