use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use sea_orm::metric::Info;

/// How often a request is made. What siblings refer to is gathered for a moment: on a busy machine the moment may end
/// too soon and one statement becomes two, so the fewest count. A statement for each of a list is there every time.
const TRIES: usize = 8;

/// Counts the statements that the database is sent.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<AtomicUsize>);

impl Statements {
    /// What [`crate::App::start_watched`] calls.
    pub fn watch(&self) -> impl Fn(&Info<'_>) + Clone + Send + Sync + 'static {
        let count = self.0.clone();
        move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many statements a request takes at least, and what it is answered the last time.
    pub async fn least<T>(&self, request: impl AsyncFn() -> T) -> (usize, T) {
        let (mut least, mut answer) = self.taken(&request).await;
        for _ in 1..TRIES {
            let (taken, again) = self.taken(&request).await;
            (least, answer) = (least.min(taken), again);
        }
        (least, answer)
    }

    async fn taken<T>(&self, request: &impl AsyncFn() -> T) -> (usize, T) {
        let before = self.0.load(Ordering::Relaxed);
        let answer = request().await;
        (self.0.load(Ordering::Relaxed) - before, answer)
    }
}
