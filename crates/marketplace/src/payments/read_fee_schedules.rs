use kernel::{FeeRate, FeeScheduleId, Page, Slice};
use payments::FeeSchedule;

use crate::{Error, Marketplace, Result};

impl Marketplace {
    /// What the platform keeps of a bill that is approved now. Everybody may know it.
    pub async fn fee_rate_now(&self) -> Result<FeeRate> {
        let rate = payments::store::fee_rate(self.db.reader(), self.clock.now()).await?;
        rate.ok_or(Error::NoFeeSchedule)
    }

    /// What the platform kept, keeps and will keep. Everybody may know it.
    pub async fn fee_schedules(&self, page: Page<FeeScheduleId>) -> Result<Slice<FeeSchedule>> {
        Ok(payments::store::fee_schedules(self.db.reader(), page).await?)
    }
}
