//! A NUL in every text that the schema takes. SQLite would keep it and PostgreSQL refuse it: neither is asked.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use support::{Person, steps::work::people, story};

use super::*;

const NUL: &str = "a\0b";
/// What a value of a type nests at most in this schema.
const LEVELS_MAX: usize = 4;

/// The schema, as introspection tells it.
struct Told {
    types: Map<String, Value>,
}

/// A root field with its arguments.
struct Root {
    operation: &'static str,
    name: String,
    arguments: Vec<Value>,
    is_leaf: bool,
}

impl Told {
    async fn by(app: &App) -> Self {
        let reference = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
        let document = format!(
            "{{ __schema {{ types {{ name kind enumValues {{ name }} inputFields {{ name type {{ {reference} }} }}
               fields {{ name type {{ {reference} }} args {{ name type {{ {reference} }} }} }} }} }} }}"
        );
        let schema = app.nobody().query(&document, json!({})).await;
        let types = schema["__schema"]["types"].as_array().unwrap().iter();
        Self { types: types.map(|told| (told["name"].as_str().unwrap().to_owned(), told.clone())).collect() }
    }

    fn roots(&self, type_name: &str, operation: &'static str) -> Vec<Root> {
        let fields = self.types[type_name]["fields"].as_array().unwrap().iter();
        let root = |field: &Value| Root {
            operation,
            name: field["name"].as_str().unwrap().to_owned(),
            arguments: field["args"].as_array().unwrap().clone(),
            is_leaf: ["SCALAR", "ENUM"].contains(&self.named(&field["type"])["kind"].as_str().unwrap()),
        };
        fields.map(root).filter(|root| !root.arguments.is_empty()).collect()
    }

    fn named<'a>(&'a self, reference: &'a Value) -> &'a Value {
        match reference["name"].as_str() {
            Some(name) => &self.types[name],
            None => self.named(&reference["ofType"]),
        }
    }

    /// A value of the type whose texts with these names hold a NUL and whose others do not.
    fn value(&self, reference: &Value, name: &str, bad: &dyn Fn(&str) -> bool, level: usize) -> Value {
        let inner = || self.value(&reference["ofType"], name, bad, level);
        match reference["kind"].as_str().unwrap() {
            "NON_NULL" => inner(),
            "LIST" => json!([inner()]),
            "ENUM" => self.named(reference)["enumValues"][0]["name"].clone(),
            "INPUT_OBJECT" if level == LEVELS_MAX => Value::Null,
            "INPUT_OBJECT" => {
                let fields = self.named(reference)["inputFields"].as_array().unwrap().iter();
                let named = |field: &Value| field["name"].as_str().unwrap().to_owned();
                let value = |field: &Value| self.value(&field["type"], &named(field), bad, level + 1);
                fields.map(|field| (named(field), value(field))).collect()
            }
            _ => scalar(reference["name"].as_str().unwrap(), name, bad),
        }
    }

    /// The names of all texts that the root field takes.
    fn texts(&self, root: &Root) -> Vec<String> {
        let met = std::cell::RefCell::new(Vec::new());
        let note = |name: &str| {
            met.borrow_mut().push(name.to_owned());
            false
        };
        for argument in &root.arguments {
            self.value(&argument["type"], argument["name"].as_str().unwrap(), &note, 0);
        }
        met.into_inner()
    }
}

fn scalar(kind: &str, name: &str, bad: &dyn Fn(&str) -> bool) -> Value {
    match kind {
        "Int" => json!(1),
        "Boolean" => json!(true),
        "DateTime" => json!("2027-03-02T09:00:00Z"),
        "NaiveDate" => json!("2027-03-01"),
        "CurrencyCode" => json!("EUR"),
        "Decimal" => json!("1.00"),
        "String" | "ID" if bad(name) => json!(NUL),
        "String" | "ID" => json!(plausible(name)),
        other => panic!("say what a plausible {other} is"),
    }
}

/// Something that gets past the check of the field's own form, so that the next one is looked at.
fn plausible(name: &str) -> &str {
    match name {
        "email" | "contactEmail" => "somebody@example.org",
        "country" => "DE",
        "timeZone" => "Europe/Berlin",
        "link" | "url" => "https://example.org/",
        "logoUploadId" | "photoUploadId" => "upl_01918000000070008000000000000001",
        "description" | "bio" | "terms" | "message" | "text" | "title" => "Long enough to say what is wanted of us.",
        _ => "x",
    }
}

async fn tried(told: &Told, root: &Root, person: &Person<'_>, bad: &dyn Fn(&str) -> bool) -> Reply {
    let (mut passed, mut declared, mut variables) = (String::new(), String::new(), Map::new());
    for argument in &root.arguments {
        let name = argument["name"].as_str().unwrap();
        write!(passed, "{name}: ${name} ").unwrap();
        write!(declared, "${name}: {} ", written(&argument["type"])).unwrap();
        variables.insert(name.to_owned(), told.value(&argument["type"], name, bad, 0));
    }
    let selection = match (root.operation, root.is_leaf) {
        ("mutation", _) => "{ userErrors { code } }",
        (_, true) => "",
        (_, false) => "{ __typename }",
    };
    let document = format!("{} T({declared}) {{ {}({passed}) {selection} }}", root.operation, root.name);
    send(person.app, person.signed(post(json!({ "query": document, "variables": variables }).to_string()))).await
}

fn written(reference: &Value) -> String {
    match reference["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&reference["ofType"])),
        "LIST" => format!("[{}]", written(&reference["ofType"])),
        _ => reference["name"].as_str().unwrap().to_owned(),
    }
}

#[story]
async fn a_nul_is_a_refusal_in_every_text_and_never_a_failure(app: &App) {
    let told = Told::by(app).await;
    let (_, expert, _) = people(app).await;
    let people = [app.operator(), expert];
    let mut roots = told.roots("Query", "query");
    roots.extend(told.roots("Mutation", "mutation"));
    let (mut tries, mut faults) = (0, Vec::new());
    for root in &roots {
        for text in told.texts(root) {
            for person in &people {
                let reply = tried(&told, root, person, &|name| name == text).await;
                if let Some(fault) = fault(&reply) {
                    faults.push(format!("{} {text}: {fault} {}", root.name, reply.body));
                }
                tries += 1;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tries > 200, "{tries}");
}

/// What is wrong with an answer that ought to be a refusal.
fn fault(reply: &Reply) -> Option<&'static str> {
    let payloads = reply.body["data"].as_object().into_iter().flat_map(Map::values);
    let is_refused = payloads.clone().any(|payload| payload["userErrors"][0].is_object());
    match reply.body["errors"][0]["extensions"]["code"].as_str() {
        Some("BAD_USER_INPUT" | "FORBIDDEN") => None,
        Some(_) => Some("is a failure"),
        None if is_refused => None,
        None => Some("is not refused"),
    }
}
