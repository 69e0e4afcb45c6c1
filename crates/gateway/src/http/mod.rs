//! GraphQL over HTTP: from a request to an answer, or to a stream of them.

mod access_keys;
mod answer;
mod events;
mod fault;
mod files;
mod json;
mod live;
mod media;
mod params;
mod reference;
mod reports;
mod webhooks;

use std::{sync::Arc, time::Duration};

use accounts::Identity;
use async_graphql::{Request, Response, parser::types::OperationType};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, request::Parts},
};
use futures_util::stream::{BoxStream, StreamExt, once};
use kernel::Actor;
use marketplace::Marketplace;
use tokio::time::timeout;

pub use self::{
    access_keys::access_keys,
    fault::{BROKEN, Fault},
    files::{file, upload},
    live::LiveLimits,
    reference::{REQUEST_ID, Reference, answer_panics, forget_odd_ids, span},
    reports::{ageing_report, disbursement_report},
    webhooks::payments_webhook,
};
use self::{
    answer::{failed, refused, respond},
    media::{Media, wants_events, wants_html},
    params::Params,
};
use crate::{
    auth::{Shown, TokenError, TokenVerifier},
    clock::HeldClock,
    document::Document,
    error_code::ErrorCode,
    graphiql,
    loaders::Rows,
    schema::{Schema, schema},
    session::Session,
};

/// What a client is told whose answer did not come in time.
const TOO_LONG: &str = "it took too long: ask again";

/// What the handlers share.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    app: Marketplace,
    verifier: TokenVerifier,
    schema: Schema,
    limits: DoorLimits,
}

/// How long the door bears with what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorLimits {
    /// How long a request may take to be answered, once it is read, before it is given up.
    pub patience: Duration,
    pub live: LiveLimits,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self { patience: Duration::from_secs(10), live: LiveLimits::default() }
    }
}

impl Door {
    pub fn new(app: Marketplace, verifier: TokenVerifier, limits: DoorLimits) -> Self {
        Self(Arc::new(Inner { app, verifier, schema: schema(), limits }))
    }

    /// Whether the database answers, and in time.
    pub async fn ready(&self) -> bool {
        let answered = timeout(self.0.limits.patience, self.0.app.ping()).await;
        let error = match answered {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(late) => late.to_string(),
        };
        tracing::warn!(error, "not ready: the database does not answer");
        false
    }
}

/// Queries by GET and POST, mutations by POST with a JSON body alone, as the GraphQL-over-HTTP specification says, and
/// subscriptions as server-sent events or over a WebSocket. A browser gets `GraphiQL`.
pub async fn graphql(State(door): State<Door>, request: axum::extract::Request) -> axum::response::Response {
    let (head, body) = request.into_parts();
    if live::is_upgrade(&head.headers) {
        return live::upgraded(door, head).await;
    }
    if head.method == Method::GET && head.uri.query().is_none() && wants_html(&head.headers) {
        return graphiql::page();
    }
    if wants_events(&head.headers) {
        return events::streamed(door, head, body).await;
    }
    let Some(media) = Media::wished(&head.headers) else {
        return Fault::new(ErrorCode::NotAcceptable, "accept application/json").into_response(Media::Json);
    };
    match answered(door, &head, body).await {
        Ok(response) => respond(response, media, &Reference::of(&head.headers)),
        Err(fault) => fault.into_response(media),
    }
}

async fn answered(door: Door, head: &Parts, body: Body) -> Result<Response, Fault> {
    let params = Params::read(&head.method, &head.uri, &head.headers, body).await?;
    let answer = timeout(door.0.limits.patience, door.answer(&head.method, &head.headers, params));
    answer.await.unwrap_or_else(|_| Err(Fault::new(ErrorCode::Timeout, TOO_LONG)))
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
    /// What the request shows of who it comes from; `None` if it shows nothing.
    async fn shown(&self, headers: &HeaderMap) -> Result<Option<Shown>, Fault> {
        let Inner { app, verifier, .. } = &*self.0;
        app.catch_up().await.map_err(|error| broken(&error, headers))?;
        verifier.identify(headers, app.now()).map_err(|error| not_valid(&error))
    }

    /// On whose behalf a request acts that is no GraphQL.
    async fn actor(&self, headers: &HeaderMap) -> Result<Actor, Fault> {
        let identity = self.shown(headers).await?.map(|shown| shown.identity);
        self.0.app.actor_of(identity.as_ref()).await.map_err(|error| broken(&error, headers))
    }

    /// The token first, for it costs little; then the document, for which nothing outside is asked; then the rest.
    async fn answer(&self, method: &Method, headers: &HeaderMap, params: Params) -> Result<Response, Fault> {
        let shown = self.shown(headers).await?;
        let document = match params.document() {
            Ok(document) => document,
            Err(error) => return Ok(refused(&error)),
        };
        if document.operation == OperationType::Subscription {
            return Err(Fault::bad_request("subscriptions come as text/event-stream, or over a WebSocket"));
        }
        only_queries_by_get(method, document.operation)?;
        let request = self.prepared(shown.map(|shown| shown.identity), document, params).await;
        Ok(self.0.schema.execute(request.map_err(|error| broken(&error, headers))?).await)
    }

    /// What is executed, and on whose behalf.
    async fn prepared(
        &self,
        identity: Option<Identity>,
        document: Document,
        params: Params,
    ) -> Result<Request, marketplace::Error> {
        let app = &self.0.app;
        let actor = app.actor_of(identity.as_ref()).await?;
        let held = HeldClock::during(document.operation, app).await?;
        let session = Session { app: app.clone(), actor, identity };
        let rows = Rows::loader(session.app.clone(), session.actor);
        Ok(request(params, document).data(session).data(rows).data(held))
    }

    /// One answer after the other: of a subscription as they come, of everything else one, in its time.
    fn run(&self, operation: OperationType, request: Request) -> BoxStream<'static, Response> {
        let (schema, patience) = (self.0.schema.clone(), self.0.limits.patience);
        match operation {
            OperationType::Subscription => schema.execute_stream(request),
            OperationType::Query | OperationType::Mutation => once(async move {
                let answer = timeout(patience, schema.execute(request)).await;
                answer.unwrap_or_else(|_| failed(ErrorCode::Timeout, TOO_LONG))
            })
            .boxed(),
        }
    }
}

/// A token that is not accepted; why is logged, and not told.
fn not_valid(error: &TokenError) -> Fault {
    tracing::info!(error = error as &dyn std::error::Error, "a token was refused");
    Fault::new(ErrorCode::Unauthenticated, "the token is not valid: sign in again")
}

fn only_queries_by_get(method: &Method, operation: OperationType) -> Result<(), Fault> {
    if method == Method::GET && operation == OperationType::Mutation {
        return Err(Fault::allow("POST", "only queries run by GET"));
    }
    Ok(())
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
