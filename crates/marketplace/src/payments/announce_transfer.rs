use kernel::ChargeId;
use payments::{Charge, PaymentError};

use crate::{Error, ExpectedTransfer, Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Tells the provider which transfer a customer on net terms will send. It takes nothing, so that telling it
    /// twice, after a crash in between, is harmless.
    pub(crate) async fn announce_transfer(&self, id: ChargeId) -> Result<Step> {
        let charge = payments::store::find_charge(self.db.reader(), id).await?;
        let transfer = self.expected_transfer(&charge.ok_or(PaymentError::ChargeNotFound(id))?).await?;
        let expected = self.provider()?.expect_transfer(&transfer).await;
        expected.map_err(|error| Error::Outside(error.to_string()))?;

        let tx = self.db.begin().await?;
        let charge = payments::store::lock_charge(&tx, id).await?.ok_or(PaymentError::ChargeNotFound(id))?;
        if charge.asking.due_at().is_none_or(|due_at| due_at > self.clock.now()) {
            return Ok(Step::Left);
        }
        let charge = charge.announced();
        payments::store::save_charge(&tx, &charge).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }

    async fn expected_transfer(&self, charge: &Charge) -> Result<ExpectedTransfer> {
        let method = payments::store::find_payment_method(self.db.reader(), charge.payment_method_id).await?;
        let provider_token = method.and_then(|method| method.provider_token);
        Ok(ExpectedTransfer { charge_id: charge.id, amount: charge.open(), provider_token, due_at: charge.due_at })
    }
}
