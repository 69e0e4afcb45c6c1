use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use hdrhistogram::Histogram;
use tokio::task::JoinSet;

/// Digits that latencies keep.
const PRECISION: u8 = 3;

/// What came of a while of load.
pub struct Load {
    pub requests: u64,
    pub elapsed: Duration,
    /// In microseconds.
    pub latencies: Histogram<u64>,
}

/// Something that can be asked again and again.
#[async_trait::async_trait]
pub trait Work: Send + Sync + 'static {
    /// Does it once: for the `worker`th of those who ask, at its `turn`.
    async fn once(&self, worker: usize, turn: u64) -> Result<()>;
}

/// `workers` ask at the same time, each again as soon as it is answered, until the time is over.
pub async fn closed_loop(work: Arc<dyn Work>, workers: usize, time: Duration) -> Result<Load> {
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for worker in 0..workers {
        running.spawn(one_after_another(work.clone(), worker, begun + time));
    }
    let mut latencies = Histogram::new(PRECISION)?;
    while let Some(done) = running.join_next().await {
        latencies.add(done??)?;
    }
    if latencies.is_empty() {
        bail!("nothing was answered in {time:?}");
    }
    Ok(Load { requests: latencies.len(), elapsed: begun.elapsed(), latencies })
}

async fn one_after_another(work: Arc<dyn Work>, worker: usize, until: Instant) -> Result<Histogram<u64>> {
    let mut latencies = Histogram::new(PRECISION)?;
    let mut turn = 0;
    while Instant::now() < until {
        let asked = Instant::now();
        work.once(worker, turn).await?;
        latencies.record(u64::try_from(asked.elapsed().as_micros())?.max(1))?;
        turn += 1;
    }
    Ok(latencies)
}
