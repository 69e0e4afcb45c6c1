//! The judge: what is undecided, and whether an answer went to the right hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    deeds::Deed,
    roots::{Root, STREAMS},
    schema::{Path, Schema},
    who::{Hand, May, Sides, Who},
};

/// A type and its field.
type Place = (String, String);

/// What was decided of the schema.
pub struct Decisions {
    fields: BTreeMap<Place, Who>,
    by_id: BTreeMap<&'static str, Who>,
    faults: Vec<String>,
}

impl Decisions {
    pub fn of(fields: &[(&str, Who, &str)], by_id: &[(&'static str, Who)]) -> Self {
        let mut decided = BTreeMap::new();
        let mut faults = vec![];
        for (thing, who, names) in fields {
            for name in names.split_ascii_whitespace() {
                if decided.insert(((*thing).to_owned(), name.to_owned()), *who).is_some() {
                    faults.push(format!("{thing}.{name} is decided twice"));
                }
            }
        }
        Self { fields: decided, by_id: by_id.iter().copied().collect(), faults }
    }

    /// Who sees a field; nobody sees one that is undecided.
    fn who(&self, thing: &str, field: &str) -> Who {
        if is_frame(thing) {
            return &[May::WithIt];
        }
        self.fields.get(&(thing.to_owned(), field.to_owned())).copied().unwrap_or(&[])
    }

    /// Whether a hand may find the thing by its id.
    pub fn finds(&self, hand: &Hand<'_>, thing: &str, sides: &Sides) -> bool {
        let who = self.by_id.get(thing).copied().unwrap_or_else(|| self.who(thing, "id"));
        hand.is_one_of(who, sides)
    }

    /// Whether a hand may see the id of a thing that a field leads to.
    pub fn sees(&self, hand: &Hand<'_>, thing: &str, sides: &Sides) -> bool {
        hand.is_one_of(self.who(thing, "id"), sides)
    }

    /// Whether a hand may go all the way, from a thing with these sides.
    pub fn open(&self, hand: &Hand<'_>, path: &Path, sides: &Sides) -> bool {
        path.steps.iter().all(|(thing, field)| hand.is_one_of(self.who(thing, field), sides))
    }

    /// Whether a hand may see a field of a thing with these sides.
    pub fn shows(&self, hand: &Hand<'_>, thing: &str, field: &str, sides: &Sides) -> bool {
        self.finds(hand, thing, sides) && hand.is_one_of(self.who(thing, field), sides)
    }

    /// The fields of things that not everybody sees: each has to be seen by somebody and refused to somebody.
    pub fn to_prove(&self) -> impl Iterator<Item = (&Place, Who)> {
        self.fields.iter().map(|(place, who)| (place, *who))
    }

    /// What has no decision, and what is decided and not there.
    pub fn faults(&self, schema: &Schema, roots: &[(&str, Root)], deeds: &[Deed]) -> Vec<String> {
        let mut faults = self.faults.clone();
        let decided: BTreeSet<_> = self.fields.keys().cloned().collect();
        let there: BTreeSet<_> = schema.types.keys().filter(|name| !is_root(name) && !is_frame(name)).collect();
        let fields = there.iter().flat_map(|name| {
            schema.types[*name].fields.keys().map(|field| ((*name).clone(), field.clone())).collect::<Vec<_>>()
        });
        faults.extend(differences("FIELDS in fields.rs", &fields.collect(), &decided));
        let queries = roots.iter().map(|(name, _)| ("Query".to_owned(), (*name).to_owned())).collect();
        faults.extend(differences("ROOTS in roots.rs", &fields_of(schema, "Query"), &queries));
        let mutations = deeds.iter().map(|deed| ("Mutation".to_owned(), deed.mutation.to_owned())).collect();
        let streams = STREAMS.iter().map(|(name, ..)| ("Subscription".to_owned(), (*name).to_owned())).collect();
        faults.extend(differences("STREAMS in roots.rs", &fields_of(schema, "Subscription"), &streams));
        faults.extend(differences("DEEDS in deeds.rs", &fields_of(schema, "Mutation"), &mutations));
        faults.extend(schema.types.keys().filter_map(|name| frame_fault(schema, name)));
        faults
    }
}

fn differences(whose: &str, there: &BTreeSet<Place>, decided: &BTreeSet<Place>) -> Vec<String> {
    let undecided = there.difference(decided);
    let undecided = undecided.map(|(thing, field)| format!("{thing}.{field} has no decision: add it to {whose}"));
    let gone = decided.difference(there);
    undecided.chain(gone.map(|(thing, field)| format!("{thing}.{field} is not there: take it from {whose}"))).collect()
}

fn fields_of(schema: &Schema, root: &str) -> BTreeSet<Place> {
    schema.types[root].fields.keys().map(|field| (root.to_owned(), field.clone())).collect()
}

fn is_root(name: &str) -> bool {
    ["Query", "Mutation", "Subscription"].contains(&name)
}

/// What only frames something else: a list, its edges, the outcome of a mutation.
fn is_frame(name: &str) -> bool {
    name.ends_with("Connection") || name.ends_with("Edge") || name.ends_with("Payload")
}

/// A frame that holds more than its picture.
fn frame_fault(schema: &Schema, name: &str) -> Option<String> {
    let fields: Vec<_> = schema.types[name].fields.keys().map(String::as_str).collect();
    let fits = if name.ends_with("Connection") {
        fields == ["edges", "pageInfo"]
    } else if name.ends_with("Edge") {
        fields == ["cursor", "node"]
    } else if name.ends_with("Payload") {
        fields.len() == 2 && fields.contains(&"userErrors")
    } else {
        true
    };
    (!fits).then(|| format!("{name} has other fields than its kind: {fields:?}; decide who sees them"))
}

/// What a hand was answered where it asked for one value.
pub struct Answered<'a> {
    pub value: &'a Value,
    pub is_refused: bool,
}

impl Answered<'_> {
    /// Whether anything is told, whichever way it is wrapped.
    pub fn tells(&self) -> bool {
        told(self.value)
    }

    /// Why the answer is wrong; nothing if it is right. `expected` is what others who may were told.
    pub fn fault(&self, may: bool, expected: Option<&Value>) -> Option<String> {
        match (may, self.tells(), self.is_refused) {
            (false, true, _) => Some(format!("is told {}", self.value)),
            (true, _, true) => Some("is refused, and should be told".to_owned()),
            (true, ..) if expected.is_some_and(|expected| expected != self.value) => {
                Some(format!("is told {} and not {}", self.value, expected.unwrap_or(&Value::Null)))
            }
            (false, false, _) | (true, _, false) => None,
        }
    }
}

fn told(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().any(told),
        Value::Object(fields) => fields.values().any(told),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Every text in an answer.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        Value::String(text) => vec![text],
        Value::Null | Value::Bool(_) | Value::Number(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MEMBER: &[(&str, Who, &str)] = &[("Member", &[May::Owner(&[])], "id")];
    const NOW: &[(&str, Root)] = &[("now", Root::To(&[May::Everybody], &[""]))];

    /// A schema with one query, and members with these fields.
    fn schema(fields: &[&str]) -> Schema {
        let field = |name: &&str| json!({ "name": name, "args": [], "type": { "kind": "SCALAR", "name": "String" } });
        let object = |name: &str, fields: &[&str]| {
            let fields: Vec<_> = fields.iter().map(field).collect();
            json!({ "kind": "OBJECT", "name": name, "interfaces": [{ "name": "Node" }], "fields": fields })
        };
        let streams: Vec<_> = STREAMS.iter().map(|(name, ..)| *name).collect();
        let roots = [object("Query", &["now"]), object("Mutation", &[]), object("Subscription", &streams)];
        let types = [&roots[..], &[object("Member", fields)]].concat();
        Schema::read(&json!({ "__schema": { "types": types } }))
    }

    #[test]
    fn what_is_undecided_is_a_fault_and_so_is_what_is_gone() {
        let decisions = Decisions::of(MEMBER, &[]);
        assert_eq!(decisions.faults(&schema(&["id"]), NOW, &[]), [""; 0]);

        let undecided = decisions.faults(&schema(&["email", "id"]), NOW, &[]);
        assert_eq!(undecided, ["Member.email has no decision: add it to FIELDS in fields.rs"]);
        let query = decisions.faults(&schema(&["id"]), &[], &[]);
        assert_eq!(query, ["Query.now has no decision: add it to ROOTS in roots.rs"]);
        let gone = decisions.faults(&schema(&[]), NOW, &[]);
        assert_eq!(gone, ["Member.id is not there: take it from FIELDS in fields.rs"]);
        let twice = Decisions::of(&[MEMBER[0], MEMBER[0]], &[]);
        assert_eq!(twice.faults(&schema(&["id"]), NOW, &[]), ["Member.id is decided twice"]);
    }

    #[test]
    fn a_list_that_holds_more_than_a_list_is_a_fault() {
        let mut grown = schema(&["id"]);
        let member = grown.types.remove("Member").unwrap();
        grown.types.insert("MemberConnection".to_owned(), member);
        let faults = Decisions::of(&[], &[]).faults(&grown, NOW, &[]);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("MemberConnection has other fields"), "{faults:?}");
    }

    #[test]
    fn a_leak_is_a_fault_and_so_is_a_refusal_of_the_right_hand() {
        let answer = |value: Value, is_refused, may| Answered { value: &value, is_refused }.fault(may, None);
        let nested = || json!({ "edges": [{ "node": { "email": "carol@example.org" } }] });

        assert_eq!(answer(nested(), false, false).unwrap(), format!("is told {}", nested()));
        assert!(answer(nested(), true, false).is_some(), "told, with an error beside it, is told");
        assert!(answer(Value::Null, true, true).is_some());
        assert!(answer(Value::Null, true, false).is_none());
        assert!(answer(json!({ "edges": [{ "node": null }] }), false, false).is_none());
        assert!(answer(nested(), false, true).is_none());
    }

    #[test]
    fn all_who_may_are_told_the_same() {
        let (value, other) = (json!("a"), json!("b"));
        let answered = Answered { value: &value, is_refused: false };
        assert!(answered.fault(true, Some(&value)).is_none());
        assert!(answered.fault(true, Some(&other)).is_some());
    }
}
