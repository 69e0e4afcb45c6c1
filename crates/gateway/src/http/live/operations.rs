//! What runs at the same time over one socket.

use std::{collections::HashMap, panic::AssertUnwindSafe};

use accounts::Identity;
use async_graphql::{Response, parser::types::OperationType};
use axum::extract::ws::Message;
use futures_util::{FutureExt, StreamExt};
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use super::protocol::{Hangup, complete, error, next};
use crate::{
    error_code::ErrorCode,
    http::{
        BROKEN, Door, Reference,
        answer::{failed, finished, nothing_ran, refused},
        params::Params,
    },
};

/// How many answers wait to be sent; whoever makes more waits.
const ANSWERS_MAX: usize = 16;

/// The operations of a talk, by the ids that the client gave them.
pub struct Operations {
    door: Door,
    reference: Reference,
    running: HashMap<String, (u64, AbortHandle)>,
    tasks: JoinSet<()>, // All end with the talk.
    begun: u64,
    tell: mpsc::Sender<Told>,
    told: mpsc::Receiver<Told>,
}

/// What an operation has to say.
struct Told {
    id: String,
    /// Which one under that id.
    number: u64,
    message: Message,
    is_last: bool,
}

/// An operation's way to its client.
struct Teller {
    id: String,
    number: u64,
    tell: mpsc::Sender<Told>,
}

impl Operations {
    pub fn new(door: Door, reference: Reference) -> Self {
        let (tell, told) = mpsc::channel(ANSWERS_MAX);
        Self { door, reference, running: HashMap::new(), tasks: JoinSet::new(), begun: 0, tell, told }
    }

    /// Begins one. What it has to say comes by [`Self::said`]; if too many run already, the answer says so.
    pub fn begin(&mut self, identity: Option<Identity>, id: String, params: Params) -> Result<Option<Message>, Hangup> {
        if self.running.contains_key(&id) {
            return Err(Hangup::IdInUse);
        }
        if self.running.len() >= self.door.0.limits.live.operations {
            let refused = failed(ErrorCode::BadUserInput, "too many operations run over this socket already");
            return Ok(Some(error(&id, &refused.errors)));
        }
        while self.tasks.try_join_next().is_some() {} // Forgotten as they end.
        self.begun += 1;
        let teller = Teller { id: id.clone(), number: self.begun, tell: self.tell.clone() };
        let operation = operate(self.door.clone(), identity, params, self.reference.clone(), teller);
        self.running.insert(id, (self.begun, self.tasks.spawn(operation)));
        Ok(None)
    }

    /// The client wants no more of it. What it does not know may just have ended.
    pub fn end(&mut self, id: &str) {
        if let Some((_, task)) = self.running.remove(id) {
            task.abort();
        }
    }

    /// What one of them has to say next; nothing of those that were ended, nor of an earlier one under the same id.
    pub async fn said(&mut self) -> Message {
        loop {
            let told = self.told.recv().await.expect("we hold a sender ourselves");
            let is_running = self.running.get(&told.id).is_some_and(|(number, _)| *number == told.number);
            if is_running && told.is_last {
                self.running.remove(&told.id);
            }
            if is_running {
                return told.message;
            }
        }
    }
}

async fn operate(door: Door, identity: Option<Identity>, params: Params, reference: Reference, teller: Teller) {
    let ran = AssertUnwindSafe(answered(&door, identity, params, &reference, &teller)).catch_unwind();
    if ran.await.is_err() {
        tracing::error!(request.id = reference.as_str(), "an operation over a socket panicked");
        teller.refuse(finished(failed(ErrorCode::Internal, BROKEN), &reference)).await;
    }
}

async fn answered(door: &Door, identity: Option<Identity>, params: Params, reference: &Reference, teller: &Teller) {
    let (operation, prepared) = match params.document() {
        Ok(document) => (document.operation, door.prepared(identity, document, params).await),
        Err(error) => return teller.refuse(refused(&error)).await,
    };
    let request = match prepared {
        Ok(request) => request,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an operation over a socket was not begun");
            return teller.refuse(finished(failed(ErrorCode::Internal, BROKEN), reference)).await;
        }
    };
    teller.tell_all(door, operation, request, reference).await;
}

impl Teller {
    async fn tell_all(
        &self,
        door: &Door,
        operation: OperationType,
        request: async_graphql::Request,
        reference: &Reference,
    ) {
        let mut answers = door.run(operation, request);
        while let Some(answer) = answers.next().await {
            let answer = finished(answer, reference);
            if nothing_ran(&answer) {
                return self.refuse(answer).await;
            }
            self.say(next(&self.id, &answer), false).await;
        }
        self.say(complete(&self.id), true).await;
    }

    /// The document is not run; that is the end of it.
    async fn refuse(&self, answer: Response) {
        self.say(error(&self.id, &answer.errors), true).await;
    }

    async fn say(&self, message: Message, is_last: bool) {
        let told = Told { id: self.id.clone(), number: self.number, message, is_last };
        let _heard = self.tell.send(told).await; // An error: the talk is over, and with it this task.
    }
}
