use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::Limits;

/// What one socket is waited for, and until when. Its ends share it: the service knows where requests begin and
/// answers end, the transport knows when bytes come.
#[derive(Clone)]
pub struct Patience(Arc<Inner>);

struct Inner {
    limits: Limits,
    phase: Mutex<Phase>,
}

#[derive(Clone, Copy)]
enum Phase {
    /// Nothing of a further request has come yet.
    Idle { until: Instant },
    /// The head of a request is coming.
    Head { until: Instant },
    /// A request is being answered: its body has a time of its own.
    Answering,
    /// It speaks another protocol from here on, which has times of its own.
    Upgraded,
}

/// Lives as long as the answer; then the socket is idle.
pub struct UntilAnswered(Patience);

impl Patience {
    /// A socket was opened: its first request is waited for.
    pub fn begin(limits: Limits) -> Self {
        let phase = Mutex::new(Phase::Head { until: Instant::now() + limits.head });
        Self(Arc::new(Inner { limits, phase }))
    }

    /// The head of a request is complete.
    pub fn answering(&self) -> UntilAnswered {
        *self.phase() = Phase::Answering;
        UntilAnswered(self.clone())
    }

    /// The socket speaks another protocol from here on.
    pub fn upgraded(&self) {
        *self.phase() = Phase::Upgraded;
    }

    /// Bytes came.
    pub fn heard(&self) {
        let mut phase = self.phase();
        *phase = match *phase {
            Phase::Idle { .. } => Phase::Head { until: Instant::now() + self.0.limits.head },
            waiting @ (Phase::Head { .. } | Phase::Answering | Phase::Upgraded) => waiting, // A further byte earns no further time.
        };
    }

    /// Until when bytes are waited for; `None` while the client waits for us.
    pub fn ends_at(&self) -> Option<Instant> {
        match *self.phase() {
            Phase::Idle { until } | Phase::Head { until } => Some(until),
            Phase::Answering | Phase::Upgraded => None,
        }
    }

    /// How long a client may take to take what is ready for it.
    pub fn to_take_an_answer(&self) -> Duration {
        self.0.limits.answer
    }

    /// How long the body of a request may take.
    pub fn for_a_body(&self) -> Duration {
        self.0.limits.body
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.0.phase.lock().unwrap_or_else(PoisonError::into_inner) // A phase is written whole.
    }
}

impl Drop for UntilAnswered {
    fn drop(&mut self) {
        let patience = &self.0;
        let mut phase = patience.phase();
        *phase = match *phase {
            Phase::Idle { .. } | Phase::Head { .. } | Phase::Answering => {
                Phase::Idle { until: Instant::now() + patience.0.limits.idle }
            }
            Phase::Upgraded => Phase::Upgraded,
        };
    }
}
