//! The OpenAPI document says the same as the tables that are tried on the running server: which methods an address takes
//! (`contract`), and who may use it (`walls`).

use std::collections::BTreeSet;

use protocol::staff::Permission;
use serde_json::{Value, json};

use crate::contract::ROUTES;
use crate::tokens::is_for_people;
use crate::walls::staff_routes;

/// The document, as it is kept.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// An address with `*` for what varies: a parameter in braces, or what stands for one in the tables.
fn pattern(path: &str) -> String {
    let varies = |segment: &&str| {
        segment.starts_with('{') || segment.len() == 26 || segment.chars().any(char::is_uppercase)
    };
    let path = path.split('?').next().unwrap_or_default();
    let segments = path.split('/').map(|segment| if varies(&segment) { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// What the document says of every operation: method, pattern, and the rest.
fn described() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").iter();
        methods.map(move |(method, said)| (method.to_uppercase(), pattern(path), said.clone()))
    });
    operations.collect()
}

#[test]
fn the_document_tells_of_the_methods_that_the_server_takes_and_of_no_other() {
    let described: BTreeSet<(String, String)> =
        described().into_iter().map(|(method, path, _)| (path, method)).collect();
    let taken: BTreeSet<(String, String)> = ROUTES
        .iter()
        .flat_map(|(path, methods)| methods.iter().map(|method| (pattern(path), (*method).to_owned())))
        .collect();
    // An address that fits a pattern besides takes that one's methods too.
    let fits = |(path, method): &(String, String)| {
        let (folder, _) = path.rsplit_once('/').expect("a path");
        described.contains(&(format!("{folder}/*"), method.clone()))
    };
    let missing: Vec<_> = taken.difference(&described).filter(|one| !fits(one)).collect();
    let invented: Vec<_> = described.difference(&taken).collect();
    assert!(missing.is_empty(), "not in edge/openapi/src/operations.rs: {missing:?}");
    assert!(invented.is_empty(), "not taken by the server: {invented:?}");
}

#[test]
fn the_document_tells_who_may() {
    let described = described();
    for (method, path, _, permission) in staff_routes() {
        let wanted = pattern(&path);
        let is_it = |one: &&(String, String, Value)| one.0 == method && one.1 == wanted;
        let (_, _, said) = described.iter().find(is_it).expect("the tables name the same addresses");
        assert_eq!(said["x-permission"], json!(permission), "{method} {wanted}");
        let takes_tokens = said["security"].as_array().expect("a list").contains(&json!({ "token": [] }));
        let is_given = permission.is_some_and(|it| it != Permission::ManageStaff);
        assert_eq!(takes_tokens, is_given && !is_for_people(&path), "{method} {wanted}");
    }
}
