use std::{pin::pin, time::Duration};

use axum::{
    body::Bytes,
    extract::ws::{Message, WebSocket},
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep, timeout};

use super::{
    operations::Operations,
    protocol::{Hangup, Heard, ack, pong},
};
use crate::{
    auth::Shown,
    http::{Door, Reference, not_valid},
    serving::{Stop, stopped},
};

/// How long a client that is told why the talk ends may take to say that it has heard it.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is said over one socket, from its opening to its end.
pub struct Talk {
    door: Door,
    /// The token that the client showed, when the socket was opened or with its greeting.
    shown: Option<Shown>,
    is_greeted: bool,
    operations: Operations,
    heard_at: Instant,
}

impl Talk {
    pub fn new(door: Door, shown: Option<Shown>, reference: Reference) -> Self {
        let operations = Operations::new(door.clone(), reference);
        Self { door, shown, is_greeted: false, operations, heard_at: Instant::now() }
    }

    /// Talks until one of the two ends it; the client is told why.
    pub async fn held(mut self, mut socket: WebSocket, mut stop: Option<Stop>) {
        let talked = async {
            if socket.protocol().is_none() { Hangup::OtherProtocol } else { self.talk(&mut socket, &mut stop).await }
        };
        let hangup = talked.await;
        tracing::debug!(?hangup, "a talk ended");
        let Some(frame) = hangup.frame() else { return };
        // Until it has answered: what we have not read yet would take our own last words with it.
        let farewell = async {
            if socket.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(_)) = socket.recv().await {}
            }
        };
        let _answered = timeout(FAREWELL, farewell).await;
    }

    async fn talk(&mut self, socket: &mut WebSocket, stop: &mut Option<Stop>) -> Hangup {
        let limits = self.door.0.limits.live;
        let (mut greeting, mut heartbeat) = (pin!(sleep(limits.greeting)), every(limits.heartbeat));
        loop {
            let went_on = tokio::select! {
                () = stopped(stop) => return Hangup::Restart,
                () = greeting.as_mut(), if !self.is_greeted => return Hangup::GreetedTooLate,
                _ = heartbeat.tick() => self.look_around(socket).await,
                message = self.operations.said() => sent(socket, message).await,
                message = socket.recv() => self.hear(socket, message).await,
            };
            if let Err(hangup) = went_on {
                return hangup;
            }
        }
    }

    /// Whether the client is there still, and its token good.
    async fn look_around(&mut self, socket: &mut WebSocket) -> Result<(), Hangup> {
        if self.heard_at.elapsed() >= self.door.0.limits.live.silence {
            return Err(Hangup::Silent);
        }
        let app = &self.door.0.app;
        if let Err(error) = app.catch_up().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the time cannot be told to a socket");
        }
        if self.shown.as_ref().is_some_and(|shown| shown.until <= app.now()) {
            return Err(Hangup::Forbidden);
        }
        sent(socket, Message::Ping(Bytes::new())).await
    }

    async fn hear(
        &mut self,
        socket: &mut WebSocket,
        message: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Hangup> {
        self.heard_at = Instant::now();
        match message {
            Some(Ok(Message::Text(text))) => self.understand(socket, Heard::read(&text)?).await,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()), // The library answers pings itself.
            Some(Ok(Message::Binary(_))) => Err(Hangup::Malformed("A message is a text")),
            Some(Ok(Message::Close(_))) | None => Err(Hangup::Gone),
            Some(Err(_)) => Err(Hangup::Unreadable), // If the client is gone, it does not hear it.
        }
    }

    async fn understand(&mut self, socket: &mut WebSocket, heard: Heard) -> Result<(), Hangup> {
        match heard {
            Heard::Init { .. } if self.is_greeted => Err(Hangup::GreetedTwice),
            Heard::Init { authorization } => {
                self.greet(authorization.as_deref()).await?;
                sent(socket, ack()).await
            }
            Heard::Ping => sent(socket, pong()).await,
            Heard::Pong => Ok(()),
            Heard::Subscribe { .. } if !self.is_greeted => Err(Hangup::NotGreeted),
            Heard::Subscribe { id, params } => {
                let identity = self.shown.as_ref().map(|shown| shown.identity.clone());
                match self.operations.begin(identity, id, params)? {
                    Some(refused) => sent(socket, refused).await,
                    None => Ok(()),
                }
            }
            Heard::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
        }
    }

    /// The greeting may bring a token, in the place of that of the opening. Without any, nobody is signed in.
    async fn greet(&mut self, authorization: Option<&str>) -> Result<(), Hangup> {
        if let Some(value) = authorization {
            let inner = &self.door.0;
            if let Err(error) = inner.app.catch_up().await {
                tracing::error!(error = &error as &dyn std::error::Error, "a socket cannot be greeted");
                return Err(Hangup::Restart);
            }
            let shown = inner.verifier.identify_bearer(value, inner.app.now());
            let shown = shown.map_err(|error| {
                not_valid(&error);
                Hangup::Forbidden
            })?;
            self.shown = Some(shown);
        }
        self.is_greeted = true;
        Ok(())
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn sent(socket: &mut WebSocket, message: Message) -> Result<(), Hangup> {
    socket.send(message).await.map_err(|_| Hangup::Gone)
}
