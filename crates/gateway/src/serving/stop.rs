use std::{convert::Infallible, future::pending};

use tokio::sync::{mpsc, watch};

/// The server's end: it tells everybody whom it serves to come to theirs, and knows when they have.
pub struct Stopping {
    tell: watch::Sender<bool>,
    stop: Stop,
    ended: mpsc::Receiver<Infallible>,
}

/// What everybody who is served holds until they are done, and learns by that they should be.
#[derive(Clone, Debug)]
pub struct Stop {
    told: watch::Receiver<bool>,
    _open: mpsc::Sender<Infallible>, // Nothing is ever sent: the server waits for the last of these to be dropped.
}

impl Stopping {
    pub fn new() -> Self {
        let ((tell, told), (open, ended)) = (watch::channel(false), mpsc::channel(1));
        Self { tell, stop: Stop { told, _open: open }, ended }
    }

    pub fn for_one_more(&self) -> Stop {
        self.stop.clone()
    }

    /// Tells everybody, and waits until all are done.
    pub async fn stop(self) {
        let Self { tell, stop, mut ended } = self;
        tell.send_replace(true);
        drop(stop);
        while ended.recv().await.is_some() {}
    }
}

impl Stop {
    /// Waits until the server stops.
    pub async fn told(&mut self) {
        let _gone = self.told.wait_for(|stopped| *stopped).await; // An error: the server is gone, which is as good.
    }
}

/// Waits until the server stops; without one, for ever.
pub async fn stopped(stop: &mut Option<Stop>) {
    match stop {
        Some(stop) => stop.told().await,
        None => pending().await,
    }
}
