use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, Right};

use crate::{ClockHand, Error, Marketplace, Result, sweeps};

/// What the event of a moved clock is about.
const SUBJECT: &str = "clock";

impl Marketplace {
    /// Moves the sandbox's clock to `to`, stopping at every instant on the way at which something falls due, so
    /// that what happens on the way happens in its order and at its time.
    pub async fn advance_sandbox_clock(&self, actor: Actor, to: DateTime<Utc>) -> Result<DateTime<Utc>> {
        actor.may(Right::AdvanceClock)?;
        let hand = self.outside.hand.as_deref().ok_or(Error::SandboxOnly)?;
        sweeps::run(self).await;
        while let Some(stop) = self.next_stop(hand, to).await? {
            hand.advance_to(stop).await??;
            sweeps::run(self).await;
        }
        hand.advance_to(to).await??;
        self.note_clock(actor).await?;
        sweeps::run(self).await;
        Ok(self.clock.now())
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
