//! The schema as it is served, read by introspection: nothing here knows a type by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::Person;

const INTROSPECTION: &str = "{ __schema { types { kind name interfaces { name } fields(includeDeprecated: true) {
    name args { name defaultValue type { kind } }
    type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

/// The object types, `Query` and `Mutation` among them.
pub struct Schema {
    pub types: BTreeMap<String, Object>,
}

pub struct Object {
    /// Whether it is found by its id alone.
    pub is_node: bool,
    pub fields: BTreeMap<String, Field>,
}

pub struct Field {
    /// The type behind lists and exclamation marks.
    pub target: String,
    pub is_list: bool,
    /// Whether it is never null.
    pub is_always: bool,
    /// Whether it cannot be asked without arguments.
    pub needs_arguments: bool,
}

/// A way from a thing to one value of it, through what has no life of its own; at the next thing that has one it
/// ends with that thing's id.
#[derive(Clone, Debug)]
pub struct Path {
    /// The types and fields on the way; at its end all fields of a plain value at once.
    pub steps: Vec<(String, String)>,
    /// As a selection.
    pub text: String,
    pub in_list: bool,
    /// The thing at the end, if it has an id of its own.
    pub end: Option<String>,
}

impl Schema {
    pub async fn served_to(person: &Person<'_>) -> Self {
        Self::read(&person.query(INTROSPECTION, json!({})).await)
    }

    pub fn read(introspected: &Value) -> Self {
        let types = list(&introspected["__schema"]["types"]);
        let objects = types.iter().filter(|known| known["kind"] == "OBJECT" && !name(known).starts_with("__"));
        Self { types: objects.map(|object| (name(object), Object::read(object))).collect() }
    }

    /// Every way from a thing of this type to a value.
    pub fn paths(&self, of: &str) -> Vec<Path> {
        self.walk(of, &mut vec![])
    }

    fn walk(&self, of: &str, above: &mut Vec<String>) -> Vec<Path> {
        above.push(of.to_owned());
        let ends = |target: &String| self.types.get(target).is_none_or(|object| object.is_node);
        let fields = self.types[of].fields.iter();
        let fields = fields.filter(|(_, field)| ends(&field.target) || !above.contains(&field.target));
        let fields: Vec<_> = fields.collect();
        let mut paths = vec![];
        for (name, field) in fields {
            assert!(!field.needs_arguments, "{of}.{name} needs arguments: only roots may");
            let behind = match self.types.get(&field.target) {
                None => vec![Path { steps: vec![], text: String::new(), in_list: false, end: None }],
                Some(object) if object.is_node => vec![Path::to_node(&field.target)],
                Some(object) if self.is_plain(object) => vec![Path::to_plain(&field.target, object)],
                Some(_) => self.walk(&field.target, above),
            };
            let is_list = field.is_list || field.target.ends_with("Connection");
            paths.extend(behind.into_iter().map(|path| path.behind(of, name, is_list)));
        }
        above.pop();
        paths
    }

    /// Whether it is a value of which nothing can be missing, such as money.
    fn is_plain(&self, object: &Object) -> bool {
        object.fields.values().all(|field| field.is_always && !self.types.contains_key(&field.target))
    }
}

impl Object {
    fn read(object: &Value) -> Self {
        let is_node = list(&object["interfaces"]).iter().any(|interface| interface["name"] == "Node");
        let fields = list(&object["fields"]).iter().map(|field| (name(field), Field::read(field))).collect();
        Self { is_node, fields }
    }
}

impl Field {
    fn read(field: &Value) -> Self {
        let mut kind = &field["type"];
        let mut is_list = false;
        while kind["ofType"].is_object() {
            is_list |= kind["kind"] == "LIST";
            kind = &kind["ofType"];
        }
        let must = |argument: &Value| argument["type"]["kind"] == "NON_NULL" && argument["defaultValue"].is_null();
        let is_always = field["type"]["kind"] == "NON_NULL";
        Self { target: name(kind), is_list, is_always, needs_arguments: list(&field["args"]).iter().any(must) }
    }
}

impl Path {
    fn to_node(end: &str) -> Self {
        Self { steps: vec![], text: "id".to_owned(), in_list: false, end: Some(end.to_owned()) }
    }

    fn to_plain(of: &str, object: &Object) -> Self {
        let steps = object.fields.keys().map(|field| (of.to_owned(), field.clone())).collect();
        let text = object.fields.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
        Self { steps, text, in_list: false, end: None }
    }

    fn behind(mut self, of: &str, field: &str, is_list: bool) -> Self {
        self.steps.insert(0, (of.to_owned(), field.to_owned()));
        self.text = if self.text.is_empty() { field.to_owned() } else { format!("{field} {{ {} }}", self.text) };
        self.in_list |= is_list;
        self
    }

    /// What is asked, for people: `Charge.collections.edges.node.fee`.
    pub fn name(&self) -> String {
        let fields: Vec<_> = self.steps.iter().map(|(_, field)| field.as_str()).collect();
        format!("{}.{}", self.steps[0].0, fields.join("."))
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap().to_owned()
}
