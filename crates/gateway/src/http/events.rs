//! GraphQL over server-sent events: one operation a request, each answer an event, as they come ("distinct connections
//! mode" of the GraphQL over SSE protocol).

use std::{convert::Infallible, time::Duration};

use async_graphql::Response;
use axum::{
    body::{Body, Bytes},
    http::{header, request::Parts},
    response::IntoResponse,
};
use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt, once, unfold};
use tokio::time::sleep;

use super::{
    Door, Fault, Reference,
    answer::{finished, refused},
    broken,
    media::Media,
    only_queries_by_get,
    params::Params,
};
use crate::serving::{Stop, stopped};

/// What is said while there is nothing to say, so that whoever stands between does not hang up.
const STILL_HERE: &[u8] = b":\n\n";

/// Answers with a stream of events.
pub async fn streamed(door: Door, mut head: Parts, body: Body) -> axum::response::Response {
    let stop = head.extensions.remove::<Stop>();
    let begun = begun(&door, &head, body).await;
    let (answers, until) = match begun {
        Ok(begun) => begun,
        Err(fault) => return fault.into_response(Media::Json),
    };
    let heartbeat = door.0.limits.live.heartbeat;
    let reference = Reference::of(&head.headers);
    let stream = Stream { door, answers, reference, until, stop, heartbeat, is_over: false };
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"), // A proxy would collect events.
    ];
    (headers, Body::from_stream(stream.events())).into_response()
}

type Begun = (BoxStream<'static, Response>, Option<DateTime<Utc>>);

/// The answers to come, and until when the token is good.
async fn begun(door: &Door, head: &Parts, body: Body) -> Result<Begun, Fault> {
    let params = Params::read(&head.method, &head.uri, &head.headers, body).await?;
    let shown = door.shown(&head.headers).await?;
    let until = shown.as_ref().map(|shown| shown.until);
    let document = match params.document() {
        Ok(document) => document,
        Err(error) => return Ok((once(async move { refused(&error) }).boxed(), until)),
    };
    only_queries_by_get(&head.method, document.operation)?;
    let operation = document.operation;
    let request = door.prepared(shown.map(|shown| shown.identity), document, params).await;
    Ok((door.run(operation, request.map_err(|error| broken(&error, &head.headers))?), until))
}

/// One operation on its way to its client.
struct Stream {
    door: Door,
    answers: BoxStream<'static, Response>,
    reference: Reference,
    until: Option<DateTime<Utc>>,
    stop: Option<Stop>,
    heartbeat: Duration,
    is_over: bool,
}

impl Stream {
    fn events(self) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
        unfold(self, async |mut stream| {
            let event = stream.event().await?;
            Some((Ok(event), stream))
        })
    }

    /// The next event; none when the operation has ended, the token is over, or the server stops. Whoever did not hear
    /// that the operation is complete asks again.
    async fn event(&mut self) -> Option<Bytes> {
        if self.is_over {
            return None;
        }
        tokio::select! {
            () = stopped(&mut self.stop) => None,
            answer = self.answers.next() => Some(if let Some(answer) = answer {
                next(&finished(answer, &self.reference))
            } else {
                self.is_over = true;
                Bytes::from_static(b"event: complete\ndata:\n\n")
            }),
            () = sleep(self.heartbeat) => is_good(&self.door, self.until).await.then(|| Bytes::from_static(STILL_HERE)),
        }
    }
}

/// Whether the token is good still.
async fn is_good(door: &Door, until: Option<DateTime<Utc>>) -> bool {
    let app = &door.0.app;
    app.catch_up().await.is_ok() && until.is_none_or(|until| app.now() < until)
}

fn next(answer: &Response) -> Bytes {
    let data = serde_json::to_string(answer).expect("an answer is always JSON"); // In one line.
    format!("event: next\ndata: {data}\n\n").into()
}
