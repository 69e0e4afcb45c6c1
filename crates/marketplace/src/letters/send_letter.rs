use events::Letter;
use kernel::LetterId;

use crate::{Error, Mailer, Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Takes a letter to the post. Whoever dies between the post and the note of its answer leaves a letter that goes
    /// out again a little later under the same message id: rather twice than never.
    pub async fn send_letter(&self, id: LetterId) -> Result<Step> {
        let mailer = self.mailer()?;
        let Some(letter) = self.claim_letter(id).await? else { return Ok(Step::Left) };

        // No transaction is open while the post thinks.
        let answer = mailer.send(&letter).await;

        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let Some(letter) = events::store::lock_letter(&tx, id).await? else { return Ok(Step::Left) };
        events::store::save_letter(&tx, &letter.answered(answer, now)).await?;
        tx.commit().await?;
        Ok(Step::Done)
    }

    async fn claim_letter(&self, id: LetterId) -> Result<Option<Letter>> {
        let tx = self.db.begin().await?;
        let letter = events::store::lock_letter(&tx, id).await?;
        let Some(claimed) = letter.and_then(|letter| letter.claim(self.clock.now())) else { return Ok(None) };
        events::store::save_letter(&tx, &claimed).await?;
        tx.commit().await?;
        Ok(Some(claimed))
    }

    fn mailer(&self) -> Result<&dyn Mailer> {
        let missing = || Error::Outside("no post is connected".to_owned());
        self.outside.mailer.as_deref().ok_or_else(missing)
    }
}
