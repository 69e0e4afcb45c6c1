use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

/// Where the API is served: by one process or by several, which are asked in turn.
#[derive(Clone)]
pub struct Doors {
    http: reqwest::Client,
    urls: Arc<[String]>,
    asked: Arc<AtomicUsize>,
}

/// Somebody of the demo who uses the API over HTTP, as any client would.
#[derive(Clone)]
pub struct Client {
    doors: Doors,
    token: String,
}

impl Doors {
    /// Invariant: there is one at least.
    pub fn new(urls: Vec<String>) -> Result<Self> {
        ensure!(!urls.is_empty(), "a season needs a server to play on");
        let http = reqwest::Client::builder().no_proxy().build().context("no HTTP client can be made")?;
        Ok(Self { http, urls: urls.into(), asked: Arc::default() })
    }

    /// The next one in turn.
    fn next(&self) -> &str {
        &self.urls[self.asked.fetch_add(1, Ordering::Relaxed) % self.urls.len()]
    }
}

impl Client {
    pub fn new(doors: Doors, token: String) -> Self {
        Self { doors, token }
    }

    /// Asks a query; returns its data.
    pub async fn query(&self, document: &str, variables: Value) -> Result<Value> {
        let mut answer = self.send(document, variables).await?;
        if let Some(errors) = answer.get("errors") {
            bail!("the API refused a query: {errors}\n{document}");
        }
        Ok(answer["data"].take())
    }

    /// Runs the mutation `name` with an input of type `NameInput`; returns the field `thing` of its payload.
    pub async fn run(&self, name: &str, input: Value, thing: &str, selection: &str) -> Result<Value> {
        let (first, rest) = name.split_at(1);
        let input_type = format!("{}{rest}Input", first.to_uppercase());
        let document = format!(
            "mutation Run($input: {input_type}!) {{ {name}(input: $input) {{ {thing} {{ {selection} }} \
             userErrors {{ code message }} }} }}"
        );
        let mut data = self.query(&document, json!({ "input": input })).await?;
        let payload = &mut data[name];
        if payload["userErrors"] != json!([]) {
            bail!("the API refused {name}: {}", payload["userErrors"]);
        }
        Ok(payload[thing].take())
    }

    /// As [`Self::run`], for what the rest of the demo needs nothing of but its id.
    pub async fn make(&self, name: &str, input: Value, thing: &str) -> Result<String> {
        let made = self.run(name, input, thing, "id").await?;
        Ok(made["id"].as_str().with_context(|| format!("{name} gave no id"))?.to_owned())
    }

    /// Sends a file; returns the upload's id.
    pub async fn upload(&self, file: &'static [u8]) -> Result<String> {
        let request = self.doors.http.post(self.doors.next().replace("/graphql", "/uploads"));
        let answer: Value = request.bearer_auth(&self.token).body(file).send().await?.json().await?;
        Ok(answer["id"].as_str().with_context(|| format!("the upload was refused: {answer}"))?.to_owned())
    }

    /// Reads a whole list, page by page. The document takes `$first` and `$after`, `path` leads to the connection.
    pub async fn list(&self, document: &str, mut variables: Value, path: &str) -> Result<Vec<Value>> {
        let mut nodes = Vec::new();
        loop {
            let mut data = self.query(document, variables.clone()).await?;
            let connection = data.pointer_mut(path).with_context(|| format!("no list at {path}"))?;
            let next = connection["pageInfo"].take();
            let edges = connection["edges"].as_array_mut().context("a connection has edges")?;
            nodes.extend(edges.iter_mut().map(|edge| edge["node"].take()));
            if next["hasNextPage"] != json!(true) {
                return Ok(nodes);
            }
            variables["after"] = next["endCursor"].clone();
        }
    }

    async fn send(&self, document: &str, variables: Value) -> Result<Value> {
        let body = json!({ "query": document, "variables": variables });
        let request = self.doors.http.post(self.doors.next()).bearer_auth(&self.token).json(&body);
        Ok(request.send().await?.json().await?)
    }
}
