//! GraphQL over HTTP: from a request to an answer.

mod answer;
mod fault;
mod files;
mod json;
mod media;
mod params;
mod reference;

use std::{sync::Arc, time::Duration};

use accounts::Identity;
use async_graphql::{Request, Response, parser::types::OperationType};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, Uri},
};
use kernel::Actor;
use marketplace::Marketplace;
use tokio::time::timeout;

use self::{
    answer::{refused, respond},
    media::{Media, wants_html},
    params::Params,
};
pub use self::{
    fault::{BROKEN, Fault},
    files::{file, upload},
    reference::{REQUEST_ID, Reference, answer_panics, forget_odd_ids, span},
};
use crate::{
    auth::TokenVerifier,
    clock::HeldClock,
    document::Document,
    error_code::ErrorCode,
    graphiql,
    loaders::Rows,
    schema::{Schema, schema},
    session::Session,
};

/// What the handlers share.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    app: Marketplace,
    verifier: TokenVerifier,
    schema: Schema,
    /// How long a request may take to be answered, once it is read.
    patience: Duration,
}

impl Door {
    pub fn new(app: Marketplace, verifier: TokenVerifier, patience: Duration) -> Self {
        Self(Arc::new(Inner { app, verifier, schema: schema(), patience }))
    }

    /// Whether the database answers, and in time.
    pub async fn ready(&self) -> bool {
        let answered = timeout(self.0.patience, self.0.app.ping()).await;
        let error = match answered {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(late) => late.to_string(),
        };
        tracing::warn!(error, "not ready: the database does not answer");
        false
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
    let Some(media) = Media::wished(&headers) else {
        return Fault::new(ErrorCode::NotAcceptable, "accept application/json").into_response(Media::Json);
    };
    let answered = async {
        let params = Params::read(&method, &uri, &headers, body).await?;
        let answer = timeout(door.0.patience, door.answer(&method, &headers, params));
        answer.await.unwrap_or_else(|_| Err(Fault::new(ErrorCode::Timeout, "it took too long: ask again")))
    };
    match answered.await {
        Ok(response) => respond(response, media, &Reference::of(&headers)),
        Err(fault) => fault.into_response(media),
    }
}

/// There is nothing at this path.
pub async fn nothing_here(headers: HeaderMap) -> axum::response::Response {
    Fault::new(ErrorCode::NotFound, "there is nothing here: try /graphql").into_plain_response(&headers)
}

/// There is something at this path, and not by this method; the router adds by which.
pub async fn not_by_this_method(headers: HeaderMap) -> axum::response::Response {
    Fault::new(ErrorCode::MethodNotAllowed, "not by this method").into_plain_response(&headers)
}

impl Door {
    /// Who the request says it comes from; `None` if it says nothing.
    async fn identity(&self, headers: &HeaderMap) -> Result<Option<Identity>, Fault> {
        let Inner { app, verifier, .. } = &*self.0;
        app.catch_up().await.map_err(|error| broken(&error, headers))?;
        verifier.identify(headers, app.now()).map_err(|error| {
            tracing::info!(error = &error as &dyn std::error::Error, "a token was refused");
            Fault::new(ErrorCode::Unauthenticated, "the token is not valid: sign in again")
        })
    }

    /// On whose behalf a request acts that is no GraphQL.
    async fn actor(&self, headers: &HeaderMap) -> Result<Actor, Fault> {
        let identity = self.identity(headers).await?;
        self.0.app.actor_of(identity.as_ref()).await.map_err(|error| broken(&error, headers))
    }

    /// The token first, for it costs little; then the document, for which nothing outside is asked; then the rest.
    async fn answer(&self, method: &Method, headers: &HeaderMap, params: Params) -> Result<Response, Fault> {
        let Inner { app, schema, .. } = &*self.0;
        let identity = self.identity(headers).await?;
        let document = match Document::read(&params.query, params.operation_name.as_deref(), &params.variables) {
            Ok(document) => document,
            Err(error) => return Ok(refused(&error)),
        };
        if method == Method::GET && document.operation != OperationType::Query {
            return Err(Fault::allow("POST", "only queries run by GET"));
        }
        let actor = app.actor_of(identity.as_ref()).await.map_err(|error| broken(&error, headers))?;
        let held = HeldClock::during(document.operation, app).await.map_err(|error| broken(&error, headers))?;
        let session = Session { app: app.clone(), actor, identity };
        let rows = Rows::loader(session.app.clone(), session.actor);
        Ok(schema.execute(request(params, document).data(session).data(rows).data(held)).await)
    }
}

/// Something broke before anything ran.
fn broken(error: &marketplace::Error, headers: &HeaderMap) -> Fault {
    tracing::error!(error = error as &dyn std::error::Error, "the request was not begun");
    Fault::internal(&Reference::of(headers))
}

fn request(params: Params, document: Document) -> Request {
    let mut request = Request::new(params.query).variables(params.variables);
    request.set_parsed_query(document.parsed);
    match params.operation_name {
        Some(name) => request.operation_name(name),
        None => request,
    }
}
