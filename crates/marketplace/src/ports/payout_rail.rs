use chrono::{DateTime, Utc};
use disbursements::{AccountNumber, Answer, Disbursement, Evidence, Finding, PayoutMethod, Rail};
use kernel::{DisbursementId, Money};

/// Carries disbursements to banks. Implemented in `rails`.
#[async_trait::async_trait]
pub trait PayoutRail: Send + Sync {
    /// Whether this installation reaches payout methods of that kind.
    fn serves(&self, rail: Rail) -> bool;

    /// The exact bytes to send: a pure function of its inputs.
    fn render(&self, disbursement: &Disbursement, method: &PayoutMethod, number: &AccountNumber) -> Vec<u8>;

    /// Hands the message over. `id` is the idempotency key: the rail acts on it once, however often it is
    /// asked, and tells a duplicate that it is taken. Whatever leaves the outcome open is [`Answer::Unknown`],
    /// never an error.
    async fn send(&self, id: DisbursementId, message: &[u8]) -> Answer;

    /// What it knows of a disbursement whose answer was lost.
    async fn look_up(&self, id: DisbursementId) -> Finding;

    /// What became of what it took, for the time after `since` and until `until`, in order. It may repeat itself.
    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<RailReport>, RailError>;
}

/// One line of what a rail or a bank reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RailReport {
    /// Its own id, by which a repeat is recognised.
    pub external_id: String,
    pub disbursement_id: DisbursementId,
    pub evidence: Evidence,
    pub amount: Money,
    pub at: DateTime<Utc>,
}

/// The rail cannot be reached, or answers what cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payout rail did not answer: {0}")]
pub struct RailError(pub String);
