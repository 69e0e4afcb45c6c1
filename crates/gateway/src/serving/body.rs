use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::BoxError;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use super::patience::UntilAnswered;

/// The body did not come in its time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not come in its time")]
pub struct TooSlow;

/// A request's body that must be complete in a given time.
pub struct Timed {
    body: Incoming,
    ends: Pin<Box<Sleep>>,
}

/// An answer's body that says when it is over, sent or not.
pub struct Told<B> {
    body: B,
    _answered: UntilAnswered,
}

impl Timed {
    pub fn new(body: Incoming, within: Duration) -> Self {
        Self { body, ends: Box::pin(sleep(within)) }
    }
}

impl<B> Told<B> {
    pub fn new(body: B, answered: UntilAnswered) -> Self {
        Self { body, _answered: answered }
    }
}

impl Body for Timed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let timed = self.get_mut();
        // The time first: a body that never lets us wait must end too.
        if timed.ends.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        Pin::new(&mut timed.body).poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B: Body + Unpin> Body for Told<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
