use serde_json::{Value, json};

use crate::App;

const LETTERS: &str = "query L($to: String) { letters(to: $to, first: 100) { edges { node {
    id to name subject text html status problem nextTryAt } } } }";

/// What was written to somebody, from the first to the last.
pub async fn letters(app: &App, to: &str) -> Vec<Value> {
    let found = app.operator().query(LETTERS, json!({ "to": to })).await;
    let edges = found["letters"]["edges"].as_array().expect("a list has edges");
    edges.iter().rev().map(|edge| edge["node"].clone()).collect()
}

/// Of what somebody was written, from the first to the last.
pub async fn subjects(app: &App, to: &str) -> Vec<String> {
    let subject = |letter: &Value| letter["subject"].as_str().expect("a letter has a subject").to_owned();
    letters(app, to).await.iter().map(subject).collect()
}
