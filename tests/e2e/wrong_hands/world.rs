//! The marketplace as far as the story of all deeds has come.

use std::collections::BTreeMap;

use kernel::Right;
use serde_json::{Value, json};
use support::{
    App, BadgeIssuer, Person,
    steps::{
        accounts::member_joined,
        experts::registration_of,
        money::{bill_declined, bill_submitted, payment_method_added},
        work::{proposal_sent, proposal_withdrawn, work_agreed},
    },
};

use super::{cast::Cast, deeds::Deed, inputs, schema::Schema};

pub struct World<'a> {
    pub app: &'a App,
    pub cast: Cast<'a>,
    /// Colleagues of the expert on their way to become experts themselves.
    pub candidates: [Person<'a>; 5],
    /// A payment method, a declined bill and a withdrawn proposal of others.
    pub foreign: [String; 3],
    /// Who signs credentials.
    pub badges: BadgeIssuer,
    made: BTreeMap<&'static str, String>,
}

/// A deed with everything that it needs: who does it, and a valid input.
pub struct Act<'a> {
    pub by: Person<'a>,
    pub input: Value,
}

impl<'a> Act<'a> {
    pub fn by(person: &Person<'a>, input: Value) -> Self {
        Self { by: person.clone(), input }
    }
}

impl<'a> World<'a> {
    pub async fn of(app: &'a App) -> Self {
        let cast = Cast::of(app).await;
        let expert = &cast.expert.person;
        let candidates = [
            member_joined(expert, "cleo@expert.example", "Cleo Candidate", &[]).await,
            member_joined(expert, "cole@expert.example", "Cole Candidate", &[]).await,
            member_joined(expert, "cara@expert.example", "Cara Candidate", &[]).await,
            member_joined(expert, "cyra@expert.example", "Cyra Candidate", &[]).await,
            member_joined(expert, "cory@expert.example", "Cory Candidate", &[]).await,
        ];
        let foreign = foreign(&cast).await;
        let badges = BadgeIssuer::new("https://certs.example/issuer");
        Self { app, cast, candidates, foreign, badges, made: BTreeMap::new() }
    }

    /// The id of what that mutation made or changed last.
    pub fn made(&self, mutation: &str) -> &str {
        self.made.get(mutation).unwrap_or_else(|| panic!("{mutation} comes later"))
    }

    /// What the deed takes now; whatever must come before it happens.
    pub async fn act(&self, deed: &Deed) -> Act<'a> {
        let act = inputs::act(self, deed.mutation).await;
        act.unwrap_or_else(|| panic!("{} has no input: write one in tests/e2e/wrong_hands/inputs", deed.mutation))
    }

    /// The right hand does it; what it made is kept.
    pub async fn done(&mut self, deed: &Deed, act: &Act<'a>, schema: &Schema) {
        let (thing, selection) = payload(schema, deed.mutation);
        let payload = act.by.run(deed.mutation, act.input.clone(), &selection).await;
        if let Some(id) = payload[&thing]["id"].as_str() {
            self.made.insert(deed.mutation, id.to_owned());
        }
    }

    /// The registration of a candidate.
    pub async fn registration(&self, candidate: usize) -> String {
        registration_of(&self.candidates[candidate]).await
    }

    /// The first value that a query of the expert's finds on this way.
    pub async fn found(&self, query: &str, id: &str, way: &str) -> String {
        let found = self.cast.expert.person.query(query, json!({ "id": id })).await;
        found.pointer(way).and_then(Value::as_str).unwrap_or_else(|| panic!("{query}: {found}")).to_owned()
    }
}

/// The other customer and the other expert work together; a bill is declined, and another proposal withdrawn.
async fn foreign(cast: &Cast<'_>) -> [String; 3] {
    let [customer, expert] = cast.rivals.each_ref().map(|hand| &hand.person);
    let card = payment_method_added(customer, "CARD", Some("sandbox_card_ok")).await;
    let work = work_agreed(customer, expert, &card, "800.00").await;
    let bill = bill_submitted(expert, &work.engagement, "80.00").await;
    bill_declined(customer, &bill).await;
    let proposal = proposal_sent(expert, &work.contact.conversation, "90.00", "USD").await;
    proposal_withdrawn(expert, &proposal).await;
    [card, bill, proposal]
}

/// What a mutation answers with, and everything of it that is no other thing's.
pub fn payload(schema: &Schema, mutation: &str) -> (String, String) {
    let payload = &schema.types[&schema.types["Mutation"].fields[mutation].target];
    let (thing, field) = payload.fields.iter().find(|(name, _)| *name != "userErrors").unwrap();
    let selection = if schema.types[&field.target].is_node {
        "id".to_owned()
    } else {
        schema.paths(&field.target).into_iter().map(|path| path.text).collect::<Vec<_>>().join(" ")
    };
    (thing.clone(), format!("{thing} {{ {selection} }}"))
}

/// The names of rights, as an input takes them.
pub fn names(rights: &[Right]) -> Vec<&'static str> {
    rights.iter().map(|right| right.name()).collect()
}
