use tokio::{signal, sync::watch};

/// Tells those who work in the background to stop. Clones tell each other.
#[derive(Clone, Default)]
pub struct Stop(watch::Sender<bool>);

impl Stop {
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    pub fn is_told(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when somebody said so.
    pub async fn told(&self) {
        let told = self.0.subscribe().wait_for(|told| *told).await.map(drop);
        told.expect("the sender is ours");
    }
}

/// Ends with the first of Ctrl-C and SIGTERM.
pub async fn told_to_stop() {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
    }
    tracing::info!("stopping: finishing what is under way");
}

async fn interrupted() {
    signal::ctrl_c().await.expect("the process can listen for signals");
}

#[cfg(unix)]
async fn terminated() {
    let mut signal = signal::unix::signal(signal::unix::SignalKind::terminate());
    signal.as_mut().expect("the process can listen for signals").recv().await;
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
