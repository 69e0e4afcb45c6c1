use payments::{AttemptKey, ChargeAnswer, PaymentError};

use crate::{LookUp, Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Asks the provider what became of an attempt that it never answered, or whose answer left it open. Only
    /// its word moves the charge on; nothing is sent a second time (IQ-30).
    pub async fn resolve_attempt(&self, key: AttemptKey) -> Result<Step> {
        let attempt = payments::store::find_attempt(self.db.reader(), key).await?;
        let attempt = attempt.ok_or(PaymentError::ChargeNotFound(key.charge_id))?;
        let answer = match self.provider()?.recall(key, attempt.amount).await {
            LookUp::Received => ChargeAnswer::Processing,
            LookUp::Failed { reason } => ChargeAnswer::Failed { reason },
            LookUp::NeverReceived => ChargeAnswer::Failed { reason: "never reached the provider".to_owned() },
            LookUp::Unknown => ChargeAnswer::Unknown,
        };
        self.note_answer(key, &answer).await?;
        Ok(Step::Done)
    }
}
