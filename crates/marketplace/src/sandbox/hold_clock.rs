use crate::{ClockHeld, Marketplace, Result};

impl Marketplace {
    /// In the sandbox, brings this process's clock to where another may have moved it. Elsewhere there is nothing to
    /// catch up with.
    pub async fn catch_up(&self) -> Result<()> {
        if let Some(hand) = self.clock_hand() {
            hand.catch_up(self.db.reader()).await?;
        }
        Ok(())
    }

    /// In the sandbox, keeps the clock from moving until the answer is dropped: for whatever acts. Elsewhere time goes
    /// on by itself, and there is nothing to hold.
    pub async fn hold_clock(&self) -> Result<Option<ClockHeld>> {
        Ok(match self.clock_hand() {
            Some(hand) => Some(hand.hold(self.db.reader()).await?),
            None => None,
        })
    }
}
