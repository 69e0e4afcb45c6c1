use crate::{Marketplace, Result};

impl Marketplace {
    /// Gives a new installation what it cannot work without: the countries whose experts may register (G-37), the fee
    /// of 2.5 % (IQ-28) and the levels of access to customers' accounts (G-16). What the operator has set since is left alone.
    pub async fn install_defaults(&self) -> Result<()> {
        let tx = self.db.begin().await?;
        for country in accounts::eligible_countries_default() {
            accounts::store::insert_eligible_country(&tx, &country).await?;
        }
        payments::store::insert_fee_schedule_if_none(&tx, &payments::FeeSchedule::platform_default()).await?;
        for level in engagements::AccessLevel::defaults() {
            engagements::store::insert_access_level(&tx, &level).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
