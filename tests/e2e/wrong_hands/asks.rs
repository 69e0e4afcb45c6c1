//! Asking for many values at once, so that each is told or refused by itself.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::{Value, json};

use super::{judge::Answered, schema::Path, who::Hand};

/// How many values one document asks for: the front door takes no more aliases.
pub const VALUES_MAX: usize = 30;

/// What was told, and whether anything of it was refused.
pub type Answer = (Value, bool);

/// What a hand is answered of one thing, path by path.
pub async fn asked(hand: &Hand<'_>, name: &str, id: &str, paths: &[Path]) -> Vec<Answer> {
    let mut answers = vec![];
    for some in paths.chunks(VALUES_MAX) {
        let ask = |path: &Path| format!("node(id: $id) {{ ... on {name} {{ {} }} }}", path.text);
        let asks: Vec<_> = some.iter().map(ask).collect();
        answers.extend(together(hand, "query Q($id: ID!) {", &asks, json!({ "id": id })).await);
    }
    answers
}

/// Many asks in one document, each on its own: what fails takes no other with it.
pub async fn together(hand: &Hand<'_>, head: &str, asks: &[String], variables: Value) -> Vec<Answer> {
    let mut document = head.to_owned();
    for (index, ask) in asks.iter().enumerate() {
        write!(document, " a{index}: {ask}").unwrap();
    }
    document.push_str(" }");
    let body = hand.person.ask(&document, variables).await.body;
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    assert!(errors.iter().all(|error| error["path"][0].is_string()), "{document}\n{body}");
    let refused: BTreeSet<_> = errors.iter().filter_map(|error| error["path"][0].as_str()).collect();
    let answer = |index: usize| {
        let alias = format!("a{index}");
        (body["data"][&alias].clone(), refused.contains(alias.as_str()))
    };
    (0..asks.len()).map(answer).collect()
}

impl<'v> From<&'v Answer> for Answered<'v> {
    fn from((value, is_refused): &'v Answer) -> Self {
        Self { value, is_refused: *is_refused }
    }
}
