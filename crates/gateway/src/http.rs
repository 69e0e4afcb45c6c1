use std::sync::Arc;

use async_graphql::{Request, Response, ServerError, Variables, parser::types::OperationType};
use axum::{
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::IntoResponse,
};
use marketplace::Marketplace;
use serde_json::{Map, Value};

use crate::{
    auth::TokenVerifier,
    document::Document,
    graphiql,
    loaders::Rows,
    schema::{Schema, schema},
    session::Session,
};

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    app: Marketplace,
    verifier: TokenVerifier,
    schema: Schema,
}

/// The two shapes of an answer that GraphQL over HTTP knows. The older one says 200 to what was well formed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    GraphQlResponse,
    Json,
}

/// Why nothing was executed: the status, and a message for the `errors` of the answer.
struct Fault {
    status: StatusCode,
    code: &'static str,
    message: String,
    allow: Option<&'static str>,
}

/// A GraphQL request as it came, checked only for its form.
struct Params {
    query: String,
    operation_name: Option<String>,
    variables: Value,
}

impl Door {
    pub fn new(app: Marketplace, verifier: TokenVerifier) -> Self {
        Self(Arc::new(Inner { app, verifier, schema: schema() }))
    }

    pub fn app(&self) -> &Marketplace {
        &self.0.app
    }
}

/// Queries by GET and POST, mutations by POST with a JSON body alone, as the GraphQL-over-HTTP specification
/// says. A browser gets `GraphiQL`.
pub async fn graphql(
    State(door): State<Door>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> axum::response::Response {
    if method == Method::GET && uri.query().is_none() && wants_html(&headers) {
        return graphiql::page();
    }
    let Some(media) = negotiate(&headers) else {
        let fault = Fault::new(StatusCode::NOT_ACCEPTABLE, "BAD_REQUEST", "accept application/json");
        return fault.into_response(Media::Json);
    };
    let answered = async {
        let params = read(&method, &uri, &headers, body).await?;
        door.answer(&method, &headers, params).await
    };
    match answered.await {
        Ok(response) => respond(response, media),
        Err(fault) => fault.into_response(media),
    }
}

impl Door {
    async fn answer(&self, method: &Method, headers: &HeaderMap, params: Params) -> Result<Response, Fault> {
        let session = self.session(headers).await?;
        let document = Document::parse(&params.query, params.operation_name.as_deref());
        let document = match document {
            Ok(document) => document,
            Err(error) => return Ok(request_error(error.to_string())),
        };
        if method == Method::GET && document.operation != OperationType::Query {
            return Err(
                Fault::new(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", "only queries run by GET").allow("POST")
            );
        }
        let mut request = Request::new(params.query).variables(Variables::from_json(params.variables));
        request.set_parsed_query(document.parsed);
        if let Some(name) = params.operation_name {
            request = request.operation_name(name);
        }
        let rows = Rows::loader(session.app.clone());
        Ok(self.0.schema.execute(request.data(session).data(rows)).await)
    }

    async fn session(&self, headers: &HeaderMap) -> Result<Session, Fault> {
        let Inner { app, verifier, .. } = &*self.0;
        let identity = verifier.identify(headers, app.now()).map_err(|error| {
            tracing::info!(error = &error as &dyn std::error::Error, "a token was refused");
            Fault::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "the token is not valid: sign in again")
        })?;
        let actor = app.actor_of(identity.as_ref()).await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "nobody could be signed in");
            Fault::new(StatusCode::SERVICE_UNAVAILABLE, "INTERNAL_SERVER_ERROR", "something went wrong on our side")
        })?;
        Ok(Session { app: app.clone(), actor, identity })
    }
}

async fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: Body) -> Result<Params, Fault> {
    if method == Method::GET {
        return Params::from_query(uri.query().unwrap_or_default());
    }
    if method != Method::POST {
        let fault = Fault::new(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", "use GET or POST");
        return Err(fault.allow("GET, POST"));
    }
    if !is_json(headers) {
        let message = "send application/json in UTF-8";
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", message));
    }
    let too_large = || Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "BAD_REQUEST", "the body is too large");
    let bytes = to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| too_large())?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(params)) => Params::from_map(params),
        Ok(_) => Err(Fault::bad_request("the body is not a JSON object")),
        Err(_) => Err(Fault::bad_request("the body is not JSON")),
    }
}

impl Params {
    fn from_query(query: &str) -> Result<Self, Fault> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| Fault::bad_request("the query string is malformed"))?;
        let mut params = Map::new();
        for (key, value) in pairs {
            let value = match key.as_str() {
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" | "extensions" => serde_json::from_str(&value)
                    .map_err(|_| Fault::bad_request("variables and extensions must be JSON objects"))?,
                _ => Value::String(value),
            };
            if params.insert(key, value).is_some() {
                return Err(Fault::bad_request("a parameter is given twice"));
            }
        }
        Self::from_map(params)
    }

    fn from_map(mut params: Map<String, Value>) -> Result<Self, Fault> {
        let query = match params.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err(Fault::bad_request("query must be a string")),
            None => return Err(Fault::bad_request("query is missing")),
        };
        let operation_name = match params.remove("operationName") {
            Some(Value::String(name)) if !name.is_empty() => Some(name),
            Some(Value::String(_) | Value::Null) | None => None,
            Some(_) => return Err(Fault::bad_request("operationName must be a string")),
        };
        let variables = object_or_null("variables", params.remove("variables"))?;
        object_or_null("extensions", params.remove("extensions"))?;
        Ok(Self { query, operation_name, variables })
    }
}

fn object_or_null(name: &str, value: Option<Value>) -> Result<Value, Fault> {
    match value {
        None | Some(Value::Null) => Ok(Value::Object(Map::new())),
        Some(value @ Value::Object(_)) => Ok(value),
        Some(_) => Err(Fault::bad_request(&format!("{name} must be an object"))),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((key, charset)) if key.trim().eq_ignore_ascii_case("charset") => {
            charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        Some(_) | None => true,
    };
    is_json && parts.all(is_utf8)
}

/// The first of the client's wishes that can be met; whoever has none, or takes anything, gets plain JSON.
fn negotiate(headers: &HeaderMap) -> Option<Media> {
    let wishes: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if wishes.is_empty() {
        return Some(Media::Json);
    }
    wishes.iter().flat_map(|value| value.split(',')).find_map(|wish| {
        let mut parts = wish.split(';').map(str::trim);
        let media = parts.next()?.to_ascii_lowercase();
        if parts.any(|parameter| parameter.starts_with("charset=") && !parameter.eq_ignore_ascii_case("charset=utf-8"))
        {
            return None;
        }
        match media.as_str() {
            "application/graphql-response+json" => Some(Media::GraphQlResponse),
            "application/json" | "application/*" | "*/*" => Some(Media::Json),
            _ => None,
        }
    })
}

fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.split(',').any(|wish| wish.trim().starts_with("text/html")))
}

fn request_error(message: String) -> Response {
    Response::from_errors(vec![ServerError::new(message, None)])
}

/// What failed before execution has no `data`, and in the newer shape the status says so.
fn respond(response: Response, media: Media) -> axum::response::Response {
    let nothing_ran = !response.errors.is_empty()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    let status = match media {
        Media::GraphQlResponse if nothing_ran => StatusCode::BAD_REQUEST,
        Media::GraphQlResponse | Media::Json => StatusCode::OK,
    };
    let response = with_codes(response);
    let body = if nothing_ran {
        serde_json::to_string(&serde_json::json!({ "errors": response.errors }))
    } else {
        serde_json::to_string(&response) // As it is: its fields are in the order of the query.
    };
    let body = body.expect("an answer is always JSON");
    (status, [(header::CONTENT_TYPE, media.content_type())], body).into_response()
}

/// Every error that leaves has a code of a closed list: those without one come from the library.
fn with_codes(mut response: Response) -> Response {
    for error in &mut response.errors {
        let code = if error.path.is_empty() { "GRAPHQL_VALIDATION_FAILED" } else { "BAD_USER_INPUT" };
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", code);
        }
    }
    response
}

impl Media {
    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

impl Fault {
    fn new(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), allow: None }
    }

    fn bad_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    fn allow(self, methods: &'static str) -> Self {
        Self { allow: Some(methods), ..self }
    }

    fn into_response(self, media: Media) -> axum::response::Response {
        let body = serde_json::json!({ "errors": [{ "message": self.message, "extensions": { "code": self.code } }] });
        let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media.content_type())]);
        if let Some(methods) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""));
        }
        (self.status, headers, body.to_string()).into_response()
    }
}
