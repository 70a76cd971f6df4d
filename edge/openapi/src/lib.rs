//! The OpenAPI 3.1 document of Sapa's API: the bodies' schemas are derived from the crate `protocol`, and what can be asked
//! stands in one table, [`operations`]. `cargo xtask openapi` writes it to `docs/openapi.json`; a test fails while that is
//! older than the code, or where an address of the Worker's is missing in the table.

mod operation;
mod operations;

use std::collections::BTreeMap;

use protocol::problem::{Kind, Problem};
use protocol::webhook::Notice;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

pub use operation::Operation;
pub use operations::operations;

/// Where the document is kept.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

/// The document, as it is kept.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// The document.
#[must_use]
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    let paths = paths(&mut schemas);
    let problem = schemas.subschema_for::<Problem>();
    let notice = schemas.subschema_for::<Notice>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sapa",
            "version": "1",
            "description": INTRODUCTION,
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "webhooks": {
            "notice": { "post": {
                "operationId": "notice",
                "summary": "What a webhook is told.",
                "description": "Signed by the Standard Webhooks specification: `webhook-id`, `webhook-timestamp`, `webhook-signature`.",
                "requestBody": { "required": true, "content": { "application/json": { "schema": notice } } },
                "responses": { "2XX": { "description": "It arrived. Anything else, and it comes again." } },
            } },
        },
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": responses(&json!(problem)),
            "securitySchemes": {
                "session": {
                    "type": "apiKey", "in": "cookie", "name": "sapa_session",
                    "description": "A person who is signed in to the console.",
                },
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "An API token, `sapa_…`, with the permission that `x-permission` names.",
                },
                "visitor": {
                    "type": "http", "scheme": "bearer",
                    "description": "A shopper's key to one conversation.",
                },
                "operator": {
                    "type": "http", "scheme": "bearer",
                    "description": "The platform's operator: `SAPA_OPERATOR_TOKEN`.",
                },
            },
        },
    })
}

const INTRODUCTION: &str = "Customer care for shops. Ids are ULIDs, moments are milliseconds since 1970. Unknown fields are \
    ignored, and unknown values of an enumeration must be tolerated. Failures are problem documents (RFC 9457). What is under \
    `/v1/staff/` and `/v1/conversations/` is under `/v1/at/{shop}/` too, where a browser has sessions for several shops.";

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in operations() {
        let methods = paths.entry(operation.path.to_owned()).or_default();
        methods.insert(operation.method.to_owned(), operation.describe(schemas));
    }
    json!(paths)
}

/// A response for every kind of problem's status.
fn responses(problem: &Value) -> Value {
    let mut responses: BTreeMap<String, Value> = BTreeMap::new();
    for kind in Kind::ALL {
        let described = format!("{}: `{}`.", kind.title(), kind.code());
        let response = responses.entry(kind.status().to_string()).or_insert_with(
            || json!({ "description": "", "content": { "application/problem+json": { "schema": problem } } }),
        );
        let said = response["description"].as_str().unwrap_or_default();
        response["description"] = json!(format!("{said} {described}").trim());
    }
    json!(responses)
}
