use kernel::{FeeScheduleId, Page, Slice};
use payments::{FeeSchedule, FeeTerms};

use crate::{Error, Marketplace, Result};

impl Marketplace {
    /// What the platform keeps of a bill that is approved now. Everybody may know it.
    pub async fn fee_terms_now(&self) -> Result<FeeTerms> {
        let schedule = payments::store::fee_schedule_at(self.db.reader(), self.clock.now()).await?;
        schedule.map(|schedule| schedule.terms).ok_or(Error::NoFeeSchedule)
    }

    /// What the platform kept, keeps and will keep. Everybody may know it.
    pub async fn fee_schedules(&self, page: Page<FeeScheduleId>) -> Result<Slice<FeeSchedule>> {
        Ok(payments::store::fee_schedules(self.db.reader(), page).await?)
    }
}
