use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::App;

/// Somebody who uses the API, as a client that knows nothing of our code does.
#[derive(Clone)]
pub struct Person<'a> {
    pub app: &'a App,
    token: Option<String>,
}

/// What the API said.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl<'a> Person<'a> {
    pub(crate) fn new(app: &'a App, token: Option<String>) -> Self {
        Self { app, token }
    }

    /// Sends a document, and returns whatever comes back.
    pub async fn ask(&self, document: &str, variables: Value) -> Answer {
        self.send(self.request(document, &variables)).await
    }

    /// The request that sends the mutation `name`.
    pub(crate) fn mutation(&self, name: &str, input: Value, selection: &str) -> Request<Body> {
        self.request(&mutation(name, selection), &Value::from_iter([("input", input)]))
    }

    fn request(&self, document: &str, variables: &Value) -> Request<Body> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        self.signed(request.body(Body::from(body)).expect("the request is well formed"))
    }

    /// What this person shows at the door; strangers show nothing.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The request with this person's token, if there is one.
    pub fn signed(&self, mut request: Request<Body>) -> Request<Body> {
        if let Some(token) = &self.token {
            let value = format!("Bearer {token}").parse().expect("a token is plain text");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        request
    }

    /// Sends a file; returns whatever comes back.
    pub async fn uploads(&self, file: impl Into<Body>) -> Answer {
        self.send(self.signed(Request::post("/uploads").body(file.into()).expect("the request is well formed"))).await
    }

    /// Sends a file that is taken; returns the upload's id.
    pub async fn uploaded(&self, file: impl Into<Body>) -> String {
        let answer = self.uploads(file).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:#}", answer.body);
        answer.body["id"].as_str().expect("an upload has an id").to_owned()
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.app.router.clone(), request).await
    }

    /// Asks a query that is answered without errors; returns its data.
    pub async fn query(&self, document: &str, variables: Value) -> Value {
        let answer = self.ask(document, variables).await;
        assert_eq!(answer.body["errors"], Value::Null, "{document}\n{:#}", answer.body);
        answer.body["data"].clone()
    }

    /// The code with which a query is refused.
    pub async fn query_refused(&self, document: &str, variables: Value) -> String {
        let answer = self.ask(document, variables).await;
        let reason = &answer.body["errors"][0]["extensions"]["reason"];
        reason.as_str().unwrap_or_else(|| panic!("not refused: {:#}", answer.body)).to_owned()
    }

    /// Runs the mutation `name` with an input of type `NameInput`, asking for `selection` of its payload.
    pub async fn mutate(&self, name: &str, input: Value, selection: &str) -> Answer {
        self.ask(&mutation(name, selection), json!({ "input": input })).await
    }

    /// Runs a mutation that succeeds; returns its payload.
    pub async fn run(&self, name: &str, input: Value, selection: &str) -> Value {
        let answer = self.mutate(name, input, selection).await;
        let payload = &answer.body["data"][name];
        assert_eq!(answer.body["errors"], Value::Null, "{name}: {:#}", answer.body);
        assert_eq!(payload["userErrors"], json!([]), "{name}: {:#}", answer.body);
        payload.clone()
    }

    /// Runs a mutation that is refused; returns the first user error: code, message, remedy, field, rule.
    pub async fn refused(&self, name: &str, input: Value) -> Value {
        let answer = self.mutate(name, input, "").await;
        let error = &answer.body["data"][name]["userErrors"][0];
        assert!(error.is_object(), "{name} was not refused: {:#}", answer.body);
        error.clone()
    }

    /// The code with which a mutation is refused.
    pub async fn refusal(&self, name: &str, input: Value) -> String {
        let error = self.refused(name, input).await;
        error["code"].as_str().expect("a code is a string").to_owned()
    }
}

impl Answer {
    /// What a router says to a request.
    pub(crate) async fn of(router: Router, request: Request<Body>) -> Self {
        let response = router.oneshot(request).await.expect("the router answers");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("the body ends");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Self { status, body }
    }
}

fn mutation(name: &str, selection: &str) -> String {
    let (first, rest) = name.split_at(1);
    let input = format!("{}{rest}Input", first.to_uppercase());
    format!(
        "mutation Run($input: {input}!) {{ {name}(input: $input) {{ {selection} userErrors {{ code message remedy field rule }} }} }}"
    )
}
