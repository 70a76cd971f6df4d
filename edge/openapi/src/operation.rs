//! One operation: what is asked by which method at which address, who may, and what is answered.

use std::collections::BTreeSet;

use protocol::problem::Kind;
use protocol::staff::Permission;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Makes a type's schema, and keeps it with the others.
type Describe = fn(&mut SchemaGenerator) -> Schema;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// Everybody.
    Anybody,
    /// The visitor whose conversation it is, and the shop's staff and programs.
    Participant,
    /// The visitor alone.
    Visitor,
    /// Staff and programs with a permission.
    Staff(Permission),
    /// Staff in person; with a permission, where one is needed.
    Person(Option<Permission>),
    /// The platform's operator.
    Operator,
}

/// What is answered.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Nothing,
    Json(Describe),
    Bytes,
    Page(&'static str),
    Socket,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// In lower case.
    pub method: &'static str,
    /// With names in braces for what varies.
    pub path: &'static str,
    summary: &'static str,
    caller: Caller,
    query: Vec<(&'static str, &'static str)>,
    headers: Vec<(&'static str, &'static str)>,
    body: Option<Describe>,
    sends_bytes: bool,
    answer: Answer,
    kinds: Vec<Kind>,
}

/// `GET`.
pub(crate) fn get(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("get", path, summary)
}

/// `POST`.
pub(crate) fn post(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("post", path, summary)
}

/// `PUT`.
pub(crate) fn put(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("put", path, summary)
}

/// `DELETE`.
pub(crate) fn delete(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("delete", path, summary)
}

impl Operation {
    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            path,
            summary,
            caller: Caller::Anybody,
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            sends_bytes: false,
            answer: Answer::Nothing,
            kinds: Vec::new(),
        }
    }

    pub(crate) fn by_participants(self) -> Self {
        Self { caller: Caller::Participant, ..self }
    }

    pub(crate) fn by_the_visitor(self) -> Self {
        Self { caller: Caller::Visitor, ..self }
    }

    pub(crate) fn by_staff(self, permission: Permission) -> Self {
        Self { caller: Caller::Staff(permission), ..self }
    }

    pub(crate) fn by_people(self, permission: Permission) -> Self {
        Self { caller: Caller::Person(Some(permission)), ..self }
    }

    pub(crate) fn by_oneself(self) -> Self {
        Self { caller: Caller::Person(None), ..self }
    }

    pub(crate) fn by_the_operator(self) -> Self {
        Self { caller: Caller::Operator, ..self }
    }

    pub(crate) fn query(mut self, name: &'static str, says: &'static str) -> Self {
        self.query.push((name, says));
        self
    }

    pub(crate) fn header(mut self, name: &'static str, says: &'static str) -> Self {
        self.headers.push((name, says));
        self
    }

    pub(crate) fn takes<T: JsonSchema>(self) -> Self {
        Self { body: Some(SchemaGenerator::subschema_for::<T>), ..self }
    }

    pub(crate) fn takes_bytes(self) -> Self {
        Self { sends_bytes: true, ..self }
    }

    pub(crate) fn answers<T: JsonSchema>(self) -> Self {
        Self { answer: Answer::Json(SchemaGenerator::subschema_for::<T>), ..self }
    }

    pub(crate) fn answers_bytes(self) -> Self {
        Self { answer: Answer::Bytes, ..self }
    }

    pub(crate) fn answers_page(self, content_type: &'static str) -> Self {
        Self { answer: Answer::Page(content_type), ..self }
    }

    pub(crate) fn opens_a_socket(self) -> Self {
        Self { answer: Answer::Socket, ..self }
    }

    pub(crate) fn refuses(mut self, kinds: &[Kind]) -> Self {
        self.kinds.extend(kinds);
        self
    }

    /// As the document has it.
    pub(crate) fn describe(&self, schemas: &mut SchemaGenerator) -> Value {
        let mut described = json!({
            "operationId": self.id(),
            "summary": self.summary,
            "tags": [self.tag()],
            "security": self.security(),
            "responses": self.responses(schemas),
        });
        if let Caller::Staff(permission) | Caller::Person(Some(permission)) = self.caller {
            described["x-permission"] = json!(permission);
        }
        let parameters = self.parameters();
        if !parameters.is_empty() {
            described["parameters"] = json!(parameters);
        }
        if let Some(body) = self.body {
            let schema = body(schemas);
            let content = json!({ "application/json": { "schema": schema } });
            described["requestBody"] = json!({ "required": true, "content": content });
        }
        if self.sends_bytes {
            let content = json!({ "application/octet-stream": {} });
            described["requestBody"] = json!({ "required": true, "content": content });
        }
        described
    }

    /// `get /v1/staff/macros/{macro}` → `get_staff_macros_macro`.
    fn id(&self) -> String {
        let path = self.path.trim_start_matches("/v1").replace(['{', '}'], "");
        format!("{}{}", self.method, path.replace(['/', '-', '.'], "_"))
    }

    fn tag(&self) -> &'static str {
        match self.caller {
            Caller::Anybody if self.path.starts_with("/v1/staff") => "accounts",
            Caller::Anybody | Caller::Participant | Caller::Visitor => "chat",
            Caller::Staff(_) => "staff",
            Caller::Person(_) => "accounts",
            Caller::Operator => "operator",
        }
    }

    fn security(&self) -> Value {
        match self.caller {
            Caller::Anybody => json!([]),
            Caller::Participant => json!([{ "visitor": [] }, { "session": [] }, { "token": [] }]),
            Caller::Visitor => json!([{ "visitor": [] }]),
            Caller::Staff(_) => json!([{ "session": [] }, { "token": [] }]),
            Caller::Person(_) => json!([{ "session": [] }]),
            Caller::Operator => json!([{ "operator": [] }]),
        }
    }

    fn parameters(&self) -> Vec<Value> {
        let names = self.path.split(['{', '}']).skip(1).step_by(2);
        let of = |place: &str, name: &str, required| json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } });
        let said = |place, (name, says): &(&str, &str)| {
            let mut parameter = of(place, name, place == "header");
            parameter["description"] = json!(says);
            parameter
        };
        let mut parameters: Vec<Value> = names.map(|name| of("path", name, true)).collect();
        parameters.extend(self.query.iter().map(|it| said("query", it)));
        parameters.extend(self.headers.iter().map(|it| said("header", it)));
        parameters
    }

    fn responses(&self, schemas: &mut SchemaGenerator) -> Value {
        let mut responses = Map::new();
        let content =
            |kind: &str, schema: Value| json!({ "description": "Done.", "content": { kind: schema } });
        let (status, response) = match self.answer {
            Answer::Nothing => ("204", json!({ "description": "Done." })),
            Answer::Json(describe) => {
                ("200", content("application/json", json!({ "schema": describe(schemas) })))
            }
            Answer::Bytes => ("200", content("application/octet-stream", json!({}))),
            Answer::Page(kind) => ("200", content(kind, json!({}))),
            Answer::Socket => ("101", json!({ "description": "A WebSocket of the protocol `sapa.v1`." })),
        };
        responses.insert(status.to_owned(), response);
        for status in self.refusals() {
            let reference = json!({ "$ref": format!("#/components/responses/{status}") });
            responses.insert(status.to_string(), reference);
        }
        Value::Object(responses)
    }

    /// The statuses of what may go wrong.
    fn refusals(&self) -> BTreeSet<u16> {
        let mut kinds = vec![Kind::SlowDown, Kind::Internal];
        kinds.extend(&self.kinds);
        if self.caller != Caller::Anybody {
            kinds.push(Kind::Unauthorized);
        }
        if !matches!(self.caller, Caller::Anybody | Caller::Operator) {
            kinds.push(Kind::Forbidden);
        }
        if self.path.contains('{') {
            kinds.push(Kind::NotFound);
        }
        if self.body.is_some() {
            kinds.extend([Kind::Malformed, Kind::TooLarge, Kind::Invalid]);
        }
        kinds.into_iter().map(Kind::status).collect()
    }
}
