use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, ClockError, Right};

use crate::{ClockHand, ClockHeld, Error, Marketplace, Result, sweeps};

/// What the event of a moved clock is about.
const SUBJECT: &str = "clock";

impl Marketplace {
    /// Moves the sandbox's clock to `to`, stopping at every instant on the way at which something falls due, so
    /// that what happens on the way happens in its order and at its time. The caller does not hold the clock.
    ///
    /// Several may move it at once, in several processes: each step is one's alone, and leads from where the clock
    /// stands to the next stop, so that no stop is passed, whoever takes the step. Whoever dies on the way leaves the
    /// clock at a stop, and whoever goes on begins with what was left undone there.
    pub async fn advance_sandbox_clock(&self, actor: Actor, to: DateTime<Utc>) -> Result<DateTime<Utc>> {
        actor.may(Right::AdvanceClock)?;
        let hand = self.outside.hand.as_deref().ok_or(Error::SandboxOnly)?;
        let mut alone = self.settle(hand).await?;
        loop {
            let now = self.clock.now();
            if to <= now {
                return Err(ClockError { now, asked: to }.into());
            }
            let stop = self.next_stop(hand, to).await?.unwrap_or(to);
            if stop == to {
                // Before it moves: a crash leaves no clock that arrived without anybody who is known to have asked.
                self.note_clock(actor).await?;
            }
            hand.advance_to(stop).await??;
            drop(alone);
            alone = self.settle(hand).await?;
            if stop == to {
                return Ok(to);
            }
        }
    }

    /// Does everything that is due where the clock stands, and keeps it for whoever asked: nothing is in anybody's
    /// hands any more. Most of it is done while others may act too.
    async fn settle(&self, hand: &dyn ClockHand) -> Result<ClockHeld> {
        sweeps::run_once(self).await;
        let alone = hand.seize(self.db.reader()).await?;
        sweeps::run_alone(self).await;
        Ok(alone)
    }

    async fn next_stop(&self, hand: &dyn ClockHand, to: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let now = self.clock.now();
        let (inside, outside) = (sweeps::next_due(self, now).await?, hand.next_event_at(now).await?);
        Ok(inside.into_iter().chain(outside).min().filter(|stop| *stop < to))
    }

    async fn note_clock(&self, actor: Actor) -> Result<()> {
        let tx = self.db.begin().await?;
        events::store::record(&tx, &Event::now(EventKind::ClockAdvanced, actor, &SUBJECT, self.clock.now())).await?;
        tx.commit().await?;
        Ok(())
    }
}
